"""The lines of a draft as a whole: withdrawn, duplicated, moved, sorted, weighed alike."""

from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from programmes.actions.draft_lines import (
    duplicate_activity,
    move_activity,
    sort_by_department,
    weigh_alike,
    withdraw_activity,
)
from programmes.actions.refusals import Refusal
from programmes.models import Activity
from tests.factories import (
    ActivityFactory,
    CommuneFactory,
    DepartmentFactory,
    FundingFactory,
    PlanFactory,
)


@pytest.fixture
def draft(department):
    return PlanFactory(department=department, adopted_on=None)


@pytest.fixture
def lines(draft):
    """Three lines, of which two stand at the same position, as an older import left them."""
    return [
        ActivityFactory(plan=draft, code=code, title=code, position=position)
        for code, position in (("A-01", 1), ("A-02", 1), ("A-03", 7))
    ]


def order(plan) -> list[str]:
    return list(plan.activities.order_by("position", "pk").values_list("code", flat=True))


# --- withdrawn ------------------------------------------------------------------------------------


def test_a_line_withdrawn_leaves_all_it_said_in_the_trail(lines, agent):
    FundingFactory(activity=lines[0], amount=Decimal(5))
    withdraw_activity(activity=lines[0], by=agent)
    assert order(lines[0].plan) == ["A-02", "A-03"]
    before = AuditEvent.objects.get(action="activity.withdraw").before
    assert before["title"] == "A-01"
    assert "5\u00a0FCFA" in before["funding"]
    assert AuditEvent.objects.get(action="plan.lose_activity").before["activity"] == "A-01 – A-01"


def test_a_line_of_an_adopted_plan_is_not_withdrawn(direction):
    activity = ActivityFactory()
    with pytest.raises(Refusal, match="s’y annule par décision"):
        withdraw_activity(activity=activity, by=direction)
    assert Activity.objects.exists()


def test_a_line_that_another_carries_on_is_not_withdrawn(lines, agent):
    ActivityFactory(carried_from=lines[0], code="B-01", title="Suite")
    with pytest.raises(Refusal, match=r"B-01 – Suite.*y renvoie"):
        withdraw_activity(activity=lines[0], by=agent)
    assert not AuditEvent.objects.exists()


# --- duplicated -----------------------------------------------------------------------------------


def test_a_copy_stands_after_its_model_with_all_that_goes_with_it(lines, agent):
    commune = CommuneFactory()
    model = lines[1]
    model.places.add(commune)
    funding = FundingFactory(activity=model, amount=Decimal(5))
    copy = duplicate_activity(activity=model, by=agent)
    assert (copy.code, copy.title, list(copy.places.all())) == ("A-04", "A-02", [commune])
    assert copy.funding_lines.get().source == funding.source
    assert order(model.plan) == ["A-01", "A-02", "A-04", "A-03"]


def test_a_line_of_an_adopted_plan_is_not_duplicated(validator, department):
    activity = ActivityFactory(plan=PlanFactory(department=department))
    with pytest.raises(Refusal, match="hors plan initial"):
        duplicate_activity(activity=activity, by=validator)


# --- moved ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rank", "got", "expected"),
    [
        (1, 1, ["A-03", "A-01", "A-02"]),
        (2, 2, ["A-01", "A-03", "A-02"]),
        (0, 1, ["A-03", "A-01", "A-02"]),
        (99, 3, ["A-01", "A-02", "A-03"]),
    ],
)
def test_a_line_is_put_at_a_rank(lines, agent, rank, got, expected):
    assert move_activity(activity=lines[2], rank=rank, by=agent) == got
    assert order(lines[2].plan) == expected
    assert list(lines[2].plan.activities.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_a_line_left_in_its_place_leaves_no_trace(lines, agent):
    move_activity(activity=lines[0], rank=1, by=agent)
    assert not AuditEvent.objects.exists()


def test_only_one_s_own_lines_are_moved(lines, other_agent):
    with pytest.raises(Refusal, match="relève d’une autre structure"):
        move_activity(activity=lines[0], rank=3, by=other_agent)


# --- sorted and weighed ---------------------------------------------------------------------------


def test_lines_are_sorted_by_department_each_in_its_order(draft, direction):
    first, second = DepartmentFactory(position=1), DepartmentFactory(position=2)
    for code, department in (("A", second), ("B", None), ("C", first), ("D", second)):
        ActivityFactory(plan=draft, code=code, department=department)
    sort_by_department(plan=draft, by=direction)
    assert order(draft) == ["C", "A", "D", "B"]


def test_weights_are_made_equal(draft, direction):
    for weight in (1, 3, 5):
        ActivityFactory(plan=draft, weight=weight)
    assert weigh_alike(plan=draft, by=direction) == 2
    assert set(draft.activities.values_list("weight", flat=True)) == {1}
    assert AuditEvent.objects.get(action="plan.weigh").after["activities"] == 2


@pytest.mark.parametrize("act", [sort_by_department, weigh_alike])
def test_the_whole_plan_is_for_those_who_prepare_it(draft, validator, act):
    with pytest.raises(Refusal, match="Seuls la Direction et les administrateurs"):
        act(plan=draft, by=validator)


@pytest.mark.parametrize("act", [sort_by_department, weigh_alike])
def test_an_adopted_plan_keeps_its_order_and_its_weights(direction, act):
    with pytest.raises(Refusal, match=r"ne changent plus|n’y changent plus"):
        act(plan=PlanFactory(), by=direction)
