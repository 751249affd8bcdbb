"""The pages of the dashboard: what they say, to whom, at which dates, and what they weigh."""

import gzip
import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import brotli
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.models import Activity
from programmes.summaries import rebuild_states, rebuild_tallies
from tests.factories import (
    ActivityFactory,
    DeclaredFigureFactory,
    DepartmentFactory,
    ParticipationFactory,
    PlanFactory,
    ProgrammeFactory,
)
from tests.recount.worlds import World
from tests.reporting.dashboard.kept import keep
from tests.reporting.histories import add, plain, plan_of_68

pytestmark = pytest.mark.django_db

DASHBOARD = "/tableau-de-bord/"
TAG = re.compile(r"<[^>]*>")


@pytest.fixture
def seen(client_as, direction):
    """A function giving the page as its reader reads it: `seen("year=2023")`; `by` is the reader."""

    def get(query: str = "", by=None, path: str = DASHBOARD, status: int = 200) -> str:
        response = client_as(by or direction).get(f"{path}?{query}")
        assert response.status_code == status
        return response.content.decode()

    return get


def words(page: str) -> str:
    """The texts of a page, one space between them."""
    return " ".join(plain(unescape(TAG.sub(" ", page))).split())


def kept() -> None:
    rebuild_states(Activity.objects.all())
    rebuild_tallies()


@pytest.fixture
def plan(db):
    """42 done, 15 in progress, 11 not done."""
    found = plan_of_68(code="DGCT-2023")
    kept()
    return found


# --- what it says ---------------------------------------------------------------------------------


def test_the_official_rate_comes_with_its_fraction_and_its_coverage(seen, plan):
    said = words(seen("year=2023"))
    assert "Taux d’exécution physique 61,76 % 42 réalisées / 68 activités" in said
    assert "68 activités renseignées sur 68, depuis le 20 décembre 2023" in said
    assert "68 activités, dont 0 annulée" in said


def test_it_is_compared_with_the_same_date_one_year_before(seen, plan):
    add(PlanFactory(year=2022, adopted_on=date(2022, 1, 10), department=plan.department), 2)
    kept()
    said = words(seen("year=2023"))
    assert "61,76 points de plus qu’à la même date en" in said
    assert "exercice 2022 : 0 / 2 = 0 %" in said


def test_the_year_of_today_is_shown_unless_another_is_asked_or_its_plans_are_missing(seen, plan):
    assert "Exercice 2023" in words(seen())
    assert "Exercice 2023" in words(seen("year=n’importe"))
    assert "Exercice 2021" in words(seen("year=2021"))
    assert "Tous les exercices" in words(seen("year=all"))


def test_what_was_declared_stands_beside_what_is_computed_for_a_whole_plan_only(seen, plan):
    DeclaredFigureFactory(plan=plan)
    assert "67,74 %" in words(seen("year=2023"))
    assert "67,74 %" in words(seen("year=all&plan=DGCT-2023"))
    assert "67,74 %" not in words(seen(f"year=2023&department={plan.department.code}"))
    assert "67,74 %" not in words(seen("year=2022"))


def test_money_is_told_by_currency_with_what_is_left_out(seen, plan):
    add(plan, 1, "done", budget=10, spent=5, committed=10)
    add(plan, 1, "done", budget=None, spent=5)
    add(plan, 1, "done", budget=100, spent=25, currency="EUR")
    kept()
    said = words(seen("year=2023"))
    assert "10 FCFA" in said
    assert "5 FCFA 50 % du budget" in said
    assert "25,00 EUR 25 % du budget" in said
    assert "69 sans budget , 5 FCFA dépensés" in said


# --- what is asked --------------------------------------------------------------------------------


def narrowings(page: str) -> dict[str, dict]:
    """Each filter in force, and what the address without it still asks."""
    found = re.findall(r'<li><a href="([^"]*)"><span>(.*?)</span><span aria-hidden="true">×', page)
    return {words(label): parse_qs(urlsplit(unescape(url)).query) for url, label in found}


def test_each_filter_can_be_removed_alone_and_the_rest_stays(seen):
    keep(World(3))
    page = seen("year=2022&department=SD-1&sector=none&par=plan&at=2023-06-30")
    left = narrowings(page)
    assert set(left) == {"Structure : Sous-direction 1", "Domaine : sans domaine"}
    without = left["Structure : Sous-direction 1"]
    assert "department" not in without
    assert without["sector"] == ["none"]
    assert (without["year"], without["par"], without["at"]) == (["2022"], ["plan"], ["2023-06-30"])


def test_boxes_left_empty_are_dropped_from_the_address(client_as, direction, plan):
    response = client_as(direction).get(f"{DASHBOARD}?year=2023&plan=&programme=ICAE&at=&known=&par=plan")
    assert response.status_code == 302
    assert response.url == f"{DASHBOARD}?owner=department&year=2023&programme=ICAE&par=plan"


def test_the_plan_of_a_programme_is_never_added_to_that_of_a_structure(seen):
    own = PlanFactory(code="DGCT-2024", year=2024, adopted_on=date(2024, 1, 10))
    add(own, 62)
    programme = ProgrammeFactory(code="ICAE")
    add(PlanFactory(code="ICAE-2024", year=2024, department=None, programme=programme), 111)
    kept()
    for query, base in (("", 62), ("owner=programme", 111), ("plan=ICAE-2024", 111), ("year=all", 62)):
        said = words(seen(query))
        assert f"0 / {base}" in said, query
        assert f"sur {base}." in said, query
        assert "173" not in said, query
    said = words(seen("year=2024"))
    assert "Exercice 2024, plans des structures" in said
    assert "les deux ne s’additionnent pas" in said


def test_where_only_one_kind_of_plans_holds_anything_there_is_nothing_to_choose(seen, plan):
    kept()
    page = seen("year=2023")
    assert "plans des structures" not in words(page).lower()
    assert "s’additionnent" not in page


def test_of_several_places_the_narrowest_holds(seen):
    keep(World(3))
    page = seen("year=all&region=region-1&cercle=cercle-0&commune=commune-0")
    assert [label.split(" : ")[0] for label in narrowings(page)] == ["Commune"]


def test_choosing_a_group_looks_into_it(seen):
    keep(World(3))
    page = seen("year=all&par=region")
    into = [
        parse_qs(urlsplit(unescape(url)).query)
        for url in re.findall(r'<th scope="row"><a href="([^"]*)"', page)
    ]
    assert {"owner": ["department"], "region": ["region-0"], "year": ["all"], "par": ["cercle"]} in into


def test_a_filter_that_names_nothing_shows_nothing(seen, plan):
    page = seen("year=2023&programme=INCONNU")
    assert "Aucune activité d’un plan adopté ne répond à ces filtres" in words(page)
    assert list(narrowings(page)) == ["Programme : INCONNU"]


@pytest.mark.parametrize(
    "query",
    [
        "year=99999&par=rien&department=%00&region=%C3%A9%27&quarter=12",
        "year=-1&plan=" + "x" * 5000,
        "quarter=abc&kind=%F0%9F%98%80&montre=tout&page=zz",
        "year=2023&par=department&par=plan&department=a&department=b",
    ],
)
def test_nothing_that_an_address_may_hold_breaks_it(seen, plan, query):
    for path in (DASHBOARD, f"{DASHBOARD}groupes/", f"{DASHBOARD}filtres/", f"{DASHBOARD}graphiques/"):
        seen(query, path=path)


def test_a_date_that_cannot_be_read_is_told(seen, plan):
    assert "Choisissez une date entre" in words(seen("at=2999-01-01", status=400))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("year=2020", "Aucune activité cette année"),
        ("year=2023&at=2022-06-30", "Aucune activité à cette date"),
    ],
)
def test_an_empty_page_says_what_to_do(seen, plan, query, said):
    assert said in words(seen(query))


def test_before_any_plan_it_says_where_figures_come_from(seen, db):
    assert "Pas encore de chiffres" in words(seen())


# --- who sees what --------------------------------------------------------------------------------


def test_a_partner_has_the_figures_of_their_programmes_and_no_word_of_the_rest(
    seen, plan, partner, partner_user
):
    own = ProgrammeFactory(code="LE-LEUR", title="Le leur")
    ParticipationFactory(programme=own, partner=partner)
    add(plan, 3, "done", programme=own)
    add(plan, 4, "done", programme=ProgrammeFactory(code="AUTRE", title="Un autre"))
    kept()
    page = seen("year=2023", by=partner_user)
    assert "100 % 3 réalisées / 3 activités" in words(page)
    assert "Un autre" not in page
    assert "par=department" not in page
    assert plan.department.name not in seen("year=2023&par=department", by=partner_user)


def test_what_a_partner_may_not_ask_is_refused(seen, plan, partner_user):
    seen("year=2023&department=none", by=partner_user, status=403)
    seen("year=2023&source=none", by=partner_user, status=403)


def test_who_sees_nothing_is_told_so(seen, plan, other_partner_user):
    assert "Pas encore de chiffres" in words(seen("year=2023", by=other_partner_user))


# --- groups ---------------------------------------------------------------------------------------


@pytest.fixture
def many(db):
    """Twenty departments, the first five with the fewest activities; each status, amounts, late ones."""
    plan = PlanFactory(code="GRAND")
    for rank in range(20):
        unit = DepartmentFactory(code=f"U-{rank:02}", name=f"Unité de la direction régionale n° {rank:02}")
        for status in ("done", "in_progress", "not_done", None):
            add(
                plan,
                2 if rank > 4 else 1,
                status,
                department=unit,
                budget=1_500_000,
                planned_end=date(2023, 3 + rank % 9, 20),
            )
    kept()
    return plan


def test_many_groups_are_cut_to_the_largest_and_the_rest_is_one_click_away(seen, many):
    page = seen("year=2023")
    assert "15 groupes sur 20" in words(page)
    assert "n° 19" in page
    assert "n° 04" not in page
    assert "Tous les groupes" in page
    everything = words(seen("year=2023", path=f"{DASHBOARD}groupes/"))
    assert all(f"n° {rank:02}" in everything for rank in range(20))
    found = words(seen("year=2023&q=REGIONALE+07", path=f"{DASHBOARD}groupes/"))
    assert "n° 07" in found
    assert "n° 08" not in found


def test_the_file_of_the_groups_holds_them_all_and_their_whole(client_as, direction, many):
    response = client_as(direction).get(f"{DASHBOARD}groupes/export.csv?year=2023&par=department")
    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert len(lines) == 22
    assert lines[1].startswith("U-00;")
    whole = dict(zip(lines[0].split(";"), lines[-1].split(";"), strict=True))
    assert whole["Base du taux"] == str(4 * 35)
    assert whole["Taux d’exécution physique"] == "25 %"
    assert whole["Budget (FCFA)"] == str(4 * 35 * 1_500_000)


def test_the_page_makes_the_same_queries_with_two_groups_and_with_twenty(
    client_as, direction, many, django_assert_max_num_queries
):
    client = client_as(direction)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{DASHBOARD}?year=2023&par=quarter")
    with django_assert_max_num_queries(len(few) + 2):
        client.get(f"{DASHBOARD}?year=2023&par=department")


# --- what changed ---------------------------------------------------------------------------------


def test_what_changed_between_two_dates_is_named(seen, plan):
    page = words(seen("year=2023&du=2023-12-19&au=2023-12-31", path=f"{DASHBOARD}changements/"))
    assert "Devenues réalisées 42" in page
    assert "Ligne 0" in page
    calm = words(seen("year=2023&du=2023-12-21&au=2023-12-31", path=f"{DASHBOARD}changements/"))
    assert "Rien n’a changé" in calm


def test_a_period_that_ends_before_it_starts_is_refused(seen, plan):
    path = f"{DASHBOARD}changements/"
    assert "La première date doit précéder la seconde" in words(
        seen("du=2023-12-31&au=2023-12-01", path=path, status=400)
    )


def test_a_partner_is_told_what_changed_in_their_programmes_only(seen, plan, partner, partner_user):
    own = ProgrammeFactory()
    ParticipationFactory(programme=own, partner=partner)
    add(plan, 1, "done", programme=own)
    kept()
    page = words(
        seen("year=2023&du=2023-12-19&au=2023-12-31", path=f"{DASHBOARD}changements/", by=partner_user)
    )
    assert "Devenues réalisées 1" in page


# --- charts ---------------------------------------------------------------------------------------

NAMES = ("etats", "courbe", "semaines", "realisees", "repartition", "groupes")


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_leaves_as_a_drawing_a_picture_and_its_figures(client_as, direction, many, name):
    client = client_as(direction)
    answers = {
        form: client.get(reverse("reporting:dashboard_chart", args=[name, form]), {"year": "2023"})
        for form in ("svg", "png", "csv", "xlsx")
    }
    assert {form: answer.status_code for form, answer in answers.items()} == dict.fromkeys(answers, 200)
    drawn = answers["svg"].content.decode()
    assert drawn.startswith("<svg xmlns")
    assert "Exercice 2023" in drawn
    assert answers["png"].content.startswith(b"\x89PNG")
    assert len(b"".join(answers["csv"]).splitlines()) > 2
    assert f"graphique-{name}-" in answers["png"]["Content-Disposition"]


def test_a_chart_says_the_filters_it_was_drawn_with(client_as, direction, many):
    address = reverse("reporting:dashboard_chart", args=["etats", "svg"])
    drawn = client_as(direction).get(address, {"year": "2023", "department": "U-07"}).content.decode()
    assert "Unité de la direction régionale n° 07" in drawn


@pytest.mark.parametrize(
    ("name", "form", "query"),
    [("rien", "svg", ""), ("etats", "pdf", ""), ("courbe", "svg", "year=all"), ("etats", "svg", "year=2020")],
)
def test_a_chart_that_is_not_there_is_not_found(client_as, direction, many, name, form, query):
    address = reverse("reporting:dashboard_chart", args=[name, form])
    assert client_as(direction).get(f"{address}?{query}").status_code == 404


def test_the_page_of_charts_leaves_out_those_with_nothing_to_show(seen, plan):
    page = seen("year=2023", path=f"{DASHBOARD}graphiques/")
    assert "etats.svg" in page
    assert "courbe.svg" not in page, "no activity of this plan has a planned end"


# --- weight ---------------------------------------------------------------------------------------


def test_a_first_visit_and_a_later_page_stay_light(client_as, direction, many):
    """Pages leave in gzip, files in brotli; fonts are packed already."""
    client, files = client_as(direction), {}
    page = client.get(f"{DASHBOARD}?year=2023").content
    for url in set(re.findall(r'(?:href|src)="/static/([^"?]*)', page.decode())):
        content = (settings.BASE_DIR / "static" / url).read_bytes()
        files[url] = len(brotli.compress(content))
        if url == "css/portal.css":
            for font in re.findall(r'url\("\.\./(fonts/[^"]*)"', content.decode()):
                files[font] = (settings.BASE_DIR / "static" / font).stat().st_size
    assert {"css/portal.css", "css/dashboard.css", "fonts/portail-sans-Regular.woff2"} <= set(files)
    assert len(gzip.compress(page)) <= 15_000
    assert len(gzip.compress(page)) + sum(files.values()) <= 60_000


def test_the_other_pages_stay_light_too(client_as, direction, many):
    client = client_as(direction)
    for path in ("groupes/", "graphiques/", "filtres/", "changements/"):
        page = client.get(f"{DASHBOARD}{path}", {"year": "2023"}).content
        assert len(gzip.compress(page)) <= 15_000, path


def test_the_filters_name_every_choice_once(seen, many):
    ActivityFactory(plan=many)
    page = seen("year=2023&department=U-07", path=f"{DASHBOARD}filtres/")
    assert '<option value="U-07" selected>Unité de la direction régionale n° 07</option>' in page
    assert page.count('<option value="U-08">') == 1
    assert page.count("selected") == len(re.findall("<select", page))


# --- what an address may hold ---------------------------------------------------------------------


@pytest.mark.parametrize("path", [DASHBOARD, f"{DASHBOARD}graphiques/", "/carte/", "/communes/"])
@pytest.mark.parametrize("year", ["0000", "0001", "9999", "99999999", "²"])
def test_a_year_that_no_plan_can_have_is_the_usual_one(seen, plan, path, year):
    kept()
    page = words(seen(f"year={year}", path=path))
    assert "2023" in page
    assert year not in page


def test_a_declaration_is_not_compared_before_it_was_made(seen, plan):
    DeclaredFigureFactory(plan=plan, declared_on=date(2023, 12, 23))
    kept()
    assert "67,74" in words(seen("year=2023"))
    assert "67,74" not in words(seen("year=2023&at=2023-09-30"))


def test_a_partner_who_has_nothing_in_a_year_is_told_so_and_no_more(seen, plan, partner_user):
    kept()
    said = words(seen("year=2023", by=partner_user))
    assert "n’est adopté" not in said
