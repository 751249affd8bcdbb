"""An agent signs in, says that an activity is done and sees the rate of the plan move; with and without scripts."""

from datetime import date

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from programmes.actions.status import report_status
from tests.conftest import member_of
from tests.factories import ActivityFactory, PlanFactory

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "Une-phrase-assez-longue-2023"


@pytest.fixture
def person(department):
    return member_of(
        department, role=Role.AGENT, full_name="Awa Agent", password=PASSWORD, email="awa@dgct.ml"
    )


@pytest.fixture
def activity(department):
    """One of three activities, the two others being done: 2 / 3."""
    plan = PlanFactory(code="DGCT-2023", title="Plan d’actions 2023", department=department)
    for _ in range(2):
        other = ActivityFactory(plan=plan)
        report_status(activity=other, by=None, status="done", effective_date=date(2023, 6, 30), approved=True)
    return ActivityFactory(plan=plan, title="Former les régisseurs")


def sign_in_by_form(page, person):
    page.goto("/")
    page.get_by_label("Adresse électronique").fill(person.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", [1280, 360])
def test_reporting_done_moves_the_rate_of_the_plan(new_page, person, activity, assert_fits, scripts, width):
    page = new_page(viewport={"width": width, "height": 740}, java_script_enabled=scripts)
    sign_in_by_form(page, person)
    page.goto(activity.plan.get_absolute_url())
    expect(page.get_by_text("66,67").first).to_be_visible()

    page.goto("/")
    page.get_by_role("link", name="Déclarer l’état de Former les régisseurs").click()
    page.get_by_label("Réalisée", exact=True).check()
    page.get_by_label("État à la date du").fill("2023-12-20")
    page.get_by_label("Dépensé à ce jour").fill("1 500 000")
    page.get_by_role("button", name="Enregistrer l’état").click()
    expect(page.get_by_text("L’état est enregistré")).to_be_visible()
    expect(page.get_by_text("réalisée au 20 décembre 2023")).to_be_visible()

    page.get_by_role("link", name="Voir le plan").click()
    expect(page.get_by_text("100").first).to_be_visible()
    expect(page.get_by_text("66,67")).to_have_count(0)


def test_a_mistake_is_told_beside_its_field_and_what_was_typed_stays(phone_page, sign_in, person, activity):
    page = sign_in(phone_page, person)
    page.goto(f"/activites/{activity.pk}/etat/")
    page.get_by_label("En cours", exact=True).check()
    page.get_by_label("Avancement (%)").fill("140")
    page.get_by_label("Dépensé à ce jour").fill("abc")
    page.get_by_label("Commentaire").fill("Une session faite")
    page.get_by_role("button", name="Enregistrer l’état").click()
    expect(page.get_by_role("alert")).to_contain_text("À corriger avant d’enregistrer")
    expect(page.get_by_label("Avancement (%)")).to_have_value("140")
    expect(page.get_by_label("Commentaire")).to_have_value("Une session faite")
    page.get_by_role("alert").get_by_role("link", name="Dépensé à ce jour").click()
    expect(page.get_by_label("Dépensé à ce jour")).to_be_focused()


def test_progress_is_asked_of_an_activity_in_progress_only(page, sign_in, person, activity):
    sign_in(page, person).goto(f"/activites/{activity.pk}/etat/")
    progress = page.get_by_label("Avancement (%)")
    expect(progress).to_be_visible()
    page.get_by_label("En cours", exact=True).check()
    progress.fill("45")
    page.get_by_label("Réalisée", exact=True).check()
    expect(progress).to_be_hidden()
    page.get_by_label("État à la date du").fill("2023-12-20")
    page.get_by_role("button", name="Enregistrer l’état").click()
    expect(page.get_by_text("L’état est enregistré")).to_be_visible()


def test_undoing_takes_the_report_back(page, sign_in, person, activity):
    sign_in(page, person).goto(f"/activites/{activity.pk}/etat/?etat=done")
    page.get_by_role("button", name="Enregistrer l’état").click()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("est retirée ; elle reste dans l’historique")).to_be_visible()
    activity.refresh_from_db()
    assert activity.status == "planned"


@pytest.mark.parametrize(
    "address", ["/", "/activites/", "/activites/{pk}/", "/activites/{pk}/etat/", "/ateliers/"]
)
def test_a_page_is_accessible_and_fits_a_phone(
    new_page, sign_in, person, activity, assert_accessible, assert_fits, address
):
    report_status(activity=activity, by=person, status="in_progress", effective_date=date(2023, 6, 30))
    for width in (360, 1280):
        page = sign_in(new_page(viewport={"width": width, "height": 740}), person)
        page.goto(address.format(pk=activity.pk))
        assert_fits(page)
        assert_accessible(page)


def test_validating_from_the_queue(page, sign_in, person, validator, activity):
    report_status(activity=activity, by=person, status="done", effective_date=date(2023, 6, 30))
    sign_in(page, validator).goto("/activites/a-valider/")
    page.get_by_label("Cocher Former les régisseurs").check()
    page.get_by_role("button", name="Approuver les déclarations cochées").click()
    expect(page.get_by_text("1 déclaration approuvée.")).to_be_visible()
    expect(page.get_by_text("Rien à valider")).to_be_visible()


def test_returning_from_the_queue_asks_why(page, sign_in, person, validator, activity, assert_accessible):
    report_status(activity=activity, by=person, status="done", effective_date=date(2023, 6, 30))
    sign_in(page, validator).goto("/activites/a-valider/")
    assert_accessible(page)
    page.get_by_text("Retourner", exact=True).click()
    page.get_by_label("Motif", exact=True).select_option("Pièce justificative manquante")
    page.get_by_label("Ce qu’il faut corriger").fill("Joindre le rapport")
    page.get_by_role("button", name="Retourner à l’auteur").click()
    expect(page.get_by_text("est retournée à Awa Agent")).to_be_visible()
