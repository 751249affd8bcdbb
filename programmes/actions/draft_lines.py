"""The lines of a draft as a whole: withdrawn, duplicated, put in order, weighed alike."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, ProtectedError

from accounts import audit
from accounts.models import User
from accounts.roles import Permission
from programmes.actions.new_activities import create_activity
from programmes.actions.reassignment import let_go
from programmes.actions.refusals import Refusal
from programmes.actions.tending import check_open, check_tended
from programmes.activity_texts import texts, values_of
from programmes.bulk_writing import update
from programmes.locks import adoption_lock, only
from programmes.models import ActionPlan, Activity

COPIED = (
    "title",
    "department",
    "responsible",
    "programme",
    "result",
    "sector",
    "kind",
    "planned_start",
    "planned_start_precision",
    "planned_end",
    "planned_end_precision",
    "expected_product",
    "budget",
    "currency",
    "weight",
    "is_demonstration",
)


@transaction.atomic
def withdraw_activity(*, activity: Activity, by: User | None) -> None:
    """Take a line out of a draft; the trail keeps all it held. Raises Refusal once it is adopted."""
    plan = _held_draft(activity.plan)
    activity = plan.activities.get(pk=activity.pk)
    check_tended(activity, by)
    held = texts(values_of(activity))
    audit.record(
        by=by,
        action="activity.withdraw",
        target=activity,
        before={"plan": plan.code} | {name: text for name, text in held.items() if text},
    )
    audit.record(by=by, action="plan.lose_activity", target=plan, before={"activity": str(activity)})
    try:
        with transaction.atomic():
            let_go(activity, by)
            activity.delete()
    except ProtectedError as error:
        names = ", ".join(sorted({f"«\u00a0{one}\u00a0»" for one in error.protected_objects}))
        raise Refusal(f"L’activité ne peut pas être retirée\u00a0: {names} y renvoie.") from error


@transaction.atomic
def duplicate_activity(*, activity: Activity, by: User | None, operation: UUID | None = None) -> Activity:
    """Add a line like this one just after it, under a code of its own. Raises Refusal as `create_activity`."""
    plan = _held_draft(activity.plan)
    activity = plan.activities.get(pk=activity.pk)
    copy = create_activity(
        plan=plan,
        by=by,
        places=activity.places.all(),
        associated_departments=activity.associated_departments.all(),
        funding=[
            (one.source, one.amount, one.currency) for one in activity.funding_lines.select_related("source")
        ],
        operation=operation,
        **{name: getattr(activity, name) for name in COPIED},
    )
    ordered = [pk for pk in _order(plan) if pk != copy.pk]
    ordered.insert(ordered.index(activity.pk) + 1, copy.pk)
    _renumber(plan, ordered)
    copy.refresh_from_db()
    return copy


@transaction.atomic
def move_activity(*, activity: Activity, rank: int, by: User | None) -> int:
    """Put a line of a draft at a rank of its plan, the first being 1; the rank it got, the last one at most."""
    plan = _held_draft(activity.plan)
    check_tended(activity, by)
    ordered = _order(plan)
    old = ordered.index(activity.pk) + 1
    ordered.remove(activity.pk)
    rank = max(1, min(rank, len(ordered) + 1))
    ordered.insert(rank - 1, activity.pk)
    _renumber(plan, ordered)
    if rank != old:
        audit.record(
            by=by, action="activity.move", target=activity, before={"rank": old}, after={"rank": rank}
        )
    return rank


def rank_of(activity: Activity) -> int:
    """The rank of a line in its plan, the first being 1."""
    return _order(activity.plan).index(activity.pk) + 1


@transaction.atomic
def sort_by_department(*, plan: ActionPlan, by: User | None) -> None:
    """Put the lines of a draft in the order of their departments, each in the order it had."""
    plan = _held_draft(plan)
    _check_whole(by)
    rows = plan.activities.order_by(
        F("department__position").asc(nulls_last=True), "department__name", "position", "pk"
    )
    _renumber(plan, list(rows.values_list("pk", flat=True)))
    audit.record(by=by, action="plan.sort", target=plan, after={"order": "department"})


@transaction.atomic
def weigh_alike(*, plan: ActionPlan, by: User | None) -> int:
    """Give every line of a draft the weight 1; how many had another one."""
    plan = _held_draft(plan)
    _check_whole(by)
    changed = plan.activities.exclude(weight=1).update(weight=Decimal(1))
    if changed:
        audit.record(by=by, action="plan.weigh", target=plan, after={"activities": changed, "weight": "1"})
    return changed


def _held_draft(plan: ActionPlan) -> ActionPlan:
    """The plan, held. Raises Refusal unless it is a draft."""
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    check_open(plan)
    if lock := adoption_lock(plan):
        raise Refusal(f"{lock.text} Une activité s’y annule par décision et s’y ajoute hors plan initial.")
    return plan


def _check_whole(by: User | None) -> None:
    if by is not None and not by.may(Permission.PREPARE_PLANS):
        raise Refusal(
            f"{only(Permission.PREPARE_PLANS)} toucher d’un coup aux activités de toutes les structures."
        )


def _order(plan: ActionPlan) -> list[int]:
    return list(plan.activities.order_by("position", "pk").values_list("pk", flat=True))


def _renumber(plan: ActionPlan, ordered: list[int]) -> None:
    held = dict(plan.activities.values_list("pk", "position"))
    update(Activity, ("position",), [(pk, n) for n, pk in enumerate(ordered, 1) if held[pk] != n])
