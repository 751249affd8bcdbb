"""Partial dates: « fin 2008 », « décembre 2020 », « 2e trimestre 2024 », printed as they were written.

A partial date names a period and never a day that nobody gave. It is stored as two columns: a date (the
first day of the named period when it is a start, the last one when it is an end) and a `Precision`.
Reading what people write is in `partial_date_reading`.

« début » and « fin » name the first and the last third of a year (four months), of a quarter (one month)
or of a month (days 1 to 10, 21 to the last). A third, because people say « début, milieu, fin » and the cut
falls on whole months; these bounds only sort and tell what is late, they are never printed. As an end,
« fin 2008 » is therefore 31 December 2008, and as a start 1 September 2008.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


class Precision(StrEnum):
    """How much of a date is known; `*_START` and `*_END` are « début » and « fin »."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    MONTH_START = "month_start"
    MONTH_END = "month_end"
    QUARTER_START = "quarter_start"
    QUARTER_END = "quarter_end"
    YEAR_START = "year_start"
    YEAR_END = "year_end"

    @property
    def unit(self) -> "Precision":
        """The whole period the edge belongs to: MONTH for MONTH_END, itself without an edge."""
        return Precision(self.value.partition("_")[0])

    @property
    def edge(self) -> str | None:
        """« start », « end », or None when the whole period is meant."""
        return self.value.partition("_")[2] or None


PRECISION_LABELS: dict[Precision, str] = {
    Precision.DAY: "jour",
    Precision.MONTH: "mois",
    Precision.QUARTER: "trimestre",
    Precision.YEAR: "année",
    Precision.MONTH_START: "début de mois",
    Precision.MONTH_END: "fin de mois",
    Precision.QUARTER_START: "début de trimestre",
    Precision.QUARTER_END: "fin de trimestre",
    Precision.YEAR_START: "début d’année",
    Precision.YEAR_END: "fin d’année",
}


@dataclass(frozen=True, order=True)
class PartialDate:
    """A named period, ordered by its bounds. Build it with `covering` or `from_columns`."""

    first: date
    last: date
    precision: Precision

    @classmethod
    def covering(cls, day: date, precision: Precision | str) -> Self:
        """The partial date of that precision whose day, month, quarter or year holds `day`.

        Any day of the unit will do: both columns of « fin 2008 » (1 September as a start, 31 December as an
        end) give « fin 2008 » back. Raises ValueError for an unknown precision.
        """
        precision = Precision(precision)
        day = date(day.year, day.month, day.day)  # a datetime is a date too: keep its day only
        first, last = _unit_bounds(day, precision.unit)
        if precision.edge:
            first, last = _third(first, last, precision)
        return cls(first, last, precision)

    @classmethod
    def from_columns(cls, day: date | None, precision: Precision | str | None) -> Self | None:
        """The date held by two columns; None when none is stored; an empty precision means a day."""
        return None if day is None else cls.covering(day, precision or Precision.DAY)

    def as_start(self) -> tuple[date, Precision]:
        """The two columns of a start: the first day of the period, and the precision."""
        return self.first, self.precision

    def as_end(self) -> tuple[date, Precision]:
        """The two columns of an end: the last day of the period, and the precision."""
        return self.last, self.precision

    def label(self) -> str:
        """As it was written: « 1er janvier 2024 », « décembre 2020 », « 2e trimestre 2024 », « fin 2008 »."""
        name = self._unit_name()
        if not self.precision.edge:
            return name
        word = "début" if self.precision.edge == "start" else "fin"
        return f"{word} du {name}" if self.precision.unit is Precision.QUARTER else f"{word} {name}"

    def _unit_name(self, with_year: bool = True, with_month: bool = True) -> str:
        day, unit = self.first, self.precision.unit
        words = {
            Precision.DAY: [_ordinal(day.day, "") + (f" {MONTHS[day.month - 1]}" if with_month else "")],
            Precision.MONTH: [MONTHS[day.month - 1]],
            Precision.QUARTER: [_ordinal(_quarter(day), "e") + " trimestre"],
            Precision.YEAR: [],
        }[unit]
        if unit is Precision.YEAR or (with_year and with_month):
            words.append(str(day.year))
        return " ".join(words)

    def __str__(self) -> str:
        return self.label()


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


def _ordinal(number: int, suffix: str) -> str:
    """« 1er », else the number and the suffix (« 2e » for quarters, nothing for days)."""
    return "1er" if number == 1 else f"{number}{suffix}"


def last_of_month(year: int, month: int) -> date:
    """The last day of a month (29 February in leap years)."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _unit_bounds(day: date, unit: Precision) -> tuple[date, date]:
    if unit is Precision.DAY:
        return day, day
    if unit is Precision.MONTH:
        return day.replace(day=1), last_of_month(day.year, day.month)
    if unit is Precision.QUARTER:
        month = _quarter(day) * 3
        return date(day.year, month - 2, 1), last_of_month(day.year, month)
    return date(day.year, 1, 1), date(day.year, 12, 31)


def _third(first: date, last: date, precision: Precision) -> tuple[date, date]:
    """The first or the last third of a unit (see the module's docstring)."""
    at_start = precision.edge == "start"
    if precision.unit is Precision.MONTH:
        return (first, first.replace(day=10)) if at_start else (last.replace(day=21), last)
    months = 1 if precision.unit is Precision.QUARTER else 4
    if at_start:
        return first, last_of_month(first.year, first.month + months - 1)
    return date(last.year, last.month - months + 1, 1), last


def period_label(start: PartialDate | None, end: PartialDate | None) -> str:
    """« du 20 au 23 décembre 2023 », « de décembre 2020 à mars 2021 », « depuis 2015 », « jusqu’à fin 2011 ».

    None is an unknown bound; empty when neither is known.
    """
    if start is None:
        return f"jusqu’{_to(end)}" if end else ""
    if end is None:
        return f"depuis {_with_article(start)}"
    if start == end:
        return _within(start)
    return f"{_from(start, _shortened(start, end))} {_to(end)}"


def _shortened(start: PartialDate, end: PartialDate) -> str:
    """The start without the month or the year it shares with the end, when both have the same precision."""
    if start.precision is not end.precision or start.precision.edge or start.first.year != end.first.year:
        return start.label()
    same_month = start.precision is Precision.DAY and start.first.month == end.first.month
    name = start._unit_name(with_year=False, with_month=not same_month)
    return name.removesuffix(" trimestre") if start.precision is Precision.QUARTER else name


def _takes_article(part: PartialDate) -> bool:
    """Days and quarters take « le »; months and years do not."""
    return part.precision.unit in {Precision.DAY, Precision.QUARTER}


def _with_article(part: PartialDate) -> str:
    if not _takes_article(part):
        return part.label()
    return ("la " if part.precision is Precision.QUARTER_END else "le ") + part.label()


def _from(part: PartialDate, label: str) -> str:
    if part.precision is Precision.QUARTER_END:
        return f"de la {label}"
    if _takes_article(part):
        return f"du {label}"
    return f"d’{label}" if label[0] in "ao" else f"de {label}"


def _to(part: PartialDate) -> str:
    if part.precision is Precision.QUARTER_END:
        return f"à la {part.label()}"
    return f"{'au' if _takes_article(part) else 'à'} {part.label()}"


def _within(part: PartialDate) -> str:
    """A period of one partial date: « le 20 décembre 2023 », « en 2024 », « au 2e trimestre 2024 »."""
    if part.precision is Precision.DAY:
        return f"le {part.label()}"
    if part.precision is Precision.QUARTER:
        return f"au {part.label()}"
    return part.label() if part.precision.edge else f"en {part.label()}"
