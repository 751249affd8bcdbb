"""The home page: each person finds what waits for them, and nothing that is not theirs."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.actions.reviews import return_report
from programmes.actions.status import report_status
from tests.factories import (
    ActivityFactory,
    ParticipationFactory,
    PlanFactory,
    ProgrammeFactory,
    StatusReportFactory,
)

DAY = date(2023, 12, 20)


@pytest.fixture
def plan(department):
    return PlanFactory(code="DGCT-2023", title="Plan d’actions 2023", department=department)


def home_of(client):
    response = client.get("/")
    assert response.status_code == 200
    return response.context["home"], response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_it_asks_to_sign_in(client):
    assert client.get("/").status_code == 302


def test_it_rejects_post(client_as, agent):
    assert client_as(agent).post("/").status_code == 405


@pytest.mark.parametrize(
    ("person", "parts"),
    [
        ("agent", {"work", "plans"}),
        ("validator", {"work", "queue", "plans"}),
        ("direction", {"queue", "plans"}),
        ("admin", {"plans", "data"}),
        ("partner_user", {"programmes"}),
    ],
)
def test_each_has_their_parts(client_as, request, person, parts):
    home, _ = home_of(client_as(request.getfixturevalue(person)))
    assert {name for name, part in vars(home).items() if part is not None} == parts


def test_what_is_late_comes_first_and_what_is_done_is_left_out(client_as, agent, plan):
    today = timezone.localdate()
    ActivityFactory(plan=plan, title="Sans date")
    ActivityFactory(plan=plan, title="Bientôt", planned_end=today + timedelta(days=9))
    late = ActivityFactory(plan=plan, title="En retard", planned_end=today - timedelta(days=1))
    ActivityFactory(plan=plan, title="Faite", status="done", planned_end=today - timedelta(days=9))
    home, text = home_of(client_as(agent))
    assert [one.title for one in home.work.waiting] == ["En retard", "Bientôt", "Sans date"]
    assert (home.work.waiting_count, home.work.late_count) == (3, 1)
    assert {state.status: state.count for state in home.work.states} == {
        "planned": 3,
        "in_progress": 0,
        "done": 1,
        "not_done": 0,
    }
    assert reverse("programmes:report_status", args=[late.pk]) in text


def test_the_work_of_others_and_of_closed_plans_does_not_wait(client_as, agent, other_department, department):
    ActivityFactory(plan=PlanFactory(department=other_department))
    ActivityFactory(plan=PlanFactory(department=department, closed_on=date(2023, 12, 31)))
    home, text = home_of(client_as(agent))
    assert home.work.waiting == ()
    assert "Rien à déclarer" in text


def test_what_was_returned_to_me_is_told_until_i_report_again(client_as, agent, validator, plan):
    activity = ActivityFactory(plan=plan)
    report = report_status(activity=activity, by=agent, status="done", effective_date=DAY)
    return_report(report=report, by=validator, reason="Joindre le rapport")
    assert "Joindre le rapport" in home_of(client_as(agent))[1]
    report_status(activity=activity, by=agent, status="done", effective_date=DAY)
    assert "Joindre le rapport" not in home_of(client_as(agent))[1]


def test_the_queue_of_a_validator(client_as, agent, validator, direction, plan):
    activity = ActivityFactory(plan=plan, title="Former les régisseurs")
    report_status(activity=activity, by=agent, status="done", effective_date=DAY)
    home, text = home_of(client_as(validator))
    assert (home.queue.count, len(home.queue.reports)) == (1, 1)
    assert reverse("programmes:review_queue") in text
    assert home_of(client_as(direction))[0].queue.count == 0


def test_without_a_plan_of_this_year_the_latest_ones_are_shown(client_as, direction, plan):
    for status in ("done", "done", "planned"):
        activity = ActivityFactory(plan=plan)
        if status == "done":
            report_status(activity=activity, by=None, status="done", effective_date=DAY)
    home, text = home_of(client_as(direction))
    assert not home.plans.is_current
    assert f"Aucun plan d’actions {timezone.localdate().year} n’est adopté" in text
    assert "2 / 3 = 66,67 %" in text
    assert "/plans/DGCT-2023/" in text


def test_the_plans_of_this_year_stand_alone(client_as, direction, plan):
    current = PlanFactory(year=timezone.localdate().year)
    PlanFactory(year=current.year, adopted_on=None)
    home, text = home_of(client_as(direction))
    assert [figures.plan for figures in home.plans.figures] == [current]
    assert "n’est adopté. Voici" not in text


def test_without_any_plan_it_says_so(client_as, direction):
    assert "Aucun plan adopté" in home_of(client_as(direction))[1]


def test_the_administrator_sees_the_state_of_the_data(client_as, admin, plan):
    ActivityFactory(plan=plan, department=None, is_demonstration=True)
    PlanFactory(code="DGCT-2025", adopted_on=None)
    _, text = home_of(client_as(admin))
    assert "1 activité sans structure responsable" in text
    assert "1 activité de démonstration" in text
    assert "DGCT-2025" in text


def test_a_partner_finds_its_programmes_and_their_sheets(client_as, partner, partner_user, other_partner):
    ParticipationFactory(programme=ProgrammeFactory(code="ICAE"), partner=partner)
    ParticipationFactory(programme=ProgrammeFactory(code="SECRET"), partner=other_partner)
    _, text = home_of(client_as(partner_user))
    assert "/rapports/programme/ICAE.pdf" in text
    assert "SECRET" not in text


def test_a_partner_without_a_programme_is_told_what_to_do(client_as, partner_user):
    assert "écrivez à la DGCT" in home_of(client_as(partner_user))[1]


def test_it_takes_the_same_queries_for_one_or_many(
    client_as, validator, agent, plan, django_assert_num_queries
):
    client, made = client_as(validator), {}
    for count in (1, 20):
        while plan.activities.count() < count:
            StatusReportFactory(activity=ActivityFactory(plan=plan), author=agent)
        with django_assert_num_queries(made.get(1) or 100, exact=bool(made)) as queries:
            client.get("/")
        made[count] = len(queries)
    assert made[1] == made[20]
