"""Charts of figures: the same drawing on a page and in a document."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils import timezone

from programmes.formats import counted, date_long, integer
from reporting.charts import (
    PAPER,
    Calendar,
    CalendarGroup,
    CalendarRow,
    GroupBars,
    Marker,
    Part,
    StackedBar,
    Tone,
)
from reporting.charts import Group as Bar
from reporting.figures import Figures, Group
from reporting.figures.calendar import Entry, PlanCalendar, by_department, span_of

PARTS = (
    ("Réalisées", "done", Tone.DONE),
    ("En cours", "in_progress", Tone.IN_PROGRESS),
    ("Planifiées", "planned", Tone.PLANNED),
    ("Non réalisées", "not_done", Tone.NOT_DONE),
)


def status_bar(figures: Figures, title: str) -> StackedBar:
    """The base of a set of activities, by status."""
    counts = figures.counts
    parts = tuple(
        Part(label, counts.of(status), tone, integer(counts.of(status)))
        for label, status, tone in PARTS
        if counts.of(status) or status != "planned"
    )
    said = ", ".join(f"{part.label.lower()} {part.figure}" for part in parts)
    return StackedBar(title=title, description=f"Sur {integer(counts.base)} activités : {said}.", parts=parts)


def execution_bars(groups: Iterable[Group], title: str) -> GroupBars:
    """Done out of the base, one bar a group; groups without any activity are left out."""
    bars = tuple(
        Bar(
            group.label,
            done=group.figures.counts.done,
            total=group.figures.base,
            figure=group.figures.execution.text,
        )
        for group in groups
        if group.figures.base
    )
    said = "; ".join(f"{bar.label} {bar.figure}" for bar in bars)
    return GroupBars(title=title, description=f"Activités réalisées sur le total : {said}.", groups=bars)


def calendar_chart(calendar: PlanCalendar, entries: Iterable[Entry], title: str) -> Calendar:
    """The bars of these entries, each leading to its activity, without headings: those of one department."""
    rows = tuple(
        _calendar_row(entry, entry.activity.get_absolute_url()) for entry in entries if entry.is_dated
    )
    return _calendar(calendar, (CalendarGroup("", rows),), title)


def calendar_by_department(calendar: PlanCalendar, title: str) -> Calendar:
    """The bars of a whole plan, a heading a department, for paper."""
    groups = tuple(
        CalendarGroup(label, tuple(_calendar_row(entry) for entry in members))
        for label, members in by_department(calendar.dated)
    )
    return replace(_calendar(calendar, groups, title), layout=PAPER)


def _calendar(calendar: PlanCalendar, groups: tuple[CalendarGroup, ...], title: str) -> Calendar:
    rows = [row for group in groups for row in group.rows]
    late = sum(row.late is not None for row in rows)
    said = (
        f"{counted(len(rows), 'activité')} sur l’année {calendar.plan.year}, dont {integer(late)} en retard."
    )
    return Calendar(title, said, calendar.plan.year, groups, calendar_marker(calendar))


def calendar_marker(calendar: PlanCalendar) -> Marker:
    """The day that crosses the drawing: today, the closing of the plan, or the date looked at."""
    closed, at = calendar.plan.closed_on, calendar.situation.at
    if closed and closed <= at:
        return Marker(closed, f"clôture, {date_long(closed)}")
    return Marker(at, "aujourd’hui" if at == timezone.localdate() else f"situation au {date_long(at)}")


def _calendar_row(entry: Entry, href: str = "") -> CalendarRow:
    work = entry.work
    return CalendarRow(
        code=entry.activity.code,
        title=entry.activity.title,
        tone=Tone(entry.state.status),
        reading=entry.reading,
        planned=entry.planned,
        initial=span_of(entry.initial) if entry.initial else None,
        actual=work.span if work else None,
        is_open=bool(work and not work.ended),
        late=entry.late,
        href=href,
    )
