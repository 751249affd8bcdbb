"""The figures of a set of activities: counts, rates, money, coverage. One function makes them all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from programmes.formats import counted
from programmes.models import Status
from reporting.figures.amounts import Amount, amounts_text, sums
from reporting.figures.lines import Line
from reporting.rates import BudgetRate, Coverage, DueRate, Progress, Rate


@dataclass(frozen=True)
class Counts:
    """How many activities stand where. The base leaves the cancelled ones out."""

    planned: int = 0
    in_progress: int = 0
    done: int = 0
    not_done: int = 0
    cancelled: int = 0

    @property
    def base(self) -> int:
        return self.planned + self.in_progress + self.done + self.not_done

    @property
    def total(self) -> int:
        """The base and the cancelled ones."""
        return self.base + self.cancelled

    def of(self, status: str) -> int:
        """The count of a status, by its code."""
        return getattr(self, status)


@dataclass(frozen=True)
class Figures:
    """Everything that is said of a set of activities at a date.

    `financial` and `commitment` hold one rate a currency. `spent_unstated` counts the activities that have a budget
    and never said what they spent (`committed_unstated`, committed): their spending is unknown, not zero.
    """

    counts: Counts
    late: int
    execution: Rate
    initial: Rate
    added: int
    progress: Progress
    due: DueRate
    financial: tuple[BudgetRate, ...]
    commitment: tuple[BudgetRate, ...]
    spent_unstated: int
    committed_unstated: int
    cancelled_spent: tuple[Amount, ...]
    coverage: Coverage
    pending: int
    demonstration: int

    @property
    def base(self) -> int:
        """The activities that count: those of adopted plans, less the cancelled ones."""
        return self.counts.base

    @property
    def cancelled_text(self) -> str:
        """« 68 activités, dont 11 annulées, pour lesquelles 2 FCFA ont été dépensés »: always shown."""
        said = f"{counted(self.counts.total, 'activité')}, dont {counted(self.counts.cancelled, 'annulée')}"
        if not self.cancelled_spent:
            return said
        return f"{said}, pour lesquelles {amounts_text(self.cancelled_spent)} ont été dépensés"

    @property
    def pending_text(self) -> str:
        """« 1 activité attend une validation »; empty when none does."""
        if not self.pending:
            return ""
        verb = "attendent" if self.pending >= 2 else "attend"
        return f"{counted(self.pending, 'activité')} {verb} une validation"

    @property
    def initial_text(self) -> str:
        """« plan initial : 42 / 68 = 61,76 %, 2 hors plan initial »; empty when nothing was added."""
        if not self.added:
            return ""
        return f"plan initial\u00a0: {self.initial.text}, {self.added} hors plan initial"

    @property
    def financial_text(self) -> str:
        """The rate of each currency, with what it leaves out."""
        return _money_text(self.financial, self.spent_unstated, "dépense indiquée")

    @property
    def commitment_text(self) -> str:
        """The rate of each currency, with what it leaves out."""
        return _money_text(self.commitment, self.committed_unstated, "engagement indiqué")


def _money_text(rates: tuple[BudgetRate, ...], unstated: int, what: str) -> str:
    said = [rate.text for rate in rates] or ["—"]
    if unstated:
        said.append(f"{counted(unstated, 'activité')} sans {what}")
    return " ; ".join(said)


def figures_of(lines: Iterable[Line]) -> Figures:
    """The figures of these activities; of one plan, or of several through `several.latest_links`."""
    lines = tuple(lines)
    base = tuple(line for line in lines if not line.is_cancelled)
    counts = counts_of(lines)
    initial = tuple(line for line in base if not line.is_addition)
    due = tuple(line for line in base if line.is_due)
    return Figures(
        counts=counts,
        late=sum(line.is_late for line in base),
        execution=Rate(counts.done, counts.base),
        initial=Rate(_done(initial), len(initial)),
        added=len(base) - len(initial),
        progress=Progress.of((line.progress, line.weight) for line in base),
        due=DueRate(_done(due), len(due), sum(line.planned_end is None for line in base)),
        financial=_budget_rates(base, "spent", "dépensés"),
        commitment=_budget_rates(base, "committed", "engagés"),
        spent_unstated=sum(line.budget is not None and line.spent is None for line in base),
        committed_unstated=sum(line.budget is not None and line.committed is None for line in base),
        cancelled_spent=sums((line.spent, line.currency) for line in lines if line.is_cancelled),
        coverage=_coverage(base),
        pending=sum(line.is_pending for line in base),
        demonstration=sum(line.activity.is_demonstration for line in base),
    )


def counts_of(lines: Iterable[Line]) -> Counts:
    """How many activities stand where."""
    return Counts(**Counter(str(line.status) for line in lines))


def _done(lines: Iterable[Line]) -> int:
    return sum(line.status == Status.DONE for line in lines)


def _coverage(base: tuple[Line, ...]) -> Coverage:
    dates = [line.first_reported for line in base if line.first_reported]
    return Coverage(sum(line.is_reported for line in base), len(base), min(dates, default=None))


def _budget_rates(base: tuple[Line, ...], field: str, verb: str) -> tuple[BudgetRate, ...]:
    """One rate a currency: over the activities that have a budget, the others said beside."""
    rates = []
    for currency in dict.fromkeys(line.currency for line in base):
        own = [line for line in base if line.currency == currency]
        budgeted = [line for line in own if line.budget is not None]
        others = [line for line in own if line.budget is None]
        rates.append(
            BudgetRate(
                spent=_sum(getattr(line, field) for line in budgeted),
                budget=_sum(line.budget for line in budgeted),
                without_budget=len(others),
                spent_without_budget=_sum(getattr(line, field) for line in others),
                currency=currency,
                verb=verb,
            )
        )
    return tuple(rates)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), start=Decimal(0))
