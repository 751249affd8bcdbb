"""What the links of a chain of activities add to a group that holds them: the rules of the figures of today. Pure.

They are those of `reporting.figures`: a chain of carried-over activities counts once in a group, by its latest link
*in that group*.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from programmes.chains import money_along
from programmes.measures import DUE, FIRST, HEARD, MEASURES, MOVES, OPEN
from programmes.summaries.links import TO_DO, Link

PLACE = {name: place for place, name in enumerate(MEASURES)}
WHOLE = 100_00  # the progress of what is done, in hundredths of a per cent
ONE = 1000  # the weight of every activity over several plans, in thousandths

Measured = tuple[tuple[int, int], ...]  # place of a measure, what is added to it
Days = tuple[tuple[tuple[str, date], int, int], ...]  # clock and day, number, of which done


class Counted(NamedTuple):
    """What one or several links, counted once, add to a group; `elsewhere` to its rows of other currencies."""

    currency: str
    measured: Measured
    elsewhere: tuple[tuple[str, Measured], ...]
    open: Days
    days: Days


def count(links: Sequence[Link], *, own_weight: bool = False, is_shared: bool = False) -> Counted:
    """What links of one chain add to a group that holds them all: the latest one counts, with the money of all.

    `own_weight` is for the group of a plan, where weights mean something; `is_shared` for a group that funds the
    activity with others.
    """
    latest, earlier = links[-1], links[-2::-1]
    found = {"carried": len(earlier)}
    money = money_along(latest, earlier)
    if latest.is_cancelled:
        found["cancelled"] = 1
        if money.spent is not None and not is_shared:
            found |= {"cancelled_stated": 1, "cancelled_spent": money.spent}
    else:
        found |= _counts(latest, is_added=links[0].added is not None)
        found |= _progress(latest, latest.weight if own_weight else ONE)
        found |= _money(money.budget, money.spent, money.committed, is_shared=is_shared)
    is_open = latest.is_to_do and latest.planned_end is not None
    opened: Days = (((OPEN, latest.planned_end), 1, 0),) if is_open and latest.planned_end else ()
    return Counted(
        latest.currency,
        _measured(found),
        () if is_shared else _elsewhere(latest, earlier),
        opened,
        (*opened, *_days(links)),
    )


def _counts(link: Link, *, is_added: bool) -> dict[str, int]:
    end, closed = link.planned_end, link.closed
    is_late = link.status in TO_DO and end is not None and closed is not None and end < closed
    return {
        link.status: 1,
        "added": is_added,
        "added_done": is_added and link.status == "done",
        "reported": link.is_reported,
        "pending": link.is_pending,
        "demonstration": link.is_demonstration,
        "undated": end is None,
        "late_closed": is_late,
    }


def _progress(link: Link, weight: int) -> dict[str, int]:
    """Done is all of it, planned and not done nothing, in progress what was stated."""
    if link.status == "in_progress" and link.progress is None:
        return {"weight": weight, "progress_unknown": 1}
    known = WHOLE if link.status == "done" else (link.progress or 0) if link.status == "in_progress" else 0
    return {"weight": weight, "progress": weight * known}


def _money(
    budget: int | None, spent: int | None, committed: int | None, *, is_shared: bool
) -> dict[str, int]:
    if is_shared:
        return {
            "shared": 1,
            "shared_budget": budget or 0,
            "shared_spent": spent or 0,
            "shared_committed": committed or 0,
        }
    if budget is None:
        return {
            "without_budget": 1,
            "spent_without_budget": spent or 0,
            "committed_without_budget": committed or 0,
        }
    return {
        "budget": budget,
        "spent": spent or 0,
        "committed": committed or 0,
        "spent_unstated": spent is None,
        "committed_unstated": committed is None,
    }


def _elsewhere(latest: Link, earlier: Iterable[Link]) -> tuple[tuple[str, Measured], ...]:
    """What earlier links spent in another currency than the latest one."""
    return tuple(
        (one.currency, _measured({"left_out": one.spent, "left_out_stated": 1}))
        for one in earlier
        if one.currency != latest.currency and one.spent is not None
    )


def _measured(found: dict[str, int]) -> Measured:
    return tuple((PLACE[name], int(value)) for name, value in found.items() if value)


def _days(links: Sequence[Link]) -> Days:
    """The clocks that only small dimensions keep."""
    latest = links[-1]
    found: list[tuple[tuple[str, date], int, int]] = []
    if latest.is_to_do:
        found.append(((HEARD, latest.heard), 1, 0))
    if not latest.is_cancelled:
        if latest.planned_end is not None:
            found.append(((DUE, latest.planned_end), 1, int(latest.status == "done")))
        if latest.first is not None:
            found.append(((FIRST, latest.first), 1, 0))
    before = (0, 0)
    for day, base, done in _states(latest) if len(links) == 1 else _states_along(links):
        if (base, done) != before:
            found.append(((MOVES, day), base - before[0], done - before[1]))
            before = (base, done)
    return tuple(found)


def _states(link: Link) -> list[tuple[date, int, int]]:
    """Whether a link counted in the base, and as done, from each day on that may have changed it."""
    since = link.since
    if not link.cancellations and link.cancelled is None:
        found = [(since, 1, 0)]
        for day, is_done in link.done:
            if day > since:
                found.append((day, 1, int(is_done)))
            else:
                found = [(since, 1, int(is_done))]
        return found
    days = {
        since,
        *(day for day, _ in link.done),
        *(day for pair in link.cancellations for day in pair if day),
    }
    if link.cancelled is not None:
        days.add(link.cancelled)
    return [(day, *_state_at(link, day)) for day in sorted(days) if day >= since]


def _state_at(link: Link, day: date) -> tuple[int, int]:
    """Whether it counts in the base, and as done, at a day from its first on."""
    cancelled, is_done = link.cancelled, False
    for decided, value in link.cancellations:
        if decided <= day:
            cancelled = value
    for changed, became in link.done:
        if changed <= day:
            is_done = became
    in_base = cancelled is None or cancelled > day
    return int(in_base), int(in_base and is_done)


def _states_along(links: Sequence[Link]) -> list[tuple[date, int, int]]:
    """The same for a chain: the latest link that counts at a day says it."""
    states = [_states(link) for link in links]
    found = []
    for day in sorted({day for own in states for day, _, _ in own}):
        begun = [own for own in states if own[0][0] <= day]
        _, base, done = [state for state in begun[-1] if state[0] <= day][-1]
        found.append((day, base, done))
    return found
