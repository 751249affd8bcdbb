"""Activities as they stood at a date: what every figure is counted from, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from programmes.models import Activity, Funding, Review, Status, StatusReport
from programmes.querysets.activities import ActivityQuerySet
from programmes.querysets.dated_sets import stand
from programmes.situation import Situation
from programmes.states import State, state_at


@dataclass(frozen=True)
class Line:
    """One activity as it stood at a date.

    `activity` gives what has no history (title, department…), with its plan, department, sector, kind and
    result loaded. `progress` is None where an activity in progress did not say how far; `spent` and `committed` are
    the last stated totals, None where none was ever stated.
    """

    activity: Activity
    status: Status
    progress: Decimal | None
    weight: Decimal
    planned_end: date | None
    budget: Decimal | None
    committed: Decimal | None
    spent: Decimal | None
    currency: str
    is_late: bool
    is_due: bool
    is_addition: bool
    first_reported: date | None
    report: StatusReport | None
    is_pending: bool
    funding: tuple[Funding, ...] = ()

    @property
    def is_cancelled(self) -> bool:
        """Out of the base: counted beside it."""
        return self.status == Status.CANCELLED

    @property
    def is_reported(self) -> bool:
        return self.report is not None

    @property
    def status_label(self) -> str:
        """« réalisée »."""
        return str(self.status.label)


def lines_of(activities: ActivityQuerySet, situation: Situation) -> tuple[Line, ...]:
    """The activities of adopted plans among these, as they stood then, cancelled ones included; four queries."""
    at, known = situation.at, situation.known
    chosen = activities.in_base(at, known)
    rows = list(chosen.select_related("plan", "department", "sector", "kind", "result", "programme"))
    stood = stand(rows, at, known, as_closed=situation.as_closed)
    latest = StatusReport.objects.in_bulk([row.report_at for row in rows if row.report_at])
    funding = _by_activity(
        Funding.objects.filter(activity__in=chosen.order_by().values("pk"))
        .select_related("source")
        .order_by("source__position", "pk")
    )
    return tuple(
        _line(
            row,
            situation,
            report=latest.get(row.report_at),
            first_reported=stood[row.pk].first_reported,
            funding=tuple(funding[row.pk]),
            budget=stood[row.pk].budget,
        )
        for row in rows
    )


def _line(
    row: Activity,
    situation: Situation,
    *,
    report: StatusReport | None,
    first_reported: date | None,
    funding: tuple[Funding, ...],
    budget: Decimal | None,
) -> Line:
    state = state_at(row, report, situation)
    end = row.planned_end_at
    return Line(
        activity=row,
        status=state.status,
        progress=_progress(state),
        weight=row.weight,
        planned_end=end,
        budget=budget,
        committed=row.committed_at,
        spent=row.spent_at,
        currency=row.currency,
        is_late=state.is_late,
        is_due=end is not None and end <= situation.at,
        is_addition=row.added_on is not None,
        first_reported=first_reported,
        report=report,
        is_pending=state.review == Review.PENDING,
        funding=funding,
    )


def _progress(state: State) -> Decimal | None:
    """In hundredths: done is 100, planned and not done 0, in progress what was stated."""
    if state.status == Status.IN_PROGRESS:
        return state.progress
    return Decimal(100 if state.status == Status.DONE else 0)


def _by_activity(rows: Iterable[Funding]) -> defaultdict[int, list[Funding]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.activity_id].append(row)
    return grouped
