"""Quality of the data: each number is the count of the list it opens; an agent's department comes first."""

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programmes.filters import ActivityFilter
from programmes.imports.runs import ImportRun
from programmes.models import Activity, MeasurementPart
from programmes.summaries import rebuild_states
from reporting.figures.quality import quality_figures
from reporting.figures.quality_lists import LISTED, listed_for
from tests.factories import (
    ActivityFactory,
    CommuneFactory,
    DeclaredFigureFactory,
    FundingFactory,
    IndicatorFactory,
    MeasurementFactory,
    PlanFactory,
    ProgrammeFactory,
    RegionFactory,
    StatusReportFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(department, other_department):
    """Six activities of a department and others, each wrong in its own way; one cancelled, one of a draft."""
    plan = PlanFactory(code="PLAN-2023", year=2023, department=department)
    whole = ActivityFactory(plan=plan, planned_end="2023-06-30", budget=10)
    whole.places.add(CommuneFactory(latitude=14, longitude=-4))
    FundingFactory(activity=whole)
    StatusReportFactory(
        activity=whole,
        status="done",
        spent=12,
        review="approved",
        reviewed_at=timezone.now(),
        reviewer=UserFactory(),
    )
    ActivityFactory(plan=plan, department=None, budget=5)
    ActivityFactory(plan=plan, department=other_department, planned_end="2023-06-30")
    StatusReportFactory(activity=ActivityFactory(plan=plan, budget=5), status="in_progress", review="pending")
    ActivityFactory(plan=plan, status="cancelled", cancelled_on="2023-05-01")
    ActivityFactory(plan=PlanFactory(year=2023, adopted_on=None))
    rebuild_states(Activity.objects.all())
    return plan


def counts(user):
    return {line.check.key: line.count for line in quality_figures(user, 2023).lines}


def test_what_is_missing_is_counted(plan, direction):
    assert counts(direction) == {
        "planned_end": 2,
        "department": 1,
        "commune": 3,
        "budget": 1,
        "source": 3,
        "overspent": 1,
        "evidence": 1,
        "unreported": 2,
        "pending": 1,
    }
    assert quality_figures(direction, 2023).base == 4


def test_three_queries_whatever_the_number(plan, direction):
    for _ in range(5):
        ActivityFactory(plan=plan)
    with CaptureQueriesContext(connection) as seen:
        quality_figures(direction, 2023)
    assert len(seen) == 3


def test_the_department_of_an_agent_comes_first(plan, other_agent, other_department):
    figures = quality_figures(other_agent, 2023)
    assert figures.departments[0] == other_department
    assert figures.own_base == 1
    assert {line.check.key: line.own for line in figures.lines}["budget"] == 1


def test_every_number_opens_the_list_of_what_it_counts(plan, agent, client_as):
    """Of each check and of each department, « sans structure » included."""
    text = client_as(agent).get("/qualite/?year=2023").content.decode()
    links = re.findall(r'href="(/activites/\?[^"]+)">(\d+)<', text)
    assert len(links) > 20
    for address, count in links:
        url = address.replace("&amp;", "&")
        request = RequestFactory().get(url)
        request.user = agent
        listed = ActivityFilter(
            QueryDict(urlsplit(url).query), queryset=Activity.objects.visible_to(agent), request=request
        )
        assert listed.form.is_valid(), listed.form.errors
        assert listed.qs.count() == int(count), url


def test_who_may_mends_many_at_once(plan, validator, direction, agent, client_as):
    def shown(user):
        return client_as(user).get("/qualite/?year=2023").content.decode()

    assert re.search(r"<a [^>]+>Approuver ou retourner", shown(validator))
    assert re.search(r"<a [^>]+>Déclarer leur état", shown(agent))
    assert not re.search(r"<a [^>]+>Déclarer leur état", shown(direction))


def found(key, user, year=2023):
    check = next(one for one in LISTED if one.key == key)
    return [
        (row.label, row.detail.replace("\u202f", " ").replace("\u00a0", " "))
        for row in check.find(user, year)
    ]


def test_parts_that_do_not_add_up_are_said(direction):
    indicator = IndicatorFactory(label="Élus formés", programme=ProgrammeFactory(code="P1"))
    wrong = MeasurementFactory(indicator=indicator, value=50)
    right = MeasurementFactory(indicator=IndicatorFactory(), value=Decimal("0.3"))
    for measurement, women, men in ((wrong, "20", "10"), (right, "0.1", "0.2")):
        MeasurementPart.objects.create(measurement=measurement, sex="women", value=Decimal(women))
        MeasurementPart.objects.create(measurement=measurement, sex="men", value=Decimal(men))
        MeasurementPart.objects.create(measurement=measurement, age_band="tous", value=measurement.value)
    assert found("ventilations", direction) == [("P1 · Élus formés", "50 mesurés ; 30 répartis par sexe")]


def test_programmes_without_dates(direction, admin):
    ProgrammeFactory(code="P1", title="Un", start="2023-01-01", end=None)
    ProgrammeFactory(code="P2", title="Deux", start="2023-01-01", end="2024-01-01")
    assert found("programmes", direction) == [("P1 · Un", "sans fin")]
    check = next(one for one in LISTED if one.key == "programmes")
    assert check.find(admin, 2023)[0].mend_url.startswith("/admin/")
    assert check.find(direction, 2023)[0].mend_url == ""


def test_declared_figures_that_disagree(plan, direction):
    DeclaredFigureFactory(plan=plan, value=Decimal("67.74"))
    ((label, detail),) = found("declares", direction)
    assert label.startswith("PLAN-2023")
    assert "déclaré 67,74 %, calculé 25 %" in detail
    assert found("declares", direction, 2024) == []


def test_weights_that_do_not_make_a_hundred(direction):
    right, wrong = PlanFactory(code="BON", year=2023), PlanFactory(code="FAUX", year=2023)
    equal = PlanFactory(code="EGAL", year=2023)
    for plan, weights in ((right, (60, 40)), (wrong, (60, 30)), (equal, (1, 1))):
        for weight in weights:
            ActivityFactory(plan=plan, weight=weight)
    ((label, detail),) = found("poids", direction)
    assert label.startswith("FAUX")
    assert "2 activités, dont les poids font 90 et non 100" in detail


def test_reports_that_wait_for_long(plan, direction):
    assert found("attente", direction) == []
    report = Activity.objects.get(review="pending").latest_report
    type(report).objects.filter(pk=report.pk).update(entered_at=timezone.now() - timedelta(days=8))
    assert len(found("attente", direction)) == 1


def test_imports_that_wait_are_for_who_imports(admin, direction):
    ImportRun.objects.create(
        kind="plans",
        state="previewed",
        file="imports/a.xlsx",
        file_name="a.xlsx",
        size=1,
        questions=3,
        sha256="0" * 64,
    )
    assert found("noms", admin)[0][1].startswith("3 points à régler")
    assert "noms" not in {one.key for one in listed_for(direction)}


def test_communes_that_the_map_cannot_place(direction):
    bamako = RegionFactory(key="district-bamako", kind="district", name="Bamako")
    CommuneFactory(name="Sans point", cercle__region__name="Gao")
    CommuneFactory(name="Commune 1", region=bamako, cercle=None, latitude=12, longitude=-8)
    CommuneFactory(name="Errante", region=RegionFactory(name="Kidal"), cercle=None, latitude=18, longitude=1)
    assert [label for label, _ in found("coordonnees", direction)] == ["Sans point, région de Gao"]
    assert [label for label, _ in found("cercles", direction)] == ["Errante, région de Kidal"]


def test_a_list_is_shown_and_exported(direction, client_as):
    ProgrammeFactory(code="P1", title="Un")
    client = client_as(direction)
    assert "P1 · Un" in client.get("/qualite/programmes/").content.decode()
    file = client.get("/qualite/programmes/export.csv")
    assert "P1 · Un;sans début et sans fin" in b"".join(file.streaming_content).decode("utf-8-sig")
    assert client.get("/qualite/nulle/").status_code == 404
    assert "Imports qui attendent" not in client.get("/qualite/").content.decode()


def test_the_table_by_department_is_exported(plan, direction, client_as):
    file = client_as(direction).get("/qualite/export.csv?year=2023")
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Structure;Activités (base du taux);Sans fin prévue")
    assert lines[-1].startswith("Ensemble;4;2;1;3")


def test_a_partner_is_refused(partner_user, client_as):
    assert client_as(partner_user).get("/qualite/").status_code == 403
