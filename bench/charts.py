"""The charts of a dashboard, drawn from figures that are there already."""

from collections.abc import Iterator

from bench.cases import Case, direction
from programmes.dimensions import Dimension
from reporting.dashboard_drawings import curve_chart, group_multiples, group_stacks, weeks_chart
from reporting.drawings import execution_bars, status_bar
from reporting.figures.dashboard import DashboardScope, curve_of, dashboard_figures
from reporting.views.group_rows import largest

WIDTH = 1168


def of_a_dashboard() -> Iterator[Case]:
    """One of each kind, for the latest year and its largest structures; a millisecond each."""
    user, by = direction(), Dimension.DEPARTMENT
    year = dashboard_figures(user, DashboardScope()).years[0]
    figures = dashboard_figures(user, DashboardScope(year), by)
    curve, groups = curve_of(user, DashboardScope(year)), largest(figures.groups)

    def draw() -> None:
        status_bar(figures.total, "État").render(width=WIDTH)
        curve_chart(curve).render(width=WIDTH)
        weeks_chart(curve, year).render(width=WIDTH)
        execution_bars(groups, "Structures").render(width=WIDTH)
        group_stacks(groups, by).render(width=WIDTH)
        group_multiples(groups, by).render(width=WIDTH)

    yield Case(draw, most=6)
