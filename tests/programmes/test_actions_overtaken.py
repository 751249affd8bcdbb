"""Two people on one activity, and a form left open: what the second is told, and that nothing of theirs is written."""

from datetime import date
from decimal import Decimal

import pytest

from programmes.actions.activities import cancel_activity, change_activity, revise_together
from programmes.actions.closing import close_plan
from programmes.actions.overtaken import PLAN, Overtaken
from programmes.actions.plans import adopt_plan
from programmes.actions.refusals import Refusal
from programmes.activity_texts import plan_text, texts, values_of
from programmes.models import Revision
from tests.factories import ActivityFactory, FundingFactory, FundingSourceFactory, PlanFactory

DAY = date(2023, 7, 15)


@pytest.fixture
def draft_line(department):
    return ActivityFactory(
        plan=PlanFactory(department=department, adopted_on=None), title="Avant", budget=Decimal(10)
    )


@pytest.fixture
def adopted_line(department):
    return ActivityFactory(plan=PlanFactory(department=department), title="Avant", budget=Decimal(10))


def seen_now(activity) -> dict[str, str]:
    activity.refresh_from_db()
    return texts(values_of(activity)) | {PLAN: plan_text(activity.plan)}


def test_nothing_changed_is_written(draft_line, agent):
    change_activity(activity=draft_line, by=agent, seen=seen_now(draft_line), title="Après")
    draft_line.refresh_from_db()
    assert draft_line.title == "Après"


def test_the_second_is_told_what_the_first_changed_and_by_whom(draft_line, agent, validator):
    seen = seen_now(draft_line)
    source = FundingSourceFactory(name="Budget national")
    change_activity(
        activity=draft_line, by=validator, budget=Decimal(20), funding=[(source, Decimal(5), "XOF")]
    )
    with pytest.raises(Overtaken, match="Changée par Vincent Validateur") as overtaken:
        change_activity(activity=draft_line, by=agent, seen=seen, title="Après")
    assert [(one.label, one.then, one.now) for one in overtaken.value.changes] == [
        ("Budget", "10", "20"),
        ("Financement", "rien", "Budget national\u00a0: 5\u00a0FCFA"),
    ]
    draft_line.refresh_from_db()
    assert (draft_line.title, draft_line.budget) == ("Avant", 20)


def test_lines_of_funding_in_another_order_are_no_change(draft_line, agent):
    first, second = (FundingFactory(activity=draft_line) for _ in range(2))
    seen = seen_now(draft_line)
    draft_line.funding_lines.all().delete()
    for line in (second, first):
        FundingFactory(activity=draft_line, source=line.source)
    change_activity(activity=draft_line, by=agent, seen=seen, title="Après")


def test_a_plan_adopted_meanwhile_is_said_and_nothing_is_written(draft_line, validator):
    seen = seen_now(draft_line)
    adopt_plan(plan=draft_line.plan, on=DAY, by=None)
    with pytest.raises(Refusal, match="il était en préparation") as refused:
        change_activity(activity=draft_line, by=validator, seen=seen, expected_product="Rapport")
    assert "adopté (15 juillet 2023)" in refused.value.message
    draft_line.refresh_from_db()
    assert draft_line.expected_product == ""


def test_a_plan_closed_meanwhile_is_said_with_who_closed_it(adopted_line, validator, direction):
    seen = seen_now(adopted_line)
    close_plan(plan=adopted_line.plan, on=DAY, by=direction)
    with pytest.raises(Refusal, match="clos depuis le 15 juillet 2023 par Diane Direction"):
        change_activity(activity=adopted_line, by=validator, seen=seen, expected_product="Rapport")


@pytest.mark.parametrize("act", ["revise", "cancel"])
def test_a_decision_is_taken_on_what_was_in_sight(adopted_line, validator, direction, act):
    seen = seen_now(adopted_line)
    revise_together(
        activity=adopted_line, new={"budget": Decimal(20)}, decided_on=DAY, reason="Note", by=validator
    )
    told = {"activity": adopted_line, "decided_on": DAY, "reason": "Note", "by": direction, "seen": seen}
    with pytest.raises(Overtaken):
        cancel_activity(**told) if act == "cancel" else revise_together(new={"title": "Après"}, **told)
    assert Revision.objects.count() == 1
