"""The list of plans and the page of a plan: who sees them, what they show, at which cost."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.actions.activities import cancel_activity
from programmes.actions.closing import close_plan, reopen_plan
from programmes.actions.new_activities import create_activity
from programmes.actions.plans import adopt_plan
from programmes.actions.status import report_status
from programmes.models import Activity, Result, Status
from reporting.figures import plan_figures
from reporting.figures.overview import plan_overviews
from tests.factories import (
    DeclaredFigureFactory,
    DepartmentFactory,
    FundingFactory,
    FundingSourceFactory,
    PlanFactory,
    PlanFundingFactory,
    ProgrammeFactory,
    WorkshopFactory,
)
from tests.reporting.histories import add, plain, plan_of_68

pytestmark = pytest.mark.django_db
LIST = "/plans/"


def page(client, plan, **query) -> str:
    response = client.get(reverse("reporting:plan_detail", args=[plan.code]), query)
    assert response.status_code == 200
    return plain(response.content.decode())


def reported(plan, agent, number=1, **fields):
    """Activities with a report written by the action, so that their copy is true."""
    rows = add(plan, number, **fields)
    for row in rows:
        report_status(activity=row, by=agent, status=Status.DONE, effective_date=date(2023, 6, 1))
    return rows


# --- list -----------------------------------------------------------------------------------------


def test_list_works(client_as, agent):
    plan = PlanFactory(department=agent.departments.get(), title="Plan 2023")
    reported(plan, agent, 2)
    add(plan, 1)
    PlanFactory(title="Plan en préparation", adopted_on=None)
    text = plain(client_as(agent).get(LIST).content.decode())
    assert "Plan 2023" in text
    assert "2 / 3 = 66,67 %" in text
    assert "dont 2 à valider" in text
    assert "0 activité inscrite" in text


def test_list_of_a_partner_holds_only_its_plans(client_as, partner_user, partner):
    PlanFactory(title="Plan des autres")
    shared = PlanFactory(title="Plan partagé")
    funded, _ = add(shared, 2)
    FundingFactory(activity=funded, source=FundingSourceFactory(partner=partner))
    text = plain(client_as(partner_user).get(LIST).content.decode())
    assert "Plan partagé" in text
    assert "Plan des autres" not in text
    assert "0 / 1 = 0 %" in text
    assert "Vos chiffres ne portent que sur les activités que vous pouvez voir" in text


@pytest.mark.parametrize("person", ["agent", "admin", "partner_user"])
def test_empty_list_says_what_to_do(client_as, request, person):
    text = client_as(request.getfixturevalue(person)).get(LIST).content.decode()
    assert "Aucun plan" in text
    assert ("Importez le canevas" in text) == (person == "admin")


def test_list_asks_for_sign_in(client):
    assert client.get(LIST)["Location"].startswith("/connexion/")


def test_list_makes_the_same_number_of_queries_with_1_and_with_20_rows(
    client_as, direction, django_assert_num_queries
):
    client = client_as(direction)

    def one():
        plan = PlanFactory()
        add(plan, 2)

    one()
    client.get(LIST)
    with django_assert_num_queries(11):
        client.get(LIST)
    for _ in range(19):
        one()
    with django_assert_num_queries(11):
        client.get(LIST)


def test_the_list_shows_the_figures_of_the_page(agent):
    """The list sums in SQL the copies that the page recounts from the history."""
    plan = PlanFactory(department=agent.departments.get())
    reported(plan, agent, 3, planned_end=date(2023, 3, 31))
    add(plan, 2, planned_end=date(2023, 3, 31))
    add(plan, 1, planned_end=timezone.localdate())
    (row,) = plan_overviews([plan], Activity.objects.all())
    total = plan_figures(plan, Activity.objects.all()).total
    assert (row.counts, row.late, row.pending, row.listed) == (total.counts, 2, 3, 6)
    assert (total.late, total.pending) == (2, 3)
    close_plan(plan=plan, on=date(2023, 3, 31), by=None)
    plan.refresh_from_db()
    (row,) = plan_overviews([plan], Activity.objects.all())
    assert row.late == plan_figures(plan, Activity.objects.all()).total.late == 0


def test_a_plan_closed_before_its_last_states_is_listed_as_its_page_shows_it(client_as, direction):
    plan = PlanFactory(department=DepartmentFactory())
    (row,) = add(plan, 1)
    report_status(activity=row, by=None, status="done", effective_date=date(2024, 1, 10))
    (cancelled,) = add(plan, 1)
    cancel_activity(activity=cancelled, decided_on=date(2024, 1, 8), reason="Sans objet", by=direction)
    create_activity(plan=plan, by=None, title="Hors plan", added_on=date(2024, 1, 5))
    close_plan(plan=plan, on=date(2023, 12, 31), by=None)
    plan.refresh_from_db()
    (listed,) = plan_overviews([plan], Activity.objects.all())
    total = plan_figures(plan, Activity.objects.all()).total
    assert listed.counts == total.counts
    assert (listed.counts.planned, listed.counts.done, listed.counts.cancelled) == (2, 0, 0)
    # And its numbers lead to the activities of that day.
    response = client_as(direction).get(plan.get_absolute_url())
    (link,) = [link for card, link in response.context["lead_cards"] if card.query == "status=planned"]
    assert len(client_as(direction).get(link).context["rows"]) == 2


# --- page -----------------------------------------------------------------------------------------


def test_it_works(client_as, agent):
    plan = plan_of_68(code="DGCT-2023", title="Plan d’actions 2023")
    text = page(client_as(agent), plan)
    assert "61,76 %" in text
    assert "42 / 68" in text
    assert "68 activités renseignées sur 68, depuis le 20 décembre 2023" in text
    assert "Aucune déclaration n’attend une validation" in text
    assert "15 activités sans avancement indiqué" in text
    assert "68 sans date prévue" in text
    assert "<svg" in text


def test_out_of_scope_is_404(client_as, partner_user):
    plan = plan_of_68()
    assert client_as(partner_user).get(plan.get_absolute_url()).status_code == 404


def test_an_unknown_plan_is_404(client_as, direction):
    assert client_as(direction).get("/plans/INCONNU/").status_code == 404


def test_rejects_post(client_as, direction):
    assert client_as(direction).post(PlanFactory().get_absolute_url()).status_code == 405


def test_a_partner_sees_figures_of_its_activities_and_is_told_so(client_as, partner_user, partner):
    plan = plan_of_68()
    FundingFactory(activity=plan.activities.first(), source=FundingSourceFactory(partner=partner))
    DeclaredFigureFactory(plan=plan)
    text = page(client_as(partner_user), plan)
    assert "1 / 1" in text
    assert "Ces chiffres portent sur 1 activité de ce plan" in text
    assert "67,74" not in text


def test_a_reader_of_a_part_does_not_read_what_a_closing_froze(client_as, partner_user, partner, direction):
    plan = plan_of_68()
    FundingFactory(activity=plan.activities.first(), source=FundingSourceFactory(partner=partner))
    frozen = {"rates": {"execution": {"text": "42 / 68 = 61,76 %"}}}
    close_plan(plan=plan, on=date(2023, 12, 31), by=None, figures=frozen)
    assert "Plan clos à 42 / 68 = 61,76 %" in page(client_as(direction), plan)
    assert "61,76" not in page(client_as(partner_user), plan)


def test_a_number_leads_nowhere_for_who_has_not_the_filter(client_as, partner_user, partner, direction):
    plan = plan_of_68()
    FundingFactory(activity=plan.activities.first(), source=FundingSourceFactory(partner=partner))
    assert f"department={plan.department.code}" in page(client_as(direction), plan)
    assert "department=" not in page(client_as(partner_user), plan)


def test_declared_beside_computed_with_the_explanation_and_the_sentence(client_as, direction):
    plan = plan_of_68()
    add(PlanFactory(year=2024, department=plan.department), 62)
    workshop = WorkshopFactory(title="Atelier de Ségou")
    DeclaredFigureFactory(
        plan=plan, workshop=workshop, quote="soit un taux d’exécution des activités de 67,74%"
    )
    text = page(client_as(direction), plan)
    assert "67,74 %" in text
    assert (
        "Le taux déclaré correspond à 42/62 : 42 réalisées du plan 2023 sur les 62 activités du plan 2024."
        in text
    )
    assert "soit un taux d’exécution des activités de 67,74%" in text
    assert workshop.get_absolute_url() in text


def test_at_a_past_date(client_as, direction):
    """Before the reports of 20 December nothing is done; numbers lead to the list at the same date."""
    plan = plan_of_68()
    client = client_as(direction)
    before = page(client, plan, at="2023-12-19")
    assert "0 / 68" in before
    assert "19 décembre 2023" in before
    assert 'value="2023-12-19"' in before
    assert "?at=2023-12-19" in before, "the PDF is asked at the same date"
    assert "status=done" not in before, "nothing is done"
    assert "&amp;at=2023-12-19&amp;status=planned" in before
    now = page(client, plan)
    assert f"{reverse('programmes:activity_list')}?plan={plan.code}&amp;status=done" in now


def test_as_known_at_a_past_date(client_as, direction):
    text = page(client_as(direction), plan_of_68(), at="2023-12-31", known="2023-12-19")
    assert "31 décembre 2023, telle que connue le 19 décembre 2023" in text
    assert "0 / 68" in text


@pytest.mark.parametrize("day", ["hier", "2023-02-30", "2999-01-01", "0001-01-01"])
def test_an_impossible_date_is_said(client_as, direction, day):
    response = client_as(direction).get(plan_of_68().get_absolute_url(), {"at": day})
    assert response.status_code == 400
    text = plain(response.content.decode())
    assert "42 / 68" in text, "the page shows its default date"
    assert "error" in text


def test_a_draft_has_no_figures_yet(client_as, direction):
    plan = PlanFactory(adopted_on=None)
    add(plan, 3)
    text = page(client_as(direction), plan)
    assert "Pas encore de chiffres" in text
    assert "3 activités inscrites" in text
    assert "0 %" not in text


def test_a_closed_plan_is_shown_at_its_closing_and_its_closings_stay(client_as, direction):
    plan = plan_of_68()
    close_plan(plan=plan, on=date(2023, 12, 31), by=direction)
    plan.refresh_from_db()
    text = page(client_as(direction), plan)
    assert "clos le 31 décembre 2023" in text
    reopen_plan(plan=plan, by=direction, reason="Pièces retrouvées")
    assert "Pièces retrouvées" in page(client_as(direction), plan)


def test_what_a_plan_names_as_a_whole(client_as, direction):
    plan = plan_of_68()
    PlanFundingFactory(plan=plan, source=FundingSourceFactory(name="PADRE/GIZ"))
    Result.objects.create(plan=plan, code="OS1", text="Renforcer la coordination", kind="objective")
    text = page(client_as(direction), plan)
    assert "PADRE/GIZ" in text
    assert "elles ne sont attribuées à aucune activité" in text
    assert "Renforcer la coordination" in text


def test_by_source_says_what_is_shared(client_as, direction):
    plan = PlanFactory()
    (row,) = add(plan, 1, "done", spent=Decimal(7))
    for name in ("Budget national", "ICAE/UNICEF"):
        FundingFactory(activity=row, source=FundingSourceFactory(name=name), amount=Decimal(50))
    text = page(client_as(direction), plan)
    assert "chaque source les compte, le total les compte une fois" in text
    assert "7 FCFA" in text


def test_groups_link_to_the_activities_counted(client_as, direction, department):
    plan = PlanFactory(department=department)
    add(plan, 1, "done")
    assert f"?plan={plan.code}&amp;department=SD-A&amp;status=done" in page(client_as(direction), plan)


def test_the_demonstration_is_marked(client_as, direction):
    plan = PlanFactory()
    add(plan, 2, is_demonstration=True)
    text = page(client_as(direction), plan)
    assert "2 activités de ce plan portent un intitulé de démonstration" in text


@pytest.mark.parametrize(("person", "reads"), [("direction", True), ("agent", False)])
def test_the_history_is_for_those_who_read_the_trail(client_as, request, person, reads):
    plan = PlanFactory(adopted_on=None)
    add(plan, 1)
    adopt_plan(plan=plan, on=date(2023, 1, 10), by=None)
    text = page(client_as(request.getfixturevalue(person)), plan)
    assert ("Historique" in text) == reads
    assert ("adopté le : 10 janvier 2023" in text) == reads


def test_the_same_number_of_queries_with_1_and_with_20_rows(
    client_as, direction, django_assert_max_num_queries
):
    plan = PlanFactory(department=None, programme=ProgrammeFactory())
    client = client_as(direction)

    def one():
        (row,) = add(plan, 1, "done", department=DepartmentFactory())
        FundingFactory(activity=row, source=FundingSourceFactory())
        PlanFundingFactory(plan=plan)

    one()
    page(client, plan)
    with django_assert_max_num_queries(30) as first:
        page(client, plan)
    for _ in range(19):
        one()
    with django_assert_max_num_queries(30) as second:
        page(client, plan)
    assert len(second) == len(first)
