"""What is said about a file: faults, questions, notices, and what each row would do. Pure: no Django.

Messages are in French and say what to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from programmes.formats import typeset
from programmes.imports.options import name_key
from programmes.imports.readings import CellFault, as_text


class UnreadableFileError(ValueError):
    """The file cannot be read as a spreadsheet; the message says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(typeset(message))


@dataclass(frozen=True)
class Where:
    """A cell, a row (no letter) or a sheet (row 0)."""

    sheet: str
    row: int = 0
    letter: str = ""
    heading: str = ""

    def __str__(self) -> str:
        parts = [self.sheet]
        if self.row:
            parts.append(f"ligne {self.row}")
        if self.letter:
            parts.append(f"colonne {self.letter}")
        if self.heading:
            parts.append(f"« {self.heading} »")
        return typeset(", ".join(parts))


@dataclass(frozen=True)
class Choice:
    """An object that a name may mean: its primary key as text, how a person reads it, how near it is (0 to 100)."""

    value: str
    label: str
    score: float | None = None


# The one answer to a question about several cells: there is no cell to read otherwise, only the file can be mended.
CONFIRMED = (Choice("yes", "C’est exact"),)


class NameFault(CellFault):
    """A name that is not surely that of one object of `kind`: a person may say which one it is, among `choices`."""

    def __init__(self, kind: str, expected: str, found: object, choices: tuple[Choice, ...] = ()) -> None:
        super().__init__(expected, found)
        self.kind = kind
        self.key = name_key(kind, as_text(found))
        self.choices = choices


class NotFoundFault(NameFault):
    """A name that no object of `kind` bears: it may be one that a later row brings."""


class SeveralFaults(CellFault):
    """What is wrong with several of the names in one cell."""

    def __init__(self, parts: Sequence[CellFault], found: object) -> None:
        super().__init__(" ".join(part.expected for part in parts), found)
        self.parts = tuple(parts)


@dataclass(frozen=True)
class Fault:
    """Something that keeps the row from being imported: where, the value found, and what is expected.

    A name that was not recognised can be settled without touching the file: `key` is the one of its question,
    `refers_to` the kind of object it names ("places", "partners"…), `choices` the nearest ones.
    """

    where: Where
    value: str
    message: str
    key: str = ""
    refers_to: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Question:
    """A cell that was read, not surely: nothing is written until a person has accepted the reading.

    `key` is the one under which the answer is kept (`options.reading_key`). `choices` are the answers to choose from,
    where the question is not whether the reading is right.
    """

    where: Where
    value: str
    message: str
    key: str = ""
    choices: tuple[Choice, ...] = ()


def faults_of(where: Where, value: str, error: CellFault) -> list[Fault]:
    """What a cell that cannot be read is told of: a fault, or one for each name of a list."""
    if isinstance(error, SeveralFaults):
        return [fault for part in error.parts for fault in faults_of(where, part.found or value, part)]
    if isinstance(error, NameFault):
        # The name itself, and not the whole cell: it may stand there among others.
        found = error.found or value
        return [Fault(where, found, error.expected, error.key, error.kind, error.choices)]
    return [Fault(where, value, error.expected)]


@dataclass(frozen=True)
class Change:
    """One column of an object: what it holds ("" for one that the file brings), and what the file says."""

    heading: str
    old: str
    new: str


class Effect(StrEnum):
    """What a row does."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """What a row does to which object; `pk` is None for a refused row, and means nothing before it is applied."""

    kind: str
    where: Where
    effect: Effect
    target: str = ""
    changes: tuple[Change, ...] = ()
    pk: object = None


@dataclass(frozen=True)
class FoundColumn:
    """A column of a sheet: its letter, its heading, the first values under it, and the column of the kind it is read
    as ("" when it is not read)."""

    letter: str
    heading: str
    samples: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class FoundSheet:
    """What was understood of a sheet: the kind it is read as ("" for none), the row of its headings (0 for none), its
    columns, how many rows it holds. `keyed_by` says in French by what its rows are recognised. `also` are the other
    kinds that its rows bring (the objectives of group rows, the statuses beside activities).
    """

    sheet: str
    kind: str
    header: int = 0
    columns: tuple[FoundColumn, ...] = ()
    rows: int = 0
    keyed_by: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class WrittenObject:
    """An object that a run wrote: « app.model », its key, whether it was created, what its columns held before.

    `before` holds database values by attribute (« department_id ») and lists of keys for sets of objects. Undoing the
    import gives them back. `where` is the row that wrote it.
    """

    model: str
    pk: Any
    created: bool
    before: Mapping[str, Any]
    where: Where


@dataclass
class ImportReport:
    """All that a run says. `applied` tells whether anything was written: never when there is a fault, unless only the
    correct rows were asked for. `accepted`: readings that were not sure were all taken for right. `sheets` says what
    was understood of the file, `written` what was written."""

    file: str
    kind: str
    operation: UUID
    applied: bool = False
    accepted: bool = False
    sheets: list[FoundSheet] = field(default_factory=list)
    written: list[WrittenObject] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def count(self, effect: Effect, kind: str = "") -> int:
        """How many rows have this effect, of one kind or of all."""
        return sum(row.effect == effect and kind in ("", row.kind) for row in self.outcomes)

    @property
    def created(self) -> int:
        return self.count(Effect.CREATED)

    @property
    def changed(self) -> int:
        return self.count(Effect.CHANGED)

    @property
    def unchanged(self) -> int:
        return self.count(Effect.UNCHANGED)

    @property
    def refused(self) -> int:
        return self.count(Effect.REFUSED)

    @property
    def changes_nothing(self) -> bool:
        """Whether there is nothing to write and nothing to say against the file."""
        asked = self.questions and not self.accepted
        return not (self.created or self.changed or self.faults or asked)
