"""The end of a plan in a browser, on a desk and a phone: declared, closed, carried over, taken back, reopened."""

from datetime import date
from decimal import Decimal

import pytest

from programmes.models import ActionPlan
from tests.factories import ActivityFactory, PlanFactory, StatusReportFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(department, agent):
    """One of two done; the other has 1 500 left of its budget."""
    plan = PlanFactory(code="SDA-2023", title="Plan 2023", department=department)
    done = ActivityFactory(plan=plan, code="A-001", title="Former les régisseurs", status="done")
    StatusReportFactory(activity=done, author=agent)
    ActivityFactory(plan=plan, code="A-002", title="Réviser le guide", budget=Decimal(1500))
    return plan


def body(page) -> str:
    return page.locator("body").inner_text().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    "screen",
    [
        {"viewport": {"width": 1280, "height": 900}},
        {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
    ],
    ids=["desk", "phone"],
)
def test_a_plan_to_its_end(new_page, sign_in, direction, plan, screen, assert_accessible, assert_fits):
    page = sign_in(new_page(**screen), direction)

    def looked_at():
        assert_accessible(page)
        assert_fits(page)

    page.goto("/plans/SDA-2023/")
    page.get_by_role("link", name="Saisir les chiffres déclarés").click()
    looked_at()
    page.get_by_label("Taux d’exécution physique").fill("75 %")
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url("**/plans/SDA-2023/#declare")
    page.get_by_role("link", name="Clore le plan").click()
    looked_at()
    assert "1 / 2" in body(page)
    page.get_by_role("button", name="Clore le plan et arrêter ses chiffres").click()

    page.wait_for_url("**/plans/SDA-2023/reconduction/")
    looked_at()
    assert page.get_by_label("Reste à dépenser de A-002").input_value() == "1\u202f500"
    page.get_by_role("button", name="Reconduire les activités cochées").click()
    following = ActionPlan.objects.get(year=2024)
    page.wait_for_url(f"**{following.get_absolute_url()}")
    assert following.activities.get().carried_from.code == "A-002"
    page.goto("/plans/SDA-2023/reconduction/")
    looked_at()
    page.get_by_role("button", name=f"Annuler la reconduction dans {following.code}").click()
    page.wait_for_load_state()
    assert not following.activities.exists()

    page.goto("/plans/SDA-2023/")
    looked_at()
    page.get_by_role("link", name="Rouvrir le plan").click()
    page.get_by_label("Motif").fill("Un rapport oublié")
    looked_at()
    page.get_by_role("button", name="Rouvrir le plan").click()
    page.wait_for_url("**/plans/SDA-2023/")
    page.get_by_role("link", name="Cette clôture et ses chiffres").click()
    page.wait_for_url("**/clotures/1/")
    looked_at()
    assert "Motif : Un rapport oublié" in body(page)
    assert "75 %" in body(page)


def test_several_years(page, sign_in, agent, plan, department, assert_accessible, assert_fits):
    PlanFactory(code="SDA-2024", year=2024, department=department, adopted_on=date(2024, 1, 5))
    sign_in(page, agent).goto("/plans/SDA-2023/")
    page.get_by_role("link", name="Ces plans ensemble").click()
    assert "2 + 0 = 2 activités" in body(page)
    assert_accessible(page)
    assert_fits(page)
