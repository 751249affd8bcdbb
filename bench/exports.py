"""Exporting every activity, as XLSX and as CSV, as the list and the command do."""

import csv
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import cycle, islice

import xlsxwriter

from bench.cases import Case, Floor
from programmes.exports.cells import Cell, OutSheet
from programmes.exports.columns import Reader
from programmes.exports.csv_lines import csv_lines
from programmes.exports.kinds import sheet_of
from programmes.exports.xlsx import write_workbook
from programmes.models import Activity

KIND = "activities"
SAMPLE = 1000
DAY_ZERO = date(1899, 12, 30).toordinal()


def export_xlsx() -> Iterator[Case]:
    """Beside XlsxWriter in constant memory, given as many rows like those, ready made."""
    sample, count = _sample()
    ready = [[_native(cell) for cell in row] for row in sample]

    def whole() -> None:
        with tempfile.TemporaryFile() as file:
            _check(write_workbook(file, [_sheet()], title="Mesure"), count)

    def bare() -> None:
        with tempfile.TemporaryFile() as file:
            _write_bare(file, islice(cycle(ready), count))

    yield Case(whole, (Floor("XlsxWriter seul", bare, most=1.5),))


def export_csv() -> Iterator[Case]:
    """Beside Python's own writer, given as many rows like those, ready made."""
    sample, count = _sample()
    ready = [[str(cell or "") for cell in row] for row in sample]

    def whole() -> None:
        _check(sum(lines.count(b"\r\n") for lines in csv_lines(_sheet())) - 1, count)

    def bare() -> None:
        with tempfile.TemporaryFile("w", newline="") as file:
            csv.writer(file, delimiter=";").writerows(islice(cycle(ready), count))

    yield Case(whole, (Floor("csv seul", bare),))


def _sheet() -> OutSheet:
    return sheet_of(KIND, Reader())


def _sample() -> tuple[list[list[Cell]], int]:
    """Rows from everywhere in the list, to write again and again, and how many there are in all."""
    count = Activity.objects.count()
    return list(islice(_sheet().rows, 0, None, max(count // SAMPLE, 1))), count


def _native(cell: Cell) -> str | float | date | None:
    return float(cell) if isinstance(cell, int | Decimal) else cell


def _write_bare(file, rows: Iterator[list[str | float | date | None]]) -> None:
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    day, amount = (book.add_format({"num_format": form}) for form in ("dd/mm/yyyy", "#,##0"))
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(number, place, cell)
            elif isinstance(cell, float):
                sheet.write_number(number, place, cell, amount)
            elif cell is not None:
                sheet.write_number(number, place, cell.toordinal() - DAY_ZERO, day)
    book.close()


def _check(written: int, expected: int) -> None:
    if written != expected:
        raise RuntimeError(f"export : {written} lignes au lieu de {expected}")
