"""What a row says that its object does not, column by column, and how both are shown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from communes.text import normalise
from programmes.imports.columns import Column, Kind
from programmes.imports.faults import Change
from programmes.imports.rows import RowReading
from programmes.imports.showing import NOTHING, show_field, show_object, show_objects

# Columns that follow from others when a row does not have them: the rank of the row, the currency of its amounts.
IMPLIED = frozenset({"position", "currency"})


@dataclass
class Differences:
    """Fields and sets of objects that differ, with what the row says, and how each change is shown."""

    fields: dict[str, Any] = field(default_factory=dict)
    many: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


class Comparison:
    """Compares the rows of a kind with its objects."""

    def __init__(self, kind: Kind, model: type[Model]) -> None:
        self.kind = kind
        self.model = model
        self.attributes = {one.name: one.attname for one in model._meta.fields}

    def differences(self, instance: Model, row: RowReading) -> Differences:
        """Compare an object with a row, column by column."""
        found = Differences()
        for column in self.kind.columns:
            if column.name in row.many:
                self.compare_many(instance, column, row.many[column.name], found)
            elif column.name in row.values or column.name in row.fields:
                self._compare(instance, column, row.fields, found)
        return found

    def told_of(self, instance: Model, row: RowReading) -> Iterator[Change]:
        """What a row says of an object that it brings, column by column; what it leaves out or empty is not told."""
        for column in self.kind.columns:
            text = self._told(column, row)
            if text not in (NOTHING, show_object(instance)):
                yield Change(column.heading, "", text)

    def _told(self, column: Column, row: RowReading) -> str:
        if column.name in row.many:
            return show_objects(row.many[column.name])
        is_implied = column.name in IMPLIED and column.name not in row.values
        if is_implied or column.name not in self.attributes or column.name not in row.fields:
            return NOTHING
        told = {name: row.fields[name] for name in self._spread_of(column, row.fields)}
        return show_field(self.model, column.name, told)

    def _compare(
        self, instance: Model, column: Column, fields: Mapping[str, Any], found: Differences
    ) -> None:
        group = self._spread_of(column, fields)
        names = [
            name
            for name in group
            if name in self.attributes
            and name not in found.fields
            and self._differs(instance, name, fields[name])
        ]
        if not names:
            return
        old = {name: getattr(instance, name) for name in group if name in self.attributes}
        new = {name: fields[name] for name in group}
        found.fields |= {name: fields[name] for name in names}
        found.changes.append(
            Change(
                column.heading,
                show_field(self.model, column.name, old),
                show_field(self.model, column.name, new),
            )
        )

    def _spread_of(self, column: Column, fields: Mapping[str, Any]) -> list[str]:
        """The fields that a column fills: its own, its precision, the currency of an amount."""
        own = [name for name in column.parse.spread(column.name, None) if name in fields]
        if column.parse.wording == "montant" and "currency" in fields and "currency" in self.attributes:
            own.append("currency")
        return own

    def _differs(self, instance: Model, name: str, value: Any) -> bool:
        old = getattr(instance, self.attributes[name])
        return old != (value.pk if isinstance(value, Model) else value)

    def compare_many(
        self, instance: Model, column: Column, values: tuple[Any, ...], found: Differences
    ) -> None:
        """Compare a set of objects, or of spellings, which are only ever added to."""
        if column.name == "aliases":
            old, new = spellings(instance, values)
        else:
            old, new = list(getattr(instance, column.name).all()), list(values)
        if set(old) != set(new):
            found.many[column.name] = values
            found.changes.append(Change(column.heading, show_objects(old), show_objects(new)))


def spellings(instance: Model, values: Iterable[str]) -> tuple[list[str], list[str]]:
    """Spellings known, and known with those of the row: they are only ever added to."""
    old = [alias.written for alias in instance.aliases.all()]
    known = {normalise(written) for written in old}
    return old, old + [value for value in values if normalise(value) not in known]
