"""Where an activity stood at a date: the one rule that figures, lists and the calendar read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from programmes.models import Activity, Review, Status, StatusReport
from programmes.planned_dates import PlannedDates, date_revisions
from programmes.querysets.dated_sets import stand
from programmes.situation import Situation

PENDING = Review.PENDING
OPEN = frozenset({Status.PLANNED, Status.IN_PROGRESS})


@dataclass(frozen=True)
class State:
    """What a report and the decisions in force say of an activity at a date.

    `progress` is what was stated, None where nothing was; `review` is « pending » while the report waits.
    """

    status: Status
    progress: Decimal | None
    status_date: date | None
    is_late: bool
    review: str


@dataclass(frozen=True)
class Standing:
    """An activity in a list: its state, the planned period in force, as it was written, and its money.

    `budget` is the one in force; `committed` and `spent` are the last stated totals, None where none was ever stated.
    """

    state: State
    planned_period: str
    budget: Decimal | None
    committed: Decimal | None
    spent: Decimal | None


def state_at(row: Activity, report: StatusReport | None, situation: Situation) -> State:
    """The state of a row of `as_of`, of which `report` is the latest report that counts."""
    status = Status(report.status) if report else Status.PLANNED
    if row.cancelled_at is not None and row.cancelled_at <= situation.at:
        status = Status.CANCELLED
    end = row.planned_end_at
    return State(
        status=status,
        progress=report.progress if report and status == Status.IN_PROGRESS else None,
        status_date=report.effective_date if report else None,
        is_late=status in OPEN and end is not None and end < judged_on(row, situation),
        review=PENDING if report and _is_waiting(report, situation) else "",
    )


def judged_on(activity: Activity, situation: Situation) -> date:
    """The day lateness is judged: the one looked at, or the closing of the plan if it came before."""
    return min(situation.at, activity.plan.closed_on or situation.at)


def standings_of(activities: Iterable[Activity], situation: Situation | None) -> dict[int, Standing]:
    """How these activities are shown in a list, by key: today (None), or at a situation, in four queries."""
    activities = list(activities)
    if situation is None:
        return {activity.pk: _present(activity) for activity in activities}
    keys = [activity.pk for activity in activities]
    rows = list(Activity.objects.filter(pk__in=keys).select_related("plan"))
    stood = stand(rows, situation.at, situation.known, as_closed=situation.as_closed)
    reports = StatusReport.objects.in_bulk([row.report_at for row in rows if row.report_at])
    revisions = date_revisions(keys)
    return {
        row.pk: Standing(
            state_at(row, reports.get(row.report_at), situation),
            PlannedDates.in_force(row, revisions[row.pk], situation).label,
            stood[row.pk].budget,
            stood[row.pk].committed,
            stood[row.pk].spent,
        )
        for row in rows
    }


def _present(activity: Activity) -> Standing:
    """From the copy of the latest state that every activity keeps."""
    state = State(
        status=Status(activity.status),
        progress=activity.progress,
        status_date=activity.status_date,
        is_late=activity.is_late,
        review=PENDING if activity.review == PENDING else "",
    )
    return Standing(state, activity.planned_period, activity.budget, activity.committed, activity.spent)


def _is_waiting(report: StatusReport, situation: Situation) -> bool:
    """Whether the report was waiting for a validator at the moment looked at."""
    if situation.known is None:
        return report.review == PENDING
    return report.reviewed_at is None or report.reviewed_at > situation.known
