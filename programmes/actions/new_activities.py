"""Adding lines to plans: one from a form, ten thousand from a workbook, by the same rules."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.rules import check_instance
from programmes.actions.refusals import Refusal
from programmes.actions.tending import check_department, check_open, check_stage
from programmes.actions.trail import plain, snapshot
from programmes.bulk_writing import Keys, Table, insert
from programmes.models import ActionPlan, Activity, Funding, FundingSource, Revision
from programmes.summaries import counting, tallied

FundingLine = tuple[FundingSource, Decimal | None, str]
NUMBERED = re.compile(r"(?P<stem>.*?)(?P<number>[0-9]{1,9})")


@dataclass(frozen=True)
class NewActivity:
    """A line that was checked and is not written yet, with what goes with it; `told` names the columns given."""

    activity: Activity
    told: tuple[str, ...] = ()
    places: tuple[Any, ...] = ()
    associated_departments: tuple[Any, ...] = ()
    funding: tuple[FundingLine, ...] = ()
    reason: str = ""


@transaction.atomic
def create_activity(
    *,
    plan: ActionPlan,
    by: User | None,
    places: Iterable[Any] = (),
    associated_departments: Iterable[Any] = (),
    funding: Iterable[FundingLine] = (),
    added_on: date | None = None,
    initial: bool = False,
    reason: str = "",
    operation: UUID | None = None,
    **fields: Any,
) -> Activity:
    """Add a line to a plan; `fields` are columns of Activity, `funding` its lines (source, amount or None, currency).

    In a plan already adopted the line is *hors plan initial*, since `added_on` (today by default), unless `initial`
    says that it takes over the initial plan from an older register. Without a code, it takes the one after the last
    of the plan. Raises Refusal for a closed plan, another department than the person's, an agent's line in an adopted
    plan, and ValidationError with French messages for faulty fields.
    """
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    check_open(plan)
    check_stage(plan, by)
    check_department(fields.get("department"), by)
    fields["code"] = fields.get("code") or next_code(plan)
    line = new_activity(
        plan=plan,
        places=places,
        associated_departments=associated_departments,
        funding=funding,
        added_on=added_on,
        initial=initial,
        reason=reason,
        **fields,
    )
    if not line.activity.position:
        last = plan.activities.order_by("-position").values_list("position", flat=True).first()
        line.activity.position = (last or 0) + 1
    check_instance(line.activity)
    add_activities([line], by=by, operation=operation)
    return line.activity


def new_activity(
    *,
    plan: ActionPlan,
    places: Iterable[Any] = (),
    associated_departments: Iterable[Any] = (),
    funding: Iterable[FundingLine] = (),
    added_on: date | None = None,
    initial: bool = False,
    reason: str = "",
    **fields: Any,
) -> NewActivity:
    """A line for a plan that the caller holds; its columns are still to be checked. Raises Refusal as above."""
    check_open(plan)
    activity = Activity(plan=plan, **fields)
    activity.search = activity.search_text()
    if plan.adopted_on and not initial:
        activity.added_on = _addition_date(plan, added_on)
        activity.added_recorded_at = timezone.now()
    return NewActivity(
        activity, tuple(fields), tuple(places), tuple(associated_departments), tuple(funding), reason
    )


def add_activities(lines: Sequence[NewActivity], *, by: User | None, operation: UUID | None = None) -> None:
    """Write lines that were checked, with all that goes with them and their trace: a few statements for all of them.

    Lines without a key are given one. Raises IntegrityError where the database refuses one of them: none is written.
    """
    keys = Keys(Activity)
    for line in lines:
        line.activity.pk = line.activity.pk or keys.take()
    counted = counting([line.activity for line in lines])
    carried = {line.activity.carried_from_id for line in lines if line.activity.pk in set(counted)} - {None}
    with transaction.atomic(), tallied(carried) as counts:
        counts.created(counted)
        insert([line.activity for line in lines])
        _add_sets("places", [(line.activity.pk, place.pk) for line in lines for place in line.places])
        _add_sets(
            "associated_departments",
            [(line.activity.pk, one.pk) for line in lines for one in line.associated_departments],
        )
        insert(
            [
                Funding(activity=line.activity, source=source, amount=amount, currency=currency)
                for line in lines
                for source, amount, currency in line.funding
            ],
            with_keys=False,
        )
        insert([_addition(line, by) for line in lines if line.activity.added_on], with_keys=False)
        insert(
            [
                audit.build(
                    by=by,
                    action="activity.create",
                    target=line.activity,
                    after=snapshot(line.activity, line.told),
                    operation=operation,
                )
                for line in lines
            ],
            with_keys=False,
        )


def _add_sets(name: str, pairs: list[tuple[int, int]]) -> None:
    """The rows of a set of objects: the key of the activity, the key of the object."""
    field = Activity._meta.get_field(name)
    table = Table(field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name())
    table.rows = list(dict.fromkeys(pairs))
    table.write()


def _addition(line: NewActivity, by: User | None) -> Revision:
    added_on = line.activity.added_on
    return Revision(
        activity=line.activity,
        field=Revision.Field.ADDED,
        new=plain(added_on),
        new_date=added_on,
        decided_on=added_on,
        reason=line.reason or "Ajout après l’adoption du plan",
        by=by,
    )


def next_code(plan: ActionPlan) -> str:
    """The code that follows the last line's: « A-07 » after « A-06 », the first number that is free."""
    codes = list(plan.activities.order_by("position", "pk").values_list("code", flat=True))
    last = next((found for code in reversed(codes) if (found := NUMBERED.fullmatch(code))), None)
    stem, number = (last["stem"], last["number"]) if last else ("A-", "000")
    taken = set(codes)
    following = int(number) + 1
    while (code := f"{stem}{following:0{len(number)}d}") in taken:
        following += 1
    return code


def _addition_date(plan: ActionPlan, on: date | None) -> date:
    """Today unless told; an addition to come would stand in lists and in no figure."""
    on = on or timezone.localdate()
    if on > timezone.localdate():
        raise Refusal("La date de l’ajout ne peut pas être postérieure à aujourd’hui.", field="added_on")
    if on < plan.adopted_on:
        raise Refusal("L’ajout hors plan initial est antérieur à l’adoption du plan.", field="added_on")
    return on
