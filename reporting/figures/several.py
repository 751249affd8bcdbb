"""Figures over several plans: an activity carried over from one to the next counts once, by its latest link."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from programmes.models import Activity
from reporting.figures.lines import Line
from reporting.figures.totals import Figures, figures_of

ONE = Decimal(1)


def latest_links(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines of several plans, each chain of carried-over activities reduced to its latest link.

    The link says the status and the budget (an earlier one's where it gives none); what was spent and committed is
    summed along the chain. Weights mean something within one plan only: here each line weighs 1.
    """
    by_key = {line.activity.pk: line for line in lines}
    origins = _origins(by_key)
    carried = {origin for key in by_key if (origin := origins[key]) is not None}
    return tuple(_merged(line, by_key, origins) for key, line in by_key.items() if key not in carried)


def figures_of_several(lines: Iterable[Line]) -> Figures:
    """The figures over several plans."""
    return figures_of(latest_links(lines))


def _origins(by_key: dict[int, Line]) -> dict[int, int | None]:
    """For each line the nearest earlier link that is among the lines, through links that are not."""
    steps = {key: line.activity.carried_from_id for key, line in by_key.items()}
    missing = {step for step in steps.values() if step is not None and step not in steps}
    while missing:
        steps.update(Activity.objects.filter(pk__in=missing).values_list("pk", "carried_from"))
        missing = {step for step in steps.values() if step is not None and step not in steps}
    origins: dict[int, int | None] = {}
    for key in by_key:
        step = steps[key]
        while step is not None and step not in by_key:
            step = steps[step]
        origins[key] = step
    return origins


def _merged(line: Line, by_key: dict[int, Line], origins: dict[int, int | None]) -> Line:
    budget, spent, committed = line.budget, line.spent, line.committed
    origin = origins[line.activity.pk]
    seen = {line.activity.pk}
    while origin is not None and origin not in seen:
        seen.add(origin)
        earlier = by_key[origin]
        if earlier.currency == line.currency:
            budget = earlier.budget if budget is None else budget
            spent = _plus(spent, earlier.spent)
            committed = _plus(committed, earlier.committed)
        origin = origins[origin]
    return replace(line, budget=budget, spent=spent, committed=committed, weight=ONE)


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """The sum of what is known; None when nothing is."""
    if one is None or other is None:
        return other if one is None else one
    return one + other
