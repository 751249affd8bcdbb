"""Finding the table in a sheet: the row of headings, which column is which, the rows below. Pure: no Django."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from communes.text import normalise
from programmes.imports.columns import Column, Kind
from programmes.imports.faults import Fault, Where
from programmes.imports.readings import as_text, shown
from programmes.imports.workbooks import Row, Sheet

# Title blocks above the headings are short; further down, a row of data could pass for one.
DEEPEST_HEADER = 30
_UNIT = re.compile(r"\((?:en )?(?:f ?cfa|xof|%)\)", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """Where the columns of a kind stand in a sheet: `columns` by index, `header` the number of the row of headings."""

    sheet: Sheet
    kind: Kind
    header: int
    columns: dict[int, Column]
    unknown: dict[int, str]

    def rows(self) -> Iterator[tuple[int, Row]]:
        """The rows below the headings that hold something in a known column, with their number in the sheet."""
        for number, row in enumerate(self.sheet.rows[self.header :], start=self.header + 1):
            if any(index < len(row) and as_text(row[index]) for index in self.columns):
                yield number, row

    def where(self, row: int, column: Column | None = None) -> Where:
        """A row, or one of its cells."""
        for index, known in self.columns.items():
            if column is not None and known.name == column.name:
                return Where(
                    self.sheet.name, row, letter(index), as_text(self.sheet.rows[self.header - 1][index])
                )
        return Where(self.sheet.name, row, "", column.heading if column else "")


def letter(index: int) -> str:
    """The letters of a column, from 0: A, B… Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def find_table(sheet: Sheet, kind: Kind) -> Table | None:
    """The table of a kind: the row, among the first, that names most of its columns; None when none does."""
    headings = known_headings(kind)
    best = max(
        range(min(DEEPEST_HEADER, len(sheet.rows))),
        key=lambda number: len(_named(sheet.rows[number], headings)),
        default=None,
    )
    if best is None:
        return None
    named = _named(sheet.rows[best], headings)
    # One word alone may be a title; a table of several columns names two of them at least.
    if len(named) < min(2, len(kind.columns)):
        return None
    columns, unknown = _mapping(sheet.rows[best], headings)
    return Table(sheet, kind, best + 1, columns, unknown)


def header_faults(table: Table) -> list[Fault]:
    """Columns that must be there and are not, headings given twice."""
    present = {column.name for column in table.columns.values()}
    faults = [
        Fault(
            table.where(table.header),
            "",
            f"colonne «\u00a0{column.heading}\u00a0» absente\u00a0: elle est obligatoire",
        )
        for column in table.kind.columns
        if column.required and column.name not in present
    ]
    headings = known_headings(table.kind)
    for index, text in table.unknown.items():
        if column := headings.get(_folded(text)):
            where = Where(table.sheet.name, table.header, letter(index), text)
            faults.append(
                Fault(
                    where, text, f"deux colonnes donnent «\u00a0{column.heading}\u00a0»\u00a0: gardez-en une"
                )
            )
    return faults


def known_headings(kind: Kind) -> dict[str, Column]:
    """Every heading of a kind, normalised; the first column of the list has it where two could."""
    found: dict[str, Column] = {}
    for column in kind.columns:
        for heading in column.headings:
            found.setdefault(_folded(heading), column)
    return found


def _folded(heading: str) -> str:
    return normalise(_UNIT.sub(" ", heading))


def _named(row: Row, headings: dict[str, Column]) -> set[str]:
    """Names of the columns that the cells of a row could be the headings of."""
    return {
        headings[text].name for cell in row if isinstance(cell, str) and (text := _folded(cell)) in headings
    }


def _mapping(row: Row, headings: dict[str, Column]) -> tuple[dict[int, Column], dict[int, str]]:
    columns: dict[int, Column] = {}
    unknown: dict[int, str] = {}
    for index, cell in enumerate(row):
        text = shown(cell)
        column = headings.get(_folded(text))
        if column and column.name not in {known.name for known in columns.values()}:
            columns[index] = column
        elif text:
            unknown[index] = text
    return columns, unknown
