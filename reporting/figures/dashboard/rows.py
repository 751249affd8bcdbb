"""What a set of activities adds up to, from its rows, whole and by group: a few statements, whatever its size."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from programmes.dimensions import Dimension
from programmes.measures import MEASURES
from programmes.querysets.dated_sets import DatedSet, Sql, day_of, keys_of
from reporting.figures.dashboard.chained import Chains
from reporting.figures.dashboard.grouping import key_expression, keys_tables, shared_table
from reporting.figures.dashboard.measured import BASE, DATED_COLUMNS, dated_params, measured_columns
from reporting.figures.dashboard.sums import Sums
from reporting.rates import Rate

_ALL = "0"  # the key of the total: one group


@dataclass
class RowSums:
    """The total of a set and its groups, by key (`grouping.NOTHING`, `grouping.UNKNOWN` for those without one)."""

    total: Sums = field(default_factory=Sums)
    groups: Mapping[int, Sums] = field(default_factory=dict)
    carried: int = 0


def sums_of(
    dated: DatedSet,
    by: Dimension | None = None,
    known: Collection[int] | None = None,
    *,
    chains: Chains | None = None,
    is_of_one_plan: bool = False,
    has_total: bool = True,
) -> RowSums:
    """The total of a set (unless it is had otherwise), and its groups by a dimension.

    `known` are the keys that the reader may know of the dimension (None: all). Within one plan activities weigh what
    the plan says and no chain is merged.
    """
    chains = chains or Chains.of(dated, is_of_one_plan=is_of_one_plan)
    apart = chains.members
    total = Sums()
    if has_total:
        for _, *row in _ask(dated, _ALL, firsts_but=apart, own_weight=is_of_one_plan):
            _add(total, row)
        chains.merge(total, apart)
    if by is None:
        return RowSums(total, {}, chains.carried)
    groups: defaultdict[int, Sums] = defaultdict(Sums)
    in_plans = by == Dimension.PLAN
    for key, *row in _ask(
        dated,
        key_expression(by),
        by=by,
        known=known,
        own_weight=is_of_one_plan or in_plans,
    ):
        _add(groups[int(key)], row)
    if apart and not in_plans:
        part = chains.part(dated)
        shared = _shared(part, by)
        for key, own in _members(part, by, known).items():
            chains.merge(groups[key], own, shared)
            groups[key].since = None
    return RowSums(total, groups, chains.carried)


def _ask(
    dated: DatedSet,
    key: str,
    *,
    by: Dimension | None = None,
    known: Collection[int] | None = None,
    firsts_but: Collection[int] | None = None,
    own_weight: bool = False,
) -> Iterator[tuple[Any, ...]]:
    """Rows (key, currency, measures…, dated…, first report).

    The first report, which costs as much as all the rest, is looked for where `firsts_but` says of which activities it
    is left aside.
    """
    tables, joined = Sql(""), ""
    if not key:
        key, joined, tables = "keys.key", "JOIN keys ON keys.id = stood.id", keys_tables(by, known)
    shared = shared_table(by)
    columns = measured_columns(own_weight=own_weight, is_shared=bool(shared.text))
    first, joined_first = Sql("NULL"), ""
    if firsts_but is not None:
        keys = keys_of(firsts_but)
        first = Sql(
            f"MIN(CASE WHEN {BASE} AND stood.id NOT IN ({keys.text}) THEN firsts.first_reported END)",
            keys.params,
        )
        joined_first = "LEFT JOIN firsts ON firsts.activity_id = stood.id"
    query = f"""{tables.text}{shared.text} SELECT {key}, stood.currency, {", ".join(columns)},
        {", ".join(f"SUM({column})" for column in DATED_COLUMNS)}, {first.text}
        FROM stood {joined} {joined_first} {"LEFT JOIN shared ON shared.id = stood.id" if shared.text else ""}
        GROUP BY 1, 2"""
    yield from dated.ask(Sql(query, (*tables.params, *dated_params(dated), *first.params)))


def _add(sums: Sums, row: list[Any]) -> None:
    currency, *numbers, first = row
    size = len(MEASURES)
    sums.add(currency, enumerate(map(int, numbers[:size])))
    sums.add_dated(tuple(map(int, numbers[size:])))
    sums.said_since(day_of(first))


def _members(part: DatedSet, by: Dimension, known: Collection[int] | None) -> Mapping[int, list[int]]:
    """The groups of the links of chains."""
    key, found = key_expression(by), defaultdict(list)
    if key:
        rows = part.rows(f"stood.id, {key}")
    else:
        tables = keys_tables(by, known)
        rows = part.ask(Sql(f"{tables.text} SELECT id, key FROM keys", tables.params))
    for one, group in rows:
        found[int(group)].append(one)
    return found


def _shared(part: DatedSet, by: Dimension) -> frozenset[int]:
    table = shared_table(by)
    if not table.text:
        return frozenset()
    return frozenset(key for (key,) in part.ask(Sql(f"{table.text} SELECT id FROM shared")))


def rate_of(dated: DatedSet) -> Rate:
    """Done out of the base, and nothing else: much cheaper than all the sums."""
    counts = {status: int(number) for status, number in dated.rows("status, COUNT(*)", "GROUP BY status")}
    for key in (chains := Chains.of(dated)).carried_keys():
        counts[chains.members[key].link.status] -= 1
    return Rate(counts.get("done", 0), sum(counts.values()) - counts.get("cancelled", 0))
