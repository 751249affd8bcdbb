"""Reports as a reading makes them, written by hand: what the screens of imports are shown with."""

from typing import Any
from uuid import uuid4

from programmes.imports.faults import (
    Change,
    Choice,
    Effect,
    Fault,
    FoundColumn,
    FoundSheet,
    ImportReport,
    Outcome,
    Question,
    Where,
)

SHEET = "Plan 2025"
COLUMNS = (
    FoundColumn("A", "N°", ("1", "2"), "position"),
    FoundColumn("B", "Activités prévues", ("Former", "Tenir"), "title"),
    FoundColumn("C", "Structure resp.", ("SDFL",), "department"),
    FoundColumn("D", "Obs.", ("RAS",), ""),
)


def cell(row: int, letter: str = "", heading: str = "") -> Where:
    return Where(SHEET, row, letter, heading)


def sheet(**named: Any) -> FoundSheet:
    """The sheet of activities of a canevas."""
    return FoundSheet(
        **{"sheet": SHEET, "kind": "activities", "header": 7, "columns": COLUMNS, "rows": 68} | named
    )


def report(**named: Any) -> ImportReport:
    return ImportReport("plan.xlsx", "auto", uuid4(), **named)


def created(row: int, target: str = "A-01", kind: str = "activities", pk: object = None) -> Outcome:
    return Outcome(kind, cell(row), Effect.CREATED, target, (), pk)


def changed(row: int, target: str = "A-01") -> Outcome:
    return Outcome("activities", cell(row), Effect.CHANGED, target, (Change("Coût", "1 000", "2 000"),))


def unchanged(row: int) -> Outcome:
    return Outcome("activities", cell(row), Effect.UNCHANGED, "A-09")


def refused(row: int) -> Outcome:
    return Outcome("activities", cell(row), Effect.REFUSED)


def wrong_date(row: int = 9) -> Fault:
    return Fault(cell(row, "E", "Fin"), "31 Novembre", "cette date n’existe pas")


def unknown_name(row: int = 10, *choices: Choice, value: str = "Cellule") -> Fault:
    message = "aucun objet de ce nom parmi les structures"
    return Fault(cell(row, "C", "Structure resp."), value, message, f"nom-{value}", "departments", choices)


def doubtful(row: int = 11, value: str = "1.500") -> Question:
    return Question(cell(row, "F", "Coût"), value, "lu 1 500 FCFA", f"lecture-{value}")
