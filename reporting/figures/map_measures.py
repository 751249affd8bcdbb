"""What a map shows of each place: the measures, their value and their words."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from programmes.formats import counted, half_up, integer, money, percent
from reporting.charts.map import Standing
from reporting.figures.map_places import MapPlace
from reporting.figures.totals import Figures
from reporting.rates import BudgetRate


class Measure(StrEnum):
    """What a map shows of each place."""

    ACTIVITIES = "activities"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    NOT_DONE = "not_done"
    CANCELLED = "cancelled"
    LATE = "late"
    RATE = "rate"
    MONEY = "money"
    SPENT = "spent"
    BUDGET = "budget"
    PROGRAMMES = "programmes"
    PARTNERS = "partners"
    NOTHING = "nothing"

    @property
    def label(self) -> str:
        """« Taux d’exécution physique »."""
        return MEASURES[self]

    @property
    def is_rate(self) -> bool:
        return self in {Measure.RATE, Measure.MONEY}

    @property
    def is_money(self) -> bool:
        """An amount, of the State's currency."""
        return self in {Measure.SPENT, Measure.BUDGET}


MEASURES = {
    Measure.ACTIVITIES: "Nombre d’activités",
    Measure.PLANNED: "Activités planifiées",
    Measure.IN_PROGRESS: "Activités en cours",
    Measure.DONE: "Activités réalisées",
    Measure.NOT_DONE: "Activités non réalisées",
    Measure.CANCELLED: "Activités annulées",
    Measure.LATE: "Activités en retard",
    Measure.RATE: "Taux d’exécution physique",
    Measure.MONEY: "Taux d’exécution financière",
    Measure.SPENT: "Dépenses",
    Measure.BUDGET: "Budget",
    Measure.PROGRAMMES: "Nombre de programmes",
    Measure.PARTNERS: "Nombre de partenaires",
    Measure.NOTHING: "Sans intervention connue",
}
CURRENCY = "XOF"


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """What is known of a place; `figures` is None without any activity, `partners` None where not counted.

    `nothing` is what may be said of it where nothing is known: `map.nothing_words`.
    """

    place: MapPlace
    figures: Figures | None
    programmes: int
    partners: int | None
    standing: Standing
    nothing: str = "aucune intervention connue"

    def value(self, measure: Measure) -> float | None:
        """What the map draws; None where there is no such figure."""
        if measure == Measure.PROGRAMMES:
            return self.programmes or None
        if measure == Measure.PARTNERS:
            return self.partners or None
        if measure == Measure.NOTHING or self.figures is None:
            return None
        return _value(self.figures, measure)

    @property
    def standing_text(self) -> str:
        """What is said of a place that has nothing, or of which nobody can tell; empty for the others."""
        return {Standing.NOTHING: self.nothing, Standing.UNKNOWN: "on ne sait pas"}.get(self.standing, "")

    def text(self, measure: Measure) -> str:
        """« 42 / 68 = 61,76 % », « 12 activités », « aucune intervention connue en 2023 »."""
        if self.value(measure) is None:
            return self.standing_text or ZERO_WORDS[measure]
        if measure == Measure.PROGRAMMES:
            return counted(self.programmes, "programme")
        if measure == Measure.PARTNERS:
            return counted(self.partners or 0, "partenaire")
        return _text(self.figures, measure) if self.figures else ""


#: What is said of a place that has something, but none of what is shown.
ZERO_WORDS = {
    Measure.ACTIVITIES: "aucune activité de ces plans",
    Measure.PLANNED: "aucune planifiée",
    Measure.IN_PROGRESS: "aucune en cours",
    Measure.DONE: "aucune réalisée",
    Measure.NOT_DONE: "aucune non réalisée",
    Measure.CANCELLED: "aucune annulée",
    Measure.LATE: "aucune en retard",
    Measure.RATE: "aucune activité de ces plans",
    Measure.MONEY: "aucun budget indiqué",
    Measure.SPENT: "aucune dépense indiquée",
    Measure.BUDGET: "aucun budget indiqué",
    Measure.PROGRAMMES: "aucun programme, mais des activités",
    Measure.PARTNERS: "aucun partenaire indiqué",
    Measure.NOTHING: "au moins une intervention",
}


def _value(figures: Figures, measure: Measure) -> float | None:
    if measure == Measure.ACTIVITIES:
        return figures.base or None
    if measure == Measure.LATE:
        return figures.late or None
    if measure == Measure.RATE:
        return _percent(figures.execution.percent)
    rate = _in_currency(figures)
    if measure == Measure.MONEY:
        return _percent(rate.rate.percent) if rate else None
    if measure == Measure.SPENT:
        return float(rate.spent + rate.spent_without_budget) or None if rate else None
    if measure == Measure.BUDGET:
        return float(rate.budget) or None if rate else None
    return figures.counts.of(measure.value) or None


def _percent(percent: object) -> float | None:
    return None if percent is None else float(str(percent))


def _text(figures: Figures, measure: Measure) -> str:
    if measure == Measure.RATE:
        return figures.execution.text
    rate = _in_currency(figures)
    if measure == Measure.MONEY:
        return rate.text if rate else "—"
    if measure == Measure.SPENT and rate:
        return money(rate.spent + rate.spent_without_budget, CURRENCY)
    if measure == Measure.BUDGET and rate:
        return money(rate.budget, CURRENCY)
    return _counted(int(_value(figures, measure) or 0), measure)


@lru_cache(maxsize=4096)
def _counted(count: int, measure: Measure) -> str:
    """« 12 activités »; kept: seven hundred communes have the same few counts."""
    return counted(count, *COUNTED[measure])


COUNTED = {
    Measure.ACTIVITIES: ("activité",),
    Measure.PLANNED: ("planifiée",),
    Measure.IN_PROGRESS: ("en cours", "en cours"),
    Measure.DONE: ("réalisée",),
    Measure.NOT_DONE: ("non réalisée", "non réalisées"),
    Measure.CANCELLED: ("annulée",),
    Measure.LATE: ("en retard", "en retard"),
}


def _in_currency(figures: Figures) -> BudgetRate | None:
    """The money of the State's currency; amounts of others are on the page of the place."""
    return next((rate for rate in figures.financial if rate.currency == CURRENCY), None)


def short_text(one: PlaceFigures, measure: Measure) -> str:
    """What is written beside a place where places are few: « 12 », « 61,76 % »; nothing without a figure."""
    value = one.value(measure)
    if value is None:
        return ""
    if measure.is_rate:
        return percent(half_up(Decimal(str(value)), 2))
    return f"{integer(round(value / 1_000_000))}\u202fM" if measure.is_money else integer(int(value))
