"""Writing rows: what each would do, decided and checked in memory; then the writes, many at a time.

A writer first decides what a row does and checks it against the rules of its model (`write`), then writes what waits
(`flush`): a few statements for a thousand rows. It raises ValidationError or Refusal for what the domain forbids; the
run puts it on the cell. What only the database can refuse it refuses for all that waits, by an IntegrityError: the run
then starts again one row at a time, to say which one it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.db.models import ManyToManyField, Model

from accounts import audit
from accounts.models import User
from accounts.rules import check_instance
from communes.text import normalise
from programmes.actions.trail import plain
from programmes.bulk_writing import Keys, Table, insert
from programmes.imports.columns import Kind
from programmes.imports.differences import Comparison, Differences, spellings
from programmes.imports.faults import Change, Effect, Where, WrittenObject
from programmes.imports.kinds import KINDS
from programmes.imports.lookups import Lookups, Stored
from programmes.imports.rows import RowReading
from programmes.imports.tables import Table as SheetTable
from programmes.models import Activity, DepartmentAlias, Funding, PartnerAlias
from programmes.summaries import behind, moved, tallied

# Rows to create of which what was read is told, cell by cell: nobody looks through more, and it would be most of what
# the import of a large file keeps.
MOST_TOLD = 2_000
ALIASES = {"partners": (PartnerAlias, "partner"), "departments": (DepartmentAlias, "department")}


@dataclass
class Work:
    """What the writers of one run share: who imports, what is known, what was written.

    `exact` is the second way of a run, one row at a time: uniqueness is then asked of the database for each.
    `adopting` gives the day on which the file adopts a plan, by its key.
    """

    by: User | None
    operation: UUID
    lookups: Lookups
    exact: bool = False
    written: list[WrittenObject] = field(default_factory=list)
    created: int = 0
    adopting: dict[Any, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """What was done with a row, and to which object."""

    effect: Effect
    target: Model
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Creation:
    """An object that was checked and waits to be written, with its sets of objects and what its row told of it."""

    instance: Model
    many: Mapping[str, tuple[Any, ...]]
    told: Mapping[str, Any]
    where: Where


@dataclass(frozen=True)
class Modification:
    """An object that holds new values, checked, and waits to be written; `before` is what it held."""

    instance: Model
    found: Differences
    before: Mapping[str, Any]


class ModelWriter:
    """Writes the rows of a kind through its model: checked in full, saved, recorded in the audit trail."""

    comparison_class: ClassVar[type[Comparison]] = Comparison

    def __init__(self, kind: Kind, work: Work) -> None:
        self.kind = kind
        self.work = work
        self.stored: Stored = work.lookups.stored(kind.word)
        self.model = self.stored.model
        self.single = {one.name: one.attname for one in self.model._meta.fields}
        self.comparison = self.comparison_class(kind, self.model)
        self.keys = Keys(self.model)
        self.creations: list[Any] = []
        self.modifications: list[Modification] = []
        self.parents = ModelWriter(KINDS[kind.parent.kind], work) if kind.parent else None

    def begin(self, table: SheetTable) -> None:
        """Before the rows of a table: what can be known of them all."""

    def prepare(self, row: RowReading, rank: int) -> None:
        """Complete the fields of a row before it is looked up: its parent, its rank where the rank names it."""
        if self.kind.parent:
            row.fields[self.kind.parent.field] = self._parent(row)
        if "position" in self.kind.key:
            row.fields.setdefault("position", rank)

    def key_of(self, row: RowReading) -> tuple[Any, ...]:
        """What identifies the row in its sheet and in the database."""
        return self.stored.key_from(row.fields)

    @property
    def waiting(self) -> int:
        """How many rows are decided and not written."""
        return len(self.creations) + len(self.modifications)

    # --- deciding

    def write(self, row: RowReading) -> Written:
        """Create or change the object of a row, at the next `flush`; unchanged when it holds all of it already."""
        instance = self.stored.get(row.fields, row.values)
        if instance is None:
            instance = self.create(row)
            self.work.lookups.add(self.kind.word, instance)
            tell(self.work, instance, row.where)
            return Written(Effect.CREATED, instance, self._told_of(instance, row))
        found = self.comparison.differences(instance, row)
        if not found.changes:
            return Written(Effect.UNCHANGED, instance)
        before = self.before(instance, found)
        self.change(instance, found, row)
        tell(self.work, instance, row.where, before)
        return Written(Effect.CHANGED, instance, tuple(found.changes))

    def _told_of(self, instance: Model, row: RowReading) -> tuple[Change, ...]:
        """What the row was understood to say, for whoever looks before it is written; of the first rows only."""
        self.work.created += 1
        return tuple(self.comparison.told_of(instance, row)) if self.work.created <= MOST_TOLD else ()

    def create(self, row: RowReading) -> Model:
        """A new object with what the row says, and the defaults of the model for the rest."""
        fields = self.concrete(row)
        instance = self.model(pk=self.keys.take(), **fields)
        self.complete(instance, row)
        check_instance(instance, related=False, unique=self.work.exact)
        self.creations.append(Creation(instance, row.many, fields | row.many, row.where))
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

    def change(self, instance: Model, found: Differences, row: RowReading) -> None:
        """Take what differs into the object; what it may not hold leaves it as it was."""
        before = {name: getattr(instance, name) for name in found.fields}
        before |= {name: list(getattr(instance, name).all()) for name in found.many}
        for name, value in found.fields.items():
            setattr(instance, name, value)
        try:
            check_instance(instance, related=False, unique=self.work.exact)
        except ValidationError:
            self._restore(instance, before)
            raise
        self.modifications.append(Modification(instance, found, before))

    def before(self, instance: Model, found: Differences) -> dict[str, Any]:
        """What the database holds of what is to change: columns by attribute, sets as lists of keys."""
        held = {self.single[name]: getattr(instance, self.single[name]) for name in found.fields}
        sets = {
            name: [one.pk for one in getattr(instance, name).all()]
            for name in found.many
            if name != "aliases"
        }
        return held | sets

    def _restore(self, instance: Model, before: Mapping[str, Any]) -> None:
        for name, value in before.items():
            if name in self.single:
                setattr(instance, name, value)

    def abandon(self, row: RowReading) -> None:
        """Leave out the parent that a row had brought, when the row itself is refused."""
        if self.parents and self.parents.creations and self.parents.creations[-1].where == row.where:
            instance = self.parents.creations.pop().instance
            self.work.lookups.forget(self.parents.kind.word, instance)
            self.work.written = [one for one in self.work.written if one.pk != instance.pk]

    # --- writing

    def flush(self) -> None:
        """Write what waits. Raises IntegrityError or DataError for all of it, ValidationError for a spelling."""
        if self.parents:
            self.parents.flush()
        creations, self.creations = self.creations, []
        modifications, self.modifications = self.modifications, []
        try:
            with tallied(self._counting(creations, modifications)):
                self.add(creations)
                for one in modifications:
                    if one.found.fields:
                        one.instance.save(update_fields=list(one.found.fields))
                    self._set_many(one.instance, one.found.many)
            self._record(creations, modifications)
        except (IntegrityError, DataError, ValidationError):
            self.creations, self.modifications = creations, modifications  # for `forget` to drop
            raise

    def forget(self) -> None:
        """Drop what waits: the database has refused it."""
        for one in self.modifications:
            self._restore(one.instance, one.before)
        for one in self.creations:
            self.work.lookups.forget(self.kind.word, self.instance_of(one))
        self.creations, self.modifications = [], []
        if self.parents:
            self.parents.forget()

    def instance_of(self, creation: Any) -> Model:
        """The object of a creation that waits."""
        return creation.instance

    def add(self, creations: Sequence[Any]) -> None:
        """Write new objects with their sets of objects."""
        insert([one.instance for one in creations])
        names = dict.fromkeys(name for one in creations for name in one.many)
        for name in names:
            if isinstance(relation := self._relation(name), ManyToManyField):
                add_pairs(
                    relation,
                    [(one.instance.pk, other.pk) for one in creations for other in one.many.get(name, ())],
                )
            else:
                for one in creations:
                    self._set_many(one.instance, {name: one.many.get(name, ())})

    def _counting(self, creations: Sequence[Any], modifications: Sequence[Modification]) -> list[int]:
        """The activities whose groups, or whose money, these writes may change."""
        if self.model is Funding:
            lines = [one.instance for one in (*creations, *modifications)]
            return behind(Activity, {line.activity_id for line in lines})
        return behind(
            self.model, [one.instance.pk for one in modifications if moved(self.model, one.found.fields)]
        )

    def _relation(self, name: str) -> ManyToManyField | None:
        """The relation of a set of objects that is nothing but pairs; None for another."""
        found = next((one for one in self.model._meta.many_to_many if one.name == name), None)
        return found if found and found.remote_field.through._meta.auto_created else None

    def _set_many(self, instance: Model, many: Mapping[str, tuple[Any, ...]]) -> None:
        """The sets of objects of a row, and the spellings it adds."""
        for name, values in many.items():
            if name == "aliases":
                self._add_spellings(instance, values)
            else:
                getattr(instance, name).set(values)

    def _add_spellings(self, instance: Model, values: Iterable[str]) -> None:
        old, new = spellings(instance, values)
        for written in new[len(old) :]:
            spelling = add_spelling(self.work, self.kind.word, instance, written)
            where = next(
                (one.where for one in self.work.written if one.pk == instance.pk), Where(self.kind.word)
            )
            tell(self.work, spelling, where)

    def _record(self, creations: Sequence[Any], modifications: Sequence[Modification]) -> None:
        """What was written, in the audit trail."""
        events = [self._event("create", one.instance, {}, one.told) for one in creations]
        events += [
            self._event("change", one.instance, one.before, one.found.fields | one.found.many)
            for one in modifications
        ]
        insert(events, with_keys=False)

    def _event(self, act: str, instance: Model, before: Mapping[str, Any], after: Mapping[str, Any]) -> Any:
        return audit.build(
            by=self.work.by,
            action=f"{self.model._meta.model_name}.{act}",
            target=instance,
            before={name: _traced(value) for name, value in before.items()},
            after={name: _traced(value) for name, value in after.items() if value not in (None, "", ())},
            operation=self.work.operation,
        )

    def _parent(self, row: RowReading) -> Model:
        """The object that the first columns name together, brought into being where its kind allows it."""
        parent = self.kind.parent
        writer = self.parents
        if found := writer.stored.get(row.fields, row.values):
            return found
        if not parent.create:
            name = writer.model._meta.verbose_name
            raise ValidationError(f"Aucune {name} ne correspond à ces colonnes\u00a0: donnez-la d’abord.")
        named = {column.name for column in writer.kind.columns}
        values = {
            name: value for name, value in row.fields.items() if name.removesuffix("_precision") in named
        }
        instance = writer.create(RowReading(row.where, fields=values))
        self.work.lookups.add(writer.kind.word, instance)
        tell(self.work, instance, row.where)
        return instance


def tell(work: Work, instance: Model, where: Where, before: Mapping[str, Any] | None = None) -> None:
    """Remember what was written, so that it can be taken back; without `before` it was created."""
    label = instance._meta.label_lower
    work.written.append(WrittenObject(label, instance.pk, before is None, before or {}, where))


def add_pairs(relation: ManyToManyField, pairs: Iterable[tuple[Any, Any]]) -> None:
    """Rows of a set of objects: the key of the owner, the key of the object."""
    table = Table(relation.remote_field.through, relation.m2m_field_name(), relation.m2m_reverse_field_name())
    table.rows = list(dict.fromkeys(pairs))
    table.write()


def add_spelling(work: Work, word: str, instance: Model, written: str) -> Model:
    """A confirmed spelling of a partner or a department. Raises ValidationError when another bears it, as its name or
    as a spelling."""
    bearers = work.lookups.named(word).by_name.get(normalise(written), {})
    if other := next((one for pk, one in bearers.items() if pk != instance.pk), None):
        message = f"«\u00a0{written}\u00a0» désigne déjà «\u00a0{other}\u00a0»."
        raise ValidationError({"aliases": message})
    alias, owner = ALIASES[word]
    spelling = alias(**{owner: instance, "written": written, "confirmed_by": work.by})
    spelling.search = normalise(written)
    try:
        spelling.validate_unique()
    except ValidationError as error:
        message = f"«\u00a0{written}\u00a0» est déjà une graphie connue d’un autre nom."
        raise ValidationError({"aliases": message}) from error
    spelling.save()
    return spelling


def _traced(value: Any) -> Any:
    """A value as the trail keeps it; times as text."""
    kept = plain(value)
    return kept if isinstance(kept, str | int | float | bool | list | None) else str(kept)
