"""When an activity of a plan takes place: ticked quarters or months, and periods that leave the plan's year out.

« T1-T3 » or « janvier à mars » in a plan of 2024 are those of 2024. Pure: no Django.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

from programmes.imports.cell_dates import Period, read_date, read_period
from programmes.imports.readings import CellFault, Reading, asked, folded, no_value, shown
from programmes.partial_dates import MONTHS, PartialDate, Precision

Value = TypeVar("Value")

QUARTERS = ("t1", "t2", "t3", "t4")
MONTH_COLUMNS = tuple(f"m{number}" for number in range(1, 13))

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_MONTH = (
    r"janv(?:ier)?|jan|fevr(?:ier)?|fev|mars|mar|avril|avr|mai|juin|juil(?:let)?|jul|aout|aou|sept(?:embre)?|sep"
    r"|oct(?:obre)?|nov(?:embre)?|dec(?:embre)?"
)
_LISTED = r"{0}(?:\s*(?:,|;|/|&|\bet\b)\s*(?:{0}))+"
_QUARTER_LIST = re.compile(_LISTED.format(r"t[1-4]") + r"(?P<year>\s+\d{4})?")
_MONTH_LIST = re.compile(_LISTED.format(rf"(?:{_MONTH})\.?") + r"(?P<year>\s+\d{4})?")
_WHOLE_YEAR = re.compile(
    r"(?:(?:(?:tout au long de|durant|pendant|sur) )?(?:toute )?l?'?\s?annee"
    r"|annuel(?:le)?|permanente?|en permanence|continue?|en continu|12 mois)(?: (?:de |en )?(?P<year>20\d\d))?"
)
_REWRITTEN = (
    (re.compile(r"\btrim(?:estre|\.)?\s*(?P<n>[1-4])\b"), r"t\g<n>"),
    (re.compile(r"\b(?P<n>[1-4])\s?t\b"), r"t\g<n>"),
    (re.compile(r"^(?:au plus tard|avant|d'ici)(?: a)?(?: la?e?)?\s+(?=\S)"), "jusqu'a "),
)
_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[/.-]\d{1,2}[/.-]\d{2}(?!\d)|[a-z]\.?-\d\d(?!\d)")


def read_plan_period(cell: object, year: int | None) -> Reading[Period]:
    """`read_period`, the year of the plan being meant where none is written. Raises CellFault."""
    if nothing := no_value(cell):
        return nothing
    if isinstance(cell, str):
        text = _rewritten(cell)
        whole = _WHOLE_YEAR.fullmatch(text)
        if whole and (of := whole["year"] or year):
            the_year = PartialDate.covering(date(int(of), 1, 1), Precision.YEAR)
            return Reading(Period(the_year, the_year))
        if listed := _read_listed(text, cell, year):
            return listed
        if text != folded(cell):
            return _with_year(read_period, text, year, cell)
    return _with_year(read_period, cell, year, cell)


def read_plan_date(cell: object, year: int | None) -> Reading[PartialDate]:
    """`read_date`, the year of the plan being meant where none is written. Raises CellFault."""
    return no_value(cell) or _with_year(read_date, cell, year, cell)


def _with_year(
    read: Callable[[object], Reading[Value]], written: object, year: int | None, cell: object
) -> Reading[Value]:
    try:
        return read(written)
    except CellFault as fault:
        text = folded(written)
        if year is None or not isinstance(written, str) or _HAS_YEAR.search(text) or len(text) > 60:
            raise CellFault(fault.expected, cell) from fault
        try:
            reading = read(f"{text} {year}")
        except CellFault as again:
            # What is wrong with the date, once it has a year: « le 31 novembre 2024 n’existe pas ».
            raise CellFault(again.expected, cell) from again
        if re.search(r"\d{1,2}(?:er)? ?(?:[a-z]{3}|[/.-])", text) and not re.search(r"t\d|trim|sem", text):
            return asked(
                reading.value, f"« {shown(cell)} » : lu {reading.value}, l’année du plan. Est-ce exact ?"
            )
        return reading


def _rewritten(cell: str) -> str:
    text = folded(cell).strip(" .;,")
    text = re.sub(r"\bt\s?(?P<n>i{1,3}|iv)\b", lambda found: f"t{_ROMAN[found['n']]}", text)
    text = re.sub(r"\b(?P<n>i{1,3}|iv)e? ?trim(?:estre|\.)?", lambda found: f"t{_ROMAN[found['n']]}", text)
    for pattern, by in _REWRITTEN:
        text = pattern.sub(by, text)
    return text


def _read_listed(text: str, cell: object, year: int | None) -> Reading[Period] | None:
    """« T1, T2 et T3 », « Janvier, février et mars »: from the first to the last; asked when one between is missing."""
    for pattern, names in ((_QUARTER_LIST, r"t[1-4]"), (_MONTH_LIST, _MONTH)):
        found = pattern.fullmatch(text)
        if found is None:
            continue
        items = re.findall(rf"\b(?:{names})\b", text)
        of = found["year"] or (f" {year}" if year else "")
        reading = read_period(f"{items[0]}{of} - {items[-1]}{of}")
        first = [read_date(f"{item}{of}").value for item in items]
        followed = all(b and a and (b.first - a.last).days == 1 for a, b in pairwise(first))
        if followed or reading.value is None:
            return reading
        return asked(reading.value, f"« {shown(cell)} » : lu {reading.value}. Est-ce exact ?")
    return None


# --- columns of ticks


def _plan_year(row: Mapping[str, Any]) -> int | None:
    return getattr(row.get("plan"), "year", None)


def read_quarters(
    ticked: Sequence[bool], row: Mapping[str, Any], stated: int | None = None
) -> Reading[Period]:
    """From the first quarter ticked to the last one, in the year of the row's plan; asked when one between is not, or
    when the headings state another year, which is then meant."""
    return _in_year(ticked, row, stated, 3, Precision.QUARTER, [f"T{number}" for number in range(1, 5)])


def read_months(ticked: Sequence[bool], row: Mapping[str, Any], stated: int | None = None) -> Reading[Period]:
    """The same with months."""
    return _in_year(ticked, row, stated, 1, Precision.MONTH, list(MONTHS))


def _in_year(
    ticked: Sequence[bool],
    row: Mapping[str, Any],
    stated: int | None,
    length: int,
    precision: Precision,
    names: Sequence[str],
) -> Reading[Period]:
    year = _plan_year(row)
    reading = _ticked(ticked, stated or year, length, precision, names)
    if reading.value is None or stated in {None, year} or year is None:
        return reading
    return asked(
        reading.value,
        f"les intitulés disent {stated}, le plan est de {year} : lu {reading.value}. Est-ce exact ?",
    )


def _ticked(
    ticked: Sequence[bool], year: int | None, length: int, precision: Precision, names: Sequence[str]
) -> Reading[Period]:
    marked = [number for number, tick in enumerate(ticked) if tick]
    if not marked or year is None:
        return Reading(None)
    first, last = (
        PartialDate.covering(date(year, number * length + 1, 1), precision)
        for number in (marked[0], marked[-1])
    )
    period = Period(first, last)
    gaps = [names[number] for number in range(marked[0], marked[-1]) if number not in marked]
    if not gaps:
        return Reading(period)
    return asked(period, f"{', '.join(gaps)} n’est pas coché : lu {period}. Est-ce exact ?")


def spread_period(_: str, value: Period | None) -> dict[str, Any]:
    """The fields of the calendar of an activity."""
    if value is None:
        return dict.fromkeys(("planned_start", "planned_end"))
    fields = spread_period("", None)
    if value.start:
        day, precision = value.start.as_start()
        fields |= {"planned_start": day, "planned_start_precision": precision.value}
    if value.end:
        day, precision = value.end.as_end()
        fields |= {"planned_end": day, "planned_end_precision": precision.value}
    return fields


def are_apart(ticked: Mapping[str, Any], written: Mapping[str, Any]) -> bool:
    """Whether the calendar that is ticked and the one that is written have no day in common."""
    start, end = written.get("planned_start"), written.get("planned_end")
    first, last = ticked.get("planned_start"), ticked.get("planned_end")
    if first is None or last is None:
        return False
    return (start is not None and start > last) or (end is not None and end < first)
