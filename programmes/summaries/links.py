"""One activity as the kept counts see it, and the groups it belongs to. Pure.

Money is in hundredths and weights in thousandths: everything is an integer, so that adding and taking away again is
exact.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from programmes.measures import ALL, NO_KEY

TO_DO = frozenset({"planned", "in_progress"})


class Key(NamedTuple):
    """A group of activities, whatever the year; « all », 0 for the total."""

    dimension: str
    key: int


class Group(NamedTuple):
    """A group of activities of the plans of one kind of owners (`programmes.owners`), of a year or of all years (0)."""

    owner: str
    year: int
    dimension: str
    key: int


@dataclass(frozen=True, slots=True)
class Link:
    """One activity of an adopted plan, as it stands today, with the days of its history.

    `groups` are those it belongs to, `shared` the dimensions in which it has several funders. `progress` is what was
    stated, in hundredths of a per cent. `first` is the date of its first report that counts, `done` when the status
    became « réalisée » or ceased to be (by effective date, the earliest first), `cancellations` the decisions about
    it (date of the decision, date of the cancellation or None), before which `cancelled` was in force.
    """

    key: int
    plan: int
    owner: str
    year: int
    adopted: date
    closed: date | None
    status: str
    progress: int | None
    weight: int
    planned_start: date | None
    planned_end: date | None
    added: date | None
    budget: int | None
    committed: int | None
    spent: int | None
    currency: str
    status_date: date | None
    is_reported: bool
    is_pending: bool
    is_demonstration: bool
    groups: tuple[Key, ...]
    shared: frozenset[str]
    first: date | None
    done: tuple[tuple[date, bool], ...]
    cancelled: date | None
    cancellations: tuple[tuple[date, date | None], ...]

    @property
    def since(self) -> date:
        """From when on it counts."""
        return self.adopted if self.added is None else max(self.adopted, self.added)

    @property
    def is_cancelled(self) -> bool:
        return self.status == "cancelled"

    @property
    def is_to_do(self) -> bool:
        """Open, in a plan in execution."""
        return self.closed is None and self.status in TO_DO

    @property
    def heard(self) -> date:
        """The last day from which news of it was owed (`querysets.activities.unheard`)."""
        days = (self.adopted, self.status_date, self.planned_start, self.added)
        return max(day for day in days if day is not None)


def plan_of(link: Link) -> Group:
    """The group of its plan, which has no row over all years."""
    return Group(link.owner, link.year, "plan", link.plan)


def groups_of(
    *,
    department: int | None,
    sector: int | None,
    kind: int | None,
    quarter: int,
    programmes: Iterable[int | None],
    sources: Iterable[tuple[int, int | None]],
    places: Iterable[tuple[int, str, int | None, int | None]],
) -> tuple[tuple[Key, ...], frozenset[str]]:
    """The groups an activity belongs to, and the dimensions in which it has several funders.

    `sources` are pairs (source, its partner), `places` (place, its level, region, cercle): a place belongs to what
    contains it. Without any key in a dimension it belongs to the group 0.
    """
    sources, places = tuple(sources), tuple(places)
    partners = {partner for _, partner in sources}
    found: dict[str, Iterable[int | None]] = {
        "programme": programmes,
        "department": (department,),
        "source": (source for source, _ in sources),
        "partner": partners,
        "region": (key if level == "region" else region for key, level, region, _ in places),
        "cercle": (key if level == "cercle" else cercle for key, level, _, cercle in places),
        "commune": (key for key, level, _, _ in places if level == "commune"),
        "sector": (sector,),
        "kind": (kind,),
    }
    groups = [Key(ALL, 0), Key("quarter", quarter)]
    for dimension, keys in found.items():
        known = sorted({key for key in keys if key is not None})
        groups += [Key(dimension, key) for key in known or (NO_KEY,)]
    shared = {"source"} if len(sources) > 1 else set()
    return tuple(groups), frozenset(shared | {"partner"} if len(partners) > 1 else shared)


def quarter_of(planned_end: date | None, year: int) -> int:
    """The quarter of the planned end in the year of the plan; 0 without one, or in another year."""
    return (planned_end.month + 2) // 3 if planned_end and planned_end.year == year else 0
