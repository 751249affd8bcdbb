"""Rows that name what the rows below them belong to: « Objectif spécifique 1 : Renforcer… », « OS 2 – … », « Axe I ».

Pure: no Django.
"""

import re
from dataclasses import dataclass

from communes.text import normalise
from programmes.imports.readings import as_text, folded

LONGEST_CODE = 20

# What a group is called, without accents; the letters its code begins with; its level in the logical framework.
_WORDS = (
    (r"objectifs? specifiques?|objectifs? operationnels?|o\.?s\.?", "OS", "objective"),
    (r"objectifs? (?:generaux|general|globaux|global)|o\.?g\.?", "OG", "component"),
    (r"objectifs? strategiques?|objectifs?|obj\.?", "OBJ", "objective"),
    (
        r"axes?(?: strategiques?| d'intervention| prioritaires?)?|orientations?(?: strategiques?)?",
        "AXE",
        "component",
    ),
    (r"composantes?", "COMP", "component"),
    (r"volets?", "VOLET", "component"),
    (r"piliers?", "PILIER", "component"),
    (r"(?:sous-?)?programmes?", "PROG", "component"),
    (r"effets?", "EFFET", "result"),
    (r"resultats?(?: attendus?| intermediaires?)?|r\.?a\.?|r", "R", "result"),
    (r"produits?(?: attendus?)?|extrants?|livrables?", "P", "output"),
)
_NUMBER = r"(?P<number>\d+(?:[.-]\d+)*|[ivx]+|[a-h])"
_AFTER = r"(?P<sign>\s*[:.)–—/-]+\s*|\s+|$)(?P<rest>.*)"
_NUMBERED = [
    (re.compile(rf"(?:{words})\s*(?:n\s*°|no\.?|n°|nº)?\s*{_NUMBER}(?!\w){_AFTER}", re.DOTALL), prefix, level)
    for words, prefix, level in _WORDS
]
_ALONE = [
    (re.compile(rf"(?:{words})\s*:\s*(?P<rest>.+)", re.DOTALL), prefix, level)
    for words, prefix, level in _WORDS
    if prefix not in {"R", "P"}
]
_BEGINS = re.compile(r"\s*(?:ob|o\.?s|o\.?g|ax|or|co|vo|pi|pr|so|ef|r|ex|li)", re.IGNORECASE)
_MARKER = re.compile(r"[ivx]{1,5}|[a-h]", re.IGNORECASE)


@dataclass(frozen=True)
class GroupName:
    """What a group row says: the code of the objective or result, its level (a `Result.Kind`), its text.

    `sort` is what it has in common with those beside it: a second objective ends the first.
    """

    code: str
    level: str
    text: str
    sort: str


def read_group(cell: object) -> GroupName | None:
    """The objective, axis or result that a cell names, with a word that says so; None for anything else."""
    if not isinstance(cell, str) or not _BEGINS.match(cell):
        return None
    text = as_text(cell)
    plain = _same_length(text)
    if plain is None:
        return None
    for pattern, prefix, level in _NUMBERED:
        if found := pattern.fullmatch(plain):
            # « R1 » or « OS 1 » read as a number of one letter: « r a » is no group, « axe a » is one.
            if found["number"].isalpha() and len(prefix) <= 2:
                continue
            rest = text[found.start("rest") :].strip()
            number = found["number"].upper().replace("-", ".")
            return GroupName(f"{prefix}{number}"[:LONGEST_CODE], level, rest or text, prefix)
    for pattern, prefix, level in _ALONE:
        if found := pattern.fullmatch(plain):
            return GroupName(prefix, level, text[found.start("rest") :].strip(), prefix)
    return None


def _same_length(text: str) -> str | None:
    """The text folded sign by sign, so that places in it are places in the text; None when it cannot be."""
    plain = "".join(one if len(one := folded(sign)) == 1 else " " for sign in text)
    return plain if len(plain) == len(text) else None


def read_code_and_text(code: object, text: object) -> GroupName | None:
    """« OS1 » in one cell and what it is in the next; None when the first is no code of a group."""
    written = as_text(text)
    if not written:
        return None
    named = read_group(code)
    if named and named.text == as_text(code):
        return GroupName(named.code, named.level, written, named.sort)
    return None


def read_marker(mark: object, text: object) -> GroupName | None:
    """« II » or « B » where the rows below have a number; None for anything else."""
    marker = as_text(mark).strip(" .)-")
    if not _MARKER.fullmatch(marker) or not as_text(text):
        return None
    sort = "letter" if marker.upper() not in {"I", "V", "X"} and len(marker) == 1 else "roman"
    return GroupName(marker.upper(), "objective", as_text(text), sort)


def unnamed_group(cell: object) -> GroupName:
    """A group that only its place tells from an activity; its code is made of its first words."""
    text = as_text(cell)
    code = normalise(text).upper().replace(" ", "-")[:LONGEST_CODE].strip("-")
    return GroupName(code or "GROUPE", "objective", text, "unnamed")
