"""What the kept counts say of a scope: as cheap over a million activities as over ten.

They hold what the whole DGCT may read, at the present date, for no filter or one (`Tally` and `DayTally` of
`programmes.models`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from programmes.dimensions import Dimension
from programmes.measures import ALL, ALL_YEARS, DUE, FIRST, HEARD, MEASURES, MOVES, OPEN, SMALL
from programmes.owners import Owner
from programmes.querysets.dated_sets import day_of, keys_of
from reporting.figures.dashboard.keys import key_of
from reporting.figures.dashboard.scope import DashboardScope
from reporting.figures.dashboard.sums import Sums

#: Filters under which everything is kept. By funder the money of the set is not: what is shared is in no group's.
FILTERS = (
    Dimension.PROGRAMME,
    Dimension.DEPARTMENT,
    Dimension.REGION,
    Dimension.SECTOR,
    Dimension.KIND,
)

_TALLIES = f"""
    SELECT key, currency, {", ".join(MEASURES)} FROM programmes_tally
    WHERE owner = %s AND dimension = %s AND year IN ({{years}})
"""
_SIZES = """
    SELECT {key}, SUM(planned + in_progress + done + not_done), SUM(cancelled) FROM programmes_tally
    WHERE owner = %s AND dimension = %s AND year IN ({years}) GROUP BY {key}
"""
_CLOCK = """
    SELECT '{clock}', SUM(number), SUM(done), MIN(CASE WHEN number > 0 THEN day END) FROM programmes_daytally
    WHERE owner = %s AND year = %s AND dimension = %s AND clock = '{clock}' AND key = %s {until}
"""
_GROUP_CLOCK = """
    SELECT key, SUM(number), SUM(done) FROM programmes_daytally
    WHERE owner = %s AND dimension = %s AND year IN ({years}) AND clock = %s AND day {until} %s {keys} GROUP BY key
"""
_DAYS = """
    SELECT day, number, done FROM programmes_daytally
    WHERE owner = %s AND year = %s AND dimension = %s AND clock = %s AND key = %s ORDER BY day
"""


def year_of(scope: DashboardScope) -> int:
    """The year of the rows of a scope."""
    return ALL_YEARS if scope.year is None else scope.year


@dataclass(frozen=True)
class GroupSize:
    """How many activities a group counts, the cancelled ones apart."""

    base: int
    cancelled: int


@dataclass(frozen=True)
class Kept:
    """The rows of a scope; a year, or `ALL_YEARS`."""

    owner: Owner
    year: int
    dimension: str
    key: int
    today: date

    @classmethod
    def of(cls, user: User, scope: DashboardScope) -> Self | None:
        """Those of a scope; None where nothing is kept for it."""
        if scope.situation or not user.may(Permission.READ_ALL) or len(scope.filters) > 1:
            return None
        year, today = year_of(scope), timezone.localdate()
        if not scope.filters:
            return cls(scope.owner, year, ALL, 0, today)
        [(dimension, code)] = scope.filters
        key = key_of(dimension, code, user) if dimension in FILTERS else None
        return None if key is None else cls(scope.owner, year, dimension.value, key, today)

    @property
    def silent_since(self) -> date:
        """The day since which nothing was heard of what is silent."""
        return self.today - timedelta(days=settings.REMINDER_DAYS)

    def total(self) -> Sums:
        """What the scope adds up to."""
        rows = _ask(
            _TALLIES.format(years="%s") + " AND key = %s", self.owner, self.dimension, self.year, self.key
        )
        sums = _sums(rows).get(self.key, Sums())
        clocks = self._clocks()
        opened, _, _ = clocks[OPEN]
        sums.late = sums.total("late_closed") + opened
        sums.due, sums.due_done, _ = clocks[DUE]
        sums.silent, _, _ = clocks[HEARD]
        sums.since = clocks[FIRST][2]
        return sums

    def carried(self, total: Sums, years: Iterable[int]) -> int:
        """How many of all years another year carries on."""
        years = list(years)
        if self.year != ALL_YEARS or not years:
            return 0
        marks = ", ".join(["%s"] * len(years))
        query = f"""SELECT COALESCE(SUM(carried), 0) FROM programmes_tally
            WHERE owner = %s AND dimension = %s AND key = %s AND year IN ({marks})"""
        [(within,)] = _ask(query, self.owner, self.dimension, self.key, *years)
        return total.total("carried") - int(within)

    def sizes(self, by: Dimension, years: Iterable[int]) -> dict[int, GroupSize]:
        """How large each group is; the scope has no filter."""
        dimension, spread = self._spread(by, years)
        key = "year" if by == Dimension.YEAR else "key"
        rows = _ask(_SIZES.format(key=key, years=_marks(spread)), self.owner, dimension, *spread)
        return {
            int(key): GroupSize(int(base), int(cancelled))
            for key, base, cancelled in rows
            if base or cancelled
        }

    def groups(self, by: Dimension, years: Iterable[int], keys: Collection[int]) -> dict[int, Sums]:
        """What these groups add up to; the rate at a date for the small dimensions only."""
        if by == Dimension.YEAR:
            found = {key: Kept(self.owner, key, ALL, 0, self.today).total() for key in keys}
            for sums in found.values():
                sums.since = None  # said of the whole only
            return found
        dimension, spread = self._spread(by, years)
        some, params = "", ()
        if len(keys) <= 200:
            named = keys_of(keys)
            some, params = f" AND key IN ({named.text})", named.params
        found = _sums(
            _ask(_TALLIES.format(years=_marks(spread)) + some, self.owner, dimension, *spread, *params)
        )
        late = self._group_clock(dimension, spread, OPEN, "<", some, params)
        due = self._group_clock(dimension, spread, DUE, "<=", some, params) if dimension in SMALL else {}
        for key, sums in found.items():
            sums.late = sums.total("late_closed") + late.get(key, (0, 0))[0]
            sums.due, sums.due_done = due.get(key, (0, 0))
        return {key: found[key] for key in keys if key in found}

    def moved(self, until: date) -> tuple[int, int]:
        """The base and those done at a day of the past, as known now."""
        query = _CLOCK.format(clock=MOVES, until="AND day <= %s")
        [(_, base, done, _)] = _ask(query, self.owner, self.year, self.dimension, self.key, _day(until))
        return int(base or 0), int(done or 0)

    def days(self, clock: str) -> list[tuple[date, int, int]]:
        """Day, number, of which done: one of the clocks, the earliest day first."""
        rows = _ask(_DAYS, self.owner, self.year, self.dimension, clock, self.key)
        return [(day_of(day), int(number), int(done)) for day, number, done in rows]

    def _clocks(self) -> dict[str, tuple[int, int, date | None]]:
        own = (self.owner, self.year, self.dimension, self.key)
        asked = (
            (OPEN, "AND day < %s", (*own, _day(self.today))),
            (DUE, "AND day <= %s", (*own, _day(self.today))),
            (HEARD, "AND day < %s", (*own, _day(self.silent_since))),
            (FIRST, "", own),
        )
        query = " UNION ALL ".join(_CLOCK.format(clock=clock, until=until) for clock, until, _ in asked)
        rows = _ask(query, *(param for _, _, params in asked for param in params))
        return {
            clock: (int(number or 0), int(done or 0), day_of(first)) for clock, number, done, first in rows
        }

    def _group_clock(
        self, dimension: str, years: list[int], clock: str, until: str, some: str, params: tuple[Any, ...]
    ) -> dict[int, tuple[int, int]]:
        query = _GROUP_CLOCK.format(years=_marks(years), until=until, keys=some)
        rows = _ask(query, self.owner, dimension, *years, clock, _day(self.today), *params)
        return {int(key): (int(number), int(done)) for key, number, done in rows}

    def _spread(self, by: Dimension, years: Iterable[int]) -> tuple[str, list[int]]:
        """The dimension and the years of the rows of groups: a plan has its row under its year, a year is a total."""
        if self.year == ALL_YEARS and by in {Dimension.PLAN, Dimension.YEAR}:
            return (ALL if by == Dimension.YEAR else by.value), list(years)
        return (ALL if by == Dimension.YEAR else by.value), [self.year]


def _ask(query: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()


def _sums(rows: Iterable[tuple[Any, ...]]) -> dict[int, Sums]:
    found: dict[int, Sums] = {}
    for key, currency, *measures in rows:
        sums = found.get(key)
        if sums is None:
            sums = found[key] = Sums()
        if any(measures):
            sums.measures[currency] = measures
    return found


def _marks(values: list[int]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"


def _day(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)
