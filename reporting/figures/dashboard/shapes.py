"""What the figures of a dashboard are made of: small frozen objects that screen, export and command print."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from programmes.formats import counted, number
from programmes.situation import Situation
from reporting.figures.amounts import Amount, amounts_text
from reporting.figures.dashboard.scope import DashboardScope
from reporting.figures.totals import Figures
from reporting.rates import Rate


@dataclass(frozen=True)
class Comparison:
    """The official rate of the year before at the same date, as known now."""

    year: int
    on: date
    execution: Rate
    now: Rate

    @property
    def difference(self) -> Decimal | None:
        """In points, today's less that of the year before; None where one of them has no base."""
        if self.execution.percent is None or self.now.percent is None:
            return None
        return self.now.percent - self.execution.percent

    @property
    def text(self) -> str:
        """« 12,5 points de plus qu’à la même date en 2025 »; empty where there is nothing to compare."""
        gap = self.difference
        if gap is None:
            return ""
        if not gap:
            return f"autant qu’à la même date en {self.year}"
        points = f"{number(abs(gap))} point{'s' if abs(gap) >= 2 else ''}"
        return f"{points} de {'plus' if gap > 0 else 'moins'} qu’à la même date en {self.year}"


@dataclass(frozen=True)
class DashboardGroup:
    """One group of a dimension.

    `key` is its code in addresses, `none` for the activities that have none, empty for those of which the reader may
    not know the group (no filter leads there). By source and partner the money of `figures` is that of the activities
    the group alone funds; `shared` counts the others, cancelled ones left out, and `remainder` is what was spent on
    them. `has_due` is false where the rate to date is not kept for such groups: it then is no figure. Since when a
    group is reported on is not said.
    """

    key: str
    label: str
    figures: Figures
    shared: int = 0
    remainder: tuple[Amount, ...] = ()
    has_due: bool = True

    @property
    def remainder_text(self) -> str:
        """« 5 000 000 FCFA »: spent on what several funders pay for."""
        return amounts_text(self.remainder)


@dataclass(frozen=True)
class DashboardFigures:
    """A dashboard at its dates, as the reader may see it.

    `silent` counts the activities in execution of which nothing was heard for `settings.REMINDER_DAYS`; `carried`,
    those that a later year carries on and that the total therefore leaves out. `notes` say what must be known before
    the groups are added up. `years` are those that can be chosen, the latest first. `group_count` is how many groups
    there are, of which `groups` may hold the largest only.
    """

    scope: DashboardScope
    situation: Situation
    total: Figures
    silent: int
    carried: int
    groups: tuple[DashboardGroup, ...]
    notes: tuple[str, ...]
    last_year: Comparison | None
    years: tuple[int, ...]
    group_count: int

    @property
    def carried_text(self) -> str:
        """« 20 activités reconduites comptées une fois »; empty when there is none."""
        if not self.carried:
            return ""
        return f"{counted(self.carried, 'activité reconduite', 'activités reconduites')}, à compter une fois"
