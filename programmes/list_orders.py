"""The order of the lists: that of a column, or the list's own; what a row does not say stands last, up and down."""

from collections.abc import Iterable, Mapping

from django.db.models import F, QuerySet

from programmes.querysets.activities import ActivityQuerySet
from programmes.querysets.workshops import WorkshopQuerySet
from programmes.situation import Situation

#: Columns a list may be sorted by, and the fields behind each.
ACTIVITY_SORTS = {
    "activity": ("search",),
    "department": ("department__position", "department__name"),
    "planned_end": ("planned_end",),
    "status": ("status", "progress"),
    "status_date": ("status_date",),
}
WORKSHOP_SORTS = {"title": ("title", "code"), "dates": ("start", "code")}

#: The same columns at a past date, where they differ.
PAST_SORTS = {
    "planned_end": ("planned_end_at",),
    "status": ("status_at", "progress_at"),
    "status_date": ("status_date_at",),
}


def sorted_activities(
    activities: ActivityQuerySet, key: str, situation: Situation | None = None
) -> ActivityQuerySet:
    """In the order of a column (`-` before its name turns it round); the newest plan first without one.

    What a row does not say stands last either way. At a situation, by what was true then.
    """
    column = key.removeprefix("-")
    fields = ACTIVITY_SORTS.get(column)
    if fields is None:
        return activities.order_by("-plan__year", "plan__code", "position", "pk")
    if situation and column in PAST_SORTS:
        activities = activities.sortable_at(situation.at, situation.known)
        fields = PAST_SORTS[column]
    return _in_order(activities, fields, down=key.startswith("-"))


def sorted_by(rows: QuerySet, key: str, sorts: Mapping[str, tuple[str, ...]]) -> QuerySet:
    """In the order of a column of a list (`-` before its name turns it round); the model's own without one."""
    fields = sorts.get(key.removeprefix("-"))
    return _in_order(rows, fields, down=key.startswith("-")) if fields else rows


def sorted_workshops(workshops: WorkshopQuerySet, key: str) -> WorkshopQuerySet:
    """In the order of a column; the latest first without one."""
    return sorted_by(workshops, key, WORKSHOP_SORTS)


def _in_order(rows: QuerySet, fields: Iterable[str], *, down: bool) -> QuerySet:
    """What a row does not say stands last, up and down."""
    order = [F(field).desc(nulls_last=True) if down else F(field).asc(nulls_last=True) for field in fields]
    return rows.order_by(*order, "pk")
