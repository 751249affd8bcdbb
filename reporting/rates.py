"""The rates of the portal, exact and always with the numbers behind them (rules: docs/glossaire.md, « Taux »).

Sums come from the database; ratios are made here, once. A group's rate is sum ÷ sum, never a mean of rates.
An empty base has no rate: None, printed « — », never 0 %. Nothing is capped. No float enters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any, Self

from programmes.formats import (
    NARROW,
    UNKNOWN,
    Number,
    counted,
    date_long,
    fraction,
    half_up,
    money,
    percent,
)

PLACES = 2
EXACT_DIGITS = 60  # more than any sum of weights and progress has


@dataclass(frozen=True)
class Rate:
    """A numerator over a base, in the same unit (activities, or amounts of one currency)."""

    numerator: Number
    denominator: Number

    @property
    def is_defined(self) -> bool:
        return self.denominator != 0

    @property
    def value(self) -> Fraction | None:
        """The exact ratio (42/68), None on an empty base."""
        return Fraction(self.numerator) / Fraction(self.denominator) if self.is_defined else None

    @property
    def percent(self) -> Decimal | None:
        """In hundredths, rounded half up to two places (61.76); None on an empty base."""
        return None if self.value is None else half_up(self.value * 100, PLACES)

    @property
    def percent_text(self) -> str:
        """« 61,76 % », « — » on an empty base."""
        return UNKNOWN if self.value is None else percent(self.value * 100, PLACES)

    @property
    def fraction_text(self) -> str:
        """« 42 / 68 »."""
        return fraction(self.numerator, self.denominator)

    @property
    def text(self) -> str:
        """« 42 / 68 = 61,76 % », « — » on an empty base."""
        return f"{self.fraction_text} = {self.percent_text}" if self.is_defined else UNKNOWN

    def money_text(self, currency: str = "XOF") -> str:
        """« 10 FCFA / 20 FCFA = 50 % », for a rate of amounts in that currency."""
        if not self.is_defined:
            return UNKNOWN
        return (
            f"{money(self.numerator, currency)} / {money(self.denominator, currency)} = {self.percent_text}"
        )

    def __add__(self, other: Self) -> "Rate":
        """Sum ÷ sum: the rate of both groups together, which must not share an activity."""
        return Rate(
            _exact(Fraction(self.numerator) + Fraction(other.numerator)),
            _exact(Fraction(self.denominator) + Fraction(other.denominator)),
        )

    @classmethod
    def total(cls, rates: Iterable["Rate"]) -> "Rate":
        """The rate of groups that share no activity; without any group, an empty base."""
        return sum(rates, start=Rate(0, 0))


def _exact(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value


@dataclass(frozen=True)
class Progress:
    """The weighted mean of progress over a base: a lower bound as long as some progress is not stated.

    `known` is the sum of weight × progress in hundredths (done 100, planned and not done 0) over the
    activities whose progress is stated, `weights` the sum of the weights of the whole base, `unknown` how many
    activities are in progress without saying how far. Weights mean something within one plan only; over
    several plans each activity weighs 1.
    """

    known: Number
    weights: Number
    unknown: int = 0

    @classmethod
    def of(cls, activities: Iterable[tuple[Number | None, Number]]) -> Self:
        """From (progress in hundredths or None, weight) of each activity of the base."""
        rows: list[tuple[Any, Any]] = list(activities)
        if any(isinstance(number, Fraction) for row in rows for number in row):
            rows = [(None if one is None else Fraction(one), Fraction(weight)) for one, weight in rows]
        with localcontext(prec=EXACT_DIGITS):  # decimals are exact here, and ten times quicker than fractions
            weights = sum(weight for _, weight in rows)
            known = sum(progress * weight for progress, weight in rows if progress is not None)
        unknown = sum(progress is None for progress, _ in rows)
        return cls(_exact(Fraction(known)), _exact(Fraction(weights)), unknown)

    @property
    def value(self) -> Fraction | None:
        """The exact ratio between 0 and 1, None on an empty base; a lower bound when `unknown` is not 0."""
        return Fraction(self.known) / Fraction(self.weights) / 100 if self.weights else None

    @property
    def percent(self) -> Decimal | None:
        """In hundredths, rounded half up to two places; None on an empty base."""
        return None if self.value is None else half_up(self.value * 100, PLACES)

    @property
    def is_complete(self) -> bool:
        return self.unknown == 0

    @property
    def text(self) -> str:
        """« 61,76 % », or « au moins 61,76 %, 15 activités sans avancement indiqué »; « — » on an empty base."""
        if self.value is None:
            return UNKNOWN
        printed = percent(self.value * 100, PLACES)
        if self.is_complete:
            return printed
        return f"au moins {printed}, {counted(self.unknown, 'activité')} sans avancement indiqué"

    def __add__(self, other: Self) -> "Progress":
        """Both groups together: of one plan, or each activity weighing 1."""
        return Progress(
            _exact(Fraction(self.known) + Fraction(other.known)),
            _exact(Fraction(self.weights) + Fraction(other.weights)),
            self.unknown + other.unknown,
        )


@dataclass(frozen=True)
class DueRate:
    """Done among the activities due at a date, and how many have no planned end, so that nobody can tell."""

    done: int
    due: int
    undated: int = 0

    @property
    def rate(self) -> Rate:
        return Rate(self.done, self.due)

    @property
    def text(self) -> str:
        """« 30 / 40 = 75 % », « —, 68 sans date prévue »."""
        return self.rate.text + (f", {self.undated} sans date prévue" if self.undated else "")


@dataclass(frozen=True)
class BudgetRate:
    """Spent (or committed: never both together) over budget, for the activities that have a budget.

    What is left out is kept beside: how many activities have no budget, and what they spent. One currency.
    """

    spent: Number
    budget: Number
    without_budget: int = 0
    spent_without_budget: Number = 0
    currency: str = "XOF"
    verb: str = "dépensés"  # « engagés » for the rate of commitments

    @property
    def rate(self) -> Rate:
        return Rate(self.spent, self.budget)

    @property
    def left_out_text(self) -> str:
        """« 1 sans budget, 5 FCFA dépensés »; empty when every activity has a budget."""
        if not self.without_budget:
            return ""
        spent = f"{money(self.spent_without_budget, self.currency)} {self.verb}"
        return f"{self.without_budget} sans budget" + (f", {spent}" if self.spent_without_budget else "")

    @property
    def text(self) -> str:
        """« 10 FCFA / 20 FCFA = 50 %, 1 sans budget, 5 FCFA dépensés »."""
        return ", ".join(filter(None, (self.rate.money_text(self.currency), self.left_out_text)))


@dataclass(frozen=True)
class Coverage:
    """How many activities of the base have been reported on at all, and since when; printed beside every rate."""

    reported: int
    base: int
    since: date | None = None

    @property
    def unreported(self) -> int:
        """How many nobody has said anything of."""
        return self.base - self.reported

    @property
    def rate(self) -> Rate:
        return Rate(self.reported, self.base)

    @property
    def text(self) -> str:
        """« 57 activités renseignées sur 68, depuis le 5 janvier 2023 »; « — » on an empty base."""
        if not self.base:
            return UNKNOWN
        said = f"{counted(self.reported, 'activité renseignée', 'activités renseignées')} sur {self.base}"
        return said + (f", depuis le {date_long(self.since)}" if self.since and self.reported else "")


# --- declared against computed

NO_EXPLANATION = "aucune explication trouvée"


@dataclass(frozen=True)
class Explanation:
    """A fraction of named counts that gives a declared rate: 42 « réalisées 2023 » over 62 « prévues 2024 »."""

    numerator_name: str
    numerator: int
    denominator_name: str
    denominator: int

    @property
    def rate(self) -> Rate:
        return Rate(self.numerator, self.denominator)

    @property
    def text(self) -> str:
        """« le taux déclaré correspond à 42/62 (réalisées 2023 / activités du plan 2024) »."""
        return (
            f"le taux déclaré correspond à {self.numerator}/{self.denominator} "
            f"({self.numerator_name} / {self.denominator_name})"
        )


def agrees(declared: Decimal, rate: Rate, places: int | None = None) -> bool:
    """Whether a declared rate, in hundredths, is the computed one at the precision it was stated with.

    `places` is that precision; None takes the decimals of `declared` itself (« 67,74 » has two), which a
    database column may have padded. An empty base agrees with nothing.
    """
    if rate.value is None:
        return False
    places = _stated_places(declared) if places is None else places
    return half_up(rate.value * 100, places) == half_up(declared, places)


def _stated_places(declared: Decimal) -> int:
    exponent = declared.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def explain_declared(
    declared: Decimal,
    numerators: Mapping[str, int],
    denominators: Mapping[str, int],
    places: int | None = None,
) -> tuple[Explanation, ...]:
    """Every fraction of the named counts that gives the declared rate (hundredths) at its stated precision.

    The counts are those of the plan and of its owner's neighbouring plans, and no others. A count over itself
    explains nothing. Empty when none matches: « aucune explication trouvée ».
    """
    return tuple(
        Explanation(numerator_name, numerator, denominator_name, denominator)
        for numerator_name, numerator in numerators.items()
        for denominator_name, denominator in denominators.items()
        if numerator_name != denominator_name and agrees(declared, Rate(numerator, denominator), places)
    )


def explanation_text(explanations: Iterable[Explanation]) -> str:
    """All explanations in one sentence, or « aucune explication trouvée »."""
    return f"{NARROW}; ".join(explanation.text for explanation in explanations) or NO_EXPLANATION


# --- indicators


@dataclass(frozen=True)
class Achievement:
    """How far an indicator went from its baseline to its target: a rate, or the reason why there is none."""

    rate: Rate | None
    reason: str = ""

    @property
    def value(self) -> Fraction | None:
        """The exact ratio, not capped (1.5 is 150 %), None when undefined."""
        return self.rate.value if self.rate else None

    @property
    def text(self) -> str:
        """« 150 % », « −50 % », « — (pas de cible) »."""
        return self.rate.percent_text if self.rate else f"{UNKNOWN} ({self.reason})"


def achievement(
    value: Number | None, baseline: Number | None, target: Number | None, *, increments: bool = False
) -> Achievement:
    """(value − baseline) ÷ (target − baseline), so that falling indicators work: 40 → 20, 10 is 150 %.

    Undefined without a value, without a target, when the target is the baseline, and without a baseline,
    except for increments, which start from 0.
    """
    if value is None:
        return Achievement(None, "pas de mesure")
    if target is None:
        return Achievement(None, "pas de cible")
    if baseline is None and not increments:
        return Achievement(None, "pas de référence")
    start = Fraction(baseline or 0)
    if Fraction(target) == start:
        return Achievement(None, "cible égale à la référence")
    return Achievement(Rate(_exact(Fraction(value) - start), _exact(Fraction(target) - start)))
