"""What changed between two dates: done, started, no longer late, newly late, cancelled, added, revised."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from programmes.models import Revision, Status
from programmes.situation import Situation
from reporting.figures.dashboard.scope import DashboardScope
from reporting.figures.lines import Line, lines_of

#: How many activities of each change are named; the others are counted.
MOST_NAMED = 100

REVISED = (
    Revision.Field.PLANNED_START,
    Revision.Field.PLANNED_END,
    Revision.Field.BUDGET,
    Revision.Field.DEPARTMENT,
    Revision.Field.TITLE,
)


@dataclass(frozen=True)
class Change:
    """One kind of change: how many activities, and the keys of the first of them in the order of the list."""

    kind: str
    label: str
    count: int
    keys: tuple[int, ...]


@dataclass(frozen=True)
class Changes:
    """What changed from the end of a day to the end of another, in the order it is told."""

    first: Situation
    last: Situation
    changes: tuple[Change, ...]

    def of(self, kind: str) -> Change:
        """One of them, by its code."""
        return next(change for change in self.changes if change.kind == kind)


def changes_between(user: User, scope: DashboardScope, first: date, last: date) -> Changes:
    """What changed after `first` and up to `last`, over the activities of the scope that count.

    With a `known` in the scope, both dates are as known then.
    """
    known = scope.situation.known if scope.situation else None
    one, other = Situation(first, known), Situation(last, known)
    activities = scope.activities(user)
    before = {line.activity.pk: line for line in lines_of(activities, one)}
    after = {line.activity.pk: line for line in lines_of(activities, other)}
    revised = set(
        _decided(known, first, last)
        .filter(activity__in=list(after), field__in=REVISED)
        .values_list("activity", flat=True)
    )
    pairs = [(before.get(key), line) for key, line in after.items()]
    pairs.sort(key=lambda pair: _order(pair[1]))
    found = tuple(
        _change(kind, label, [line.activity.pk for old, line in pairs if became(old, line)])
        for kind, label, became in KINDS
    )
    own = [line.activity.pk for _, line in pairs if line.activity.pk in revised]
    return Changes(one, other, (*found, _change("revised", "Révisées", own)))


def _decided(known: datetime | None, first: date, last: date):
    rows = Revision.objects.filter(decided_on__gt=first, decided_on__lte=last).order_by()
    return rows if known is None else rows.filter(entered_at__lte=known)


def _change(kind: str, label: str, keys: Iterable[int]) -> Change:
    keys = tuple(keys)
    return Change(kind, label, len(keys), keys[:MOST_NAMED])


def _order(line: Line) -> tuple:
    activity = line.activity
    return (-activity.plan.year, activity.plan.code, activity.position, activity.pk)


def _is(status: Status) -> Callable[[Line | None, Line], bool]:
    return lambda old, new: new.status == status and (old is None or old.status != status)


def _late(line: Line | None) -> bool:
    return line is not None and line.is_late and not line.is_cancelled


KINDS: tuple[tuple[str, str, Callable[[Line | None, Line], bool]], ...] = (
    ("done", "Devenues réalisées", _is(Status.DONE)),
    ("started", "Commencées", _is(Status.IN_PROGRESS)),
    ("late_no_more", "Plus en retard", lambda old, new: _late(old) and not _late(new)),
    ("newly_late", "Nouvellement en retard", lambda old, new: _late(new) and not _late(old)),
    ("cancelled", "Annulées", _is(Status.CANCELLED)),
    ("added", "Ajoutées hors plan initial", lambda old, new: old is None and new.is_addition),
)
