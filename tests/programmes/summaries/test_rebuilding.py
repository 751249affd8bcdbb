"""The kept counts made anew: a stretch of activities at a time, chains whole whatever stretches they run through."""

from datetime import date
from decimal import Decimal

import pytest

from programmes.models import DayTally, Tally
from programmes.summaries import reading, rebuild_tallies, tally_differences
from tests.factories import ActivityFactory, PlanFactory
from tests.programmes.summaries.counted import assert_kept_counts_are_the_figures
from tests.programmes.summaries.told import IN_JUNE, done, group, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(department):
    """Three links of three years, the last entered first: 10 to spend, of which 4 were, then 6, of which 5 were."""
    plans = [
        PlanFactory(department=department, year=year, adopted_on=date(year, 1, 10))
        for year in (2021, 2022, 2023)
    ]
    last = ActivityFactory(plan=plans[2], budget=Decimal(1))
    first = ActivityFactory(plan=plans[0], budget=Decimal(10))
    middle = ActivityFactory(plan=plans[1], budget=Decimal(6), carried_from=first)
    last.carried_from = middle
    last.save()
    report(first, "planned", spent=Decimal(4))
    report(middle, "planned", spent=Decimal(5))
    return first, middle, last


@pytest.mark.parametrize("stretch", [1, 2, 20_000])
def test_a_chain_is_whole_through_all_stretches(chain, stretch, monkeypatch):
    monkeypatch.setattr(reading, "STRETCH", stretch)
    rebuild_tallies()
    every = group("all", year=0)
    assert (every.planned, every.carried) == (1, 2)
    assert (every.budget, every.spent) == (10_00, 9_00)
    assert [group("all", year=year).planned for year in (2021, 2022, 2023)] == [1, 1, 1]
    assert_kept_counts_are_the_figures(IN_JUNE)


def test_what_is_made_anew_has_no_row_of_zeros(department):
    activity = ActivityFactory(plan=PlanFactory(department=department))
    rebuild_tallies()
    report(activity)
    assert DayTally.objects.filter(number=0, done=0).exists()
    rebuild_tallies()
    assert not DayTally.objects.filter(number=0, done=0).exists()
    assert done("all") == 1


def test_a_row_that_is_missing_or_too_much_is_found(department):
    ActivityFactory(plan=PlanFactory(department=department))
    rebuild_tallies()
    Tally.objects.filter(dimension="sector").delete()
    Tally.objects.create(owner="department", year=1999, dimension="all", key=0, done=3)
    found = {(one.group.year, one.group.dimension, one.column) for one in tally_differences()}
    assert {(1999, "all", "done"), (2023, "sector", "planned")} <= found
