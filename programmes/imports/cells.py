"""Reading the cells of a canevas: the one place that columns take their parsers from.

Each parser takes a cell as the spreadsheet gave it and returns a `Reading` (a value, None for an empty cell,
and a question when a person must confirm), or raises `CellFault`, whose message says what is expected.
Texts, ticks and lists are read here; numbers, amounts, dates and statuses in the modules they are named after.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from communes.text import normalise
from programmes.imports.cell_amounts import Amount, read_amount
from programmes.imports.cell_dates import Period, read_date, read_period
from programmes.imports.cell_numbers import (
    Count,
    read_count,
    read_decimal,
    read_integer,
    read_percent,
)
from programmes.imports.cell_statuses import StatusCell, read_status
from programmes.imports.readings import (
    CellFault,
    Reading,
    as_text,
    asked,
    folded,
    is_blank,
    no_value,
    shown,
)

__all__ = [
    "Amount",
    "Attendance",
    "CellFault",
    "Count",
    "Period",
    "Reading",
    "StatusCell",
    "read_amount",
    "read_attendance",
    "read_boolean",
    "read_count",
    "read_date",
    "read_decimal",
    "read_integer",
    "read_list",
    "read_percent",
    "read_period",
    "read_status",
    "read_text",
    "read_tick",
    "split_list",
]

EXPECTED_YES_NO = "« oui » ou « non » attendu"
EXPECTED_TICK = "une croix « X » ou rien attendu"
EXPECTED_ATTENDANCE = (
    "participants attendus, par exemple « 50 », « 50 dont 20 femmes » ou « 20 femmes et 30 hommes »"
)

_YES = {"x", "xx", "o", "oui", "v", "vrai", "true", "yes", "y", "1", "✓", "✔", "☑", "☒", "✅", "ok"}
_CROSSES = {"✗", "✘", "×", "+"}  # a tick in a grid of quarters; « no » to others, so never an answer
_NO = {"n", "non", "f", "faux", "false", "no", "0", "☐", "□"}


def read_text(cell: object, longest: int | None = None) -> Reading[str]:
    """The text, cleaned of control characters and needless spaces, lines kept; None when it is empty.

    « - » and « néant » are words like others here, unless the cell holds nothing else than dashes.
    Raises CellFault above `longest` characters.
    """
    text = as_text(cell)
    if not text.strip("-–—− "):
        return Reading(None)
    if longest is not None and len(text) > longest:
        raise CellFault(f"texte de {longest} caractères au plus attendu ({len(text)} trouvés)", cell)
    return Reading(text)


def read_boolean(cell: object) -> Reading[bool]:
    """Yes or no; None when the cell is empty. Raises CellFault."""
    sign = _sign(cell)
    if is_blank(cell):
        return Reading(None)
    if sign in _YES | _NO:
        return Reading(sign in _YES)
    raise CellFault(EXPECTED_YES_NO, cell)


def read_tick(cell: object) -> Reading[bool]:
    """A cell that is ticked or not, as in the columns T1 to T4: an empty cell is False. Raises CellFault."""
    sign = _sign(cell)
    if is_blank(cell):
        return Reading(False)  # noqa: FBT003 (the value of the cell)
    if sign in _YES | _CROSSES | _NO:
        return Reading(sign not in _NO)
    raise CellFault(EXPECTED_TICK, cell)


def _sign(cell: object) -> str:
    return folded(cell).strip(" .").removesuffix("\ufe0f")


# --- several values in one cell

# Separators in their order of strength; « et », « & » and « + » also stand inside names.
_STRONG = re.compile(r"[\n;|]+|\s*•\s*|,(?![0-9])|/")
_WEAK = re.compile(r"\s+et\s+|\s*&\s*|\s*\+\s*|\s+-\s+", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[-–—•*·▪●o]\s+|[0-9]{1,2}\s?[.)-]\s+)")


def split_list(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """The items of a cell, in order, each once: « Budget national/UNICEF », « a ; b », bulleted lines.

    A name of `known` is kept whole although it holds a separator (« PADRE/GIZ », « Santé et Éducation »), the
    longest one first. « et », « & », « + » and a dash between spaces split only when what they leave is known.
    Nothing is split inside brackets.
    """
    items = (_BULLET.sub("", item).strip(" .") for item in _items(as_text(text), _normalised(tuple(known))))
    found: dict[str, str] = {}
    for item in items:
        if item and not is_blank(item):
            found.setdefault(normalise(item) or item, item)
    return tuple(found.values())


def read_list(cell: object, known: Iterable[str] = ()) -> Reading[tuple[str, ...]]:
    """`split_list` as a reading; None when the cell is empty."""
    items = () if is_blank(cell) else split_list(as_text(cell), known)
    return Reading(items or None)


@lru_cache(maxsize=32)
def _normalised(known: tuple[str, ...]) -> frozenset[str]:
    """Kept between the rows of a sheet, which all ask with the same names."""
    return frozenset(normalise(name) for name in known)


def _items(text: str, names: frozenset[str]) -> Iterator[str]:
    spans = _spans(text, _STRONG)
    position = 0
    while position < len(spans):
        start = spans[position][0]
        # The longest run of pieces that is a known name, else the piece alone.
        stops = range(min(len(spans), position + 6), position + 1, -1)
        stop = next((n for n in stops if normalise(text[start : spans[n - 1][1]]) in names), position + 1)
        piece = text[start : spans[stop - 1][1]]
        yield from [piece] if stop > position + 1 else _weakly_split(piece, names)
        position = stop


def _weakly_split(piece: str, names: frozenset[str]) -> list[str]:
    if normalise(piece) in names:
        return [piece]
    parts = [piece[start:end] for start, end in _spans(piece, _WEAK)]
    return parts if all(normalise(_BULLET.sub("", part)) in names for part in parts) else [piece]


def _spans(text: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where the pieces stand, separators inside brackets left alone."""
    depth, inside = 0, set()
    for place, sign in enumerate(text):
        depth = max(0, depth + (sign in "([") - (sign in ")]"))
        if depth:
            inside.add(place)
    cuts = [hit.span() for hit in separator.finditer(text) if hit.start() not in inside]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return list(zip(starts, ends, strict=True))


# --- participants


@dataclass(frozen=True)
class Attendance:
    """Who came: each None when it was not said. Nothing is subtracted nor added to find a missing one."""

    total: Count | None = None
    women: int | None = None
    men: int | None = None


_NUMBER = r"(?P<{0}>[0-9][0-9 ]*|[a-z][a-z -]*?) ?"
_WOMEN = re.compile(_NUMBER.format("n") + r"(?:femmes?|f)\b")
_MEN = re.compile(_NUMBER.format("n") + r"(?:hommes?|h)\b")


def read_attendance(cell: object) -> Reading[Attendance]:
    """« 50 », « une cinquantaine de participants, dont 4 femmes », « 20 F / 30 H »; None when the cell is empty.

    Women and men that do not add up to an exact total are asked. Raises CellFault.
    """
    if nothing := no_value(cell):
        return nothing
    head, *rest = _attendance_parts(folded(cell))
    total = None if _gender(head) else read_count(cell if not isinstance(cell, str) else head)
    told = {_gender(part): _how_many(part, cell) for part in (rest if total else [head, *rest])}
    if None in told:
        raise CellFault(EXPECTED_ATTENDANCE, cell)
    value = Attendance(total.value if total else None, told.get("women"), told.get("men"))
    if total and total.question:
        return asked(value, total.question)
    if _contradicts(value):
        return asked(
            value, f"« {shown(cell)} » : les femmes et les hommes ne font pas le total. Est-ce exact ?"
        )
    return Reading(value)


def _attendance_parts(text: str) -> list[str]:
    parts = re.split(
        r",? ?\bdont\b ?| ?[(),;:/]+ ?| et (?=[0-9a-z -]+ (?:femmes?|hommes?))|(?<=[0-9][fh])(?= )", text
    )
    return [part.strip() for part in parts if part.strip()] or [""]


def _gender(part: str) -> str | None:
    if _WOMEN.fullmatch(part):
        return "women"
    return "men" if _MEN.fullmatch(part) else None


def _how_many(part: str, cell: object) -> int:
    found = _WOMEN.fullmatch(part) or _MEN.fullmatch(part)
    try:
        number = read_integer(found["n"].strip()).value if found else None
    except CellFault:
        number = None
    if number is None:
        raise CellFault(EXPECTED_ATTENDANCE, cell)
    return number


def _contradicts(value: Attendance) -> bool:
    """Whether what was said cannot all be true; only exact totals are judged."""
    if value.total is None or value.total.approximate:
        return False
    told = (value.women or 0) + (value.men or 0)
    complete = value.women is not None and value.men is not None
    return told > value.total.number or (complete and told != value.total.number)
