"""Unfinished activities taken over by the next plan: what goes with them, twice is once, undone, refused."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from programmes.actions.activities import change_activity
from programmes.actions.carry_over import (
    Choice,
    NewPlan,
    candidates,
    carry_over,
    possible_targets,
    proposed_codes,
    remaining,
    undo_carry_over,
    undo_obstacle,
)
from programmes.actions.closing import close_plan
from programmes.actions.plans import adopt_plan
from programmes.actions.refusals import Refusal
from programmes.actions.status import report_status
from programmes.models import ActionPlan, Activity
from programmes.plan_life import plan_life
from tests.factories import (
    ActivityFactory,
    CommuneFactory,
    FundingFactory,
    PlanFactory,
    ProgrammeFactory,
    ResultFactory,
)

END = date(2023, 12, 31)


@pytest.fixture
def plan(department):
    return PlanFactory(code="DGCT-2023", department=department)


@pytest.fixture
def target(department):
    return PlanFactory(code="DGCT-2024", department=department, year=2024, adopted_on=None)


@pytest.fixture
def activity(plan, agent):
    """In progress: 4 spent of 10."""
    activity = ActivityFactory(
        plan=plan,
        code="DGCT-2023-001",
        budget=Decimal(10),
        planned_start=date(2023, 1, 1),
        planned_end=date(2023, 2, 28),
        planned_start_precision="month",
        planned_end_precision="month",
    )
    report_status(activity=activity, by=agent, status="in_progress", effective_date=END, spent=Decimal(4))
    return Activity.objects.get(pk=activity.pk)


@pytest.fixture
def closed(plan, activity, direction):
    close_plan(plan=plan, on=END, by=direction)
    plan.refresh_from_db()
    return plan


def choice(activity, code="A-01", **fields) -> Choice:
    return Choice(activity, code, fields.get("budget", remaining(activity)))


def carry(plan, target, direction, *activities, **told):
    chosen = [choice(one, f"A-{rank:02}") for rank, one in enumerate(activities, 1)]
    return carry_over(plan=plan, target=target, chosen=told.pop("chosen", chosen), by=direction, **told)


def refusal_of(act, **arguments) -> Refusal:
    events = AuditEvent.objects.count()
    with pytest.raises(Refusal) as caught:
        act(**arguments)
    assert AuditEvent.objects.count() == events
    return caught.value


def test_a_copy_carries_on_with_what_is_left(closed, target, activity, direction):
    commune = CommuneFactory()
    activity.places.add(commune)
    source = FundingFactory(activity=activity, amount=Decimal(10)).source
    (copy,) = carry(closed, target, direction, activity).copies
    copy.refresh_from_db()
    assert (copy.carried_from, copy.plan, copy.budget, copy.status) == (activity, target, 6, "planned")
    assert (copy.title, copy.department) == (activity.title, activity.department)
    assert [place.pk for place in copy.places.all()] == [commune.pk]
    assert [(line.source, line.amount) for line in copy.funding_lines.all()] == [(source, 6)]
    assert (copy.planned_start, copy.planned_end) == (None, None)


def test_shares_of_several_sources_are_not_invented(closed, target, activity, direction):
    FundingFactory(activity=activity, amount=Decimal(7))
    FundingFactory(activity=activity, amount=Decimal(3))
    (copy,) = carry(closed, target, direction, activity).copies
    assert [line.amount for line in copy.funding_lines.all()] == [None, None]


def test_dates_are_shifted_as_precise_as_they_were(closed, target, activity, direction):
    """The end of February 2023 becomes that of February 2024, which has 29 days."""
    (copy,) = carry(closed, target, direction, activity, shift=True).copies
    assert copy.planned_period == "de janvier à février 2024"
    assert copy.planned_end == date(2024, 2, 29)


def test_the_29th_of_february_becomes_the_28th(department, direction):
    plan = PlanFactory(department=department, year=2024, adopted_on=date(2024, 1, 5))
    activity = ActivityFactory(plan=plan, planned_end=date(2024, 2, 29))
    close_plan(plan=plan, on=date(2024, 12, 31), by=direction)
    later = PlanFactory(department=department, year=2025, adopted_on=None)
    (copy,) = carry(plan, later, direction, activity, shift=True).copies
    assert copy.planned_end == date(2025, 2, 28)


def test_an_objective_follows_by_its_code_or_is_said_missing(closed, target, activity, direction):
    other = ActivityFactory(plan=closed, result=ResultFactory(plan=closed, programme=None, code="OS2"))
    Activity.objects.filter(pk=activity.pk).update(
        result=ResultFactory(plan=closed, programme=None, code="OS1")
    )
    same = ResultFactory(plan=target, programme=None, code="OS1")
    done = carry(closed, target, direction, activity, other)
    assert [copy.result for copy in done.copies] == [same, None]
    assert [copy.code for copy in done.without_result] == ["A-02"]


def test_a_result_of_a_programme_is_kept(closed, target, activity, direction):
    result = ResultFactory(programme=ProgrammeFactory())
    Activity.objects.filter(pk=activity.pk).update(result=result, programme=result.programme)
    (copy,) = carry(closed, target, direction, activity).copies
    assert copy.result == result


def test_the_missing_plan_is_opened_as_a_draft(closed, activity, direction):
    done = carry(closed, NewPlan("Plan d’actions 2024", 2024), direction, activity)
    assert (done.target.state, done.target.year, done.target.owner) == ("draft", 2024, closed.owner)
    assert Activity.objects.get(plan=done.target).carried_from == activity


def test_twice_is_once(closed, target, activity, direction):
    carry(closed, target, direction, activity)
    events = AuditEvent.objects.count()
    again = carry(closed, target, direction, activity)
    assert (again.copies, again.already) == ((), 1)
    assert (target.activities.count(), AuditEvent.objects.count()) == (1, events)


def test_it_stands_in_the_life_of_both_plans(closed, target, activity, direction):
    carry(closed, target, direction, activity)
    assert plan_life(closed, direction)[0].title == "Activités reconduites"
    (line,) = (line for line in plan_life(target, direction) if line.title.startswith("Activités reçues"))
    assert ("Du plan", "DGCT-2023") in line.details
    assert AuditEvent.objects.about(activity).filter(action="activity.carry_over").exists()


def test_in_an_adopted_plan_it_is_an_addition(closed, department, activity, direction):
    adopted = PlanFactory(department=department, year=2024, adopted_on=date(2024, 1, 5))
    (copy,) = carry(closed, adopted, direction, activity).copies
    assert copy.added_on is not None
    assert copy.revisions.get().reason == f"Reconduite de DGCT-2023 · {activity.code}"
    assert "est adopté" in undo_obstacle(closed, adopted)


def test_one_that_cannot_be_written_stops_all(closed, target, activity, direction):
    other = ActivityFactory(plan=closed)
    ActivityFactory(plan=target, code="A-02")
    refused = refusal_of(
        carry_over,
        plan=closed,
        target=target,
        chosen=[choice(activity, "A-01"), choice(other, "A-02")],
        by=direction,
    )
    assert refused.field == f"code-{other.pk}"
    assert target.activities.count() == 1


def test_only_a_closed_plan_is_carried_over(plan, target, activity, direction):
    refused = refusal_of(carry_over, plan=plan, target=target, chosen=[choice(activity)], by=direction)
    assert "n’est pas clos" in refused.message


def test_what_is_done_is_not_carried_over(plan, target, direction, agent):
    done = ActivityFactory(plan=plan)
    report_status(activity=done, by=agent, status="done", effective_date=END)
    close_plan(plan=plan, on=END, by=direction)
    refused = refusal_of(carry_over, plan=plan, target=target, chosen=[choice(done)], by=direction)
    assert "n’est plus à reconduire" in refused.message


def test_what_another_plan_took_is_not_taken_again(closed, target, activity, direction, department):
    carry(closed, target, direction, activity)
    other = PlanFactory(department=department, year=2025, adopted_on=None)
    refused = refusal_of(carry_over, plan=closed, target=other, chosen=[choice(activity)], by=direction)
    assert "DGCT-2024 · A-01" in refused.message


@pytest.mark.parametrize("year", [2022, 2023])
def test_the_next_plan_is_a_later_one_of_the_same_owner(closed, activity, direction, department, year):
    earlier = PlanFactory(department=department, year=year, adopted_on=None)
    stranger = PlanFactory(year=2024, adopted_on=None)
    for target in (earlier, stranger):
        refused = refusal_of(carry_over, plan=closed, target=target, chosen=[choice(activity)], by=direction)
        assert refused.field == "target"
    assert not possible_targets(closed)


def test_a_closed_plan_receives_nothing(closed, activity, direction, department):
    target = PlanFactory(
        department=department, year=2024, adopted_on=date(2024, 1, 5), closed_on=date(2024, 12, 31)
    )
    refused = refusal_of(carry_over, plan=closed, target=target, chosen=[choice(activity)], by=direction)
    assert "Plan clos depuis" in refused.message


@pytest.mark.parametrize("person", ["agent", "validator", "partner_user"])
def test_only_who_prepares_plans_carries_over(closed, target, activity, request, person):
    user = request.getfixturevalue(person)
    refused = refusal_of(carry_over, plan=closed, target=target, chosen=[choice(activity)], by=user)
    assert "Votre rôle ne permet pas" in refused.message


@pytest.mark.parametrize(
    ("budget", "spent", "left"),
    [(10, 4, 6), (10, 12, 0), (10, None, 10), (None, 4, None)],
)
def test_what_is_left_is_the_budget_less_what_was_spent(budget, spent, left):
    amounts = (None if amount is None else Decimal(amount) for amount in (budget, spent))
    row = Activity(**dict(zip(("budget", "spent"), amounts, strict=True)))
    assert remaining(row) == left


def test_codes_follow_the_year_and_avoid_those_taken(plan):
    rows = [ActivityFactory(plan=plan, code=code) for code in ("DGCT-2023-001", "X")]
    codes = proposed_codes(rows, plan, 2024, ["DGCT-2024-001"])
    assert list(codes.values()) == ["DGCT-2024-001-2", "X"]


# --- taken back -----------------------------------------------------------------------------------


def test_it_is_undone_while_the_target_is_a_draft(closed, target, activity, direction):
    carry(closed, target, direction, activity)
    assert undo_carry_over(plan=closed, target=target, by=direction) == 1
    assert not target.activities.exists()
    assert candidates(closed).get().pk == activity.pk
    assert plan_life(closed, direction)[0].title == "Reconduction annulée"
    carry(closed, target, direction, activity)


def test_it_is_not_undone_once_the_target_is_adopted(closed, target, activity, direction):
    carry(closed, target, direction, activity)
    adopt_plan(plan=target, on=date(2024, 1, 5), by=direction)
    refused = refusal_of(undo_carry_over, plan=closed, target=target, by=direction)
    assert "DGCT-2024 est adopté" in refused.message


def test_it_is_not_undone_once_something_was_built_on_it(closed, target, activity, direction):
    (copy,) = carry(closed, target, direction, activity).copies
    change_activity(activity=copy, by=direction, expected_product="Un rapport")
    refused = refusal_of(undo_carry_over, plan=closed, target=target, by=direction)
    assert "A-01 a été modifiée depuis" in refused.message
    assert target.activities.count() == 1


def test_there_is_nothing_to_undo_where_nothing_was_carried(closed, target, direction):
    refused = refusal_of(undo_carry_over, plan=closed, target=target, by=direction)
    assert "Aucune activité de DGCT-2023" in refused.message
    assert ActionPlan.objects.filter(pk=target.pk).exists()
