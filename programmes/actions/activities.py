"""Lines of plans: changed while the plan is a draft, revised or cancelled once it is adopted."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from accounts.rules import check_instance
from programmes.actions.holding import held
from programmes.actions.new_activities import FundingLine, check_open
from programmes.actions.refusals import Refusal
from programmes.actions.trail import difference, plain, snapshot
from programmes.models import Activity, Funding, Revision
from programmes.partial_dates import PartialDate, Precision
from programmes.summaries import refresh_state

DATES = ("planned_start", "planned_end")
REVISABLE = {
    Revision.Field.PLANNED_START,
    Revision.Field.PLANNED_END,
    Revision.Field.BUDGET,
    Revision.Field.DEPARTMENT,
    Revision.Field.TITLE,
}


@transaction.atomic
def change_activity(
    *,
    activity: Activity,
    by: User | None,
    places: Iterable[Any] | None = None,
    associated_departments: Iterable[Any] | None = None,
    funding: Iterable[FundingLine] | None = None,
    operation: UUID | None = None,
    **fields: Any,
) -> Activity:
    """Change columns of an activity; None for places, departments or funding leaves them as they are.

    Once the plan is adopted, dates and budget change only by `revise_activity`, which keeps the old value and the
    reason, and weight and currency not at all: asking for it here raises Refusal. So does a closed plan.
    """
    activity = held(activity)
    check_open(activity.plan)
    before = snapshot(activity, fields)
    for name, value in fields.items():
        setattr(activity, name, value)
    if activity.plan.adopted_on:
        _check_fixed({name for name in fields if before[name] != plain(fields[name])})
    check_instance(activity)
    activity.save()
    if places is not None:
        activity.places.set(places)
    if associated_departments is not None:
        activity.associated_departments.set(associated_departments)
    if funding is not None:
        set_funding(activity, funding)
    old, new = difference(before, snapshot(activity, fields))
    audit.record(by=by, action="activity.change", target=activity, before=old, after=new, operation=operation)
    return activity


@transaction.atomic
def revise_activity(
    *,
    activity: Activity,
    field: str,
    new: Any,
    decided_on: date,
    reason: str,
    by: User | None,
    precision: str = Precision.DAY,
    operation: UUID | None = None,
) -> Revision:
    """Change a planned value of an adopted plan, keeping the old one, the date of the decision and the reason.

    `field` is one of `REVISABLE`; `new` is of the column's type (None empties it); `precision` goes with a date. A
    decision entered after a later one changes the history, not the current value. Raises Refusal for an unchanged
    value, a date after today or before the adoption, and without a reason.
    """
    activity = held(activity)
    _check_decision(activity, decided_on, reason, by)
    if field not in REVISABLE:
        raise Refusal("Ce champ ne se révise pas.", field="field")
    old = getattr(activity, field)
    if old == new and (field not in DATES or getattr(activity, f"{field}_precision") == precision):
        raise Refusal("La nouvelle valeur est identique à l’ancienne.", field="new")
    old_text, old_date = _written(activity, field), old if field in DATES else None
    setattr(activity, field, new)
    if field in DATES:
        setattr(activity, f"{field}_precision", precision)
    check_instance(activity)
    later = (
        activity.revisions.filter(field=field, decided_on__gt=decided_on)
        .order_by("decided_on", "entered_at")
        .first()
    )
    if later is None:
        activity.save()
    else:  # the column keeps what the latest decision says; this one takes its place in the history, before it
        old_text, old_date = later.old, later.old_date
    revision = Revision.objects.create(
        activity=activity,
        field=field,
        old=old_text,
        new=_written(activity, field),
        old_date=old_date,
        new_date=new if field in DATES else None,
        decided_on=decided_on,
        reason=reason.strip(),
        by=by,
    )
    audit.record(
        by=by,
        action="activity.revise",
        target=activity,
        before={field: old_text},
        after={field: revision.new, "reason": revision.reason, "decided_on": plain(decided_on)},
        operation=operation,
    )
    return revision


@transaction.atomic
def cancel_activity(
    *, activity: Activity, decided_on: date, reason: str, by: User | None, operation: UUID | None = None
) -> Revision:
    """Record the Direction's dated decision to cancel an activity. Raises Refusal without the right or a reason."""
    activity = held(activity)
    if by is not None and not by.may(Permission.CANCEL_ACTIVITIES):
        raise Refusal("Seule la Direction annule une activité.")
    _check_decision(activity, decided_on, reason, by)
    if activity.cancelled_on:
        raise Refusal("L’activité est déjà annulée.")
    activity.cancelled_on = decided_on
    refresh_state(activity)
    revision = Revision.objects.create(
        activity=activity,
        field=Revision.Field.CANCELLED,
        new=plain(decided_on),
        new_date=decided_on,
        decided_on=decided_on,
        reason=reason.strip(),
        by=by,
    )
    audit.record(
        by=by,
        action="activity.cancel",
        target=activity,
        after={"cancelled_on": plain(decided_on), "reason": revision.reason},
        operation=operation,
    )
    return revision


def set_funding(activity: Activity, lines: Iterable[FundingLine]) -> None:
    """Make the funding lines of an activity exactly these."""
    lines = list(lines)
    activity.funding_lines.exclude(source__in=[source for source, _, _ in lines]).delete()
    for source, amount, currency in lines:
        Funding.objects.update_or_create(
            activity=activity, source=source, defaults={"amount": amount, "currency": currency}
        )


def _check_decision(activity: Activity, decided_on: date, reason: str, by: User | None) -> None:
    check_open(activity.plan)
    if not activity.plan.adopted_on:
        raise Refusal("Le plan est en préparation : changez l’activité directement.")
    if decided_on > timezone.localdate():
        raise Refusal(
            "La date de la décision ne peut pas être postérieure à aujourd’hui.", field="decided_on"
        )
    if decided_on < activity.plan.adopted_on:
        raise Refusal("La décision est antérieure à l’adoption du plan.", field="decided_on")
    if not reason.strip():
        raise Refusal("Dites le motif de la décision.", field="reason")
    if by is not None and not by.may(Permission.PROPOSE_ACTIVITIES):
        raise Refusal("Votre rôle ne permet pas cette décision.")


def _check_fixed(changed: set[str]) -> None:
    """What the adoption fixed: a rate of last month must not move because a weight was retyped today."""
    if revised := sorted(changed & {*DATES, *(f"{name}_precision" for name in DATES), "budget"}):
        raise Refusal(
            "Le plan est adopté : une date ou un budget s’y change par une révision, avec son motif.",
            field=revised[0],
        )
    if fixed := sorted(changed & {"weight", "currency"}):
        raise Refusal("Le plan est adopté : le poids et la devise n’y changent plus.", field=fixed[0])


def _written(activity: Activity, field: str) -> str:
    """A value as the revision shows it; empty for none."""
    value = getattr(activity, field)
    if value is None:
        return ""
    if field in DATES:
        return PartialDate.covering(value, getattr(activity, f"{field}_precision")).label()
    return str(plain(value))
