"""The planned dates of an activity as its revisions leave them: those of the start, those in force at a date."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from programmes.models import Activity, Revision
from programmes.partial_date_reading import PartialDateError, parse_partial_date
from programmes.partial_dates import PartialDate, period_label
from programmes.situation import Situation

START, END = Revision.Field.PLANNED_START, Revision.Field.PLANNED_END


@dataclass(frozen=True)
class PlannedDates:
    """A planned period; each bound is None where none was given."""

    start: PartialDate | None
    end: PartialDate | None

    @classmethod
    def initial(cls, activity: Activity, revisions: Iterable[Revision]) -> Self:
        """Before any revision."""
        return cls(*(_initial(activity, field, _of(revisions, field)) for field in (START, END)))

    @classmethod
    def in_force(cls, activity: Activity, revisions: Iterable[Revision], situation: Situation) -> Self:
        """As the decisions taken and entered by those dates left them (the rule of `ActivityQuerySet.as_of`)."""
        return cls(*(_in_force(activity, field, _of(revisions, field), situation) for field in (START, END)))

    @property
    def is_known(self) -> bool:
        """Whether at least one bound is given."""
        return self.start is not None or self.end is not None

    @property
    def label(self) -> str:
        """« du 1er avril au 30 juin 2023 »; empty when neither bound is given."""
        return period_label(self.start, self.end)


def date_revisions(activities: Iterable[int]) -> defaultdict[int, list[Revision]]:
    """The revisions of planned dates of these activities, by activity; one query.

    In the order they were entered: the first one holds the dates of the initial plan.
    """
    found: defaultdict[int, list[Revision]] = defaultdict(list)
    rows = Revision.objects.filter(activity__in=activities, field__in=(START, END))
    for revision in rows.order_by("entered_at", "pk"):
        found[revision.activity_id].append(revision)
    return found


def _of(revisions: Iterable[Revision], field: str) -> list[Revision]:
    return [revision for revision in revisions if revision.field == field]


def _initial(activity: Activity, field: str, revisions: list[Revision]) -> PartialDate | None:
    if not revisions:
        return _column(activity, field)
    return _written(activity, field, revisions[0].old_date, revisions[0].old)


def _in_force(
    activity: Activity, field: str, revisions: list[Revision], situation: Situation
) -> PartialDate | None:
    taken = [
        revision
        for revision in revisions
        if revision.decided_on <= situation.at
        and (situation.known is None or revision.entered_at <= situation.known)
    ]
    if not taken:
        return _initial(activity, field, revisions)
    last = max(taken, key=lambda revision: (revision.decided_on, revision.entered_at, revision.pk))
    return _written(activity, field, last.new_date, last.new)


def _column(activity: Activity, field: str) -> PartialDate | None:
    return PartialDate.from_columns(getattr(activity, field), getattr(activity, f"{field}_precision"))


def _written(activity: Activity, field: str, day: date | None, text: str) -> PartialDate | None:
    """A date of a revision: its precision is that of its text, which holds the day; else it is a day."""
    if day is None:
        return None
    column = _column(activity, field)
    if column and text == column.label() and column.first <= day <= column.last:
        return column
    try:
        read = parse_partial_date(text)
    except PartialDateError:
        read = None
    return read if read and read.first <= day <= read.last else PartialDate.covering(day, "day")
