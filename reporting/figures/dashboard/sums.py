"""What a set of activities adds up to, from kept counts or from rows: whole numbers, of which `Figures` are made.

The measures are those of the kept counts (`programmes.measures`), by currency; what depends on the date looked at is
beside them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from programmes.measures import MEASURES
from programmes.models.fields import Currency
from reporting.figures.amounts import Amount
from reporting.figures.totals import Counts, Figures
from reporting.rates import BudgetRate, Coverage, DueRate, Progress, Rate

PLACE = {name: place for place, name in enumerate(MEASURES)}
ORDER = {currency: place for place, currency in enumerate(Currency.values)}
STATUSES = ("planned", "in_progress", "done", "not_done", "cancelled")

#: What a set adds up to at a date besides the measures.
DATED = ("late", "due", "due_done", "silent")


@dataclass(slots=True)
class Sums:
    """Measures by currency, in the order of `MEASURES`; `since` is the date of the first report that counts."""

    measures: dict[str, list[int]] = field(default_factory=dict)
    late: int = 0
    due: int = 0
    due_done: int = 0
    silent: int = 0
    since: date | None = None

    def add(self, currency: str, measured: Iterable[tuple[int, int]], sign: int = 1) -> None:
        """Add measures of one currency, given by their place."""
        held = self.measures.get(currency)
        if held is None:
            held = self.measures[currency] = [0] * len(MEASURES)
        for place, value in measured:
            held[place] += sign * value

    def add_dated(self, values: Mapping[str, int] | Sequence[int], sign: int = 1) -> None:
        """Add what depends on the date, in the order of `DATED`."""
        late, due, due_done, silent = values
        self.late += sign * late
        self.due += sign * due
        self.due_done += sign * due_done
        self.silent += sign * silent

    def said_since(self, day: date | None) -> None:
        """Keep the earliest of the first reports."""
        if day is not None and (self.since is None or day < self.since):
            self.since = day

    def plus(self, other: "Sums") -> None:
        """Add another set, which shares no activity with this one."""
        for currency, held in other.measures.items():
            self.add(currency, enumerate(held))
        self.add_dated((other.late, other.due, other.due_done, other.silent))
        self.said_since(other.since)

    def total(self, name: str) -> int:
        """A count, whatever the currency."""
        place = PLACE[name]
        return sum(held[place] for held in self.measures.values())

    def base_of(self, currency: str) -> int:
        """How many activities of the base have their money in a currency."""
        held = self.measures[currency]
        return held[0] + held[1] + held[2] + held[3]

    @property
    def base(self) -> int:
        return sum(map(self.base_of, self.measures))

    @property
    def size(self) -> int:
        """The base and the cancelled ones."""
        return self.base + self.total("cancelled")

    def amounts(self, name: str, stated: str) -> tuple[Amount, ...]:
        """A sum of money in each currency in which `stated` counts one."""
        return tuple(
            Amount(money(held[PLACE[name]]), currency)
            for currency, held in self.ordered()
            if held[PLACE[stated]]
        )

    def ordered(self) -> list[tuple[str, list[int]]]:
        """The measures, currencies in the order they are offered."""
        return sorted(self.measures.items(), key=lambda item: ORDER.get(item[0], len(ORDER)))

    def figures(self) -> Figures:
        """The figures that these sums make."""
        all_held = list(self.measures.values())
        held = all_held[0] if len(all_held) == 1 else [sum(cells) for cells in zip(*all_held, strict=True)]
        held = held or [0] * len(MEASURES)
        counts = Counts(*held[:5])
        base, done, added = counts.base, counts.done, held[PLACE["added"]]
        return Figures(
            counts=counts,
            late=self.late,
            execution=Rate(done, base),
            initial=Rate(done - held[PLACE["added_done"]], base - added),
            added=added,
            progress=Progress(
                _exact(held[PLACE["progress"]], 100_000),
                _exact(held[PLACE["weight"]], 1000),
                held[PLACE["progress_unknown"]],
            ),
            due=DueRate(self.due_done, self.due, held[PLACE["undated"]]),
            financial=self._rates("spent", "dépensés"),
            commitment=self._rates("committed", "engagés"),
            spent_unstated=held[PLACE["spent_unstated"]],
            committed_unstated=held[PLACE["committed_unstated"]],
            cancelled_spent=self.amounts("cancelled_spent", "cancelled_stated"),
            coverage=Coverage(held[PLACE["reported"]], base, self.since),
            pending=held[PLACE["pending"]],
            demonstration=held[PLACE["demonstration"]],
        )

    def _rates(self, name: str, verb: str) -> tuple[BudgetRate, ...]:
        place, without, left = PLACE[name], PLACE["without_budget"], PLACE[f"{name}_without_budget"]
        return tuple(
            BudgetRate(
                spent=money(held[place]),
                budget=money(held[PLACE["budget"]]),
                without_budget=held[without],
                spent_without_budget=money(held[left]),
                currency=currency,
                verb=verb,
            )
            for currency, held in self.ordered()
            if self.base_of(currency) - held[PLACE["shared"]]
        )


def money(hundredths: int) -> Decimal:
    """An amount from its hundredths, whole where it is."""
    units, rest = divmod(hundredths, 100)
    return Decimal(hundredths).scaleb(-2) if rest else Decimal(units)


def _exact(value: int, factor: int) -> int | Fraction:
    units, rest = divmod(value, factor)
    return Fraction(value, factor) if rest else units
