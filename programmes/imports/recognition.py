"""Which kind a sheet is, from its name or its headings, when nobody says it. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from communes.text import normalise
from programmes.imports.columns import Kind
from programmes.imports.layout import Header, Top
from programmes.imports.tables import header_of
from programmes.imports.workbooks import Sheet

ALIKE = 90  # a sheet whose name is this near (0 to 100) to a title bears it, misspelled
# What makes a row one of a plan, a programme or a workshop may be given for the whole sheet.
OWNERS = frozenset({"plans", "programmes", "workshops"})


@dataclass(frozen=True)
class Recognised:
    """The kind of a sheet with its headings; `kind` is None when nothing, or too much, says it."""

    kind: Kind | None = None
    header: Header | None = None
    could_be: tuple[Kind, ...] = ()


def recognise(sheet: Sheet, kinds: Sequence[Kind]) -> Recognised:
    """The kind of a sheet: the one it is named after, else the one whose columns its headings name best."""
    top = Top(sheet)
    named = [(kind, header) for kind in kinds_named(sheet.name, kinds) if (header := header_of(top, kind))]
    # « Structures » is the title of one kind and the word of another: the headings say which.
    if fitting := [one for one in named if _score(one[1], one[0])] or named:
        return Recognised(*max(fitting, key=lambda one: _score(one[1], one[0]) or (0, 0)))
    scored = [
        (score, kind, header)
        for kind in kinds
        if (header := header_of(top, kind)) and (score := _score(header, kind))
    ]
    if not scored:
        return Recognised()
    best = max(score for score, _, _ in scored)
    first = [(kind, header) for score, kind, header in scored if score == best]
    if len(first) > 1:
        return Recognised(could_be=tuple(kind for kind, _ in first))
    return Recognised(*first[0])


def kinds_named(name: str, kinds: Sequence[Kind]) -> list[Kind]:
    """The kinds whose word or French title is the name of a sheet; none when it names none."""
    plain = normalise(name)
    names = [(normalise(text), kind) for kind in kinds for text in (kind.title, kind.word)]
    if found := [kind for text, kind in names if text == plain]:
        return list(dict.fromkeys(found))
    near = process.extractOne(plain, [text for text, _ in names], scorer=fuzz.ratio, score_cutoff=ALIKE)
    return [names[near[2]][1]] if near and len(plain) > 5 else []


def _score(header: Header, kind: Kind) -> tuple[int, int] | None:
    """How well headings fit a kind: how many columns they name, then how few of its own are missing.

    None when a column that it must have is not there, or when most headings are unknown to it.
    """
    missing = [
        column
        for column in kind.columns
        if column.required and column.name not in header.names and column.parse.refers_to not in OWNERS
    ]
    strangers = len(header.unknown) + len(header.twice)
    if missing or len(header.columns) < 2 or strangers > len(header.columns) + 2:
        return None
    required = sum(column.required and column.name in header.names for column in kind.columns)
    return len(header.columns), required
