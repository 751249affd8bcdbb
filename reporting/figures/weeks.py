"""The review of one week: what was done, what moved, what stalled and why, what was decided, which priorities held.

Everything is read from the history, as it was known when the sheet was closed. A sheet starts where the one before it
stopped: what was entered after that one was closed is told here, so that nothing falls between two sheets.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import capfirst

from programmes.formats import counted, date_long, fraction, money, percent, plural, ratio
from programmes.models import Activity, Department, Revision, Status, StatusReport, WeekPriority, WeekSheet
from programmes.partial_dates import PartialDate
from programmes.querysets.activities import ActivityQuerySet, unheard
from programmes.situation import Situation
from programmes.states import judged_on
from reporting.figures.lines import Line, lines_of

#: How many stalled activities a department's part of the sheet tells one by one; the others are counted.
MOST_STALLED = 8
FIRST_STALLED = 3
GONE = ("returned", "withdrawn")
Outcome = WeekPriority.Outcome


@dataclass(frozen=True)
class Change:
    """An activity whose state the week changed: how it stood before, how it stands at the end."""

    activity: Activity
    status: Status
    before: str
    after: str
    late: str
    why: str
    is_pending: bool


@dataclass(frozen=True)
class Stall:
    """An activity that is late or not heard of, and that nothing moved this week: since when, and why."""

    activity: Activity
    status: Status
    since: str
    why: str


@dataclass(frozen=True)
class Decision:
    """A revision, a cancellation or an addition: what was decided, from what to what, why."""

    activity: Activity
    title: str
    change: str
    reason: str
    decided_on: date


@dataclass(frozen=True)
class Outcomes:
    """What became of the priorities of a week."""

    total: int
    kept: int
    not_kept: int
    carried: int

    @property
    def unsaid(self) -> int:
        """Those of which nobody has said anything yet."""
        return self.total - self.kept - self.not_kept - self.carried

    @property
    def fraction_text(self) -> str:
        """« 4 / 6 »."""
        return fraction(self.kept, self.total)

    @property
    def rate_text(self) -> str:
        """« 66,67 % »; « — » where there was no priority."""
        return ratio(Fraction(self.kept, self.total) if self.total else None)

    @property
    def others_text(self) -> str:
        """« 1 non tenue, 1 reportée »; empty when all were kept."""
        said = [
            counted(self.not_kept, "non tenue", "non tenues") if self.not_kept else "",
            counted(self.carried, "reportée") if self.carried else "",
            f"{self.unsaid} sans suite dite" if self.unsaid else "",
        ]
        return ", ".join(text for text in said if text)


@dataclass(frozen=True)
class DepartmentWeek:
    """The week of one department; None holds the activities that have none. `stalled_count` counts those not told."""

    department: Department | None
    done: tuple[Change, ...]
    moved: tuple[Change, ...]
    stalled: tuple[Stall, ...]
    stalled_count: int
    decisions: tuple[Decision, ...]

    @property
    def label(self) -> str:
        """Its name."""
        return str(self.department) if self.department else "Sans structure responsable"

    @property
    def first_stalled(self) -> tuple[Stall, ...]:
        """Those that a page shows at once."""
        return self.stalled[:FIRST_STALLED]

    @property
    def next_stalled(self) -> tuple[Stall, ...]:
        """Those that a page unfolds."""
        return self.stalled[FIRST_STALLED:]

    @property
    def folded_stalled(self) -> int:
        """How many stalled activities are not shown at once."""
        return self.stalled_count - len(self.first_stalled)


@dataclass(frozen=True)
class WeekFigures:
    """One sheet. `unchanged` counts the activities that were reported on and stand where they stood.

    `last` are the priorities that the sheet before set for this week, `priorities` those set for the next one.
    """

    sheet: WeekSheet
    situation: Situation
    done: tuple[Change, ...]
    moved: tuple[Change, ...]
    unchanged: int
    stalled: tuple[Stall, ...]
    stalled_counts: dict[int | None, int]
    decisions: tuple[Decision, ...]
    last: tuple[WeekPriority, ...]
    priorities: tuple[WeekPriority, ...]

    @property
    def outcomes(self) -> Outcomes:
        """Which of last week's priorities were kept."""
        return outcomes_of(self.last)

    @property
    def stalled_count(self) -> int:
        """Every stalled activity, told or not."""
        return sum(self.stalled_counts.values())

    @property
    def late_query(self) -> str:
        """What asks the list of activities for those that were late then."""
        at = self.situation.at
        return "late=1" if at == timezone.localdate() else f"late=1&at={at.isoformat()}"

    @property
    def unchanged_text(self) -> str:
        """« 3 autres activités déclarées, sans changement »; empty when there is none."""
        if not self.unchanged:
            return ""
        word = plural(self.unchanged, "activité déclarée", "activités déclarées")
        return f"{self.unchanged} {word} sans changement"

    @property
    def departments(self) -> tuple[DepartmentWeek, ...]:
        """The departments of which the week has something to tell, in their order."""
        rows = (*self.done, *self.moved, *self.stalled, *self.decisions)
        units = {row.activity.department_id: row.activity.department for row in rows}
        return tuple(self._of(key, units[key]) for key in sorted(units, key=lambda key: _rank(units[key])))

    def _of(self, key: int | None, department: Department | None) -> DepartmentWeek:
        done, moved, stalled, decisions = (
            tuple(row for row in rows if row.activity.department_id == key)
            for rows in (self.done, self.moved, self.stalled, self.decisions)
        )
        return DepartmentWeek(department, done, moved, stalled, self.stalled_counts.get(key, 0), decisions)


def week_figures(
    sheet: WeekSheet, activities: ActivityQuerySet, situation: Situation | None = None
) -> WeekFigures:
    """The sheet of a week over the activities one may see; a bounded number of queries."""
    situation = situation or week_situation(sheet)
    since = _closing_of(sheet.week.previous)
    running = activities.still_open(sheet.monday, situation.known)
    done, moved, unchanged = _changes(sheet, running, situation, since)
    changed = {change.activity.pk for change in (*done, *moved)}
    open_then = running.still_open(situation.at + timedelta(days=1), situation.known)
    stalled, counts = _stalled(open_then.exclude(pk__in=changed), situation)
    return WeekFigures(
        sheet=sheet,
        situation=situation,
        done=done,
        moved=moved,
        unchanged=unchanged,
        stalled=stalled,
        stalled_counts=counts,
        decisions=_decisions(sheet, activities, situation, since),
        last=priorities_of(sheet.week.previous.monday),
        priorities=priorities_of(sheet.monday),
    )


def week_situation(
    sheet: WeekSheet, at: date | None = None, known: date | datetime | None = None
) -> Situation:
    """A sheet speaks of its Sunday, or of today while it lasts; a closed one as it was known when it was closed."""
    closed_on = timezone.localdate(sheet.closed_at) if sheet.closed_at else timezone.localdate()
    return Situation.today(at or min(sheet.week.sunday, closed_on), known or sheet.closed_at)


def outcomes_of(priorities: Iterable[WeekPriority]) -> Outcomes:
    """How many were kept, and what became of the others."""
    said = [priority.outcome for priority in priorities]
    return Outcomes(
        len(said), said.count(Outcome.KEPT), said.count(Outcome.NOT_KEPT), said.count(Outcome.CARRIED)
    )


def priorities_of(monday: date) -> tuple[WeekPriority, ...]:
    """The priorities written on the sheet of a week, by department."""
    rows = WeekPriority.objects.filter(sheet__monday=monday).with_row().select_related("carried_from")
    return tuple(rows.order_by("department__position", "department__name", "pk"))


def _closing_of(week) -> datetime | None:
    """When the sheet of a week was closed; None while it is open."""
    return WeekSheet.objects.filter(monday=week.monday).values_list("closed_at", flat=True).first()


def _changes(
    sheet: WeekSheet, running: ActivityQuerySet, situation: Situation, since: datetime | None
) -> tuple[tuple[Change, ...], tuple[Change, ...], int]:
    """What became done, what moved otherwise, and how many were reported on without any change."""
    touched = running.filter(pk__in=_reports(sheet, situation, since).values("activity"))
    before = {
        line.activity.pk: line
        for line in lines_of(touched, Situation(sheet.monday - timedelta(days=1), since or situation.known))
    }
    done, moved, unchanged = [], [], 0
    for line in lines_of(touched, situation):
        earlier = before.get(line.activity.pk)
        if line.is_cancelled:  # told among the decisions
            continue
        if earlier and (earlier.status, earlier.progress) == (line.status, line.progress):
            unchanged += 1
        elif earlier is None and not line.is_reported:
            continue
        else:
            (done if line.status == Status.DONE else moved).append(_change(earlier, line, situation))
    return tuple(done), tuple(moved), unchanged


def _reports(sheet: WeekSheet, situation: Situation, since: datetime | None):
    """Reports of the week, and those that were entered or taken back since the sheet before was closed."""
    chosen = Q(effective_date__gte=sheet.monday)
    if since:
        chosen |= Q(entered_at__gt=since) | Q(review__in=GONE, reviewed_at__gt=since)
    reports = StatusReport.objects.filter(chosen, effective_date__lte=situation.at)
    return reports.filter(entered_at__lte=situation.known) if situation.known else reports


def _change(before: Line | None, after: Line, situation: Situation) -> Change:
    return Change(
        activity=after.activity,
        status=after.status,
        before=_state(before) if before else "planifiée",
        after=_state(after),
        late=_late(after, situation),
        why=_why(after.report),
        is_pending=after.is_pending,
    )


def _state(line: Line) -> str:
    """« en cours, 45 % »."""
    if line.status == Status.IN_PROGRESS and line.progress is not None:
        return f"{line.status_label}, {percent(line.progress)}"
    return line.status_label


def _late(line: Line, situation: Situation) -> str:
    """« en retard de 12 jours (fin prévue : 30 juin 2023) »; empty when it is not late."""
    if not line.is_late or line.planned_end is None:
        return ""
    end = PartialDate.covering(line.planned_end, line.activity.planned_end_precision)
    days = counted((judged_on(line.activity, situation) - line.planned_end).days, "jour")
    return f"en retard de {days} (fin prévue\u00a0: {end.label()})"


def _why(report: StatusReport | None) -> str:
    """The reason from the list, then the difficulty in the agent's words."""
    if report is None:
        return ""
    reason = capfirst(report.get_delay_reason_display()) if report.delay_reason else ""
    return "\u00a0: ".join(text for text in (reason, report.difficulty.strip()) if text)


def _stalled(
    running: ActivityQuerySet, situation: Situation
) -> tuple[tuple[Stall, ...], dict[int | None, int]]:
    """The first stalled activities of each department, the longest late first, and how many there are in each."""
    at, known = situation.at, situation.known
    quiet = unheard(at - timedelta(days=settings.REMINDER_DAYS), reported="status_date_at")
    late = Q(planned_end_at__lt=at)
    found = (
        running.in_base(at, known)
        .sortable_at(at, known)
        .filter(late | quiet, status_at__in=(Status.PLANNED, Status.IN_PROGRESS))
        .order_by(F("planned_end_at").asc(nulls_last=True), "position", "pk")
    )
    shown, counts = [], {}
    for key, department in found.values_list("pk", "department"):
        counts[department] = counts.get(department, 0) + 1
        if counts[department] <= MOST_STALLED:
            shown.append(key)
    lines = {line.activity.pk: line for line in lines_of(Activity.objects.filter(pk__in=shown), situation)}
    return tuple(_stall(lines[key], situation) for key in shown), counts


def _stall(line: Line, situation: Situation) -> Stall:
    last = f"dernier état au {date_long(line.report.effective_date)}" if line.report else "aucun état déclaré"
    late = _late(line, situation)
    return Stall(
        activity=line.activity,
        status=line.status,
        since=capfirst(f"{late}\u202f; {last}" if late else last),
        why=_why(line.report),
    )


def _decisions(
    sheet: WeekSheet, activities: ActivityQuerySet, situation: Situation, since: datetime | None
) -> tuple[Decision, ...]:
    """What was decided in the week, and what was entered late of an earlier decision."""
    chosen = Q(decided_on__gte=sheet.monday)
    if since:
        chosen |= Q(entered_at__gt=since)
    revisions = Revision.objects.filter(
        chosen, decided_on__lte=situation.at, activity__in=activities.order_by().values("pk")
    )
    if situation.known:
        revisions = revisions.filter(entered_at__lte=situation.known)
    rows = revisions.select_related("activity__plan", "activity__department")
    return tuple(_decision(row) for row in rows.order_by("decided_on", "entered_at", "pk"))


def _decision(revision: Revision) -> Decision:
    titles = {
        Revision.Field.ADDED: "Ajoutée hors plan initial",
        Revision.Field.CANCELLED: "Annulée",
    }
    field = Revision.Field(revision.field)
    return Decision(
        activity=revision.activity,
        title=titles.get(field, capfirst(field.label)),
        change="" if field in titles else " → ".join(_values(revision)),
        reason=revision.reason,
        decided_on=revision.decided_on,
    )


def _values(revision: Revision) -> tuple[str, str]:
    old, new = (_value(revision, text) for text in (revision.old, revision.new))
    return old, new


def _value(revision: Revision, text: str) -> str:
    if revision.field == Revision.Field.BUDGET and text:
        try:
            return money(Decimal(text), revision.activity.currency)
        except InvalidOperation:
            return text
    return text or "rien"


def _rank(department: Department | None) -> tuple[bool, int, str]:
    if department is None:
        return (True, 0, "")
    return (False, department.position, department.name)
