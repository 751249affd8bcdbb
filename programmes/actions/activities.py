"""Lines of plans: changed while the plan is a draft, revised or cancelled once it is adopted."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from accounts.rules import check_instance
from programmes.actions.documents import attach_document
from programmes.actions.holding import held
from programmes.actions.new_activities import FundingLine
from programmes.actions.overtaken import Seen, check_not_overtaken
from programmes.actions.refusals import Refusal
from programmes.actions.tending import check_department, check_open, check_tended
from programmes.actions.trail import difference, plain, snapshot
from programmes.activity_texts import text_of, values_of
from programmes.formats import date_long
from programmes.locks import cancellation_lock, only
from programmes.models import Activity, Document, Funding, Revision
from programmes.partial_dates import PartialDate, Precision
from programmes.summaries import counting, refresh_state, tallied

DATES = ("planned_start", "planned_end")
REVISABLE = {
    Revision.Field.PLANNED_START,
    Revision.Field.PLANNED_END,
    Revision.Field.BUDGET,
    Revision.Field.DEPARTMENT,
    Revision.Field.TITLE,
}
FIXED = ("weight", "currency")


@transaction.atomic
def change_activity(
    *,
    activity: Activity,
    by: User | None,
    places: Iterable[Any] | None = None,
    associated_departments: Iterable[Any] | None = None,
    funding: Iterable[FundingLine] | None = None,
    seen: Seen | None = None,
    operation: UUID | None = None,
    **fields: Any,
) -> Activity:
    """Change columns of an activity; None for places, departments or funding leaves them as they are.

    Once the plan is adopted, dates and budget change only by `revise_activity`, which keeps the old value and the
    reason, and weight and currency not at all: asking for it here raises Refusal. So does a closed plan, a cancelled
    activity, and a line that is not the person's to write in. A change of nothing leaves no trace. `seen` is what the
    form showed when it was opened: where the activity changed since, Overtaken is raised and nothing is written.
    """
    activity = held(activity)
    check_open(activity.plan)
    check_tended(activity, by)
    if lock := cancellation_lock(activity):
        raise Refusal(lock.text)
    check_not_overtaken(activity, seen)
    sets = {
        name: list(value)
        for name, value in (
            ("places", places),
            ("associated_departments", associated_departments),
            ("funding", funding),
        )
        if value is not None
    }
    before = snapshot(activity, fields) | _in_words(activity, sets)
    for name, value in fields.items():
        setattr(activity, name, value)
    changed = {name for name in fields if before[name] != plain(fields[name])}
    if activity.plan.adopted_on:
        _check_fixed(changed)
    if "department" in changed:
        check_department(activity.department, by)
    check_instance(activity)
    with tallied(counting([activity])):
        activity.save()
        _set(activity, sets)
    old, new = difference(before, snapshot(activity, fields) | _in_words(activity, sets))
    if new:
        audit.record(
            by=by, action="activity.change", target=activity, before=old, after=new, operation=operation
        )
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
    """Change one planned value of an adopted plan: `revise_together` with `new` of the column's type (None empties it).

    `precision` goes with a date. Raises Refusal as `revise_together`.
    """
    if field in DATES and new is not None:
        new = PartialDate.covering(new, precision)
    (revision,) = revise_together(
        activity=activity, new={field: new}, decided_on=decided_on, reason=reason, by=by, operation=operation
    )
    return revision


@transaction.atomic
def revise_together(
    *,
    activity: Activity,
    new: Mapping[str, Any],
    decided_on: date,
    reason: str,
    by: User | None,
    seen: Seen | None = None,
    document: File | None = None,
    operation: UUID | None = None,
) -> list[Revision]:
    """Change planned values of an adopted plan by one decision, keeping the old ones, its date and its reason.

    `new` gives values by field of `REVISABLE`, dates as `PartialDate` (None empties). A decision entered after a later
    one changes the history, not the current value. `document` is the act, kept with the activity. Raises Refusal for
    an unchanged value, a date after today or before the adoption, and without a reason; Overtaken as `change_activity`.
    """
    activity = held(activity)
    _check_decision(activity, decided_on, reason, by)
    if lock := cancellation_lock(activity):
        raise Refusal(lock.text)
    check_not_overtaken(activity, seen)
    if not new.keys() <= REVISABLE:
        raise Refusal("Ce champ ne se révise pas.", field="field")
    before = values_of(activity, new)
    same = [name for name, value in new.items() if text_of(name, value) == text_of(name, before[name])]
    if same or not new:
        raise Refusal(
            "La nouvelle valeur est identique à l’ancienne.", field=same[0] if seen and same else "new"
        )
    operation, entered_at = operation or uuid4(), timezone.now()
    revisions = [
        _revised(activity, name, value, before[name], decided_on, reason, by, entered_at)
        for name, value in new.items()
    ]
    check_instance(activity)
    if superseded := _superseded(activity, revisions):
        activity.refresh_from_db(fields=superseded)
        check_instance(activity)
    with tallied([activity.pk], moves=False):
        activity.save()
        Revision.objects.bulk_create(revisions)
    if document is not None:
        attach_decision(
            activity, document, f"Décision de révision du {date_long(decided_on)}", decided_on, by, operation
        )
    for revision in revisions:
        audit.record(
            by=by,
            action="activity.revise",
            target=activity,
            before={revision.field: revision.old},
            after={
                revision.field: revision.new,
                "reason": revision.reason,
                "decided_on": plain(decided_on),
            },
            operation=operation,
        )
    return revisions


@transaction.atomic
def cancel_activity(
    *,
    activity: Activity,
    decided_on: date,
    reason: str,
    by: User | None,
    seen: Seen | None = None,
    document: File | None = None,
    operation: UUID | None = None,
) -> Revision:
    """Record the Direction's dated decision to cancel an activity, with the act where there is one.

    Raises Refusal without the right or a reason; Overtaken as `change_activity`.
    """
    activity = held(activity)
    if by is not None and not by.may(Permission.CANCEL_ACTIVITIES):
        raise Refusal(
            f"{only(Permission.CANCEL_ACTIVITIES)} annuler une activité\u00a0: elle seule annule une activité."
        )
    _check_decision(activity, decided_on, reason, by)
    if activity.cancelled_on:
        raise Refusal("L’activité est déjà annulée.")
    check_not_overtaken(activity, seen)
    activity.cancelled_on = decided_on
    with tallied([activity.pk], moves=False):
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
    operation = operation or uuid4()
    if document is not None:
        attach_decision(
            activity, document, f"Décision d’annulation du {date_long(decided_on)}", decided_on, by, operation
        )
    audit.record(
        by=by,
        action="activity.cancel",
        target=activity,
        after={"cancelled_on": plain(decided_on), "reason": revision.reason},
        operation=operation,
    )
    return revision


def attach_decision(
    activity: Activity, file: File, title: str, decided_on: date, by: User | None, operation: UUID
) -> Document:
    """Keep the act of a decision with the activity."""
    return attach_document(
        file=file,
        title=title,
        kind=Document.Kind.DECISION,
        taken_on=decided_on,
        by=by,
        activity=activity,
        operation=operation,
    )


def set_funding(activity: Activity, lines: Iterable[FundingLine]) -> None:
    """Make the funding lines of an activity exactly these."""
    lines = list(lines)
    activity.funding_lines.exclude(source__in=[source for source, _, _ in lines]).delete()
    for source, amount, currency in lines:
        Funding.objects.update_or_create(
            activity=activity, source=source, defaults={"amount": amount, "currency": currency}
        )


def _set(activity: Activity, sets: Mapping[str, list[Any]]) -> None:
    if "places" in sets:
        activity.places.set(sets["places"])
    if "associated_departments" in sets:
        activity.associated_departments.set(sets["associated_departments"])
    if "funding" in sets:
        set_funding(activity, sets["funding"])


def _in_words(activity: Activity, names: Iterable[str]) -> dict[str, str]:
    """Sets of objects as the trail keeps them."""
    return {name: text_of(name, value) for name, value in values_of(activity, names).items()}


def _check_decision(activity: Activity, decided_on: date, reason: str, by: User | None) -> None:
    check_open(activity.plan)
    check_tended(activity, by)
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


def _check_fixed(changed: set[str]) -> None:
    """What the adoption fixed: a rate of last month must not move because a weight was retyped today."""
    if revised := sorted(changed & {*DATES, *(f"{name}_precision" for name in DATES), "budget"}):
        raise Refusal(
            "Le plan est adopté : une date ou un budget s’y change par une révision, avec son motif.",
            field=revised[0],
        )
    if fixed := sorted(changed & set(FIXED)):
        raise Refusal("Le plan est adopté : le poids et la devise n’y changent plus.", field=fixed[0])


def _revised(
    activity: Activity,
    field: str,
    new: Any,
    old: Any,
    decided_on: date,
    reason: str,
    by: User | None,
    entered_at: datetime,
) -> Revision:
    """Set the column, and the revision that says so; it is still to be written."""
    old_date = getattr(activity, field) if field in DATES else None
    old_text = _written(old)
    if field in DATES:
        day, precision = _columns(field, new)
        setattr(activity, field, day)
        setattr(activity, f"{field}_precision", precision)
    else:
        setattr(activity, field, new)
    later = _later(activity, field, decided_on)
    if later is not None:  # this decision takes its place in the history, before one already entered
        old_text, old_date = later.old, later.old_date
    return Revision(
        activity=activity,
        field=field,
        old=old_text,
        new=_written(new),
        old_date=old_date,
        new_date=getattr(activity, field) if field in DATES else None,
        decided_on=decided_on,
        reason=reason.strip(),
        by=by,
        entered_at=entered_at,
    )


def _superseded(activity: Activity, revisions: Iterable[Revision]) -> list[str]:
    """Columns of which a later decision already says the current value: they keep it."""
    names: list[str] = []
    for one in revisions:
        if _later(activity, one.field, one.decided_on) is not None:
            names += [one.field, f"{one.field}_precision"] if one.field in DATES else [one.field]
    return names


def _later(activity: Activity, field: str, decided_on: date) -> Revision | None:
    decided = activity.revisions.filter(field=field, decided_on__gt=decided_on)
    return decided.order_by("decided_on", "entered_at").first()


def _columns(field: str, new: PartialDate | None) -> tuple[date | None, str]:
    if new is None:
        return None, Precision.DAY
    day, precision = new.as_start() if field == "planned_start" else new.as_end()
    return day, str(precision)


def _written(value: Any) -> str:
    """A value as the revision shows it; empty for none."""
    if value is None:
        return ""
    return value.label() if isinstance(value, PartialDate) else str(plain(value))
