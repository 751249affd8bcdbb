"""« Mes activités »: what is due first, each once, with what was said last and a form that works."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from programmes.actions.activities import cancel_activity
from programmes.actions.status import report_status
from programmes.models import ActivityKind, Stage, StageGrid, StatusReport
from programmes.own_activities import MOST_CARDS
from tests.factories import ActivityFactory, PlanFactory

PAGE = "/activites/miennes/"
WEDNESDAY = date(2023, 6, 14)


@pytest.fixture(autouse=True)
def wednesday():
    with time_machine.travel("2023-06-14 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def plan(department):
    return PlanFactory(department=department)


@pytest.fixture
def shown(client_as, agent):
    """A function giving the titles in each part of the page."""

    def parts(user=agent) -> dict[str, list[str]]:
        own = client_as(user).get(PAGE).context["own"]
        return {part.title: [card.activity.title for card in part.cards] for part in own.parts}

    return parts


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_it_works(client_as, agent, plan):
    ActivityFactory(plan=plan, title="Former les régisseurs")
    response = client_as(agent).get(PAGE)
    assert response.status_code == 200
    assert "Former les régisseurs" in text_of(response)


def test_no_right_is_403(client_as, direction, admin, partner_user):
    for person in (direction, admin, partner_user):
        assert client_as(person).get(PAGE).status_code == 403


def test_rejects_post(client_as, agent):
    assert client_as(agent).post(PAGE).status_code == 405


def test_what_is_due_comes_first_and_each_activity_once(shown, agent, plan):
    def activity(title, **fields):
        return ActivityFactory(plan=plan, title=title, **fields)

    def said(row, days=3, **fields):
        report_status(activity=row, by=agent, effective_date=WEDNESDAY - timedelta(days=days), **fields)

    activity("Planifiée plus tard", planned_start=date(2023, 9, 1), planned_end=date(2023, 9, 30))
    said(activity("En cours"), status="in_progress")
    activity("Sans nouvelle", planned_start=date(2023, 2, 1))
    said(activity("En cours, oubliée"), days=60, status="in_progress")
    activity("Dimanche", planned_end=WEDNESDAY + timedelta(days=4))
    activity("Lundi prochain", planned_start=WEDNESDAY, planned_end=WEDNESDAY + timedelta(days=5))
    activity("En retard de peu", planned_end=WEDNESDAY - timedelta(days=1))
    said(activity("En retard de beaucoup", planned_end=date(2023, 3, 1)), status="in_progress")
    said(activity("Réalisée"), status="done")
    assert shown() == {
        "En retard": ["En retard de beaucoup", "En retard de peu"],
        "À finir cette semaine": ["Dimanche"],
        "En cours": ["En cours"],
        "Sans nouvelle depuis 30 jours": ["Sans nouvelle", "En cours, oubliée"],
        "À commencer": ["Lundi prochain", "Planifiée plus tard"],
    }


def test_only_ones_own_in_plans_in_execution(shown, agent, other_agent, direction, plan, other_department):
    ActivityFactory(plan=plan, title="À nous")
    ActivityFactory(plan=plan, title="À moi", department=other_department, responsible=agent)
    ActivityFactory(plan=plan, title="À un autre", responsible=other_agent)
    ActivityFactory(plan=PlanFactory(department=other_department), title="À eux")
    ActivityFactory(plan=PlanFactory(department=plan.department, adopted_on=None), title="En préparation")
    ActivityFactory(
        plan=PlanFactory(department=plan.department, closed_on=date(2023, 6, 1)), title="Dans un plan clos"
    )
    gone = ActivityFactory(plan=plan, title="Annulée")
    cancel_activity(activity=gone, decided_on=date(2023, 6, 1), reason="Décision", by=direction)
    assert {title for titles in shown().values() for title in titles} == {"À nous", "À moi"}


def test_what_was_said_last_is_in_sight_and_in_the_form(client_as, agent, plan):
    activity = ActivityFactory(plan=plan, planned_end=date(2023, 6, 1))
    report_status(
        activity=activity,
        by=agent,
        status="in_progress",
        progress=Decimal("45.5"),
        effective_date=date(2023, 6, 10),
        difficulty="Route coupée",
    )
    text = text_of(client_as(agent).get(PAGE))
    assert "Dit la dernière fois par Awa Agent, au 10 juin 2023 : en cours, 45,50 %" in text
    assert "Difficulté : Route coupée" in text
    assert "En retard de 13 jours" in text
    assert 'name="progress" value="45,5"' in text


def test_with_a_grid_stages_are_ticked_as_last_time(client_as, agent, plan):
    kind = ActivityKind.objects.create(code="etude", name="Étude")
    grid = StageGrid.objects.create(kind=kind, valid_from=date(2023, 1, 1))
    stages = [
        Stage.objects.create(grid=grid, label=label, weight=weight)
        for label, weight in {"Termes de référence": 20, "Recrutement": 25, "Rapport": 55}.items()
    ]
    activity = ActivityFactory(plan=plan, kind=kind)
    report_status(
        activity=activity, by=agent, status="in_progress", effective_date=date(2023, 6, 10), stages=stages[:1]
    )
    (card,) = client_as(agent).get(PAGE).context["own"].parts[0].cards
    assert [(one.stage.label, one.ticked) for one in card.stages] == [
        ("Termes de référence", True),
        ("Recrutement", False),
        ("Rapport", False),
    ]


def test_a_card_sends_what_the_form_takes(client_as, agent, plan):
    """What stands in the page is posted back as it is, with a status."""
    activity = ActivityFactory(plan=plan)
    client = client_as(agent)
    (card,) = client.get(PAGE).context["own"].parts[0].cards
    fields = {"rapide": "1", "token": str(card.token), "status": "done", "progress": card.progress}
    response = client.post(f"/activites/{activity.pk}/etat/", fields, follow=True)
    assert response.redirect_chain[-1][0] == PAGE
    assert "réalisée au 14 juin 2023" in text_of(response)
    client.post(f"/activites/{activity.pk}/etat/", fields)
    assert StatusReport.objects.count() == 1


def test_the_page_takes_the_same_queries_for_one_or_twenty(client_as, agent, plan, django_assert_num_queries):
    client, made = client_as(agent), {}
    for count in (1, 20):
        while plan.activities.count() < count:
            row = ActivityFactory(plan=plan, planned_end=date(2023, 6, 1))
            report_status(activity=row, by=agent, status="in_progress", effective_date=date(2023, 6, 2))
        with django_assert_num_queries(made.get(1) or 100, exact=bool(made)) as queries:
            client.get(PAGE)
        made[count] = len(queries)
    assert made[1] == made[20]


def test_a_long_part_leads_to_the_table(client_as, agent, plan):
    for _ in range(MOST_CARDS + 2):
        ActivityFactory(plan=plan, planned_end=date(2023, 6, 1))
    text = text_of(client_as(agent).get(PAGE))
    assert text.count('class="card"') == MOST_CARDS
    assert "Voir aussi les 2 autres" in text


def test_nothing_to_report_says_so_and_finished_ones_are_counted(client_as, agent, plan):
    client = client_as(agent)
    assert "Rien à déclarer" in text_of(client.get(PAGE))
    report_status(
        activity=ActivityFactory(plan=plan), by=agent, status="done", effective_date=date(2023, 6, 2)
    )
    assert "1 autre activité est terminée" in text_of(client.get(PAGE))
