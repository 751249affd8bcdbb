"""The order of the lists: that of a column, or the list's own; what a row does not say stands last, up and down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, OrderBy, Q, QuerySet

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


#: No row.
NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Step:
    """A field that rows are ordered by, down or up; where it may be empty, empty ones come `empty`: last or first."""

    field: str
    down: bool = False
    empty: str = ""

    @property
    def ordering(self) -> OrderBy | str:
        """What `order_by` takes; a field that is never empty stays plain, for an index to serve."""
        if not self.empty:
            return f"-{self.field}" if self.down else self.field
        place = {f"nulls_{self.empty}": True}
        return F(self.field).desc(**place) if self.down else F(self.field).asc(**place)

    @property
    def reversed(self) -> "Step":
        """The same step in the other direction."""
        return replace(self, down=not self.down, empty={"last": "first", "first": "last"}.get(self.empty, ""))

    def same(self, value: Any) -> Q:
        """Rows that have this value."""
        return Q(**{f"{self.field}__isnull": True}) if value is None else Q(**{self.field: value})

    def further(self, value: Any, *, or_same: bool = False) -> Q:
        """Rows that come after this value, or with it."""
        empty = Q(**{f"{self.field}__isnull": True})
        if value is None:
            after = ~empty if self.empty == "first" else NOTHING
            return after | empty if or_same else after
        comparison = ("lt" if self.down else "gt") + ("e" if or_same else "")
        after = Q(**{f"{self.field}__{comparison}": value})
        return after | empty if self.empty == "last" else after


#: The list's own order.
NEWEST_PLAN_FIRST = (Step("plan__year", down=True), Step("plan__code"), Step("position"), Step("pk"))


def steps_of(key: str, situation: Situation | None = None) -> tuple[Step, ...]:
    """The order of a column of the list of activities; the newest plan first without one."""
    column = key.removeprefix("-")
    fields = ACTIVITY_SORTS.get(column)
    if fields is None:
        return NEWEST_PLAN_FIRST
    if situation:
        fields = PAST_SORTS.get(column, fields)
    return _steps(fields, down=key.startswith("-"))


def sortable(activities: ActivityQuerySet, key: str, situation: Situation | None) -> ActivityQuerySet:
    """With what the column reads at a situation."""
    if situation and key.removeprefix("-") in PAST_SORTS:
        return activities.sortable_at(situation.at, situation.known)
    return activities


def sorted_activities(
    activities: ActivityQuerySet, key: str, situation: Situation | None = None
) -> ActivityQuerySet:
    """In the order of a column (`-` before its name turns it round); the newest plan first without one.

    What a row does not say stands last either way. At a situation, by what was true then.
    """
    return ordered(sortable(activities, key, situation), steps_of(key, situation))


def sorted_by(rows: QuerySet, key: str, sorts: Mapping[str, tuple[str, ...]]) -> QuerySet:
    """In the order of a column of a list (`-` before its name turns it round); the model's own without one."""
    fields = sorts.get(key.removeprefix("-"))
    return ordered(rows, _steps(fields, down=key.startswith("-"))) if fields else rows


def sorted_workshops(workshops: WorkshopQuerySet, key: str) -> WorkshopQuerySet:
    """In the order of a column; the latest first without one."""
    return sorted_by(workshops, key, WORKSHOP_SORTS)


def ordered(rows: QuerySet, steps: Iterable[Step]) -> QuerySet:
    """In the order of these steps."""
    return rows.order_by(*(step.ordering for step in steps))


def beyond(rows: QuerySet, steps: tuple[Step, ...], values: tuple[Any, ...]) -> QuerySet:
    """The rows that come after these values of the steps.

    What the first two steps alone exclude is said apart: an index then starts there instead of reading all before.
    """
    found, same, bounds = NOTHING, Q(), []
    for place, (step, value) in enumerate(zip(steps, values, strict=True)):
        if place < 2:
            bounds.append(found | (same & step.further(value, or_same=True)))
        found |= same & step.further(value)
        same &= step.same(value)
    return rows.filter(*bounds, found)


def _steps(fields: Iterable[str], *, down: bool) -> tuple[Step, ...]:
    """What a row does not say stands last, up and down."""
    return (*(Step(field, down, "last") for field in fields), Step("pk"))
