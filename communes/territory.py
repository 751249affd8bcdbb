"""What the reference files say of each place, and how it differs from what the portal holds. Pure: no Django."""

import calendar
import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

LEVELS = ("region", "cercle", "commune")


@dataclass(frozen=True)
class PartialDate:
    """A date known to the day, the month or the year (`precision`: day, month, year); the rest means nothing."""

    date: datetime.date
    precision: str = "day"

    @classmethod
    def read(cls, text: str) -> "PartialDate":
        """« 13/03/2023 », « 03/2023 » or « 1999 »; ValueError otherwise."""
        found = re.fullmatch(r"(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})", text.strip())
        if not found:
            raise ValueError(text)
        day, month, year = (int(part) if part else None for part in found.groups())
        precision = "day" if day else "month" if month else "year"
        return cls(datetime.date(year or 0, month or 1, day or 1), precision)

    def eve(self) -> "PartialDate":
        """The end of what this date begins: the day before it, or the same month or year when no day is known."""
        if self.precision == "day":
            return PartialDate(self.date - datetime.timedelta(days=1))
        month = 12 if self.precision == "year" else self.date.month
        last = calendar.monthrange(self.date.year, month)[1]
        return PartialDate(datetime.date(self.date.year, month, last), self.precision)

    def __str__(self) -> str:
        return self.date.strftime({"year": "%Y", "month": "%m/%Y"}.get(self.precision, "%d/%m/%Y"))


@dataclass(frozen=True)
class Attached:
    """A commune's region and cercle (keys) over a period; no `until` means in force."""

    source: str
    region: str
    cercle: str | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None

    def __str__(self) -> str:
        period = f"{self.since or '…'} à {self.until}" if self.until else f"depuis {self.since or '…'}"
        return f"{self.cercle or self.region} ({period}, {self.source})"


@dataclass(frozen=True)
class Record:
    """A place as the files or the database describe it.

    `values` holds only what is said of it: a column that a file does not have changes nothing. Fields are those
    of the model, parents being keys; besides them « code:<version> », « attachments » (a tuple, oldest first)
    and « spellings » (a frozenset of written forms, only ever added to).
    """

    key: str
    level: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the place."""
        return str(self.values.get("name", self.key))


@dataclass(frozen=True)
class Change:
    """One field of a place: what the portal holds and what the file says."""

    field: str
    old: object
    new: object

    def __str__(self) -> str:
        if self.field == "spellings":
            return f"{label(self.field)}\u00a0: + {shown(self.new)}"
        return f"{label(self.field)}\u00a0: {shown(self.old)} → {shown(self.new)}"


@dataclass(frozen=True)
class Difference:
    """What loading the files would do. `absent` are places of the levels loaded that the files do not name."""

    created: tuple[Record, ...] = ()
    changed: tuple[tuple[Record, tuple[Change, ...]], ...] = ()
    unchanged: int = 0
    absent: tuple[Record, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.created and not self.changed


LABELS = {
    "name": "nom",
    "kind": "nature",
    "region": "région",
    "cercle": "cercle",
    "qualifier": "précision",
    "latitude": "latitude",
    "longitude": "longitude",
    "population": "population",
    "population_year": "année de la population",
    "is_active": "existe",
    "attachments": "rattachements",
    "spellings": "autres graphies",
}
KINDS = {"region": "région", "district": "district", "cercle": "cercle", "commune": "commune"}


def label(name: str) -> str:
    """The French name of a field."""
    return LABELS.get(name) or f"code {name.removeprefix('code:')}"


def shown(value: object) -> str:
    """A value as the difference prints it; « vide » when there is none."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    if isinstance(value, tuple | frozenset):
        texts = [str(item) for item in value]
        return "\u202f; ".join(sorted(texts) if isinstance(value, frozenset) else texts) or "vide"
    return KINDS.get(str(value), str(value)) if value not in (None, "") else "vide"


def difference(current: Mapping[str, Record], wanted: Iterable[Record], levels: Iterable[str]) -> Difference:
    """Compare what the portal holds (by key) with what the files say of the levels they cover."""
    wanted, levels = list(wanted), set(levels)
    created = tuple(record for record in wanted if record.key not in current)
    compared = [(record, _changes(current[record.key], record)) for record in wanted if record.key in current]
    named = {record.key for record in wanted}
    return Difference(
        created=created,
        changed=tuple((record, changes) for record, changes in compared if changes),
        unchanged=sum(not changes for _, changes in compared),
        absent=tuple(r for r in current.values() if r.level in levels and r.key not in named),
    )


def _changes(current: Record, wanted: Record) -> tuple[Change, ...]:
    """The fields of which the file says something else than the portal holds."""
    changes = []
    for name, new in wanted.values.items():
        old = current.values.get(name)
        if name == "spellings":
            new = frozenset(_as_set(new) - _as_set(old))
            if not new:
                continue
        if (old if old != "" else None) != (new if new != "" else None):
            changes.append(Change(name, old, new))
    return tuple(changes)


def _as_set(value: object) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()


def merge_attachments(
    known: Iterable[Attached], now: Attached, previous: Attached | None = None
) -> tuple[Attached, ...]:
    """A commune's attachments once the file's are added, oldest first.

    What was in force ends on the eve of the new one, or gives way to it when it did not begin earlier (it is then
    a correction). ValueError when an end is needed and the new one has no date.
    """
    stated = [replace(previous, until=_end(now))] if previous else []
    sources = {now.source, *(attached.source for attached in stated)}
    kept = []
    for attached in known:
        if attached.source in sources:
            continue
        if attached.until is None:
            if attached.since and now.since and attached.since.date >= now.since.date:
                continue
            attached = replace(attached, until=_end(now))
        kept.append(attached)
    first = datetime.date.min
    return (*sorted([*kept, *stated], key=lambda one: one.since.date if one.since else first), now)


def _end(now: Attached) -> PartialDate:
    """When what came before ends."""
    if now.since is None:
        raise ValueError(now.source)
    return now.since.eve()
