"""Lists as files: the rows of the page, in its order, for its reader; and nothing that the reader may not see."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from programmes.actions.status import report_status
from programmes.exports import responses
from programmes.exports.headings import is_information
from programmes.imports.kinds import KINDS
from programmes.imports.run import import_file
from programmes.models import Activity
from tests.factories import (
    ActivityFactory,
    CommuneFactory,
    DepartmentFactory,
    FundingFactory,
    FundingSourceFactory,
    ParticipationFactory,
    PlanFactory,
    ProgrammeFactory,
    ResultFactory,
    StatusReportFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db

ACTIVITIES, WORKSHOPS, QUEUE = "/activites/export.", "/ateliers/export.", "/activites/a-valider/export."


def read_csv(response) -> list[dict[str, str]]:
    """The rows of an export, by heading."""
    assert response.status_code == 200
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def sheet_of(response):
    """The sheet of an export."""
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content)).active


@pytest.fixture
def plan(department):
    return PlanFactory(code="DGCT-2024", department=department)


@pytest.mark.parametrize(
    "query", ["", "?q=pont", "?tri=-planned_end", "?tri=activity&plan=DGCT-2024", "?late=1"]
)
def test_the_file_holds_the_rows_of_the_page_in_its_order(client_as, agent, plan, query):
    for number, title in enumerate(["Réparer le pont", "Former les maires", "Visiter le pont"], 1):
        ActivityFactory(plan=plan, title=title, planned_end=date(2020, number, 1))
    ActivityFactory(title="D’un autre plan : pont")
    client = client_as(agent)
    page = [one.title for one in client.get(reverse("programmes:activity_list") + query).context["page"]]
    assert [row["Intitulé"] for row in read_csv(client.get(f"{ACTIVITIES}csv{query}"))] == page
    assert page


def test_all_pages_are_in_the_file(client_as, agent, plan):
    for number in range(53):
        ActivityFactory(plan=plan, code=f"A-{number:02}", position=number)
    client = client_as(agent)
    assert len(client.get("/activites/?page=2").context["page"]) == 3
    assert len(read_csv(client.get(f"{ACTIVITIES}csv?page=2"))) == 53


def test_a_workbook_is_named_in_french_and_dated(client_as, agent, plan):
    ActivityFactory(plan=plan)
    response = client_as(agent).get(f"{ACTIVITIES}xlsx")
    today = timezone.localdate().isoformat()
    assert response["Content-Disposition"] == f'attachment; filename="activites-{today}.xlsx"'
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert "private" in response["Cache-Control"]
    assert sheet_of(response).title == "activities"


def test_csv_is_told_as_such(client_as, agent, plan):
    response = client_as(agent).get(f"{ACTIVITIES}csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.streaming
    assert response["Content-Disposition"].endswith('.csv"')


def test_where_an_activity_stands_is_there_to_be_read(client_as, agent, plan):
    activity = ActivityFactory(plan=plan, department=agent.departments.get(), planned_end=date(2024, 3, 31))
    report_status(
        activity=activity,
        by=agent,
        status="in_progress",
        progress=Decimal("45.5"),
        spent=Decimal(1500),
        effective_date=date(2024, 2, 1),
    )
    [row] = read_csv(client_as(agent).get(f"{ACTIVITIES}csv"))
    shown = {
        heading.removesuffix(" (pour information)"): text
        for heading, text in row.items()
        if is_information(heading)
    }
    assert shown == {
        "État": "En cours",
        "Avancement": "45,5 %",
        "État au": "01/02/2024",
        "Engagé à ce jour": "",
        "Dépensé à ce jour": "1500",
        "En retard": "oui",
        "Validation": "À valider",
    }


@pytest.mark.parametrize("status", ["planned", "in_progress", "done", "not_done"])
@pytest.mark.parametrize("end", [None, date(2024, 6, 30), date(2100, 1, 1)])
@pytest.mark.parametrize("life", [{"adopted_on": None}, {}, {"closed_on": date(2024, 1, 31)}])
def test_late_is_said_as_the_page_says_it(client_as, agent, status, end, life):
    fields = {"adopted_on": date(2023, 1, 1), **life}
    activity = ActivityFactory(plan=PlanFactory(**fields), planned_end=end)
    Activity.objects.filter(pk=activity.pk).update(status=status)
    [row] = read_csv(client_as(agent).get(f"{ACTIVITIES}csv"))
    activity.refresh_from_db()
    assert row["En retard (pour information)"] == ("oui" if activity.is_late else "")


def test_at_a_past_date_the_file_says_what_the_page_says(client_as, agent, plan):
    activity = ActivityFactory(plan=plan, department=agent.departments.get(), planned_end=date(2024, 1, 31))
    report_status(activity=activity, by=agent, status="done", effective_date=date(2024, 6, 1))
    [row] = read_csv(client_as(agent).get(f"{ACTIVITIES}csv?at=2024-03-01"))
    assert row["État, au 01/03/2024 (pour information)"] == "Planifiée"
    assert row["En retard, au 01/03/2024 (pour information)"] == "oui"
    assert "État (pour information)" not in row


def test_the_list_as_exported_is_imported_back_unchanged(client_as, agent, plan, tmp_path):
    activity = ActivityFactory(plan=plan, title="=Former les élus", department=agent.departments.get())
    activity.places.add(CommuneFactory())
    report_status(activity=activity, by=agent, status="done", effective_date=date(2024, 2, 1))
    for form in ("csv", "xlsx"):
        path = tmp_path / f"activites.{form}"
        response = client_as(agent).get(f"{ACTIVITIES}{form}")
        path.write_bytes(response.getvalue() if form == "csv" else response.content)
        report = import_file(path, "activities", by=None, apply=True)
        assert [fault.message for fault in report.faults] == []
        assert (report.unchanged, report.changed, report.notices) == (1, 0, [])


def test_a_partner_gets_only_what_it_may_see(client_as, partner_user, partner, plan):
    own = ParticipationFactory(programme=ProgrammeFactory(code="SIEN"), partner=partner).programme
    other = ProgrammeFactory(code="AUTRE")
    activity = ActivityFactory(
        plan=plan,
        title="À soi",
        programme=own,
        responsible=None,
        result=ResultFactory(code="SECRET", programme=ProgrammeFactory(code="TIERS")),
        carried_from=ActivityFactory(plan=PlanFactory(code="PLAN-INTERNE")),
    )
    funded = ActivityFactory(plan=plan, title="Financée", programme=other)
    FundingFactory(activity=funded, source=FundingSourceFactory(partner=partner))
    ActivityFactory(plan=plan, title="Interne")
    ActivityFactory(plan=PlanFactory(adopted_on=None), title="En préparation", programme=own)
    response = client_as(partner_user).get(f"{ACTIVITIES}csv")
    text = response.getvalue().decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert {row["Intitulé"] for row in rows} == {activity.title, funded.title}
    for hidden in ("Interne", "En préparation", "SECRET", "PLAN-INTERNE"):
        assert hidden not in text


def test_a_partner_does_not_read_addresses_of_accounts(client_as, partner_user, partner, plan, agent):
    programme = ParticipationFactory(programme=ProgrammeFactory(), partner=partner).programme
    ActivityFactory(plan=plan, programme=programme, responsible=agent)
    text = client_as(partner_user).get(f"{ACTIVITIES}csv").getvalue().decode()
    assert "@" not in text
    assert agent.email in client_as(agent).get(f"{ACTIVITIES}csv").getvalue().decode()


def test_another_format_is_404(client_as, agent):
    assert client_as(agent).get(f"{ACTIVITIES}ods").status_code == 404


def test_rejects_post(client_as, agent):
    assert client_as(agent).post(f"{ACTIVITIES}csv").status_code == 405


def test_a_filter_that_cannot_be_read_leads_to_the_page_that_says_so(client_as, agent, plan):
    ActivityFactory(plan=plan)
    response = client_as(agent).get(f"{ACTIVITIES}xlsx?place=nulle+part&page=2")
    assert response.url == "/activites/?place=nulle+part"


def test_a_list_too_long_for_a_workbook_says_what_to_do(client_as, agent, plan, monkeypatch):
    monkeypatch.setattr(responses, "MOST_ROWS", 1)
    ActivityFactory(plan=plan)
    ActivityFactory(plan=plan)
    client = client_as(agent)
    response = client.get(f"{ACTIVITIES}xlsx?plan=DGCT-2024", follow=True)
    assert response.redirect_chain == [("/activites/?plan=DGCT-2024", 302)]
    assert "prenez le CSV" in response.content.decode()
    assert len(read_csv(client.get(f"{ACTIVITIES}csv"))) == 2


def test_takes_the_same_queries_for_one_or_twenty(client_as, agent, plan, django_assert_num_queries):
    client, made = client_as(agent), {}
    for count in (1, 20):
        while Activity.objects.count() < count:
            ActivityFactory(plan=plan, department=DepartmentFactory()).places.add(CommuneFactory())
        with django_assert_num_queries(made.get(1) or 100, exact=bool(made)) as queries:
            read_csv(client.get(f"{ACTIVITIES}csv"))
        made[count] = len(queries)
    assert made[1] == made[20]


# --- workshops, reports to validate


def test_workshops_are_those_of_the_page(client_as, agent):
    WorkshopFactory(code="B", title="Atelier de Ségou", start=date(2023, 12, 20), end=date(2023, 12, 23))
    WorkshopFactory(code="A", title="Atelier de Gao", start=date(2023, 1, 20), end=date(2023, 1, 23))
    client = client_as(agent)
    for query in ("", "?tri=title", "?tri=dates", "?q=segou"):
        page = [one.code for one in client.get(f"/ateliers/{query}").context["page"]]
        assert [row["Code"] for row in read_csv(client.get(f"{WORKSHOPS}csv{query}"))] == page
    assert sheet_of(client.get(f"{WORKSHOPS}xlsx")).title == "workshops"


def test_a_partner_does_not_read_the_other_programmes_of_a_workshop(client_as, partner_user, partner):
    own = ParticipationFactory(programme=ProgrammeFactory(code="SIEN"), partner=partner).programme
    WorkshopFactory().programmes.add(own, ProgrammeFactory(code="AUTRE"))
    [row] = read_csv(client_as(partner_user).get(f"{WORKSHOPS}csv"))
    assert row["Programmes"] == "SIEN"


def test_the_reports_to_validate_are_those_of_the_queue(client_as, agent, validator, department):
    activity = ActivityFactory(plan=PlanFactory(code="P"), department=department, title="Former les élus")
    StatusReportFactory(activity=activity, author=agent, difficulty="Route coupée")
    StatusReportFactory(activity=activity, author=validator)
    [row] = read_csv(client_as(validator).get(f"{QUEUE}csv"))
    assert row["Plan"] == "P"
    assert row["Difficulté rencontrée"] == "Route coupée"
    assert row["Intitulé de l’activité (pour information)"] == "Former les élus"
    assert row["Déclaré par (pour information)"] == agent.full_name


def test_every_list_offers_its_files(client_as, validator, admin, department, agent):
    activity = ActivityFactory(department=department)
    StatusReportFactory(activity=activity, author=agent)
    WorkshopFactory()
    for person, address in (
        (validator, "/activites/"),
        (validator, "/activites/a-valider/"),
        (validator, "/ateliers/"),
        (validator, "/plans/"),
        (admin, "/comptes/"),
    ):
        text = client_as(person).get(f"{address}?tri=x&page=1").content.decode()
        assert f'href="{address}export.xlsx?tri=x"' in text, address
        assert f'href="{address}export.csv?tri=x"' in text, address


def test_the_columns_of_the_import_come_first(client_as, agent, plan):
    headings = [cell.value for cell in sheet_of(client_as(agent).get(f"{ACTIVITIES}xlsx"))[1]]
    told = [is_information(heading) for heading in headings]
    assert told == sorted(told)
    assert headings[0] == KINDS["activities"].columns[0].heading


def test_a_partner_reads_its_own_sources_and_no_other(client_as, partner, other_partner, partner_user):
    activity = ActivityFactory(title="Financée")
    for code, owner in (("A-MOI", partner), ("A-EUX", other_partner), ("A-PERSONNE", None)):
        FundingFactory(activity=activity, source=FundingSourceFactory(code=code, partner=owner))
    (row,) = read_csv(client_as(partner_user).get(f"{ACTIVITIES}csv"))
    assert row["Sources de financement"] == "A-MOI"
