"""Reporting in a hurry: three taps on a phone, the table by keyboard, a line that drops, files, a return taken up."""

from datetime import date

import pytest
from playwright.sync_api import expect

from programmes.actions.reviews import return_report
from programmes.actions.status import report_status
from programmes.models import ActivityKind, Stage, StageGrid, StatusReport
from tests.factories import ActivityFactory, PlanFactory
from tests.pictures import picture

pytestmark = pytest.mark.django_db(transaction=True)

OWN, TABLE = "/activites/miennes/", "/activites/declarer/"
OFFLINE = "Hors ligne : rien n’est perdu"


@pytest.fixture
def plan(department):
    return PlanFactory(code="DGCT-2023", department=department)


@pytest.fixture
def activity(plan):
    return ActivityFactory(
        plan=plan, code="A-01", title="Former les régisseurs", planned_end=date(2023, 6, 30)
    )


@pytest.fixture
def study(plan):
    """An activity whose progress is the sum of its stages."""
    kind = ActivityKind.objects.create(code="etude", name="Étude")
    grid = StageGrid.objects.create(kind=kind, valid_from=date(2023, 1, 1))
    for label, weight in {"Termes de référence": 20, "Recrutement": 25, "Rapport": 55}.items():
        Stage.objects.create(grid=grid, label=label, weight=weight)
    return ActivityFactory(plan=plan, code="A-02", title="Étudier la fiscalité", kind=kind)


def form_of(activity) -> str:
    return f"/activites/{activity.pk}/etat/"


def assert_kept(page, text: str) -> None:
    """The copy on the device, written a moment after the last key, holds a text."""
    page.wait_for_timeout(600)
    assert text in page.evaluate("JSON.stringify(localStorage)")


def lose_the_answer(route) -> None:
    """The portal receives the form; the browser never hears of it."""
    if route.request.method != "POST":
        route.fallback()
        return
    route.fetch(max_redirects=0)
    route.abort()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_three_taps_on_a_phone(new_page, sign_in, agent, activity, study, assert_fits, scripts):
    phone = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
    page = sign_in(new_page(**phone, java_script_enabled=scripts), agent)
    page.goto(OWN)
    assert_fits(page) if scripts else None
    page.locator("summary", has_text="Former les régisseurs").tap()
    page.get_by_text("Réalisée", exact=True).first.tap()
    page.get_by_role("button", name="Enregistrer l’état de Former les régisseurs").tap()
    expect(page.get_by_text("L’état est enregistré : réalisée")).to_be_visible()
    report = StatusReport.objects.get()
    assert (report.activity, report.status, report.author) == (activity, "done", agent)


@pytest.mark.parametrize(
    "missing", ["delete AbortSignal.timeout", "delete HTMLFormElement.prototype.requestSubmit"]
)
def test_an_older_telephone_reports_too(phone_page, sign_in, agent, activity, missing):
    phone_page.add_init_script(missing)
    page = sign_in(phone_page, agent)
    page.goto(OWN)
    page.locator("summary", has_text="Former les régisseurs").tap()
    page.get_by_text("Réalisée", exact=True).first.tap()
    page.get_by_role("button", name="Enregistrer l’état de Former les régisseurs").tap()
    expect(page.get_by_text("L’état est enregistré : réalisée")).to_be_visible()


def test_stages_show_with_the_status_they_go_with(phone_page, sign_in, agent, study):
    page = sign_in(phone_page, agent)
    page.goto(OWN)
    page.locator("summary", has_text="Étudier la fiscalité").tap()
    stage = page.get_by_label("Termes de référence (20 %)")
    expect(stage).to_be_hidden()
    page.get_by_text("En cours", exact=True).last.tap()
    stage.check()
    page.get_by_label("Recrutement (25 %)").check()
    page.get_by_role("button", name="Enregistrer l’état de Étudier").tap()
    expect(page.get_by_text("L’état est enregistré : en cours")).to_be_visible()
    assert StatusReport.objects.get().progress == 45


def test_all_the_stages_propose_done(page, sign_in, agent, study):
    sign_in(page, agent).goto(form_of(study))
    page.get_by_label("En cours", exact=True).check()
    proposal = page.get_by_role("button", name="Enregistrer comme réalisée")
    for label in ("Termes de référence", "Recrutement", "Rapport"):
        expect(proposal).to_be_hidden()
        page.get_by_label(label).check()
    proposal.click()
    expect(page.get_by_text("L’état est enregistré : réalisée")).to_be_visible()


# --- the table ------------------------------------------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_table_saves_what_is_right_and_keeps_what_is_not(
    new_page, sign_in, agent, activity, study, scripts, width
):
    page = sign_in(new_page(viewport={"width": width, "height": 740}, java_script_enabled=scripts), agent)
    page.goto(TABLE)
    page.get_by_label("État, A-02").select_option("Réalisée")
    page.get_by_label("Avancement (%), A-01").fill("140")
    page.get_by_label("Difficulté, A-01").fill("Route coupée")
    page.get_by_role("button", name="Enregistrer le tableau").click()
    expect(page.get_by_text("1 état enregistré.")).to_be_visible()
    expect(page.get_by_text("avancement de 0 à 100 attendu")).to_be_visible()
    expect(page.get_by_label("Difficulté, A-01")).to_have_value("Route coupée")
    page.get_by_label("État, A-01").select_option("En cours")
    page.get_by_label("Avancement (%), A-01").fill("40")
    page.get_by_role("button", name="Enregistrer le tableau").click()
    expect(page.get_by_text("avancement de 0 à 100 attendu")).to_have_count(0)
    expect(page.get_by_text("1 état enregistré.")).to_be_visible()
    assert {(one.activity_id, one.status, one.difficulty) for one in StatusReport.objects.all()} == {
        (activity.pk, "in_progress", "Route coupée"),
        (study.pk, "done", ""),
    }


def test_the_table_by_keyboard(page, sign_in, agent, activity, study):
    """Enter goes down a column and never sends; Tab goes along the row."""
    sign_in(page, agent).goto(TABLE)
    page.get_by_label("Dépensé à ce jour, A-01").focus()
    page.keyboard.type("1000")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Dépensé à ce jour, A-02")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Difficulté, A-02")).to_be_focused()
    assert not StatusReport.objects.exists()


# --- a line that drops ----------------------------------------------------------------------------


def test_what_was_typed_survives_a_line_that_drops(phone_page, sign_in, agent, activity):
    page = sign_in(phone_page, agent)
    page.goto(form_of(activity))
    page.get_by_label("En cours", exact=True).check()
    page.get_by_label("Avancement (%)").fill("45")
    page.get_by_label("Commentaire").fill("Écrit sur la route de San")
    page.context.set_offline(True)
    page.get_by_role("button", name="Tout enregistrer").click()
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    expect(page.get_by_label("Commentaire")).to_have_value("Écrit sur la route de San")
    assert not StatusReport.objects.exists()
    page.context.set_offline(False)
    page.get_by_role("button", name="Tout enregistrer").click()
    expect(page.get_by_text("L’état est enregistré")).to_be_visible()
    assert StatusReport.objects.get().comment == "Écrit sur la route de San"
    page.goto(form_of(activity))
    expect(page.get_by_role("button", name="Reprendre")).to_be_hidden()


def test_retrying_on_demand(phone_page, sign_in, agent, activity):
    page = sign_in(phone_page, agent)
    page.goto(form_of(activity))
    page.get_by_label("Réalisée", exact=True).check()
    page.context.set_offline(True)
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Tout enregistrer").click()
    expect(page.get_by_text("L’état est enregistré")).to_be_visible()


def test_what_was_typed_is_offered_back(phone_page, sign_in, agent, activity, study, assert_accessible):
    """The page was left, the battery was empty: the copy is there, for this activity only, until it is dropped."""
    page = sign_in(phone_page, agent)
    page.goto(form_of(activity))
    page.get_by_label("En cours", exact=True).check()
    page.get_by_label("Avancement (%)").fill("45")
    page.get_by_label("Difficulté rencontrée").fill("Route coupée")
    assert_kept(page, "Route coupée")
    page.goto(form_of(study))
    expect(page.get_by_text("Reprendre ce que vous aviez saisi")).to_be_hidden()
    page.goto(form_of(activity))
    expect(page.get_by_text("Reprendre ce que vous aviez saisi le")).to_be_visible()
    assert_accessible(page)
    expect(page.get_by_label("Difficulté rencontrée")).to_have_value("")
    page.get_by_role("button", name="Reprendre").click()
    expect(page.get_by_label("Difficulté rencontrée")).to_have_value("Route coupée")
    expect(page.get_by_label("Avancement (%)")).to_have_value("45")
    page.reload()
    page.get_by_role("button", name="L’effacer").click()
    page.reload()
    expect(page.get_by_text("Reprendre ce que vous aviez saisi")).to_be_hidden()


def test_a_form_that_arrived_though_the_answer_was_lost_makes_one_report(
    phone_page, sign_in, agent, activity
):
    """The copy holds the token of the form: sent again from it, the portal knows the report."""
    page = sign_in(phone_page, agent)
    page.goto(form_of(activity))
    page.get_by_label("Réalisée", exact=True).check()
    page.get_by_label("Commentaire").fill("Fait")
    page.context.route("**/etat/", lose_the_answer)
    page.get_by_role("button", name="Tout enregistrer").click()
    page.wait_for_timeout(800)
    assert StatusReport.objects.count() == 1
    page.context.unroute("**/etat/")
    page.context.clear_cookies(name="recu")
    page.goto(form_of(activity))
    page.get_by_role("button", name="Reprendre").click()
    page.get_by_role("button", name="Tout enregistrer").click()
    expect(page.get_by_text("L’état est enregistré")).to_be_visible()
    assert StatusReport.objects.count() == 1


def test_signing_out_leaves_nothing_on_the_device(page, sign_in, agent, activity):
    sign_in(page, agent).goto(form_of(activity))
    page.get_by_label("Commentaire").fill("Confidentiel")
    assert_kept(page, "Confidentiel")
    page.get_by_role("button", name="Se déconnecter").first.click()
    expect(page.get_by_text("Vous êtes déconnecté")).to_be_visible()
    page.wait_for_load_state("load")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_card_says_that_the_line_is_down(phone_page, sign_in, agent, activity):
    page = sign_in(phone_page, agent)
    page.goto(OWN)
    page.locator("summary", has_text="Former les régisseurs").tap()
    page.get_by_text("Réalisée", exact=True).tap()
    page.context.set_offline(True)
    page.get_by_role("button", name="Enregistrer l’état").tap()
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Enregistrer l’état").tap()
    expect(page.get_by_text("L’état est enregistré")).to_be_visible()


def test_the_table_is_offered_back_too(page, sign_in, agent, activity):
    sign_in(page, agent).goto(TABLE)
    page.get_by_label("Difficulté, A-01").fill("Route coupée")
    assert_kept(page, "Route coupée")
    page.goto(TABLE)
    page.get_by_role("button", name="Reprendre").click()
    expect(page.get_by_label("Difficulté, A-01")).to_have_value("Route coupée")
    page.get_by_role("button", name="Enregistrer le tableau").click()
    expect(page.get_by_text("1 état enregistré.")).to_be_visible()
    page.wait_for_load_state("load")
    assert page.evaluate("Object.keys(localStorage).length") == 0


# --- files, returns -------------------------------------------------------------------------------


def test_photos_are_told_too_heavy_before_leaving_and_shown_small_after(page, sign_in, agent, activity):
    sign_in(page, agent).goto(form_of(activity))
    files = page.get_by_label("Photos et pièces justificatives")
    files.set_input_files(
        {"name": "film.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + bytes(10_000_001)}
    )
    expect(page.get_by_text("Trop lourd, 10 Mo au plus : « film.pdf »")).to_be_visible()
    files.set_input_files({"name": "ouverture.jpg", "mimeType": "image/jpeg", "buffer": picture((800, 600))})
    expect(page.get_by_text("Trop lourd")).to_be_hidden()
    page.get_by_label("Réalisée", exact=True).check()
    page.get_by_role("button", name="Tout enregistrer").click()
    shown = page.get_by_role("img", name="ouverture")
    expect(shown).to_be_visible()
    shown.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.querySelector('.evidence img').naturalWidth") == 320


def test_a_return_reaches_its_author_and_is_taken_up(phone_page, sign_in, agent, validator, activity):
    report = report_status(
        activity=activity, by=agent, status="done", effective_date=date(2023, 6, 30), comment="Fait"
    )
    return_report(report=report, by=validator, reason="Pièce justificative manquante")
    page = sign_in(phone_page, agent)
    page.goto("/")
    expect(page.get_by_role("heading", name="À reprendre")).to_be_visible()
    expect(page.get_by_text("Pièce justificative manquante")).to_be_visible()
    page.get_by_role("link", name="Reprendre la déclaration sur Former les régisseurs").click()
    expect(page.get_by_text("Pourquoi elle vous revient")).to_be_visible()
    expect(page.get_by_label("Commentaire")).to_have_value("Fait")
    page.get_by_role("button", name="Tout enregistrer").click()
    expect(page.get_by_text("L’état est enregistré")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="À reprendre")).to_have_count(0)


def test_an_approval_is_taken_back_from_the_message(page, sign_in, agent, validator, activity):
    report_status(activity=activity, by=agent, status="done", effective_date=date(2023, 6, 30))
    sign_in(page, validator).goto("/activites/a-valider/")
    page.get_by_role("button", name="Approuver Former les régisseurs").click()
    expect(page.get_by_text("Rien à valider")).to_be_visible()
    page.get_by_role("status").get_by_role("button", name="Annuler").click()
    page.goto("/activites/a-valider/")
    expect(page.get_by_text("1 déclaration à valider")).to_be_visible()


@pytest.mark.parametrize("address", [OWN, TABLE, "/activites/a-valider/"])
def test_a_page_is_accessible_and_fits_a_phone(
    new_page, sign_in, agent, validator, activity, study, assert_accessible, assert_fits, address
):
    returned = report_status(activity=activity, by=agent, status="done", effective_date=date(2023, 6, 30))
    return_report(report=returned, by=validator, reason="Montant à vérifier")
    report_status(activity=study, by=agent, status="in_progress", effective_date=date(2023, 6, 30))
    for width in (360, 1280):
        person = validator if "valider" in address else agent
        page = sign_in(new_page(viewport={"width": width, "height": 740}), person)
        page.goto(address)
        page.locator("main summary").last.click() if address != TABLE else None
        assert_fits(page)
        assert_accessible(page)
    if address == TABLE:
        page.get_by_label("Avancement (%), A-01").fill("140")
        page.get_by_role("button", name="Enregistrer le tableau").click()
        expect(page.get_by_text("avancement de 0 à 100 attendu")).to_be_visible()
        assert_accessible(page)
