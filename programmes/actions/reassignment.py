"""Handing the activities of a person over to another, in one step that can be undone, and giving them back."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from accounts.rules import check_instance
from programmes.actions.refusals import Refusal
from programmes.formats import enumeration
from programmes.models import Activity, ReassignedActivity, Reassignment
from programmes.querysets.activities import ActivityQuerySet

Reason = Reassignment.Reason
MOST_NAMED = 5


@transaction.atomic
def reassign(
    *,
    activities: Iterable[Activity],
    from_user: User,
    to_user: User,
    reason: str,
    by: User | None,
    until: date | None = None,
) -> Reassignment:
    """Hand over these activities; each keeps a trace, all under one operation.

    `until` is the last day of an absence. Raises Refusal when one of them is no longer that person's or not to be
    handed over by `by`, when nobody was chosen who can report, and for a date that does not go with the reason.
    """
    held = _held(Activity.objects.filter(pk__in=[activity.pk for activity in activities]))
    _check_people(from_user, to_user)
    _check_until(reason, until)
    _check_activities(held, from_user, by)
    reassignment = Reassignment(
        from_user=from_user,
        to_user=to_user,
        reason=reason,
        until=until,
        by=by,
        operation=uuid.uuid4(),
    )
    check_instance(reassignment)
    reassignment.save()
    ReassignedActivity.objects.bulk_create(
        ReassignedActivity(reassignment=reassignment, activity=activity) for activity in held
    )
    _move(held, reassignment, "activity.reassign", to_user, by)
    return reassignment


@transaction.atomic
def give_back(*, reassignment: Reassignment, by: User | None) -> list[Activity]:
    """Undo a hand-over, or end an absence: the activities return to whom they came from.

    Those that went to yet another person since, and those of plans closed since, stay where they are, and all of them
    where whom they came from can no longer report; returns the ones that came back. Raises Refusal when it was done
    already, or is not `by`'s to do.
    """
    reassignment = (
        Reassignment.objects.select_for_update(of=("self",))
        .select_related("from_user", "to_user")
        .get(pk=reassignment.pk)
    )
    if reassignment.ended_at:
        raise Refusal("Ces activités ont déjà été rendues.")
    if by is not None and not Reassignment.objects.endable_by(by).filter(pk=reassignment.pk).exists():
        raise Refusal("Ces activités relèvent d’une autre structure\u00a0: vous ne pouvez pas les rendre.")
    theirs = Activity.objects.filter(
        reassignments__reassignment=reassignment,
        responsible=reassignment.to_user,
        plan__closed_on__isnull=True,
    )
    held = _held(theirs) if can_report(reassignment.from_user) else []
    reassignment.ended_at, reassignment.ended_by = timezone.now(), by
    reassignment.save(update_fields=["ended_at", "ended_by"])
    reassignment.lines.filter(activity__in=held).update(given_back=True)
    _move(held, reassignment, "activity.give_back", reassignment.from_user, by)
    return held


def can_report(person: User) -> bool:
    """Whether activities may be in this person's hands."""
    return person.is_active and person.may(Permission.REPORT_STATUS)


def let_go(activity: Activity, by: User | None) -> None:
    """Take a line that leaves its plan out of the hand-overs that hold it; the trail keeps them.

    One that held nothing else is over: there is nothing to give back.
    """
    lines = ReassignedActivity.objects.filter(activity=activity)
    keys = list(lines.values_list("reassignment", flat=True))
    lines.delete()
    emptied = Reassignment.objects.filter(pk__in=keys, lines__isnull=True).in_force()
    emptied.update(ended_at=timezone.now(), ended_by=by)


def open_activities(person: User, by: User | None) -> ActivityQuerySet:
    """What a person has to hand over, as far as `by` may: planned or in progress, in plans that are not closed."""
    activities = Activity.objects.filter(
        responsible=person, status__in=("planned", "in_progress"), plan__closed_on__isnull=True
    )
    return activities if by is None else activities.reassignable_by(by)


def _held(activities: ActivityQuerySet) -> list[Activity]:
    """The activities as they are now, with their plans, held until the end of the transaction."""
    return list(
        activities.select_related("plan").order_by("pk").select_for_update(of=("self", "plan"), no_key=True)
    )


def _move(
    activities: list[Activity], reassignment: Reassignment, action: str, person: User, by: User | None
) -> None:
    """Write who is responsible now, and one event an activity."""
    Activity.objects.filter(pk__in=[activity.pk for activity in activities]).update(responsible=person)
    other = reassignment.from_user if person == reassignment.to_user else reassignment.to_user
    for activity in activities:
        audit.record(
            by=by,
            action=action,
            target=activity,
            before={"responsible": str(other)},
            after={"responsible": str(person), "reason": str(Reason(reassignment.reason).label)},
            operation=reassignment.operation,
        )


def _check_people(from_user: User, to_user: User) -> None:
    if from_user == to_user:
        raise Refusal(
            "Choisissez une autre personne que celle dont vous confiez les activités.", field="to_user"
        )
    if not can_report(to_user):
        raise Refusal(
            f"{to_user} ne peut pas déclarer l’état d’une activité\u00a0: choisissez un agent ou un sous-directeur au"
            " compte actif.",
            field="to_user",
        )


def _check_until(reason: str, until: date | None) -> None:
    if reason not in Reason.values:
        raise Refusal("Choisissez le motif.", field="reason")
    if reason != Reason.ABSENCE:
        if until is not None:
            raise Refusal("Seule une absence a une date de fin\u00a0: laissez-la vide.", field="until")
        return
    if until is None:
        raise Refusal("Indiquez le dernier jour de l’absence.", field="until")
    if until < timezone.localdate():
        raise Refusal("Cette absence est déjà finie\u00a0: indiquez un jour à venir.", field="until")


def _check_activities(held: list[Activity], from_user: User, by: User | None) -> None:
    if not held:
        raise Refusal("Cochez au moins une activité à confier.", field="activities")
    theirs = set(open_activities(from_user, by).values_list("pk", flat=True))
    lost = [activity for activity in held if activity.pk not in theirs]
    if lost:
        codes = enumeration(f"{one.plan.code}\u00a0·\u00a0{one.code}" for one in lost[:MOST_NAMED])
        raise Refusal(
            f"À ne plus confier ainsi\u00a0: {codes}. L’activité est finie, son plan est clos, ou elle n’est plus à"
            f" {from_user}. Rechargez la page pour voir ce qui reste à confier.",
            field="activities",
        )
