"""Taking back a decision entered by mistake: the same day, by whoever entered it, while nothing came after."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts import audit
from accounts.models import User
from programmes.actions.activities import DATES
from programmes.actions.holding import held
from programmes.actions.reassignment import let_go
from programmes.actions.refusals import Refusal
from programmes.actions.tending import check_open, check_stage
from programmes.activity_texts import texts, values_of
from programmes.formats import local
from programmes.models import Activity, Department, Revision
from programmes.partial_date_reading import PartialDateError, parse_partial_date
from programmes.partial_dates import Precision
from programmes.summaries import refresh_state, tallied


@transaction.atomic
def undo_decision(*, revision: Revision, by: User | None) -> Activity | None:
    """Take back a revision, an addition or a cancellation, with what was entered with it; the trail keeps it.

    None where the decision was an addition: the activity is no more. Raises Refusal on another day, for somebody
    else's decision, for a closed plan, and as soon as something was reported or decided since.
    """
    activity = held(revision.activity)
    revision = activity.revisions.filter(pk=revision.pk).select_related("by").first()
    if revision is None:
        raise Refusal("Cette décision a déjà été retirée.")
    check_open(activity.plan)
    check_stage(activity.plan, by)
    if obstacle := undo_obstacle(revision, by):
        raise Refusal(obstacle)
    together = list(entered_with(revision))
    audit.record(
        by=by,
        action="activity.undo_decision",
        target=activity,
        before={one.field: one.new for one in together},
        after={one.field: one.old for one in together} | {"reason": revision.reason},
    )
    with tallied([activity.pk]):
        if revision.field == Revision.Field.ADDED:
            return _remove(activity, together, by)
        for one in together:
            _give_back(activity, one)
        activity.revisions.filter(pk__in=[one.pk for one in together]).delete()
        if revision.field == Revision.Field.CANCELLED:
            refresh_state(activity)
        else:
            activity.save()
    return activity


def undo_obstacle(revision: Revision, by: User | None) -> str:
    """Why a decision can no longer be taken back by this person; empty while it can."""
    if by is None or revision.by_id != by.pk:
        author = revision.by or "la ligne de commande"
        return f"Seule la personne qui a enregistré cette décision la retire\u00a0: {author}."
    if local(revision.entered_at).date() != timezone.localdate():
        return (
            "Cette décision n’est plus du jour\u00a0: elle reste dans l’historique. Enregistrez une nouvelle révision "
            "pour revenir à l’ancienne valeur."
        )
    activity = revision.activity
    if activity.revisions.filter(entered_at__gt=revision.entered_at).exists():
        return "Une autre décision a été enregistrée depuis\u00a0: retirez d’abord la plus récente."
    since = activity.reports.filter(entered_at__gt=revision.entered_at)
    if revision.field != Revision.Field.ADDED:
        since = since.live()
    if since.exists():  # an activity added by mistake cannot go with the trace of what was withdrawn
        return "Un état a été déclaré depuis\u00a0: la décision ne se retire plus."
    return ""


def undoable(activity: Activity, by: User) -> set[int]:
    """The decisions about an activity that this person may still take back; nothing for a closed plan."""
    if activity.plan.closed_on:
        return set()
    latest = (
        activity.revisions.filter(by=by)
        .select_related("by", "activity")
        .order_by("-entered_at", "-pk")
        .first()
    )
    return {latest.pk} if latest and not undo_obstacle(latest, by) else set()


def entered_with(revision: Revision) -> Any:
    """What was decided and entered together: the values of one form."""
    return revision.activity.revisions.filter(
        entered_at=revision.entered_at, by=revision.by, decided_on=revision.decided_on
    )


def _give_back(activity: Activity, revision: Revision) -> None:
    """The column as it was, unless a later decision says its current value."""
    if revision.field == Revision.Field.CANCELLED:
        activity.cancelled_on = None
        return
    if activity.revisions.filter(field=revision.field, decided_on__gt=revision.decided_on).exists():
        return
    if revision.field in DATES:
        setattr(activity, revision.field, revision.old_date)
        setattr(activity, f"{revision.field}_precision", _precision(revision.old, revision.old_date))
        return
    setattr(activity, revision.field, _value(revision))


def _precision(text: str, day: date | None) -> str:
    try:
        return str(parse_partial_date(text).precision) if day else Precision.DAY
    except PartialDateError:
        return Precision.DAY


def _value(revision: Revision) -> Any:
    """The old value, read back from its text. Raises Refusal where it no longer names anything."""
    if revision.field == Revision.Field.DEPARTMENT:
        if not revision.old:
            return None
        if found := Department.objects.filter(name=revision.old).first():
            return found
        raise Refusal(
            f"La structure «\u00a0{revision.old}\u00a0» n’existe plus sous ce nom\u00a0: revenez-y par une révision."
        )
    if revision.field == Revision.Field.BUDGET:
        try:
            return Decimal(revision.old) if revision.old else None
        except InvalidOperation as error:
            raise Refusal("L’ancien budget ne se relit pas\u00a0: revenez-y par une révision.") from error
    return revision.old


def _remove(activity: Activity, revisions: list[Revision], by: User | None) -> None:
    """An addition taken back: the activity goes, the trail keeps all it held."""
    said = texts(values_of(activity))
    audit.record(
        by=by,
        action="activity.withdraw",
        target=activity,
        before={"plan": activity.plan.code} | {name: text for name, text in said.items() if text},
    )
    try:
        with transaction.atomic():
            activity.revisions.filter(pk__in=[one.pk for one in revisions]).delete()
            let_go(activity, by)
            activity.delete()
    except ProtectedError as error:
        names = ", ".join(sorted({f"«\u00a0{one}\u00a0»" for one in error.protected_objects}))
        raise Refusal(f"L’activité ne peut pas être retirée\u00a0: {names} y renvoie.") from error
