"""The end of a plan: closed, reopened; who may, when it is refused."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import AuditEvent
from programmes.actions.closing import act_of, close_plan, reopen_plan
from programmes.actions.refusals import Refusal
from programmes.actions.status import report_status
from programmes.models import Activity
from programmes.summaries import rebuild_tallies, state_differences, tally_differences
from tests.factories import ActivityFactory, PlanFactory

DAY = date(2023, 12, 31)


@pytest.fixture
def draft(department):
    plan = PlanFactory(department=department, adopted_on=None)
    ActivityFactory(plan=plan)
    return plan


@pytest.fixture
def plan(department):
    return PlanFactory(department=department)


def refusal_of(act, **arguments) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(**arguments)
    assert not AuditEvent.objects.exists()
    return caught.value


def test_closing_freezes_the_figures(plan, direction):
    closing = close_plan(plan=plan, on=DAY, by=direction, figures={"done": 42})
    plan.refresh_from_db()
    assert (plan.state, closing.closed_by, closing.figures) == ("closed", direction, {"done": 42})
    assert AuditEvent.objects.get(action="plan.close").after == {"closed_on": "2023-12-31"}


def test_closing_changes_no_status(plan, direction):
    activity = ActivityFactory(plan=plan)
    close_plan(plan=plan, on=DAY, by=direction)
    activity.refresh_from_db()
    assert activity.status == "planned"


def test_a_draft_is_not_closed(draft, direction):
    assert "en préparation" in refusal_of(close_plan, plan=draft, on=DAY, by=direction).message


def test_a_closed_plan_is_not_closed_again(direction):
    plan = PlanFactory(closed_on=DAY)
    assert "déjà clos" in refusal_of(close_plan, plan=plan, on=DAY, by=direction).message


@pytest.mark.parametrize("on", [timezone.localdate() + timedelta(days=1), date(2023, 1, 9)])
def test_a_plan_is_closed_between_its_adoption_and_today(plan, direction, on):
    assert refusal_of(close_plan, plan=plan, on=on, by=direction).field == "closed_on"


@pytest.mark.parametrize("person", ["agent", "validator", "admin", "partner_user"])
def test_only_the_direction_closes(plan, request, person):
    message = refusal_of(close_plan, plan=plan, on=DAY, by=request.getfixturevalue(person)).message
    assert "Votre rôle ne permet pas" in message


def test_reopening_keeps_the_closing_and_its_reason(plan, direction):
    closing = close_plan(plan=plan, on=DAY, by=direction, figures={"done": 42})
    reopen_plan(plan=plan, by=direction, reason=" Déclaration oubliée ")
    plan.refresh_from_db()
    closing.refresh_from_db()
    assert plan.state == "adopted"
    assert (closing.reopening_reason, closing.reopened_by) == ("Déclaration oubliée", direction)
    assert closing.figures == {"done": 42}
    assert AuditEvent.objects.get(action="plan.reopen").before == {"closed_on": "2023-12-31"}


def test_a_reopened_plan_is_closed_again_beside_the_first_closing(plan, direction):
    close_plan(plan=plan, on=DAY, by=direction)
    reopen_plan(plan=plan, by=direction, reason="Oubli")
    close_plan(plan=plan, on=DAY, by=direction)
    assert plan.closings.count() == 2


def test_an_open_plan_is_not_reopened(plan, direction):
    assert "n’est pas clos" in refusal_of(reopen_plan, plan=plan, by=direction, reason="Oubli").message


def test_a_reopening_says_why(direction):
    plan = PlanFactory(closed_on=DAY)
    assert refusal_of(reopen_plan, plan=plan, by=direction, reason=" ").field == "reason"


def test_only_the_direction_reopens(admin):
    plan = PlanFactory(closed_on=DAY)
    assert "Votre rôle" in refusal_of(reopen_plan, plan=plan, by=admin, reason="Oubli").message


def act() -> ContentFile:
    return ContentFile(b"%PDF-1.4 acte", name="acte.pdf")


def test_the_act_is_kept_with_the_closing_it_belongs_to(plan, direction):
    first = close_plan(plan=plan, on=DAY, by=direction, document=act())
    reopen_plan(plan=plan, by=direction, reason="Oubli")
    second = close_plan(plan=plan, on=DAY, by=direction)
    first.refresh_from_db()
    assert act_of(first).title == "Acte de clôture du plan (31 décembre 2023)"
    assert act_of(second) is None


def test_an_act_that_is_not_accepted_stops_the_closing(plan, direction):
    with pytest.raises(Refusal):
        close_plan(plan=plan, on=DAY, by=direction, document=ContentFile(b"", name="acte.pdf"))
    plan.refresh_from_db()
    assert (plan.closed_on, plan.closings.count()) == (None, 0)


def test_figures_are_made_once_nobody_writes(plan, direction):
    """What makes them is given the plan as it is held, and may refuse."""
    closing = close_plan(plan=plan, on=DAY, by=direction, figures=lambda held: {"code": held.code})
    assert closing.figures == {"code": plan.code}
    reopen_plan(plan=plan, by=direction, reason="Oubli")

    def refuse(held):
        raise Refusal("Les chiffres ont changé")

    with pytest.raises(Refusal, match="ont changé"):
        close_plan(plan=plan, on=DAY, by=direction, figures=refuse)
    plan.refresh_from_db()
    assert plan.closed_on is None


def test_a_closed_plan_says_who_can_reopen_it(plan, direction):
    close_plan(plan=plan, on=DAY, by=direction)
    with pytest.raises(Refusal) as caught:
        close_plan(plan=plan, on=DAY, by=direction)
    assert "Seule la Direction peut le rouvrir" in caught.value.message


# --- what was said for a later day ----------------------------------------------------------------


def test_a_closed_plan_stands_as_at_its_closing_and_as_today_once_reopened(plan, direction):
    """The list, the page of the plan and the dashboard then count one and the same state."""
    activity = ActivityFactory(plan=plan)
    rebuild_tallies()
    for status, on in (("in_progress", date(2023, 12, 20)), ("done", date(2024, 1, 10))):
        report_status(activity=activity, status=status, effective_date=on, by=None)
    close_plan(plan=plan, on=DAY, by=direction)
    activity.refresh_from_db()
    assert (activity.status, activity.status_date) == ("in_progress", date(2023, 12, 20))
    assert list(state_differences(Activity.objects.all())) == []
    assert list(tally_differences()) == []
    plan.refresh_from_db()
    reopen_plan(plan=plan, by=direction, reason="Une déclaration de janvier compte.")
    activity.refresh_from_db()
    assert (activity.status, activity.status_date) == ("done", date(2024, 1, 10))
    assert list(tally_differences()) == []
