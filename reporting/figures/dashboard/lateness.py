"""What is late and why: the longest late first, with the reason or the difficulty that was last told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from programmes.measures import DUE, OPEN
from programmes.models import Activity, DelayReason, Status, StatusReport
from programmes.querysets.activities import ActivityQuerySet
from programmes.querysets.dated_sets import DatedSet, Sql, day_of
from reporting.figures.dashboard.chained import Chains
from reporting.figures.dashboard.kept import Kept
from reporting.figures.dashboard.measured import LATE, late_params
from reporting.figures.dashboard.scope import DashboardScope


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
    """The longest late of a scope, and how many are late in all."""

    count: int
    rows: tuple[LateActivity, ...]


@dataclass(frozen=True)
class _Late:
    key: int
    planned_end: date
    judged_on: date
    report: int | None

    @property
    def days(self) -> int:
        return (self.judged_on - self.planned_end).days


def rows_lateness(stood: DatedSet | None, scope: DashboardScope, limit: int) -> Lateness:
    """From the activities of a set."""
    if stood is None:
        return Lateness(0, ())
    carried = set() if scope.is_of_one_plan else Chains.of(stood).carried_keys()
    query = Sql(f"SELECT id, planned_end, closed_on, report_id FROM stood WHERE {LATE}", late_params(stood))
    late = [
        _Late(key, day_of(end), min(stood.at, day_of(closed) or stood.at), report)
        for key, end, closed, report in stood.ask(query)
        if key not in carried
    ]
    late.sort(key=lambda one: (-one.days, one.key))
    return Lateness(len(late), _told(late[:limit]))


def kept_lateness(activities: ActivityQuerySet, kept: Kept, count: int, limit: int) -> Lateness:
    """From the index of planned ends, read from the first day that the kept counts name.

    Those of plans in execution, whom something can still be done about, come before those of closed plans.
    """
    if not count:
        return Lateness(0, ())
    late = activities.last_links(activities).late(kept.today)
    chosen: list[Activity] = []
    opened = [day for day, number, _ in kept.days(OPEN) if number > 0 and day < kept.today]
    if opened:
        chosen = _first(late.filter(plan__closed_on__isnull=True, planned_end__gte=opened[0]), limit)
    if len(chosen) < min(limit, count):
        due = [day for day, number, done in kept.days(DUE) if number > done]
        closed = late.filter(plan__closed_on__isnull=False, planned_end__gte=due[0])
        chosen += _first(closed, limit - len(chosen))
    found = [
        _Late(one.pk, one.planned_end, one.plan.closed_on or kept.today, one.latest_report_id)
        for one in chosen
    ]
    return Lateness(count, _told(found))


def _first(late: ActivityQuerySet, limit: int) -> list[Activity]:
    """The first ones by planned end. One status at a time: the index then gives them in that order."""
    found: list[Activity] = []
    for status in (Status.PLANNED, Status.IN_PROGRESS):
        found += (
            late.filter(status=status)
            .select_related("plan", "department")
            .order_by("planned_end", "pk")[:limit]
        )
    found.sort(key=lambda one: (one.planned_end, one.pk))
    return found[:limit]


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
