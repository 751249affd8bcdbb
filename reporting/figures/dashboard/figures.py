"""The figures of a dashboard: where they come from (kept counts, or rows) is decided here and nowhere else."""

from accounts.models import User
from accounts.roles import Permission
from programmes.dimensions import Dimension
from programmes.models import ActionPlan, Activity
from reporting.figures.dashboard.comparison import last_year_of
from reporting.figures.dashboard.plain import (
    plain_carried,
    plain_groups,
    plain_lines,
    plain_silent,
    plain_total,
)
from reporting.figures.dashboard.scope import DashboardScope, check_dimensions
from reporting.figures.dashboard.shapes import DashboardFigures, DashboardGroup
from reporting.figures.totals import Figures


def dashboard_figures(user: User, scope: DashboardScope, by: Dimension | None = None) -> DashboardFigures:
    """The figures of a scope, and its groups. Raises PermissionDenied for a dimension that partners are not shown."""
    check_dimensions(user, by, *(dimension for dimension, _ in scope.filters))
    lines = plain_lines(user, scope)
    total = plain_total(scope, lines)
    groups = plain_groups(user, scope, by, lines) if by else ()
    return DashboardFigures(
        scope=scope,
        situation=scope.shown,
        total=total,
        silent=plain_silent(scope, lines),
        carried=plain_carried(lines),
        groups=groups,
        notes=notes_of(by, total, groups),
        last_year=last_year_of(user, scope, total),
        years=years_of(user),
    )


def notes_of(by: Dimension | None, total: Figures, groups: tuple[DashboardGroup, ...]) -> tuple[str, ...]:
    """What must be said before the groups are added up; nothing where they add up to the total."""
    if by is None:
        return ()
    notes = []
    if sum(group.figures.counts.total for group in groups) > total.counts.total:
        if by in {Dimension.YEAR, Dimension.PLAN}:
            notes.append(
                f"Une activité reconduite compte dans chacun de ses {by.plural}\u202f; le total la compte une fois."
            )
        else:
            each = "chaque " + by.label
            notes.append(
                f"Une activité de plusieurs {by.plural} compte dans {each}\u202f; le total la compte une fois."
            )
    if any(group.shared for group in groups):
        notes.append(
            f"L’argent n’est donné par {by.label} que pour les activités d’un seul financeur\u202f; "
            "ce qui est partagé est dit à part."
        )
    return tuple(notes)


def years_of(user: User) -> tuple[int, ...]:
    """The years of the adopted plans that hold something the reader may see, the latest first."""
    plans = ActionPlan.objects.adopted().order_by("-year").distinct()
    if not user.may(Permission.READ_ALL):
        plans = plans.filter(pk__in=Activity.objects.visible_to(user).order_by().values("plan"))
    return tuple(plans.values_list("year", flat=True))
