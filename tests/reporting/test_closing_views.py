"""The end of a plan on screen: evaluated, closed, declared, reopened, closed again; each closing readable."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programmes.models import DeclaredFigure, PlanClosing
from programmes.summaries import rebuild_states
from reporting.documents.kinds import KINDS
from reporting.documents.rendering import html_of
from tests.factories import DeclaredFigureFactory, PlanFactory, WorkshopFactory
from tests.reporting.histories import add, plain, plan_of_68, say

pytestmark = pytest.mark.django_db
END = "2023-12-31"


@pytest.fixture
def plan(department):
    """42 / 15 / 11 of 2023, and the 62 of 2024 being prepared."""
    plan = plan_of_68(code="DGCT-2023", department=department)
    add(PlanFactory(code="DGCT-2024", year=2024, department=department, adopted_on=None), 62)
    return plan


@pytest.fixture
def client(client_as, direction):
    return client_as(direction)


def address(name: str, plan, *args) -> str:
    return reverse(f"reporting:{name}", args=[plan.code, *args])


def text_of(client, url: str, status: int = 200, **query) -> str:
    response = client.get(url, query)
    assert response.status_code == status
    return plain(response.content.decode())


def sent(client, plan, **changes) -> dict:
    """What the form of the page sends."""
    form = client.get(address("plan_close", plan), {"le": END}).context["form"]
    return {"closed_on": form["closed_on"].value(), "seen": form["seen"].value(), **changes}


def close(client, plan):
    response = client.post(address("plan_close", plan), sent(client, plan))
    assert response.status_code == 302, response.context["form"].errors
    return response


def test_the_evaluation_shows_what_is_not_settled_and_what_will_be_frozen(client, plan):
    text = text_of(client, address("plan_close", plan), le=END)
    assert "15 activités en cours" in text
    assert "status=in_progress" in text
    assert "42 / 68" in text
    assert "61,76 %" in text
    assert "Aucun chiffre déclaré" in text


def test_what_was_declared_for_a_later_day_is_said_before_closing(client, plan):
    rebuild_states(plan.activities.all())
    assert "déclarée pour plus tard" not in text_of(client, address("plan_close", plan), le=END)
    text = text_of(client, address("plan_close", plan), le="2023-12-19")
    assert "68 activités déclarées pour plus tard" in text
    assert "la clôture à cette date ne le compte pas" in text


def test_the_figures_are_those_of_the_date_asked(client, plan):
    assert "0 / 68" in text_of(client, address("plan_close", plan), le="2023-12-19")


@pytest.mark.parametrize("day", ["2022-12-31", "2100-01-01", "jamais"])
def test_a_date_that_cannot_be_is_said(client, plan, day):
    response = client.get(address("plan_close", plan), {"le": day})
    assert response.context["date_form"].errors


def test_closing_works(client, plan, direction):
    response = close(client, plan)
    assert response.url == reverse("programmes:plan_carry_over", args=[plan.code])
    closing = PlanClosing.objects.get()
    assert (closing.closed_on, closing.closed_by) == (date(2023, 12, 31), direction)
    assert closing.figures["rates"]["execution"]["text"].startswith("42")
    text = text_of(client, plan.get_absolute_url())
    assert "Plan clos depuis le 31 décembre 2023 par Diane Direction" in text
    assert "Recomptés aujourd’hui, ils sont les mêmes" in text
    assert "Exécution physique arrêtée à" in text


def test_a_plan_all_done_leads_to_its_page(client, department):
    plan = PlanFactory(department=department)
    (row,) = add(plan, 1, "done")
    type(row).objects.filter(pk=row.pk).update(status="done")
    assert close(client, plan).url == plan.get_absolute_url()


def test_what_is_frozen_is_what_was_read(client, plan):
    """A report came while the page was open: nothing is closed, the new figures are shown."""
    data = sent(client, plan)
    say(plan.activities.last(), "done", date(2023, 12, 30))
    response = client.post(address("plan_close", plan), data)
    assert "Les chiffres ont changé" in plain(response.content.decode())
    assert "43 / 68" in plain(response.content.decode())
    assert not PlanClosing.objects.exists()
    form = response.context["form"]
    again = {"closed_on": form["closed_on"].value(), "seen": form["seen"].value()}
    assert client.post(address("plan_close", plan), again).status_code == 302


def test_the_act_is_deposited_with_it(client, plan):
    act = SimpleUploadedFile("pv.pdf", b"%PDF-1.4 pv")
    client.post(address("plan_close", plan), sent(client, plan, document=act))
    assert "Acte de clôture du plan (31 décembre 2023)" in text_of(client, address("closing_detail", plan, 1))


def test_an_act_that_is_not_accepted_is_said_beside_its_field(client, plan):
    act = SimpleUploadedFile("pv.exe", b"MZ")
    response = client.post(address("plan_close", plan), sent(client, plan, document=act))
    assert "document" in response.context["form"].errors
    assert "choisissez de nouveau l’acte" in response.content.decode()
    assert not PlanClosing.objects.exists()


def test_closing_twice_is_once(client, plan):
    data = sent(client, plan)
    client.post(address("plan_close", plan), data)
    response = client.post(address("plan_close", plan), data)
    assert "a été clos entre-temps" in response.content.decode()
    assert PlanClosing.objects.count() == 1


def test_a_draft_is_not_closed(client):
    plan = PlanFactory(adopted_on=None)
    assert "adoptez-le d’abord" in text_of(client, address("plan_close", plan))


# --- declared, reopened, closed again -------------------------------------------------------------


def declared(**changes) -> dict:
    return {
        "total": "",
        "done": "42",
        "in_progress": "15",
        "not_done": "11",
        "execution_rate": "67,74",
        **changes,
    }


def test_declared_beside_computed_with_its_explanation(client, plan):
    workshop = WorkshopFactory(title="Atelier de Ségou")
    form = declared(workshop=workshop.pk, declared_on="2023-12-23", quote="soit 67,74 %", seen="")
    response = client.post(address("plan_declare", plan), form)
    assert response.status_code == 302, response.context["form"].errors
    assert DeclaredFigure.objects.get(measure="execution_rate").value == Decimal("67.74")
    text = text_of(client, plan.get_absolute_url())
    assert "Le taux déclaré correspond à 42/62" in text
    assert "soit 67,74 %" in text


def test_a_declaration_is_opened_filled_and_corrected(client, plan):
    workshop = WorkshopFactory()
    DeclaredFigureFactory(plan=plan, workshop=workshop, quote="soit 67,74 %")
    url = f"{address('plan_declare', plan)}?atelier={workshop.code}"
    form = client.get(url).context["form"]
    assert form["execution_rate"].value() == "67,74"
    seen = form["seen"].value()
    client.post(url, {"execution_rate": "61,76", "quote": "soit 67,74 %", "seen": seen})
    row = DeclaredFigure.objects.get()
    assert (row.value, row.quote, row.workshop) == (Decimal("61.76"), "soit 67,74 %", workshop)


@pytest.mark.parametrize("value", ["-1", "douze mille cent", "67,745"])
def test_a_figure_that_cannot_be_is_said_beside_its_field(client, plan, value):
    response = client.post(address("plan_declare", plan), declared(execution_rate=value, seen=""))
    assert "execution_rate" in response.context["form"].errors
    assert not DeclaredFigure.objects.exists()


def test_a_declaration_that_exists_is_not_typed_over(client, plan):
    DeclaredFigureFactory(plan=plan)
    response = client.post(address("plan_declare", plan), declared(seen=""))
    assert "déjà enregistrés" in response.content.decode()


def test_an_unknown_declaration_is_404(client, plan):
    for key in ("AILLEURS", "-"):
        assert client.get(address("plan_declare", plan), {"atelier": key}).status_code == 404


def test_reopened_corrected_closed_again_both_closings_stay(client, plan):
    DeclaredFigureFactory(plan=plan)
    close(client, plan)
    client.post(address("plan_reopen", plan), {"reason": "Un rapport oublié"})
    say(plan.activities.last(), "done", date(2023, 12, 30))
    close(client, plan)
    first = text_of(client, address("closing_detail", plan, 1))
    second = text_of(client, address("closing_detail", plan, 2))
    assert "42 / 68" in first
    assert "Motif : Un rapport oublié" in first
    assert "correspond à 42/62" in first
    assert "43 / 68" in second
    assert "Motif" not in second
    text = text_of(client, plan.get_absolute_url())
    assert address("closing_detail", plan, 1) in text
    assert address("closing_detail", plan, 2) in text
    assert "43 / 68" in text


def test_a_reopening_says_why(client, plan):
    close(client, plan)
    response = client.post(address("plan_reopen", plan), {"reason": " "})
    assert "reason" in response.context["form"].errors
    plan.refresh_from_db()
    assert plan.closed_on


def test_an_open_plan_has_nothing_to_reopen(client, plan):
    assert "n’est pas clos" in text_of(client, address("plan_reopen", plan))


def test_a_closing_that_is_not_there_is_404(client, plan):
    close(client, plan)
    for rank in (0, 2):
        text_of(client, address("closing_detail", plan, rank), status=404)


def test_a_closing_taken_from_a_register_says_that_it_froze_nothing(client, plan):
    PlanClosing.objects.create(plan=plan, closed_on=date(2023, 12, 31))
    text = text_of(client, address("closing_detail", plan, 1))
    assert "Cette clôture n’a pas arrêté de chiffres" in text


def test_the_page_says_when_counting_again_differs(client, plan):
    close(client, plan)
    say(plan.activities.last(), "done", date(2023, 12, 30))
    text = text_of(client, plan.get_absolute_url())
    assert "des chiffres diffèrent de ceux qui ont été arrêtés" in text
    assert "42 / 68" in text


def test_the_report_of_a_closed_plan_prints_the_frozen_figures(client, plan, direction):
    close(client, plan)
    say(plan.activities.last(), "done", date(2023, 12, 30))
    kind = KINDS["plan"]
    text = plain(html_of(kind.build(kind.find(direction, plan.code), direction)))
    assert "42 / 68" in text
    assert "Chiffres arrêtés à la clôture du plan, le 31 décembre 2023" in text
    assert plan.activities.first().title in text


# --- several years --------------------------------------------------------------------------------


def test_two_plans_together(client_as, agent, plan):
    following = PlanFactory(year=2024, department=plan.department, adopted_on=date(2024, 1, 5))
    rows = add(following, 3)
    old = plan.activities.last()
    type(old).objects.filter(pk=rows[0].pk).update(carried_from=old)
    url = reverse("reporting:several_years")
    text = text_of(client_as(agent), url, plans=f"{plan.code},{following.code}")
    assert "68 + 3 − 1 reconduite = 70 activités" in text
    assert f"plans={plan.code}" in text_of(client_as(agent), url)


def test_plans_of_two_owners_are_not_counted_together(client_as, agent, plan):
    url = reverse("reporting:several_years")
    text = text_of(client_as(agent), url, plans=f"{plan.code},{PlanFactory().code}")
    assert "d’une même structure" in text


def test_a_date_that_cannot_be_is_400(client_as, agent, plan):
    url = reverse("reporting:several_years")
    text_of(client_as(agent), url, status=400, plans=plan.code, at="2100-01-01")
