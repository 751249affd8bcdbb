"""Reading dates and periods of a cell: native dates, Excel's day numbers, and what people write."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from programmes.imports.cell_numbers import native_decimal
from programmes.imports.readings import CellFault, Reading, as_text, asked, is_moment, no_value, shown
from programmes.partial_date_reading import (
    EARLIEST_YEAR,
    EXPECTED_DATE,
    EXPECTED_PERIOD,
    LATEST_YEAR,
    PartialDateError,
    parse_partial_date,
    parse_period,
)
from programmes.partial_dates import PartialDate, Precision, period_label

# Day 1 of Excel is 1 January 1900, and it believes that 1900 was a leap year: from March 1900 on, this is day 0.
_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = (
    20_000,
    73_050,
)  # October 1954 to December 2099: above any year written as a number


@dataclass(frozen=True)
class Period:
    """A start and an end, one of which may be unknown (« depuis 2015 »)."""

    start: PartialDate | None
    end: PartialDate | None

    def __str__(self) -> str:
        return period_label(self.start, self.end)


def read_date(cell: object) -> Reading[PartialDate]:
    """A date at the precision it was written with; None when the cell is empty.

    2024 is a year, 45280 is Excel's number for 20 December 2023 (asked when it is text). Raises CellFault.
    """
    if nothing := no_value(cell):
        return nothing
    if (native := _native(cell, EXPECTED_DATE)) is not None:
        return native
    try:
        return Reading(parse_partial_date(as_text(cell)))
    except PartialDateError as error:
        raise CellFault(str(error), cell) from error


def read_period(cell: object) -> Reading[Period]:
    """A start and an end; a single date is both. None when the cell is empty. Raises CellFault.

    « 2011-12 » is read December 2011 and asked: it may be 2011 to 2012.
    """
    if nothing := no_value(cell):
        return nothing
    if (native := _native(cell, EXPECTED_PERIOD)) is not None:
        return Reading(Period(native.value, native.value), native.question)
    text = as_text(cell)
    try:
        period = Period(*parse_period(text))
    except PartialDateError as error:
        raise CellFault(str(error), cell) from error
    years = re.fullmatch(r"[0-9]{2}([0-9]{2})[-/–]([0-9]{2})", text)
    if years and int(years[2]) == int(years[1]) + 1:
        return asked(period, f"« {shown(cell)} » : lu {period.start}. Est-ce exact ?")
    return Reading(period)


def _native(cell: object, expected: str) -> Reading[PartialDate] | None:
    """The date of a cell that is no text, or whose text is Excel's day number; None when it is to be parsed."""
    if isinstance(cell, date):
        _check_year(cell.year, cell)
        return Reading(PartialDate.covering(cell, Precision.DAY))
    if isinstance(cell, str):
        if not re.fullmatch(r"\s*[0-9]{5}\s*", cell):
            return None
        day = _from_serial(int(cell), expected, cell)
        return asked(day, f"« {shown(cell)} » : lu {day}. Est-ce exact ?")
    if is_moment(cell):
        raise CellFault(expected, cell)
    number = native_decimal(cell, expected)
    if EARLIEST_YEAR <= number <= LATEST_YEAR and not number % 1:
        return Reading(PartialDate.covering(date(int(number), 1, 1), Precision.YEAR))
    return Reading(_from_serial(int(number), expected, cell))


def _from_serial(number: int, expected: str, cell: object) -> PartialDate:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        raise CellFault(expected, cell)
    return PartialDate.covering(_EXCEL_EPOCH + timedelta(days=number), Precision.DAY)


def _check_year(year: int, cell: object) -> None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise CellFault(f"année de {EARLIEST_YEAR} à {LATEST_YEAR} attendue", cell)
