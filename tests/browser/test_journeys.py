"""What people come to do, done in a browser: from signing in to seeing the rate move."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from programmes.demonstration import PASSWORD
from programmes.models import Activity

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = "\u202f"


@pytest.fixture
def demonstration(transactional_db):
    """The five documents and the accounts of the demonstration."""
    call_command("demo", stdout=StringIO())


def fill_sign_in(page, email: str, password: str) -> None:
    page.goto(reverse("accounts:login"))
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter").click()


def test_an_agent_reports_an_activity_and_the_rate_moves(phone_page, demonstration):
    page = phone_page
    agent = User.objects.get(email="agent-finances@demonstration.example")
    mine = Activity.objects.reportable_by(agent).filter(plan__code="DGCT-2023", status="in_progress")
    activity = mine.order_by("pk").first()

    fill_sign_in(page, agent.email, PASSWORD)
    page.wait_for_url(reverse("portal:home"))
    page.goto(reverse("reporting:plan_detail", args=["DGCT-2023"]))
    assert f"61,76{NARROW}%" in page.locator("main").inner_text()

    page.goto(activity.get_absolute_url())
    page.get_by_role("link", name="Déclarer l’état").first.click()
    page.get_by_text("réalisée", exact=True).or_(page.get_by_text("Réalisée", exact=True)).first.click()
    page.get_by_role("button", name="Enregistrer l’état").click()
    page.wait_for_url(activity.get_absolute_url())
    assert "L’état est enregistré" in page.locator("body").inner_text()

    page.goto(reverse("reporting:plan_detail", args=["DGCT-2023"]))
    figures = page.locator("main").inner_text()
    assert f"63,24{NARROW}%" in figures  # 43 / 68
    assert f"67,74{NARROW}%" in figures  # what the workshop declared does not move


def test_a_wrong_password_says_so(page, direction):
    fill_sign_in(page, direction.email, "pas-le-bon-mot-de-passe")
    assert page.url.endswith(reverse("accounts:login"))
    assert page.get_by_role("alert").or_(page.locator(".notice--error")).count() >= 1


def test_a_partner_sees_its_programmes_and_downloads_a_pdf(page, demonstration):
    fill_sign_in(page, "amss@demonstration.example", PASSWORD)
    page.wait_for_url(reverse("portal:home"))
    page.goto(reverse("reporting:programme_list"))
    shown = page.locator("main").inner_text()
    assert "Ensemble pour un avenir meilleur" in shown
    assert "ARIDES" not in shown
    answer = page.request.get(reverse("reporting:report_pdf", args=["programme", "EAM"]))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body().startswith(b"%PDF-")
