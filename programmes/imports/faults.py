"""What is said about a file: faults, questions, notices, and what each row would do. Pure: no Django.

Messages are in French and say what to do.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from programmes.formats import typeset
from programmes.imports.readings import CellFault


class UnreadableFileError(ValueError):
    """The file cannot be read as a spreadsheet; the message says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(typeset(message))


class NotFoundFault(CellFault):
    """A name that no object of `kind` bears: it may be one that a later row brings."""

    def __init__(self, kind: str, expected: str, found: object) -> None:
        super().__init__(expected, found)
        self.kind = kind


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
class Fault:
    """Something that keeps the file from being imported: where, the value found, and what is expected."""

    where: Where
    value: str
    message: str


@dataclass(frozen=True)
class Question:
    """A cell that was read, not surely: nothing is written until a person has accepted the reading."""

    where: Where
    value: str
    message: str


@dataclass(frozen=True)
class Change:
    """One column of a stored object: what it holds, and what the file says."""

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


@dataclass
class ImportReport:
    """All that a run says. `applied` tells whether anything was written: never when there is a fault."""

    file: str
    kind: str
    operation: UUID
    applied: bool = False
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
        return not (self.created or self.changed or self.faults or self.questions)
