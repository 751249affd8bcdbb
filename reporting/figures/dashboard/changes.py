"""What changed between two dates: done, started, no longer late, newly late, cancelled, added, revised."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from programmes.querysets.dated_sets import DatedSet, Sql, keys_of
from programmes.situation import Situation
from reporting.figures.dashboard.measured import LATE, late_params
from reporting.figures.dashboard.reading import Reading
from reporting.figures.dashboard.scope import DashboardScope

# Those of which something happened after a day and up to another; all the others stand as they stood.
_TOUCHED = """
    SELECT a.id FROM programmes_activity a JOIN programmes_actionplan p ON p.id = a.plan_id
    WHERE a.id IN (SELECT id FROM chosen) AND (
        p.adopted_on > %s OR a.added_on > %s OR (a.planned_end >= %s AND a.planned_end < %s)
        OR EXISTS (SELECT 1 FROM programmes_statusreport r
            WHERE r.activity_id = a.id AND r.effective_date > %s AND r.effective_date <= %s)
        OR EXISTS (SELECT 1 FROM programmes_revision v WHERE v.activity_id = a.id AND (
            (v.decided_on > %s AND v.decided_on <= %s) OR (v.old_date >= %s AND v.old_date < %s)
            OR (v.new_date >= %s AND v.new_date <= %s))))
"""
_REVISED = """
    SELECT DISTINCT v.activity_id FROM programmes_revision v
    WHERE v.activity_id IN (SELECT id FROM chosen) AND v.decided_on > %s AND v.decided_on <= %s
        AND v.field IN ('planned_start', 'planned_end', 'budget', 'department', 'title')
"""
_ORDER = """
    JOIN programmes_activity a ON a.id = stood.id JOIN programmes_actionplan p ON p.id = a.plan_id
    ORDER BY p.year DESC, p.code, a.position, a.id
"""


@dataclass(frozen=True)
class Change:
    """One kind of change, and the keys of its activities in the order of the list."""

    kind: str
    label: str
    keys: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many activities."""
        return len(self.keys)


@dataclass(frozen=True)
class Changes:
    """What changed from the end of a day to the end of another, in the order it is told."""

    first: Situation
    last: Situation
    changes: tuple[Change, ...]

    def of(self, kind: str) -> Change:
        """One of them, by its code."""
        return next(change for change in self.changes if change.kind == kind)


class Stood(NamedTuple):
    """What of an activity at a date is compared."""

    status: str
    is_late: bool
    is_addition: bool


Pair = tuple[Stood | None, Stood]  # None: it did not count yet


def changes_in(reading: Reading, scope: DashboardScope, first: date, last: date) -> Changes:
    """What changed after `first` and up to `last`, over the activities of the scope that count then."""
    known = scope.situation.known if scope.situation else None
    one, other = Situation(first, known), Situation(last, known)
    stood = reading.stood_at(other)
    pairs, revised = _pairs(stood, one) if stood else ({}, set())
    kinds = [
        (kind, label, [key for key, pair in pairs.items() if became(*pair)]) for kind, label, became in KINDS
    ]
    kinds.append(("revised", "Révisées", [key for key in pairs if key in revised]))
    return Changes(one, other, tuple(_change(*told) for told in kinds))


def _pairs(stood: DatedSet, one: Situation) -> tuple[dict[int, Pair], set[int]]:
    """How the activities of which something happened stood at both dates, in the order of the list; those revised."""
    first, last = map(connection.ops.adapt_datefield_value, (one.at, stood.at))
    touched = [key for (key,) in stood.ask(Sql(_TOUCHED, (first, first, *(first, last) * 5)))]
    after = _rows(DatedSet(keys_of(touched), stood.at, stood.known))
    before = _rows(DatedSet.among(touched, one.at, one.known))
    params: tuple[Any, ...] = (first, last)
    decided = _REVISED
    if one.known is not None:
        decided += " AND v.entered_at <= %s"
        params += (connection.ops.adapt_datetimefield_value(one.known),)
    revised = {key for (key,) in stood.ask(Sql(decided, params))}
    return {key: (before.get(key), now) for key, now in after.items()}, revised


def _rows(dated: DatedSet) -> dict[int, Stood]:
    query = f"""SELECT stood.id, stood.status, CASE WHEN {LATE} THEN 1 ELSE 0 END,
        CASE WHEN stood.added_on IS NULL THEN 0 ELSE 1 END FROM stood {_ORDER}"""
    rows = dated.ask(Sql(query, late_params(dated)))
    return {key: Stood(status, bool(late), bool(added)) for key, status, late, added in rows}


def _change(kind: str, label: str, keys: Iterable[int]) -> Change:
    return Change(kind, label, tuple(keys))


def _is(status: str) -> Callable[[Stood | None, Stood], bool]:
    return lambda old, new: new.status == status and (old is None or old.status != status)


KINDS: tuple[tuple[str, str, Callable[[Stood | None, Stood], bool]], ...] = (
    ("done", "Devenues réalisées", _is("done")),
    ("started", "Commencées", _is("in_progress")),
    ("late_no_more", "Plus en retard", lambda old, new: old is not None and old.is_late and not new.is_late),
    ("newly_late", "Nouvellement en retard", lambda old, new: new.is_late and not (old and old.is_late)),
    ("cancelled", "Annulées", _is("cancelled")),
    ("added", "Ajoutées hors plan initial", lambda old, new: old is None and new.is_addition),
)
