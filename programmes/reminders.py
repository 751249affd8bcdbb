"""What a person is reminded of: on their page, and in the digest they get by e-mail.

An activity stands in one part at most: late, else due this week, else not heard of for so many days
(`REMINDER_DAYS`). Each part knows the list that shows all of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from programmes.formats import counted
from programmes.models import Activity, Department, Reassignment, StatusReport
from programmes.querysets.activities import ActivityQuerySet
from programmes.weeks import Week

MOST_ROWS = 10


def lower_first(text: str) -> str:
    """« En retard » inside a sentence."""
    return text[:1].lower() + text[1:]


@dataclass(frozen=True)
class Part:
    """Some activities that wait for the same thing: the first ones, how many there are, the list of all of them."""

    key: str
    title: str
    activities: tuple[Activity, ...]
    count: int
    url: str

    @property
    def rest(self) -> int:
        """How many are not among the first."""
        return self.count - len(self.activities)


@dataclass(frozen=True)
class Reports:
    """Some reports that wait, to do again or to validate: the first ones, and how many there are."""

    rows: tuple[StatusReport, ...]
    count: int

    @property
    def rest(self) -> int:
        """How many are not among the first."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class DepartmentCounts:
    """How many activities of a department wait for what, each with the list that shows them."""

    department: Department | None
    counts: tuple[tuple[str, int, str], ...]

    @property
    def label(self) -> str:
        """Its name; an activity may have none."""
        return str(self.department) if self.department else "Sans structure responsable"


@dataclass(frozen=True)
class Reminders:
    """Everything that waits for one person on a day."""

    day: date
    parts: tuple[Part, ...]
    returned: Reports
    to_review: Reports
    absences: tuple[Reassignment, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.count or self.absences)

    @property
    def count(self) -> int:
        """How many things wait, each counted once."""
        return sum(part.count for part in self.parts) + self.returned.count + self.to_review.count

    @property
    def summary(self) -> str:
        """« 3 en retard, 1 à finir cette semaine, 2 à valider »: only what there is."""
        said = [f"{part.count} {lower_first(part.title)}" for part in self.parts if part.count]
        if self.returned.count:
            said.append(f"{self.returned.count} à reprendre")
        if self.to_review.count:
            said.append(f"{self.to_review.count} à valider")
        if self.absences:
            said.append(counted(len(self.absences), "absence terminée", "absences terminées"))
        return ", ".join(said)


def reminders_of(user: User, day: date | None = None) -> Reminders:
    """What waits for a person on a day (today when none is given)."""
    day = day or timezone.localdate()
    mine = Activity.objects.visible_to(user).reportable_by(user).mine(user)
    reports = StatusReport.objects.visible_to(user).select_related("activity__plan", "author", "reviewer")
    return Reminders(
        day=day,
        parts=tuple(_part(key, chosen, {"mine": "1"}) for key, chosen in parts_of(mine, day).items()),
        returned=_reports(reports.to_redo_by(user).order_by("-reviewed_at")),
        to_review=_reports(reports.to_review_by(user).order_by("entered_at")),
        absences=tuple(
            Reassignment.objects.visible_to(user)
            .absences()
            .filter(until__lt=day)
            .select_related("from_user", "to_user")
        )
        if user.may(Permission.REASSIGN)
        else (),
    )


def parts_of(activities: ActivityQuerySet, day: date) -> dict[str, ActivityQuerySet]:
    """The three parts of a set of activities, what matters most first, by the filter that shows each."""
    return {
        "late": activities.unfinished().late(day),
        "due": activities.due_in(day, Week.of(day).sunday),
        "silent": activities.silent(day, settings.REMINDER_DAYS),
    }


def titles() -> dict[str, str]:
    """What each part is called."""
    return {
        "late": "En retard",
        "due": "À finir cette semaine",
        "silent": f"Sans nouvelle depuis {settings.REMINDER_DAYS} jours",
    }


def department_counts(user: User, day: date | None = None) -> list[DepartmentCounts]:
    """By department, what waits: all of them for whoever reads everything and reports nothing, a validator's own.

    Nothing for the others.
    """
    day = day or timezone.localdate()
    activities = _followed_by(user)
    found: dict[int | None, dict[str, int]] = {}
    for key, chosen in parts_of(activities, day).items():
        for department, count in chosen.order_by().values_list("department").annotate(Count("pk")):
            found.setdefault(department, {})[key] = count
    departments = {row.pk: row for row in Department.objects.visible_to(user).filter(pk__in=found)}
    rows = [
        DepartmentCounts(departments.get(key), _counts(departments.get(key), counts))
        for key, counts in found.items()
    ]
    return sorted(rows, key=_by_position)


def _followed_by(user: User) -> ActivityQuerySet:
    """The activities that a person answers for through others: of their department, or of all."""
    activities = Activity.objects.visible_to(user)
    if not user.may(Permission.READ_ALL):
        return activities.none()
    if not user.may(Permission.REPORT_STATUS):
        return activities
    if not user.may(Permission.VALIDATE_REPORTS):
        return activities.none()
    return activities.filter(department__in=user.departments.values("pk"))


def _counts(department: Department | None, counts: dict[str, int]) -> tuple[tuple[str, int, str], ...]:
    """Title, number, address of the list; no list shows the activities that have no department."""
    return tuple(
        (
            title,
            counts.get(key, 0),
            list_url(key, {"department": department.code}) if department and counts.get(key) else "",
        )
        for key, title in titles().items()
    )


def _by_position(row: DepartmentCounts) -> tuple[bool, int, str]:
    unit = row.department
    return (unit is None, unit.position if unit else 0, row.label)


def _part(key: str, activities: ActivityQuerySet, scope: dict[str, str]) -> Part:
    first = activities.with_row().order_by(F("planned_end").asc(nulls_last=True), "plan", "position", "pk")
    return Part(key, titles()[key], tuple(first[:MOST_ROWS]), activities.count(), list_url(key, scope))


def list_url(key: str, scope: dict[str, str]) -> str:
    """The list of activities that shows a part."""
    # Late, an activity of a closed plan stays so for ever: nobody is reminded of it.
    asked = {**scope, key: "1", **({"open": "1"} if key == "late" else {})}
    return f"{reverse('programmes:activity_list')}?{urlencode(asked)}"


def _reports(reports: QuerySet[StatusReport]) -> Reports:
    return Reports(tuple(reports[:MOST_ROWS]), reports.count())


def people_to_remind() -> Iterable[User]:
    """Who may get a digest: active accounts that have a password, report or validate, and did not turn it off."""
    people = User.objects.active().exclude(reminder_preference__wants_digest=False).order_by("pk")
    return [person for person in people if person.has_usable_password() and gets_digest(person)]


def gets_digest(person: User) -> bool:
    """Whether the digest is meant for this person: whoever reports or validates."""
    return person.may(Permission.REPORT_STATUS) or person.may(Permission.VALIDATE_REPORTS)
