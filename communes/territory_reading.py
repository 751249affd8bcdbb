"""Reading the reference files together: keys, parents, homonyms, and what may not stand twice. Pure: no Django."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from typing import Any

from communes.territory import KINDS, Attached, Record, merge_attachments
from communes.territory_files import Draft, Reading, read_lines
from communes.text import normalise, of_or_elided

_OF_A_PARENT = {"region": "d’une région", "cercle": "d’un cercle"}
LONGEST_KEY = 90  # the column holds a little more: a number may follow
# Columns that only serve to make the attachments of a commune.
_ATTACHING = ("source", "since", "old_region", "old_cercle", "old_since", "old_source")


def read_territory(files: Mapping[str, bytes], current: Mapping[str, Record]) -> Reading:
    """Read the files (contents by name) against what the portal holds (records by key).

    A line without a key is the place of that name and those parents, or else a new place with a key made from
    its name. Nothing in the result may be written as long as it has faults.
    """
    reading = Reading()
    drafts = [draft for draft in read_lines(files, reading) if draft.values.get("name")]
    _Settling(reading, current, drafts).settle()
    return reading


def slug(name: str) -> str:
    """« N’Tillit » → n-tillit: a name as part of a key."""
    return normalise(name).replace(" ", "-")


class _Settling:
    """Makes records of the lines once they are known together with what the portal holds."""

    def __init__(self, reading: Reading, current: Mapping[str, Record], drafts: list[Draft]) -> None:
        self.reading = reading
        self.current = current
        self.drafts = drafts
        # What each key will mean once the files are loaded.
        self.places: dict[str, dict[str, Any]] = {}
        self.by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.homonyms = Counter((draft.level, normalise(str(draft.values["name"]))) for draft in drafts)

    def settle(self) -> None:
        """Region by region, then cercles, then communes: each needs the keys of the level above."""
        for level in ("region", "cercle", "commune"):
            drafts = [draft for draft in self.drafts if draft.level == level]
            for draft in drafts:
                self._settle_parents(draft)
                self._settle_key(draft)
            named = {draft.key for draft in drafts}
            for record in self.current.values():
                if record.level == level and record.key not in named:
                    self._add(record.key, level, record.values)
        self._check_unique()
        self._check_moves()
        for draft in self.drafts:
            self._check_pairs(draft)
            self._attach(draft)
        if not self.reading.faults:
            self.reading.records = [self._record(draft) for draft in self.drafts]

    def _add(self, key: str, level: str, values: Mapping[str, Any]) -> None:
        self.places[key] = {**values, "key": key, "level": level}
        self.by_name[level, normalise(values["name"])].append(key)

    def _fault(self, draft: Draft, column: str, expected: str) -> None:
        self.reading.faults.append(draft.fault(column, expected))

    # --- parents and keys -------------------------------------------------------------------------

    def _settle_parents(self, draft: Draft) -> None:
        """Replaces the parents as written by their keys."""
        values = draft.values
        for field, column in (("region", "region"), ("old_region", "region_precedente")):
            if values.get(field):
                values[field] = self._parent(draft, column, "region", str(values[field]))
        if values.get("cercle"):
            values["cercle"] = self._parent(
                draft, "cercle", "cercle", str(values["cercle"]), str(values.get("region"))
            )
        if values.get("old_cercle"):
            values["old_cercle"] = self._parent(
                draft, "cercle_precedent", "cercle", str(values["old_cercle"])
            )
        for field in ("cercle", "old_cercle"):
            if field in values:
                values[field] = values[field] or None

    def _parent(
        self, draft: Draft, column: str, level: str, written: str, region: str | None = None
    ) -> str | None:
        """The key of the parent written in a cell: by key, or by name where one place only bears it."""
        found = [written] if written in self.places else self.by_name.get((level, normalise(written)), [])
        found = [key for key in found if self.places[key]["level"] == level]
        if region:
            found = [key for key in found if self.places[key]["region"] == region]
        if len(found) == 1:
            return found[0]
        where = f" de la région {draft.cells.get('region')}" if region else ""
        several = " (plusieurs portent ce nom\u00a0: écrivez la clé)" if len(found) > 1 else ""
        self._fault(draft, column, f"le nom ou la clé {_OF_A_PARENT[level]}{where}{several}")
        return None

    def _settle_key(self, draft: Draft) -> None:
        """The key given, that of the place of the same name and parents, or one made from the name."""
        key = str(draft.values.pop("key", "")) or self._same_place(draft) or self._new_key(draft)
        known = self.current.get(key)
        if key in self.places:
            self._fault(draft, "cle", f"une clé différente de celle d’une autre ligne ({key})")
        elif known and known.level != draft.level:
            self._fault(draft, "cle", f"une clé qui n’est pas déjà celle d’un autre niveau ({key})")
        if draft.level == "region":
            draft.values.setdefault("kind", known.values["kind"] if known else "region")
        else:
            draft.values["kind"] = draft.level
        draft.key = key
        self._add(key, draft.level, {**(known.values if known else {}), **draft.values})

    def _same_place(self, draft: Draft) -> str | None:
        """The key of the place the portal already holds under this name and these parents."""
        values, name = draft.values, normalise(str(draft.values["name"]))
        found = [
            record
            for record in self.current.values()
            if record.level == draft.level
            and normalise(record.name) == name
            and record.values.get("region") == values.get("region")
        ]
        if len(found) > 1:
            found = [record for record in found if record.values.get("cercle") == values.get("cercle")]
        return found[0].key if len(found) == 1 else None

    def _new_key(self, draft: Draft) -> str:
        """« commune-bara », with the parent where several places of this level bear the name."""
        name = str(draft.values["name"])
        key = f"{draft.values.get('kind') or draft.level}-{slug(name)}"
        if self.homonyms[draft.level, normalise(name)] > 1 or key in self.current or key in self.places:
            parent = str(draft.values.get("cercle") or draft.values.get("region") or "")
            key = f"{key}-{parent.partition('-')[2]}"
        key = key[:LONGEST_KEY]
        free = chain([key], (f"{key}-{number}" for number in count(2)))
        return next(one for one in free if one not in self.current and one not in self.places)

    # --- what may not stand twice, what goes together -----------------------------------------------

    def _check_unique(self) -> None:
        """Names within their parent, codes within their numbering, spellings within their level."""
        self._check_distinct(self._frames(), "nom", "un nom que nul autre lieu ne porte au même endroit")
        for version in ("loi-2023-007", "ocha-2019", "ocha-2015", "iso-3166-2"):
            field, column = f"code:{version}", f"code_{version.replace('-', '_')}"
            codes = ((key, place.get(field)) for key, place in self.places.items())
            taken = ((key, code) for key, code in codes if code)
            self._check_distinct(taken, column, "un code qui n’est celui d’aucun autre lieu")
        self._check_distinct(self._spellings(), "autres_graphies", "des graphies d’un seul lieu de ce niveau")
        names = {frame: key for key, frame in self._frames()}
        for draft in self.drafts:
            for written in draft.values.get("spellings") or ():
                frame = self._frame({**self.places[draft.key], "name": written})
                if names.get(frame, draft.key) != draft.key:
                    self._fault(draft, "autres_graphies", "une graphie qui n’est pas le nom d’un lieu voisin")

    def _check_distinct(self, pairs: Iterable[tuple[str, object]], column: str, expected: str) -> None:
        """A fault for each line whose value is also that of another place."""
        holders: dict[object, set[str]] = defaultdict(set)
        for key, value in pairs:
            holders[value].add(key)
        clashing = {key for keys in holders.values() if len(keys) > 1 for key in keys}
        for draft in self.drafts:
            if draft.key in clashing:
                self._fault(draft, column, expected)

    def _frame(self, place: Mapping[str, Any]) -> tuple[object, ...]:
        """Within which a name is borne once: the country for regions, the region or the cercle below."""
        parent = None if place["level"] == "region" else place.get("cercle") or place.get("region")
        return place["level"], parent, normalise(place["name"])

    def _frames(self) -> Iterator[tuple[str, object]]:
        return ((key, self._frame(place)) for key, place in self.places.items())

    def _spellings(self) -> Iterator[tuple[str, object]]:
        """Each spelling of each place, as it is compared; a place's own name is not another spelling."""
        for key, place in self.places.items():
            held = self.current[key].values.get("spellings", ()) if key in self.current else ()
            for written in {*(place.get("spellings") or ()), *held}:
                if normalise(written) != normalise(place["name"]):
                    yield key, (place["level"], normalise(written))

    def _check_moves(self) -> None:
        """A cercle that changes region takes its communes with it: the file of communes must say so."""
        left_behind = {
            place["cercle"]
            for place in self.places.values()
            if place["level"] == "commune"
            and place.get("cercle")
            and self.places[place["cercle"]].get("region") != place.get("region")
        }
        for draft in self.drafts:
            if draft.key in left_behind:
                self._fault(
                    draft, "region", "la région de ses communes, ou un fichier de communes qui en change"
                )

    def _check_pairs(self, draft: Draft) -> None:
        """Both coordinates or none; a population with its year."""
        place = self.places[draft.key]
        if (place.get("latitude") is None) != (place.get("longitude") is None):
            self._fault(draft, "longitude", "la latitude et la longitude, ou aucune des deux")
        if (place.get("population") is None) != (place.get("population_year") is None):
            self._fault(draft, "annee_population", "la population et son année, ou aucune des deux")

    def _attach(self, draft: Draft) -> None:
        """The attachments of a commune, out of the columns that describe them."""
        if draft.level != "commune":
            return
        stated = {name: draft.values.pop(name, None) for name in _ATTACHING}
        place = self.places[draft.key]
        if not place.get("region") or not stated["source"]:
            return  # already a fault of its own cell
        now = Attached(stated["source"], place["region"], place.get("cercle"), stated["since"])
        previous = None
        if any(stated[name] for name in ("old_region", "old_cercle", "old_since", "old_source")):
            if not (stated["old_region"] and stated["old_source"]):
                self._fault(draft, "source_precedente", "la région précédente et sa source")
                return
            previous = Attached(
                stated["old_source"],
                stated["old_region"],
                stated["old_cercle"],
                stated["old_since"],
            )
        known = self.current[draft.key].values.get("attachments", ()) if draft.key in self.current else ()
        try:
            draft.values["attachments"] = merge_attachments(known, now, previous)
        except ValueError:
            self._fault(draft, "depuis", "la date du nouveau rattachement, qui met fin au précédent")

    # --- the record -------------------------------------------------------------------------------

    def _record(self, draft: Draft) -> Record:
        """The line as a record, with what tells it from its homonyms."""
        values: dict[str, object] = {**draft.values, "qualifier": ""}
        name = normalise(str(values["name"]))
        if draft.level != "region" and len(self.by_name[draft.level, name]) > 1:
            place = self.places[draft.key]
            parent = self.places[place.get("cercle") or place["region"]]
            values["qualifier"] = f"{KINDS[parent['kind']]} {of_or_elided(parent['name'])}"
        if "spellings" in values:
            own = frozenset(w for w in draft.values["spellings"] if normalise(w) != name)
            values["spellings"] = own
        return Record(draft.key, draft.level, values)
