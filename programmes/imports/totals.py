"""Rows of totals, checked against the sum of the rows they cover: a difference is asked. Pure: no Django."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from programmes.formats import money, typeset
from programmes.imports.answered import read_cell
from programmes.imports.body import Total
from programmes.imports.columns import Column
from programmes.imports.faults import CONFIRMED, Question
from programmes.imports.left_out import ALL, SUB
from programmes.imports.options import Answer, reading_key
from programmes.imports.readings import CellFault, shown
from programmes.imports.tables import Table
from programmes.imports.workbooks import Row


@dataclass
class Checked:
    """What came of checking the totals of a table: questions, and rows that could not be checked."""

    questions: list[Question] = field(default_factory=list)
    unchecked: list[int] = field(default_factory=list)


def check_totals(table: Table, totals: Sequence[Total], answers: Mapping[str, Answer]) -> Checked:
    """The totals that are not the sum of what they cover. Those over amounts that cannot be read, or that are in
    several currencies, are neither right nor wrong."""
    checked = Checked()
    for index in sorted({index for total in totals for index in total.cells}):
        amounts = _Amounts(table, index, answers)
        for total in totals:
            if index in total.cells:
                amounts.check(total, checked)
    return checked


@dataclass(frozen=True)
class _Read:
    """An amount; `currency` is "" where it has none, `value` None where it cannot be read."""

    value: Decimal | None = Decimal(0)
    currency: str = ""


class _CellScope:
    """What an amount needs to know of its row: the currency."""

    def __init__(self, currency: str | None = None) -> None:
        self.row: dict[str, Any] = {"currency": currency}

    def find(self, kind: str, text: str, within: Mapping[str, Any]) -> Any:
        raise CellFault("", text)

    def names(self, kind: str) -> tuple[str, ...]:
        return ()

    def places(self, text: str, level: str | None = None) -> Any:
        raise CellFault("", text)


class _Amounts:
    """The amounts of one column, added from the top."""

    def __init__(self, table: Table, index: int, answers: Mapping[str, Answer]) -> None:
        self.table, self.index, self.answers = table, index, answers
        self.column: Column = table.columns[index]
        self.currency = next((n for n, one in table.columns.items() if one.name == "currency"), -1)
        self.read = [self._read(row) for _, row in table.data]

    def check(self, total: Total, checked: Checked) -> None:
        """Compare a total with the sums it may be."""
        stated = self._cell(total.cells[self.index], _CellScope())
        sums = {start: self._sum(start, total.upto) for start in total.since}
        usual = max(total.since[:2]) if total.scope == SUB else 0
        expected = sums[usual]
        if stated.value is None or expected is None:
            checked.unchecked.append(total.row)
            return
        accepted = [expected] if total.scope == ALL else sums.values()
        if stated.value not in accepted:
            checked.questions += self._questions(total, stated, expected, usual)

    def _questions(self, total: Total, stated: _Read, expected: Decimal, usual: int) -> Iterator[Question]:
        said = stated.value or Decimal(0)
        text = f"{self.table.sheet.name} {total.label} {said} {expected}"
        key = reading_key(self.table.kind.word, self.column.name, text)
        if key in self.answers:
            return
        of = next((one.currency for one in self.read[usual : total.upto] if one.currency), "XOF")
        message = (
            f"« {total.label} » annonce {money(said, of)}, la somme des lignes est {money(expected, of)}, soit "
            f"{money(abs(said - expected), of)} {'de moins' if said > expected else 'de plus'}. La ligne de total "
            "n’est pas importée : les montants des lignes sont-ils exacts ?"
        )
        where = self.table.where(total.row, self.column)
        yield Question(where, shown(total.cells[self.index]), typeset(message), key, CONFIRMED)

    def _sum(self, start: int, stop: int) -> Decimal | None:
        read = self.read[start:stop]
        values = [one.value for one in read]
        if None in values or len({one.currency for one in read if one.currency}) > 1:
            return None
        return sum((value for value in values if value is not None), Decimal(0))

    def _read(self, row: Row) -> _Read:
        cell = row[self.index] if self.index < len(row) else ""
        if cell in ("", None):
            return _Read()
        return self._cell(cell, self._scope(row))

    def _scope(self, row: Row) -> _CellScope:
        written = (
            row[self.currency] if 0 <= self.currency < len(row) else self.table.given.get("currency", "")
        )
        if self.currency < 0 or written in ("", None):
            return _CellScope()
        try:
            return _CellScope(self.table.columns[self.currency].parse.read(written, _CellScope()).value)
        except CellFault:
            return _CellScope()

    def _cell(self, cell: object, scope: _CellScope) -> _Read:
        try:
            value = read_cell(self.table.kind.word, self.column, cell, scope, self.answers).value
        except CellFault:
            return _Read(None)
        if value is None:
            return _Read()
        return _Read(value) if isinstance(value, Decimal) else _Read(value.value, value.currency)
