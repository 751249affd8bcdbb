"""Kinds that are written through actions: activities, status reports, the life of plans; and revised targets."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from accounts.rules import check_instance
from programmes.actions.activities import DATES, REVISABLE, change_activity, revise_together
from programmes.actions.closing import close_plan
from programmes.actions.new_activities import NewActivity, add_activities, new_activity
from programmes.actions.plans import adopt_plan
from programmes.actions.refusals import Refusal
from programmes.actions.status import NewReport, add_reports, new_report, said_of
from programmes.imports.columns import Column
from programmes.imports.differences import Comparison, Differences
from programmes.imports.faults import Change, Effect
from programmes.imports.kinds import KINDS
from programmes.imports.rows import RowReading
from programmes.imports.showing import NOTHING, show_field, show_objects
from programmes.imports.titles import ActivityTitles
from programmes.imports.writers import ModelWriter, Modification, Work, Written, tell
from programmes.models import ActionPlan, Activity, IndicatorTarget, Review, StatusReport
from programmes.partial_dates import PartialDate

SOURCES = "funding_sources"
WITHOUT_REASON = (
    "Le plan est adopté : cela s’y change par une révision. Donnez son motif, dans une colonne "
    "« Motif de la révision » ou pour toutes les lignes."
)
ADDED_TO_A_DRAFT = (
    "Le plan est en préparation : cette activité sera de son plan initial. Laissez la cellule vide."
)
ADDED_ONCE = (
    "La date d’un ajout hors plan initial est celle de la décision : elle ne change pas par un import."
)
LIFE = ("adopted_on", "adopted_precision", "closed_on")
IMPLIED_PROGRESS = {"done": Decimal(100), "planned": Decimal(0), "not_done": Decimal(0)}


class HeldPlans:
    """The plans that a run writes in, each held until its end so that nobody closes them in the meantime."""

    def __init__(self) -> None:
        self._plans: dict[int, ActionPlan] = {}

    def get(self, plan_id: int) -> ActionPlan:
        """The plan as it is now."""
        if plan_id not in self._plans:
            self._plans[plan_id] = ActionPlan.objects.select_for_update().get(pk=plan_id)
        return self._plans[plan_id]


class ActivityComparison(Comparison):
    """Sources of funding are compared with the funding lines."""

    def compare_many(
        self, instance: Model, column: Column, values: tuple[Any, ...], found: Differences
    ) -> None:
        if column.name != SOURCES:
            super().compare_many(instance, column, values, found)
            return
        old = [line.source for line in instance.funding_lines.all()]
        # An empty cell says nothing of the sources: their amounts are in a sheet of their own.
        if values and set(old) != set(values):
            found.many[SOURCES] = values
            found.changes.append(Change(column.heading, show_objects(old), show_objects(values)))


class ActivityWriter(ModelWriter):
    """Activities: added and changed by the actions, which keep plans and the audit trail right.

    A row without a code is recognised by its title in its plan.
    """

    comparison_class = ActivityComparison

    def __init__(self, kind: Any, work: Work) -> None:
        super().__init__(kind, work)
        self.plans = HeldPlans()
        self.titles = ActivityTitles(self.stored, work.lookups)

    def begin(self, table: Any) -> None:
        self.titles.begin(table)

    def prepare(self, row: RowReading, rank: int) -> None:
        # Held before its activities are read: of two imports of one plan, the second sees what the first has written.
        plan = row.fields["plan"]
        row.fields["plan"] = self.plans.get(plan.pk)
        super().prepare(row, rank)
        if not row.fields.get("code"):
            row.fields["code"] = self.titles.code_for(row, rank)
        if row.fields.get("added_on") and not self._adoption(row.fields["plan"]):
            raise ValidationError({"added_on": ADDED_TO_A_DRAFT})

    def _adoption(self, plan: ActionPlan) -> date | None:
        """When a plan was adopted, or is by the file itself; None for one that stays a draft."""
        return plan.adopted_on or self.work.adopting.get(plan.pk)

    def create(self, row: RowReading) -> Activity:
        fields = {name: value for name, value in self.concrete(row).items() if value is not None}
        if "added_on" in fields and not fields["plan"].adopted_on:
            # The file adopts the plan once its activities are there; this one is added after that.
            fields["plan"] = copy(fields["plan"])
            fields["plan"].adopted_on = self._adoption(fields["plan"])
        line = new_activity(
            places=row.many.get("places", ()),
            associated_departments=row.many.get("associated_departments", ()),
            funding=[(source, None, "XOF") for source in row.many.get(SOURCES, ())],
            **fields,
        )
        check_instance(line.activity, told=line.told, related=False, unique=self.work.exact)
        line.activity.pk = self.keys.take()
        self.creations.append(line)
        return line.activity

    def instance_of(self, creation: NewActivity) -> Activity:
        return creation.activity

    def add(self, creations: Sequence[NewActivity]) -> None:
        add_activities(creations, by=self.work.by, operation=self.work.operation)

    def before(self, instance: Activity, found: Differences) -> dict[str, Any]:
        sources = found.many.pop(SOURCES, None)
        held = super().before(instance, found)
        if sources is not None:
            found.many[SOURCES] = sources
            held["funding_lines"] = [
                [line.source_id, line.amount, line.currency] for line in instance.funding_lines.all()
            ]
        return held

    def change(self, instance: Activity, found: Differences, row: RowReading) -> None:
        if "added_on" in found.fields:
            raise Refusal(ADDED_ONCE, field="added_on")
        funding = None
        if SOURCES in found.many:
            held = {line.source_id: (line.amount, line.currency) for line in instance.funding_lines.all()}
            funding = [(source, *held.get(source.pk, (None, "XOF"))) for source in found.many[SOURCES]]
        revised = self._revised(found, row)
        changed = {
            name: value
            for name, value in found.fields.items()
            if name.removesuffix("_precision") not in revised
        }
        if changed or found.many:
            change_activity(
                activity=instance,
                by=self.work.by,
                places=found.many.get("places"),
                associated_departments=found.many.get("associated_departments"),
                funding=funding,
                operation=self.work.operation,
                **changed,
            )
        if revised:
            self._revise(instance, revised, row)

    def _revised(self, found: Differences, row: RowReading) -> dict[str, Any]:
        """What an adopted plan changes only by a decision, when the file gives its reason. Raises Refusal without."""
        names = {name.removesuffix("_precision") for name in found.fields}
        if not row.fields["plan"].adopted_on:
            return {}
        if not row.values.get("revision_reason"):
            if fixed := sorted(names & set(REVISABLE)):
                raise Refusal(WITHOUT_REASON, field=fixed[0])
            return {}
        return {
            name: PartialDate.from_columns(row.fields[name], row.fields.get(f"{name}_precision", "day"))
            if name in DATES
            else row.fields[name]
            for name in sorted(names & set(REVISABLE))
        }

    def _revise(self, instance: Activity, revised: Mapping[str, Any], row: RowReading) -> None:
        revisions = revise_together(
            activity=instance,
            new=revised,
            decided_on=row.values.get("revised_on") or timezone.localdate(),
            reason=row.values["revision_reason"],
            by=self.work.by,
            operation=self.work.operation,
        )
        for revision in revisions:
            tell(self.work, revision, row.where)

    def _record(self, creations: Sequence[Any], modifications: Sequence[Modification]) -> None:
        """The actions have written the trail."""


class StatusWriter(ModelWriter):
    """Status reports: added to the history of their activity, never changed; one that is known already is left."""

    def __init__(self, kind: Any, work: Work) -> None:
        super().__init__(kind, work)
        self.plans = HeldPlans()

    def prepare(self, row: RowReading, rank: int) -> None:
        super().prepare(row, rank)
        fields = row.fields
        if fields.get("progress") == IMPLIED_PROGRESS.get(fields.get("status", "")):
            fields["progress"] = None

    def write(self, row: RowReading) -> Written:
        if known := self.stored.get(row.fields, row.values):
            return Written(Effect.UNCHANGED, known)
        return super().write(row)

    def create(self, row: RowReading) -> Model:
        told = {name: value for name, value in row.fields.items() if value is not None}
        activity, entered = told.pop("activity"), told.pop("entered_at", None)
        review = told.pop("review", None)
        activity.plan = self.plans.get(activity.plan_id)
        said = {name: value for name, value in told.items() if name in self.single}
        new = new_report(
            activity=activity,
            by=self.work.by,
            said=said_of(**{"progress": None} | said),
            entered_at=_start_of(entered) if entered else None,
            approved=review == Review.APPROVED if review else entered is not None,
        )
        new.report.pk = self.keys.take()
        self.creations.append(new)
        return new.report

    def instance_of(self, creation: NewReport) -> StatusReport:
        return creation.report

    def add(self, creations: Sequence[NewReport]) -> None:
        add_reports(creations, by=self.work.by, operation=self.work.operation)

    def _record(self, creations: Sequence[Any], modifications: Sequence[Modification]) -> None:
        """The action has written the trail."""


class PlanWriter(ModelWriter):
    """Plans: created as drafts; adopted once their activities are there, closed once their reports are."""

    def __init__(self, kind: Any, work: Work) -> None:
        super().__init__(kind, work)
        self.to_adopt: list[tuple[RowReading, ActionPlan]] = []
        self.to_close: list[tuple[RowReading, ActionPlan]] = []

    def write(self, row: RowReading) -> Written:
        life = {name: row.fields.pop(name, None) for name in LIFE}
        written = super().write(row)
        plan = written.target
        changes = list(written.changes)
        for name, queue in (("adopted_on", self.to_adopt), ("closed_on", self.to_close)):
            if life[name] is None or life[name] == getattr(plan, name):
                continue
            queue.append((row, plan))
            if name == "adopted_on":
                self.work.adopting[plan.pk] = life[name]
            heading = self.kind.column(name).heading
            changes.append(Change(heading, NOTHING, show_field(self.model, name, {name: life[name]})))
        row.fields |= life
        if not changes:
            return written
        effect = Effect.CREATED if written.effect is Effect.CREATED else Effect.CHANGED
        return Written(effect, plan, tuple(changes))

    def adopt(self, row: RowReading, plan: ActionPlan) -> None:
        """Adopt a plan at the date its row gives."""
        adopt_plan(
            plan=plan,
            on=row.fields["adopted_on"],
            precision=row.fields.get("adopted_precision") or "day",
            by=self.work.by,
            operation=self.work.operation,
        )
        self._tell_life(row, plan, {"adopted_on": None, "adopted_precision": plan.adopted_precision})

    def close(self, row: RowReading, plan: ActionPlan) -> None:
        """Close a plan at the date its row gives."""
        close_plan(plan=plan, on=row.fields["closed_on"], by=self.work.by, operation=self.work.operation)
        self._tell_life(row, plan, {"closed_on": None})

    def _tell_life(self, row: RowReading, plan: ActionPlan, before: Mapping[str, Any]) -> None:
        """What a plan that this run did not create held before it was adopted or closed."""
        if not any(one.created and one.pk == plan.pk and one.where == row.where for one in self.work.written):
            tell(self.work, plan, row.where, before)


class TargetWriter(ModelWriter):
    """Targets of indicators: one that gives the reason of its revision replaces the one before."""

    def complete(self, instance: IndicatorTarget, row: RowReading) -> None:
        if not instance.reason:
            return
        same = [
            target
            for target in self.stored.by_key.values()
            if all(getattr(target, name) == getattr(instance, name) for name in _SAME_TARGET)
        ]
        replaced = {target.replaces_id for target in same}
        latest = [target for target in same if target.pk not in replaced]
        if not latest:
            message = "Aucune cible à remplacer\u00a0: donnez d’abord la cible initiale, sans motif."
            raise ValidationError({"reason": message})
        instance.replaces = latest[-1]


_SAME_TARGET = ("indicator_id", "place_id", "place_label", "start", "end")


def _start_of(day: date) -> datetime:
    """The first moment of a day in Bamako: a register that gives a day gives no hour."""
    return timezone.make_aware(datetime.combine(day, time()))


WRITERS: dict[str, Callable[..., ModelWriter]] = {
    "activities": ActivityWriter,
    "status": StatusWriter,
    "plans": PlanWriter,
    "targets": TargetWriter,
}


def writer_for(word: str, work: Work) -> ModelWriter:
    """The writer of a kind."""
    return WRITERS.get(word, ModelWriter)(KINDS[word], work)
