"""Unfinished activities of a closed plan taken over by the next plan of its owner, with what is left to spend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts import audit
from accounts.models import AuditEvent, User
from accounts.roles import Permission
from programmes.actions.draft_lines import withdraw_activity
from programmes.actions.drafts import create_plan
from programmes.actions.new_activities import FundingLine, create_activity
from programmes.actions.refusals import Refusal
from programmes.formats import counted, date_long, enumeration
from programmes.locks import adoption_lock, lock_of, only
from programmes.models import ActionPlan, Activity, Status
from programmes.partial_dates import PartialDate
from programmes.summaries import tallied

UNFINISHED = (Status.PLANNED, Status.IN_PROGRESS, Status.NOT_DONE)
KEPT = (
    "title",
    "department",
    "programme",
    "sector",
    "kind",
    "expected_product",
    "currency",
    "weight",
    "is_demonstration",
)
DATES = ("planned_start", "planned_end")


@dataclass(frozen=True)
class Choice:
    """One activity to carry over: the code it takes, and what is left to spend (None where nobody knows)."""

    activity: Activity
    code: str
    budget: Decimal | None


@dataclass(frozen=True)
class NewPlan:
    """The plan to open where the next one is missing."""

    title: str
    year: int


@dataclass(frozen=True)
class CarriedOver:
    """What a carry-over did: where, which copies, what stood there already, objectives the new plan does not have."""

    target: ActionPlan
    copies: tuple[Activity, ...]
    already: int
    without_result: tuple[Activity, ...]


@transaction.atomic
def carry_over(
    *,
    plan: ActionPlan,
    target: ActionPlan | NewPlan,
    chosen: Sequence[Choice],
    by: User | None,
    shift: bool = False,
    operation: UUID | None = None,
) -> CarriedOver:
    """Copy unfinished activities of a closed plan into the next one, linked to those they carry on.

    `target` is a later plan of the same owner that is not closed (in an adopted one the copies are *hors plan
    initial*), or the draft to open. Dates are left empty, or shifted by the years between the plans. An activity that
    the target holds already is left as it is: twice is once. Raises Refusal without the right, for a plan that is not
    closed, a target that cannot take them, an activity that is finished or carried elsewhere; its `field` is
    « code-<number of the activity> » where the code cannot be taken.
    """
    _check_right(by)
    operation = operation or uuid4()
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    if not plan.closed_on:
        raise Refusal(
            "Le plan n’est pas clos\u00a0: ses activités se reconduisent une fois ses chiffres arrêtés."
        )
    if not chosen:
        raise Refusal("Choisissez au moins une activité à reconduire.")
    target = _held_target(plan, target, by, operation)
    rows = _held_rows(plan, chosen)
    held = [choice for choice in chosen if _is_held(rows[choice.activity.pk], target)]
    results = {result.code: result for result in target.results.all()}
    copies, without = [], []
    with tallied():  # the counts of all of them together
        for choice in chosen:
            if choice in held:
                continue
            row = rows[choice.activity.pk]
            copy = _copied(row, choice, target, results, by, shift, operation)
            copies.append(copy)
            if row.result_id and not copy.result_id:
                without.append(copy)
            audit.record(
                by=by,
                action="activity.carry_over",
                target=row,
                after={"to_plan": f"{target.code} · {copy.code}"},
                operation=operation,
            )
    if copies:
        _tell(plan, target, copies, by, operation)
    return CarriedOver(target, tuple(copies), len(held), tuple(without))


@transaction.atomic
def undo_carry_over(*, plan: ActionPlan, target: ActionPlan, by: User | None) -> int:
    """Take the copies of a plan's activities out of a draft again; how many. Raises Refusal (`undo_obstacle`)."""
    _check_right(by)
    target = ActionPlan.objects.select_for_update().get(pk=target.pk)
    if obstacle := undo_obstacle(plan, target):
        raise Refusal(obstacle)
    operation = uuid4()
    copies = list(carried_into(plan, target))
    codes = _codes(copies)
    for copy in copies:
        withdraw_activity(activity=copy, by=by)
    for about, action, other in ((plan, "plan.undo_carry_over", target), (target, "plan.undo_receive", plan)):
        key = "to_plan" if about == plan else "from_plan"
        after = {key: other.code, "carried": codes}
        audit.record(by=by, action=action, target=about, after=after, operation=operation)
    return len(copies)


def undo_obstacle(plan: ActionPlan, target: ActionPlan) -> str:
    """Why what was carried over can no longer be taken back; empty while it can."""
    copies = list(carried_into(plan, target))
    if not copies:
        return f"Aucune activité de {plan.code} n’est reconduite dans {target.code}."
    if target.adopted_on:
        return f"La reconduction ne s’annule plus\u00a0: {target.code} est adopté ({target.adoption})."
    touched = AuditEvent.objects.filter(
        target_type="programmes.activity", target_id__in=[str(copy.pk) for copy in copies]
    ).exclude(action__in=("activity.create", "activity.move"))
    keys = set(touched.values_list("target_id", flat=True))
    built = [
        copy
        for copy in copies
        if str(copy.pk) in keys or copy.documents.exists() or hasattr(copy, "carried_to")
    ]
    if not built:
        return ""
    return (
        f"La reconduction ne s’annule plus d’un coup\u00a0: {_codes(built)} "
        f"{'ont été modifiées' if len(built) > 1 else 'a été modifiée'} depuis. "
        "Retirez les activités une à une dans le plan en préparation."
    )


def candidates(plan: ActionPlan) -> QuerySet[Activity]:
    """The unfinished activities of a plan, those already carried over included."""
    rows = plan.activities.filter(status__in=UNFINISHED).order_by("position", "pk")
    return rows.select_related("department", "plan", "result", "carried_to__plan")


def possible_targets(plan: ActionPlan) -> QuerySet[ActionPlan]:
    """The later plans of the same owner that can take activities, the next one first."""
    own = ActionPlan.objects.filter(department=plan.department_id, programme=plan.programme_id)
    return own.filter(year__gt=plan.year, closed_on__isnull=True).order_by("year", "adopted_on", "code")


def carried_into(plan: ActionPlan, target: ActionPlan) -> QuerySet[Activity]:
    """The activities of a plan that carry on those of another."""
    return target.activities.filter(carried_from__plan=plan).select_related("plan").order_by("position", "pk")


def remaining(activity: Activity) -> Decimal | None:
    """What is left of the budget: never below zero; the whole of it where no spending was stated; None without one."""
    if activity.budget is None:
        return None
    return max(Decimal(0), activity.budget - (activity.spent or Decimal(0)))


def proposed_codes(
    rows: Iterable[Activity], plan: ActionPlan, year: int, taken: Iterable[str]
) -> dict[int, str]:
    """A free code for each: its own, the year of its plan replaced by the new one's; then « -2 », « -3 »."""
    used = set(taken)
    found = {}
    for row in rows:
        stem = code = row.code.replace(str(plan.year), str(year))
        rank = 1
        while code in used:
            rank += 1
            code = f"{stem[:36]}-{rank}"
        used.add(code)
        found[row.pk] = code
    return found


def _check_right(by: User | None) -> None:
    if by is not None and not by.may(Permission.PREPARE_PLANS):
        raise Refusal(f"Votre rôle ne permet pas de reconduire. {only(Permission.PREPARE_PLANS)} le faire.")


def _held_target(
    plan: ActionPlan, target: ActionPlan | NewPlan, by: User | None, operation: UUID
) -> ActionPlan:
    if isinstance(target, NewPlan):
        target = create_plan(
            title=target.title,
            year=target.year,
            department=plan.department,
            programme=plan.programme,
            by=by,
            operation=operation,
        )
    target = ActionPlan.objects.select_for_update().get(pk=target.pk)
    if target.owner != plan.owner or target.year <= plan.year:
        raise Refusal("Choisissez un plan de la même structure, d’un exercice suivant.", field="target")
    if lock := lock_of(target):
        raise Refusal(lock.text, field="target")
    return target


def _held_rows(plan: ActionPlan, chosen: Sequence[Choice]) -> dict[int, Activity]:
    """The chosen activities as they are now. Raises Refusal for one that is finished or not of the plan."""
    keys = {choice.activity.pk for choice in chosen}
    rows = {row.pk: row for row in candidates(plan).filter(pk__in=keys)}
    if keys - rows.keys():
        raise Refusal(
            "Une des activités choisies n’est plus à reconduire\u00a0: elle est réalisée ou annulée. Relisez la liste."
        )
    return rows


def _is_held(row: Activity, target: ActionPlan) -> bool:
    """Whether the target holds it already. Raises Refusal where another plan does."""
    copy = getattr(row, "carried_to", None)
    if copy is not None and copy.plan_id != target.pk:
        raise Refusal(f"{row.code} est déjà reconduite\u00a0: {copy.plan.code} · {copy.code}.")
    return copy is not None


def _copied(
    row: Activity,
    choice: Choice,
    target: ActionPlan,
    results: dict,
    by: User | None,
    shift: bool,
    operation: UUID,
) -> Activity:
    fields = {name: getattr(row, name) for name in KEPT}
    if row.responsible and row.responsible.is_active:
        fields["responsible"] = row.responsible
    if row.result:
        fields["result"] = row.result if row.result.programme_id else results.get(row.result.code)
    if shift:
        fields |= _shifted(row, target.year - row.plan.year)
    try:
        return create_activity(
            plan=target,
            by=by,
            code=choice.code,
            budget=choice.budget,
            carried_from=row,
            places=row.places.all(),
            associated_departments=row.associated_departments.all(),
            funding=_funding(row, choice.budget),
            reason=f"Reconduite de {row.plan.code} · {row.code}",
            operation=operation,
            **fields,
        )
    except ValidationError as error:
        said = " ".join(error.messages)
        raise Refusal(f"{row.code}\u00a0: {said}", field=f"code-{row.pk}") from error


def _funding(row: Activity, budget: Decimal | None) -> list[FundingLine]:
    """The same sources: one alone pays what is left, shares of several are kept only while nothing was spent."""
    lines = list(row.funding_lines.select_related("source"))
    if len(lines) == 1 and lines[0].currency == row.currency:
        amount = None if lines[0].amount is None else budget
        return [(lines[0].source, amount, lines[0].currency)]
    untouched = not row.spent and budget == row.budget
    return [(line.source, line.amount if untouched else None, line.currency) for line in lines]


def _shifted(row: Activity, years: int) -> dict[str, object]:
    """The planned dates so many years later, as precise as they were."""
    found: dict[str, object] = {}
    for name in DATES:
        part = PartialDate.from_columns(getattr(row, name), getattr(row, f"{name}_precision"))
        if part is None:
            continue
        later = PartialDate.covering(_later(part.first, years), part.precision)
        day, precision = later.as_start() if name == "planned_start" else later.as_end()
        found |= {name: day, f"{name}_precision": str(precision)}
    return found


def _later(day: date, years: int) -> date:
    """The same day of a later year; 28 February for the 29th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _tell(
    plan: ActionPlan, target: ActionPlan, copies: list[Activity], by: User | None, operation: UUID
) -> None:
    """The same line in the life of both plans."""
    said = f"{counted(len(copies), 'activité')}\u00a0: {_codes(copies)}"
    for about, action, key, other in (
        (plan, "plan.carry_over", "to_plan", target),
        (target, "plan.receive", "from_plan", plan),
    ):
        after = {key: other.code, "carried": said}
        audit.record(by=by, action=action, target=about, after=after, operation=operation)


def _codes(rows: Sequence[Activity]) -> str:
    return enumeration(row.code for row in rows)


def addition_note(target: ActionPlan) -> str:
    """What it means to carry into a plan already adopted; empty for a draft."""
    if adoption_lock(target) is None:
        return ""
    return (
        f"{target.code} est déjà adopté (le {date_long(target.adopted_on)})\u00a0: les activités y entreront hors plan "
        "initial, et la reconduction ne pourra pas être annulée d’un coup."
    )
