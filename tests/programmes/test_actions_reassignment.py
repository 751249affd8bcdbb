"""Handing the activities of a person over, undoing it, giving back those of an absence."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.actions.draft_lines import withdraw_activity
from programmes.actions.reassignment import give_back, open_activities, reassign
from programmes.actions.refusals import Refusal
from programmes.actions.reviews import return_report
from programmes.actions.status import report_status
from programmes.models import ActionPlan, Activity, Reassignment, StatusReport
from programmes.timeline import timeline_of
from tests.conftest import member_of
from tests.factories import ActivityFactory, PlanFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(department):
    return PlanFactory(department=department)


@pytest.fixture
def activities(plan, agent):
    return [ActivityFactory(plan=plan, responsible=agent) for _ in range(3)]


@pytest.fixture
def colleague(department):
    return member_of(department, role=Role.AGENT, full_name="Colette Agent")


@pytest.fixture
def handed_over(activities, agent, colleague, validator):
    return reassign(
        activities=activities, from_user=agent, to_user=colleague, reason="departure", by=validator
    )


def people_of(activities) -> list:
    return [Activity.objects.get(pk=one.pk).responsible for one in activities]


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def test_the_activities_change_hands_in_one_operation(handed_over, activities, colleague, validator):
    assert people_of(activities) == [colleague] * 3
    events = AuditEvent.objects.filter(operation=handed_over.operation)
    assert {(event.action, event.target_id, event.actor) for event in events} == {
        ("activity.reassign", str(one.pk), validator) for one in activities
    }
    assert events[0].before == {"responsible": "Awa Agent"}
    assert events[0].after == {"responsible": "Colette Agent", "reason": "départ"}


def test_only_those_that_were_ticked(activities, agent, colleague, validator):
    reassign(activities=activities[:1], from_user=agent, to_user=colleague, reason="departure", by=validator)
    assert people_of(activities) == [colleague, agent, agent]


def test_it_is_undone_in_one_step(handed_over, activities, agent, validator):
    returned = give_back(reassignment=handed_over, by=validator)
    assert {one.pk for one in returned} == {one.pk for one in activities}
    assert people_of(activities) == [agent] * 3
    handed_over.refresh_from_db()
    assert handed_over.ended_by == validator
    assert AuditEvent.objects.filter(action="activity.give_back").count() == 3
    with pytest.raises(Refusal, match="déjà été rendues"):
        give_back(reassignment=handed_over, by=validator)


def test_what_went_further_since_stays_there(handed_over, activities, colleague, validator):
    reassign(
        activities=activities[:1], from_user=colleague, to_user=validator, reason="departure", by=validator
    )
    returned = give_back(reassignment=handed_over, by=validator)
    assert len(returned) == 2
    assert people_of(activities)[0] == validator
    assert handed_over.lines.filter(given_back=True).count() == 2


def test_a_closed_plan_gives_nothing_back(handed_over, activities, plan, colleague, validator):
    ActionPlan.objects.filter(pk=plan.pk).update(closed_on=timezone.localdate())
    assert give_back(reassignment=handed_over, by=validator) == []
    assert people_of(activities) == [colleague] * 3


def test_nothing_goes_back_to_whom_can_no_longer_report(handed_over, activities, agent, colleague, validator):
    agent.is_active = False
    agent.save()
    assert give_back(reassignment=handed_over, by=validator) == []
    assert people_of(activities) == [colleague] * 3
    assert not Reassignment.objects.in_force().exists()


def test_a_line_handed_over_leaves_its_draft(department, agent, colleague, direction):
    draft = PlanFactory(department=department, adopted_on=None)
    lines = [ActivityFactory(plan=draft, responsible=agent) for _ in range(2)]
    done = reassign(activities=lines, from_user=agent, to_user=colleague, reason="departure", by=direction)
    withdraw_activity(activity=lines[0], by=direction)
    done.refresh_from_db()
    assert (done.lines.count(), done.ended_at) == (1, None)
    withdraw_activity(activity=lines[1], by=direction)
    done.refresh_from_db()
    assert done.ended_by == direction
    assert AuditEvent.objects.filter(action="activity.reassign").count() == 2


def test_an_absence_has_an_end(activities, agent, colleague, validator):
    given = {"activities": activities, "from_user": agent, "to_user": colleague, "by": validator}
    with pytest.raises(Refusal, match="dernier jour") as refusal:
        reassign(**given, reason="absence")
    assert refusal.value.field == "until"
    with pytest.raises(Refusal, match="déjà finie"):
        reassign(**given, reason="absence", until=timezone.localdate() - timedelta(days=1))
    assert reassign(**given, reason="absence", until=timezone.localdate()).until


def test_only_an_absence_has_one(activities, agent, colleague, validator):
    with pytest.raises(Refusal, match="Seule une absence"):
        reassign(
            activities=activities,
            from_user=agent,
            to_user=colleague,
            reason="departure",
            until=tomorrow(),
            by=validator,
        )


def test_absences_are_listed_until_given_back(activities, agent, colleague, validator):
    absence = reassign(
        activities=activities,
        from_user=agent,
        to_user=colleague,
        reason="absence",
        until=tomorrow(),
        by=validator,
    )
    assert list(Reassignment.objects.visible_to(validator).absences()) == [absence]
    assert not absence.is_over
    absence.until = timezone.localdate() - timedelta(days=1)
    assert absence.is_over
    give_back(reassignment=absence, by=validator)
    assert not Reassignment.objects.visible_to(validator).absences()


@pytest.mark.parametrize("taker", [{"is_active": False}, {"role": Role.PARTNER}, {"role": Role.DIRECTION}])
def test_whoever_takes_over_can_report(activities, agent, validator, taker):
    with pytest.raises(Refusal) as refusal:
        reassign(
            activities=activities,
            from_user=agent,
            to_user=UserFactory(**taker),
            reason="departure",
            by=validator,
        )
    assert refusal.value.field == "to_user"


def test_not_to_the_same_person(activities, agent, validator):
    with pytest.raises(Refusal, match="une autre personne"):
        reassign(activities=activities, from_user=agent, to_user=agent, reason="departure", by=validator)


def test_nothing_is_refused(agent, colleague, validator):
    with pytest.raises(Refusal, match="Cochez au moins une"):
        reassign(activities=[], from_user=agent, to_user=colleague, reason="departure", by=validator)


def test_a_form_left_open_is_told(handed_over, activities, agent, validator):
    """Somebody else has handed them over meanwhile: nothing changes twice."""
    with pytest.raises(Refusal, match="n’est plus à Awa Agent"):
        reassign(activities=activities, from_user=agent, to_user=validator, reason="departure", by=validator)


@pytest.mark.parametrize("person", ["agent", "partner_user"])
def test_no_right_is_refused(activities, agent, colleague, request, person):
    with pytest.raises(Refusal):
        reassign(
            activities=activities,
            from_user=agent,
            to_user=colleague,
            reason="departure",
            by=request.getfixturevalue(person),
        )
    assert people_of(activities) == [agent] * 3


def test_a_validator_hands_over_in_their_department_only(
    agent, colleague, validator, direction, other_department
):
    elsewhere = ActivityFactory(plan=PlanFactory(department=other_department), responsible=agent)
    given = {"activities": [elsewhere], "from_user": agent, "to_user": colleague, "reason": "departure"}
    with pytest.raises(Refusal):
        reassign(**given, by=validator)
    done = reassign(**given, by=direction)
    with pytest.raises(Refusal, match="autre structure"):
        give_back(reassignment=done, by=validator)


def test_what_is_open_is_what_is_left_to_do(plan, activities, agent, validator, department):
    ActivityFactory(plan=plan, responsible=agent, status="done")
    ActivityFactory(plan=PlanFactory(department=department, closed_on=date(2023, 12, 31)), responsible=agent)
    draft = ActivityFactory(plan=PlanFactory(department=department, adopted_on=None), responsible=agent)
    assert set(open_activities(agent, validator)) == {*activities, draft}
    assert not open_activities(agent, agent)


def test_the_history_of_the_activity_tells_it(activities, agent, colleague, validator, partner_user):
    absence = reassign(
        activities=activities,
        from_user=agent,
        to_user=colleague,
        reason="absence",
        until=tomorrow(),
        by=validator,
    )
    give_back(reassignment=absence, by=validator)
    titles = [moment.title for moment in timeline_of(activities[0], agent)]
    assert titles[:2] == ["Rendue à Awa Agent", "Confiée à Colette Agent, auparavant à Awa Agent"]
    said = timeline_of(activities[0], agent)[1]
    assert said.details[0][1].startswith("absence jusqu’au")
    assert "Vincent Validateur" in said.by
    assert not any("Confiée" in moment.title for moment in timeline_of(activities[0], partner_user))


def test_a_returned_report_waits_for_the_new_person(activities, agent, colleague, validator):
    report = report_status(
        activity=activities[0], by=agent, status="done", effective_date=activities[0].plan.adopted_on
    )
    return_report(report=report, by=validator, reason="Joindre le rapport")
    assert not StatusReport.objects.to_redo_by(colleague)
    reassign(activities=activities[:1], from_user=agent, to_user=colleague, reason="departure", by=validator)
    assert list(StatusReport.objects.to_redo_by(colleague)) == [report]
