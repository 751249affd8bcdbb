"""From a template to a PDF: A4, tagged, in French, with the project's own fonts and nothing from outside."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.template.loader import render_to_string
from django.utils import timezone
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reporting.figures import Situation

FONTS = Path(__file__).resolve().parent.parent / "fonts"
STYLE = Path(__file__).resolve().parent / "document.css"


@dataclass(frozen=True)
class Document:
    """A document before it is laid out.

    `kind` and `code` name it in addresses and on the command line; `label` is the kind as a person says it, at the
    head of every page; `context` is what its template prints. `made_on`
    is the day it was drawn up; until a document is issued it says that it was not.
    """

    kind: str
    code: str
    label: str
    title: str
    template: str
    situation: Situation
    context: dict[str, Any] = field(repr=False)
    made_on: date = field(default_factory=timezone.localdate)

    @property
    def running_title(self) -> str:
        """« Rapport d’exécution – DGCT-2023 », short enough for one line."""
        return f"{self.label} – {self.code}"

    @property
    def filename(self) -> str:
        """« rapport-execution-DGCT-2023.pdf »: plain letters, so that every system keeps it."""
        return f"{self.kind}-{self.code}.pdf"


class OwnFontsOnly(URLFetcher):
    """Reads the fonts shipped with the project, and refuses everything else: no network, no other file."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file"}, allow_redirects=False)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The font; anything else stops the rendering, since a document that lacks a part must not go out."""
        path = Path(unquote(urlsplit(url).path)).resolve()
        if urlsplit(url).scheme != "file" or path.parent != FONTS:
            raise FatalURLFetchingError(f"Un document ne peut pas lire {url}.")
        return super().fetch(url, headers)


def html_of(document: Document) -> str:
    """The page that is laid out: also what a test reads."""
    return render_to_string(
        document.template,
        {
            **document.context,
            "document": document,
            "situation": document.situation,
        },
    )


def render_pdf(document: Document) -> bytes:
    """The PDF, as PDF/UA-1: tagged, with title and language."""
    return lay_out(html_of(document))


def lay_out(html: str) -> bytes:
    """WeasyPrint alone, with the project's style and fonts: the floor that the benchmark compares with."""
    fonts, fetcher = FontConfiguration(), OwnFontsOnly()
    style = CSS(filename=STYLE, font_config=fonts, url_fetcher=fetcher)
    page = HTML(string=html, base_url=STYLE.parent.as_uri() + "/", url_fetcher=fetcher)
    return page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
