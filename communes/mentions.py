"""Cutting a written location into the places it names. Pure: no Django, no list of places.

People write places as lists (« Bougouni, Kolondiéba ; Kadiolo »), from the top down (« Région de Gao/cercles de
Gao et Ansongo/Communes de Bara et Ansongo ») or from the bottom up (« commune de Bara, cercle d’Ansongo »).
`split_places` understands all three; which places they are is `communes.matching`'s affair.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

RANK = {"commune": 0, "cercle": 1, "region": 2}

_WORDS = {
    "region": r"r[ée]gions?|districts?|conseil\s+r[ée]gional",
    "cercle": r"cercles?|conseil\s+de\s+cercle",
    "commune": r"communes?(?:\s+(?:urbaines?|rurales?))?|villes?|mairies?|cne|c\.\s?[ur]\.?|c[ur]",
}
_WORD = "|".join(f"(?P<{level}>{words})" for level, words in _WORDS.items())
_LINK = r"(?:\s+(?:de\s+la|de\s+l['’]|du|des|de)\s+|\s+d['’]\s*|\s+|\s*$)"
_PREFIX = re.compile(rf"^(?:(?:les?|la)\s+|l['’])?(?:\d+\s+)?(?:{_WORD})(?!\w){_LINK}(?P<name>.*)$", re.I)
_SUFFIX = re.compile(rf"^(?P<name>.+?)\s+(?:{_WORD})$", re.I)

# « commune de Bara du cercle d’Ansongo », « communes des cercles de San et Tominian »: a level word in the middle
# says what the words before it belong to.
_INSIDE = re.compile(
    r"(?<=\w)(?<!\bla)(?<!\ble)(?<!\bles)\s+(?:dans\s+|du\s+|des\s+|de\s+)?(?:les?\s+|la\s+)?"
    r"(?=(?:cercles?|r[ée]gions?|districts?)\s+(?:de|du|des|d['’]))",
    re.I,
)
# « les dix-sept communes cibles »: communes that are counted, not named.
_UNNAMED = re.compile(
    r"^(?:\S+\s+){0,2}communes\s+(?:cibles|bénéficiaires|concernées|touchées|d['’]intervention)\b", re.I
)
_AND = re.compile(r"\s+(?:et|&|ainsi\s+que)\s+(?:(?:de|du|des)\s+(?:l[ae]s?\s+)?(?=\w)|d['’]\s*)?", re.I)
_TOKEN = re.compile(r"\s*([,;:/>()⊂+\n•])\s*|\s+[-–—]\s+")

_WITHIN = "⊂"
_SIGNS = {",", ";", "•", "et", "/", ">", "\n", _WITHIN}
_DEEPEST = 5  # brackets within brackets; more is not something a person writes
_PLURAL = re.compile(r"^(?:les\s+|\d+\s+)?(?:r[ée]gions|cercles|communes|villes|districts|mairies)\b", re.I)


@dataclass(frozen=True)
class Mention:
    """One place as it was written.

    `level` is None when no word says it; `within` holds the mentions this one was written under (a place
    belongs to at least one of them at each level given).
    """

    written: str
    name: str
    level: str | None = None
    within: tuple["Mention", ...] = ()


@dataclass
class _Group:
    """Mentions that share one level word, or a bare one, with the sign before them."""

    sign: str
    level: str | None
    plural: bool
    mentions: list[Mention] = field(default_factory=list)
    closed: bool = False  # a header, or a list in brackets: nothing more joins it
    descends: bool = False  # its parents were written before it


def split_places(text: str, *, level: str | None = None) -> list[Mention]:
    """Return the places named in a text, deepest level only, each with what it was written under.

    `level` is what bare names are taken for (the level of an import's column); without it they have none.
    An empty text gives an empty list.
    """
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u202f", " ")
    mentions: list[Mention] = []
    for part in _outside_brackets(text, ";\n"):
        mentions += _read_part(part, level)
    return list(dict.fromkeys(mentions))


def level_word(text: str) -> tuple[str | None, str]:
    """Split « commune rurale de Bara » into its level and the bare name; (None, text) without a level word."""
    text = text.strip(" .\t")
    if _UNNAMED.match(text):
        return "commune", ""
    for pattern in (_PREFIX, _SUFFIX):
        if found := pattern.match(text):
            level = next(name for name in RANK if found[name])
            return level, found["name"].strip()
    return None, text


def _read_part(text: str, level: str | None) -> list[Mention]:
    """One part between semicolons: a path from the top down, or a list."""
    if ">" in text:
        return _read_path(_outside_brackets(text, ">"), level)
    segments = _outside_brackets(text, "/")
    ranks = [RANK[word] for segment in segments if (word := level_word(segment)[0])]
    descending = all(upper > lower for upper, lower in pairwise(ranks))
    if len(segments) > 1 and level_word(segments[0])[0] and descending:
        return _read_path(segments, level)
    return _Reader(_tokens(text), level).read()


def _read_path(segments: list[str], level: str | None) -> list[Mention]:
    """« Région de Gao/cercles de Gao et Ansongo/communes de Bara »: each segment lies within those before it."""
    within: tuple[Mention, ...] = ()
    mentions: list[Mention] = []
    for number, segment in enumerate(segments, start=1):
        bare = level if number == len(segments) else None
        mentions = [_under(mention, within) for mention in _Reader(_tokens(segment), bare).read()]
        within = (*within, *mentions)
    return mentions


def _under(mention: Mention, parents: Iterable[Mention]) -> Mention:
    """The mention with more parents, each once."""
    return replace(mention, within=tuple(dict.fromkeys((*mention.within, *parents))))


def _outside_brackets(text: str, signs: str) -> list[str]:
    """Cuts the text at these signs, but not inside brackets; empty pieces are dropped."""
    pieces, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth = max(0, depth + {"(": 1, ")": -1}.get(sign, 0))
        if sign in signs and depth == 0:
            pieces.append(text[start:place])
            start = place + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _tokens(text: str) -> Iterator[str]:
    """Pieces of text and the signs between them; « et » and spaced dashes count as signs."""
    text = _INSIDE.sub(f" {_WITHIN} ", _AND.sub(" + ", text))
    start = 0
    for found in _TOKEN.finditer(text):
        if piece := text[start : found.start()].strip():
            yield piece
        yield "et" if found[1] == "+" else (found[1] or ",")
        start = found.end()
    if piece := text[start:].strip():
        yield piece


class _Reader:
    """Reads one list of mentions: brackets, headers followed by a colon, level words shared by a plural."""

    def __init__(self, tokens: Iterator[str], level: str | None, *, depth: int = 0) -> None:
        self.tokens = tokens
        self.level = level
        self.depth = depth
        self.groups: list[_Group] = []
        self.headers: list[Mention] = []
        self.sign = ","

    def read(self) -> list[Mention]:
        """All mentions up to the end, or to the closing bracket."""
        for piece in self.tokens:
            if piece == ")":
                break
            if piece == "(":
                self._bracket()
            elif piece == ":":
                self._header()
            elif piece in _SIGNS:
                self.sign = piece
            else:
                self._piece(piece)
        return [mention for group in self._joined() for mention in group.mentions if mention.name]

    def _piece(self, text: str) -> None:
        """A name, with or without its level word; a bare name after « cercles de » is a cercle too."""
        word, name = level_word(text)
        last = self.groups[-1] if self.groups else None
        if word or last is None or not last.plural or last.closed:
            level = word or self.level
            last = _Group(self.sign, level, bool(word) and bool(_PLURAL.match(text)))
            self.groups.append(last)
        last.mentions.append(Mention(text, name, last.level, tuple(self.headers)))
        self.sign = ","

    def _header(self) -> None:
        """« Cercle de San : »: what follows lies within it; « Communes : » only gives the level."""
        if not self.groups or not self.groups[-1].mentions:
            return
        group = self.groups[-1]
        header = self._as_header(group.mentions.pop())
        if not header.name:
            group.plural = True
            return
        # A header lower than the one before it lies within it; otherwise it takes its place.
        kept = [h for h in self.headers if _rank(h) > _rank(header)]
        self.headers = [*kept, replace(header, within=tuple(kept))]
        group.closed = True

    def _bracket(self) -> None:
        """What stands in brackets: children of a header, a precise level, children of a name, or its parent."""
        last = self.groups[-1] if self.groups else None
        if self.depth == _DEEPEST:
            return
        inner = _Reader(self.tokens, None, depth=self.depth + 1)
        found = inner.read()
        if last and last.closed and self.headers:
            level = next((group.level for group in self._open_groups()), self.level)
            self.groups.append(_listed(found, tuple(self.headers), level))
            self.headers = self.headers[:-1]
        elif last is None or not last.mentions:
            self.groups.append(_listed(found, tuple(self.headers), self.level))
        elif found:
            self._parent_or_children(last, found)
        elif words := [group.level for group in inner.groups if group.level]:
            last.mentions[-1] = replace(last.mentions[-1], level=words[0])

    def _parent_or_children(self, group: _Group, found: list[Mention]) -> None:
        """« Bara (Ansongo) » names the parent of Bara; « Ansongo (Bara, Tessit) » lists what lies in Ansongo."""
        mention = group.mentions[-1]
        if len(found) == 1 and not (found[0].level and mention.level and _rank(found[0]) < _rank(mention)):
            group.mentions[-1] = _under(mention, found)
            return
        group.mentions.pop()
        self.groups.append(_listed(found, (self._as_header(mention), *self.headers), self.level))

    def _as_header(self, mention: Mention) -> Mention:
        """The column's level is meant for what is listed, not for the name above the list."""
        return mention if level_word(mention.written)[0] else replace(mention, level=None)

    def _open_groups(self) -> Iterator[_Group]:
        """The groups read so far that list places, latest first."""
        return (group for group in reversed(self.groups) if group.mentions and group.level)

    def _joined(self) -> list[_Group]:
        """Groups of which one is written as the parent of the other become one, with its parents."""
        groups: list[_Group] = []
        for group in self.groups:
            last = groups[-1] if groups else None
            if last is None or last.closed:
                groups.append(group)
            elif _is_parent(group, last):
                last.mentions = [_under(mention, group.mentions) for mention in last.mentions]
                if not any(mention.name for mention in last.mentions):
                    groups[-1] = group
            elif _is_child(group, last):
                group.mentions = [
                    _under(mention, (*last.mentions, *last.mentions[0].within)) for mention in group.mentions
                ]
                group.descends = True
                groups[-1] = group
            else:
                groups.append(group)
        return groups


def _listed(mentions: list[Mention], parents: tuple[Mention, ...], level: str | None) -> _Group:
    """What was read inside brackets, under its parents; `level` is for the names that have none."""
    listed = [_under(replace(mention, level=mention.level or level), parents) for mention in mentions]
    return _Group(
        ",", level or (listed[0].level if listed else None), plural=True, mentions=listed, closed=True
    )


def _rank(mention: Mention) -> float:
    """How high the mention's level stands; a header without a level word counts as a cercle or so."""
    return 0.5 if mention.level is None else RANK[mention.level]


def _is_parent(group: _Group, below: _Group) -> bool:
    """« commune de Bara, cercle d’Ansongo »: the second names what the first belongs to."""
    if group.sign == _WITHIN:
        return True
    if group.sign != "," or group.plural or below.descends or not (group.level and below.level):
        return False
    return RANK[group.level] > RANK[below.level]


def _is_child(group: _Group, above: _Group) -> bool:
    """« région de Mopti, cercle de Djenné »: the second lies within the first."""
    if group.sign != "," or above.plural or len(above.mentions) != 1 or not (group.level and above.level):
        return False
    return RANK[group.level] < RANK[above.level]
