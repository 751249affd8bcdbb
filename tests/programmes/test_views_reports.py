"""The form that says where an activity stands, and the validation of what it says."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from programmes.actions.plans import close_plan
from programmes.actions.reviews import approve_report, withdraw_report
from programmes.actions.status import report_status
from programmes.models import ActivityKind, Stage, StageGrid, StatusReport
from tests.factories import (
    ActivityFactory,
    ParticipationFactory,
    PlanFactory,
    ProgrammeFactory,
    StatusReportFactory,
)

DAY = date(2023, 12, 20)
QUEUE = "/activites/a-valider/"


@pytest.fixture
def activity(department):
    return ActivityFactory(plan=PlanFactory(department=department), title="Former les régisseurs")


@pytest.fixture
def address(activity):
    return f"/activites/{activity.pk}/etat/"


def filled(**fields) -> dict:
    return {"status": "done", "effective_date": "2023-12-20", "token": str(uuid.uuid4()), **fields}


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def said(response) -> list[str]:
    return [str(message).replace("\u00a0", " ") for message in get_messages(response.wsgi_request)]


# --- the form -------------------------------------------------------------------------------------


def test_form_works(client_as, agent, address):
    response = client_as(agent).get(address)
    assert response.status_code == 200
    assert "Aucun état n’a encore été déclaré." in text_of(response)
    assert response.context["form"]["effective_date"].value() == timezone.localdate()


def test_form_out_of_scope_is_404(client_as, partner_user, address):
    assert client_as(partner_user).get(address).status_code == 404


@pytest.mark.parametrize("person", ["other_agent", "direction", "admin"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_form_no_right_is_403(client_as, request, person, method, address):
    response = getattr(client_as(request.getfixturevalue(person)), method)(address, filled())
    assert response.status_code == 403
    assert "relève d’une autre structure" in text_of(response)
    assert not StatusReport.objects.exists()


def test_form_of_a_partner_who_sees_the_activity_is_403(client_as, partner, partner_user, activity, address):
    activity.programme = ParticipationFactory(programme=ProgrammeFactory(), partner=partner).programme
    activity.save()
    assert client_as(partner_user).get(address).status_code == 403


def test_form_rejects_put(client_as, agent, address):
    assert client_as(agent).put(address).status_code == 405


def test_a_report_is_saved_and_said(client_as, agent, activity, address):
    response = client_as(agent).post(
        address,
        filled(
            status="in_progress",
            progress="45 %",
            committed="2,5 millions",
            spent="1 500 000",
            comment="Session 1 faite",
            difficulty="Fonds reçus tard",
            delay_reason="funding",
        ),
    )
    assert response.status_code == 302
    assert response.url == activity.get_absolute_url()
    assert said(response) == ["L’état est enregistré : en cours au 20 décembre 2023."]
    report = StatusReport.objects.get()
    assert (report.author, report.progress, report.delay_reason) == (agent, 45, "funding")
    assert (report.committed, report.spent) == (2_500_000, 1_500_000)
    activity.refresh_from_db()
    assert (activity.status, activity.progress) == ("in_progress", 45)


def test_the_message_offers_to_undo(client_as, agent, address):
    response = client_as(agent).post(address, filled(), follow=True)
    report = StatusReport.objects.get()
    assert reverse("programmes:report_withdraw", args=[report.pk]) in text_of(response)


def test_the_same_form_sent_twice_makes_one_report(client_as, agent, address):
    fields = filled()
    client = client_as(agent)
    assert client.post(address, fields).status_code == client.post(address, fields).status_code == 302
    assert StatusReport.objects.count() == 1


def test_what_was_said_last_is_in_sight(client_as, agent, activity, address):
    report_status(
        activity=activity,
        by=agent,
        status="in_progress",
        progress=Decimal(45),
        effective_date=DAY,
        spent=Decimal(1_500_000),
    )
    text = text_of(client_as(agent).get(address))
    assert "En cours, 45 %, au 20 décembre 2023" in text
    assert "Dernier total déclaré : 1 500 000 FCFA" in text


def test_a_card_is_ticked_beforehand(client_as, agent, address):
    assert client_as(agent).get(f"{address}?etat=done").context["form"]["status"].value() == "done"
    assert not client_as(agent).get(f"{address}?etat=cancelled").context["form"]["status"].value()


WRONG = {
    "status missing": ({"status": ""}, "status", "Choisissez l’état de l’activité."),
    "status unknown": ({"status": "cancelled"}, "status", "cancelled"),
    "progress 140": (
        {"status": "in_progress", "progress": "140"},
        "progress",
        "avancement de 0 à 100 attendu",
    ),
    "progress below 0": ({"status": "in_progress", "progress": "-5"}, "progress", "attendu"),
    "progress abc": ({"status": "in_progress", "progress": "abc"}, "progress", "« abc »"),
    "progress 100 in progress": (
        {"status": "in_progress", "progress": "100"},
        "progress",
        "à 100 %, déclarez-la « réalisée »",
    ),
    "progress and done": ({"progress": "45"}, "progress", "ne porte pas d’avancement de 45 %"),
    "amount abc": ({"spent": "abc"}, "spent", "« abc » : montant attendu"),
    "amount negative": ({"committed": "-5"}, "committed", "positif"),
    "amount in euros": ({"spent": "500 euros"}, "spent", "montant en FCFA attendu"),
    "amount about": ({"spent": "environ 500 000"}, "spent", "Est-ce exact ? Écrivez-le en chiffres"),
    "amount too large": ({"spent": "9" * 17}, "spent", "montant attendu"),
    "date missing": ({"effective_date": ""}, "effective_date", "Indiquez la date de l’état."),
    "date impossible": ({"effective_date": "31/02/2023"}, "effective_date", "une date qui existe"),
    "date next century": ({"effective_date": "2123-12-20"}, "effective_date", "postérieure à aujourd’hui"),
    "date before adoption": ({"effective_date": "2022-12-20"}, "effective_date", "10 janvier 2023"),
    "reason unknown": ({"delay_reason": "sorcery"}, "delay_reason", "sorcery"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_field_is_said_beside_it_and_nothing_is_lost(client_as, agent, activity, address, case):
    wrong, field, message = WRONG[case]
    fields = filled(**{"comment": "Un long commentaire", "difficulty": "Une difficulté", **wrong})
    response = client_as(agent).post(address, fields)
    assert response.status_code == 200
    form = response.context["form"]
    assert message in " ".join(form.errors[field]).replace("\u00a0", " ").replace("\u202f", " ")
    assert set(form.errors) == {field}
    for name, typed in fields.items():
        assert form[name].value() == typed, name
    assert "À corriger avant d’enregistrer" in text_of(response)
    assert not StatusReport.objects.exists()
    activity.refresh_from_db()
    assert activity.status == "planned"


def test_a_date_is_read_as_the_french_write_it(client_as, agent, address):
    assert client_as(agent).post(address, filled(effective_date="20/12/2023")).status_code == 302
    assert StatusReport.objects.get().effective_date == DAY


def test_tomorrow_is_refused(client_as, agent, address):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    response = client_as(agent).post(address, filled(effective_date=tomorrow))
    assert response.context["form"].errors["effective_date"]


def test_a_form_left_open_while_the_plan_was_closed_keeps_what_was_typed(
    client_as, agent, direction, activity, address
):
    client = client_as(agent)
    client.get(address)
    close_plan(plan=activity.plan, on=date(2023, 12, 31), by=direction)
    response = client.post(address, filled(comment="Écrit pendant une heure"))
    assert response.status_code == 200
    assert "Le plan est clos depuis le 31 décembre 2023" in text_of(response)
    assert "Écrit pendant une heure" in text_of(response)
    assert not StatusReport.objects.exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"closed_on": date(2023, 12, 31)}, "Le plan est clos depuis le 31 décembre 2023."),
        ({"adopted_on": None}, "Le plan n’est pas encore adopté."),
    ],
)
def test_a_plan_not_in_execution_shows_no_form(client_as, agent, activity, address, change, reason):
    type(activity.plan).objects.filter(pk=activity.plan_id).update(**change)
    text = text_of(client_as(agent).get(address))
    assert reason in text
    assert "<textarea" not in text


# --- stages ---------------------------------------------------------------------------------------


@pytest.fixture
def stages(activity):
    activity.kind = ActivityKind.objects.create(code="etude", name="Étude")
    activity.save()
    grid = StageGrid.objects.create(kind=activity.kind, valid_from=DAY)
    return [
        Stage.objects.create(grid=grid, label=label, weight=weight)
        for label, weight in {"Termes de référence": 20, "Recrutement": 25, "Rapport": 55}.items()
    ]


def test_with_a_grid_one_ticks_stages_instead_of_typing_a_share(client_as, agent, address, stages):
    response = client_as(agent).get(address)
    assert "progress" not in response.context["form"].fields
    assert "Termes de référence (20 %)" in text_of(response)
    client_as(agent).post(address, filled(status="in_progress", stages=[stages[0].pk, stages[1].pk]))
    assert StatusReport.objects.get().progress == 45


def test_the_stages_ticked_last_time_are_ticked(client_as, agent, activity, address, stages):
    report_status(activity=activity, by=agent, status="in_progress", effective_date=DAY, stages=stages[:2])
    assert client_as(agent).get(address).context["form"]["stages"].value() == [stages[0].pk, stages[1].pk]


def test_all_the_stages_while_in_progress_is_said_beside_them(client_as, agent, address, stages):
    response = client_as(agent).post(
        address, filled(status="in_progress", stages=[stage.pk for stage in stages])
    )
    assert "déclarez-la" in " ".join(response.context["form"].errors["stages"])


def test_the_stage_of_another_grid_is_refused(client_as, agent, address, stages):
    other = StageGrid.objects.create(kind=ActivityKind.objects.create(code="t", name="Travaux"))
    stage = Stage.objects.create(grid=other, label="Chantier", weight=50)
    response = client_as(agent).post(address, filled(status="in_progress", stages=[stage.pk]))
    assert response.context["form"].errors["stages"]


def test_a_number_that_no_stage_bears_is_refused(client_as, agent, address, stages):
    """SQLite holds no integer of sixty digits."""
    response = client_as(agent).post(address, filled(status="in_progress", stages=["9" * 60]))
    assert response.context["form"].errors["stages"]


def test_a_grid_to_come_is_not_used(client_as, agent, address, stages):
    StageGrid.objects.update(valid_from=timezone.localdate() + timedelta(days=1))
    assert "progress" in client_as(agent).get(address).context["form"].fields


# --- correcting -----------------------------------------------------------------------------------


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


def test_correcting_starts_from_what_was_said(client_as, agent, address, report):
    form = client_as(agent).get(f"{address}?corrige={report.pk}").context["form"]
    assert (form["status"].value(), form["comment"].value()) == ("done", "Fait")
    assert form["spent"].value().replace("\u202f", " ") == "1 500 000"


def test_a_correction_takes_the_place_of_the_report(client_as, agent, activity, address, report):
    client_as(agent).post(f"{address}?corrige={report.pk}", filled(status="not_done"))
    right = StatusReport.objects.get(corrects=report)
    activity.refresh_from_db()
    assert (activity.status, activity.latest_report) == ("not_done", right)


@pytest.mark.parametrize("which", ["another's", "of another activity", "nothing", "text"])
def test_one_corrects_ones_own_report_of_this_activity(
    client_as, agent, validator, address, report, activity, which
):
    name = {
        "another's": StatusReportFactory(activity=activity, author=validator).pk,
        "of another activity": StatusReportFactory(author=agent).pk,
        "nothing": 0,
        "text": "abc",
    }[which]
    assert client_as(agent).get(f"{address}?corrige={name}").status_code == 404


# --- withdrawing ----------------------------------------------------------------------------------


def post(client, name, report, **fields):
    return client.post(reverse(f"programmes:{name}", args=[report.pk]), fields)


def test_withdrawing_works(client_as, agent, activity, report):
    response = post(client_as(agent), "report_withdraw", report)
    assert response.url == activity.get_absolute_url()
    activity.refresh_from_db()
    assert activity.status == "planned"


def test_withdrawing_no_right_is_403(client_as, validator, other_agent, report):
    assert post(client_as(validator), "report_withdraw", report).status_code == 403
    assert post(client_as(other_agent), "report_withdraw", report).status_code == 403


def test_withdrawing_too_late_is_said(client_as, agent, validator, report):
    approve_report(report=report, by=validator)
    response = post(client_as(agent), "report_withdraw", report)
    assert "n’est plus à valider" in said(response)[0]


def test_withdrawing_rejects_get(client_as, agent, report):
    assert client_as(agent).get(reverse("programmes:report_withdraw", args=[report.pk])).status_code == 405


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


def test_every_fault_is_said_at_once(client_as, agent, activity, address):
    form = filled(status="in_progress", progress="140", spent="abc", effective_date="2126-01-01")
    errors = client_as(agent).post(address, form).context["form"].errors
    assert set(errors) == {"progress", "spent", "effective_date"}
    assert not StatusReport.objects.exists()
