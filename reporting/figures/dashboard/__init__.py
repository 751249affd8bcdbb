"""The figures of the dashboard: a scope (a year or all, filters, two dates), its total, its groups, its time.

Everything starts from what the reader may see. Figures are the same class as everywhere (`reporting.figures.totals`):
a number of the dashboard is that of the plan's page, of the programme's, of the command.
"""

from reporting.figures.dashboard.changes import Change, Changes
from reporting.figures.dashboard.curve import Curve, CurvePoint
from reporting.figures.dashboard.figures import (
    Dashboard,
    changes_between,
    curve_of,
    dashboard_figures,
    lateness_of,
)
from reporting.figures.dashboard.lateness import LateActivity, Lateness
from reporting.figures.dashboard.reading import Seen
from reporting.figures.dashboard.scope import DashboardScope, dimensions_for
from reporting.figures.dashboard.shapes import Comparison, DashboardFigures, DashboardGroup

__all__ = [
    "Change",
    "Changes",
    "Comparison",
    "Curve",
    "CurvePoint",
    "Dashboard",
    "DashboardFigures",
    "DashboardGroup",
    "DashboardScope",
    "LateActivity",
    "Lateness",
    "Seen",
    "changes_between",
    "curve_of",
    "dashboard_figures",
    "dimensions_for",
    "lateness_of",
]
