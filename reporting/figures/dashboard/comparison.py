"""The same date one year before: the plans of the year before, then, as known now."""

from datetime import date

from accounts.models import User
from programmes.situation import Situation
from reporting.figures.dashboard.plain import plain_lines, plain_total
from reporting.figures.dashboard.scope import DashboardScope
from reporting.figures.dashboard.shapes import Comparison
from reporting.figures.totals import Figures
from reporting.rates import Rate


def last_year_of(user: User, scope: DashboardScope, total: Figures) -> Comparison | None:
    """The official rate of last year's plans one year before the date looked at; None where they have no activity.

    With all years together, of what all plans were then. None within one plan, which has no year before.
    """
    if scope.is_of_one_plan:
        return None
    before = year_before(scope)
    figures = plain_total(before, plain_lines(user, before))
    return comparison(before, total.execution, figures.execution)


def year_before(scope: DashboardScope) -> DashboardScope:
    """The scope one year earlier, as known now (or at the moment looked at)."""
    then = Situation(one_year_before(scope.shown.at), scope.situation.known if scope.situation else None)
    return DashboardScope(None if scope.year is None else scope.year - 1, scope.filters, then)


def comparison(before: DashboardScope, now: Rate, then: Rate) -> Comparison | None:
    """Both rates; None where there was nothing then."""
    if not then.is_defined:
        return None
    return Comparison(before.shown.at.year, before.shown.at, then, now)


def one_year_before(day: date) -> date:
    """The same day of the year before; 28 February for 29 February."""
    return date(day.year - 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
