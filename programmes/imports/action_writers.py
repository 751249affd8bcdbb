"""Kinds that are written through actions: activities, status reports, the life of plans; and revised targets."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from programmes.actions.activities import change_activity
from programmes.actions.new_activities import create_activity
from programmes.actions.plans import adopt_plan, close_plan
from programmes.actions.status import report_status
from programmes.imports.columns import Column
from programmes.imports.faults import Change, Effect
from programmes.imports.kinds import KINDS
from programmes.imports.rows import RowReading
from programmes.imports.showing import NOTHING, show_field, show_objects
from programmes.imports.writers import Differences, ModelWriter, Work, Written
from programmes.models import ActionPlan, Activity, IndicatorTarget, Review

SOURCES = "funding_sources"
LIFE = ("adopted_on", "adopted_precision", "closed_on")
IMPLIED_PROGRESS = {"done": Decimal(100), "planned": Decimal(0), "not_done": Decimal(0)}


class ActivityWriter(ModelWriter):
    """Activities: added and changed by the actions, which keep plans and the audit trail right."""

    def create(self, row: RowReading) -> Activity:
        fields = self.concrete(row)
        return create_activity(
            plan=fields.pop("plan"),
            by=self.work.by,
            places=row.many.get("places", ()),
            associated_departments=row.many.get("associated_departments", ()),
            funding=[(source, None, "XOF") for source in row.many.get(SOURCES, ())],
            operation=self.work.operation,
            **{name: value for name, value in fields.items() if value is not None},
        )

    def change(self, instance: Activity, found: Differences) -> Activity:
        funding = None
        if SOURCES in found.many:
            held = {line.source_id: (line.amount, line.currency) for line in instance.funding_lines.all()}
            funding = [(source, *held.get(source.pk, (None, "XOF"))) for source in found.many[SOURCES]]
        return change_activity(
            activity=instance,
            by=self.work.by,
            places=found.many.get("places"),
            associated_departments=found.many.get("associated_departments"),
            funding=funding,
            operation=self.work.operation,
            **found.fields,
        )

    def _compare_many(
        self, instance: Model, column: Column, values: tuple[Any, ...], found: Differences
    ) -> None:
        if column.name != SOURCES:
            super()._compare_many(instance, column, values, found)
            return
        old = [line.source for line in instance.funding_lines.all()]
        # An empty cell says nothing of the sources: their amounts are in a sheet of their own.
        if values and set(old) != set(values):
            found.many[SOURCES] = values
            found.changes.append(Change(column.heading, show_objects(old), show_objects(values)))


class StatusWriter(ModelWriter):
    """Status reports: added to the history of their activity, never changed; one that is known already is left."""

    def prepare(self, row: RowReading, rank: int) -> None:
        super().prepare(row, rank)
        fields = row.fields
        if fields.get("progress") == IMPLIED_PROGRESS.get(fields.get("status", "")):
            fields["progress"] = None

    def differences(self, instance: Model, row: RowReading) -> Differences:
        return Differences()

    def create(self, row: RowReading) -> Model:
        fields = dict(row.fields)
        entered = fields.pop("entered_at", None)
        review = fields.pop("review", None)
        told = {name: value for name, value in fields.items() if name in self.single and value is not None}
        return report_status(
            by=self.work.by,
            entered_at=_start_of(entered) if entered else None,
            approved=review == Review.APPROVED if review else entered is not None,
            operation=self.work.operation,
            **told,
        )


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
            heading = self.kind.column(name).heading
            changes.append(Change(heading, NOTHING, show_field(self.model, name, {name: life[name]})))
        row.fields |= life
        if written.effect is Effect.CREATED or not changes:
            return written
        return Written(Effect.CHANGED, plan, tuple(changes))

    def adopt(self, row: RowReading, plan: ActionPlan) -> None:
        """Adopt a plan at the date its row gives."""
        adopt_plan(
            plan=plan,
            on=row.fields["adopted_on"],
            precision=row.fields.get("adopted_precision") or "day",
            by=self.work.by,
            operation=self.work.operation,
        )

    def close(self, row: RowReading, plan: ActionPlan) -> None:
        """Close a plan at the date its row gives."""
        close_plan(plan=plan, on=row.fields["closed_on"], by=self.work.by)


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
