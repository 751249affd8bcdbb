"""The map and the pages of places: what each place counts, what is never claimed, who sees what."""

import csv
import gzip
import re
from datetime import date
from io import StringIO
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.boundaries_plane import box_of, path_of
from communes.models import Boundary, Level
from programmes.dimensions import Dimension
from programmes.filters import ActivityFilter
from programmes.models import Activity
from programmes.owners import Owner
from programmes.summaries import rebuild_states, rebuild_tallies
from reporting.charts.map import Standing
from reporting.figures.dashboard import DashboardScope
from reporting.figures.map import map_figures
from reporting.figures.map_measures import Measure
from tests.factories import (
    ActivityFactory,
    CercleFactory,
    CommuneFactory,
    FundingFactory,
    FundingSourceFactory,
    ParticipationFactory,
    PlanFactory,
    ProgrammeFactory,
    RegionFactory,
    StatusReportFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db
SCOPE = DashboardScope(2023)


@pytest.fixture
def world(partner) -> SimpleNamespace:
    """Two regions; in the first a cercle of two communes and one without any; activities here and there.

    Bara has two activities, one of which also lies in Tessit; one names the other region, one no place at all.
    """
    gao, kidal = RegionFactory(key="region-gao", name="Gao"), RegionFactory(key="region-kidal", name="Kidal")
    ansongo = CercleFactory(key="cercle-ansongo", name="Ansongo", region=gao)
    blank = CercleFactory(key="cercle-neuf", name="Neuf", region=gao)
    remote = CercleFactory(key="cercle-tessalit", name="Tessalit", region=kidal)
    bara = CommuneFactory(key="commune-bara", name="Bara", cercle=ansongo, latitude=15, longitude=0)
    tessit = CommuneFactory(key="commune-tessit", name="Tessit", cercle=ansongo, latitude=14, longitude=0)
    empty = CommuneFactory(key="commune-vide", name="Vide", cercle=ansongo, latitude=14, longitude=1)
    north = CommuneFactory(key="commune-nord", name="Nord", cercle=remote, latitude=20, longitude=1)
    plan = PlanFactory(code="PLAN-2023", year=2023)
    programme = ProgrammeFactory(code="P1", start=date(2022, 1, 1), end=date(2024, 1, 1))
    ParticipationFactory(programme=programme, partner=partner)
    one, two, wide, nowhere = (ActivityFactory(plan=plan, code=code) for code in ("A1", "A2", "A3", "A4"))
    one.places.add(bara)
    two.places.add(bara, tessit)
    wide.places.add(kidal)
    Activity.objects.filter(pk=one.pk).update(programme=programme)
    found = SimpleNamespace(**locals())
    count_again()
    return found


def count_again():
    """What the factories write goes round the actions, which keep the counts of the dashboard."""
    rebuild_states(Activity.objects.all())
    rebuild_tallies()


def by_name(user, level, scope=SCOPE, **options):
    figures = map_figures(user, scope, level, **options)
    return {one.place.name: one for one in figures.places}


def test_each_place_counts_what_is_in_it_and_a_larger_one_counts_it_once(world, direction):
    communes = by_name(direction, Level.COMMUNE)
    assert {name: one.figures.base for name, one in communes.items() if one.figures} == {
        "Bara": 2,
        "Tessit": 1,
    }
    assert by_name(direction, Level.CERCLE)["Ansongo"].figures.base == 2
    regions = by_name(direction, Level.REGION)
    assert {name: one.figures.base for name, one in regions.items()} == {"Gao": 2, "Kidal": 1}


def test_nothing_is_claimed_where_something_wider_may_reach(world, direction):
    """An activity names the region of Kidal: of its communes and cercles nobody can tell."""
    communes = by_name(direction, Level.COMMUNE)
    assert communes["Nord"].standing == Standing.UNKNOWN
    assert communes["Vide"].standing == Standing.NOTHING
    assert communes["Bara"].standing == Standing.FIGURE
    assert by_name(direction, Level.CERCLE)["Tessalit"].standing == Standing.UNKNOWN


def test_nothing_is_claimed_of_a_cercle_whose_communes_are_not_known(world, direction):
    assert by_name(direction, Level.CERCLE)["Neuf"].standing == Standing.UNKNOWN


def test_a_programme_is_an_intervention_too(world, direction):
    world.programme.places.add(world.empty)
    vide = by_name(direction, Level.COMMUNE)["Vide"]
    assert (vide.programmes, vide.standing, vide.value(Measure.ACTIVITIES)) == (1, Standing.FIGURE, None)
    assert vide.text(Measure.ACTIVITIES) == "aucune activité de ces plans"
    # Not in a year in which it does not run.
    later = by_name(direction, Level.COMMUNE, DashboardScope(2030))
    assert later["Vide"].standing == Standing.NOTHING


def test_what_is_in_the_plan_of_a_programme_is_shown_apart_and_is_something_all_the_same(world, direction):
    """Plans of structures and of programmes are never added up; neither makes the places of the other empty."""
    plan = PlanFactory(code="PLAN-P1", year=2023, department=None, programme=world.programme)
    ActivityFactory(plan=plan, department=None).places.add(world.empty)
    count_again()
    vide = by_name(direction, Level.COMMUNE)["Vide"]
    assert (vide.figures, vide.standing) == (None, Standing.FIGURE)
    theirs = by_name(direction, Level.COMMUNE, DashboardScope(2023, owner=Owner.PROGRAMME))
    assert theirs["Vide"].figures.base == 1
    assert (theirs["Bara"].figures, theirs["Bara"].standing) == (None, Standing.FIGURE)
    assert theirs["Nord"].standing == Standing.UNKNOWN, "an activity of the other plans names its region"


def test_a_programme_that_names_the_cercle_may_reach_its_communes(world, direction):
    world.programme.places.add(world.ansongo)
    assert by_name(direction, Level.COMMUNE)["Vide"].standing == Standing.UNKNOWN


def test_it_says_what_it_cannot_show(world, direction):
    communes = map_figures(direction, SCOPE, Level.COMMUNE)
    assert (communes.total.base, communes.unplaced, communes.higher) == (4, 1, 1)
    regions = map_figures(direction, SCOPE, Level.REGION)
    assert (regions.unplaced, regions.higher) == (1, 0)


def test_partners_are_those_of_the_programmes_and_who_fund_the_activities(world, direction, other_partner):
    world.programme.places.add(world.tessit)
    FundingFactory(activity=world.one, source=FundingSourceFactory(partner=other_partner))
    communes = by_name(direction, Level.COMMUNE, with_partners=True)
    assert (communes["Bara"].partners, communes["Tessit"].partners, communes["Vide"].partners) == (1, 1, 0)
    assert by_name(direction, Level.CERCLE, with_partners=True)["Ansongo"].partners == 2


def test_a_partner_sees_what_they_may(world, partner_user, other_partner_user, other_partner):
    world.programme.places.add(world.tessit)
    FundingFactory(activity=world.one, source=FundingSourceFactory(partner=other_partner))
    own = by_name(partner_user, Level.COMMUNE, with_partners=True)
    assert {name: one.figures.base for name, one in own.items() if one.figures} == {"Bara": 1}
    assert (own["Tessit"].programmes, own["Bara"].partners) == (1, 0), (
        "who else funds it is not theirs to know"
    )
    others = by_name(other_partner_user, Level.REGION)
    assert others["Kidal"].figures is None


def test_what_is_said_of_an_empty_place_is_no_more_than_what_was_looked_at(world, direction, partner_user):
    """A filter, or a partner's account, hides what others do there."""

    def said(user, scope=SCOPE):
        return by_name(user, Level.COMMUNE, scope)["Vide"].text(Measure.ACTIVITIES)

    assert said(direction) == "aucune intervention connue en 2023"
    assert said(direction, DashboardScope()) == "aucune intervention connue"
    assert (
        said(direction, SCOPE.with_filter(Dimension.PROGRAMME, "P1")) == "rien dans cette sélection en 2023"
    )
    assert said(direction, SCOPE.with_filter(Dimension.REGION, "region-gao")) == said(direction)
    assert said(partner_user) == "rien dans vos programmes en 2023"


def test_a_past_date_is_looked_at(world, direction, client_as):
    late = PlanFactory(code="PLAN-TARD", year=2023, adopted_on=date(2023, 9, 1))
    ActivityFactory(plan=late).places.add(world.bara)
    count_again()
    rows = rows_of(
        client_as(direction), reverse("reporting:map_export", args=["csv"]), "year=2023&at=2023-06-30"
    )
    assert rows["Bara"]["Activités (base du taux)"] == "2"
    assert (
        rows_of(client_as(direction), reverse("reporting:map_export", args=["csv"]), "year=2023")["Bara"][
            "Activités (base du taux)"
        ]
        == "3"
    )


# --- pages ----------------------------------------------------------------------------------------


def rows_of(client, url, query=""):
    """The lines of a CSV file, by the name of the place."""
    response = client.get(f"{url}?{query}")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return {row["Lieu"]: row for row in csv.DictReader(StringIO(text), delimiter=";")}


def page(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_the_map_draws_the_places_and_says_what_it_cannot(world, direction, client_as):
    text = page(client_as(direction), "/carte/?year=2023").replace("\u00a0", " ")
    assert 'href="/communes/commune-bara/"' in text
    assert "<title>Bara : 2 activités</title>" in text
    assert "1 activité ne nomme aucun lieu : la carte ne peut pas les montrer." in text
    assert "1 activité n’est rattachée qu’à une région ou à un cercle" in text


def test_the_numbers_open_the_list_of_their_activities(world, direction, client_as):
    StatusReportFactory(activity=world.one, status="in_progress")
    Activity.objects.filter(pk=world.one.pk).update(planned_end=date(2023, 3, 1))
    count_again()
    text = page(client_as(direction), "/carte/?year=2023&level=cercle")
    links = re.findall(r'href="(/activites/\?[^"]+)">(\d+)<', text)
    assert len(links) >= 2
    for url, count in links:
        asked = RequestFactory().get(url.replace("&amp;", "&"))
        asked.user = direction
        query = QueryDict(urlsplit(url.replace("&amp;", "&")).query)
        listed = ActivityFilter(query, queryset=Activity.objects.visible_to(direction), request=asked)
        assert listed.qs.count() == int(count), url


def test_a_partner_is_shown_neither_structures_nor_other_partners(world, partner_user, client_as):
    text = page(client_as(partner_user), "/carte/?year=2023")
    assert "dans les programmes auxquels vous prenez part" in text
    assert 'name="department"' not in text
    assert 'name="partner"' not in text
    assert "<title>Bara\u00a0: 1 activité</title>" in text


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("level", Level.values)
def test_every_measure_of_every_level_is_drawn(world, direction, client_as, measure, level):
    text = page(client_as(direction), f"/carte/?year=2023&measure={measure}&level={level}")
    assert measure.label.replace("'", "&#x27;") in text


def test_a_status_asks_for_how_many_have_it(world, direction, client_as):
    assert '<h2 class="map__legend-title">Activités réalisées</h2>' in page(
        client_as(direction), "/carte/?year=2023&status=done"
    )


def test_a_region_has_its_map(world, direction, client_as):
    text = page(client_as(direction), "/carte/?year=2023&region=region-gao")
    assert "Carte, région de Gao" in text
    assert "commune-nord" not in text


@pytest.mark.parametrize(
    "query",
    [
        "level=planete",
        "measure=or",
        "region=nulle-part",
        "year=9999",
        "year=x",
        "at=hier",
        "cercle=%00",
        "q=%00",
    ],
)
def test_odd_addresses_are_answered(world, direction, client_as, query):
    for path in ("/carte/", "/communes/", "/communes/commune-bara/"):
        assert client_as(direction).get(f"{path}?{query}").status_code in {200, 400}


def square_around(place):
    x, y = round((float(place.longitude) + 12.5) * 190.74), round((25.1 - float(place.latitude)) * 200)
    ring = [(x - 60, y - 60), (x + 60, y - 60), (x + 60, y + 60), (x - 60, y + 60)]
    left, top, right, bottom = box_of(ring)
    return Boundary(
        place=place, path=path_of([[ring]]), left=left, top=top, right=right, bottom=bottom, source="essai"
    )


def test_areas_are_filled_once_boundaries_are_loaded(world, direction, client_as):
    """The cercle has no boundary of its own: it is drawn by those of its communes."""
    Boundary.objects.bulk_create([square_around(world.bara), square_around(world.tessit)])
    client = client_as(direction)
    for level in ("commune", "cercle"):
        text = page(client, f"/carte/?year=2023&level={level}")
        assert 'class="map__areas"' in text
        assert "Montrer en cercles" in text
    assert "<circle" in page(client, "/carte/?year=2023&drawing=points")


def test_the_map_leaves_as_a_picture_with_its_legend(world, direction, client_as):
    client = client_as(direction)
    svg = client.get("/carte/carte.svg?year=2023")
    assert svg["Content-Type"] == "image/svg+xml"
    assert "Nombre d’activités par commune" in svg.content.decode()
    assert client.get("/carte/carte.png?year=2023").content.startswith(b"\x89PNG")
    assert client.get("/carte/carte.gif").status_code == 404


def test_the_file_has_every_place_and_says_where_nobody_can_tell(world, direction, client_as):
    rows = rows_of(
        client_as(direction), reverse("reporting:place_export", args=["csv"]), "level=commune&year=2023"
    )
    assert {name: row["Remarque"] for name, row in rows.items() if row["Remarque"]} == {
        "Nord": "on ne sait pas",
        "Vide": "aucune intervention connue en 2023",
    }
    assert rows["Bara"]["Cercle"] == "Ansongo"


def test_places_are_found_by_name_and_within_another(world, direction, client_as):
    client = client_as(direction)
    found = page(client, "/communes/?q=TESS")
    assert "commune-tessit" in found
    assert "commune-bara" not in found
    assert 'Cercles <span class="muted">(1)</span>' in found, "Tessalit"
    inside = page(client, "/communes/?within=cercle-ansongo")
    assert "commune-bara" in inside
    assert "commune-nord" not in inside


def test_the_list_asks_as_many_queries_for_many_places(world, direction, client_as):
    client = client_as(direction)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/communes/?level=commune&year=2023")
        return len(seen)

    queries()
    before = queries()
    for at in range(20):
        ActivityFactory(plan=world.plan).places.add(
            CommuneFactory(cercle=world.ansongo, latitude=14 + at / 40, longitude=0)
        )
    assert queries() == before


def test_a_place_says_who_does_what_there(world, direction, client_as, other_partner):
    FundingFactory(activity=world.one, source=FundingSourceFactory(partner=other_partner))
    world.programme.places.add(world.bara)
    workshop = WorkshopFactory(title="Atelier de Bara", place=world.bara)
    text = page(client_as(direction), "/communes/commune-bara/?year=2023")
    for said in (world.programme.title, workshop.title, "finance des activités", "région de Gao"):
        assert said in text
    assert "Base du taux" not in text


def test_a_place_of_a_partner_holds_what_they_may_see(world, partner_user, other_partner, client_as):
    FundingFactory(activity=world.one, source=FundingSourceFactory(partner=other_partner))
    WorkshopFactory(title="Atelier de Bara", place=world.bara)
    text = page(client_as(partner_user), "/communes/commune-bara/?year=2023")
    assert world.one.title in text
    assert world.two.title not in text
    assert "Atelier de Bara" not in text
    assert str(other_partner) not in text


def test_an_unknown_place_is_404(direction, client_as):
    page(client_as(direction), "/communes/nulle-part/", 404)


def test_the_national_map_is_light(direction, client_as):
    call_command("load_territory", apply=True, verbosity=0, stdout=StringIO())
    response = client_as(direction).get("/carte/?measure=nothing")
    assert len(gzip.compress(response.content)) < 40_000
