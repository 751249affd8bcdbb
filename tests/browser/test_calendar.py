"""The calendar in a real browser: readable by all, drawn on a desk, listed by quarter on a telephone."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import ActivityFactory, DepartmentFactory, PlanFactory
from tests.reporting.histories import add, say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(department):
    plan = PlanFactory(code="DGCT-2023", department=department)
    for status, row in zip(
        ("planned", "in_progress", "done", "not_done"),
        add(plan, 4, planned_start=date(2023, 4, 1), planned_end=date(2023, 6, 30)),
        strict=True,
    ):
        say(row, "in_progress", date(2023, 5, 2))
        say(row, status, date(2023, 8, 3))
    last = DepartmentFactory(position=9)
    ActivityFactory(plan=plan, code="B-01", department=last, planned_end=date(2023, 12, 31))
    ActivityFactory(plan=plan, code="B-02", title="Sans date")
    return plan


def address(plan, **query) -> str:
    asked = "&".join(f"{name}={value}" for name, value in {"at": "2023-09-30", **query}.items())
    return f"{reverse('reporting:plan_calendar', args=[plan.code])}?{asked}"


@pytest.mark.parametrize("view", ["", "quarters", "table"])
@pytest.mark.parametrize("device", ["page", "phone_page"])
def test_every_way_to_read_it_is_accessible_and_fits(
    request, sign_in, direction, plan, device, view, assert_accessible, assert_fits
):
    shown = sign_in(request.getfixturevalue(device), direction)
    assert shown.goto(address(plan, view=view)).status == 200
    assert_fits(shown)
    assert_accessible(shown)


def test_a_desk_has_the_drawing_and_a_telephone_the_quarters(page, phone_page, sign_in, direction, plan):
    for shown, drawn in ((page, True), (phone_page, False)):
        sign_in(shown, direction).goto(address(plan))
        assert shown.locator(".calendar svg").first.is_visible() == drawn
        assert shown.get_by_role("heading", name="2e trimestre 2023").is_visible() == (not drawn)


def test_the_list_at_a_past_date_is_accessible_and_fits(
    page, phone_page, sign_in, direction, plan, assert_accessible, assert_fits
):
    for shown in (page, phone_page):
        sign_in(shown, direction).goto("/activites/?plan=DGCT-2023&at=2023-09-30")
        assert shown.get_by_text("Situation au 30 septembre 2023", exact=True).is_visible()
        assert_fits(shown)
        assert_accessible(shown)


def test_from_a_number_of_the_past_to_its_activities_and_their_calendar(page, sign_in, direction, plan):
    sign_in(page, direction).goto("/plans/DGCT-2023/?at=2023-09-30")
    page.locator(".figure", has_text="En retard").get_by_role("link").click()
    assert page.locator(".result-count").inner_text().strip() == "2 activités"
    page.go_back()
    page.get_by_role("link", name="Calendrier").click()
    page.locator(".calendar a").first.click()
    page.get_by_role("heading", name="Ligne 0").wait_for()
