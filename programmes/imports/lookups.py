"""What names mean: stored objects found by their key or by a name people write, each table read once.

Objects written during a run are added as they come, so that a later row, or sheet, finds them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NoReturn

from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet
from rapidfuzz import fuzz, process

from accounts.models import User
from communes.matching import Gazetteer, Match
from communes.models import Place
from communes.reference import load_gazetteer
from communes.text import normalise
from programmes.imports.columns import Kind
from programmes.imports.faults import Choice, NameFault, NotFoundFault, SeveralFaults, Where
from programmes.imports.kinds import KINDS
from programmes.imports.options import Act, Answer, name_key
from programmes.imports.readings import CellFault, Reading
from programmes.models import Review, StatusReport

# Fields by which an object may be named, whatever the kind has of them.
NAMING = ("code", "acronym", "name", "title", "email", "full_name")
ACCOUNTS, PLACES = "accounts", "places"
MOST_PROPOSED, LOWEST_SCORE = 3, 70

Key = tuple[Any, ...]


def model_of(kind: Kind) -> type[Model]:
    """The model that a kind fills."""
    return apps.get_model(kind.model)


def comparable(value: Any) -> Any:
    """A part of a key: objects by their primary key, text whatever its case."""
    if isinstance(value, Model):
        return value.pk
    return value.casefold() if isinstance(value, str) else value


class Stored:
    """The stored objects of one kind, by key, fetched a plan or a programme at a time."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.model = model_of(kind)
        self.attributes = [self._attribute(name) for name in kind.key]
        self.by_key: dict[Key, Model] = {}
        self.last_position: dict[Key, int] = defaultdict(int)
        self._loaded: set[Key] = set()

    def _attribute(self, name: str) -> str:
        field = self.model._meta.get_field(name)
        return field.attname if isinstance(field, ForeignKey) else name

    def load(self, owners: Mapping[str, Any]) -> None:
        """Fetch what hangs on these owners (values of the row, by name), once."""
        paths = self.kind.loaded_by
        values = tuple(comparable(owners.get(path.rsplit("__", 1)[-1])) for path in paths)
        if values in self._loaded:
            return
        self._loaded.add(values)
        rows = self.queryset()
        for path, value in zip(paths, values, strict=True):
            rows = rows.filter(**({path: value} if value is not None else {f"{path}__isnull": True}))
        for instance in rows:
            self.add(instance)

    def queryset(self) -> QuerySet[Model]:
        """The rows with what comparing them needs."""
        names = [column.name for column in self.kind.columns]
        many = {field.name for field in self.model._meta.many_to_many} & set(names)
        related = {field.get_accessor_name() for field in self.model._meta.related_objects} & {"aliases"}
        if self.kind.word == "activities":
            related = {"funding_lines"}
        single = [
            name
            for name in names
            if name in {f.name for f in self.model._meta.fields if isinstance(f, ForeignKey)}
        ]
        rows = self.model._default_manager.order_by("pk")
        if self.model is StatusReport:
            # Taken back by its author or with a whole import, a report is known no more: it may be brought again.
            rows = rows.exclude(review=Review.WITHDRAWN)
        return rows.select_related(*single).prefetch_related(*many, *related)

    def key_of(self, instance: Model) -> Key:
        """The key of a stored object."""
        return tuple(comparable(getattr(instance, name)) for name in self.attributes)

    def key_from(self, values: Mapping[str, Any]) -> Key:
        """The key that a row gives; what it does not give has the default of the model."""
        return tuple(
            comparable(values[name] if name in values else self.model._meta.get_field(name).get_default())
            for name in self.kind.key
        )

    def add(self, instance: Model) -> None:
        """Take in an object that was fetched or just written."""
        self.by_key.setdefault(self.key_of(instance), instance)
        if self.kind.ranked_in:
            rank = self.rank_of(instance)
            self.last_position[rank] = max(self.last_position[rank], instance.position)

    def forget(self, instance: Model) -> None:
        """Take out an object that was not written after all."""
        if self.by_key.get(key := self.key_of(instance)) is instance:
            del self.by_key[key]

    def rank_of(self, instance: Model) -> Key:
        """What an object is ranked in."""
        return tuple(comparable(getattr(instance, name)) for name in self.kind.ranked_in)

    def get(self, values: Mapping[str, Any], owners: Mapping[str, Any]) -> Model | None:
        """The stored object that a row names, None when there is none."""
        self.load(owners)
        return self.by_key.get(self.key_from(values))


class Names:
    """Every name of the objects of one kind: codes, acronyms, names, confirmed spellings."""

    def __init__(self, objects: Iterable[Model]) -> None:
        self.by_name: dict[str, dict[int, Model]] = defaultdict(dict)
        self.written: dict[str, str] = {}
        for instance in objects:
            self.add(instance)

    def add(self, instance: Model) -> None:
        """Take in an object under all its names."""
        names = [getattr(instance, field, "") for field in NAMING]
        if hasattr(instance, "aliases"):
            names += [alias.written for alias in instance.aliases.all()]
        for name in filter(None, names):
            self.by_name[normalise(name)][instance.pk] = instance
            self.written[normalise(name)] = name

    def find(self, text: str) -> list[Model]:
        """The objects of that name; a code or acronym counts before a name that another bears."""
        found = list(self.by_name.get(normalise(text), {}).values())
        exact = [one for one in found if text.casefold() == str(getattr(one, "code", "")).casefold()]
        return exact or found

    def near(self, text: str) -> tuple[Choice, ...]:
        """The objects of the nearest names, for a person to choose from; none when none is near."""
        hits = process.extract(
            normalise(text),
            list(self.written),
            scorer=fuzz.WRatio,
            limit=2 * MOST_PROPOSED,
            score_cutoff=LOWEST_SCORE,
        )
        found: dict[int, Choice] = {}
        for name, score, _ in hits:
            for key in self.by_name[name]:
                found.setdefault(key, Choice(str(key), self.written[name], round(score, 1)))
        return tuple(found.values())[:MOST_PROPOSED]

    def by_key(self, key: str) -> Model | None:
        """The object of that primary key, written as text."""
        return next(
            (one[int(key)] for one in self.by_name.values() if key.isdigit() and int(key) in one), None
        )

    def forget(self, instance: Model) -> None:
        """Take out an object that was not written after all."""
        for bearers in self.by_name.values():
            bearers.pop(instance.pk, None)


class Lookups:
    """All that a run knows of what is stored, and what a person has said of the names that it did not know."""

    def __init__(self, answers: Mapping[str, Answer] | None = None) -> None:
        self.answers = answers or {}
        self._followed: set[str] = set()
        self._stored: dict[str, Stored] = {}
        self._names: dict[str, Names] = {}
        # Rows at fault, by kind and name: whoever names them is told so, rather than that the name is unknown.
        self.refused: dict[tuple[str, str], Where] = {}
        # What the rows of a sheet have written, by kind, sheet and row: what stands beside them is about it.
        self.written: dict[tuple[str, str, int], Model] = {}
        # Names that a person has settled, by kind and name: they become known spellings.
        self.settled: dict[tuple[str, str], Model] = {}
        self._places: dict[tuple[str, str | None], tuple[Place, ...]] = {}

    def stored(self, word: str) -> Stored:
        """The stored objects of a kind."""
        if word not in self._stored:
            self._stored[word] = Stored(KINDS[word])
        return self._stored[word]

    def named(self, word: str) -> Names:
        """The names of a kind that is named by itself, not within another."""
        if word not in self._names:
            self._names[word] = Names(self._all(word))
        return self._names[word]

    def _all(self, word: str) -> Iterable[Model]:
        if word == ACCOUNTS:
            return User.objects.filter(is_active=True)
        stored = self.stored(word)
        stored.load({})
        return list(stored.by_key.values())

    def add(self, word: str, instance: Model) -> None:
        """Take in an object that was just written."""
        self.stored(word).add(instance)
        if word in self._names:
            self._names[word].add(instance)

    def forget(self, word: str, instance: Model) -> None:
        """Take out an object that was not written after all."""
        self.stored(word).forget(instance)
        if word in self._names:
            self._names[word].forget(instance)

    def find(self, word: str, text: str, within: Mapping[str, Any]) -> Model | None:
        """The object that a cell names, or that a person has said it names; None where they said to leave it empty.

        Raises NotFoundFault, or NameFault when several bear the name.
        """
        if within:
            return self._within(word, text, within)
        if answer := self.answers.get(name_key(word, text)):
            return self._answered(word, text, answer)
        if word == "activities":
            return self._activity(text)
        names = self.named(word)
        found = names.find(text)
        if len(found) > 1:
            labels = ", ".join(f"« {getattr(one, 'code', one)} »" for one in found)
            choices = tuple(Choice(str(one.pk), str(getattr(one, "code", one)), 100) for one in found)
            message = f"plusieurs objets portent ce nom : écrivez le code de l’un d’eux ({labels})"
            raise NameFault(word, message, text, choices)
        if not found:
            self._not_found(word, text, _unknown(word), names.near(text))
        return found[0]

    def _answered(self, word: str, text: str, answer: Answer) -> Model | None:
        """What a person said that a name means."""
        if answer.act is Act.REPLACE:
            with self._following(name_key(word, text), word, text):
                return self.find(word, answer.value, {})
        if answer.act is Act.EMPTY:
            return None
        chosen = self.named(word).by_key(answer.value) if answer.act is Act.CHOOSE else None
        if chosen is None:
            self._not_found(word, text, "la réponse donnée ne convient plus : choisissez de nouveau", ())
        self.settled[word, text] = chosen
        return chosen

    @contextmanager
    def _following(self, key: str, word: str, text: str) -> Iterator[None]:
        """While the answer to a question is looked up, which may lead to another answer, but not back to itself."""
        if key in self._followed:
            self._not_found(word, text, "la réponse donnée renvoie à elle-même : choisissez de nouveau", ())
        self._followed.add(key)
        try:
            yield
        finally:
            self._followed.remove(key)

    def _activity(self, text: str) -> Model:
        """« PLAN/CODE »: an activity of any plan."""
        plan, _, code = text.partition("/")
        if not code:
            raise CellFault(
                "code du plan, barre oblique, code de l’activité, par exemple « DGCT-2023/A-12 »", text
            )
        return self._within("activities", code.strip(), {"plan": self.find("plans", plan.strip(), {})})

    def _within(self, word: str, text: str, within: Mapping[str, Any]) -> Model:
        """An object whose last key field is the text, in the first of its owners that has it."""
        stored = self.stored(word)
        owners = {name: owner for name, owner in within.items() if owner is not None}
        if not owners:
            raise CellFault("indiquez d’abord de quel programme ou de quel plan il relève", text)
        last = stored.kind.key[-1]
        for name, owner in reversed(owners.items()):
            alone = dict.fromkeys(stored.kind.key) | {name: owner, last: text}
            stored.load({name: owner})
            if found := stored.by_key.get(stored.key_from(alone)):
                return found
        of = " ni ".join(f"« {owner} »" for owner in owners.values())
        codes = {str(getattr(one, last)): one for one in stored.by_key.values()}
        hits = process.extract(text, list(codes), limit=MOST_PROPOSED, score_cutoff=80)
        near = ", ".join(code for code, _, _ in hits)
        message = f"{_unknown(word)} dans {of}" + (f" ; le plus proche : {near}" if near else "")
        return self._not_found(word, text, message, ())

    def _not_found(self, word: str, text: str, message: str, near: tuple[Choice, ...]) -> NoReturn:
        if where := self.refused.get((word, normalise(text))):
            raise NotFoundFault(word, f"sa propre ligne est à corriger d’abord ({where})", text)
        if near:
            message += " ; le plus proche : " + " ; ".join(f"{one.label} ({one.score:.0f})" for one in near)
        raise NotFoundFault(word, message, text, near)

    # --- places

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Every place and its confirmed spellings."""
        return load_gazetteer()

    @cached_property
    def _place_by_key(self) -> dict[str, Place]:
        return {place.key: place for place in Place.objects.all()}

    def places(self, text: str, level: str | None) -> Reading[tuple[Place, ...]]:
        """The places a text names. Raises CellFault for a resemblance, homonyms, an unknown name: never guessed."""
        asked = (text, level)
        if asked not in self._places:
            self._places[asked] = self._resolved(text, level)
        return Reading(self._places[asked])

    def _resolved(self, text: str, level: str | None) -> tuple[Place, ...]:
        matches = self.gazetteer.find_all(text, level=level)
        if not matches:
            raise CellFault("nom d’un lieu attendu", text)
        found: list[Place] = []
        doubtful: list[CellFault] = []
        for match in matches:
            try:
                found += self._place(match)
            except CellFault as fault:
                doubtful.append(fault)
        if doubtful:
            raise doubtful[0] if len(doubtful) == 1 else SeveralFaults(doubtful, text)
        return tuple(dict.fromkeys(found))

    def _place(self, match: Match) -> list[Place]:
        """The place of a name; none where a person said to leave it out."""
        if match.is_resolved:
            return [self._place_by_key[match.key]]
        answer = self.answers.get(name_key(PLACES, match.written))
        if answer and answer.act is Act.EMPTY:
            return []
        if answer and answer.act is Act.CHOOSE and (chosen := self._place_of(answer.value)):
            self.settled[PLACES, match.written] = chosen
            return [chosen]
        if answer and answer.act is Act.REPLACE:
            with self._following(name_key(PLACES, match.written), PLACES, match.written):
                return list(self.places(answer.value, None).value or ())
        choices = tuple(
            Choice(str(self._place_by_key[one.key].pk), one.label, one.score) for one in match.candidates
        )
        raise NameFault(PLACES, _said(match), match.written, choices)

    def _place_of(self, key: str) -> Place | None:
        return next((place for place in self._place_by_key.values() if str(place.pk) == key), None)


def _unknown(word: str) -> str:
    return (
        f"aucun objet de ce nom parmi les {KINDS[word].title.lower()}" if word in KINDS else "compte inconnu"
    )


def _said(match: Match) -> str:
    """What the gazetteer says of a name, with the places proposed and their scores."""
    proposed = " ; ".join(f"{one.label} ({one.score:.0f})" for one in match.candidates)
    return match.message + (f" Proposés : {proposed}." if proposed else "")


class RowScope:
    """What the cells of one row may ask: see `columns.Scope`."""

    def __init__(self, lookups: Lookups) -> None:
        self.lookups = lookups
        self.answers = lookups.answers
        self.row: dict[str, Any] = {}
        self.faulty: set[str] = set()

    def beside(self, kind: str, sheet: str, row: int) -> Model | None:
        """What the same row of a sheet has written, read as another kind; None when it was refused."""
        return self.lookups.written.get((kind, sheet, row))

    def find(self, kind: str, text: str, within: Mapping[str, Any]) -> Reading[Any]:
        """The object named; nothing, silently, when what it lies within is itself at fault."""
        if self.faulty & within.keys():
            return Reading(None)
        return Reading(self.lookups.find(kind, text, within))

    def names(self, kind: str) -> Collection[str]:
        """All names of a kind."""
        return self.lookups.named(kind).written.values()

    def places(self, text: str, level: str | None = None) -> Reading[tuple[Any, ...]]:
        """The places that a text names."""
        return self.lookups.places(text, level)
