"""What groups of activities add up to, as chains of links are added to them or taken away. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from programmes.measures import ALL_YEARS, MEASURES, SMALL
from programmes.summaries.contributions import ONE, Counted, Days, Measured, count
from programmes.summaries.links import Group, Key, Link, plan_of


@dataclass(slots=True)
class Account:
    """What a group adds up to: measures by currency, numbers by clock and day."""

    measures: dict[str, list[int]] = field(default_factory=dict)
    days: dict[tuple[str, date], list[int]] = field(default_factory=dict)

    def add(self, currency: str, measured: Measured, sign: int) -> None:
        """Add measures of one currency."""
        held = self.measures.get(currency)
        if held is None:
            held = self.measures[currency] = [0] * len(MEASURES)
        for place, value in measured:
            held[place] += sign * value

    def add_days(self, days: Days, sign: int) -> None:
        """Add numbers by day."""
        held = self.days
        for day, number, done in days:
            cell = held.get(day)
            if cell is None:
                cell = held[day] = [0, 0]
            cell[0] += sign * number
            cell[1] += sign * done


class Accounts:
    """What many groups add up to."""

    def __init__(self) -> None:
        self.groups: dict[Group, Account] = {}

    def account(self, group: Group) -> Account:
        """The account of a group."""
        found = self.groups.get(group)
        if found is None:
            found = self.groups[group] = Account()
        return found

    def add(self, group: Group, counted: Counted, sign: int) -> None:
        """Add what was counted to a group."""
        account = self.account(group)
        account.add(counted.currency, counted.measured, sign)
        for currency, measured in counted.elsewhere:
            account.add(currency, measured, sign)
        account.add_days(counted.days if group.dimension in SMALL else counted.open, sign)

    def add_chain(self, chain: Sequence[Link], sign: int = 1) -> None:
        """Add the links of one chain, the first of them first, to every group they belong to."""
        if len(chain) == 1:
            for key, counted in self._alone(chain[0], sign):
                self.add(Group(chain[0].owner, chain[0].year, *key), counted, sign)
                self.add(Group(chain[0].owner, ALL_YEARS, *key), counted, sign)
            return
        for link in chain:
            self.add(plan_of(link), count((link,), own_weight=True), sign)
        known: dict[tuple[bool, tuple[int, ...]], Counted] = {}
        for group, links in _sets(chain).items():
            is_shared = group.dimension in links[-1].shared
            seen = is_shared, tuple(link.key for link in links)
            if seen not in known:
                known[seen] = count(links, is_shared=is_shared)
            self.add(group, known[seen], sign)

    def add_of_year(self, link: Link) -> None:
        """Add one link that has no chain to the groups of its year alone; `sum_years` makes those of all years."""
        for key, counted in self._alone(link, 1):
            self.add(Group(link.owner, link.year, *key), counted, 1)

    def sum_years(self) -> None:
        """Make the groups of all years from those of each, where no chain was added yet."""
        for group, account in list(self.groups.items()):
            if group.dimension == "plan":
                continue
            total = self.account(group._replace(year=ALL_YEARS))
            for currency, held in account.measures.items():
                total.add(currency, tuple((place, value) for place, value in enumerate(held) if value), 1)
            total.add_days(tuple((day, cell[0], cell[1]) for day, cell in account.days.items()), 1)

    def _alone(self, link: Link, sign: int) -> Iterator[tuple[Key, Counted]]:
        """Add a link to its plan; the other groups it belongs to, and what it adds to each."""
        whole = count((link,))
        self.add(plan_of(link), whole if link.weight == ONE else count((link,), own_weight=True), sign)
        part = count((link,), is_shared=True) if link.shared else whole
        for key in link.groups:
            yield key, part if key.dimension in link.shared else whole


def _sets(chain: Sequence[Link]) -> dict[Group, list[Link]]:
    """The groups that links of a chain belong to, with those that do, the first of them first."""
    found: dict[Group, list[Link]] = {}
    for link in chain:
        for key in link.groups:
            found.setdefault(Group(link.owner, link.year, *key), []).append(link)
            found.setdefault(Group(link.owner, ALL_YEARS, *key), []).append(link)
    return found
