"""The curve of a year: planned against done, cumulated by week."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from programmes.models import Status
from programmes.situation import Situation
from reporting.figures.dashboard.plain import plain_lines
from reporting.figures.dashboard.scope import DashboardScope
from reporting.figures.lines import Line, lines_of
from reporting.figures.several import latest_links

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class CurvePoint:
    """A Sunday: what was planned to end by then (as planned at the date looked at), what was done; None to come."""

    on: date
    planned: int
    done: int | None


@dataclass(frozen=True)
class Curve:
    """By week, in total. `base` is how many activities count at the date looked at, `undated` those without an end."""

    points: tuple[CurvePoint, ...]
    base: int
    undated: int


def weeks_of(first: date, last: date) -> tuple[date, ...]:
    """The Sundays from the week of one day to the week of another, the last one no later than that day."""
    sunday = first + timedelta(days=6 - first.weekday())
    found = []
    while sunday < last:
        found.append(sunday)
        sunday += WEEK
    return (*found, last)


def span_of(scope: DashboardScope) -> tuple[date, date]:
    """The days a curve goes from and to: a year, the year looked at where all are together."""
    year = scope.year or scope.shown.at.year
    return date(year, 1, 1), date(year, 12, 31)


def curve_of(user: User, scope: DashboardScope) -> Curve:
    """The curve of the scope."""
    situation, days = scope.shown, weeks_of(*span_of(scope))
    base = [line for line in _counted(scope, plain_lines(user, scope)) if not line.is_cancelled]
    activities = scope.activities(user)
    points = []
    for day in days:
        planned = sum(line.planned_end is not None and line.planned_end <= day for line in base)
        done = None
        if day - WEEK < situation.at:
            then = lines_of(activities, Situation(min(day, situation.at), situation.known))
            done = sum(line.status == Status.DONE for line in _counted(scope, then))
        points.append(CurvePoint(day, planned, done))
    return Curve(tuple(points), len(base), sum(line.planned_end is None for line in base))


def _counted(scope: DashboardScope, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return lines if scope.is_of_one_plan else latest_links(lines)
