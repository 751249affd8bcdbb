"""The curve of a year: planned against done, cumulated by week."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from django.db import connection

from programmes.chains import paths
from programmes.measures import DUE, MOVES
from programmes.querysets.dated_sets import DatedSet, Sql, day_of, keys_of
from programmes.summaries.contributions import count
from programmes.summaries.links import Link
from reporting.figures.dashboard.chained import Chains, members_of, part_of
from reporting.figures.dashboard.kept import Kept
from reporting.figures.dashboard.measured import BASE
from reporting.figures.dashboard.scope import DashboardScope
from reporting.figures.dashboard.sums import Sums

WEEK = timedelta(days=7)

# The reports with which an activity became done, or was so no more.
_TURNS = """
    SELECT activity_id, effective_date, entered_at, id, is_done - was_done AS turn FROM (
        SELECT one.*, LAG(is_done, 1, 0) OVER (
            PARTITION BY activity_id ORDER BY effective_date, entered_at, id) AS was_done
        FROM (SELECT counting.*, CASE WHEN status = 'done' THEN 1 ELSE 0 END AS is_done FROM counting) one
    ) two WHERE is_done <> was_done
"""
# Those whose days are not told by their reports alone: cancelled one day, or links of a chain.
_DECIDED = """
    SELECT v.activity_id FROM programmes_revision v
    WHERE v.activity_id IN (SELECT id FROM chosen) AND v.field = 'cancelled_on'
    UNION SELECT a.id FROM programmes_activity a
    WHERE a.id IN (SELECT id FROM chosen) AND a.cancelled_on IS NOT NULL
"""
_CANCELLATIONS = """
    SELECT v.activity_id, v.decided_on, v.new_date, v.old_date, v.entered_at, {known} FROM programmes_revision v
    WHERE v.activity_id IN (SELECT id FROM chosen) AND v.field = 'cancelled_on'
    ORDER BY v.decided_on, v.entered_at, v.id
"""


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


def kept_curve(scope: DashboardScope, kept: Kept, total: Sums) -> Curve:
    """From the kept counts."""
    planned = {day: number for day, number, _ in kept.days(DUE)}
    done = {day: turned for day, _, turned in kept.days(MOVES)}
    return Curve(_points(scope, planned, done), total.base, total.total("undated"))


def rows_curve(scope: DashboardScope, stood: DatedSet | None, chains: Chains) -> Curve:
    """From the activities and their reports."""
    if stood is None:
        return Curve(_points(scope, {}, {}), 0, 0)
    ends: Counter[date | None] = Counter()
    for end, number in stood.rows("planned_end, COUNT(*)", f"WHERE {BASE} GROUP BY planned_end"):
        ends[day_of(end)] += int(number)
    for key in chains.carried_keys():
        link = chains.members[key].link
        if not link.is_cancelled:
            ends[link.planned_end] -= 1
    base, undated = sum(ends.values()), ends.pop(None, 0)
    return Curve(_points(scope, ends, _turned(stood, chains)), base, undated)


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


def _points(
    scope: DashboardScope, planned: Mapping[date, int], done: Mapping[date, int]
) -> tuple[CurvePoint, ...]:
    days, at = weeks_of(*span_of(scope)), scope.shown.at
    due = _by_week(planned, days)
    turned = _by_week({day: number for day, number in done.items() if day <= at}, days)
    return tuple(
        CurvePoint(day, due[place], turned[place] if day - WEEK < at else None)
        for place, day in enumerate(days)
    )


def _by_week(numbers: Mapping[date, int], days: tuple[date, ...]) -> list[int]:
    """How many by each of these days, in total."""
    weeks, place = [0] * len(days), 0
    for day in sorted(numbers):
        while place < len(days) and days[place] < day:
            place += 1
        if place == len(days):
            break
        weeks[place] += numbers[day]
    return list(accumulate(weeks))


def _turned(stood: DatedSet, chains: Chains) -> Counter[date]:
    """How many became done each day, less those that were so no more."""
    counting = stood.counting()
    tables = Sql(f", counting AS ({counting.text}), turns AS ({_TURNS})", counting.params)
    apart = {key for (key,) in stood.ask(Sql(_DECIDED))} | set(chains.members)
    aside = keys_of(apart)
    query = f"""{tables.text}
        SELECT CASE WHEN effective_date < since THEN since ELSE effective_date END AS day, SUM(turn)
        FROM turns JOIN (SELECT id AS key, CASE WHEN added_on > adopted_on THEN added_on ELSE adopted_on END AS since
            FROM stood) own ON own.key = turns.activity_id
        WHERE activity_id NOT IN ({aside.text}) GROUP BY 1"""
    found: Counter[date] = Counter()
    for day, number in stood.ask(Sql(query, (*tables.params, *aside.params))):
        found[day_of(day)] += int(number)
    if apart:
        for chain in _histories(part_of(stood, apart), chains.steps):
            for (clock, day), _, done in count(chain).days:
                if clock == MOVES:
                    found[day] += done
    return found


def _histories(part: DatedSet, steps: Mapping[int, int | None]) -> Iterable[list[Link]]:
    """Some activities, chain by chain, with the days they became done and those of their cancellations."""
    counting = part.counting()
    rows = part.ask(
        Sql(
            f", counting AS ({counting.text}) SELECT activity_id, effective_date, turn FROM ({_TURNS}) turns"
            " ORDER BY activity_id, effective_date, entered_at, id",
            counting.params,
        )
    )
    turns: dict[int, list[tuple[date, bool]]] = {}
    for key, day, turn in rows:
        turns.setdefault(key, []).append((day_of(day), turn > 0))
    cancelled = _cancellations(part)
    links = {
        key: replace(one.link, done=tuple(turns.get(key, ())), **cancelled.get(key, {}))
        for key, one in members_of(part).items()
    }
    for path in paths({key: steps.get(key) for key in links}):
        yield [links[key] for key in path]


def _cancellations(part: DatedSet) -> dict[int, dict]:
    """For each activity that was cancelled one day: what was in force at first, and each decision since."""
    known, params = "1", ()
    if part.known is not None:
        known = "CASE WHEN v.entered_at <= %s THEN 1 ELSE 0 END"
        params = (connection.ops.adapt_datetimefield_value(part.known),)
    found: dict[int, list[tuple]] = {}
    for key, decided, new, old, entered, is_known in part.ask(
        Sql(_CANCELLATIONS.format(known=known), params)
    ):
        found.setdefault(key, []).append((day_of(decided), day_of(new), day_of(old), entered, is_known))
    return {
        key: {
            "cancelled": min(rows, key=lambda row: row[3])[2],
            "cancellations": tuple((decided, new) for decided, new, _, _, is_known in rows if is_known),
        }
        for key, rows in found.items()
    }
