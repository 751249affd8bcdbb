"""A year in a browser: proposed, adopted, reported on a phone in three taps, validated, closed, carried over."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from playwright.sync_api import expect

from programmes.models import ActionPlan, Activity
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
TITLES = ("Former les régisseurs", "Élaborer le guide", "Équiper les communes")


@pytest.fixture
def on_the_day():
    """A function that sets the server's clock; the browser keeps its own, which decides nothing."""
    clocks = []

    def goes_to(day: date) -> None:
        while clocks:
            clocks.pop().stop()
        clock = time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
        clock.start()
        clocks.append(clock)

    yield goes_to
    while clocks:
        clocks.pop().stop()


def text_of(page) -> str:
    return page.locator("body").inner_text().replace("\u00a0", " ").replace("\u202f", " ")


def propose(phone) -> None:
    """Three lines, one after the other."""
    phone.goto("/plans/SDA-2025/activites/nouvelle/")
    for number, title in enumerate(TITLES, start=1):
        phone.get_by_label("Intitulé").fill(title)
        phone.get_by_label("Fin prévue").first.fill("T4 2025")
        phone.get_by_label("Budget").first.fill(f"{number} 000 000")
        phone.get_by_role("button", name="Enregistrer et en proposer une autre").click()
        expect(phone.get_by_text("est inscrite au plan")).to_be_visible()
        expect(phone.get_by_label("Intitulé")).to_have_value("")


def three_taps(phone, title: str, status: str) -> None:
    phone.goto("/activites/miennes/")
    card = phone.locator("li.card", has_text=title)
    card.locator("summary").tap()
    card.get_by_text(status, exact=True).tap()
    card.get_by_role("button", name="Enregistrer").tap()
    expect(phone.get_by_text("L’état est enregistré")).to_be_visible()


def test_a_year(
    new_page, sign_in, agent, validator, direction, department, on_the_day, assert_accessible, assert_fits
):
    on_the_day(date(2025, 1, 13))
    desk, phone, queue = new_page(**DESKTOP), new_page(**PHONE), new_page(**DESKTOP)

    sign_in(desk, direction).goto("/plans/nouveau/")
    desk.get_by_label("Plan de").select_option(label="Sous-direction A")
    desk.get_by_label("Exercice").fill("2025")
    desk.get_by_label("Titre").fill("Plan d’actions 2025")
    desk.get_by_role("button", name="Ouvrir le plan").click()
    desk.wait_for_url("/plans/SDA-2025/preparation/")
    propose(sign_in(phone, agent))

    on_the_day(date(2025, 1, 31))
    sign_in(desk, direction).goto("/plans/SDA-2025/adopter/")
    desk.get_by_role("button", name="Adopter 3 activités").click()
    desk.wait_for_url("/plans/SDA-2025/")
    assert "0 / 3" in text_of(desk)

    on_the_day(date(2025, 12, 10))
    sign_in(phone, agent)
    three_taps(phone, TITLES[0], "Réalisée")
    three_taps(phone, TITLES[1], "En cours")
    assert_fits(phone)
    assert_accessible(phone)

    sign_in(queue, validator).goto("/activites/a-valider/")
    queue.get_by_role("link", name="Tout cocher").click()
    queue.get_by_role("button", name="Approuver les déclarations cochées").click()
    expect(queue.get_by_text("2 déclarations approuvées.")).to_be_visible()

    on_the_day(date(2025, 12, 20))
    sign_in(desk, direction).goto("/plans/SDA-2025/cloture/")
    assert "1 / 3 = 33,33 %" in text_of(desk)
    assert_accessible(desk)
    desk.get_by_role("button", name="Clore le plan et arrêter ses chiffres").click()
    desk.wait_for_url("/plans/SDA-2025/reconduction/")
    assert_accessible(desk)
    assert_fits(desk)
    desk.get_by_label("Reconduire A-003", exact=True).uncheck()
    desk.get_by_role("button", name="Reconduire les activités cochées").click()
    desk.wait_for_url(re.compile("/plans/SDA-2026/"))
    assert "1 activité reconduite" in text_of(desk)
    carried = Activity.objects.get(plan__code="SDA-2026")
    assert (carried.title, carried.carried_from.code, carried.budget) == (TITLES[1], "A-002", 2_000_000)

    sign_in(phone, agent).goto(carried.carried_from.get_absolute_url())
    assert "SDA-2026" in text_of(phone)
    phone.goto(f"/activites/{carried.carried_from.pk}/etat/")
    expect(phone.get_by_text("Le plan est clos depuis le 20 décembre 2025")).to_be_visible()
    assert_fits(phone)
    assert ActionPlan.objects.get(code="SDA-2025").closed_on == date(2025, 12, 20)
