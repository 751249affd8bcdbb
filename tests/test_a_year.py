"""A whole year of the plan of 2023, through the pages, by the people concerned; every figure counted apart.

Nobody calls an action here: agents, validators and the Direction open pages and send forms, under the date that the
story has reached. `tests/year/ledger.py` counts what they did without any code of the portal.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from programmes.models import ActionPlan
from tests.year.ledger import rate_text
from tests.year.lines import LAST_MONTH, SHARES, Planned, lines_of_2023
from tests.year.story import Year

pytestmark = pytest.mark.django_db
LINES = lines_of_2023()
OPENED, PROPOSED, ADOPTED = date(2023, 1, 9), date(2023, 1, 16), date(2023, 1, 27)
#: Named for one person: the first agent of the first sub-directorate, who leaves in September.
NAMED = ("1.01", "1.02", "1.03", "1.04")


@pytest.fixture
def year() -> Iterator[Year]:
    one = Year()
    yield one
    one.stops()


def agrees(year: Year, at: date, known: date | None = None) -> dict:
    """The portal and the ledger say the same of a date; what they say."""
    shown, counted = year.shown(at, known), year.counted(at, known)
    assert shown == counted, f"at {at}, known {known}"
    return shown


def last_day(month: int) -> date:
    """When the states of a month are reported; before the workshop in December."""
    return date(2023, 12, 15) if month == LAST_MONTH else date(2023, month + 1, 1) - timedelta(days=1)


# --- the steps


def prepare(year: Year) -> None:
    """Opened by the Direction, proposed line by line by five sub-directorates, adopted with its act."""
    year.goes_to(OPENED)
    year.opens_draft(2023, "Plan d’actions 2023 de la DGCT")
    year.goes_to(PROPOSED)
    for line in LINES:
        by = year.validators if line.rank % 10 == 0 else year.agents
        named = {"responsible": year.agents[1].user.pk} if line.code in NAMED else {}
        year.proposes(by[line.department], line, **named)
    assert year.plan.state == ActionPlan.State.DRAFT
    assert "Non adopté" not in year.direction.read(f"/plans/{year.code}/preparation/")
    year.goes_to(ADOPTED)
    year.adopts(ADOPTED)


def report_month(year: Year, month: int, *, apart: tuple[str, ...] = ()) -> None:
    """Every agent fills their table; `apart` are lines told otherwise that month."""
    year.goes_to(last_day(month))
    for number, agent in year.agents.items():
        own = [line for line in LINES if line.department == number and line.code not in apart]
        news, again = news_of(year, own, month)
        if news:
            year.reports_table(agent, news, again)


def news_of(year: Year, lines: list[Planned], month: int) -> tuple[dict[str, tuple], frozenset[str]]:
    """What there is to say of these lines; the same again is said with a date of its own, by every second one."""
    news, again = {}, set()
    for line in lines:
        heard = line.heard(month)
        before = year.ledger.statements(line.code, year.today, None)
        if heard is None or (before and before[-1].status in ("done", "not_done")):
            continue
        status, progress, spent = heard
        if before and (before[-1].status, before[-1].progress, spent) == (status, progress, None):
            if line.rank % 2:
                continue
            again.add(line.code)
        news[line.code] = (status, progress, spent)
    return news, frozenset(again)


def approve_month(year: Year, month: int) -> None:
    """On the fifth of the next month every validator empties their queue; the fifth one every second month only."""
    year.goes_to(date(2023, month + 1, 5) if month < LAST_MONTH else date(2023, 12, 18), hour=9)
    for number, validator in year.validators.items():
        if number != 5 or month % 2 == 0:
            year.approves_all(validator)


# --- the year


def test_a_year_of_sixty_eight_activities(year):
    prepare(year)
    assert agrees(year, PROPOSED)["execution"] == (0, 0)
    assert agrees(year, ADOPTED)["execution"] == (0, 68)
    for month in range(2, LAST_MONTH + 1):
        report_month(year, month)
        agrees(year, year.today)
        approve_month(year, month)
        agrees(year, year.today)
    end = agrees(year, date(2023, 12, 20))
    assert end["counts"] == {"done": 42, "in_progress": 15, "not_done": 11}
    assert end["departments"] == {
        f"SD{key}": (done, done + going + never) for key, (done, going, never) in SHARES.items()
    }
    for at in (last_day(month) for month in range(2, LAST_MONTH + 1)):
        agrees(year, at)
        agrees(year, at, at)
        agrees(year, at, at + timedelta(days=10))
    assert rate_text(*end["execution"]) == "42 / 68 = 61,76 %"
    year.goes_to(date(2024, 1, 2))
    assert "42 / 68 = 61,76 %" in year.direction.read(f"/plans/{year.code}/?at=2023-12-20&known=2023-12-31")
    call_command("verify")
