"""What the screen of the reading asks about each sheet, and what is missing of it."""

from programmes.import_pages.questions import Asked
from programmes.imports.columns import Kind
from programmes.imports.faults import Fault, FoundSheet, ImportReport
from programmes.imports.kinds import KINDS, TERRITORY
from programmes.models import ImportRun

PLAN, EFFECTIVE_DATE, REVISION_REASON = "plan", "effective_date", "revision_reason"
State = ImportRun.State
READABLE = frozenset({State.FOUND, State.PREVIEWED, State.NOTHING, State.FAILED, State.CANCELLED})


def is_readable(run: ImportRun, report: ImportReport) -> bool:
    """Whether a person may say how the file is to be read: not yet written, and made of sheets with headings."""
    return run.state in READABLE and run.kind != TERRITORY and bool(report.sheets)


def layout_faults(report: ImportReport) -> list[Fault]:
    """What is wrong with the sheets and their headings, not with a cell."""
    headers = {sheet.sheet: sheet.header for sheet in report.sheets}
    return [fault for fault in report.faults if fault.where.row <= headers.get(fault.where.sheet, 0)]


def asks_for_plan(sheets: list[FoundSheet]) -> bool:
    """Whether some sheet holds rows of a plan and has no column that names it."""
    return any(_wants(sheet, PLAN) for sheet in sheets)


def asks_for_date(sheets: list[FoundSheet]) -> bool:
    """Whether some sheet brings statuses and has no column that dates them."""
    return any(_wants(sheet, EFFECTIVE_DATE) for sheet in sheets)


def _wants(sheet: FoundSheet, name: str) -> bool:
    kinds = [KINDS[word] for word in (sheet.kind, *sheet.also) if word in KINDS]
    has = any(column.name == name for column in sheet.columns)
    return not has and any(
        column.name == name and column.required for kind in kinds for column in kind.columns
    )


def required_keys(sheets: list[FoundSheet], asked: list[Asked]) -> frozenset[str]:
    """The keys of what stands in a cell that may not be left empty."""
    required = {
        (sheet.sheet, column.letter)
        for sheet in sheets
        for column in sheet.columns
        if sheet.kind in KINDS and _is_required(KINDS[sheet.kind], column.name)
    }
    return frozenset(
        one.key for one in asked if any((where.sheet, where.letter) in required for where in one.places)
    )


def _is_required(kind: Kind, name: str) -> bool:
    return any(column.name == name and column.required for column in kind.columns)
