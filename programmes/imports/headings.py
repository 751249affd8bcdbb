"""Which column a heading names, whatever its capitals, accents, line breaks, plurals and units. Pure: no Django."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from communes.text import normalise
from programmes.imports.columns import Column, Scope
from programmes.imports.readings import Reading

ALIKE = 92  # a heading this near (0 to 100) to a known one is that one, misspelled
SHORTEST_ALIKE = 9  # letters; below, one letter makes another word

_HYPHENATED = re.compile(r"(?<=\w)[-\u00ad\u2010]\s*\n\s*(?=[a-zà-ÿ])")
_CURRENCY = {
    "XOF": r"f(?:rancs?)? ?cfa|fcfa|cfa|xof|francs?",
    "EUR": r"euros?|eur",
    "USD": r"usd|us dollars?|dollars?(?: us)?",
    "GBP": r"gbp|livres? sterling",
}
_SCALES = {
    1_000: r"milliers?|k(?= ?f?cfa)|x 1 ?000",
    1_000_000: r"millions?|x 1 ?000 ?000",
    10**9: r"milliards?",
}
_UNIT_WORDS = "|".join((*_CURRENCY.values(), *_SCALES.values()))
# « (FCFA) », « en milliers de FCFA », « x 1000 » at the end of a heading that has become plain words.
_UNIT = re.compile(rf"(?:\b(?:en|de|des|en f|f)\s+|\b)(?:{_UNIT_WORDS})(?:\s+(?:de|d|des)\b)?")
_LITTLE_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "ou",
        "par",
        "pour",
        "sur",
        "un",
        "une",
    ]
)
_RANKS = frozenset(
    {"n", "no", "num", "numero", "n ordre", "numero ordre", "ordre", "rang", "nbre ordre", "id"}
)


@dataclass(frozen=True)
class Unit:
    """What a heading says of the numbers below it: by how much they are to be multiplied, in which currency ("")."""

    scale: int = 1
    currency: str = ""


def joined(heading: str) -> str:
    """The heading on one line, words cut at the end of a line put together again."""
    return " ".join(_HYPHENATED.sub("", heading).split())


@lru_cache(maxsize=4096)
def heading_key(heading: str) -> str:
    """What two spellings of a heading have in common: plain words in the singular, without units nor little words."""
    plain = normalise(joined(heading))
    words = _UNIT.sub(" ", plain).split()
    kept = [word for word in words[:-1] if word not in _LITTLE_WORDS] + words[
        -1:
    ]  # « État au » ends with its own
    return " ".join(map(_singular, kept)) or plain


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def is_rank(heading: str) -> bool:
    """Whether a heading is that of a running number (« N° », « N° d’ordre »), which may hold codes all the same."""
    return heading_key(heading) in _RANKS


def unit_of(heading: str) -> Unit:
    """The unit a heading gives: « Coût (en milliers de FCFA) », « Montant USD »."""
    plain = normalise(joined(heading))
    found = " ".join(_UNIT.findall(plain))
    scale = next(
        (scale for scale, words in reversed(_SCALES.items()) if re.search(rf"\b(?:{words})\b", found)), 1
    )
    currency = next((code for code, words in _CURRENCY.items() if re.search(rf"\b(?:{words})\b", found)), "")
    return Unit(scale, currency)


def year_of(heading: str) -> int | None:
    """The year a heading names (« T1 2024 », « Chronogramme 2025 »)."""
    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", heading)
    return int(found[1]) if found else None


def without_year(heading: str) -> str:
    """The heading without the year it names."""
    return re.sub(r"(?<!\d)20\d\d(?!\d)", " ", heading)


# --- which column


class Headings:
    """The headings of some columns: which of them a text names."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self.by_key: dict[str, Column] = {}
        for column in columns:
            for heading in column.headings:
                self.by_key.setdefault(heading_key(heading), column)
        self._long = [key for key in self.by_key if len(key) >= SHORTEST_ALIKE]

    def named(self, heading: str) -> Column | None:
        """The column of a heading, in any usual spelling; None when it is not one of them."""
        key = heading_key(heading)
        return self.by_key.get(key) or self.by_key.get(heading_key(without_year(heading)))

    def alike(self, heading: str) -> Column | None:
        """The column of a heading that is only misspelled; None when none is near enough."""
        key = heading_key(heading)
        if len(key) < SHORTEST_ALIKE:
            return None
        near = process.extractOne(key, self._long, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return self.by_key[near[0]] if near else None


# --- numbers in the unit of their heading

_BARE = re.compile(r"[-+\d\s.,'’\u00a0\u202f]+")
_WORDS = {1: "", 1_000: "mille", 1_000_000: "millions", 10**9: "milliards"}


def in_unit(column: Column, unit: Unit) -> Column:
    """The column with its numbers read in the unit of the heading; a cell that names its own is read as it is."""
    read = column.parse.read

    def scaled(cell: object, scope: Scope) -> Reading[Any]:
        return read(_with_unit(cell, unit), scope)

    return replace(column, parse=replace(column.parse, read=scaled))


def _with_unit(cell: object, unit: Unit) -> object:
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return cell
    if isinstance(cell, str):
        if not cell.strip() or not _BARE.fullmatch(cell):
            return cell
        return " ".join(filter(None, (cell.strip(), _WORDS[unit.scale], unit.currency)))
    if cell != cell or abs(cell) > 1e15:  # not a number, or none that is an amount
        return cell
    value = Decimal(repr(cell)) * unit.scale
    return f"{value:f} {unit.currency}" if unit.currency else float(value)


def unit_matters(unit: Unit) -> bool:
    """Whether numbers mean something else than they would without it."""
    return unit.scale != 1 or unit.currency not in {"", "XOF"}


def names_of(columns: Mapping[int, Column]) -> set[str]:
    """The names of the columns of a table."""
    return {column.name for column in columns.values()}
