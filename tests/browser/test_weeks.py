"""A Monday meeting, from the priority written on a phone to the sheet that says it was kept; an absence and its end."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.models import Activity, WeekPriority
from programmes.weeks import Week
from tests.factories import ActivityFactory, PlanFactory
from tests.reporting.histories import say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def week():
    """The week that has just ended."""
    return Week.of(timezone.localdate()).previous


@pytest.fixture
def plan(department, week):
    return PlanFactory(department=department, adopted_on=week.monday - timedelta(days=200))


@pytest.fixture
def check(assert_accessible, assert_fits):
    def look(page):
        assert_accessible(page)
        assert_fits(page)

    return look


def open_sheet(page, week: Week) -> str:
    page.goto(reverse("reporting:week_detail", args=[week.code]))
    return page.locator("main").inner_text()


def test_a_priority_is_written_closed_and_kept(
    page, phone_page, sign_in, agent, direction, plan, week, check
):
    done = ActivityFactory(plan=plan, title="Former les régisseurs")
    say(done, "done", week.monday)
    ActivityFactory(plan=plan, title="Équiper Gao", planned_end=week.monday - timedelta(days=9))

    sign_in(phone_page, agent)
    assert "Former les régisseurs" in open_sheet(phone_page, week)
    phone_page.get_by_role("link", name="Écrire une priorité", exact=True).click()
    phone_page.get_by_label("Priorité", exact=True).fill("Transmettre les termes de référence")
    phone_page.get_by_label("Responsable").select_option(label="Awa Agent")
    check(phone_page)
    phone_page.get_by_role("button", name="Enregistrer", exact=True).click()
    phone_page.wait_for_url(f"**/semaines/{week.code}/#priorites")
    assert "Transmettre les termes de référence" in phone_page.locator("main").inner_text()
    check(phone_page)

    sign_in(page, direction)
    open_sheet(page, week)
    page.get_by_role("button", name=f"Arrêter la fiche de la semaine {week.number}").click()
    assert "Fiche arrêtée" in page.locator("main").inner_text()
    check(page)

    assert "Écrire une priorité" not in open_sheet(phone_page, week)
    phone_page.goto(reverse("programmes:week_outcomes", args=[week.next.code]))
    phone_page.get_by_label("Suite").select_option("not_kept")
    phone_page.get_by_role("button", name="Enregistrer les suites").click()
    assert "Dites pourquoi la priorité n’a pas été tenue." in phone_page.locator("main").inner_text()
    check(phone_page)
    phone_page.get_by_label("Suite").select_option("kept")
    phone_page.get_by_role("button", name="Enregistrer les suites").click()
    phone_page.wait_for_url(f"**/semaines/{week.next.code}/#suites")
    assert WeekPriority.objects.get().outcome == "kept"
    assert "100" in phone_page.locator(".figure").first.inner_text()
    check(phone_page)


def test_an_absence_is_handed_over_and_undone_from_the_message(
    page, sign_in, validator, agent, department, plan, check
):
    ActivityFactory(plan=plan, responsible=agent, title="Former les régisseurs")
    sign_in(page, validator)
    page.goto(reverse("programmes:reassignment"))
    page.get_by_role("link", name="Awa Agent").click()
    check(page)
    assert page.get_by_label("Former les régisseurs").is_checked()
    page.get_by_label("À qui").select_option(label="Vincent Validateur")
    page.get_by_text("Absence", exact=True).click()
    page.get_by_label("Dernier jour de l’absence").fill(str(timezone.localdate() + timedelta(days=7)))
    page.get_by_role("button", name="Confier ces activités").click()
    assert Activity.objects.get().responsible == validator
    assert "Absences en cours" in page.locator("main").inner_text()
    check(page)
    page.get_by_role("button", name="Annuler", exact=True).click()
    assert "1 activité rendue à Awa Agent." in page.locator("main").inner_text()
    assert Activity.objects.get().responsible == agent
