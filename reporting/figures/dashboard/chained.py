"""Chains of carried-over activities in a set: each counts once, by its latest link in the set.

A set is first added up link by link; then, chain by chain, what its links added is taken away and what they make
together is added (`programmes.summaries.contributions`). Chains are few: only their links are read one by one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from programmes.chains import paths
from programmes.querysets.dated_sets import COLUMNS, DatedSet, Sql, day_of, keys_of
from programmes.summaries.contributions import count
from programmes.summaries.links import Link
from reporting.figures.dashboard.measured import DATED_COLUMNS, dated_params
from reporting.figures.dashboard.sums import Sums

_PAIRS = """
, up(id, step) AS (
    SELECT a.id, a.carried_from_id FROM programmes_activity a
    WHERE a.id IN (SELECT id FROM chosen) AND a.carried_from_id IS NOT NULL
    UNION SELECT up.id, a.carried_from_id FROM up JOIN programmes_activity a ON a.id = up.step
    WHERE a.carried_from_id IS NOT NULL AND up.step NOT IN (SELECT id FROM chosen)
) SELECT id, step FROM up WHERE step IN (SELECT id FROM chosen)
"""


@dataclass(frozen=True)
class Member:
    """One link as it stood, and what of it depends on the date (`Sums.add_dated`)."""

    link: Link
    dated: tuple[int, ...]


@dataclass(frozen=True)
class Chains:
    """The links of the chains of a set that has two of them or more, and which carries on which."""

    steps: Mapping[int, int | None]
    members: Mapping[int, Member]

    @classmethod
    def none(cls) -> Self:
        """No chain: every activity counts for itself."""
        return cls({}, {})

    @classmethod
    def of(cls, dated: DatedSet, *, is_of_one_plan: bool = False) -> Self:
        """Those of a set; none within one plan."""
        if is_of_one_plan:
            return cls.none()
        steps: dict[int, int | None] = {}
        for key, before in dated.ask(Sql(_PAIRS)):
            steps[key] = before
            steps.setdefault(before, None)
        if not steps:
            return cls.none()
        return cls(steps, members_of(part_of(dated, steps)))

    @property
    def carried(self) -> int:
        """How many are carried on by another of the set, of another year."""
        years: dict[int, list[int]] = {}
        for key, one in self.members.items():
            years.setdefault(one.link.year, []).append(key)
        return _links(self._within(self.members)) - sum(_links(self._within(own)) for own in years.values())

    def carried_keys(self) -> set[int]:
        """Those that another of the set carries on."""
        return {before for before in self.steps.values() if before is not None}

    def part(self, dated: DatedSet) -> DatedSet:
        """The links of the chains alone, as they stood."""
        return part_of(dated, self.members)

    def merge(self, sums: Sums, keys: Iterable[int], shared: frozenset[int] = frozenset()) -> None:
        """Count each chain once in what a group adds up to; `keys` are those of its links that the group holds.

        `shared` are those that the group funds with others. Their first reports are said here.
        """
        for path in paths(self._within(keys)):
            chain = [self.members[key] for key in path]
            latest = chain[-1].link
            if not latest.is_cancelled:
                sums.said_since(latest.first)
            if len(chain) > 1:
                _merge(sums, chain, shared)

    def _within(self, keys: Iterable[int]) -> dict[int, int | None]:
        """The steps between the links of a part of the set, through those that are not in it."""
        keys = set(keys)
        found: dict[int, int | None] = {}
        for key in keys:
            step, seen = self.steps[key], {key}
            while step is not None and step not in keys and step not in seen:
                seen.add(step)
                step = self.steps[step]
            found[key] = step if step in keys else None
        return found


def _links(steps: Mapping[int, int | None]) -> int:
    return sum(step is not None for step in steps.values())


def _merge(sums: Sums, chain: list[Member], shared: frozenset[int]) -> None:
    for one in chain:
        alone = count((one.link,), is_shared=one.link.key in shared)
        sums.add(alone.currency, alone.measured, -1)
    for one in chain[:-1]:
        sums.add_dated(one.dated, -1)
    together = count([one.link for one in chain], is_shared=chain[-1].link.key in shared)
    sums.add(together.currency, together.measured)


def part_of(dated: DatedSet, keys: Iterable[int]) -> DatedSet:
    """Some of the activities of a set."""
    return DatedSet(
        keys_of(keys), dated.at, dated.known, is_present=dated.is_present, as_closed=dated.as_closed
    )


def members_of(part: DatedSet) -> dict[int, Member]:
    """The activities of a set, one by one."""
    columns = ", ".join(f"stood.{name}" for name in COLUMNS)
    query = f"""SELECT {columns}, firsts.first_reported, {", ".join(DATED_COLUMNS)}
        FROM stood LEFT JOIN firsts ON firsts.activity_id = stood.id"""
    found = {}
    for row in part.ask(Sql(query, dated_params(part))):
        values = dict(zip((*COLUMNS, "first"), row, strict=False))
        found[values["id"]] = Member(link_of(values), tuple(row[len(COLUMNS) + 1 :]))
    return found


def link_of(row: Mapping[str, Any]) -> Link:
    """The record of an activity of a set, without its groups (nor whose plan it is of) nor the days of its history."""
    return Link(
        key=row["id"],
        plan=row["plan_id"],
        owner="",
        year=row["year"],
        adopted=day_of(row["adopted_on"]),
        closed=day_of(row["closed_on"]),
        status=row["status"],
        progress=row["progress"],
        weight=row["weight"],
        planned_start=day_of(row["planned_start"]),
        planned_end=day_of(row["planned_end"]),
        added=day_of(row["added_on"]),
        budget=row["budget"],
        committed=row["committed"],
        spent=row["spent"],
        currency=row["currency"],
        status_date=day_of(row["status_date"]),
        is_reported=bool(row["is_reported"]),
        is_pending=bool(row["is_pending"]),
        is_demonstration=bool(row["is_demonstration"]),
        groups=(),
        shared=frozenset(),
        first=day_of(row["first"]),
        done=(),
        cancelled=day_of(row["cancelled_on"]) if row["status"] == "cancelled" else None,
        cancellations=(),
    )
