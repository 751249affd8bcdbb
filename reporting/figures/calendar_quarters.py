"""The calendar of a plan read as a list: what ends in each quarter, for a telephone or a quick look."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from programmes.partial_dates import PartialDate, Precision
from reporting.figures.calendar import Entry


@dataclass(frozen=True)
class Quarter:
    """The activities whose planned end in force falls in a period, the earliest first.

    `number` is 1 to 4, 0 before the year of the plan and 5 after it; `late` counts those that are late.
    """

    number: int
    label: str
    entries: tuple[Entry, ...]

    @property
    def late(self) -> int:
        return sum(entry.late is not None for entry in self.entries)


def by_quarter(entries: Iterable[Entry], year: int) -> tuple[Quarter, ...]:
    """Each dated entry once, where it is due; a quarter of the year without any is kept, empty."""
    found: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.due:
            found[_number(entry, year)].append(entry)
    return tuple(
        Quarter(number, _label(number, year), tuple(sorted(found[number], key=_place)))
        for number in range(6)
        if found[number] or 1 <= number <= 4
    )


def _number(entry: Entry, year: int) -> int:
    if entry.due.year != year:
        return 0 if entry.due.year < year else 5
    return (entry.due.month + 2) // 3


def _label(number: int, year: int) -> str:
    if number in {0, 5}:
        return f"Avant {year}" if number == 0 else f"Après {year}"
    day = PartialDate.covering(_first_day(number, year), Precision.QUARTER)
    return day.label()


def _first_day(number: int, year: int) -> date:
    return date(year, number * 3 - 2, 1)


def _place(entry: Entry) -> tuple[object, ...]:
    return entry.due, entry.activity.position, entry.activity.pk
