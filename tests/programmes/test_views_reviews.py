"""Validating reports: the queue by department, approving one or many, returning with a reason, going back on it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.actions.closing import close_plan
from programmes.actions.reviews import approve_report, return_report, withdraw_report
from programmes.actions.status import report_status
from programmes.forms.review import USUAL
from programmes.models import StatusReport
from tests.conftest import member_of
from tests.factories import ActivityFactory, PlanFactory, StatusReportFactory

DAY = date(2023, 12, 20)
QUEUE = "/activites/a-valider/"


@pytest.fixture
def activity(department):
    return ActivityFactory(plan=PlanFactory(department=department), title="Former les régisseurs")


@pytest.fixture
def report(activity, agent):
    return report_status(
        activity=activity,
        by=agent,
        status="done",
        effective_date=DAY,
        spent=Decimal(1_500_000),
        comment="Fait",
    )


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def said(response) -> list[str]:
    return [str(message).replace("\u00a0", " ") for message in get_messages(response.wsgi_request)]


def post(client, name, report, **fields):
    return client.post(reverse(f"programmes:{name}", args=[report.pk]), fields)


# --- validating -----------------------------------------------------------------------------------


def test_approving_works(client_as, validator, activity, report):
    response = post(client_as(validator), "report_approve", report)
    assert response.url == activity.get_absolute_url()
    report.refresh_from_db()
    assert (report.review, report.reviewer) == ("approved", validator)


def test_returning_works(client_as, validator, report):
    response = post(client_as(validator), "report_return", report, reason="Joindre le rapport", to="queue")
    assert response.url == QUEUE
    report.refresh_from_db()
    assert (report.review, report.review_reason) == ("returned", "Joindre le rapport")


def test_a_return_without_a_reason_asks_for_it(client_as, validator, report):
    response = post(client_as(validator), "report_return", report, reason=" ")
    assert response.status_code == 400
    assert "Dites pourquoi la déclaration est retournée." in text_of(response)
    report.refresh_from_db()
    assert report.review == "pending"


@pytest.mark.parametrize("name", ["report_approve", "report_return"])
@pytest.mark.parametrize("person", ["agent", "other_agent", "direction", "admin", "partner_user"])
def test_validating_no_right_is_403(client_as, request, report, validator, name, person):
    """The department has its validator: its reports are not the Direction's."""
    response = post(client_as(request.getfixturevalue(person)), name, report, reason="Non")
    assert response.status_code == 403
    report.refresh_from_db()
    assert report.review == "pending"


def test_approving_what_a_colleague_settled_says_who_and_when(client_as, validator, report):
    approve_report(report=report, by=validator)
    response = post(client_as(validator), "report_approve", report)
    assert response.status_code == 302
    assert "n’est plus à valider : elle a été approuvée par Vincent Validateur le" in said(response)[0]


def test_returning_what_its_author_withdrew_keeps_the_reason_in_sight(client_as, validator, agent, report):
    withdraw_report(report=report, by=agent)
    response = post(client_as(validator), "report_return", report, reason="Joindre le procès-verbal")
    text = text_of(response)
    assert "elle a été retirée par Awa Agent le" in text
    assert "Joindre le procès-verbal" in text
    assert "Retourner à l’auteur" not in text
    report.refresh_from_db()
    assert report.review == "withdrawn"


@pytest.mark.parametrize("name", ["report_approve", "report_return"])
def test_validating_nothing_is_404(client_as, validator, name):
    assert client_as(validator).post(reverse(f"programmes:{name}", args=[999_999])).status_code == 404


@pytest.mark.parametrize("name", ["report_approve", "report_return"])
def test_validating_rejects_get(client_as, validator, report, name):
    assert client_as(validator).get(reverse(f"programmes:{name}", args=[report.pk])).status_code == 405


# --- the queue ------------------------------------------------------------------------------------


def test_queue_works(client_as, validator, report):
    text = text_of(client_as(validator).get(QUEUE))
    assert "Former les régisseurs" in text
    assert "1 déclaration à valider" in text


def test_queue_no_right_is_403(client_as, agent, admin, partner_user):
    for person in (agent, admin, partner_user):
        assert client_as(person).get(QUEUE).status_code == 403


def test_queue_rejects_post(client_as, validator):
    assert client_as(validator).post(QUEUE).status_code == 405


def test_an_empty_queue_says_so(client_as, validator):
    assert "Rien à valider" in text_of(client_as(validator).get(QUEUE))


def test_the_queue_takes_the_same_queries_for_one_or_twenty(
    client_as, validator, agent, activity, django_assert_num_queries
):
    client, made = client_as(validator), {}
    for count in (1, 20):
        while StatusReport.objects.count() < count:
            StatusReportFactory(activity=ActivityFactory(plan=activity.plan), author=agent)
        with django_assert_num_queries(made.get(1) or 100, exact=bool(made)) as queries:
            client.get(QUEUE)
        made[count] = len(queries)
    assert made[1] == made[20]


def test_several_are_approved_at_once(client_as, validator, agent, activity):
    reports = [StatusReportFactory(activity=activity, author=agent) for _ in range(3)]
    ticked = [reports[0].pk, reports[1].pk]
    response = client_as(validator).post(f"{QUEUE}approuver/", {"report": ticked})
    assert response.url == QUEUE
    assert said(response) == ["2 déclarations approuvées."]
    assert set(StatusReport.objects.filter(review="approved")) == set(reports[:2])


def test_one_that_is_refused_does_not_stop_the_others(client_as, validator, agent, activity, report):
    own = report_status(activity=activity, by=validator, status="done", effective_date=DAY)
    response = client_as(validator).post(f"{QUEUE}approuver/", {"report": [own.pk, report.pk, "abc"]})
    assert len(said(response)) == 2
    report.refresh_from_db()
    own.refresh_from_db()
    assert (report.review, own.review) == ("approved", "pending")


def test_nothing_ticked_is_said(client_as, validator):
    response = client_as(validator).post(f"{QUEUE}approuver/")
    assert said(response) == ["Cochez au moins une déclaration à approuver."]


# --- by department --------------------------------------------------------------------------------


@pytest.fixture
def waiting_for_direction(department, other_department):
    """Reports of validators of two departments, which only the Direction settles."""
    made = []
    for unit in (other_department, department):
        writer = member_of(unit, role=Role.VALIDATOR)
        row = ActivityFactory(plan=PlanFactory(department=unit), title=f"Activité de {unit.code}")
        made.append(report_status(activity=row, by=writer, status="done", effective_date=DAY))
    return made


def test_the_queue_is_told_department_by_department(client_as, direction, waiting_for_direction):
    response = client_as(direction).get(QUEUE)
    assert [group.label for group in response.context["groups"]] == ["Sous-direction A", "Sous-direction B"]
    assert [(one.code, one.count) for one in response.context["departments"]] == [("SD-A", 1), ("SD-B", 1)]


def test_one_department_is_looked_at_and_come_back_to(client_as, direction, waiting_for_direction):
    client = client_as(direction)
    text = text_of(client.get(QUEUE, {"department": "SD-B"}))
    assert "Activité de SD-B" in text
    assert "Activité de SD-A" not in text
    first = waiting_for_direction[0]
    response = client.post(f"{QUEUE}approuver/", {"report": [first.pk], "department": "SD-B"})
    assert response.url == f"{QUEUE}?department=SD-B"


@pytest.mark.parametrize("code", ["AUCUNE", "\x00", "x" * 500])
def test_a_department_that_is_none_shows_nothing(client_as, direction, waiting_for_direction, code):
    response = client_as(direction).get(QUEUE, {"department": code})
    assert response.status_code == 200
    assert "Rien à valider" in text_of(response)


def test_everything_is_ticked_without_a_script(client_as, validator, report):
    client = client_as(validator)
    assert " checked>" not in text_of(client.get(QUEUE))
    assert " checked>" in text_of(client.get(QUEUE, {"cocher": "1"}))


# --- returning ------------------------------------------------------------------------------------


def test_a_usual_reason_is_enough_or_opens_the_text(client_as, validator, agent, activity, report):
    other = report_status(activity=activity, by=agent, status="not_done", effective_date=DAY)
    client = client_as(validator)
    post(client, "report_return", report, usual=USUAL[1])
    post(client, "report_return", other, usual=USUAL[1], reason=" joindre la facture ")
    report.refresh_from_db()
    other.refresh_from_db()
    assert report.review_reason == "Montant à vérifier"
    assert other.review_reason == "Montant à vérifier\u00a0: joindre la facture"


def test_a_reason_that_is_no_usual_one_is_refused(client_as, validator, report):
    assert post(client_as(validator), "report_return", report, usual="Parce que").status_code == 400
    report.refresh_from_db()
    assert report.review == "pending"


# --- taking an approval back ----------------------------------------------------------------------


def test_the_message_of_an_approval_offers_to_take_it_back(client_as, validator, report):
    client = client_as(validator)
    response = client.post(reverse("programmes:report_approve", args=[report.pk]), follow=True)
    assert reverse("programmes:approval_undo", args=[report.pk]) in text_of(response)


def test_an_approval_of_the_day_is_taken_back_and_leaves_its_trace(client_as, validator, activity, report):
    client = client_as(validator)
    post(client, "report_approve", report)
    assert "Approuvées par vous aujourd’hui" in text_of(client.get(QUEUE))
    response = post(client, "approval_undo", report, to="queue")
    assert response.url == QUEUE
    assert "est annulée" in said(response)[0]
    report.refresh_from_db()
    activity.refresh_from_db()
    assert (report.review, report.reviewer, report.reviewed_at) == ("pending", None, None)
    assert activity.review == "pending"
    event = AuditEvent.objects.get(action="report.undo_approval")
    assert (event.actor, event.before["review"], event.after["report"]) == (validator, "approved", report.pk)
    assert "Approbation annulée le jour même" in text_of(client.get(activity.get_absolute_url()))
    assert "1 déclaration à valider" in text_of(client.get(QUEUE))


def undoing(client_as, person, report) -> str:
    response = post(client_as(person), "approval_undo", report)
    assert response.status_code == 302
    return said(response)[0]


def test_only_who_approved_takes_it_back(client_as, validator, department, report):
    approve_report(report=report, by=validator)
    colleague = member_of(department, role=Role.VALIDATOR)
    assert "Seule la personne qui a approuvé peut y revenir : Vincent" in undoing(
        client_as, colleague, report
    )
    report.refresh_from_db()
    assert report.review == "approved"


def test_the_next_day_is_too_late(client_as, validator, report):
    with time_machine.travel(timezone.now() - timedelta(days=1), tick=False):
        approve_report(report=report, by=validator)
    assert "ne s’annule que le jour même" in undoing(client_as, validator, report)
    assert "Approuvées par vous" not in text_of(client_as(validator).get(QUEUE))


def test_what_followed_keeps_the_approval(client_as, validator, agent, activity, report):
    approve_report(report=report, by=validator)
    report_status(activity=activity, by=agent, status="not_done", effective_date=DAY)
    assert "Un autre état a été déclaré depuis" in undoing(client_as, validator, report)


def test_a_closed_plan_keeps_the_approval(client_as, validator, direction, activity, report):
    approve_report(report=report, by=validator)
    close_plan(plan=activity.plan, on=date(2023, 12, 31), by=direction)
    assert "Le plan est clos" in undoing(client_as, validator, report)


@pytest.mark.parametrize("review", ["pending", "returned", "withdrawn"])
def test_what_is_not_approved_has_no_approval_to_take_back(client_as, validator, agent, report, review):
    if review == "returned":
        return_report(report=report, by=validator, reason="Non")
    elif review == "withdrawn":
        withdraw_report(report=report, by=agent)
    assert "n’est pas approuvée" in undoing(client_as, validator, report)


def test_taking_back_no_right_is_403(client_as, validator, agent, report):
    approve_report(report=report, by=validator)
    assert post(client_as(agent), "approval_undo", report).status_code == 403


def test_taking_back_rejects_get(client_as, validator, report):
    address = reverse("programmes:approval_undo", args=[report.pk])
    assert client_as(validator).get(address).status_code == 405
