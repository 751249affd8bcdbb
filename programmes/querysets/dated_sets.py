"""Activities as they stood at two dates, all of a set at once: one row an activity, by window functions.

What `DatedActivityQuerySet.as_of` asks of each activity by itself (its latest report that counts, the amounts last
stated, the planned end, the cancellation and the budget in force) is here asked of a set, in one statement, whatever
its size; other statements can be made of it (`common table expressions`). Today's state comes from the copy that each
activity keeps, which `manage.py verify` proves equal to the history.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

#: What a set holds of each activity, in this order. Amounts are whole hundredths, `weight` whole thousandths,
#: `progress` whole hundredths of a per cent; `is_…` are 0 or 1; a date is what the database gives (`day_of`).
COLUMNS = (
    "id", "plan_id", "year", "plan_programme_id", "adopted_on", "closed_on", "programme_id", "department_id",
    "sector_id", "kind_id", "currency", "weight", "planned_start", "added_on", "carried_from_id",
    "is_demonstration", "status", "progress", "planned_end", "budget",
    "committed", "spent", "status_date", "is_reported", "is_pending",
    "report_id", "cancelled_on",
)  # fmt: skip

# An amount is written in a revision as text; what is not one is none.
_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"

_KNOWN = """
    a.id, a.plan_id, p.year, p.programme_id AS plan_programme_id, p.adopted_on, p.closed_on, a.programme_id,
    a.department_id, a.sector_id, a.kind_id, a.currency, {weight} AS weight, a.planned_start, a.added_on,
    a.carried_from_id, CASE WHEN a.is_demonstration THEN 1 ELSE 0 END AS is_demonstration
"""
# IN and not a join with `chosen`: SQLite may read a whole table first, to filter such a join (a Bloom filter).
_FROM = "FROM programmes_activity a JOIN programmes_actionplan p ON p.id = a.plan_id"
_CHOSEN = "WHERE a.id IN (SELECT id FROM chosen)"
_PRESENT = """
    SELECT {known}, a.status, {progress} AS progress, a.planned_end, {budget} AS budget, {committed} AS committed,
        {spent} AS spent, a.status_date, CASE WHEN a.latest_report_id IS NULL THEN 0 ELSE 1 END AS is_reported,
        CASE WHEN a.review = 'pending' THEN 1 ELSE 0 END AS is_pending, a.latest_report_id AS report_id, a.cancelled_on
    {tables} {chosen}
"""
# One order decides which report is the latest, and from which of them an amount was last stated.
_RANKED = """
    SELECT r.id, r.activity_id, r.effective_date, r.status, r.progress, r.committed, r.spent, r.review, r.reviewed_at,
        ROW_NUMBER() OVER latest AS place,
        SUM(CASE WHEN r.committed IS NULL THEN 0 ELSE 1 END) OVER latest AS committed_place,
        SUM(CASE WHEN r.spent IS NULL THEN 0 ELSE 1 END) OVER latest AS spent_place
    FROM programmes_statusreport r
    WHERE r.activity_id IN (SELECT id FROM chosen) AND r.effective_date <= %s {closing} AND {live} AND NOT EXISTS (
        SELECT 1 FROM programmes_statusreport c WHERE c.corrects_id = r.id AND {correcting})
    WINDOW latest AS (PARTITION BY r.activity_id ORDER BY r.effective_date DESC, r.entered_at DESC, r.id DESC
        ROWS UNBOUNDED PRECEDING)
"""
_COUNTING = """
    SELECT r.id, r.activity_id, r.effective_date, r.entered_at, r.status FROM programmes_statusreport r
    WHERE r.activity_id IN (SELECT id FROM chosen) AND r.effective_date <= %s {closing} AND {live} AND NOT EXISTS (
        SELECT 1 FROM programmes_statusreport c WHERE c.corrects_id = r.id AND {correcting})
"""
# A closed plan is looked at as it was at its closing.
_CLOSING = """
    AND NOT EXISTS (SELECT 1 FROM programmes_activity own JOIN programmes_actionplan held ON held.id = own.plan_id
        WHERE own.id = r.activity_id AND held.closed_on < r.effective_date)
"""
_SAID = """
    SELECT activity_id, MAX(CASE WHEN place = 1 THEN id END) AS report_id, MAX(effective_date) AS status_date,
        MIN(effective_date) AS first_reported,
        MAX(CASE WHEN place = 1 THEN status END) AS status,
        MAX(CASE WHEN place = 1 THEN progress END) AS progress,
        MAX(CASE WHEN place = 1 AND {waiting} THEN 1 ELSE 0 END) AS is_pending,
        MAX(CASE WHEN committed_place = 1 THEN committed END) AS committed,
        MAX(CASE WHEN spent_place = 1 THEN spent END) AS spent
    FROM ranked GROUP BY activity_id
"""
# The last decision taken and entered by then; before the first one, what the one entered first started from.
_REVISED = """
    SELECT v.activity_id, v.field, v.old, v.new, v.old_date, v.new_date,
        CASE WHEN {decided} THEN 1 ELSE 0 END AS is_decided,
        ROW_NUMBER() OVER (PARTITION BY v.activity_id, v.field ORDER BY CASE WHEN {decided} THEN 0 ELSE 1 END,
            v.decided_on DESC, v.entered_at DESC, v.id DESC) AS last_place,
        ROW_NUMBER() OVER (PARTITION BY v.activity_id, v.field ORDER BY v.entered_at, v.id) AS first_place
    FROM programmes_revision v
    WHERE v.activity_id IN (SELECT id FROM chosen) AND v.field IN ('planned_end', 'cancelled_on', 'budget')
"""
_FORCE = """
    SELECT activity_id, {columns} FROM revised GROUP BY activity_id
"""
_DECIDED = """
    MAX(CASE WHEN field = '{field}' THEN 1 ELSE 0 END) AS {field}_any,
    MAX(CASE WHEN field = '{field}' THEN is_decided ELSE 0 END) AS {field}_decided,
    MAX(CASE WHEN field = '{field}' AND last_place = 1 AND is_decided = 1 THEN new{kind} END) AS {field}_new,
    MAX(CASE WHEN field = '{field}' AND first_place = 1 THEN old{kind} END) AS {field}_old
"""
_IN_FORCE = """
    CASE WHEN force.{field}_decided = 1 THEN {new} WHEN force.{field}_any = 1 THEN {old} ELSE {column} END
"""
_DATED = """
    SELECT {known}, CASE WHEN {cancelled} <= %s THEN 'cancelled' ELSE COALESCE(said.status, 'planned') END AS status,
        {progress} AS progress, {planned_end} AS planned_end, {budget} AS budget, {committed} AS committed,
        {spent} AS spent, said.status_date, CASE WHEN said.report_id IS NULL THEN 0 ELSE 1 END AS is_reported,
        COALESCE(said.is_pending, 0) AS is_pending, said.report_id, {cancelled} AS cancelled_on
    {tables} LEFT JOIN said ON said.activity_id = a.id LEFT JOIN force ON force.activity_id = a.id
    {chosen}
"""


@dataclass(frozen=True)
class Sql:
    """A piece of a statement and its parameters."""

    text: str
    params: tuple[Any, ...] = ()


def keys_of(keys: Iterable[int] | str, column: str = "id") -> Sql:
    """These keys as a query of one column: one parameter, however many; a text has them between commas."""
    text = keys if isinstance(keys, str) else ",".join(map(str, keys))
    if connection.vendor == "postgresql":
        return Sql(f"SELECT unnest(string_to_array(%s, ',')::bigint[]) AS {column}", (text,))
    return Sql(f"SELECT value AS {column} FROM json_each(%s)", (f"[{text}]",))


def query_of(rows: QuerySet, *columns: str) -> Sql | None:
    """A queryset as a piece of statement; None where it is known to be empty."""
    try:
        text, params = rows.order_by().values(*columns).query.sql_with_params()
    except EmptyResultSet:
        return None
    return Sql(text, tuple(params))


class Stood(NamedTuple):
    """What the history says of one activity; `report` is the key of its latest report that counts."""

    report: int | None
    committed: Decimal | None
    spent: Decimal | None
    planned_end: date | None
    cancelled_on: date | None
    budget: Decimal | None
    first_reported: date | None

    @classmethod
    def read(cls, report: int | None, committed: int | None, spent: int | None, *rest: Any) -> Self:
        """From what a statement gave."""
        end, cancelled, budget, first = rest
        return cls(
            report,
            amount_of(committed),
            amount_of(spent),
            day_of(end),
            day_of(cancelled),
            amount_of(budget),
            day_of(first),
        )


@dataclass(frozen=True)
class DatedSet:
    """Activities as they stood: `stood(id, …)` (`COLUMNS`) and what it is made of, for a WITH clause.

    `firsts(activity_id, first_reported)` has the date of the first report that counts of each, where there is one.
    `chosen` gives the keys of the activities, of adopted plans (`in_base`). `known` None is « as known now »;
    `as_closed` leaves out what was reported for a day after the closing of the plan (`programmes.situation`), as the
    copies of the present do.
    """

    chosen: Sql
    at: date
    known: datetime | None = None
    is_present: bool = False
    as_closed: bool = False

    @classmethod
    def of(
        cls,
        rows: QuerySet,
        at: date,
        known: datetime | None = None,
        *,
        is_present: bool = False,
        as_closed: bool = False,
    ) -> Self | None:
        """The activities of a queryset that count at those dates; None where it is known to be empty."""
        chosen = query_of(rows.in_base(at, known), "pk")
        return (
            None
            if chosen is None
            else cls(
                Sql(f"SELECT pk AS id FROM ({chosen.text}) one", chosen.params),
                at,
                known,
                is_present,
                as_closed,
            )
        )

    @classmethod
    def among(
        cls,
        keys: Iterable[int] | str,
        at: date,
        known: datetime | None = None,
        *,
        is_present: bool = False,
        as_closed: bool = False,
    ) -> Self:
        """Those of these activities that count at those dates (the rule of `in_base`)."""
        named, day, moment = keys_of(keys), connection.ops.adapt_datefield_value(at), ()
        added = "a.added_on <= %s"
        if known is not None:
            added += " AND (a.added_recorded_at IS NULL OR a.added_recorded_at <= %s)"
            moment = (connection.ops.adapt_datetimefield_value(known),)
        text = f"""SELECT a.id FROM programmes_activity a JOIN programmes_actionplan p ON p.id = a.plan_id
            WHERE a.id IN ({named.text}) AND p.adopted_on <= %s AND (a.added_on IS NULL OR ({added}))"""
        return cls(Sql(text, (*named.params, day, day, *moment)), at, known, is_present, as_closed)

    def expressions(self) -> Sql:
        """The common table expressions, `stood` the last of them, without WITH."""
        if self.is_present:
            parts = [
                ("chosen", self.chosen),
                ("firsts", self._firsts()),
                ("stood", self._present()),
            ]
        else:
            parts = [
                ("chosen", self.chosen),
                ("ranked", self._ranked()),
                ("said", self._said()),
                ("firsts", Sql("SELECT activity_id, first_reported FROM said")),
                ("revised", self._revised()),
                ("force", _force()),
                ("stood", self._dated()),
            ]
        text = ", ".join(f"{name} AS ({part.text})" for name, part in parts)
        return Sql(text, tuple(param for _, part in parts for param in part.params))

    def rows(self, columns: str = ", ".join(COLUMNS), rest: str = "") -> list[tuple[Any, ...]]:
        """What a SELECT over `stood` gives."""
        return self.ask(Sql(f"SELECT {columns} FROM stood {rest}"))

    def ask(self, query: Sql) -> list[tuple[Any, ...]]:
        """What a statement that reads `stood` (or `chosen`) gives; it may add common table expressions (« , … »)."""
        expressions = self.expressions()
        joint = "" if query.text.lstrip().startswith(",") else " "
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH RECURSIVE {expressions.text}{joint}{query.text}", [*expressions.params, *query.params]
            )
            return cursor.fetchall()

    # --- the pieces

    def live(self, alias: str) -> Sql:
        """Whether a report counted at the moment looked at, corrections apart."""
        gone = f"{alias}.review IN ('returned', 'withdrawn')"
        if self.known is None:
            return Sql(f"NOT {gone}")
        moment = self._moment()
        return Sql(
            f"{alias}.entered_at <= %s AND NOT ({gone} AND {alias}.reviewed_at <= %s)", (moment, moment)
        )

    def _present(self) -> Sql:
        return Sql(
            _PRESENT.format(
                known=_known(),
                progress=scaled("a.progress", 100),
                budget=scaled("a.budget", 100),
                committed=scaled("a.committed", 100),
                spent=scaled("a.spent", 100),
                tables=_FROM,
                chosen=_CHOSEN,
            )
        )

    def counting(self) -> Sql:
        """The reports of these activities that count: id, activity_id, effective_date, entered_at, status."""
        live, correcting = self.live("r"), self.live("c")
        text = _COUNTING.format(closing=self._closing(), live=live.text, correcting=correcting.text)
        return Sql(text, (self._day(), *live.params, *correcting.params))

    def _firsts(self) -> Sql:
        counting = self.counting()
        return Sql(
            "SELECT activity_id, MIN(effective_date) AS first_reported"
            f" FROM ({counting.text}) one GROUP BY activity_id",
            counting.params,
        )

    def _closing(self) -> str:
        return _CLOSING if self.is_present or self.as_closed else ""

    def _ranked(self) -> Sql:
        live, correcting = self.live("r"), self.live("c")
        text = _RANKED.format(closing=self._closing(), live=live.text, correcting=correcting.text)
        return Sql(text, (self._day(), *live.params, *correcting.params))

    def _said(self) -> Sql:
        if self.known is None:
            return Sql(_SAID.format(waiting="review = 'pending'"))
        return Sql(_SAID.format(waiting="(reviewed_at IS NULL OR reviewed_at > %s)"), (self._moment(),))

    def _revised(self) -> Sql:
        if self.known is None:
            decided, params = "v.decided_on <= %s", (self._day(),)
        else:
            decided, params = "v.decided_on <= %s AND v.entered_at <= %s", (self._day(), self._moment())
        return Sql(_REVISED.format(decided=decided), params * 2)

    def _dated(self) -> Sql:
        cancelled = _in_force("cancelled_on")
        text = _DATED.format(
            known=_known(),
            cancelled=cancelled,
            progress=scaled("said.progress", 100),
            planned_end=_in_force("planned_end"),
            budget=scaled(_in_force("budget", _amount("force.budget_new"), _amount("force.budget_old")), 100),
            committed=scaled("said.committed", 100),
            spent=scaled("said.spent", 100),
            tables=_FROM,
            chosen=_CHOSEN,
        )
        return Sql(text, (self._day(),))

    def _day(self) -> Any:
        return connection.ops.adapt_datefield_value(self.at)

    def _moment(self) -> Any:
        return connection.ops.adapt_datetimefield_value(self.known)


def stand(
    rows: Iterable[Any], at: date, known: datetime | None = None, *, as_closed: bool = False
) -> dict[int, Stood]:
    """How some activities stood, by key, and on each row what `as_of` adds to it; one query."""
    rows = list(rows)
    dated = DatedSet(keys_of(row.pk for row in rows), at, known, as_closed=as_closed)
    query = """SELECT stood.id, report_id, committed, spent, planned_end, cancelled_on, budget, firsts.first_reported
        FROM stood LEFT JOIN firsts ON firsts.activity_id = stood.id"""
    found = {key: Stood.read(*values) for key, *values in dated.ask(Sql(query))}
    for row in rows:
        own = found[row.pk]
        row.report_at, row.committed_at, row.spent_at = own.report, own.committed, own.spent
        row.planned_end_at, row.cancelled_at = own.planned_end, own.cancelled_on
    return found


def scaled(number: str, factor: int) -> str:
    """A decimal as a whole number: sums of them are exact on both databases."""
    return f"CAST(ROUND(({number}) * {factor}) AS BIGINT)"


def amount_of(hundredths: int | None) -> Decimal | None:
    """An amount from its hundredths."""
    return None if hundredths is None else Decimal(hundredths).scaleb(-2)


def day_of(value: Any) -> date | None:
    """A date as a statement gave it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _known() -> str:
    return _KNOWN.format(weight=scaled("a.weight", 1000))


def _force() -> Sql:
    columns = [
        _DECIDED.format(field="planned_end", kind="_date"),
        _DECIDED.format(field="cancelled_on", kind="_date"),
        _DECIDED.format(field="budget", kind=""),
    ]
    return Sql(_FORCE.format(columns=", ".join(columns)))


def _in_force(field: str, new: str = "", old: str = "") -> str:
    return _IN_FORCE.format(
        field=field, new=new or f"force.{field}_new", old=old or f"force.{field}_old", column=f"a.{field}"
    )


def _amount(text: str) -> str:
    matches = "~" if connection.vendor == "postgresql" else "REGEXP"
    return f"CASE WHEN {text} {matches} '{_NUMBER}' THEN CAST({text} AS NUMERIC) END"
