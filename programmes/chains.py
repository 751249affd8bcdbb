"""Chains of carried-over activities: which link follows which, and the money of several links together. Pure.

The links are anything that has amounts, `Decimal` as the pages print them or whole hundredths as the kept counts do.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol


class Link(Protocol):
    """One activity of a chain, with what it was given and what it spent; None where nobody said."""

    @property
    def budget(self) -> Any: ...
    @property
    def spent(self) -> Any: ...
    @property
    def committed(self) -> Any: ...
    @property
    def currency(self) -> str: ...


class Money(NamedTuple):
    """What a chain was given, spent and committed, in the currency of its latest link; None where nobody said."""

    budget: Any
    spent: Any
    committed: Any


def money_along(latest: Link, earlier: Iterable[Link]) -> Money:
    """The money of a chain, from its latest link and the earlier ones, the nearest first.

    What was spent and committed is summed. The budget of a link is what is to be spent from it on, so the whole is the
    latest budget given, and what was spent before it within the budgets of then: 10, of which 4 were spent, then the 6
    that were left, make 10. Amounts of another currency than the latest link's stay out.
    """
    budget, spent, committed = latest.budget, latest.spent, latest.committed
    for one in earlier:
        if one.currency != latest.currency:
            continue
        budget = one.budget if budget is None else budget + _within(one)
        spent = _plus(spent, one.spent)
        committed = _plus(committed, one.committed)
    return Money(budget, spent, committed)


def paths(steps: Mapping[int, int | None]) -> list[list[int]]:
    """Chains from `steps`, which gives what each link carries on: the first link of each first, one list a chain."""
    following = {before: key for key, before in steps.items() if before is not None}
    found = []
    for key, before in steps.items():
        if before is None or before not in steps:
            path = [key]
            while (key := following.get(key, 0)) in steps:
                path.append(key)
            found.append(path)
    return found


def _within(link: Link) -> Any:
    """What a link spent of its budget; all it spent where it had none, nothing where it never said."""
    spent = link.spent or 0
    return spent if link.budget is None else min(spent, link.budget)


def _plus(one: Any, other: Any) -> Any:
    """The sum of what is known; None when nothing is."""
    if one is None or other is None:
        return other if one is None else one
    return one + other
