"""The life of a plan in a browser, on a desk and a phone: opened, proposed, adopted, revised, cancelled."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.actions.closing import close_plan
from programmes.models import ActionPlan, Activity
from tests.factories import CercleFactory, CommuneFactory, FundingSourceFactory

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = 2026


@pytest.fixture
def territory(transactional_db):
    ansongo = CercleFactory(name="Ansongo")
    return CommuneFactory(key="commune-bara", name="Bara", cercle=ansongo)


def body(page) -> str:
    return page.locator("body").inner_text().replace("\u00a0", " ").replace("\u202f", " ")


def propose(page, title: str, **told: str) -> None:
    page.get_by_label("Intitulé").fill(title)
    for label, text in told.items():
        page.get_by_label(label.replace("_", " "), exact=False).first.fill(text)


def test_a_plan_from_its_opening_to_a_revision(
    new_page, sign_in, agent, validator, direction, department, territory, assert_accessible, assert_fits
):
    FundingSourceFactory(name="Budget national")
    desk = sign_in(new_page(viewport={"width": 1280, "height": 900}), direction)
    phone = sign_in(new_page(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True), agent)

    # The Direction opens the plan; its code is its owner's, and the year.
    desk.goto(reverse("programmes:plan_create"))
    desk.get_by_label("Plan de").select_option(label="Sous-direction A")
    desk.get_by_label("Exercice").fill(str(YEAR))
    desk.get_by_label("Titre").fill("Plan d’actions 2026")
    assert_accessible(desk)
    desk.get_by_role("button", name="Ouvrir le plan").click()
    desk.wait_for_url("/plans/SDA-2026/preparation/")

    # An agent proposes on a phone: a date and a place that are not understood are told beside their field.
    phone.goto("/plans/SDA-2026/preparation/")
    phone.get_by_role("link", name="Proposer la première activité").click()
    propose(phone, "Former les régisseurs", Fin_prévue="bientôt", Lieux="Baara", Budget="12,5 millions")
    phone.get_by_role("button", name="Enregistrer", exact=True).click()
    assert "« bientôt »" in body(phone)
    assert_accessible(phone)
    assert_fits(phone)
    phone.get_by_label("Fin prévue").fill("T3 2026")
    phone.get_by_label("Bara (commune, cercle d’Ansongo)").check()
    phone.get_by_role("button", name="Enregistrer", exact=True).click()
    phone.wait_for_url(re.compile("/preparation/"))
    phone.locator("details.more > summary").first.click()
    phone.get_by_role("button", name="Dupliquer A-001").click()
    phone.get_by_label("Intitulé").fill("Élaborer le guide")
    phone.get_by_role("button", name="Enregistrer", exact=True).click()
    phone.wait_for_url(re.compile("/preparation/"))
    phone.get_by_role("button", name="Monter A-002").click()
    phone.wait_for_url(re.compile("/preparation/"))
    assert_accessible(phone)
    assert_fits(phone)
    assert list(Activity.objects.order_by("position").values_list("code", flat=True)) == ["A-002", "A-001"]

    # The Direction adopts it, with its act.
    desk.goto("/plans/SDA-2026/adopter/")
    assert "2 activités sans produit attendu" in body(desk)
    assert_accessible(desk)
    desk.get_by_label("Acte d’adoption").set_input_files(
        {"name": "acte.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 acte"}
    )
    desk.get_by_role("button", name="Adopter 2 activités").click()
    desk.wait_for_url("/plans/SDA-2026/")
    assert "Acte d’adoption du plan" in body(desk)

    # A validator revises, then takes it back; the Direction cancels; both stay in the history.
    activity = Activity.objects.get(code="A-001")
    second = sign_in(new_page(viewport={"width": 1280, "height": 900}), validator)
    second.goto(activity.get_absolute_url())
    second.get_by_role("link", name="Réviser").click()
    second.get_by_label("Fin prévue").fill("fin 2026")
    second.get_by_label("Motif").fill("Retard de mise à disposition des fonds")
    assert_accessible(second)
    second.get_by_role("button", name="Enregistrer la révision").click()
    second.wait_for_url(activity.get_absolute_url())
    assert "3e trimestre 2026 → fin 2026" in body(second)
    desk.goto(reverse("programmes:activity_cancel", args=[activity.pk]))
    desk.get_by_label("Motif").fill("Financement retiré")
    desk.get_by_role("button", name="Annuler l’activité").click()
    desk.wait_for_url(activity.get_absolute_url())
    assert "Activité annulée depuis le" in body(desk)
    assert_accessible(desk)
    desk.locator(".messages").get_by_role("button", name="Annuler").click()
    desk.wait_for_url(activity.get_absolute_url())
    assert "Décision retirée le jour même" in body(desk)
    desk.goto("/plans/SDA-2026/")
    assert "Révision : fin prévue" in body(desk)
    assert_accessible(desk)
    assert_fits(desk)


def test_a_form_left_open_while_the_plan_was_closed_comes_back_filled(
    page, sign_in, validator, direction, department, territory
):
    plan = ActionPlan.objects.create(
        code="SDA-2026", title="Plan", year=YEAR, department=department, adopted_on=timezone.localdate()
    )
    activity = Activity.objects.create(plan=plan, code="A-001", title="Former", department=department)
    sign_in(page, validator).goto(reverse("programmes:activity_revise", args=[activity.pk]))
    page.get_by_label("Budget").fill("20 000")
    page.get_by_label("Motif").fill("Ce que j’écrivais")
    close_plan(plan=plan, on=timezone.localdate(), by=direction)
    page.get_by_role("button", name="Enregistrer la révision").click()
    page.wait_for_load_state()
    assert page.get_by_label("Motif").input_value() == "Ce que j’écrivais"
    assert "par Diane Direction" in body(page)
    assert "Seule la Direction peut le rouvrir" in body(page)
