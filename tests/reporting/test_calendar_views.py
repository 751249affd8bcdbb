"""The page of a calendar and its A3 document: who sees them, what they show, at which cost."""

from datetime import date
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from programmes.actions.activities import revise_activity
from reporting.documents.rendering import html_of, render_pdf
from reporting.figures import Situation
from reporting.views import calendar as view
from tests.factories import (
    ActivityFactory,
    DepartmentFactory,
    FundingFactory,
    FundingSourceFactory,
    PlanFactory,
)
from tests.reporting.histories import add, plain, say
from tests.reporting.reading import document, pages, said

pytestmark = pytest.mark.django_db

A3 = (1190.55, 841.89)


@pytest.fixture
def plan(department):
    """One late, one revised, one without a date."""
    plan = PlanFactory(code="DGCT-2023", title="Plan 2023", department=department)
    late = ActivityFactory(
        plan=plan,
        code="A-01",
        title="Former les régisseurs",
        planned_start=date(2023, 4, 1),
        planned_end=date(2023, 6, 30),
    )
    say(late, "in_progress", date(2023, 5, 2), progress=45)
    revised = ActivityFactory(plan=plan, code="A-02", title="Bâtir <l’école>", planned_end=date(2023, 6, 30))
    revise_activity(
        activity=revised,
        field="planned_end",
        new=date(2023, 11, 30),
        decided_on=date(2023, 7, 10),
        reason="Marché infructueux",
        by=None,
    )
    ActivityFactory(plan=plan, code="A-03", title="Tenir le fichier")
    return plan


def address(plan) -> str:
    return reverse("reporting:plan_calendar", args=[plan.code])


def page(client, plan, answer=200, **query) -> str:
    response = client.get(address(plan), query)
    assert response.status_code == answer
    return plain(response.content.decode())


# --- the page --------------------------------------------------------------------------------------


def test_it_works(client_as, agent, plan):
    text = page(client_as(agent), plan, at="2023-09-30")
    assert "3 activités, dont 1 en retard" in text
    assert "1 sans date prévue" in text
    assert "situation au 30 septembre 2023" in text
    assert "Bâtir &lt;l’école&gt;" in text
    assert "A-02 – Bâtir" in text
    assert "À l’origine : jusqu’au 30 juin 2023" in text
    assert text.count('class="initial"') == 2, "in the legend and over the revised one"
    assert f'href="{plan.activities.first().get_absolute_url()}"' in text
    assert "Tenir le fichier" in text


def test_the_same_by_quarter_for_a_telephone(client_as, agent, plan):
    text = page(client_as(agent), plan, at="2023-09-30", view="quarters")
    assert "<svg xmlns" not in text
    assert "2e trimestre 2023" in text
    assert "En retard de 92 jours" in text
    assert "Aucune activité ne s’achève alors." in text


def test_the_same_in_a_table(client_as, agent, plan):
    text = page(client_as(agent), plan, at="2023-09-30", view="table")
    assert "<svg xmlns" not in text
    assert "du 1er avril au 30 juin 2023" in text
    assert "en cours au 2 mai 2023" in text
    assert "jusqu’au 30 juin 2023" in text, "what it was at the start"
    assert text.count('<th scope="row">') == 3


def test_out_of_scope_is_404(client_as, partner_user, plan):
    assert client_as(partner_user).get(address(plan)).status_code == 404


def test_rejects_post(client_as, agent, plan):
    assert client_as(agent).post(address(plan)).status_code == 405


def test_a_partner_sees_its_activities_only(client_as, partner_user, partner, plan):
    FundingFactory(activity=plan.activities.first(), source=FundingSourceFactory(partner=partner))
    text = page(client_as(partner_user), plan)
    assert "Former les régisseurs" in text
    assert "Bâtir" not in text
    assert "1 activité" in text


def test_at_a_past_date_and_back(client_as, agent, plan):
    client = client_as(agent)
    before = page(client, plan, at="2023-07-09")
    assert "Revenir à la situation par défaut" in before
    assert "2 en retard" in before, "the revision was not decided yet"
    assert before.count('class="initial"') == 1, "in the legend only"
    assert "/rapports/calendar/DGCT-2023.pdf?at=2023-07-09" in before
    assert "Le plan n’était pas adopté à cette date." in page(client, plan, at="2023-01-09")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"status": "late"}, ["A-01"]),
        ({"status": "in_progress"}, ["A-01"]),
        ({"status": "planned"}, ["A-02", "A-03"]),
        ({"status": "done"}, []),
        ({"department": "SD-A"}, ["A-01", "A-02", "A-03"]),
        ({"department": "SD-C"}, ["C-01"]),
        ({"department": "-"}, ["C-02"]),
        ({"department": "SD-C", "status": "late"}, []),
    ],
)
def test_filters_in_the_address(client_as, agent, plan, query, shown):
    ActivityFactory(plan=plan, code="C-01", department=DepartmentFactory(code="SD-C"))
    ActivityFactory(plan=plan, code="C-02", department=None)
    response = client_as(agent).get(address(plan), {"at": "2023-09-30", **query})
    found = [entry.activity.code for entry in response.context["page"].object_list]
    expected = shown + (["C-01", "C-02"] if query == {"status": "planned"} else [])
    assert found == expected
    assert ("Aucune ne répond à ces filtres" in response.content.decode()) == (not expected)


@pytest.mark.parametrize(
    "query",
    [{"at": "hier"}, {"known": "2999-01-01"}, {"department": "INCONNUE"}, {"status": "\x00"}, {"view": "3D"}],
)
def test_what_cannot_be_read_is_said(client_as, agent, plan, query):
    text = page(client_as(agent), plan, answer=400, **query)
    assert "Former les régisseurs" in text, "the usual calendar is shown"


def test_a_draft_has_a_calendar_and_no_document_yet(client_as, agent, department):
    plan = PlanFactory(code="PROJET", adopted_on=None, department=department)
    ActivityFactory(plan=plan, title="Proposée", planned_end=date(2023, 6, 30))
    text = page(client_as(agent), plan)
    assert "Proposée" in text
    assert "Imprimer en A3" not in text


def test_without_any_date_the_list_is_unfolded(client_as, agent, department):
    plan = PlanFactory(department=department)
    add(plan, 3, "done")
    text = page(client_as(agent), plan)
    assert "3 activités ; 3 sans date prévue" in text
    assert '<details class="panel" open>' in text
    assert 'class="calendar"' not in text


def test_a_plan_without_activities_says_so(client_as, agent, department):
    assert "Le plan ne compte aucune activité" in page(client_as(agent), PlanFactory(department=department))


def test_a_long_plan_is_leafed_through_by_department_then_by_page(client_as, agent, plan, monkeypatch):
    monkeypatch.setattr(view, "MOST_TOGETHER", 4)
    other = DepartmentFactory(code="SD-C", name="Sous-direction C", position=9)
    add(plan, 6, department=other, planned_end=date(2023, 6, 30))
    client = client_as(agent)
    first = client.get(address(plan), {"at": "2023-09-30"})
    assert [entry.activity.code for entry in first.context["page"].object_list] == ["A-01", "A-02", "A-03"]
    assert "?at=2023-09-30&amp;department=SD-C" in first.content.decode()
    assert "Sous-direction C (6)" in first.content.decode()
    second = client.get(address(plan), {"department": "SD-C", "at": "2023-09-30"})
    assert len(second.context["page"].object_list) == 4
    assert "?department=SD-C&amp;at=2023-09-30&amp;page=2" in second.content.decode()
    last = client.get(address(plan), {"department": "SD-C", "page": "2"})
    assert len(last.context["page"].object_list) == 2


def test_the_same_number_of_queries_with_1_and_with_20_rows(
    client_as, agent, department, django_assert_max_num_queries
):
    plan = PlanFactory(department=department)
    client = client_as(agent)
    counts = []
    for size in (1, 19):
        for row in add(plan, size, planned_end=date(2023, 6, 30), department=DepartmentFactory()):
            say(row, "in_progress", date(2023, 5, 1))
        page(client, plan)
        with django_assert_max_num_queries(14) as queries:
            page(client, plan)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- the document ----------------------------------------------------------------------------------


def test_the_document_is_on_a3_and_says_what_the_page_says(plan):
    made = document("calendar", "DGCT-2023", Situation(date(2023, 9, 30)))
    text = said(html_of(made))
    assert "Situation au 30 septembre 2023 – 3 activités, dont 1 en retard ; 1 sans date prévue" in text
    assert "A-03 Tenir le fichier – planifiée" in text
    pdf = render_pdf(made)
    (sheet,) = PdfReader(BytesIO(pdf)).pages
    assert (float(sheet.mediabox.width), float(sheet.mediabox.height)) == pytest.approx(A3, abs=1)
    (printed,) = pages(pdf)
    for words in ("Former les régisseurs", "T4 2023", "Prévue, dates en vigueur", "Sous-direction A"):
        assert words in printed


@pytest.mark.parametrize(("size", "sheets"), [(68, 2), (90, 2)])
def test_a_year_of_the_directorate_fits_two_sheets(size, sheets):
    plan = PlanFactory(code="GRAND")
    for number in range(6):
        unit = DepartmentFactory(position=number)
        for row in add(plan, size // 6 + (number < size % 6), planned_end=date(2023, 6, 30), department=unit):
            row.title = "Appuyer les communes dans l’élaboration de leurs plans de développement économique"
            row.save()
    printed = pages(render_pdf(document("calendar", "GRAND")))
    assert len(printed) == sheets
    assert all("T1 2023" in sheet and "Prévue, dates en vigueur" in sheet for sheet in printed)


def test_a_reader_of_a_part_is_told_so(client_as, partner_user, partner, plan):
    FundingFactory(activity=plan.activities.first(), source=FundingSourceFactory(partner=partner))
    response = client_as(partner_user).get("/rapports/calendar/DGCT-2023.pdf?at=2023-09-30")
    (printed,) = pages(response.content)
    assert "parmi celles auxquelles le lecteur a accès" in printed
    assert "Bâtir" not in printed


def test_the_command_writes_it(plan, tmp_path):
    target = tmp_path / "calendrier.pdf"
    call_command("report", "calendar", "dgct-2023", "--at", "2023-09-30", "-o", str(target))
    assert "situation au 30 septembre 2023" in pages(target.read_bytes())[0]
