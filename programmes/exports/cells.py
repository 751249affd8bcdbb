"""What an exported file is made of: sheets, columns, cells, and how a cell is written as text. Pure: no Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from accounts.formulas import harmless
from programmes.partial_dates import PartialDate

Cell = str | int | Decimal | date | None

# Beyond, a spreadsheet no longer holds every digit: the number is written as text.
MOST_DIGITS = 15


class Style(StrEnum):
    """How the cells of a column are shown; a text stands as it is in a column of any style."""

    TEXT = "text"
    CODE = "code"  # a text even where it looks like a number
    LONG = "long"  # several lines
    DATE = "date"
    NUMBER = "number"
    YEAR = "year"  # digits not grouped
    AMOUNT = "amount"
    PERCENT = "percent"  # the cell holds hundredths: 45 for 45 %


WIDTHS = {
    Style.TEXT: 20,
    Style.CODE: 16,
    Style.LONG: 50,
    Style.DATE: 14,
    Style.NUMBER: 11,
    Style.YEAR: 9,
    Style.AMOUNT: 18,
    Style.PERCENT: 12,
}


@dataclass(frozen=True)
class OutColumn:
    """A column of a file: its heading, how its cells are shown, its width in characters (0: that of its style)."""

    heading: str
    style: Style = Style.TEXT
    width: int = 0

    @property
    def room(self) -> int:
        """The width, never less than what the heading needs on two lines."""
        return max(self.width or WIDTHS[self.style], min(len(self.heading), 20) + 3)


@dataclass(frozen=True)
class OutSheet:
    """A sheet of a file. `name` is the word by which it is imported back, `title` what a person calls it.

    `rows` is gone through once, so that it may come from the database as it is written.
    """

    name: str
    title: str
    columns: tuple[OutColumn, ...]
    rows: Iterable[Sequence[Cell]]


def dated(day: date | None, precision: str | None) -> Cell:
    """A day as a date; a date known only in part as it is said, « fin mars 2024 »."""
    return day if day is None or precision in {"day", "", None} else _said(day, precision or "day")


@lru_cache(maxsize=4096)
def _said(day: date, precision: str) -> str:
    """Kept: a hundred thousand activities are planned for some hundreds of dates."""
    return PartialDate.covering(day, precision).label()


def as_text(cell: Cell, style: Style) -> str:
    """The cell as a CSV file holds it: 20/12/2023, decimal comma, « 45 % », no text that would run as a formula."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, date):
        return f"{cell.day:02d}/{cell.month:02d}/{cell.year:04d}"
    number = _digits(cell)
    return f"{number} %" if style is Style.PERCENT else number


def _digits(number: int | Decimal) -> str:
    """The number without needless decimals; never exactly three of them, which could be read as thousands."""
    if isinstance(number, int):
        return str(number)
    whole, _, decimals = f"{number:f}".partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) == 3:
        decimals += "0"
    return f"{whole},{decimals}" if decimals else whole


def is_exact(number: int | Decimal) -> bool:
    """Whether a spreadsheet, which counts with fifteen digits, holds the number as it is."""
    digits = number.as_tuple().digits if isinstance(number, Decimal) else str(abs(number))
    return len(digits) <= MOST_DIGITS
