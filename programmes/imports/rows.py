"""Reading one row of a table: its values, the fields they fill, all its faults at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Field, Model, TextField

from programmes.formats import typeset
from programmes.imports.answered import read_cell
from programmes.imports.columns import Column, Grid, Kind
from programmes.imports.faults import CONFIRMED, Fault, NotFoundFault, Question, Where, faults_of
from programmes.imports.lookups import Lookups, RowScope
from programmes.imports.options import Answer, reading_key
from programmes.imports.readings import CellFault, Reading, as_text, is_blank, shown
from programmes.imports.tables import Table
from programmes.imports.workbooks import Row

# Cells of a column whose reading is kept: more distinct ones than this are rarely met again.
MOST_KEPT = 20_000
PLAN, ACTIVITY = "plan", "activity"


@dataclass
class RowReading:
    """What a row says. `values` by column (objects, dates…), `fields` by field of the model, `many` sets of objects.

    A column that the sheet does not have is in none of them; an empty cell is in `values` as None. `awaits` names
    the kinds of objects that the row names and that are not known (yet). `skipped`: what it stands beside was
    refused, and said so; its own faults are said, and nothing is to be written.
    """

    where: Where
    values: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    many: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    awaits: set[str] = field(default_factory=set)
    skipped: bool = False


def read_row(table: Table, number: int, row: Row, lookups: Lookups, model: type[Model]) -> RowReading:
    """Read every known cell of a row, in the order of the columns of its kind: the later ones may need the former."""
    reader = table.memory.get(RowReader)
    if reader is None or reader.lookups is not lookups:
        reader = table.memory[RowReader] = RowReader(table, lookups, model)
    return reader.read(number, row)


@dataclass(frozen=True)
class _Kept:
    """What a cell says, ready to be taken: its value, the question it raises, the fields it fills."""

    value: Any
    question: str | None
    fields: Mapping[str, Any]
    key: str


class _ColumnReader:
    """Reads the cells of one column, the same cell once. `index` is -1 for what holds for the whole sheet only."""

    def __init__(
        self, kind: Kind, column: Column, index: int, given: str, answers: Mapping[str, Answer]
    ) -> None:
        self.kind, self.column, self.index, self.given = kind, column, index, given
        self.answers = answers
        self.name = column.name
        self.many = column.parse.many
        self.depends_on = column.parse.depends_on
        # A period gives way to the dates that have columns of their own.
        self.yields = column.name in {one.name for one in kind.read_only}
        # What the rows of this very kind bring is not the same from a row to the next.
        self.keeps = column.parse.refers_to != kind.word
        self.kept: dict[Any, _Kept] = {}

    def read(self, cell: object, scope: RowScope) -> _Kept:
        """The reading of a cell. Raises CellFault."""
        key: Any = cell
        if self.depends_on:
            key = (cell, *(scope.row.get(name) for name in self.depends_on))
        keeps = self.keeps and cell.__class__ is not bool  # True is 1 to a dictionary
        if keeps and (kept := self.kept.get(key)):
            return kept
        kept = self._kept(cell, scope)
        if keeps and len(self.kept) < MOST_KEPT and not self._lies_within_a_fault(scope):
            self.kept[key] = kept
        return kept

    def _kept(self, cell: object, scope: RowScope) -> _Kept:
        column = self.column
        value = read_cell(self.kind.word, column, cell, scope, self.answers)
        # What it lies within is at fault, and said so.
        unfound = bool(scope.faulty) and bool(column.parse.refers_to)
        if column.required and value.value is None and not value.question and not unfound:
            raise CellFault("valeur obligatoire", cell)
        fields = {} if self.many or value.value is None else column.parse.spread(column.name, value.value)
        key = reading_key(self.kind.word, column.name, as_text(cell)) if value.question else ""
        return _Kept(value.value, value.question, fields, key)

    def _lies_within_a_fault(self, scope: RowScope) -> bool:
        return bool(scope.faulty) and bool(self.column.parse.refers_to)


class RowReader:
    """Reads the rows of one table, all that does not change from a row to the next being known beforehand."""

    def __init__(self, table: Table, lookups: Lookups, model: type[Model]) -> None:
        self.table, self.lookups = table, lookups
        places = {column.name: (index, column) for index, column in table.columns.items()}
        inherited = {name for told in table.inherited.values() for name in told}
        self.columns: list[_ColumnReader] = []
        for known in table.kind.readable:
            index, column = places.get(known.name, (-1, known))
            given = table.given.get(known.name, "")
            if index >= 0 or given or known.name in inherited:
                self.columns.append(_ColumnReader(table.kind, column, index, given, lookups.answers))
        self.empty = _empty_fields(table, model)
        self.grids = [grid for grid in table.kind.grids if set(grid.names) & places.keys()]
        self.nothing: Mapping[str, str] = {}
        self.ticks: dict[Any, tuple[Reading[Any], Mapping[str, Any]]] = {}

    def read(self, number: int, row: Row) -> RowReading:
        """What a row says."""
        table = self.table
        reading = RowReading(table.where(number))
        scope = RowScope(self.lookups)
        if table.beside:
            self._stand_beside(number, reading, scope)
        told = table.inherited.get(number, self.nothing)
        width = len(row)
        for reader in self.columns:
            cell = row[reader.index] if 0 <= reader.index < width else ""
            if (other := told.get(reader.name) or reader.given) and _is_empty(cell):
                cell = other
            self._take(reader, cell, reading, scope)
        for grid in self.grids:
            self._take_grid(grid, reading, scope)
        self._fill_empty(reading)
        return reading

    def _stand_beside(self, number: int, reading: RowReading, scope: RowScope) -> None:
        """The object that the same row has written as another kind."""
        owner = scope.beside(self.table.beside, self.table.sheet.name, number)
        if owner is None:
            reading.skipped = True
            return
        told = {ACTIVITY: owner, PLAN: owner.plan}
        scope.row |= told
        reading.values |= told
        reading.fields |= told

    def _take(self, reader: _ColumnReader, cell: object, reading: RowReading, scope: RowScope) -> None:
        name = reader.name
        try:
            kept = reader.read(cell, scope)
        except CellFault as fault:
            where = self.table.where(reading.where.row, reader.column)
            reading.faults += faults_of(where, shown(cell), fault)
            scope.faulty.add(name)
            if isinstance(fault, NotFoundFault):
                reading.awaits.add(fault.kind)
            return
        if kept.question:
            where = self.table.where(reading.where.row, reader.column)
            reading.questions.append(Question(where, shown(cell), kept.question, kept.key))
        scope.row[name] = reading.values[name] = kept.value
        if reader.many:
            reading.many[name] = kept.value or ()
        elif reader.yields:
            reading.fields |= {key: value for key, value in kept.fields.items() if key not in reading.fields}
        else:
            reading.fields |= kept.fields

    def _take_grid(self, grid: Grid, reading: RowReading, scope: RowScope) -> None:
        """What the ticks of several columns say together; a column that says it by itself wins."""
        ticked = tuple(bool(reading.values.get(name)) for name in grid.names)
        key = (grid.names, ticked, *(scope.row.get(name) for name in grid.depends_on))
        if key not in self.ticks:
            stated = next((self.table.years[name] for name in grid.names if name in self.table.years), None)
            read: Reading[Any] = grid.read(ticked, scope.row, stated)
            self.ticks[key] = read, grid.spread(read.value)
        found, fields = self.ticks[key]
        if any(reading.fields.get(name) is not None for name in fields):
            if grid.contradicts(fields, reading.fields):
                question = (
                    f"cochés : {found.value} ; écrit autrement dans la ligne, qui est retenu. Est-ce exact ?"
                )
                self._ask_grid(grid, ticked, question, reading)
            return
        if found.question:
            self._ask_grid(grid, ticked, found.question, reading)
        reading.fields |= fields

    def _ask_grid(self, grid: Grid, ticked: tuple[bool, ...], question: str, reading: RowReading) -> None:
        names = [name for name, tick in zip(grid.names, ticked, strict=True) if tick]
        text = ", ".join(name.upper() for name in names)
        key = reading_key(self.table.kind.word, grid.names[0], f"{text} {question}")
        if key not in self.lookups.answers:
            where = self.table.where(reading.where.row, self.table.kind.column(names[0]))
            reading.questions.append(Question(where, text, typeset(question), key, CONFIRMED))

    def _fill_empty(self, reading: RowReading) -> None:
        """Fields of the empty cells, once the others are known: « 45 % » in one gives what another leaves empty."""
        values, fields = reading.values, reading.fields
        for column, empty in self.empty:
            if values.get(column, column) is None:
                for name, value in empty:
                    fields.setdefault(name, value)


def _is_empty(cell: object) -> bool:
    return cell in ("", None) or (isinstance(cell, str) and is_blank(cell))


def _empty_fields(table: Table, model: type[Model]) -> list[tuple[str, list[tuple[str, Any]]]]:
    """What an empty cell of each column does to the fields of the model."""
    known = {one.name: one for one in model._meta.fields}
    found = []
    for column in table.columns.values():
        if column.parse.many:
            continue
        spread = column.parse.spread(column.name, None)
        empty = [
            emptied
            for name, value in spread.items()
            if name in known and (emptied := _emptied(known[name], value))
        ]
        if empty:
            found.append((column.name, empty))
    return found


def _emptied(of: Field, value: Any) -> tuple[str, Any] | None:
    """An empty cell empties its field, unless the field has a default or must hold something: then it stays."""
    if value is not None or of.null:
        return of.name, value
    if isinstance(of, CharField | TextField) and of.blank and not of.has_default():
        return of.name, ""
    return None


def fault_at(table: Table, reading: RowReading, name: str, message: str) -> Fault:
    """A fault that the model or an action found, put on the cell that gave the field."""
    columns = table.kind.readable
    column = next((one for one in columns if one.name == name), None)
    if column is None:  # « planned_end_precision », « currency » of an amount…
        column = next((one for one in columns if name.startswith(one.name)), None)
    where = table.where(reading.where.row, column)
    value = reading.values.get(column.name) if column else None
    found = " ; ".join(map(str, value)) if isinstance(value, tuple) else value
    return Fault(where, str(found) if isinstance(found, Model) else shown(found), typeset(message))
