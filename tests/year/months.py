"""What comes back every month: the tables filled, the queues emptied, the figures counted."""

from collections.abc import Callable
from datetime import date, timedelta

from tests.year.lines import LAST_MONTH, LINES, Planned
from tests.year.story import Year

#: Told otherwise than in the table that month.
APART = {9: ("5.03",), 10: ("1.05",)}


def agrees(year: Year, at: date, known: date | None = None) -> dict:
    """The portal and the ledger say the same of a date; what they say."""
    shown, counted = year.shown(at, known), year.counted(at, known)
    assert shown == counted, f"at {at}, known {known}"
    return shown


def last_day(month: int) -> date:
    """When the states of a month are reported; before the workshop in December."""
    return date(2023, 12, 15) if month == LAST_MONTH else date(2023, month + 1, 1) - timedelta(days=1)


def report_month(year: Year, month: int) -> None:
    """Every agent fills their table."""
    year.goes_to(last_day(month))
    for number, agent in year.agents.items():
        own = [line for line in LINES if line.department == number and line.code not in APART.get(month, ())]
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


def play_month(year: Year, month: int, *meanwhile: Callable[[Year], None]) -> None:
    """Reported, counted while it waits, approved, counted again; `meanwhile` happens before the approval."""
    report_month(year, month)
    agrees(year, year.today)
    for act in meanwhile:
        act(year)
    approve_month(year, month)
    agrees(year, year.today)
