"""Writing rows: what a row would change in its object, then the write itself, through the model or an action.

A writer raises ValidationError or Refusal for what the domain forbids; the run puts it on the cell.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model

from accounts import audit
from accounts.models import AuditEvent, User
from communes.matching import normalise
from programmes.actions.trail import plain
from programmes.imports.columns import Column, Kind
from programmes.imports.faults import Change, Effect
from programmes.imports.kinds import KINDS
from programmes.imports.lookups import Lookups, Stored
from programmes.imports.rows import RowReading
from programmes.imports.showing import show_field, show_objects
from programmes.models import DepartmentAlias, PartnerAlias

ALIASES = {"partners": (PartnerAlias, "partner"), "departments": (DepartmentAlias, "department")}


@dataclass
class Work:
    """What the writers of one run share: who imports, what is known, the events to record."""

    by: User | None
    operation: UUID
    lookups: Lookups
    events: list[AuditEvent] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """What was done with a row, and to which object."""

    effect: Effect
    target: Model
    changes: tuple[Change, ...] = ()


@dataclass
class Differences:
    """What a row says that its object does not: fields, sets of objects, and how both are shown."""

    fields: dict[str, Any] = field(default_factory=dict)
    many: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


class ModelWriter:
    """Writes the rows of a kind through its model: checked in full, saved, recorded in the audit trail."""

    def __init__(self, kind: Kind, work: Work) -> None:
        self.kind = kind
        self.work = work
        self.stored: Stored = work.lookups.stored(kind.word)
        self.model = self.stored.model
        self.single = {one.name for one in self.model._meta.fields}
        self.relations = {one.name for one in self.model._meta.fields if isinstance(one, ForeignKey)}

    def prepare(self, row: RowReading, rank: int) -> None:
        """Complete the fields of a row before it is looked up: its parent, its rank where the rank names it."""
        if self.kind.parent:
            row.fields[self.kind.parent.field] = self._parent(row)
        if "position" in self.kind.key:
            row.fields.setdefault("position", rank)

    def key_of(self, row: RowReading) -> tuple[Any, ...]:
        """What identifies the row in its sheet and in the database."""
        return self.stored.key_from(row.fields)

    def write(self, row: RowReading) -> Written:
        """Create or change the object of a row; unchanged when it holds all of it already."""
        instance = self.stored.get(row.fields, row.values)
        if instance is None:
            instance = self.create(row)
            self.work.lookups.add(self.kind.word, instance)
            return Written(Effect.CREATED, instance)
        found = self.differences(instance, row)
        if not found.changes:
            return Written(Effect.UNCHANGED, instance)
        return Written(Effect.CHANGED, self.change(instance, found), tuple(found.changes))

    # --- what a row would change

    def differences(self, instance: Model, row: RowReading) -> Differences:
        """Compare an object with a row, column by column."""
        found = Differences()
        for column in self.kind.columns:
            if column.name in row.many:
                self._compare_many(instance, column, row.many[column.name], found)
            elif column.name in row.values or column.name in row.fields:
                self._compare(instance, column, row.fields, found)
        return found

    def _compare(
        self, instance: Model, column: Column, fields: Mapping[str, Any], found: Differences
    ) -> None:
        names = [
            name
            for name in self.spread_of(column, fields)
            if name in self.single
            and name not in found.fields
            and self._differs(instance, name, fields[name])
        ]
        if not names:
            return
        group = self.spread_of(column, fields)
        old = {name: getattr(instance, name) for name in group if name in self.single}
        new = {name: fields[name] for name in group}
        found.fields |= {name: fields[name] for name in names}
        found.changes.append(
            Change(
                column.heading,
                show_field(self.model, column.name, old),
                show_field(self.model, column.name, new),
            )
        )

    def spread_of(self, column: Column, fields: Mapping[str, Any]) -> list[str]:
        """The fields that a column fills: its own, its precision, the currency of an amount."""
        own = [name for name in column.parse.spread(column.name, None) if name in fields]
        if column.parse.wording == "montant" and "currency" in fields and "currency" in self.single:
            own.append("currency")
        return own

    def _differs(self, instance: Model, name: str, value: Any) -> bool:
        old = getattr(instance, self.model._meta.get_field(name).attname)
        return old != (value.pk if isinstance(value, Model) else value)

    def _compare_many(
        self, instance: Model, column: Column, values: tuple[Any, ...], found: Differences
    ) -> None:
        if column.name == "aliases":
            old, new = self._spellings(instance, values)
        else:
            old, new = list(getattr(instance, column.name).all()), list(values)
        if set(old) != set(new):
            found.many[column.name] = values
            found.changes.append(Change(column.heading, show_objects(old), show_objects(new)))

    def _spellings(self, instance: Model, values: Iterable[str]) -> tuple[list[str], list[str]]:
        """Spellings known, and known with those of the row: they are only ever added to."""
        old = [alias.written for alias in instance.aliases.all()]
        known = {normalise(written) for written in old}
        return old, old + [value for value in values if normalise(value) not in known]

    # --- writing

    def create(self, row: RowReading) -> Model:
        """A new object with what the row says, and the defaults of the model for the rest."""
        fields = self.concrete(row)
        instance = self.model(**fields)
        self.complete(instance, row)
        self.check(instance)
        instance.save(force_insert=True)
        self.set_many(instance, row.many)
        self.record("create", instance, {}, fields | row.many)
        return instance

    def concrete(self, row: RowReading) -> dict[str, Any]:
        """The fields of the row that the model has; the next rank where rows are ranked and none is given."""
        fields = {name: value for name, value in row.fields.items() if name in self.single}
        if self.kind.ranked_in and fields.get("position") is None:
            rank = tuple(
                value.pk if isinstance(value := row.fields.get(name), Model) else value
                for name in self.kind.ranked_in
            )
            fields["position"] = self.stored.last_position[rank] + 1
        return fields

    def complete(self, instance: Model, row: RowReading) -> None:
        """What only this kind knows of a new object."""

    def change(self, instance: Model, found: Differences) -> Model:
        """Write what differs."""
        before = {name: getattr(instance, name) for name in found.fields}
        before |= {name: list(getattr(instance, name).all()) for name in found.many}
        for name, value in found.fields.items():
            setattr(instance, name, value)
        self.check(instance)
        instance.save()
        self.set_many(instance, found.many)
        self.record("change", instance, before, found.fields | found.many)
        return instance

    def set_many(self, instance: Model, many: Mapping[str, tuple[Any, ...]]) -> None:
        """The sets of objects of a row, and the spellings it adds."""
        for name, values in many.items():
            if name == "aliases":
                self._add_spellings(instance, values)
            else:
                getattr(instance, name).set(values)

    def _add_spellings(self, instance: Model, values: tuple[str, ...]) -> None:
        alias, owner = ALIASES[self.kind.word]
        old, new = self._spellings(instance, values)
        for written in new[len(old) :]:
            spelling = alias(**{owner: instance, "written": written, "confirmed_by": self.work.by})
            spelling.search = normalise(written)
            try:
                spelling.validate_unique()
            except ValidationError as error:
                message = f"«\u00a0{written}\u00a0» est déjà une graphie connue d’un autre nom."
                raise ValidationError({"aliases": message}) from error
            spelling.save()

    def check(self, instance: Model) -> None:
        """All the rules of the model at once. Objects it refers to were just found: they are not asked for again."""
        errors: dict[str, Any] = {}
        checks = (
            lambda: instance.clean_fields(exclude=self.relations),
            instance.clean,
            lambda: instance.validate_unique(exclude=set(errors)),
            lambda: instance.validate_constraints(exclude=set(errors)),
        )
        for check in checks:
            try:
                check()
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def record(self, act: str, instance: Model, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """One event for the audit trail, written with the others at the end of the run."""
        self.work.events.append(
            audit.build(
                by=self.work.by,
                action=f"{self.model._meta.model_name}.{act}",
                target=instance,
                before={name: _traced(value) for name, value in before.items()},
                after={name: _traced(value) for name, value in after.items() if value not in (None, "", ())},
                operation=self.work.operation,
            )
        )

    def _parent(self, row: RowReading) -> Model:
        """The object that the first columns name together, brought into being where its kind allows it."""
        parent = self.kind.parent
        kind = KINDS[parent.kind]
        stored = self.work.lookups.stored(kind.word)
        if found := stored.get(row.fields, row.values):
            return found
        if not parent.create:
            name = stored.model._meta.verbose_name
            raise ValidationError(f"Aucune {name} ne correspond à ces colonnes\u00a0: donnez-la d’abord.")
        named = {column.name for column in kind.columns}
        values = {
            name: value for name, value in row.fields.items() if name.removesuffix("_precision") in named
        }
        instance = ModelWriter(kind, self.work).create(RowReading(row.where, fields=values))
        self.work.lookups.add(kind.word, instance)
        return instance


def _traced(value: Any) -> Any:
    """A value as the trail keeps it; times as text."""
    kept = plain(value)
    return kept if isinstance(kept, str | int | float | bool | list | None) else str(kept)
