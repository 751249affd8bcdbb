"""The same date one year before: the plans of the year before, then, as known now."""

from dataclasses import replace
from datetime import date

from programmes.situation import Situation
from reporting.figures.dashboard.scope import DashboardScope
from reporting.figures.dashboard.shapes import Comparison
from reporting.rates import Rate


def year_before(scope: DashboardScope) -> DashboardScope:
    """The scope one year earlier, as known now (or at the moment looked at)."""
    known = scope.situation.known if scope.situation else None
    then = Situation(one_year_before(scope.shown.at), known, as_closed=scope.shown.as_closed)
    return replace(scope, year=None if scope.year is None else scope.year - 1, situation=then)


def comparison(before: DashboardScope, now: Rate, then: Rate) -> Comparison | None:
    """Both rates; None where there was nothing then."""
    if not then.is_defined:
        return None
    return Comparison(before.shown.at.year, before.shown.at, then, now)


def one_year_before(day: date) -> date:
    """The same day of the year before; 28 February for 29 February."""
    return date(day.year - 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
