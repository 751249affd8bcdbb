"""Who may write in a plan as it stands: agents in a draft, validators after the adoption too, each in their own."""

from datetime import date

import pytest

from programmes.actions.activities import change_activity, revise_activity
from programmes.actions.new_activities import create_activity, next_code
from programmes.actions.refusals import Refusal
from programmes.models import Activity
from tests.factories import ActivityFactory, PlanFactory

DECIDED = date(2023, 7, 15)


@pytest.fixture
def draft(department):
    return PlanFactory(department=department, adopted_on=None)


@pytest.fixture
def adopted(department):
    return PlanFactory(department=department)


@pytest.mark.parametrize("person", ["agent", "validator", "direction", "admin"])
def test_everybody_proposes_in_a_draft(draft, department, request, person):
    by = request.getfixturevalue(person)
    assert create_activity(plan=draft, by=by, title="x", department=department).code == "A-001"


@pytest.mark.parametrize("person", ["agent", "validator"])
def test_one_proposes_for_one_s_own_department(draft, other_department, request, person):
    by = request.getfixturevalue(person)
    for department, message in ((other_department, "votre structure"), (None, "la vôtre")):
        with pytest.raises(Refusal, match=message) as refused:
            create_activity(plan=draft, by=by, title="x", department=department)
        assert refused.value.field == "department"
    assert not Activity.objects.exists()


def test_whoever_prepares_plans_proposes_for_all(draft, other_department, direction):
    create_activity(plan=draft, by=direction, title="x", department=other_department)
    create_activity(plan=draft, by=direction, title="y")
    assert draft.activities.count() == 2


def test_an_agent_adds_nothing_to_an_adopted_plan(adopted, department, agent):
    with pytest.raises(Refusal, match=r"adopté \(10 janvier 2023\).*demandez-le à votre validateur"):
        create_activity(plan=adopted, by=agent, title="x", department=department)


def test_a_validator_adds_to_an_adopted_plan(adopted, department, validator):
    added = create_activity(
        plan=adopted, by=validator, title="x", department=department, added_on=DECIDED, reason="Inondations"
    )
    assert added.revisions.get().reason == "Inondations"


@pytest.mark.parametrize("person", ["other_agent", "partner_user"])
def test_nobody_else_changes_a_line(draft, request, person):
    activity = ActivityFactory(plan=draft, title="Avant")
    with pytest.raises(Refusal):
        change_activity(activity=activity, by=request.getfixturevalue(person), title="Après")
    activity.refresh_from_db()
    assert activity.title == "Avant"


def test_a_line_is_not_handed_to_another_department_by_an_agent(draft, agent, other_department):
    activity = ActivityFactory(plan=draft)
    with pytest.raises(Refusal, match="votre structure"):
        change_activity(activity=activity, by=agent, department=other_department)


@pytest.mark.parametrize(("person", "refused"), [("agent", True), ("validator", False), ("direction", False)])
def test_an_agent_revises_nothing(adopted, request, person, refused):
    activity = ActivityFactory(plan=adopted)
    fields = {"field": "title", "new": "Autre", "decided_on": DECIDED, "reason": "Note"}
    if refused:
        with pytest.raises(Refusal, match="Seuls les validateurs, la Direction et les administrateurs"):
            revise_activity(activity=activity, by=request.getfixturevalue(person), **fields)
    else:
        assert revise_activity(activity=activity, by=request.getfixturevalue(person), **fields).new == "Autre"


def test_a_cancelled_line_is_not_revised(adopted, validator, direction):
    activity = ActivityFactory(plan=adopted, status="cancelled", cancelled_on=DECIDED)
    with pytest.raises(Refusal, match="annulée depuis le 15 juillet 2023"):
        revise_activity(
            activity=activity, by=validator, field="title", new="Autre", decided_on=DECIDED, reason="Note"
        )


@pytest.mark.parametrize(
    ("codes", "following"),
    [
        ([], "A-001"),
        (["A-09"], "A-10"),
        (["SDFL-1", "SDFL-2"], "SDFL-3"),
        (["A-01", "sans nombre"], "A-02"),
        (["A-02", "A-03", "A-01"], "A-04"),
        (["2.9"], "2.10"),
    ],
)
def test_the_next_code_follows_the_last_line(draft, codes, following):
    for position, code in enumerate(codes):
        ActivityFactory(plan=draft, code=code, position=position)
    assert next_code(draft) == following
