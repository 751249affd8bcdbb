"""Undoing an import as a whole, as long as nothing was built on it since."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent, User
from accounts.roles import Permission
from programmes.actions.activities import set_funding
from programmes.actions.refusals import Refusal
from programmes.imports.undo_obstacles import PARTS, Deeds, batches, deeds_of, found, obstacles
from programmes.models import Activity, FundingSource, ImportRun, Review, StatusReport
from programmes.summaries import behind, refresh_state, tallied

WITHDRAWN_WITH = "Import annulé"
TAKEN_MEANWHILE = (
    "Rien n’a été annulé : ce que l’import a remplacé ne peut plus être remis, ou quelque chose vient de se construire "
    "sur ce qu’il a apporté."
)


def obstacles_to_undo(run: ImportRun) -> list[str]:
    """Everything that stands in the way of undoing, in French, with the name of the object; empty when nothing does."""
    return obstacles(run, deeds_of(run))


def undo(*, run: ImportRun, by: User | None, reason: str = "") -> ImportRun:
    """Take back what the import wrote, in one transaction: what it created is removed, what it changed is given back,
    its status reports are withdrawn. Raises Refusal, naming every obstacle, and takes back nothing when there is one.
    """
    if by is not None and not by.may(Permission.IMPORT):
        raise Refusal("Votre rôle ne permet pas d’annuler un import.")
    try:
        with transaction.atomic():
            held = ImportRun.objects.select_for_update().get(pk=run.pk)
            deeds = deeds_of(held)
            _hold(deeds)
            if in_the_way := obstacles(held, deeds):
                raise Refusal("\n".join(in_the_way))
            with tallied(_counting(deeds)):
                _Undoing(held, deeds, by).do()
            held.state, held.undone_by, held.undone_at = ImportRun.State.UNDONE, by, timezone.now()
            held.undo_reason = reason.strip()
            held.save(update_fields=["state", "undone_by", "undone_at", "undo_reason"])
    except (IntegrityError, ValidationError, ProtectedError, RestrictedError) as error:
        raise Refusal(TAKEN_MEANWHILE) from error
    return held


def _hold(deeds: Deeds) -> None:
    """Nobody builds on these objects until the transaction ends."""
    keys: dict[type[Model], list[Any]] = {model: list(made) for model, made in deeds.created.items()}
    for model, pk in deeds.changed:
        keys.setdefault(model, []).append(pk)
    for model, ones in keys.items():
        for part in batches(ones):
            list(found(model, part).select_for_update().order_by("pk").values_list("pk"))


def _counting(deeds: Deeds) -> list[int]:
    """The activities whose counts change."""
    keys: dict[type[Model], set[Any]] = {model: set(made) for model, made in deeds.created.items()}
    for model, pk in deeds.changed:
        keys.setdefault(model, set()).add(pk)
    keys.setdefault(StatusReport, set()).update(deeds.withdrawn)
    return sorted({key for model, ones in keys.items() for key in behind(model, ones)})


class _Undoing:
    """One import taken back; every object leaves its trace."""

    def __init__(self, run: ImportRun, deeds: Deeds, by: User | None) -> None:
        self.run = run
        self.deeds = deeds
        self.by = by
        self.operation = uuid4()
        self.events: list[AuditEvent] = []

    def do(self) -> None:
        """Give back, withdraw, remove, in this order: what was changed may refer to what is removed."""
        changed: dict[type[Model], list[Any]] = {}
        for model, pk in reversed(self.deeds.changed):
            changed.setdefault(model, []).append(pk)
        for model, keys in changed.items():
            for part in batches(keys):
                instances = found(model, part).in_bulk()
                for pk in part:
                    self._give_back(instances[pk], self.deeds.changed[model, pk])
        self._withdraw()
        self._remove()
        self._trace(self.run, {"sha256": self.run.sha256})
        AuditEvent.objects.bulk_create(self.events, batch_size=500)

    def _give_back(self, instance: Model, before: dict[str, Any]) -> None:
        columns = {one.attname: one for one in instance._meta.concrete_fields}
        sets = {one.name for one in instance._meta.many_to_many}
        for name in before.keys() & columns:
            setattr(
                instance, name, instance._meta.get_field(name.removesuffix("_id")).to_python(before[name])
            )
        instance.save()
        for name in before.keys() & sets:
            getattr(instance, name).set(before[name])
        if isinstance(instance, Activity) and "funding_lines" in before:
            set_funding(instance, _funding(before["funding_lines"]))
        self._trace(instance, {"given_back": sorted(before)})

    def _withdraw(self) -> None:
        now = timezone.now()
        for part in batches(self.deeds.withdrawn):
            reports = found(StatusReport, part).select_related("activity").order_by("pk")
            for report in reports:
                if report.review in {Review.PENDING, Review.APPROVED}:
                    report.review, report.review_reason = Review.WITHDRAWN, WITHDRAWN_WITH
                    report.reviewer, report.reviewed_at = self.by, now
                    report.save(update_fields=["review", "review_reason", "reviewer", "reviewed_at"])
                self._trace(report, {"review": report.review})
            for activity in Activity.objects.filter(reports__in=part).distinct():
                refresh_state(activity)

    def _remove(self) -> None:
        """What was created, last first; what still is referred to by another that goes waits for the next round."""
        waiting = [(model, part) for model, keys in self.deeds.created.items() for part in batches(keys)]
        for model, part in waiting:
            for instance in found(model, part).order_by("pk"):
                self._trace(instance, {"removed": True})
        for part in batches(self.deeds.created.get(Activity, {})):
            found(Activity, part).update(latest_report=None)
        while waiting:
            left = [(model, part) for model, part in reversed(waiting) if not self._removed(model, part)]
            if len(left) == len(waiting):
                waiting = [(model, [pk]) for model, part in waiting for pk in part]
                left = [(model, part) for model, part in reversed(waiting) if not self._removed(model, part)]
                if len(left) == len(waiting):
                    raise Refusal(TAKEN_MEANWHILE)
            waiting = left[::-1]

    def _removed(self, model: type[Model], keys: list[Any]) -> bool:
        try:
            with transaction.atomic():
                for part in PARTS:
                    for column in part._meta.fields:
                        if column.related_model is model:
                            part._base_manager.filter(**{f"{column.name}__in": keys}).delete()
                found(model, keys).delete()
        except (ProtectedError, RestrictedError):
            return False
        return True

    def _trace(self, target: Model, after: dict[str, Any]) -> None:
        self.events.append(
            audit.build(
                by=self.by,
                action="import.undo",
                target=target,
                after={"import": self.run.pk, **after},
                operation=self.operation,
            )
        )


def _funding(lines: list[Any]) -> list[tuple[FundingSource, Any, str]]:
    """Lines of funding as the import kept them: the key of the source, the amount, the currency."""
    sources = FundingSource.objects.in_bulk([line[0] for line in lines])
    return [(sources[source], amount, currency) for source, amount, currency in lines]
