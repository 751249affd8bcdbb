"""Reading one row of a table: its values, the fields they fill, all its faults at once."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Field, Model, TextField

from programmes.formats import typeset
from programmes.imports.columns import Column
from programmes.imports.faults import Fault, NotFoundFault, Question, Where, faults_of
from programmes.imports.lookups import Lookups, RowScope
from programmes.imports.readings import CellFault, Reading, shown
from programmes.imports.tables import Table
from programmes.imports.workbooks import Row


@dataclass
class RowReading:
    """What a row says. `values` by column (objects, dates…), `fields` by field of the model, `many` sets of objects.

    A column that the sheet does not have is in none of them; an empty cell is in `values` as None. `awaits` names
    the kinds of objects that the row names and that are not known (yet).
    """

    where: Where
    values: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    many: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    awaits: set[str] = field(default_factory=set)


def read_row(table: Table, number: int, row: Row, lookups: Lookups, model: type[Model]) -> RowReading:
    """Read every known cell of a row, in the order of the columns of its kind: the later ones may need the former."""
    reading = RowReading(table.where(number))
    scope = RowScope(lookups)
    cells = {column.name: row[index] if index < len(row) else "" for index, column in table.columns.items()}
    for column in table.kind.columns:
        if column.name in cells:
            _read_cell(table, column, cells[column.name], reading, scope)
    _fill_empty(reading, table, model)
    return reading


def _read_cell(table: Table, column: Column, cell: object, reading: RowReading, scope: RowScope) -> None:
    where = table.where(reading.where.row, column)
    try:
        value = _value(column, cell, scope)
    except CellFault as fault:
        reading.faults += faults_of(where, shown(cell), fault)
        scope.faulty.add(column.name)
        if isinstance(fault, NotFoundFault):
            reading.awaits.add(fault.kind)
        return
    if value.question:
        reading.questions.append(Question(where, shown(cell), value.question))
    scope.row[column.name] = value.value
    reading.values[column.name] = value.value
    _spread(column, value, reading)


def _value(column: Column, cell: object, scope: RowScope) -> Reading[Any]:
    value = column.parse.read(cell, scope)
    unfound = bool(scope.faulty) and bool(
        column.parse.refers_to
    )  # what it lies within is at fault, and said so
    if column.required and value.value is None and not value.question and not unfound:
        raise CellFault("valeur obligatoire", cell)
    return value


def _spread(column: Column, value: Reading[Any], reading: RowReading) -> None:
    if column.parse.many:
        reading.many[column.name] = value.value or ()
    elif value.value is not None:
        reading.fields |= column.parse.spread(column.name, value.value)


def _fill_empty(reading: RowReading, table: Table, model: type[Model]) -> None:
    """Fields of the empty cells, once the others are known: « 45 % » in one column gives what another leaves empty."""
    known = {one.name: one for one in model._meta.fields}
    for column in table.columns.values():
        if column.parse.many or reading.values.get(column.name, column) is not None:
            continue
        for name, value in column.parse.spread(column.name, None).items():
            if name in known and name not in reading.fields:
                _empty(reading.fields, known[name], value)


def _empty(fields: dict[str, Any], of: Field, value: Any) -> None:
    """An empty cell empties its field, unless the field has a default or must hold something: then it stays."""
    if value is not None or of.null:
        fields[of.name] = value
    elif isinstance(of, CharField | TextField) and of.blank and not of.has_default():
        fields[of.name] = ""


def fault_at(table: Table, reading: RowReading, name: str, message: str) -> Fault:
    """A fault that the model or an action found, put on the cell that gave the field."""
    column = next((one for one in table.kind.columns if one.name == name), None)
    if column is None:  # « planned_end_precision », « currency » of an amount…
        column = next((one for one in table.kind.columns if name.startswith(one.name)), None)
    where = table.where(reading.where.row, column)
    value = reading.values.get(column.name) if column else None
    return Fault(where, shown(value) if not isinstance(value, Model) else str(value), typeset(message))
