"""Lists as files and templates to fill, in a real browser: looked at, reached by keyboard, downloaded."""

import pytest
from openpyxl import load_workbook

from tests.factories import ActivityFactory, PlanFactory, ProgrammeFactory, WorkshopFactory

pytestmark = pytest.mark.django_db(transaction=True)

LISTS = ["/activites/", "/plans/", "/programmes/", "/ateliers/", "/comptes/"]


@pytest.fixture
def rows(db):
    """Something in every list."""
    ActivityFactory(plan=PlanFactory(code="DGCT-2024"), code="A-1")
    ProgrammeFactory()
    WorkshopFactory()


@pytest.mark.parametrize(
    "address", [*LISTS, "/plans/?q=zzz", "/programmes/?place=nulle", "/imports/modeles/"]
)
def test_the_pages_are_accessible_and_fit(
    page, phone_page, sign_in, admin, rows, address, assert_accessible, assert_fits
):
    for screen in (page, phone_page):
        sign_in(screen, admin)
        screen.goto(address)
        assert_accessible(screen)
        assert_fits(screen)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_downloaded_with_the_keyboard(page, sign_in, admin, rows, address, tmp_path):
    sign_in(page, admin)
    page.goto(address)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="la liste en XLSX").focus()
        page.keyboard.press("Enter")
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.suffix == ".xlsx"
    assert load_workbook(path).active.max_row > 1


def test_a_template_is_downloaded(page, sign_in, admin, tmp_path):
    sign_in(page, admin)
    page.goto("/imports/modeles/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="États d’exécution").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "modele-etats-dexecution.xlsx"
    assert load_workbook(path).sheetnames[0] == "status"
