"""What is late and why, with the reason or the difficulty that was last told.

One order everywhere: plans in execution first, about which something can still be done, then the earliest planned end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from programmes.dimensions import Dimension
from programmes.measures import ALL, ALL_YEARS, DUE, OPEN
from programmes.models import Activity, DelayReason, Status, StatusReport
from programmes.owners import Owner
from programmes.querysets.activities import ActivityQuerySet
from programmes.querysets.dated_sets import DatedSet, Sql, day_of, keys_of
from reporting.figures.dashboard.chained import Chains
from reporting.figures.dashboard.kept import Kept
from reporting.figures.dashboard.measured import LATE, late_params

#: How many rows are read beside those wanted, for those that turn out to be carried on.
SPARE = 10

#: What narrows an activity `a` of a plan `p` to a key of a dimension, as the kept counts do; 0 is « sans … ».
_OF_KEY = "(a.{0}_id = %s OR (a.{0}_id IS NULL AND %s = 0))"
CONDITIONS = {
    ALL: "1 = 1",
    Dimension.DEPARTMENT: _OF_KEY.format("department"),
    Dimension.SECTOR: _OF_KEY.format("sector"),
    Dimension.KIND: _OF_KEY.format("kind"),
    Dimension.PROGRAMME: """(
        a.programme_id IN (SELECT g.id FROM programmes_programme g WHERE g.id = %s OR g.parent_id = %s)
        OR p.programme_id IN (SELECT g.id FROM programmes_programme g WHERE g.id = %s OR g.parent_id = %s)
        OR (a.programme_id IS NULL AND p.programme_id IS NULL AND %s = 0))""",
    Dimension.REGION: """(
        EXISTS (SELECT 1 FROM programmes_activity_places t JOIN communes_place q ON q.id = t.place_id
            WHERE t.activity_id = a.id AND (q.id = %s OR q.region_id = %s))
        OR (%s = 0 AND NOT EXISTS (
            SELECT 1 FROM programmes_activity_places t JOIN communes_place q ON q.id = t.place_id
            WHERE t.activity_id = a.id AND (q.level = 'region' OR q.region_id IS NOT NULL))))""",
}


@dataclass(frozen=True)
class LateActivity:
    """A late activity; `reason` and `difficulty` are those of its latest report, empty where it tells none."""

    activity: Activity
    planned_end: date
    days: int
    reason: str
    difficulty: str

    @property
    def why(self) -> str:
        """« passation de marché : le titulaire s’est désisté »; empty where nobody said."""
        return "\u00a0: ".join(text for text in (self.reason, self.difficulty) if text)


@dataclass(frozen=True)
class Lateness:
    """The first late activities of a scope, and how many are late in all."""

    count: int
    rows: tuple[LateActivity, ...]


@dataclass(frozen=True)
class _Late:
    key: int
    planned_end: date
    judged_on: date
    report: int | None
    is_closed: bool

    @property
    def order(self) -> tuple[bool, date, int]:
        return self.is_closed, self.planned_end, self.key

    @property
    def days(self) -> int:
        return (self.judged_on - self.planned_end).days


def rows_lateness(stood: DatedSet | None, chains: Chains, limit: int) -> Lateness:
    """From the activities of a set."""
    if stood is None:
        return Lateness(0, ())
    carried = chains.carried_keys()
    query = Sql(f"SELECT id, planned_end, closed_on, report_id FROM stood WHERE {LATE}", late_params(stood))
    late = [
        _Late(key, day_of(end), min(stood.at, judged), report, is_closed=judged <= stood.at)
        for key, end, closed, report in stood.ask(query)
        for judged in (day_of(closed) or date.max,)
        if key not in carried
    ]
    late.sort(key=lambda one: one.order)
    return Lateness(len(late), _told(late[:limit]))


def kept_lateness(activities: ActivityQuerySet, kept: Kept, count: int, limit: int) -> Lateness:
    """From the index of planned ends, read from the first day that the kept counts name.

    `activities` are those of the scope.
    """
    late: list[_Late] = []
    opened = [day for day, number, _ in kept.days(OPEN) if number > 0 and day < kept.today]
    if opened:
        late = _longest(activities, kept, "p.closed_on IS NULL", (opened[0], opened[-1]), limit)
    if len(late) < min(limit, count):
        due = [day for day, number, done in kept.days(DUE) if number > done]
        if due:
            closed = "a.planned_end < p.closed_on"
            late += _longest(activities, kept, closed, (due[0], due[-1]), limit - len(late))
    return Lateness(count, _told(late))


def _longest(
    activities: ActivityQuerySet, kept: Kept, judged: str, days: tuple[date, date], limit: int
) -> list[_Late]:
    """The first late of a scope, between two days; what a later activity of the scope carries on is left out."""
    found: list[_Late] = []
    for status in (Status.PLANNED, Status.IN_PROGRESS):
        found += _of_status(activities, kept, status, judged, days, limit)
    found.sort(key=lambda one: one.order)
    return found[:limit]


def _of_status(
    activities: ActivityQuerySet, kept: Kept, status: Status, judged: str, days: tuple[date, date], limit: int
) -> list[_Late]:
    """One status at a time: the index gives its rows by planned end, and as few are read as are needed."""
    narrowed = _narrowed(kept)
    query = f"""
        SELECT a.id, a.planned_end, p.closed_on, a.latest_report_id
        FROM programmes_activity a CROSS JOIN programmes_actionplan p
        WHERE a.status = %s AND a.planned_end BETWEEN %s AND %s AND p.id = a.plan_id
            AND p.adopted_on <= %s AND {judged} AND {narrowed.text}
        ORDER BY a.planned_end, a.id LIMIT %s OFFSET %s
    """
    first, last, today = map(connection.ops.adapt_datefield_value, (*days, kept.today))
    found: list[_Late] = []
    offset, size = 0, limit + SPARE
    while len(found) < limit:
        with connection.cursor() as cursor:
            cursor.execute(query, [status.value, first, last, today, *narrowed.params, size, offset])
            rows = cursor.fetchall()
        carried = _carried(activities, [key for key, *_ in rows])
        found += [
            _Late(key, day_of(end), day_of(closed) or kept.today, report, is_closed=closed is not None)
            for key, end, closed, report in rows
            if key not in carried
        ]
        if len(rows) < size:
            break
        offset += size
    return found[:limit]


def _narrowed(kept: Kept) -> Sql:
    """The scope of kept counts as a condition on an activity `a` and its plan `p`."""
    owner = "p.programme_id IS NULL" if kept.owner == Owner.DEPARTMENT else "p.programme_id IS NOT NULL"
    text, params = CONDITIONS[kept.dimension], CONDITIONS[kept.dimension].count("%s") * (kept.key,)
    if kept.year != ALL_YEARS:
        text, params = f"p.year = %s AND {text}", (kept.year, *params)
    return Sql(f"{owner} AND {text}", params)


def _carried(activities: ActivityQuerySet, keys: list[int]) -> set[int]:
    """Those of these activities that a later one of the scope carries on, be it through links that are not in it."""
    named = keys_of(keys)
    query = f"""WITH RECURSIVE later(first, id) AS (
        SELECT a.carried_from_id, a.id FROM programmes_activity a WHERE a.carried_from_id IN ({named.text})
        UNION SELECT later.first, a.id FROM later JOIN programmes_activity a ON a.carried_from_id = later.id
    ) SELECT first, id FROM later"""
    with connection.cursor() as cursor:
        cursor.execute(query, named.params)
        links = cursor.fetchall()
    if not links:
        return set()
    inside = activities.in_base(timezone.localdate()).filter(pk__in=[key for _, key in links])
    held = set(inside.order_by().values_list("pk", flat=True))
    return {first for first, key in links if key in held}


def _told(late: Iterable[_Late]) -> tuple[LateActivity, ...]:
    """With their activity and what their latest report tells."""
    late = list(late)
    activities = Activity.objects.select_related("plan", "department").in_bulk([one.key for one in late])
    reports = StatusReport.objects.in_bulk([one.report for one in late if one.report])
    return tuple(_row(activities[one.key], one, reports.get(one.report)) for one in late)


def _row(activity: Activity, late: _Late, report: StatusReport | None) -> LateActivity:
    reason = report.delay_reason if report else ""
    return LateActivity(
        activity=activity,
        planned_end=late.planned_end,
        days=late.days,
        reason=str(DelayReason(reason).label) if reason else "",
        difficulty=report.difficulty if report else "",
    )
