"""The stages of a kind of activity, in the version in force."""

from collections.abc import Iterable

from django.utils import timezone

from programmes.models import Activity, StageGrid


def current_grids(activities: Iterable[Activity]) -> dict[int, StageGrid]:
    """The grid in force of each kind among these activities, with its stages loaded; kinds without one are left out."""
    kinds = {activity.kind_id for activity in activities if activity.kind_id}
    if not kinds:
        return {}
    grids = StageGrid.objects.filter(kind__in=kinds, valid_from__lte=timezone.localdate())
    # The highest version comes last and stays.
    return {grid.kind_id: grid for grid in grids.order_by("version").prefetch_related("stages")}


def current_grid(activity: Activity) -> StageGrid | None:
    """The stages of this kind of activity; None where progress is typed."""
    return current_grids([activity]).get(activity.kind_id)
