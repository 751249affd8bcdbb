"""Reading the links that are counted: a few statements for a thousand activities, or for a stretch of all of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from programmes.chains import paths
from programmes.owners import owner_of
from programmes.summaries.links import Link, groups_of, quarter_of

BATCH = 1000
STRETCH = 20_000

ACTIVITIES = """
    SELECT a.id, a.plan_id, p.year, p.adopted_on, p.closed_on, a.status, a.progress, a.weight, a.planned_start,
        a.planned_end, a.added_on, a.budget, a.committed, a.spent, a.currency, a.status_date, a.latest_report_id,
        a.review, a.is_demonstration, a.cancelled_on, a.department_id, a.sector_id, a.kind_id,
        a.programme_id, g.parent_id, p.programme_id, h.parent_id
    FROM programmes_activity a JOIN programmes_actionplan p ON p.id = a.plan_id
        LEFT JOIN programmes_programme g ON g.id = a.programme_id
        LEFT JOIN programmes_programme h ON h.id = p.programme_id
    WHERE a.id {which}
"""
# What these activities carry on, and what carries them on: nothing for those that have no chain.
STEPS = """
    SELECT id, carried_from_id FROM programmes_activity WHERE carried_from_id IS NOT NULL AND id {which}
    UNION ALL SELECT id, carried_from_id FROM programmes_activity WHERE carried_from_id {which}
"""
FUNDING = """
    SELECT f.activity_id, f.source_id, s.partner_id
    FROM programmes_funding f JOIN programmes_fundingsource s ON s.id = f.source_id WHERE f.activity_id {which}
"""
PLACES = """
    SELECT t.activity_id, q.id, q.level, q.region_id, q.cercle_id
    FROM programmes_activity_places t JOIN communes_place q ON q.id = t.place_id WHERE t.activity_id {which}
"""
# The first report that counts, and those with which the activity became done or was so no more.
REPORTS = """
    SELECT activity_id, effective_date, is_done FROM (
        SELECT r.id, r.activity_id, r.effective_date, r.entered_at,
            CASE WHEN r.status = 'done' THEN 1 ELSE 0 END AS is_done,
            LAG(CASE WHEN r.status = 'done' THEN 1 ELSE 0 END)
                OVER (PARTITION BY r.activity_id ORDER BY r.effective_date, r.entered_at, r.id) AS was_done
        FROM programmes_statusreport r
        WHERE r.activity_id {which} AND r.review IN ('pending', 'approved') AND NOT EXISTS (
            SELECT 1 FROM programmes_statusreport c
            WHERE c.corrects_id = r.id AND c.review IN ('pending', 'approved'))
    ) counting
    WHERE was_done IS NULL OR was_done <> is_done
    ORDER BY activity_id, effective_date, entered_at, id
"""
CANCELLATIONS = """
    SELECT activity_id, decided_on, new_date, old_date, entered_at FROM programmes_revision
    WHERE activity_id {which} AND field = 'cancelled_on' ORDER BY decided_on, entered_at, id
"""


Rows = dict[int, list[tuple[Any, ...]]]  # the rest of each row, by the activity that it begins with


@dataclass
class Read:
    """Activities that were read: those that count, and the chains all of them belong to.

    `steps` gives what each activity of a chain carries on, those that do not count included; `funding` and `places`
    are what the activities are counted by that is not in their own row.
    """

    keys: list[int]
    steps: dict[int, int | None]
    links: dict[int, Link] = field(default_factory=dict)
    funding: Rows = field(default_factory=dict)
    places: Rows = field(default_factory=dict)

    def chains(self) -> Iterator[list[Link]]:
        """The links that count, chain by chain, the first of each first."""
        for path in paths({key: self.steps.get(key) for key in (*self.links, *self.steps)}):
            if chain := [self.links[key] for key in path if key in self.links]:
                yield chain


def read_chains(keys: Iterable[int], steps: dict[int, int | None] | None = None) -> Read:
    """These activities and all those of their chains (`steps`, where they are known)."""
    keys = set(keys)
    steps = steps_of(keys) if steps is None else steps
    read = Read(sorted(keys | steps.keys()), steps)
    for which in _parts(read.keys):
        read.funding |= _grouped(_rows(FUNDING, which))
        read.places |= _grouped(_rows(PLACES, which))
        _read_links(which, read)
    return read


def read_again(before: Read) -> Read:
    """The same after a write that changed neither what the activities are counted by nor their chains."""
    read = Read(before.keys, before.steps, funding=before.funding, places=before.places)
    for which in _parts(read.keys):
        _read_links(which, read)
    return read


def read_all() -> Iterator[Read]:
    """Every activity, a stretch of keys at a time; a chain may run through several stretches."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MIN(id), MAX(id) FROM programmes_activity")
        first, last = cursor.fetchone()
    if first is None:
        return
    for start in range(first, last + 1, STRETCH):
        which = f"BETWEEN {start} AND {start + STRETCH - 1}"
        read = Read([], {}, funding=_grouped(_rows(FUNDING, which)), places=_grouped(_rows(PLACES, which)))
        _add_steps(which, read.steps)
        _read_links(which, read)
        yield read


def steps_of(keys: Iterable[int]) -> dict[int, int | None]:
    """What each activity of the chains of these carries on; empty where none of them has a chain."""
    steps: dict[int, int | None] = {}
    wanted, asked = set(keys), set()
    while wanted:
        asked |= wanted
        for which in _parts(sorted(wanted)):
            _add_steps(which, steps)
        wanted = steps.keys() - asked
    return steps


def _add_steps(which: str, steps: dict[int, int | None]) -> None:
    """Add the activities that a condition names and that have a chain, and those beside them."""
    for key, before in _rows(STEPS, which):
        steps[key] = before
        steps.setdefault(before, None)


def _parts(keys: list[int]) -> Iterator[str]:
    """Conditions that name a thousand of these at a time."""
    for start in range(0, len(keys), BATCH):
        yield f"IN ({', '.join(map(str, keys[start : start + BATCH]))})"


def _read_links(which: str, read: Read) -> None:
    """Add the activities of adopted plans that a condition names."""
    rows = [row for row in _rows(ACTIVITIES, which) if row[3] is not None]
    if rows:
        told = _Told(which, read, has_cancelled=any(row[19] is not None for row in rows))
        read.links |= {row[0]: told.link(row) for row in rows}


class _Told:
    """What hangs on the activities that a condition names."""

    def __init__(self, which: str, read: Read, *, has_cancelled: bool) -> None:
        self.funding, self.places = read.funding, read.places
        self.reports = _grouped(_rows(REPORTS, which))
        self.cancellations = _grouped(_rows(CANCELLATIONS, which)) if has_cancelled else {}

    def link(self, row: tuple[Any, ...]) -> Link:
        """The record of one activity, from its row."""
        (
            key, plan, year, adopted, closed, status, progress, weight, start, end, added, budget, committed,
            spent, currency, status_date, latest, review, is_demonstration, cancelled, department, sector,
            kind, *programmes,
        ) = row  # fmt: skip
        until = _day(closed)
        reports = [
            (day, bool(done))
            for said, done in self.reports.get(key, ())
            for day in (_known(said),)
            if until is None or day <= until
        ]
        cancellations = self.cancellations.get(key, ()) if cancelled is not None else ()
        groups, shared = groups_of(
            department=department,
            sector=sector,
            kind=kind,
            quarter=quarter_of(_day(end), year),
            programmes=programmes,
            sources=self.funding.get(key, ()),
            places=self.places.get(key, ()),
        )
        return Link(
            key=key,
            plan=plan,
            owner=owner_of(programmes[2]),
            year=year,
            adopted=_known(adopted),
            closed=until,
            status=status,
            progress=_whole(progress, 100),
            weight=_whole(weight, 1000) or 0,
            planned_start=_day(start),
            planned_end=_day(end),
            added=_day(added),
            budget=_whole(budget, 100),
            committed=_whole(committed, 100),
            spent=_whole(spent, 100),
            currency=currency,
            status_date=_day(status_date),
            is_reported=latest is not None,
            is_pending=review == "pending",
            is_demonstration=bool(is_demonstration),
            groups=groups,
            shared=shared,
            first=reports[0][0] if reports else None,
            done=tuple(reports),
            cancelled=_before(cancellations) if cancellations else _day(cancelled),
            cancellations=tuple((_known(decided), _day(new)) for decided, new, _, _ in cancellations),
        )


def _before(cancellations: list[tuple[Any, ...]]) -> date | None:
    """What was in force before every decision: the old value of the one entered first."""
    return _day(min(cancellations, key=lambda one: one[3])[2])


def _rows(statement: str, which: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(which=which))
        return cursor.fetchall()


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Rows:
    found: Rows = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found


def _day(value: Any) -> date | None:
    """A date as either database gives it."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _known(value: Any) -> date:
    day = _day(value)
    if day is None:
        raise TypeError("a date that is always there")
    return day


def _whole(value: Any, parts: int) -> int | None:
    """A number of the database in hundredths or thousandths, exactly; SQLite gives numbers, PostgreSQL decimals."""
    if value is None:
        return None
    return int(value * parts) if isinstance(value, int | Decimal) else round(value * parts)
