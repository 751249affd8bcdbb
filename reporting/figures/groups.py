"""Figures by department, by source of funding, by sector, kind or objective.

Where an activity belongs to several groups, each group counts it and the total counts it once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from communes.text import normalise
from programmes.formats import counted
from programmes.models import Activity, FundingSource, PlanFunding
from reporting.figures.amounts import Amount, amounts_text, sums
from reporting.figures.lines import Line
from reporting.figures.totals import Figures, figures_of


@dataclass(frozen=True)
class Group:
    """One group and its figures; `key` is the code to filter by, empty for the activities that have no group."""

    key: str
    label: str
    figures: Figures


@dataclass(frozen=True)
class SourceGroup(Group):
    """The activities that one source pays for, alone or with others.

    `allotted` sums the amounts named for this source, `unknown_amounts` counts its lines without one. `spent` is
    that of the activities it alone pays for; `with_others` counts those it shares.
    """

    allotted: tuple[Amount, ...]
    unknown_amounts: int
    spent: tuple[Amount, ...]
    with_others: int

    @property
    def allotted_text(self) -> str:
        return amounts_text(self.allotted)

    @property
    def spent_text(self) -> str:
        return amounts_text(self.spent)


@dataclass(frozen=True)
class SourceFigures:
    """The groups by source, what belongs to none, and the spending that no single source can claim."""

    groups: tuple[SourceGroup, ...]
    without_source: Group | None
    with_several: int
    remainder: tuple[Amount, ...]

    @property
    def note(self) -> str:
        """What the reader must know before adding the rows up; empty when every activity has one source."""
        if not self.with_several:
            return ""
        verb = "ont" if self.with_several >= 2 else "a"
        return (
            f"{counted(self.with_several, 'activité')} {verb} plusieurs sources\u00a0: "
            "chaque source les compte, le total les compte une fois."
        )

    @property
    def remainder_text(self) -> str:
        """Spending of the activities that several sources pay for."""
        return amounts_text(self.remainder)


@dataclass(frozen=True)
class NamedSource:
    """A source named for the whole plan, never spread over its activities; the amount may be unknown."""

    source: FundingSource
    amount: Amount | None

    @classmethod
    def of(cls, line: PlanFunding) -> "NamedSource":
        """From the plan's own line."""
        return cls(line.source, None if line.amount is None else Amount(line.amount, line.currency))


Key = tuple[str, str, object]  # code, label, what sorts the groups


def groups_of(
    lines: Iterable[Line], keys: Callable[[Activity], Iterable[Key]], without: str
) -> tuple[Group, ...]:
    """The groups that `keys` gives for an activity, sorted; those without any come last, under `without`."""
    found: dict[Key, list[Line]] = {}
    left: list[Line] = []
    for line in lines:
        own = list(keys(line.activity))
        for key in own:
            found.setdefault(key, []).append(line)
        if not own:
            left.append(line)
    ordered = sorted(found.items(), key=lambda item: item[0][2])
    groups = tuple(Group(key[0], key[1], figures_of(members)) for key, members in ordered)
    return (*groups, Group("", without, figures_of(left))) if left else groups


def by_department(lines: Iterable[Line]) -> tuple[Group, ...]:
    """By responsible department."""
    return groups_of(lines, _department, "Sans structure responsable")


def by_sector(lines: Iterable[Line]) -> tuple[Group, ...]:
    """By sector; one group « sans domaine » when none is given."""
    return groups_of(lines, lambda activity: _named(activity.sector), "Sans domaine indiqué")


def by_kind(lines: Iterable[Line]) -> tuple[Group, ...]:
    """By kind of activity."""
    return groups_of(lines, lambda activity: _named(activity.kind), "Sans nature indiquée")


def by_objective(lines: Iterable[Line]) -> tuple[Group, ...]:
    """By the objective or result served."""
    return groups_of(lines, _objective, "Sans objectif indiqué")


def by_plan(lines: Iterable[Line]) -> tuple[Group, ...]:
    """By plan, latest year first."""
    return groups_of(lines, _plan, "")


def _department(activity: Activity) -> list[Key]:
    unit = activity.department
    return [(unit.code, str(unit), (unit.position, unit.name))] if unit else []


def _named(row: object) -> list[Key]:
    return [(row.code, row.name, normalise(row.name))] if row else []


def _objective(activity: Activity) -> list[Key]:
    result = activity.result
    return [(result.code, str(result), (result.position, result.pk))] if result else []


def _plan(activity: Activity) -> list[Key]:
    plan = activity.plan
    return [(plan.code, plan.title, (-plan.year, plan.code))]


def by_source(lines: Iterable[Line]) -> SourceFigures:
    """By source of funding; spending goes to a source only where it pays alone."""
    lines = tuple(lines)
    found: dict[FundingSource, list[Line]] = {}
    for line in lines:
        for funding in line.funding:
            found.setdefault(funding.source, []).append(line)
    ordered = sorted(found.items(), key=lambda item: (item[0].position, item[0].name))
    shared = [line for line in lines if len(line.funding) > 1 and not line.is_cancelled]
    left = [line for line in lines if not line.funding]
    return SourceFigures(
        groups=tuple(_source_group(source, members) for source, members in ordered),
        without_source=Group("", "Sans source de financement indiquée", figures_of(left)) if left else None,
        with_several=len(shared),
        remainder=sums((line.spent, line.currency) for line in shared),
    )


def _source_group(source: FundingSource, members: list[Line]) -> SourceGroup:
    base = [line for line in members if not line.is_cancelled]
    own = [funding for line in base for funding in line.funding if funding.source_id == source.pk]
    alone = [line for line in base if len(line.funding) == 1]
    return SourceGroup(
        key=source.code,
        label=source.name,
        figures=figures_of(members),
        allotted=sums((funding.amount, funding.currency) for funding in own),
        unknown_amounts=sum(funding.amount is None for funding in own),
        spent=sums((line.spent, line.currency) for line in alone),
        with_others=len(base) - len(alone),
    )
