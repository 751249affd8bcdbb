"""The queue of a validator: what waits, department by department, and what was approved today."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, F, QuerySet

from accounts.models import User
from programmes.models import Department, StatusReport
from programmes.querysets.activities import StatusReportQuerySet

NO_DEPARTMENT = "Sans structure responsable"
LONGEST_CODE = 60


@dataclass(frozen=True)
class QueueDepartment:
    """A department that has reports waiting, and how many."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class QueueGroup:
    """The reports of one department; None for activities that have none."""

    department: Department | None
    reports: tuple[StatusReport, ...]

    @property
    def label(self) -> str:
        """Its name; an activity may have none."""
        return str(self.department) if self.department else NO_DEPARTMENT


def queue_of(user: User, department: str = "") -> StatusReportQuerySet:
    """The reports that wait for a person, of one department where its code is given; oldest entry first."""
    reports = StatusReport.objects.visible_to(user).to_review_by(user)
    if department:
        reports = reports.filter(activity__department__code=department.replace("\x00", "")[:LONGEST_CODE])
    return reports.order_by(
        F("activity__department__position").asc(nulls_last=True), "activity__department", "entered_at", "pk"
    )


def departments_of(user: User) -> list[QueueDepartment]:
    """The departments of the whole queue, in their order."""
    reports = StatusReport.objects.visible_to(user).to_review_by(user)
    counts = dict(reports.order_by().values_list("activity__department").annotate(Count("pk")))
    rows = Department.objects.visible_to(user).filter(pk__in=[key for key in counts if key])
    return [QueueDepartment(row.code, row.short_name, counts[row.pk]) for row in rows]


def with_queue_row(reports: StatusReportQuerySet) -> QuerySet[StatusReport]:
    """Loads what a row of the queue shows."""
    return reports.select_related("activity__plan", "activity__department", "author").prefetch_related(
        "evidence", "stages"
    )


def by_department(reports: Iterable[StatusReport]) -> list[QueueGroup]:
    """Reports in the order of `queue_of`, department by department."""
    return [
        QueueGroup(department, tuple(group))
        for department, group in groupby(reports, lambda report: report.activity.department)
    ]
