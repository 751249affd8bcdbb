"""Reading numbers: « 1 500 000 », « 1.500.000,50 », « 1,5 million », « 45 % », « une cinquantaine ».

The comma is the decimal sign; a dot or a comma followed by exactly three digits is read one way and asked.
"""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from programmes.formats import integer, number
from programmes.imports.readings import (
    CellFault,
    Reading,
    asked,
    folded,
    holds_two_numbers,
    is_moment,
    no_value,
    shown,
)
from programmes.imports.written_numbers import read_words

EXPECTED_NUMBER = "nombre attendu, par exemple « 12 », « 1 500 » ou « 12,5 »"
EXPECTED_INTEGER = "nombre entier attendu, par exemple « 12 » ou « 1 500 »"
EXPECTED_PERCENT = "pourcentage attendu de 0 à 100, par exemple « 45 % » ou « 61,76 % »"
EXPECTED_COUNT = "nombre attendu, par exemple « 50 », « quarante-deux (42) » ou « une cinquantaine »"
LARGEST = Decimal(10) ** 15

SCALES = {
    "mille": 10**3, "milliers": 10**3, "millier": 10**3,
    "million": 10**6, "millions": 10**6, "mio": 10**6, "m": 10**6,
    "milliard": 10**9, "milliards": 10**9, "md": 10**9, "mds": 10**9, "mrd": 10**9, "mrds": 10**9,
}  # fmt: skip
_SCALED = re.compile(
    rf"(?P<head>.*?[0-9a-z])\s*\b(?P<scale>{'|'.join(SCALES)})\.?|(?P<digits>[0-9.,' ]+)(?P<short>mds?|m)"
)
APPROXIMATELY = re.compile(
    r"^(?:~|±|\+/-|(?:environ|env|pres de|autour de|a peu pres|plus de|au moins|quelque)\b\.?) *"
)


@dataclass(frozen=True)
class Count:
    """How many, and whether it was only said roughly (« une cinquantaine »)."""

    number: int
    approximate: bool = False


def read_decimal(cell: object, comma_groups: bool = False) -> Reading[Decimal]:
    """A number with or without decimals, perhaps « 1,5 million » or in words; None when the cell is empty.

    `comma_groups` says how the doubtful « 1,500 » is proposed: 1500 (amounts) or 1.5 (measures); it is asked
    either way. Raises CellFault.
    """
    if nothing := no_value(cell):
        return nothing
    if not isinstance(cell, str):
        return Reading(native_decimal(cell, EXPECTED_NUMBER))
    if holds_two_numbers(cell):
        raise CellFault("un seul nombre attendu, sur une ligne", cell)
    text = folded(cell).strip(" .;,")
    if (words := read_words(text)) is not None:
        return Reading(Decimal(words))
    reading = _sum_of_scales(text, cell) or _scaled(text, cell) or _digits(text, cell, comma_groups)
    if reading.value is not None and abs(reading.value) >= LARGEST:
        raise CellFault("nombre trop grand : moins de seize chiffres attendus", cell)
    return reading


def native_decimal(cell: object, expected: str) -> Decimal:
    """A number held as such by the spreadsheet, at the fifteen digits it keeps. Raises CellFault for anything else."""
    if isinstance(cell, bool) or is_moment(cell):
        raise CellFault(expected, cell)
    if isinstance(cell, int | Decimal):
        value = Decimal(cell)
    elif isinstance(cell, float) and math.isfinite(cell):
        value = Decimal(f"{cell:.15g}")
    else:
        raise CellFault(expected, cell)
    if not value.is_finite() or abs(value) >= LARGEST:
        raise CellFault("nombre trop grand : moins de seize chiffres attendus", cell)
    return value


def _scaled(text: str, cell: object) -> Reading[Decimal] | None:
    """« 1,5 million », « 2 milliards », « deux cents millions »; None without such a word."""
    found = _SCALED.fullmatch(text)
    if found is None:
        return None
    scale = SCALES[found["scale"] or found["short"]]
    head = (found["head"] or found["digits"]).strip()
    words = read_words(head)
    reading = Reading(Decimal(words)) if words is not None else _digits(head, cell, comma_groups=False)
    if reading.value is None:
        return reading
    value = reading.value * scale
    if reading.question:
        return asked(value, f"« {shown(cell)} » : lu {number(value)}. Est-ce exact ?")
    return Reading(value)


def _sum_of_scales(text: str, cell: object) -> Reading[Decimal] | None:
    """« 1 milliard 500 millions », each part smaller than the scale before it; None for anything else.

    « 1 million 500 » is not read: it is said for 1 500 000.
    """
    parts = re.split(r"(?<=[a-z]) (?:et )?(?=[0-9])", text)
    if not 2 <= len(parts) <= 4:
        return None
    total, room = Decimal(0), LARGEST
    for part in parts:
        reading = _scaled(part, cell) if part[-1].isalpha() else _digits(part, cell, comma_groups=True)
        if reading is None or reading.value is None or reading.question or not 0 <= reading.value < room:
            return None
        if not part[-1].isalpha() and reading.value * 1000 < room:
            return None
        total, room = total + reading.value, Decimal(SCALES.get(part.split()[-1], 1))
    return Reading(total)


def _digits(text: str, cell: object, comma_groups: bool) -> Reading[Decimal]:
    """Digits with their separators. Spaces, apostrophes, dots and commas may group thousands, if by three."""
    bare = re.sub(r"^([+-]) +", r"\1", text).replace("'", " ")
    if not re.fullmatch(r"[+-]?[0-9][0-9 .,]*", bare) or len(bare) > 40:
        raise CellFault(EXPECTED_NUMBER, cell)
    sign = "-" if bare.startswith("-") else ""
    bare = re.sub(r" ?([.,]) ?", r"\1", bare.lstrip("+-"))
    spaced = re.split("[.,]", bare)[0]
    if not re.fullmatch(r"[0-9]+(?: [0-9]{3})*", spaced) or " " in bare[len(spaced) :]:
        raise CellFault("chiffres groupés par trois attendus, par exemple « 1 500 000 »", cell)
    whole, doubt = _without_groups(bare.replace(" ", ""), comma_groups, cell)
    if " " in spaced:
        doubt = not re.fullmatch(r"[0-9]{1,3}(?: [0-9]{3})+", spaced)  # « 1500 000 »
    value = Decimal(sign + whole)
    if doubt:
        return asked(value, f"« {shown(cell)} » : lu {number(value, 6)}. Est-ce exact ?")
    return Reading(value)


def _without_groups(bare: str, comma_groups: bool, cell: object) -> tuple[str, bool]:
    """The digits with a dot as decimal sign, and whether another reading is possible."""
    dots, commas = bare.count("."), bare.count(",")
    last = "." if bare.rfind(".") > bare.rfind(",") else ","
    other = "," if last == "." else "."
    if not dots + commas:
        return bare, False
    if dots and commas:
        if bare.count(last) > 1 or not _grouped(bare.split(last)[0], other):
            raise CellFault(EXPECTED_NUMBER, cell)
        return bare.replace(other, "").replace(last, "."), len(bare.split(last)[1]) == 3
    if dots + commas > 1:
        if not _grouped(bare, last):
            raise CellFault("chiffres groupés par trois attendus, par exemple « 1.500.000 »", cell)
        return bare.replace(last, ""), False
    before, after = bare.split(last)
    doubtful = len(after) == 3 and len(before) <= 3 and not before.startswith("0")
    if doubtful and (last == "." or comma_groups):
        return before + after, True
    return f"{before}.{after}", doubtful


def _grouped(digits: str, separator: str) -> bool:
    return re.fullmatch(rf"[0-9]{{1,3}}(?:\{separator}[0-9]{{3}})+", digits) is not None


def read_integer(cell: object) -> Reading[int]:
    """A whole number, in digits or in words, perhaps both (« quarante-deux (42) »). Raises CellFault."""
    if nothing := no_value(cell):
        return nothing
    if isinstance(cell, str) and (both := _words_and_digits(cell)) is not None:
        return Reading(both)
    try:
        reading = read_decimal(cell, comma_groups=True)
    except CellFault as fault:
        raise CellFault(EXPECTED_INTEGER, cell) from fault
    if reading.value is None or reading.value % 1:
        raise CellFault(EXPECTED_INTEGER, cell)
    return Reading(int(reading.value), reading.question)


def _words_and_digits(cell: str) -> int | None:
    found = re.fullmatch(r"(?P<words>[^()0-9]+)\((?P<digits>[0-9 ]+)\)", folded(cell))
    if found is None or (words := read_words(found["words"])) is None:
        return None
    digits = int(found["digits"].replace(" ", "") or -1)
    if words != digits:
        raise CellFault(f"les lettres disent {integer(words)} et les chiffres {integer(digits)}", cell)
    return words


def read_percent(cell: object, ceiling: int | None = 100) -> Reading[Decimal]:
    """A percentage in hundredths (45 for « 45 % »); None when the cell is empty.

    A number held as such between 0 and 1 is a percentage as spreadsheets keep it: 0.45 is 45 %; 1 is read
    100 % and asked. A text « 0,45 » without its sign is asked too. Raises CellFault below 0 or above the
    ceiling (None: no ceiling).
    """
    if nothing := no_value(cell):
        return nothing
    text = folded(cell)
    signed = text.endswith(("%", "pour cent", "pourcent"))
    bare = re.sub(r"\s*(?:%|pour ?cent)$", "", text)
    try:
        reading = read_decimal(bare if isinstance(cell, str) else cell)
    except CellFault as fault:
        raise CellFault(EXPECTED_PERCENT, cell) from fault
    if reading.value is None:
        raise CellFault(EXPECTED_PERCENT, cell)
    if not signed and 0 < reading.value <= 1:
        reading = _from_ratio(reading.value, cell)
    value = reading.value or Decimal(0)
    if value < 0 or (ceiling is not None and value > ceiling):
        raise CellFault(EXPECTED_PERCENT if ceiling == 100 else "pourcentage attendu, 0 ou plus", cell)
    return reading


def _from_ratio(value: Decimal, cell: object) -> Reading[Decimal]:
    hundredths = (value * 100).normalize() + 0
    if isinstance(cell, str) or value == 1:
        return asked(hundredths, f"« {shown(cell)} » : lu {number(hundredths)} %. Est-ce exact ?")
    return Reading(hundredths)


_COLLECTIVE = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip
_COUNTED = (
    "participante?s?|personnes?|femmes?|hommes?|jeunes?|membres?|acteurs?|agents?|elus?|maires?|communes?"
    "|activites?|enfants?|menages?|associations?|organisations?|comites?|centres?|sessions?|sensibilisations?"
)
_NOUN = re.compile(rf"\s*(?:de |d')?(?:{_COUNTED})$")
_SOME = re.compile(rf"(?P<how>une?|(?P<n>[a-z0-9 -]+)) (?P<noun>{'|'.join(_COLLECTIVE)})s?")


def read_count(cell: object) -> Reading[Count]:
    """How many, exactly or roughly: « 50 », « 50 participants », « une cinquantaine », « environ 50 ».

    « quelques dizaines » says no number: none is read, and it is asked. Raises CellFault.
    """
    if nothing := no_value(cell):
        return nothing
    if not isinstance(cell, str):
        return _as_count(read_integer(cell), approximate=False)
    if holds_two_numbers(cell):
        raise CellFault("un seul nombre attendu, sur une ligne", cell)
    text = _NOUN.sub("", folded(cell).strip(" .;,"))
    bare = APPROXIMATELY.sub("", text)
    if found := _SOME.fullmatch(bare):
        return _collective(found, cell)
    try:
        return _as_count(read_integer(bare), approximate=bare != text)
    except CellFault as fault:
        raise CellFault(EXPECTED_COUNT, cell) from fault


def _as_count(reading: Reading[int], approximate: bool) -> Reading[Count]:
    if reading.value is None or reading.value < 0:
        raise CellFault(EXPECTED_COUNT, reading.value)
    return Reading(Count(reading.value, approximate), reading.question)


def _collective(found: re.Match[str], cell: object) -> Reading[Count]:
    how = found["how"]
    many = 1 if how in {"un", "une"} else int(how) if re.fullmatch(r"[0-9]{1,3}", how) else read_words(how)
    if how in {"quelques", "plusieurs", "des"}:
        return asked(None, f"« {shown(cell)} » : combien ? Le nombre restera vide.")
    if many is None:
        raise CellFault(EXPECTED_COUNT, cell)
    return Reading(Count(many * _COLLECTIVE[found["noun"]], approximate=True))
