"""Reading the links that are counted: a few statements for a thousand activities, or for a stretch of all of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
        a.programme_id, g.parent_id, p.programme_id, h.parent_id, a.carried_from_id, n.id
    FROM programmes_activity a JOIN programmes_actionplan p ON p.id = a.plan_id
        LEFT JOIN programmes_programme g ON g.id = a.programme_id
        LEFT JOIN programmes_programme h ON h.id = p.programme_id
        LEFT JOIN programmes_activity n ON n.carried_from_id = a.id
    WHERE a.id {which}
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


@dataclass
class Read:
    """Activities that were read: those that count, and the chains all of them belong to."""

    links: dict[int, Link]
    steps: dict[int, int | None]  # what each activity of a chain carries on, those that do not count included

    def chains(self) -> Iterator[list[Link]]:
        """The links that count, chain by chain, the first of each first."""
        for path in paths({key: self.steps.get(key) for key in (*self.links, *self.steps)}):
            if chain := [self.links[key] for key in path if key in self.links]:
                yield chain


def read_chains(keys: Iterable[int]) -> Read:
    """These activities and all those of their chains."""
    read = Read({}, {})
    asked: set[int] = set()
    wanted = set(keys)
    while wanted:
        asked |= wanted
        beside: set[int] = set()
        for part in _parts(sorted(wanted)):
            beside |= _read(f"IN ({', '.join(map(str, part))})", read)
        wanted = beside - asked
    return read


def read_all() -> Iterator[Read]:
    """Every activity, a stretch of keys at a time; a chain may run through several stretches."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MIN(id), MAX(id) FROM programmes_activity")
        first, last = cursor.fetchone()
    if first is None:
        return
    for start in range(first, last + 1, STRETCH):
        read = Read({}, {})
        _read(f"BETWEEN {start} AND {start + STRETCH - 1}", read)
        yield read


def _parts(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _read(which: str, read: Read) -> set[int]:
    """Add the activities that a condition names; the keys of those beside them in their chains."""
    rows = _rows(ACTIVITIES, which)
    beside: set[int] = set()
    for row in rows:
        before, after = row[-2:]
        if before is not None or after is not None:
            read.steps[row[0]] = before
            beside |= {key for key in (before, after) if key is not None}
    counting = [row for row in rows if row[3] is not None]
    if counting:
        parts = _Parts(which, has_cancelled=any(row[19] is not None for row in counting))
        for row in counting:
            read.links[row[0]] = parts.link(row)
    return beside


class _Parts:
    """What hangs on the activities that a condition names."""

    def __init__(self, which: str, *, has_cancelled: bool) -> None:
        self.funding = _grouped(_rows(FUNDING, which))
        self.places = _grouped(_rows(PLACES, which))
        self.reports = _grouped(_rows(REPORTS, which))
        self.cancellations = _grouped(_rows(CANCELLATIONS, which)) if has_cancelled else {}

    def link(self, row: tuple[Any, ...]) -> Link:
        """The record of one activity, from its row."""
        (
            key, plan, year, adopted, closed, status, progress, weight, start, end, added, budget, committed,
            spent, currency, status_date, latest, review, is_demonstration, cancelled, department, sector,
            kind, *programmes, _, _,
        ) = row  # fmt: skip
        reports = self.reports.get(key, ())
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
            closed=_day(closed),
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
            first=_day(reports[0][0]) if reports else None,
            done=tuple((_known(day), bool(done)) for day, done in reports),
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


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """The rest of each row, by the activity that it begins with."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
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
