"""The measures of a set in SQL: one row a group and a currency, whatever the number of its activities."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from programmes.measures import MEASURES
from programmes.querysets.dated_sets import DatedSet

#: Whether it is still to be done.
OPEN = "stood.status IN ('planned', 'in_progress')"
#: Whether an activity counts in the base of the rates.
BASE = "stood.status <> 'cancelled'"

#: Whether it is late: past the planned end in force, at the closing of its plan if that came before.
LATE = f"{OPEN} AND stood.planned_end < CASE WHEN stood.closed_on < %s THEN stood.closed_on ELSE %s END"

#: Whether nothing was heard of it for long, though its plan is in execution (`querysets.activities.unheard`).
SILENT = f"""{OPEN} AND (stood.closed_on IS NULL OR stood.closed_on > %s) AND stood.adopted_on < %s
    AND (stood.status_date IS NULL OR stood.status_date < %s)
    AND (stood.planned_start IS NULL OR stood.planned_start < %s)
    AND (stood.added_on IS NULL OR stood.added_on < %s)"""

#: Late, due, due and done, silent: what depends on the date (`sums.DATED`), 0 or 1 of each activity.
DATED_COLUMNS = (
    f"CASE WHEN {LATE} THEN 1 ELSE 0 END",
    f"CASE WHEN {BASE} AND stood.planned_end <= %s THEN 1 ELSE 0 END",
    "CASE WHEN stood.status = 'done' AND stood.planned_end <= %s THEN 1 ELSE 0 END",
    f"CASE WHEN {SILENT} THEN 1 ELSE 0 END",
)


def late_params(dated: DatedSet) -> tuple[Any, ...]:
    """The parameters of `LATE`."""
    return (connection.ops.adapt_datefield_value(dated.at),) * 2


def dated_params(dated: DatedSet) -> tuple[Any, ...]:
    """The parameters of `DATED_COLUMNS`."""
    at = connection.ops.adapt_datefield_value(dated.at)
    since = connection.ops.adapt_datefield_value(dated.at - timedelta(days=settings.REMINDER_DAYS))
    return (at, at, at, at, at, since, since, since, since)


def measured_columns(*, own_weight: bool = False, is_shared: bool = False) -> list[str]:
    """The sums of the measures, in their order; with a table `shared` of those whose money is no group's, joined."""
    written = _written("stood.weight" if own_weight else "1000", is_shared=is_shared)
    return [f"SUM({written[name]})" if name in written else "0" for name in MEASURES]


def _written(weight: str, *, is_shared: bool) -> dict[str, str]:
    one = {
        name: f"stood.status = '{name}'"
        for name in ("planned", "in_progress", "done", "not_done", "cancelled")
    }
    alone = " AND shared.id IS NULL" if is_shared else ""
    own, gone = f"{BASE}{alone}", f"{one['cancelled']}{alone}"
    budgeted = f"{own} AND stood.budget IS NOT NULL"
    without = f"{own} AND stood.budget IS NULL"
    counts = {
        **one,
        "added": f"{BASE} AND stood.added_on IS NOT NULL",
        "added_done": f"{one['done']} AND stood.added_on IS NOT NULL",
        "progress_unknown": f"{one['in_progress']} AND stood.progress IS NULL",
        "reported": f"{BASE} AND stood.is_reported = 1",
        "pending": f"{BASE} AND stood.is_pending = 1",
        "demonstration": f"{BASE} AND stood.is_demonstration = 1",
        "undated": f"{BASE} AND stood.planned_end IS NULL",
        "without_budget": without,
        "spent_unstated": f"{budgeted} AND stood.spent IS NULL",
        "committed_unstated": f"{budgeted} AND stood.committed IS NULL",
        "cancelled_stated": f"{gone} AND stood.spent IS NOT NULL",
    }
    sums = {
        "budget": (budgeted, "stood.budget"),
        "spent": (budgeted, "COALESCE(stood.spent, 0)"),
        "committed": (budgeted, "COALESCE(stood.committed, 0)"),
        "spent_without_budget": (without, "COALESCE(stood.spent, 0)"),
        "committed_without_budget": (without, "COALESCE(stood.committed, 0)"),
        "cancelled_spent": (gone, "COALESCE(stood.spent, 0)"),
        "weight": (BASE, weight),
    }
    if is_shared:
        others = f"{BASE} AND shared.id IS NOT NULL"
        counts["shared"] = others
        sums |= {
            f"shared_{name}": (others, f"COALESCE(stood.{name}, 0)")
            for name in ("budget", "spent", "committed")
        }
    written = {name: f"CASE WHEN {condition} THEN 1 ELSE 0 END" for name, condition in counts.items()}
    written |= {
        name: f"CASE WHEN {condition} THEN {value} ELSE 0 END" for name, (condition, value) in sums.items()
    }
    written["progress"] = (
        f"CASE stood.status WHEN 'done' THEN {weight} * 10000"
        f" WHEN 'in_progress' THEN {weight} * COALESCE(stood.progress, 0) ELSE 0 END"
    )
    return written
