"""Weeks as people name them: from Monday to Sunday, numbered as ISO 8601 does (« semaine 51 de 2023 »)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from programmes.partial_dates import PartialDate, Precision, period_label

WRITTEN = re.compile(r"(\d{4})-W(\d{2})", re.IGNORECASE | re.ASCII)
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, order=True)
class Week:
    """One week of a year. Build it with `of` or `parse`, which know no week that does not exist."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The week that holds a day; 1 January 2023 is in the last week of 2022."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, code: str) -> Self:
        """« 2023-W51 ». Raises ValueError for anything else, and for a fifty-third week that the year has not."""
        written = WRITTEN.fullmatch(code)
        if written is None:
            raise ValueError(f"not a week: {code!r}")
        year, number = int(written[1]), int(written[2])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(f"year out of range: {year}")
        return cls.of(date.fromisocalendar(year, number, 1))

    @property
    def code(self) -> str:
        """« 2023-W51 »: its name in addresses and on the command line."""
        return f"{self.year}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def next(self) -> "Week":
        """The week after."""
        return Week.of(self.monday + timedelta(days=7))

    @property
    def previous(self) -> "Week":
        """The week before."""
        return Week.of(self.monday - timedelta(days=7))

    @property
    def label(self) -> str:
        """« semaine 51 »."""
        return f"semaine {self.number}"

    @property
    def days(self) -> str:
        """« du 18 au 24 décembre 2023 »."""
        first, last = (PartialDate.covering(day, Precision.DAY) for day in (self.monday, self.sunday))
        return period_label(first, last)

    def __str__(self) -> str:
        return f"{self.label}, {self.days}"

    def holds(self, day: date) -> bool:
        """Whether a day is one of its seven."""
        return self.monday <= day <= self.sunday
