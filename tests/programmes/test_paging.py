"""The pages of the list of activities: all rows once and in order, however many there are and whatever the order."""

import re
from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict

from programmes import paging
from programmes.list_orders import ACTIVITY_SORTS, PAST_SORTS, sortable, sorted_activities, steps_of
from programmes.models import Activity
from programmes.paging import ActivityPages
from programmes.plan_walk import walked
from programmes.querysets.activities import ActivityQuerySet
from programmes.situation import Situation
from tests.factories import ActivityFactory, CommuneFactory, PlanFactory, SectorFactory, StatusReportFactory

LIST = "/activites/"


@pytest.fixture
def activities(db):
    """Eleven activities in four plans, two of one year; every column has equal values and empty ones."""
    plans = [
        PlanFactory(code=code, year=year) for code, year in zip("CABD", (2023, 2024, 2024, 2022), strict=True)
    ]
    sector = SectorFactory(code="SANTE")
    rows = []
    for n in range(11):
        rows.append(
            ActivityFactory(
                plan=plans[n % 4],
                title=f"Activité {n % 3}",
                code=f"A{n}",
                position=n // 5,
                planned_end=date(2023, 1 + n % 4, 1) if n % 3 else None,
                status=("planned", "in_progress", "done")[n % 3],
                progress=n if n % 3 == 1 and n > 2 else None,
                status_date=date(2023, 1 + n % 2, 1) if n % 2 else None,
                department=None if n == 7 else plans[n % 4].department,
                sector=sector if n % 2 else None,
            )
        )
    return rows


@pytest.fixture
def small(monkeypatch):
    """Pages of three rows, and lists counted up to five."""
    monkeypatch.setattr(paging, "PAGE_SIZE", 3)
    monkeypatch.setattr(paging, "MOST_COUNTED", 5)


def pages(
    key: str = "", rows: ActivityQuerySet | None = None, situation: Situation | None = None
) -> ActivityPages:
    rows = sortable(Activity.objects.all() if rows is None else rows, key, situation)
    return ActivityPages(rows, steps_of(key, situation))


def page(query: str = "", **options) -> paging.ActivityPage:
    return pages(**options).asked(QueryDict(query))


def address(place: dict) -> str:
    return "&".join(f"{name}={value}" for name, value in place.items() if value)


def keys(rows) -> list[int]:
    return [row.pk for row in rows]


SORTS = ["", *ACTIVITY_SORTS, *(f"-{key}" for key in ACTIVITY_SORTS)]


@pytest.mark.parametrize("key", SORTS)
def test_the_pages_follow_one_another_to_the_end_and_back(activities, small, key):
    every = keys(sorted_activities(Activity.objects.all(), key))
    shown, one = [], page(key=key)
    assert not one.has_previous()
    while True:
        shown.append(keys(one))
        if not one.has_next():
            break
        one = page(address(one.following), key=key)
        assert one.number == len(shown) + 1
    assert [row for rows in shown for row in rows] == every
    for rows in shown[-2::-1]:
        assert one.has_previous()
        one = page(address(one.previous), key=key)
        assert keys(one) == rows
        assert one.has_next()


@pytest.mark.parametrize("key", [*PAST_SORTS, *(f"-{key}" for key in PAST_SORTS)])
def test_the_pages_follow_one_another_at_a_past_date(activities, small, key):
    for n, activity in enumerate(activities[:6]):
        StatusReportFactory(activity=activity, status="done", effective_date=date(2023, 3, 1 + n % 2))
    situation = Situation.today(date(2023, 12, 31))
    shown, one = [], page(key=key, situation=situation)
    while True:
        shown += keys(one)
        if not one.has_next():
            break
        one = page(address(one.following), key=key, situation=situation)
    assert shown == keys(sorted_activities(Activity.objects.all(), key, situation))


def test_a_long_list_is_counted_so_far(activities, small):
    assert (pages().count, pages().is_bounded) == (5, True)
    few = pages(rows=Activity.objects.filter(sector__isnull=False))
    assert (few.count, few.is_bounded) == (5, False)


def test_a_long_list_has_a_last_page_and_numbers_as_far_as_it_goes(activities, small):
    every = keys(sorted_activities(Activity.objects.all(), ""))
    assert keys(page("page=3")) == every[6:9]
    for beyond in ("page=99", "before=end", f"after={every[-1]}"):
        last = page(beyond)
        assert keys(last) == every[-3:], beyond
        assert (last.has_previous(), last.has_next(), last.number) == (True, False, None)


@pytest.mark.parametrize(
    "query", ["after=0", "after=abc", "before=9999", "after=²", "before=" + "9" * 40, "page=²"]
)
def test_a_place_that_is_no_more_is_the_first_page_or_the_one_of_its_number(activities, small, query):
    every = keys(sorted_activities(Activity.objects.all(), ""))
    assert keys(page(query)) == every[:3]
    if not query.startswith("page"):
        assert keys(page(f"{query}&page=2")) == every[3:6]


def test_an_address_holds_its_place_when_rows_come_before_it(activities, small):
    second = address(page().following)
    shown = keys(page(second))
    ActivityFactory(plan=PlanFactory(year=2030))
    assert keys(page(second)) == shown


def test_a_short_list_is_numbered_wherever_the_address_starts(activities, monkeypatch):
    monkeypatch.setattr(paging, "PAGE_SIZE", 3)
    every = keys(sorted_activities(Activity.objects.all(), ""))
    for query, first in {
        "page=4": 9,
        "page=99": 9,
        "page=2&after=1": 3,
        "before=end": 0,
        "page=0": 0,
    }.items():
        assert keys(page(query)) == every[first : first + 3], query


@pytest.mark.parametrize(
    "narrowed", [{"plan__year": 2024}, {"plan__year": 2024, "status": "done"}, {"status": "none"}]
)
def test_a_list_counted_plan_after_plan_is_the_same(activities, narrowed):
    rows = Activity.objects.filter(**narrowed)
    counted = ActivityPages(rows, steps_of(""), by_plan=True)
    assert counted.count == rows.count()
    assert keys(counted.asked(QueryDict())) == keys(sorted_activities(rows, ""))


def test_an_empty_list_has_one_empty_page(db):
    assert list(page("page=3")) == []
    assert not page().has_next()


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "narrowed",
    [
        {"department__code": "X"},
        {"sector__code": "SANTE"},
        {"status": "planned"},
        {"sector__isnull": True},
        {"plan__code": "A", "status__in": ("done", "planned")},
        {"search__contains": "activite 1"},
    ],
)
def test_a_walk_finds_the_same_rows(activities, narrowed):
    rows = Activity.objects.filter(**narrowed)
    assert set(walked(rows)) == set(rows)
    among = Activity.objects.filter(**narrowed, pk__in=Activity.objects.filter(position=0).values("pk"))
    assert set(walked(among)) == set(among)


@pytest.mark.sqlite_only
def test_a_walk_follows_the_plans(activities):
    sector = activities[1].sector_id
    rows = walked(Activity.objects.filter(sector=sector)).order_by("-plan__year", "plan__code").values("pk")
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "plan_newest_first" in plan
    assert "activity_sector_list" not in plan


def test_a_long_list_walks_too(activities, small, monkeypatch):
    commune = CommuneFactory()
    for activity in activities[:6]:
        activity.places.add(commune)
    rows = Activity.objects.filter(places=commune, status__in=("planned", "in_progress", "done"))
    assert keys(page(rows=rows)) == keys(sorted_activities(rows, ""))[:3]


def test_the_page_says_how_many_and_leads_on(client_as, direction, activities, small):
    client = client_as(direction)
    first = client.get(f"{LIST}?tri=activity").content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert "Plus de 5 activités" in first
    assert "Page 1" in first
    assert "before=end" in first
    place = address(client.get(f"{LIST}?tri=activity").context["page"].following)
    second = client.get(f"{LIST}?tri=activity&{place}")
    assert "Page 2" in second.content.decode()
    text = second.content.decode()
    assert '?tri=-activity"' in text, "another order starts at its first page"
    files = [link for link in re.findall(r'href="([^"]*)"', text) if "xlsx" in link]
    assert files
    assert not any("after=" in link for link in files), "a file holds the whole list"
