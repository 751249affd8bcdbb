"""The lists of plans and programmes: filtered, sorted, and as files with the figures of their page."""

import csv
import io
from datetime import date

import pytest

from programmes.actions.status import report_status
from programmes.imports.run import import_file
from tests.factories import (
    ActivityFactory,
    CommuneFactory,
    DepartmentFactory,
    ParticipationFactory,
    PlanFactory,
    ProgrammeFactory,
    SectorFactory,
)
from tests.reporting.histories import add

pytestmark = pytest.mark.django_db


def rows_of(response) -> list[dict[str, str]]:
    assert response.status_code == 200
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def page_of(client, address: str) -> list:
    return list(client.get(address).context["page"])


# --- plans


@pytest.fixture
def plans(department):
    programme = ProgrammeFactory(code="ICAE")
    return {
        "open": PlanFactory(code="DGCT-2024", title="Plan d’été", year=2024, department=department),
        "closed": PlanFactory(
            code="DGCT-2023",
            title="Plan clos",
            year=2023,
            department=department,
            adopted_on=date(2023, 1, 5),
            closed_on=date(2023, 12, 31),
        ),
        "draft": PlanFactory(
            code="ICAE-2025", title="Projet", year=2025, department=None, programme=programme, adopted_on=None
        ),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["ICAE-2025", "DGCT-2024", "DGCT-2023"]),
        ("q=ete", ["DGCT-2024"]),
        ("q=dgct plan", ["DGCT-2024", "DGCT-2023"]),
        ("year=2023", ["DGCT-2023"]),
        ("state=draft", ["ICAE-2025"]),
        ("state=adopted", ["DGCT-2024"]),
        ("state=closed", ["DGCT-2023"]),
        ("department=SD-A", ["DGCT-2024", "DGCT-2023"]),
        ("programme=ICAE", ["ICAE-2025"]),
        ("tri=year", ["DGCT-2023", "DGCT-2024", "ICAE-2025"]),
        ("tri=plan", ["DGCT-2023", "DGCT-2024", "ICAE-2025"]),
        ("tri=-plan", ["ICAE-2025", "DGCT-2024", "DGCT-2023"]),
        ("tri=password", ["ICAE-2025", "DGCT-2024", "DGCT-2023"]),
        ("state=x", []),
        ("year=1999", []),
    ],
)
def test_plans_are_filtered_and_sorted_alike_on_the_page_and_in_the_file(
    client_as, agent, plans, query, found
):
    client = client_as(agent)
    assert [plan.code for plan in page_of(client, f"/plans/?{query}")] == found
    response = client.get(f"/plans/export.csv?{query}")
    if found:
        assert [row["Code"] for row in rows_of(response)] == found
    else:
        assert response.url == f"/plans/?{query}"


def test_plans_come_fifty_a_page(client_as, agent):
    department = DepartmentFactory()
    for number in range(52):
        PlanFactory(department=department, code=f"P-{number:02}", year=2024)
    client = client_as(agent)
    assert len(page_of(client, "/plans/?page=2")) == 2
    assert "52 plans" in client.get("/plans/").content.decode()
    assert len(rows_of(client.get("/plans/export.csv?page=2"))) == 52


def test_no_plan_found_is_not_no_plan_at_all(client_as, agent, plans):
    assert "Aucun ne répond à ces filtres" in client_as(agent).get("/plans/?q=zzz").content.decode()


def test_a_partner_filters_what_it_sees(client_as, partner_user):
    form = client_as(partner_user).get("/plans/").context["filter"].form
    assert set(form.fields) == {"q", "year", "programme"}


def test_the_file_of_plans_holds_the_figures_of_the_page(client_as, agent, plans):
    for activity in add(plans["open"], 2):
        report_status(activity=activity, by=agent, status="done", effective_date=date(2024, 3, 1))
    add(plans["open"], 1, planned_end=date(2024, 3, 31))
    client = client_as(agent)
    [overview] = [one for one, _ in client.get("/plans/").context["overviews"] if one.plan == plans["open"]]
    [row] = rows_of(client.get("/plans/export.csv?q=DGCT-2024"))
    assert row["Réalisées (pour information)"] == str(overview.counts.done) == "2"
    assert row["Base du taux (pour information)"] == "3"
    assert row["Taux d’exécution physique (pour information)"] == "66,67 %"
    assert overview.execution.percent_text.replace("\u202f", " ") == "66,67 %"
    assert row["En retard (pour information)"] == "1"
    assert row["Situation (pour information)"] == "En exécution"


def test_plans_as_exported_are_imported_back_unchanged(client_as, agent, plans, tmp_path):
    add(plans["open"], 2)
    path = tmp_path / "plans.xlsx"
    path.write_bytes(client_as(agent).get("/plans/export.xlsx").content)
    report = import_file(path, "plans", by=None, apply=True)
    assert (report.unchanged, report.changed, report.faults, report.notices) == (3, 0, [], [])


def test_a_plan_without_activities_has_no_rate(client_as, agent, plans):
    [row] = rows_of(client_as(agent).get("/plans/export.csv?q=ICAE"))
    assert row["Taux d’exécution physique (pour information)"] == ""


# --- programmes


@pytest.fixture
def programmes(partner):
    sector = SectorFactory(code="EAU")
    place = CommuneFactory()
    whole = ProgrammeFactory(code="DDRK", title="Développement de Kidal", start=date(2008, 1, 1))
    phase = ProgrammeFactory(code="DDRK-IV", title="Phase quatre", parent=whole, start=date(2015, 1, 1))
    alone = ProgrammeFactory(code="EAM", title="Ensemble", start=date(2012, 1, 1))
    alone.sectors.add(sector)
    alone.places.add(place)
    ParticipationFactory(programme=phase, partner=partner)
    return {"whole": whole, "phase": phase, "alone": alone, "place": place}


@pytest.mark.parametrize(
    ("query", "shown", "exported"),
    [
        ("", ["DDRK", "EAM"], ["DDRK", "DDRK-IV", "EAM"]),
        ("tri=-programme", ["EAM", "DDRK"], ["EAM", "DDRK-IV", "DDRK"]),
        ("tri=-period", ["EAM", "DDRK"], ["DDRK-IV", "EAM", "DDRK"]),
        ("q=kidal", ["DDRK"], ["DDRK"]),
        ("q=quatre", ["DDRK-IV"], ["DDRK-IV"]),
        ("sector=EAU", ["EAM"], ["EAM"]),
        ("partner=PARTENAIRE-A", ["DDRK-IV"], ["DDRK-IV"]),
    ],
)
def test_programmes_are_filtered_and_sorted(client_as, agent, programmes, query, shown, exported):
    client = client_as(agent)
    assert [one.code for one in page_of(client, f"/programmes/?{query}")] == shown
    assert [row["Code"] for row in rows_of(client.get(f"/programmes/export.csv?{query}"))] == exported


def test_programmes_are_filtered_by_place_at_any_level(client_as, agent, programmes):
    place = programmes["place"]
    for key in (place.key, place.cercle.key, place.region.key):
        assert [one.code for one in page_of(client_as(agent), f"/programmes/?place={key}")] == ["EAM"]


def test_phases_stand_under_their_programme(client_as, agent, programmes):
    [whole, alone] = client_as(agent).get("/programmes/").context["overviews"]
    assert [phase.code for phase in whole.phases] == ["DDRK-IV"]
    assert alone.phases == ()


def test_the_figures_of_a_programme_do_not_depend_on_the_filters(client_as, agent, programmes):
    """Its phases count even when their own names are not what was looked for."""
    ActivityFactory(programme=programmes["phase"])
    ActivityFactory(programme=programmes["whole"])
    client = client_as(agent)
    for query in ("", "?q=kidal"):
        overview = client.get(f"/programmes/{query}").context["overviews"][0]
        assert overview.counts.base == 2
    rows = {
        row["Code"]: row["Base du taux (pour information)"]
        for row in rows_of(client.get("/programmes/export.csv"))
    }
    assert rows == {"DDRK": "2", "DDRK-IV": "1", "EAM": "0"}


def test_a_partner_exports_its_programmes_only(client_as, partner_user, programmes):
    [row] = rows_of(client_as(partner_user).get("/programmes/export.csv"))
    assert (row["Code"], row["Phase de"]) == ("DDRK-IV", "")


def test_programmes_as_exported_are_imported_back_unchanged(client_as, agent, programmes, tmp_path):
    path = tmp_path / "programmes.xlsx"
    path.write_bytes(client_as(agent).get("/programmes/export.xlsx").content)
    report = import_file(path, "programmes", by=None, apply=True)
    assert (report.unchanged, report.changed, report.faults, report.notices) == (3, 0, [], [])


@pytest.mark.parametrize("address", ["/plans/export.", "/programmes/export."])
def test_another_format_is_404_and_post_is_refused(client_as, agent, address):
    assert client_as(agent).get(f"{address}pdf").status_code == 404
    assert client_as(agent).post(f"{address}csv").status_code == 405


@pytest.mark.parametrize("address", ["/plans/export.csv", "/programmes/export.csv"])
def test_takes_the_same_queries_for_one_or_twenty(client_as, direction, address, django_assert_num_queries):
    client, made = client_as(direction), {}
    for count in (1, 20):
        for _ in range(count):
            ProgrammeFactory(parent=ProgrammeFactory())
            ActivityFactory()
        with django_assert_num_queries(made.get(1) or 100, exact=bool(made)) as queries:
            rows_of(client.get(address))
        made[count] = len(queries)
    assert made[1] == made[20]
