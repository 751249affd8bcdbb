"""Documents: the whole request beside the layout of the same page, without any data work."""

from collections.abc import Iterator

from django.urls import reverse

from bench.cases import Case, Floor, client_of, direction, getting
from bench.pages import a_plan
from reporting.documents.kinds import KINDS
from reporting.documents.rendering import html_of, lay_out


def _document(kind: str, code: str) -> Iterator[Case]:
    reader = direction()
    client = client_of(reader)
    target = KINDS[kind].objects_for(reader).get(code=code)
    html = html_of(KINDS[kind].build(target, reader, None))
    yield Case(
        getting(client, reverse("reporting:report_pdf", args=[kind, code])),
        (Floor("mise en page", lambda: lay_out(html), most=1.1),),
    )


def plan_report() -> Iterator[Case]:
    """The execution report of a plan of some hundred activities."""
    yield from _document("plan", a_plan().code)


def project_sheet() -> Iterator[Case]:
    """The project sheet of the fifth document."""
    yield from _document("programme", "EAM")


def workshop_report() -> Iterator[Case]:
    """The report of the workshop of Ségou."""
    yield from _document("workshop", "ATELIER-SEGOU-2023")
