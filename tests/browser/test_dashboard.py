"""The dashboard in a browser: its way in, its filters, its numbers, on a desk, on a phone and without JavaScript."""

import re

import pytest

from tests.browser.conftest import accessibility_faults, layout_faults
from tests.recount.worlds import World
from tests.reporting.dashboard.kept import keep

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "?year=2022",
    "?year=all&par=source&montre=argent",
    "?year=2023&par=commune&region=region-0&at=2023-06-30&known=2023-12-31",
    "?year=2020",
    "groupes/?year=all&par=commune",
    "graphiques/?year=2023",
    "graphiques/?year=2023&forme=groupes&par=plan",
    "filtres/?year=2022",
    "changements/?year=2022&du=2022-03-01&au=2022-09-30",
]


@pytest.fixture
def world(transactional_db) -> World:
    return keep(World(2))


def test_every_page_is_accessible_and_fits(page, phone_page, new_page, sign_in, world):
    """The last window is as narrow as a desk's looked at twice as large."""
    faults = []
    zoomed = new_page(viewport={"width": 640, "height": 450})
    for device, shown in {"desk": page, "phone": phone_page, "zoomed": zoomed}.items():
        sign_in(shown, world.people["direction"])
        for address in PAGES:
            assert shown.goto(f"/tableau-de-bord/{address}").status == 200, address
            found = layout_faults(shown) + ([] if device == "zoomed" else accessibility_faults(shown))
            faults += [f"{device}, {address}: {fault}" for fault in found]
    assert faults == [], "\n".join(faults)


def test_from_the_home_page_to_the_rows_behind_a_number(page, sign_in, world):
    sign_in(page, world.people["direction"]).goto("/")
    page.get_by_role("link", name="Tableau de bord", exact=True).click()
    page.get_by_role("link", name="2022", exact=True).click()
    page.get_by_role("link", name="Sous-direction 1").click()
    tag = page.get_by_role("link", name=re.compile("Structure : Sous-direction 1"))
    assert "year=2022&department=SD-1" in page.url
    base = page.locator(".figure--main .figure__fraction a").last
    number = re.match(r"\d+", base.inner_text())[0]
    base.click()
    assert page.locator(".result-count").inner_text().startswith(f"{number} activité")
    page.go_back()
    tag.click()
    page.wait_for_load_state()
    assert "department=SD-1" not in page.url


def test_filters_are_chosen_without_javascript(new_page, sign_in, world):
    page = sign_in(new_page(java_script_enabled=False), world.people["direction"])
    page.goto("/tableau-de-bord/?year=2022")
    page.get_by_role("link", name="Choisir des filtres").click()
    page.get_by_label("Domaine").select_option("domaine-1")
    page.get_by_role("button", name="Afficher").click()
    assert "sector=domaine-1" in page.url
    assert page.get_by_label("Filtres en vigueur").inner_text().startswith("Domaine")
