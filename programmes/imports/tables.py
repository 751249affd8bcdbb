"""The table of a sheet: where the columns of a kind stand, and the rows below the headings. Pure: no Django."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from programmes.imports.body import read_body
from programmes.imports.columns import Column, Kind
from programmes.imports.faults import Fault, Where
from programmes.imports.headings import Headings, in_unit, unit_matters, unit_of, year_of
from programmes.imports.layout import Header, Top, find_header
from programmes.imports.ranks import settle_ranks
from programmes.imports.workbooks import Row, Sheet

MONEY = "montant"


@dataclass(frozen=True)
class Table:
    """Where the columns of a kind stand in a sheet: `columns` by index, `header` the last row of headings.

    `data` are its rows with their number. `given` are texts by name of column that hold for every row, `inherited`
    those that hold for one row, by its number (the objective named above it): a cell that says something wins. A
    table whose rows stand beside those of another kind, on the same rows, names that kind in `beside`. Where rows
    were made of single cells, `pinned` gives the index of the cell of each.
    """

    sheet: Sheet
    kind: Kind
    header: int
    columns: dict[int, Column]
    unknown: dict[int, str]
    headings: Mapping[int, str] = field(default_factory=dict)
    data: Sequence[tuple[int, Row]] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    inherited: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    beside: str = ""
    pinned: Mapping[int, int] = field(default_factory=dict)
    # The years that the headings of ticked columns state, by name of column.
    years: Mapping[str, int] = field(default_factory=dict)
    # What its reader keeps from a row to the next.
    memory: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """The rows that hold something in a known column, with their number in the sheet."""
        return iter(self.data)

    def where(self, row: int, column: Column | None = None) -> Where:
        """A row, or one of its cells."""
        if row in self.pinned:
            return Where(self.sheet.name, row, letter(self.pinned[row]))
        if column is None:
            return Where(self.sheet.name, row)
        place, heading = self._places.get(column.name, ("", column.heading))
        return Where(self.sheet.name, row, place, heading)

    @cached_property
    def _places(self) -> dict[str, tuple[str, str]]:
        """The letter and the heading of each column, by its name."""
        return {
            column.name: (letter(index), self.headings.get(index, column.heading))
            for index, column in self.columns.items()
        }


def letter(index: int) -> str:
    """The letters of a column, from 0: A, B… Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def index_of(letters: str) -> int:
    """The index of a column from its letters, -1 when they are none."""
    index = 0
    for sign in letters.strip().upper():
        if not "A" <= sign <= "Z":
            return -1
        index = index * 26 + ord(sign) - ord("A") + 1
    return index - 1 if index <= 20_000 else -1


def known_headings(columns: Sequence[Column]) -> dict[str, Column]:
    """Every heading of some columns, as they are compared; the first column of the list has it where two could."""
    return Headings(columns).by_key


def find_table(sheet: Sheet, kind: Kind) -> Table | None:
    """The table of a kind as its headings say it; None when none names its columns."""
    header = header_of(Top(sheet), kind)
    if header is None:
        return None
    return table_of(sheet, settle_ranks(header, kind, sheet, {}), kind)


def header_of(top: Top, kind: Kind) -> Header | None:
    """The headings of a kind in a sheet; None when they are too few to be those of a table."""
    header = find_header(top, kind.recognised)
    return header if header and names_enough(header, kind, top.sheet) else None


def names_enough(header: Header, kind: Kind, sheet: Sheet) -> bool:
    """One word alone may be a title; a table names two of its columns at least, unless it has one, or the one that it
    must have among others that nobody knows."""
    if len(header.columns) >= min(2, len(kind.columns)):
        return True
    required = {column.name for column in kind.columns if column.required}
    below = len(sheet.rows) > header.last
    return bool(header.names & required) and below and (len(header.headings) > 1 or _is_narrow(sheet))


def _is_narrow(sheet: Sheet) -> bool:
    return all(len(row) <= 1 for row in sheet.rows[:200])


def table_of(
    sheet: Sheet,
    header: Header,
    kind: Kind,
    given: Mapping[str, str] | None = None,
    rows: Sequence[tuple[int, Row]] | None = None,
) -> Table:
    """The table under these headings, without what its rows say of one another (see `derived`)."""
    own = {column.name for column in kind.readable}
    columns = {
        index: _in_its_unit(column, header, index)
        for index, column in header.columns.items()
        if column.name in own
    }
    given = {name: text for name, text in (given or {}).items() if name in own and text.strip()}
    if "programme" in header.names and not kind.column("programme").required and not _must_have_plan(kind):
        given.pop("plan", None)  # each row is of a programme or of a plan, and says which
    # What stands beside is unknown as long as nothing makes a table of it.
    beside = {
        index: header.headings[index].whole
        for index, column in header.columns.items()
        if column.name not in own and index in header.headings
    }
    rows = read_body(sheet, header, kind).rows if rows is None else rows
    return Table(
        sheet,
        kind,
        header.row,
        columns,
        header.unknown | beside,
        header.headings_text,
        rows,
        given,
        years=_years(header, kind),
    )


def _years(header: Header, kind: Kind) -> dict[str, int]:
    """The years stated over the columns of ticks (« T1 2024 », « Chronogramme 2025 »)."""
    ticked = {name for grid in kind.grids for name in grid.names}
    return {
        column.name: year
        for index, column in header.columns.items()
        if column.name in ticked
        and (heading := header.headings.get(index))
        and (year := year_of(f"{heading.above} {heading.text}"))
    }


def _must_have_plan(kind: Kind) -> bool:
    return any(column.name == "plan" and column.required for column in kind.columns)


def _in_its_unit(column: Column, header: Header, index: int) -> Column:
    """An amount in the unit that its heading gives."""
    heading = header.headings.get(index)
    if column.parse.wording != MONEY or heading is None:
        return column
    unit = unit_of(f"{heading.above} {heading.text}")
    return in_unit(column, unit) if unit_matters(unit) else column


def header_faults(header: Header, kind: Kind, sheet: Sheet, given: Mapping[str, str]) -> list[Fault]:
    """Columns that must be there and are not, headings given twice."""
    faults = [
        Fault(Where(sheet.name, header.row, "", column.heading), "", _absent(column))
        for column in kind.columns
        if column.required and column.name not in header.names and not given.get(column.name, "").strip()
    ]
    for index, column in header.twice.items():
        text = header.headings[index].whole if index in header.headings else ""
        where = Where(sheet.name, header.row, letter(index), text)
        message = f"deux colonnes donnent «\u00a0{column.heading}\u00a0»\u00a0: gardez-en une"
        faults.append(Fault(where, text, message))
    return faults


def _absent(column: Column) -> str:
    if column.name == "plan":
        return "le plan n’est pas dit\u00a0: choisissez celui de ces lignes, ou ajoutez une colonne «\u00a0Plan\u00a0»"
    return f"colonne «\u00a0{column.heading}\u00a0» absente\u00a0: elle est obligatoire"
