"""Charts of a dashboard: by status, by group, the curve of the year, its weeks."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.text import capfirst

from programmes.dimensions import Dimension
from programmes.formats import counted, integer
from programmes.partial_dates import MONTHS
from reporting.charts import (
    Cell,
    Curve,
    GroupStacks,
    HeatMap,
    Month,
    Part,
    Point,
    SmallMultiples,
    Stack,
    grouped,
)
from reporting.charts.calendar import MONTHS as SHORT_MONTHS
from reporting.drawings import PARTS
from reporting.figures import Figures
from reporting.figures.dashboard import Curve as CurveFigures
from reporting.figures.dashboard import DashboardGroup


def parts_of(figures: Figures) -> tuple[Part, ...]:
    """The base of a set of activities by status, in the order of every chart."""
    return tuple(
        Part(label, figures.counts.of(status), tone, grouped(figures.counts.of(status)))
        for label, status, tone in PARTS
    )


def group_stacks(groups: Iterable[DashboardGroup], by: Dimension) -> GroupStacks:
    """Each group's activities by status, as shares of its own."""
    groups = tuple(groups)
    stacks = tuple(
        Stack(group.label, parts_of(group.figures), group.figures.execution.text)
        for group in groups
        if group.figures.base
    )
    return GroupStacks(
        f"Activités par {by.label} et par état",
        f"{_said(groups)} Chaque barre va de 0 à 100\u202f% des activités du groupe.",
        stacks,
        heading=capfirst(by.label),
    )


def group_multiples(groups: Iterable[DashboardGroup], by: Dimension) -> SmallMultiples:
    """Each group's activities by status, as columns to one scale."""
    groups = tuple(groups)
    panels = tuple(
        Stack(group.label, parts_of(group.figures), group.figures.execution.text)
        for group in groups
        if group.figures.base
    )
    return SmallMultiples(
        f"Activités par {by.label}, à la même échelle", _said(groups), panels, heading=capfirst(by.label)
    )


def _said(groups: tuple[DashboardGroup, ...]) -> str:
    said = "\u202f; ".join(
        f"{group.label}\u00a0: {group.figures.execution.text}" for group in groups if group.figures.base
    )
    return f"Réalisées sur le total. {said}."


def curve_chart(curve: CurveFigures) -> Curve:
    """Planned against done, cumulated by week; nothing to draw where no activity has a planned end."""
    if not any(point.planned for point in curve.points):
        return Curve("Prévu et réalisé", "", ())
    points = tuple(Point(_short(point.on), point.planned, point.done) for point in curve.points)
    last = next((point for point in reversed(curve.points) if point.done is not None), None)
    said = f"Base de {counted(curve.base, 'activité')}."
    if last:
        said += f" Au {_short(last.on)}, {integer(last.planned)} prévues et {integer(last.done)} réalisées."
    if curve.undated:
        said += f" {counted(curve.undated, 'activité')} sans fin prévue ne sont dans aucune semaine."
    return Curve("Prévu et réalisé, en cumul par semaine", said, points)


def weeks_chart(curve: CurveFigures, year: int) -> HeatMap:
    """How many activities are planned to end in each week of the year."""
    months: dict[int, list[Cell]] = {month: [] for month in range(1, 13)}
    before = 0
    for index, point in enumerate(curve.points):
        months[point.on.month].append(Cell(_week(point.on, is_first=not index), point.planned - before))
        before = point.planned
    return HeatMap(
        f"Fins prévues, semaine par semaine, en {year}",
        f"{counted(before, 'activité')} dont la fin est prévue avant la fin de {year}.",
        tuple(Month(SHORT_MONTHS[month - 1], tuple(weeks)) for month, weeks in months.items()),
        headings=("Semaine", "Activités à finir"),
    )


def _short(day: date) -> str:
    """« 4 janv. »."""
    return f"{day.day} {SHORT_MONTHS[day.month - 1]}"


def _week(last: date, *, is_first: bool) -> str:
    """« du 5 au 11 janvier »; the first one holds all that was due before."""
    named = f"{last.day} {MONTHS[last.month - 1]}"
    if is_first:
        return f"jusqu’au {named}"
    first = last - timedelta(days=last.weekday())
    month = "" if first.month == last.month else f" {MONTHS[first.month - 1]}"
    return f"du {first.day}{month} au {named}"
