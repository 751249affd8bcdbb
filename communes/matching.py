"""Finding a place of the territory from the way somebody wrote its name. Pure: no Django.

An exact name (whatever its accents, capitals, hyphens and apostrophes) and a confirmed spelling are accepted;
homonyms ask for the cercle; a resemblance is only ever proposed, with its score: eighteen pairs of communes
differ by a letter or two, so that a near name is as likely to be another commune as a slip.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from communes.mentions import RANK, Mention, split_places
from communes.text import normalise, of_or_elided

__all__ = [
    "Candidate",
    "Gazetteer",
    "KnownAlias",
    "KnownPlace",
    "Match",
    "Outcome",
    "normalise",
    "split_places",
]

# Scores are those of rapidfuzz, 0 to 100. Below 70 the names have little in common: « Kita » and « Kati » score 75.
LOWEST_SCORE = 70
MOST_PROPOSED = 5
LONGEST_NAME = 160
# A place of the region or cercle given is proposed before one elsewhere that looks a little more alike.
IN_FRAME = 15

LEVEL_LABELS = {"region": "région", "cercle": "cercle", "commune": "commune"}
ARTICLES = {"region": "une région", "cercle": "un cercle", "commune": "une commune"}
_NUMERALS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}


@dataclass(frozen=True)
class KnownPlace:
    """A place as the gazetteer needs it; `former` are regions and cercles it used to belong to."""

    key: str
    level: str
    name: str
    region: str | None = None
    cercle: str | None = None
    former: frozenset[str] = frozenset()
    is_district: bool = False

    @property
    def parents(self) -> frozenset[str]:
        """Keys of everything it belongs to or belonged to: a document of 2021 names the cercle of 2021."""
        return self.former | {key for key in (self.region, self.cercle) if key}


@dataclass(frozen=True)
class KnownAlias:
    """A confirmed spelling of a place, perhaps only within one region or cercle."""

    written: str
    place: str
    within: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A place proposed to a person: its label says what tells it from the others; 100 is the same name."""

    key: str
    level: str
    label: str
    score: float


class Outcome(StrEnum):
    """What came of looking for a name."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    PROPOSED = "proposed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Match:
    """What was found for a written name.

    `key` is set when resolved, and then only; `candidates` are the homonyms (ambiguous) or the nearest names,
    best first (proposed); `message` says in French what to do when it is not resolved.
    """

    written: str
    outcome: Outcome
    key: str | None = None
    candidates: tuple[Candidate, ...] = ()
    message: str = ""

    @property
    def is_resolved(self) -> bool:
        """Whether one place, and only one, bears the name written."""
        return self.outcome is Outcome.RESOLVED


class Gazetteer:
    """All places and their confirmed spellings, ready to be searched by name."""

    def __init__(self, places: Iterable[KnownPlace], aliases: Iterable[KnownAlias] = ()) -> None:
        self.places = {place.key: place for place in places}
        self._by_name: dict[str, list[KnownPlace]] = defaultdict(list)
        self._by_compact_name: dict[str, list[KnownPlace]] = defaultdict(list)
        self._by_alias: dict[str, list[KnownAlias]] = defaultdict(list)
        self._by_compact_alias: dict[str, list[KnownAlias]] = defaultdict(list)
        # What resemblances are looked for in: every name and spelling, normalised once.
        self._spellings: list[tuple[KnownPlace, str]] = []
        for place in self.places.values():
            name = name_key(place.name)
            self._by_name[name].append(place)
            self._by_compact_name[name.replace(" ", "")].append(place)
            self._spellings.append((place, name))
        for alias in aliases:
            if alias.place in self.places:
                name = name_key(alias.written)
                self._by_alias[name].append(alias)
                self._by_compact_alias[name.replace(" ", "")].append(alias)
                self._spellings.append((self.places[alias.place], name))

    def find_all(self, text: str, *, level: str | None = None, within: Collection[str] = ()) -> list[Match]:
        """One match for each place a text names, in the order written; see `communes.mentions`."""
        return [self._find(mention, within) for mention in split_places(text, level=level)]

    def find(self, written: str, *, level: str | None = None, within: Collection[str] = ()) -> Match:
        """The place that a written name means.

        `level` is what a bare name is taken for; a level word in the text decides against it. `within` are keys
        of regions and cercles: the place must belong, or have belonged, to one of them at each level given.
        """
        mentions = split_places(written, level=level)
        if len(mentions) == 1:
            return self._find(mentions[0], within, written=written)
        if not mentions:
            return Match(written, Outcome.UNKNOWN, message="Écrivez le nom d’un lieu.")
        return Match(
            written,
            Outcome.UNKNOWN,
            message=f"«\u00a0{written}\u00a0» nomme {len(mentions)} lieux\u00a0: écrivez-en un seul.",
        )

    def _find(self, mention: Mention, within: Collection[str], *, written: str = "") -> Match:
        frames = self._frames(mention, within)
        found = self._named(mention, frames)
        written = written or mention.written
        if len(found) == 1:
            return Match(written, Outcome.RESOLVED, key=found[0].key)
        if found:
            return self._ambiguous(written, found)
        return self._proposed(written, mention, frames)

    def _named(self, mention: Mention, frames: list[frozenset[str]]) -> list[KnownPlace]:
        """Places that bear this very name; a spelling is looked up only where no place bears it as a name."""
        name = name_key(mention.name)
        names = [name]
        if mention.level == "commune" and name in _NUMERALS.values():
            names.append(f"commune {name}")  # « Communes I et II » of Bamako are so named
        lookups: list[Callable[[str], Iterable[KnownPlace]]] = [
            lambda key: self._by_name.get(key, ()),
            lambda key: self._aliased(self._by_alias.get(key, []), frames),
            # An apostrophe or a hyphen left out: « Ntillit », « Soni Ali Ber ».
            lambda key: self._by_compact_name.get(key.replace(" ", ""), ()),
            lambda key: self._aliased(self._by_compact_alias.get(key.replace(" ", ""), []), frames),
        ]
        for lookup in lookups:
            found = {place.key: place for key in names for place in lookup(key)}
            kept = [
                place
                for place in found.values()
                if (mention.level is None or place.level == mention.level) and _lies_within(place, frames)
            ]
            if kept:
                return kept
        return []

    def _aliased(self, aliases: list[KnownAlias], frames: list[frozenset[str]]) -> list[KnownPlace]:
        """Places that these confirmed spellings mean; those confirmed for this very frame come first."""
        named = frozenset[str]().union(*frames)
        framed = [alias for alias in aliases if alias.within in named]
        return [self.places[alias.place] for alias in framed or aliases if alias.within in named | {None}]

    def _frames(self, mention: Mention, within: Collection[str]) -> list[frozenset[str]]:
        """What the place must belong to: one set of keys for each level something was said about.

        A parent that is not found leaves an empty set, in which nothing lies: a name is never accepted under
        a parent that nobody knows. What the text says about a level counts before what the caller says.
        """
        lowest = RANK[mention.level or "commune"]
        said: dict[str, set[str]] = defaultdict(set)
        for parent in mention.within:
            found = [place for place in self._named(parent, []) if RANK[place.level] > lowest]
            # A header without a level word may be the cercle or the region of that name: either will do.
            level = parent.level or "any"
            said[level] |= {place.key for place in found}
        for key in within:
            level = self.places[key].level if key in self.places else "any"
            if level == "any" or (RANK[level] > lowest and not any(p.level == level for p in mention.within)):
                said[level].add(key)
        return [frozenset(said[level]) for level in sorted(said)]

    def _ambiguous(self, written: str, found: list[KnownPlace]) -> Match:
        levels = sorted({place.level for place in found}, key=RANK.__getitem__, reverse=True)
        if len(levels) > 1:
            words = " ou ".join(ARTICLES[level] for level in levels)
            message = f"«\u00a0{written}\u00a0» peut être {words}\u00a0: précisez le niveau."
        else:
            word = LEVEL_LABELS[levels[0]]
            message = f"{len(found)} {word}s s’appellent «\u00a0{written}\u00a0»\u00a0: précisez le cercle."
        candidates = tuple(self._candidate(place, 100) for place in found)
        return Match(written, Outcome.AMBIGUOUS, candidates=candidates, message=message)

    def _proposed(self, written: str, mention: Mention, frames: list[frozenset[str]]) -> Match:
        """The nearest names, those of the right frame before others: proposals to a person, never an answer."""
        wanted = name_key(mention.name[:LONGEST_NAME])
        scores: dict[str, float] = {}
        for place, name in self._spellings:
            if mention.level is None or place.level == mention.level:
                scores[place.key] = max(likeness(wanted, name), scores.get(place.key, 0))

        def order(key: str) -> tuple[float, str]:
            return -scores[key] - (IN_FRAME if _lies_within(self.places[key], frames) else 0), key

        nearest = sorted((key for key, score in scores.items() if score >= LOWEST_SCORE), key=order)
        candidates = tuple(self._candidate(self.places[key], scores[key]) for key in nearest[:MOST_PROPOSED])
        if not candidates:
            message = f"«\u00a0{written}\u00a0» n’est pas dans la liste des lieux."
            return Match(written, Outcome.UNKNOWN, message=message)
        elsewhere = frames and not _lies_within(self.places[candidates[0].key], frames)
        message = (
            f"«\u00a0{written}\u00a0» n’est pas trouvé{' à cet endroit' if elsewhere else ''}. "
            f"S’agit-il {of_or_elided(candidates[0].label)}\u202f?"
        )
        return Match(written, Outcome.PROPOSED, candidates=candidates, message=message)

    def _candidate(self, place: KnownPlace, score: float) -> Candidate:
        return Candidate(place.key, place.level, self.label(place.key), round(score, 1))

    def label(self, key: str) -> str:
        """« Bara (commune, cercle d’Ansongo) »: what a person needs to choose between homonyms."""
        place = self.places[key]
        word = "district" if place.is_district else LEVEL_LABELS[place.level]
        parent = self.places.get(place.cercle or place.region or "")
        if parent is None:
            return f"{place.name} ({word})"
        kind = "district" if parent.is_district else LEVEL_LABELS[parent.level]
        return f"{place.name} ({word}, {kind} {of_or_elided(parent.name)})"


def name_key(name: str) -> str:
    """The name as it is looked up: normalised, a last Roman numeral up to VI written as a figure."""
    words = normalise(name).split(" ")
    return " ".join([*words[:-1], _NUMERALS.get(words[-1], words[-1])])


def likeness(wanted: str, name: str) -> float:
    """How much two normalised names look alike, 0 to 100, whatever the order of their words."""
    compact = fuzz.ratio(wanted.replace(" ", ""), name.replace(" ", ""))
    return max(compact, fuzz.token_sort_ratio(wanted, name))


def _lies_within(place: KnownPlace, frames: list[frozenset[str]]) -> bool:
    """Whether the place belongs, or belonged, to one of the places of each frame."""
    return all(frame & place.parents for frame in frames)
