"""The sixty-eight activities at the end of the year, with what else may be decided: two added, eleven cancelled."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from programmes.summaries import rebuild_tallies
from tests.factories import ActivityFactory, PlanFactory
from tests.year.ledger import Entry, rate_text
from tests.year.lines import LINES, Planned
from tests.year.months import agrees
from tests.year.story import Year

pytestmark = pytest.mark.django_db
ADOPTED, ADDED, REPORTED, CANCELLED = (
    date(2023, 1, 27),
    date(2023, 9, 4),
    date(2023, 12, 15),
    date(2023, 12, 18),
)


@pytest.fixture
def year() -> Iterator[Year]:
    """The plan adopted, its lines there; two added in September; everything reported on 15 December."""
    one = Year()
    plan = PlanFactory(code=one.code, department=one.owner, adopted_on=ADOPTED)
    for line in LINES:
        unit = one.units[line.department]
        budget = None if line.budget is None else Decimal(line.budget)
        ActivityFactory(plan=plan, code=line.code, title=line.title, department=unit, budget=budget)
        one.ledger.entries[line.code] = Entry(line.code, unit.code, None, line.budget)
    rebuild_tallies()
    one.ledger.adopted = ADOPTED
    one.goes_to(date(2023, 9, 6))
    for line in added():
        one.adds(one.validators[line.department], line, ADDED, "Demande du ministre")
    one.goes_to(REPORTED)
    for number, agent in one.agents.items():
        own = [line for line in (*LINES, *added()) if line.department == number]
        one.reports_table(agent, {line.code: (line.fate, None, 1000) for line in own})
    yield one
    one.stops()


def added() -> list[Planned]:
    """Two lines more, done before the year ends."""
    return [Planned(f"{unit}.99", unit, 0, "done", "", None, 9, 12, 2_000_000) for unit in (1, 4)]


def test_two_lines_more_do_not_change_the_initial_plan(year):
    end = agrees(year, REPORTED)
    assert rate_text(*end["execution"]) == "44 / 70 = 62,86 %"
    assert rate_text(*end["initial"]) == "42 / 68 = 61,76 %"
    assert agrees(year, date(2023, 9, 3))["execution"] == (0, 68)
    assert agrees(year, ADDED)["execution"] == (0, 70)
    assert agrees(year, ADDED, ADDED)["execution"] == (0, 68), "decided on the 4th, entered on the 6th"
    page = year.direction.read(f"/plans/{year.code}/")
    assert "44 / 70" in page
    assert "42 / 68 = 61,76 %" in page


def test_cancelling_the_eleven_is_told_beside_the_rate(year):
    year.goes_to(date(2023, 12, 19))
    for line in LINES:
        if line.fate == "not_done":
            year.cancels(line.code, CANCELLED, "Financement retiré")
    end = agrees(year, CANCELLED)
    assert end["counts"] == {"done": 44, "in_progress": 15, "cancelled": 11}
    assert end["execution"] == (44, 59)
    assert agrees(year, REPORTED)["execution"] == (44, 70)
    assert agrees(year, CANCELLED, CANCELLED)["execution"] == (44, 70)
    assert "dont 11 annulées" in year.direction.read(f"/plans/{year.code}/")
    call_command("verify")
