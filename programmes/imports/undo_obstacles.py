"""What an import wrote, and what stands in the way of taking it back: what was built on it since."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.apps import apps
from django.db.models import CASCADE, Model, QuerySet

from accounts.models import AuditEvent
from programmes.formats import date_long, typeset
from programmes.imports.faults import WrittenObject
from programmes.imports.kinds import TERRITORY
from programmes.imports.report_data import unpack_written
from programmes.models import ActionPlan, Activity, ImportRun, PlanClosing, Review, Revision, StatusReport

BATCH = 500
MOST_SHOWN = 100
# What the actions write beside an object without naming it: it goes with the object when the import wrote it.
PARTS = {Revision: "entered_at", PlanClosing: "recorded_at"}
# Said of an activity, of which they change no column.
ABOUT_REPORTS = ("activity.report_status", "report.approved", "report.returned", "report.withdrawn")
PLAN_LIFE = {"adopted_on": "adopté", "closed_on": "clos"}

Key = tuple[type[Model], Any]


@dataclass
class Deeds:
    """What an import wrote: what it created by model, in its order; what it changed, with what was there before."""

    created: dict[type[Model], dict[Any, None]] = field(default_factory=lambda: defaultdict(dict))
    changed: dict[Key, dict[str, Any]] = field(default_factory=dict)
    withdrawn: list[Any] = field(default_factory=list)

    def made(self, model: type[Model], pk: Any) -> bool:
        """Whether the import created the object, which undoing removes."""
        return pk in self.created.get(model, {})

    def gives_back(self, model: type[Model], pk: Any, *names: str) -> bool:
        """Whether undoing gives back what one of these columns held."""
        return not self.changed.get((model, pk), {}).keys().isdisjoint(names)


def deeds_of(run: ImportRun) -> Deeds:
    """What the run wrote and still exists. Reports on activities that it did not create are to be withdrawn."""
    deeds = Deeds()
    written = unpack_written(bytes(run.written)) if run.written else []
    for one in written:
        model = apps.get_model(one.model)
        if one.created:
            deeds.created[model][one.pk] = None
        elif not deeds.made(model, one.pk):
            _take_change(deeds, model, one)
    for model, keys in deeds.created.items():
        existing = {pk for part in batches(keys) for pk in found(model, part).values_list("pk", flat=True)}
        deeds.created[model] = {pk: None for pk in keys if pk in existing}
    reports = deeds.created.get(StatusReport, {})
    for part in batches(reports):
        for pk, activity in found(StatusReport, part).values_list("pk", "activity"):
            if not deeds.made(Activity, activity):
                deeds.withdrawn.append(pk)
    for pk in deeds.withdrawn:
        del reports[pk]
    return deeds


def _take_change(deeds: Deeds, model: type[Model], one: WrittenObject) -> None:
    """An object changed twice goes back to what it held at first."""
    deeds.changed[model, one.pk] = {**one.before, **deeds.changed.get((model, one.pk), {})}


def obstacles(run: ImportRun, deeds: Deeds) -> list[str]:
    """All of them, each a French sentence that names the object; empty when the import can be undone."""
    if run.state != ImportRun.State.APPLIED:
        return [typeset(f"Cet import est « {run.get_state_display()} » : il n’y a rien à annuler.")]
    if run.kind == TERRITORY:
        return ["Le territoire ne s’annule pas : importez de nouveau le fichier précédent."]
    if (run.created or run.changed) and not run.written:
        return ["Cet import n’a pas gardé ce qu’il a écrit : il ne peut pas être annulé."]
    first = [typeset(text) for text in islice(_all(run, deeds), MOST_SHOWN + 1)]
    return first if len(first) <= MOST_SHOWN else [*first[:MOST_SHOWN], "Et d’autres encore."]


def _all(run: ImportRun, deeds: Deeds) -> Iterator[str]:
    built_on: set[Key] = set()
    for model, keys in deeds.created.items():
        for pk, text in _users_of(run, deeds, model, keys):
            built_on.add((model, pk))
            yield text
    for model, keys in deeds.created.items():
        yield from _touched(run, model, [pk for pk in keys if (model, pk) not in built_on])
    yield from _changed_since(run, deeds)
    yield from _plans(run, deeds)
    yield from _reports(run, deeds)


# --- what refers to what the import created


def _users_of(
    run: ImportRun, deeds: Deeds, model: type[Model], keys: Iterable[Any]
) -> Iterator[tuple[Any, str]]:
    """(key, sentence) for each object made since, or kept, that refers to one that would be removed."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (
            relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        ):
            continue
        column = relation.field
        for part in batches(keys):
            rows = column.model._base_manager.filter(**{f"{column.name}__in": part})
            if column.model._meta.auto_created:
                yield from _holders(deeds, model, column, rows)
            else:
                yield from _referrers(run, deeds, model, relation, rows)


def _holders(deeds: Deeds, model: type[Model], column: Any, rows: QuerySet) -> Iterator[tuple[Any, str]]:
    """Objects that hold one to be removed in a set of theirs: « Secteurs » of a programme."""
    owner = column.model._meta.auto_created
    relation = next(one for one in owner._meta.many_to_many if one.remote_field.through is column.model)
    if column.name == relation.m2m_field_name():
        return  # its own set goes with it
    source = owner._meta.pk.get_attname()
    held_by = column.model._meta.get_field(relation.m2m_field_name()).attname
    for holder, pk in rows.values_list(held_by, column.attname):
        if not deeds.made(owner, holder) and not deeds.gives_back(owner, holder, relation.name):
            yield pk, _refers(found(model, [pk]).get(), owner._base_manager.get(**{source: holder}))


def _referrers(
    run: ImportRun, deeds: Deeds, model: type[Model], relation: Any, rows: QuerySet
) -> Iterator[tuple[Any, str]]:
    column, other = relation.field, relation.related_model
    stamp = PARTS.get(other)
    kept = [
        row
        for row in rows
        if not deeds.made(other, row.pk)
        and not deeds.gives_back(other, row.pk, column.attname)
        and not (stamp and getattr(row, stamp) <= run.applied_at)
        and (relation.on_delete is CASCADE or not _goes_too(deeds, row))
    ]
    # Parts have no life of their own: those that somebody made since are told by their own event in the trail, or by
    # the one of the object they belong to.
    if relation.on_delete is CASCADE:
        touched = {
            event.target_id for event in later_events(run, other, [row.pk for row in kept], other_too=True)
        }
        kept = [row for row in kept if str(row.pk) in touched]
    for row in kept:
        yield getattr(row, column.attname), _refers(found(model, [getattr(row, column.attname)]).get(), row)


def _goes_too(deeds: Deeds, row: Model) -> bool:
    """Whether the row is a part of an object that goes, or is given back with its parts as they were."""
    for column in row._meta.concrete_fields:
        owner = column.remote_field
        if owner is None or owner.on_delete is not CASCADE:
            continue
        pk = getattr(row, column.attname)
        if deeds.made(owner.model, pk) or deeds.gives_back(owner.model, pk, owner.get_accessor_name() or ""):
            return True
    return False


def _refers(target: Model, other: Model) -> str:
    return f"{named(target)} : {named(other, lower=True)} y renvoie."


# --- what was changed since


def later_events(
    run: ImportRun, model: type[Model], keys: Sequence[Any], *, other_too: bool = False
) -> Iterator[AuditEvent]:
    """The events about these objects since the import, those of imports that were undone left out; `other_too` takes
    those of before it as well: the import did not make the object."""
    undone = ImportRun.objects.filter(state=ImportRun.State.UNDONE).values("operation")
    for part in batches(keys):
        events = AuditEvent.objects.filter(
            target_type=model._meta.label_lower, target_id__in=[str(pk) for pk in part]
        ).exclude(operation=run.operation)
        if not other_too:
            events = events.filter(at__gt=run.applied_at)
        yield from events.exclude(action="import.undo").exclude(operation__in=undone).order_by("-at", "-pk")


def _touched(
    run: ImportRun, model: type[Model], keys: Sequence[Any], but: Iterable[str] = ()
) -> Iterator[str]:
    latest: dict[str, AuditEvent] = {}
    for event in later_events(run, model, keys):
        if event.action not in but:
            latest.setdefault(event.target_id, event)
    for part in batches([pk for pk in keys if str(pk) in latest]):
        for instance in found(model, part):
            event = latest[str(instance.pk)]
            yield (
                f"{named(instance)} : changé depuis, le {date_long(event.at)}, par {event.actor_text.split(' (')[0]}."
            )


def _changed_since(run: ImportRun, deeds: Deeds) -> Iterator[str]:
    by_model: dict[type[Model], list[Any]] = defaultdict(list)
    for model, pk in deeds.changed:
        by_model[model].append(pk)
    for model, keys in by_model.items():
        existing = {pk for part in batches(keys) for pk in found(model, part).values_list("pk", flat=True)}
        for pk in keys:
            if pk not in existing:
                yield f"{capital(model._meta.verbose_name)} n° {pk} : supprimé depuis."
        yield from _touched(run, model, [pk for pk in keys if pk in existing], ABOUT_REPORTS)


# --- plans and reports


def _plans(run: ImportRun, deeds: Deeds) -> Iterator[str]:
    """The life of a plan that the import did not create is not turned back, and a closed plan does not change."""
    for (model, pk), before in deeds.changed.items():
        if model is ActionPlan:
            for name, word in PLAN_LIFE.items():
                if name in before and (plan := found(model, [pk]).first()):
                    yield f"{named(plan)} : l’import l’a {word}, ce qui ne s’annule pas."
    reports = [*deeds.withdrawn]
    activities = [*deeds.created.get(Activity, {}), *(pk for model, pk in deeds.changed if model is Activity)]
    plans = {
        pk for part in batches(activities) for pk in found(Activity, part).values_list("plan", flat=True)
    }
    plans |= {
        pk
        for part in batches(reports)
        for pk in found(StatusReport, part).values_list("activity__plan", flat=True)
    }
    kept = [pk for pk in plans if not deeds.made(ActionPlan, pk)]
    adopted = {
        event.target_id for event in later_events(run, ActionPlan, kept) if event.action == "plan.adopt"
    }
    for plan in found(ActionPlan, kept):
        if plan.closed_on:
            yield f"{named(plan)} : il est clos, plus rien ne peut y changer."
        elif str(plan.pk) in adopted:
            yield f"{named(plan)} : il a été adopté depuis, avec ce que l’import a apporté."


def _reports(run: ImportRun, deeds: Deeds) -> Iterator[str]:
    """Reports to withdraw: nobody has settled or corrected them since."""
    for part in batches(deeds.withdrawn):
        reports = (
            found(StatusReport, part).select_related("activity", "reviewer").prefetch_related("corrections")
        )
        for report in reports:
            live = [
                one
                for one in report.corrections.all()
                if one.review in {Review.PENDING, Review.APPROVED} and one.pk not in deeds.withdrawn
            ]
            if live:
                yield f"{named(report)} : elle a été corrigée depuis."
            elif report.reviewer_id and report.review in {Review.APPROVED, Review.RETURNED}:
                yield f"{named(report)} : {report.reviewer} l’a traitée depuis."


# --- small things


def found(model: type[Model], keys: Iterable[Any]) -> QuerySet:
    """The objects of these keys that exist."""
    return model._base_manager.filter(pk__in=list(keys))


def batches(keys: Iterable[Any] | Mapping[Any, Any]) -> Iterator[list[Any]]:
    """Keys by the hundreds: a database takes so many in one question."""
    rest = iter(keys)
    while part := list(islice(rest, BATCH)):
        yield part


def capital(text: str) -> str:
    """The text with a capital."""
    return text[:1].upper() + text[1:]


def named(instance: Model, *, lower: bool = False) -> str:
    """« Activité « A1 – Former les maires » »."""
    kind = instance._meta.verbose_name
    return f"{kind if lower else capital(kind)} « {instance} »"
