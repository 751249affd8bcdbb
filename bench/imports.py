"""Importing activities from a workbook, previewed then applied."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from bench.cases import Case, Floor
from programmes.bulk_writing import Table
from programmes.imports.run import import_file
from programmes.models import ActionPlan, Activity, Department

ROWS = 250  # a thousand take half a minute a round
HEADINGS = (
    "Plan",
    "Code",
    "Intitulé",
    "Structure responsable",
    "Début prévu",
    "Fin prévue",
    "Budget",
    "Produit attendu",
)
COLUMNS = (
    "plan", "code", "title", "department", "planned_start", "planned_start_precision", "planned_end",
    "planned_end_precision", "budget", "expected_product", "position", "currency", "weight", "is_demonstration",
    "status", "review", "search",
)  # fmt: skip
TYPED_BY_HAND = ("janvier 2026", "T2 2026", "1 500 000 FCFA", "Rapport de mesure")


def import_activities() -> Iterator[Case]:
    """The whole path of an import; everything is undone after each round."""
    department = Department.objects.filter(code__startswith="MESURE-").order_by("code").first()
    plan = ActionPlan.objects.create(
        code="MESURE-IMPORT", title="Plan de mesure de l’import", year=2026, department=department
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "activites.xlsx"
        write_workbook(path, plan, department)

        def whole() -> None:
            with transaction.atomic():
                for apply in (False, True):
                    report = import_file(path, "activities", by=None, apply=apply)
                    if report.faults or report.questions or report.created != ROWS:
                        raise RuntimeError(f"import : {report.faults[:3]} {report.questions[:3]}")
                transaction.set_rollback(True)

        def bare() -> None:
            with transaction.atomic():
                read_and_copy(path, plan, department)
                transaction.set_rollback(True)

        yield Case(whole, (Floor("lecture + COPY", bare, most=3),))
    plan.delete()


def write_workbook(path: Path, plan: ActionPlan, department: Department) -> None:
    """A sheet as people make it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("activities")
    sheet.append(HEADINGS)
    for n in range(1, ROWS + 1):
        title = f"Activité de mesure n° {n}, importée"
        sheet.append([plan.code, f"I-{n:04}", title, department.code, *TYPED_BY_HAND])
    book.save(path)


def read_and_copy(path: Path, plan: ActionPlan, department: Department) -> None:
    """The floor: the cells as they are, written as they are, with no check but the database's."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]
    table = Table(Activity, *COLUMNS)
    table.rows = [
        (
            plan.pk, row[1], row[2], department.pk, "2026-01-01", "month", "2026-06-30", "quarter", 1_500_000, row[7],
            place, "XOF", 1, 1, "planned", "", row[2].lower(),
        )
        for place, row in enumerate(rows, 1)
    ]  # fmt: skip
    table.write()
