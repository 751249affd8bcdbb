"""Figures over several plans: an activity carried over from one to the next counts once, by its latest link."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from programmes.chains import money_along
from programmes.formats import counted
from programmes.models import ActionPlan, Activity
from programmes.querysets.activities import ActivityQuerySet
from programmes.situation import Situation
from reporting.figures.amounts import Amount, sums
from reporting.figures.lines import Line, lines_of
from reporting.figures.totals import Figures, figures_of

ONE = Decimal(1)


@dataclass(frozen=True)
class PlanYear:
    """One of several plans: its own figures, and how many of its activities a later one of them carries on."""

    plan: ActionPlan
    total: Figures
    carried: int


@dataclass(frozen=True)
class SeveralFigures:
    """Several plans of one owner at a date, together: what is carried over counts once."""

    situation: Situation
    years: tuple[PlanYear, ...]
    total: Figures
    carried: int
    left_out: tuple[Amount, ...]

    @property
    def base_text(self) -> str:
        """« 68 + 62 − 20 reconduites = 110 activités »; cancelled activities are in neither side."""
        sides = " + ".join(str(year.total.base) for year in self.years)
        taken = sum(year.total.base for year in self.years) - self.total.base
        less = f" \u2212 {counted(taken, 'reconduite')}" if taken else ""
        return f"{sides}{less} = {counted(self.total.base, 'activité')}"


def several_figures(
    plans: Iterable[ActionPlan], activities: ActivityQuerySet, situation: Situation
) -> SeveralFigures:
    """The figures of plans together and of each, over the activities the reader may see; oldest plan first."""
    plans = sorted(plans, key=lambda plan: (plan.year, plan.code))
    lines = lines_of(activities.filter(plan__in=plans), situation)
    carried = carried_keys(lines)
    years = []
    for plan in plans:
        own = [line for line in lines if line.activity.plan_id == plan.pk]
        count = sum(line.activity.pk in carried for line in own)
        years.append(PlanYear(plan, figures_of(own), count))
    return SeveralFigures(situation, tuple(years), figures_of_several(lines), len(carried), left_out(lines))


def latest_links(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines of several plans, each chain of carried-over activities reduced to its latest link.

    The latest link says the status, the first one whether it was an addition; the money is that of the whole chain
    (`programmes.chains.money_along`), where amounts of another currency than the latest link's stay out (`left_out`).
    Weights mean something within one plan only: here each line weighs 1.
    """
    by_key = {line.activity.pk: line for line in lines}
    origins = _origins(by_key)
    carried = {origin for key in by_key if (origin := origins[key]) is not None}
    return tuple(_merged(line, by_key, origins) for key, line in by_key.items() if key not in carried)


def figures_of_several(lines: Iterable[Line]) -> Figures:
    """The figures over several plans."""
    return figures_of(latest_links(lines))


def left_out(lines: Iterable[Line]) -> tuple[Amount, ...]:
    """What earlier links spent in another currency than their latest one: counted nowhere else."""
    by_key = {line.activity.pk: line for line in lines}
    origins = _origins(by_key)
    carried = {origin for origin in origins.values() if origin is not None}
    found = []
    for key, line in by_key.items():
        if key not in carried:
            earlier = _chain(line, by_key, origins)
            found += [(one.spent, one.currency) for one in earlier if one.currency != line.currency]
    return sums(found)


def carried_keys(lines: Iterable[Line]) -> set[int]:
    """The activities that another of the lines carries on: they are counted with it."""
    by_key = {line.activity.pk: line for line in lines}
    return {origin for origin in _origins(by_key).values() if origin is not None}


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


def _chain(line: Line, by_key: dict[int, Line], origins: dict[int, int | None]) -> list[Line]:
    """The earlier links, the nearest first."""
    found, seen = [], {line.activity.pk}
    origin = origins[line.activity.pk]
    while origin is not None and origin not in seen:
        seen.add(origin)
        found.append(by_key[origin])
        origin = origins[origin]
    return found


def _merged(line: Line, by_key: dict[int, Line], origins: dict[int, int | None]) -> Line:
    chain = _chain(line, by_key, origins)
    return replace(
        line,
        **money_along(line, chain)._asdict(),
        weight=ONE,
        is_addition=(chain[-1] if chain else line).is_addition,
    )
