"""Reading a document back: its text as a person reads it, its pages."""

import re
from html import unescape
from io import BytesIO

from pypdf import PdfReader

from reporting.documents.kinds import KINDS
from reporting.documents.rendering import Document
from reporting.figures import Situation

NARROW, HARD = "\u202f", "\u00a0"


def said(text: str) -> str:
    """A text as a reader reads it: without tags, with ordinary spaces."""
    text = unescape(re.sub(r"<[^>]+>", " ", text))
    return " ".join(text.replace(NARROW, " ").replace(HARD, " ").split())


def document(kind: str, code: str, situation: Situation | None = None) -> Document:
    """The document of an object as the whole DGCT sees it."""
    target = KINDS[kind].model.objects.get(code=code)
    return KINDS[kind].build(target, None, situation)


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [said(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]
