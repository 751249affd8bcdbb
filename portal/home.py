"""What the home page holds for one person: each part belongs to a permission, none to a role."""

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from programmes.models import ActionPlan, Activity, Programme, Status, StatusReport
from programmes.querysets.activities import ActivityQuerySet
from reporting.figures import PlanFigures, plan_figures

MOST_ACTIVITIES = 8
MOST_REPORTS = 5
MOST_PLANS = 4

#: How a number of activities in a state is called.
STATES = {
    Status.PLANNED: "Planifiées",
    Status.IN_PROGRESS: "En cours",
    Status.DONE: "Réalisées",
    Status.NOT_DONE: "Non réalisées",
}


@dataclass(frozen=True)
class StateCount:
    """How many of one's activities are in a state, and the list of them."""

    status: str
    label: str
    count: int
    url: str


@dataclass(frozen=True)
class OwnWork:
    """One's activities in plans in execution: what waits for a report, latest due date last."""

    waiting: tuple[Activity, ...]
    waiting_count: int
    late_count: int
    states: tuple[StateCount, ...]
    returned: tuple[StatusReport, ...]


@dataclass(frozen=True)
class Queue:
    """The reports that wait for one's validation, oldest entry first."""

    reports: tuple[StatusReport, ...]
    count: int


@dataclass(frozen=True)
class PlansInSight:
    """The plans of this year; where there is none, the latest ones and `is_current` false."""

    year: int
    is_current: bool
    figures: tuple[PlanFigures, ...]


@dataclass(frozen=True)
class DataState:
    """What an administrator keeps an eye on."""

    accounts: int
    invited: int
    drafts: tuple[ActionPlan, ...]
    without_department: int
    demonstration: int


@dataclass(frozen=True)
class Home:
    """The parts of the page; None for those that are not this person's."""

    work: OwnWork | None
    queue: Queue | None
    plans: PlansInSight | None
    data: DataState | None
    programmes: tuple[Programme, ...] | None


def home_of(user: User) -> Home:
    """The home page of one person."""
    internal = user.may(Permission.READ_ALL)
    return Home(
        work=_own_work(user) if user.may(Permission.REPORT_STATUS) else None,
        queue=_queue(user) if user.may(Permission.VALIDATE_REPORTS) else None,
        plans=_plans(user) if internal else None,
        data=_data_state(user) if user.may(Permission.MANAGE_ACCOUNTS) else None,
        programmes=None if internal else tuple(_programmes(user)),
    )


def _own_work(user: User) -> OwnWork:
    today = timezone.localdate()
    mine = Activity.objects.reportable_by(user).mine(user)
    waiting = mine.filter(status__in=(Status.PLANNED, Status.IN_PROGRESS))
    first = waiting.with_row().order_by(F("planned_end").asc(nulls_last=True), "plan", "position", "pk")
    return OwnWork(
        waiting=tuple(first[:MOST_ACTIVITIES]),
        waiting_count=waiting.count(),
        late_count=mine.late(today).count(),
        states=_states(mine),
        returned=tuple(_returned(user)[:MOST_REPORTS]),
    )


def _states(mine: ActivityQuerySet) -> tuple[StateCount, ...]:
    counts = dict(mine.order_by().values_list("status").annotate(Count("pk")))
    address = reverse("programmes:activity_list")
    return tuple(
        StateCount(status, label, counts.get(status, 0), f"{address}?mine=1&status={status}")
        for status, label in STATES.items()
    )


def _returned(user: User) -> QuerySet[StatusReport]:
    """Reports that were sent back and wait for this person to report again."""
    reports = StatusReport.objects.visible_to(user).to_redo_by(user)
    return reports.select_related("activity__plan", "reviewer").order_by("-reviewed_at")


def _queue(user: User) -> Queue:
    waiting = StatusReport.objects.visible_to(user).to_review_by(user)
    first = waiting.select_related("activity__plan", "author").order_by("entered_at")
    return Queue(tuple(first[:MOST_REPORTS]), waiting.count())


def _plans(user: User) -> PlansInSight:
    """Adopted plans of this year, one's own department's first; the latest ones where there is none."""
    year = timezone.localdate().year
    adopted = ActionPlan.objects.visible_to(user).adopted().select_related("department", "programme")
    current = adopted.filter(year=year)
    is_current = current.exists()
    chosen = (current if is_current else adopted).order_by(
        "-year", F("department").asc(nulls_last=True), "code"
    )
    activities = Activity.objects.visible_to(user)
    figures = tuple(plan_figures(plan, activities) for plan in chosen[:MOST_PLANS])
    return PlansInSight(year, is_current, figures)


def _data_state(user: User) -> DataState:
    accounts = User.objects.visible_to(user).active()
    activities = Activity.objects.visible_to(user)
    return DataState(
        accounts=accounts.count(),
        invited=accounts.invited().count(),
        drafts=tuple(ActionPlan.objects.visible_to(user).filter(adopted_on__isnull=True)[:MOST_PLANS]),
        without_department=activities.filter(department__isnull=True).count(),
        demonstration=activities.filter(is_demonstration=True).count(),
    )


def _programmes(user: User) -> QuerySet[Programme]:
    programmes = Programme.objects.visible_to(user).select_related("parent")
    return programmes.order_by("code")
