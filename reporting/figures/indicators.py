"""The indicators of a programme as a page shows them: reference, target in force, value, achievement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from programmes.models import Indicator, IndicatorTarget, Measurement, Programme
from reporting.rates import Achievement, achievement

WHOLE = "Ensemble du programme"


@dataclass(frozen=True)
class IndicatorRow:
    """One place (or the whole programme): its target and what was measured, None where there is none."""

    label: str
    target: Decimal | None
    value: Decimal | None
    achievement: Achievement


@dataclass(frozen=True)
class IndicatorTable:
    """One indicator; `total` sums the places, for values that may be summed, and is None otherwise."""

    indicator: Indicator
    rows: tuple[IndicatorRow, ...]
    total: IndicatorRow | None

    @property
    def is_measured(self) -> bool:
        """Whether anything was measured at all."""
        return any(row.value is not None for row in self.rows)


def indicator_tables(programme: Programme) -> tuple[IndicatorTable, ...]:
    """Every indicator of the programme; three queries."""
    indicators = programme.indicators.prefetch_related(
        "targets__place", "targets__replaced_by", "measurements__place"
    )
    return tuple(_table(indicator) for indicator in indicators.order_by("code"))


def _table(indicator: Indicator) -> IndicatorTable:
    targets = [target for target in indicator.targets.all() if not hasattr(target, "replaced_by")]
    measurements = list(indicator.measurements.all())
    labels = dict.fromkeys([_place(row) for row in targets] + [_place(row) for row in measurements])
    rows = tuple(
        _row(
            indicator,
            label,
            [target.value for target in targets if _place(target) == label],
            [row for row in measurements if _place(row) == label],
        )
        for label in labels
    )
    return IndicatorTable(indicator, rows, _total(indicator, rows))


def _place(row: IndicatorTarget | Measurement) -> str:
    """« Bara », the words that stand for a commune nobody names, or the whole programme."""
    return row.place.name if row.place else getattr(row, "place_label", "") or WHOLE


def _row(
    indicator: Indicator, label: str, targets: list[Decimal], measurements: list[Measurement]
) -> IndicatorRow:
    """Several targets or measurements of one place are of several periods: increments are summed, else the last."""
    target = _over_periods(indicator, targets)
    measurements.sort(key=lambda row: (row.end or row.start or date.min, row.pk))
    value = _over_periods(indicator, [row.value for row in measurements])
    return IndicatorRow(label, target, value, _achieved(indicator, value, target))


def _over_periods(indicator: Indicator, values: list[Decimal]) -> Decimal | None:
    if not values:
        return None
    return sum(values, start=Decimal(0)) if _is_increment(indicator) else values[-1]


def _total(indicator: Indicator, rows: tuple[IndicatorRow, ...]) -> IndicatorRow | None:
    """The sum over the places, for increments that have no figure of the whole programme."""
    if not _is_increment(indicator) or len(rows) < 2 or any(row.label == WHOLE for row in rows):
        return None
    target, value = _sum(row.target for row in rows), _sum(row.value for row in rows)
    return IndicatorRow("Total", target, value, _achieved(indicator, value, target))


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, start=Decimal(0)) if known else None


def _achieved(indicator: Indicator, value: Decimal | None, target: Decimal | None) -> Achievement:
    return achievement(value, indicator.baseline, target, increments=_is_increment(indicator))


def _is_increment(indicator: Indicator) -> bool:
    return indicator.nature == Indicator.Nature.INCREMENT
