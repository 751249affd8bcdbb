"""The calendar of a plan: what was planned, revised, really done and late, activity by activity, at a date.

What happened is read from the reports that count: « actual » goes from the first one that says « en cours » to the
one that says the work is over, or to the day looked at. The dates of reports are those of a state, not of an event:
the words say « réalisée au », never « réalisée le ».
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.utils.text import capfirst

from programmes.formats import counted, date_long, percent
from programmes.models import ActionPlan, Activity, Department, Status, StatusReport
from programmes.planned_dates import PlannedDates, date_revisions
from programmes.querysets.activities import ActivityQuerySet
from programmes.situation import Situation
from programmes.states import OPEN, State, judged_on, state_at
from reporting.charts import Span

WITHOUT = "Sans structure responsable"
#: What is loaded of a report: thousands may be read for one calendar.
REPORT_FIELDS = ("activity_id", "effective_date", "status", "progress", "review", "reviewed_at")


@dataclass(frozen=True)
class Work:
    """What reports say was done: first « en cours », the end, the last day drawn (the one looked at while open)."""

    started: date | None
    ended: date | None
    until: date

    @property
    def span(self) -> Span:
        return Span(self.started or self.until, self.until)


@dataclass(frozen=True)
class Entry:
    """One activity of the calendar; `initial` is what was planned before revisions, None when nothing changed."""

    activity: Activity
    state: State
    dates: PlannedDates
    initial: PlannedDates | None
    work: Work | None
    late: Span | None

    @property
    def is_dated(self) -> bool:
        """Whether it can be placed: a start or an end is planned."""
        return self.dates.is_known

    @property
    def planned(self) -> Span | None:
        """The days of the period in force; those of a month or a quarter where only that is known."""
        return span_of(self.dates)

    @property
    def due(self) -> date | None:
        """The last day planned; for want of an end, of the start."""
        return self.planned.last if self.planned else None

    @property
    def state_text(self) -> str:
        """« En cours, 45 % »."""
        label = capfirst(self.state.status.label)
        return label if self.state.progress is None else f"{label}, {percent(self.state.progress)}"

    @property
    def late_text(self) -> str:
        """« en retard de 12 jours »; empty when it is not."""
        if self.late is None:
            return ""
        return f"en retard de {counted((self.late.last - self.late.first).days + 1, 'jour')}"

    @property
    def work_text(self) -> str:
        """« en cours au 2 mai 2023, réalisée au 20 décembre 2023 »; empty without a report."""
        if self.work is None:
            return ""
        said = [f"en cours au {date_long(self.work.started)}"] if self.work.started else []
        if self.work.ended:
            word = "le" if self.state.status == Status.CANCELLED else "au"
            said.append(f"{self.state.status.label} {word} {date_long(self.work.ended)}")
        return ", ".join(said)

    @property
    def reading(self) -> str:
        """All that the drawing shows, in sentences."""
        said = [
            self.state_text + (f", {self.late_text}" if self.late else ""),
            f"Prévue {self.dates.label}" if self.is_dated else "",
            f"À l’origine\u00a0: {self.initial.label or 'sans date'}" if self.initial else "",
            f"D’après les déclarations\u00a0: {self.work_text}" if self.work else "",
        ]
        return ". ".join(text for text in said if text) + "."


@dataclass(frozen=True)
class CalendarDepartment:
    """A department of the plan and how many activities it has; `code` is empty for those without any."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class PlanCalendar:
    """The activities of a plan, or of one of its departments, at a date; in the order of the plan."""

    plan: ActionPlan
    situation: Situation
    departments: tuple[CalendarDepartment, ...]
    entries: tuple[Entry, ...]

    @property
    def total(self) -> int:
        """The activities of the plan at that date, whatever the filters."""
        return sum(department.count for department in self.departments)

    @property
    def is_adopted(self) -> bool:
        """A plan is shown as a draft until it is adopted; before its adoption an adopted plan has no calendar."""
        return self.plan.adopted_on is None or self.plan.adopted_on <= self.situation.at

    @property
    def dated(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.is_dated)

    @property
    def undated(self) -> tuple[Entry, ...]:
        """Those that cannot be placed."""
        return tuple(entry for entry in self.entries if not entry.is_dated)

    @property
    def late(self) -> int:
        """How many are late, those without a date left out: none of them can be."""
        return sum(entry.late is not None for entry in self.entries)

    def only(self, status: str) -> "PlanCalendar":
        """The entries of a status, or the late ones (`late`); all for an empty text."""
        if not status:
            return self
        kept = tuple(
            entry
            for entry in self.entries
            if (entry.late if status == "late" else entry.state.status == status)
        )
        return PlanCalendar(self.plan, self.situation, self.departments, kept)


def plan_calendar(
    plan: ActionPlan,
    activities: ActivityQuerySet,
    situation: Situation | None = None,
    *,
    department: str | None = None,
) -> PlanCalendar:
    """The calendar of `plan` over the activities the reader may see; four queries whatever the size.

    `department` is a code (empty: the activities without any); None shows them all.
    """
    situation = situation or Situation.of_plan(plan)
    mine = activities.filter(plan=plan)
    if plan.adopted_on:
        mine = mine.in_base(situation.at, situation.known)
    shown = mine if department is None else _of(mine, department)
    return PlanCalendar(plan, situation, calendar_departments(mine), _entries(shown, situation))


def calendar_departments(activities: ActivityQuerySet) -> tuple[CalendarDepartment, ...]:
    """The departments of these activities in their order, with their counts; those without any last."""
    rows = (
        activities.order_by("department__position", "department__name")
        .values_list("department__code", "department__name")
        .annotate(number=Count("pk"))
    )
    found = [CalendarDepartment(code or "", name or WITHOUT, number) for code, name, number in rows]
    return tuple(sorted(found, key=lambda one: not one.code))


def span_of(dates: PlannedDates) -> Span | None:
    """The days a planned period covers; a bound alone covers what it names (a day, a month, a quarter)."""
    first, last = dates.start or dates.end, dates.end or dates.start
    return Span(first.first, last.last) if first and last else None


def by_department(entries: Iterable[Entry]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """The entries of each department under its name, in the order of departments; those without any last."""
    found: defaultdict[Department | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.activity.department].append(entry)
    ordered = sorted(
        found.items(),
        key=lambda item: (item[0] is None, item[0].position if item[0] else 0, str(item[0])),
    )
    return tuple((str(unit or WITHOUT), tuple(members)) for unit, members in ordered)


def _of(activities: ActivityQuerySet, department: str) -> ActivityQuerySet:
    if not department:
        return activities.filter(department=None)
    return activities.filter(department__code=department)


def _entries(activities: ActivityQuerySet, situation: Situation) -> tuple[Entry, ...]:
    rows = list(
        activities.with_decisions_at(situation.at, situation.known)
        .select_related("plan", "department")
        .order_by("position", "pk")
    )
    keys = activities.order_by().values("pk")
    revisions = date_revisions(keys)
    reports: defaultdict[int, list[StatusReport]] = defaultdict(list)
    counting = StatusReport.objects.filter(activity__in=keys, effective_date__lte=situation.at)
    for report in counting.counting(situation.known).latest_first().reverse().only(*REPORT_FIELDS):
        reports[report.activity_id].append(report)
    return tuple(
        _entry(
            row,
            reports[row.pk],
            PlannedDates.initial(row, revisions[row.pk]),
            PlannedDates.in_force(row, revisions[row.pk], situation),
            situation,
        )
        for row in rows
    )


def _entry(
    row: Activity,
    reports: list[StatusReport],
    initial: PlannedDates,
    dates: PlannedDates,
    situation: Situation,
) -> Entry:
    state = state_at(row, reports[-1] if reports else None, situation)
    until = judged_on(row, situation)
    late = Span(row.planned_end_at + timedelta(days=1), until) if state.is_late else None
    return Entry(
        activity=row,
        state=state,
        dates=dates,
        initial=initial if initial != dates else None,
        work=_work(reports, state, row.cancelled_at, until),
        late=late,
    )


def _work(reports: list[StatusReport], state: State, cancelled_on: date | None, until: date) -> Work | None:
    """From the reports, the oldest first; None where none says that anything was begun or is over."""
    started = next((one.effective_date for one in reports if one.status == Status.IN_PROGRESS), None)
    if state.status == Status.CANCELLED:
        return Work(started, cancelled_on, cancelled_on) if started and cancelled_on else None
    if state.status == Status.PLANNED:
        return None
    if state.status in OPEN:
        return Work(started, None, max(until, reports[-1].effective_date))
    ended = _ended(reports)
    return Work(started if started and started <= ended else None, ended, ended)


def _ended(reports: list[StatusReport]) -> date:
    """When the last status was said first, without another in between."""
    last = reports[-1]
    for report in reversed(reports):
        if report.status != last.status:
            break
        last = report
    return last.effective_date
