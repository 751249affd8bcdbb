"""The bridge to django-import-export: the admin's import and export buttons go through this project's own path.

`resource_for(word)` gives the ModelResource of a kind, its fields made of the columns; `FORMATS` the files it reads
and writes. What the admin previews and confirms is what `manage.py import` does.
"""

from collections import defaultdict
from datetime import date
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.html import format_html
from import_export.fields import Field
from import_export.formats.base_formats import Format
from import_export.resources import ModelResource
from import_export.results import Error, Result, RowResult

from accounts.spreadsheets import HarmlessCSV, HarmlessXLSX
from programmes.imports.columns import Column, Kind
from programmes.imports.faults import Effect, Fault, ImportReport, Outcome, Question, UnreadableFileError
from programmes.imports.kinds import KINDS
from programmes.imports.lookups import model_of
from programmes.imports.run import import_sheets
from programmes.imports.workbooks import Sheet, read_content
from programmes.partial_dates import PartialDate

SEPARATOR = " ; "
TYPES = {
    Effect.CREATED: RowResult.IMPORT_TYPE_NEW,
    Effect.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    Effect.UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
}


def cell_of(column: Column, instance: Model) -> Any:
    """What an export writes in a cell, so that the same file is read back unchanged."""
    if column.parse.many:
        return SEPARATOR.join(_named(one) for one in getattr(instance, column.name).all())
    value = getattr(instance, column.name)
    if value is None:
        return ""
    if isinstance(value, Model):
        return _named(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date) and hasattr(instance, f"{column.name}_precision"):
        return PartialDate.covering(value, getattr(instance, f"{column.name}_precision")).label()
    choices = dict(instance._meta.get_field(column.name).flatchoices)
    return str(choices.get(value, value)) if choices else value


def _named(instance: Model) -> str:
    return str(getattr(instance, "code", "") or getattr(instance, "written", "") or instance)


class ColumnField(Field):
    """A column as a field of django-import-export: its heading, and the cell that an export writes."""

    def __init__(self, column: Column) -> None:
        super().__init__(attribute=column.name, column_name=column.heading)
        self.column = column

    def export(self, instance: Model, **kwargs: Any) -> Any:
        return cell_of(self.column, instance)


class KindResource(ModelResource):
    """A kind as a resource. Its import is the project's (`import_sheets`), told in the words of import-export."""

    sheet_kind: Kind

    def import_data(self, dataset: tablib.Dataset, dry_run: bool = False, **kwargs: Any) -> Result:
        """Import a sheet as a whole or not at all; a doubtful reading counts as a fault here."""
        sheet = Sheet(self.sheet_kind.title, [list(dataset.headers or ()), *(list(row) for row in dataset)])
        report = import_sheets(
            [sheet],
            self.sheet_kind.word,
            file=kwargs.get("file_name") or self.sheet_kind.title,
            by=kwargs.get("user"),
            apply=not dry_run,
        )
        return self.told(report, sheet)

    def told(self, report: ImportReport, sheet: Sheet) -> Result:
        """A report as import-export shows it: rows with their difference, invalid rows with all their faults."""
        result = self.get_result_class()()
        result.diff_headers = [column.heading for column in self.sheet_kind.columns]
        result.total_rows = len(report.outcomes)
        faults: dict[int, list[Fault | Question]] = defaultdict(list)
        for said in (*report.faults, *report.questions):
            faults[said.where.row].append(said)
        refused = {one.where.row for one in report.outcomes if one.effect is Effect.REFUSED} | set(faults)
        for row in sorted(refused):
            if row and any(one.where.row == row for one in report.outcomes):
                values = {said.where.heading: said.value for said in faults[row]}
                result.append_invalid_row(row, values, _said_of(faults[row]))
                result.totals[RowResult.IMPORT_TYPE_INVALID] += 1
            else:
                for said in faults[row]:
                    result.append_base_error(Error(UnreadableFileError(f"{said.where} : {said.message}")))
        stored = self._meta.model._default_manager.in_bulk([one.pk for one in report.outcomes if one.pk])
        for outcome in report.outcomes:
            if outcome.where.row not in refused:
                row_result = self.row_of(outcome, stored.get(outcome.pk))
                result.increment_row_result_total(row_result)
                result.append_row_result(row_result)
        return result

    def row_of(self, outcome: Outcome, instance: Model | None) -> RowResult:
        """A row that was written, or would be, each changed cell with its old and its new value."""
        row = self.get_row_result_class()()
        row.import_type = TYPES[outcome.effect]
        row.instance, row.object_id, row.object_repr = instance, outcome.pk, outcome.target
        changed = {change.heading: change for change in outcome.changes}
        row.diff = [
            format_html(
                "<del>{}</del> <ins>{}</ins>", changed[column.heading].old, changed[column.heading].new
            )
            if column.heading in changed
            else (outcome.target if column is self.sheet_kind.columns[0] else "")
            for column in self.sheet_kind.columns
        ]
        return row


def _said_of(faults: list[Fault | Question]) -> ValidationError:
    by_heading: dict[str, list[str]] = defaultdict(list)
    for said in faults:
        found = f"« {said.value} » : " if said.value else ""
        by_heading[said.where.heading or "__all__"].append(found + said.message)
    return ValidationError(by_heading)


def resource_for(word: str) -> type[KindResource]:
    """The resource of a kind, for `resource_classes` of an admin."""
    kind = KINDS[word]
    names = [column.name for column in kind.columns]

    class Meta:
        model = model_of(kind)
        fields = names
        export_order = names
        import_id_fields = kind.key
        report_skipped = True

    columns = {column.name: ColumnField(column) for column in kind.columns}
    return type(
        f"{Meta.model.__name__}Resource", (KindResource,), {"Meta": Meta, "sheet_kind": kind, **columns}
    )


# --- files ----------------------------------------------------------------------------------------


class _ReadByUs:
    """Reads through `workbooks`, rows numbered as in the file: the resource finds the headings itself."""

    def create_dataset(self, in_stream: bytes | str, **kwargs: Any) -> tablib.Dataset:
        content = in_stream.encode() if isinstance(in_stream, str) else in_stream
        sheets = read_content(content, f"fichier.{self.get_extension()}")
        filled = [sheet.rows for sheet in sheets if not sheet.is_empty]
        rows = filled[0] if filled else [[""]]
        width = max(map(len, rows))
        padded = [[*row, *[""] * (width - len(row))] for row in rows]
        return tablib.Dataset(*padded[1:], headers=padded[0])

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def can_import(self) -> bool:
        return True


class SheetXLSX(_ReadByUs, HarmlessXLSX):
    """XLSX, read by calamine."""


class _ReadOnly(_ReadByUs, Format):
    """A format that is imported and never exported."""

    extension = ""

    def get_title(self) -> str:
        return self.extension

    def get_extension(self) -> str:
        return self.extension


class SheetXLS(_ReadOnly):
    """Old XLS."""

    extension = "xls"


class SheetCSV(_ReadByUs, HarmlessCSV):
    """CSV of any usual encoding and separator; written as French spreadsheets open it (semicolons, UTF-8 marked)."""

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return super().export_data(dataset, delimiter=";", **kwargs).encode("utf-8-sig")


class SheetODS(_ReadOnly):
    """ODS: like the others, opened in a process apart."""

    extension = "ods"


FORMATS = (SheetXLSX, SheetCSV, SheetXLS, SheetODS)
