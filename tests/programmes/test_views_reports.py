"""Saying where an activity stands: the whole form, a card, files, corrections, what was returned, withdrawals."""

import re
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from django.utils import timezone

from programmes.actions.closing import close_plan
from programmes.actions.reviews import approve_report, return_report, withdraw_report
from programmes.actions.status import report_status
from programmes.models import ActivityKind, Document, Stage, StageGrid, StatusReport
from tests.factories import (
    ActivityFactory,
    ParticipationFactory,
    PlanFactory,
    ProgrammeFactory,
    StatusReportFactory,
)
from tests.pictures import picture

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


def test_every_fault_is_said_at_once(client_as, agent, activity, address):
    form = filled(status="in_progress", progress="140", spent="abc", effective_date="2126-01-01")
    errors = client_as(agent).post(address, form).context["form"].errors
    assert set(errors) == {"progress", "spent", "effective_date"}
    assert not StatusReport.objects.exists()


# --- from a card ----------------------------------------------------------------------------------


def card(**fields) -> dict:
    return {"rapide": "1", "token": str(uuid.uuid4()), **fields}


def test_a_card_says_the_state_of_today(client_as, agent, activity, address):
    response = client_as(agent).post(address, card(status="done", progress="45"))
    assert response.url == reverse("programmes:own_activities")
    report = StatusReport.objects.get()
    assert (report.status, report.progress, report.effective_date) == ("done", None, timezone.localdate())


def test_a_card_restates_the_progress_in_sight(client_as, agent, address):
    client_as(agent).post(address, card(status="in_progress", progress="60"))
    assert StatusReport.objects.get().progress == 60


def test_a_fault_in_a_card_opens_the_whole_form_with_what_was_said(client_as, agent, address):
    response = client_as(agent).post(address, card(status="in_progress", progress="abc"))
    form = response.context["form"]
    assert response.status_code == 200
    assert set(form.errors) == {"progress"}
    assert (form["status"].value(), form["progress"].value()) == ("in_progress", "abc")


def test_stages_of_a_card_go_with_the_status(client_as, agent, address, stages):
    client = client_as(agent)
    client.post(address, card(status="in_progress", stages=[stages[0].pk, stages[1].pk]))
    assert StatusReport.objects.get().progress == 45
    client.post(address, card(status="not_done", stages=[stages[0].pk]))
    assert not StatusReport.objects.get(status="not_done").stages.exists()


@pytest.mark.parametrize("said_so", ["by stages", "in figures"])
def test_wholly_done_and_in_progress_proposes_done(client_as, agent, activity, address, said_so, request):
    client = client_as(agent)
    if said_so == "by stages":
        whole = {"stages": [stage.pk for stage in request.getfixturevalue("stages")]}
    else:
        whole = {"progress": "100"}
    fields = filled(status="in_progress", **whole)
    response = client.post(address, fields)
    assert response.context["whole"]
    # The button of the proposal sends its status after the card's.
    client.post(address, {**fields, "status": ["in_progress", "done"]})
    assert StatusReport.objects.get().status == "done"


def test_the_browser_is_told_that_the_form_arrived(client_as, agent, address):
    fields = filled()
    response = client_as(agent).post(address, fields)
    assert response.cookies["recu"].value == fields["token"]
    assert "recu" not in client_as(agent).post(address, filled(status="")).cookies


# --- files ----------------------------------------------------------------------------------------


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_files_are_kept_and_shown_with_the_report(client_as, agent, activity, address):
    client = client_as(agent)
    client.post(
        address, filled(files=[upload(picture(), "photo.jpg"), upload(b"%PDF-1.4 pv", "Procès-verbal.pdf")])
    )
    photo, proof = StatusReport.objects.get().evidence.order_by("pk")
    text = text_of(client.get(activity.get_absolute_url()))
    assert reverse("programmes:document_thumbnail", args=[photo.pk]) in text
    assert f'href="{proof.get_absolute_url()}">Procès-verbal' in text


def test_every_bad_file_is_named_and_nothing_is_kept(client_as, agent, address):
    response = client_as(agent).post(
        address,
        filled(
            comment="Écrit longuement",
            files=[upload(b"MZ", "virus.exe"), upload(b"", "vide.pdf"), upload(picture(), "bonne.jpg")],
        ),
    )
    faults = [fault.replace("\u00a0", " ") for fault in response.context["form"].errors["files"]]
    assert [fault.split(" : ")[0] for fault in faults] == ["« virus.exe »", "« vide.pdf »"]
    text = text_of(response)
    assert "Écrit longuement" in text
    assert "choisissez-les de nouveau" in text
    assert not StatusReport.objects.exists()


@pytest.mark.parametrize("share", [0.5, 0.8, 0.97])
def test_an_upload_cut_in_the_middle_leaves_nothing(client_as, agent, address, settings, tmp_path, share):
    """What a server hands over when the line drops: the beginning of the body, and no error."""
    settings.MEDIA_ROOT = tmp_path
    fields = {"debut": "1", **filled(files=[upload(b"%PDF-1.4 " + b"x" * 4000, "pv.pdf")]), "fin": "1"}
    body = encode_multipart(BOUNDARY, fields)
    sent = body[: int(len(body) * share)]
    response = client_as(agent).generic("POST", address, sent, content_type=MULTIPART_CONTENT)
    assert response.status_code == 200
    assert "coupé avant la fin" in text_of(response)
    assert not StatusReport.objects.exists()
    assert not Document.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert client_as(agent).generic("POST", address, body, content_type=MULTIPART_CONTENT).status_code == 302


def test_the_page_marks_where_its_form_begins_and_ends(client_as, agent, activity, address):
    """Else the form that was cut would pass for one that is whole."""
    for page in (address, "/activites/declarer/", "/activites/miennes/"):
        text = text_of(client_as(agent).get(page))
        form = text[text.index('name="debut"') : text.index("</form>", text.index('name="debut"'))]
        fields = re.findall(r'<(?:input|select|textarea)[^>]*name="([^"]+)"', form)
        assert "token" in fields
        assert fields[-1] == "fin", page


def test_too_many_files_are_said(client_as, agent, address):
    files = [upload(b"%PDF-1.4 " + str(number).encode(), f"{number}.pdf") for number in range(11)]
    response = client_as(agent).post(address, filled(files=files))
    assert "joignez-en 10 au plus" in " ".join(response.context["form"].errors["files"])


def test_the_limits_are_said_before(client_as, agent, address):
    text = text_of(client_as(agent).get(address))
    assert "10 fichiers au plus, 10 Mo chacun" in text
    assert "position effacée" in text


# --- doing again what was returned ----------------------------------------------------------------


@pytest.fixture
def returned(client_as, agent, validator, address):
    client_as(agent).post(
        address, filled(spent="900 000", comment="Fait", files=[upload(picture(), "photo.jpg")])
    )
    return return_report(report=StatusReport.objects.get(), by=validator, reason="Montant à vérifier")


def test_what_was_returned_reaches_its_author_with_the_reason(client_as, agent, activity, returned):
    client = client_as(agent)
    for page in ("/", "/activites/miennes/", activity.get_absolute_url()):
        text = text_of(client.get(page))
        assert "Montant à vérifier" in text, page
        assert f"?reprendre={returned.pk}" in text, page


def test_the_form_starts_from_what_was_returned(client_as, agent, address, returned):
    response = client_as(agent).get(f"{address}?reprendre={returned.pk}")
    form = response.context["form"]
    assert form["comment"].value() == "Fait"
    assert form["spent"].value().replace("\u202f", " ") == "900 000"
    text = text_of(response)
    assert "Pourquoi elle vous revient" in text
    assert "Garder les pièces déjà jointes (1)" in text


@pytest.mark.parametrize(("keeps", "kept"), [({"keeps_files": "on"}, 1), ({}, 0)])
def test_done_again_it_waits_and_the_return_stays_in_the_history(
    client_as, agent, activity, address, returned, keeps, kept
):
    client = client_as(agent)
    client.post(f"{address}?reprendre={returned.pk}", filled(spent="950 000", **keeps))
    again = StatusReport.objects.pending().get()
    assert again.evidence.count() == kept
    text = text_of(client.get(activity.get_absolute_url()))
    assert "Motif du retour :</span> Montant à vérifier" in text
    assert "?reprendre=" not in text
    assert list(StatusReport.objects.to_redo_by(agent)) == []


def test_a_returned_correction_is_done_again_as_a_correction(client_as, agent, validator, activity, address):
    first = report_status(activity=activity, by=agent, status="done", effective_date=DAY)
    second = report_status(
        activity=activity, by=agent, status="in_progress", effective_date=DAY, corrects=first
    )
    return_report(report=second, by=validator, reason="Date à corriger")
    client_as(agent).post(f"{address}?reprendre={second.pk}", filled(status="not_done"))
    assert StatusReport.objects.get(status="not_done").corrects == first


@pytest.mark.parametrize("name", ["0", "abc", "9" * 30])
def test_what_is_no_longer_to_do_again_opens_an_empty_form(client_as, agent, address, name):
    response = client_as(agent).get(f"{address}?reprendre={name}")
    assert response.status_code == 200
    assert response.context["returned"] is None


def test_a_withdrawn_second_try_is_to_do_again(client_as, agent, activity, returned):
    again = report_status(activity=activity, by=agent, status="done", effective_date=DAY)
    withdraw_report(report=again, by=agent)
    assert list(StatusReport.objects.to_redo_by(agent)) == [returned]
