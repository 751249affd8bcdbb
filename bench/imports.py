"""Importing activities from a workbook, previewed then applied, beside the bare work and beside stock import-export."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from django.db import transaction
from import_export import fields, resources
from import_export.formats.base_formats import XLSX
from import_export.widgets import ForeignKeyWidget
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from bench.cases import Case, Floor
from programmes.bulk_writing import Table
from programmes.imports.run import import_file
from programmes.models import ActionPlan, Activity, Department

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
TYPED_FOR_STOCK = (date(2026, 1, 1), date(2026, 6, 30), 1_500_000, "Rapport de mesure")


class StockResource(resources.ModelResource):
    """Activities as whoever takes import-export out of its box would import them."""

    plan = fields.Field("plan", "Plan", ForeignKeyWidget(ActionPlan, "code"))
    code = fields.Field("code", "Code")
    title = fields.Field("title", "Intitulé")
    department = fields.Field("department", "Structure responsable", ForeignKeyWidget(Department, "code"))
    planned_start = fields.Field("planned_start", "Début prévu")
    planned_end = fields.Field("planned_end", "Fin prévue")
    budget = fields.Field("budget", "Budget")
    expected_product = fields.Field("expected_product", "Produit attendu")

    class Meta:
        model = Activity
        import_id_fields = ("plan", "code")
        fields = (
            "plan",
            "code",
            "title",
            "department",
            "planned_start",
            "planned_end",
            "budget",
            "expected_product",
        )
        skip_unchanged = True


def importing(rows: int, *, beside_stock: bool) -> Callable[[], Iterator[Case]]:
    """The measurement of an import of so many rows; stock import-export takes a quarter of a minute a thousand."""

    def make() -> Iterator[Case]:
        department = Department.objects.filter(code__startswith="MESURE-").order_by("code").first()
        plan = ActionPlan.objects.create(
            code="MESURE-IMPORT", title="Plan de mesure de l’import", year=2026, department=department
        )
        with tempfile.TemporaryDirectory() as folder:
            path, typed = Path(folder) / "activites.xlsx", Path(folder) / "stock.xlsx"
            write_workbook(path, plan, department, rows, TYPED_BY_HAND)
            floors = [Floor("lecture + COPY", undone(lambda: read_and_copy(path, plan, department)), most=3)]
            if beside_stock:
                write_workbook(typed, plan, department, rows, TYPED_FOR_STOCK)
                floors.append(Floor("import-export nu", undone(lambda: stock(typed, rows)), most=1 / 30))
            yield Case(undone(lambda: previewed_and_applied(path, rows)), tuple(floors))
        plan.delete()

    return make


def undone(work: Callable[[], None]) -> Callable[[], None]:
    """A work whose writes are taken back."""

    def run() -> None:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)

    return run


def previewed_and_applied(path: Path, rows: int) -> None:
    """The whole path of an import, as a person walks it."""
    for apply in (False, True):
        report = import_file(path, "activities", by=None, apply=apply)
        if report.faults or report.questions or report.created != rows:
            raise RuntimeError(f"import : {report.faults[:3]} {report.questions[:3]}")


def stock(path: Path, rows: int) -> None:
    """Dry run, then the real one, with django-import-export's own formats and widgets."""
    for dry_run in (True, False):
        dataset = XLSX().create_dataset(path.read_bytes())
        result = StockResource().import_data(dataset, dry_run=dry_run)
        if result.has_errors() or result.has_validation_errors() or result.totals["new"] != rows:
            raise RuntimeError("import-export nu : " + str(result.totals))


def write_workbook(
    path: Path, plan: ActionPlan, department: Department, rows: int, told: tuple[object, ...]
) -> None:
    """A sheet as people make it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("activities")
    sheet.append(HEADINGS)
    for n in range(1, rows + 1):
        title = f"Activité de mesure n° {n}, importée"
        sheet.append([plan.code, f"I-{n:05}", title, department.code, *told])
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
