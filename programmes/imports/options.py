"""What a person has settled about a file: which sheet is what, which column is which, the answers to its questions.

Pure: no Django. `to_data` and `from_data` are the form in which it is kept, remembered, and read from the file that
`manage.py import --mapping` takes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from communes.text import normalise

IGNORED = ""


@dataclass(frozen=True)
class SheetMapping:
    """How one sheet is read. `kind` "" leaves the sheet out; `header` is the number of the last row of headings, 0 when
    it is to be found; `columns` gives the name of a column of the kind by letter, "" for one to ignore. Letters that
    it does not name are read as their heading says.
    """

    sheet: str
    kind: str
    header: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)


class Act(StrEnum):
    """What a person decided about a cell or a name."""

    ACCEPT = "accept"  # the reading proposed is right
    REPLACE = "replace"  # read this text instead
    CHOOSE = "choose"  # the name is that object (its primary key); it becomes a known spelling
    EMPTY = "empty"  # leave it empty


@dataclass(frozen=True)
class Answer:
    """The decision, and the text or the key that goes with it.

    `about` says in French what was decided, for whoever comes back to it: once it is answered, the question is no
    longer in the report. It decides nothing.
    """

    act: Act
    value: str = ""
    about: str = ""


@dataclass(frozen=True)
class ImportOptions:
    """Everything settled about a file.

    `given` are texts for every row, by name of column, as if each row had the cell (the plan of a canevas, the date of
    its statuses); a cell of the row that says something wins. `new_plan` describes, by columns of the kind « plans »,
    a plan that the file brings. `answers` are by the key of their question; those `forgotten` were taken back, and are
    not remembered from an earlier import either. `accept` takes every reading that was not sure for right;
    `only_correct` writes the rows without fault and leaves the others.
    """

    sheets: tuple[SheetMapping, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    new_plan: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    forgotten: tuple[str, ...] = ()
    accept: bool = False
    only_correct: bool = False

    def of_sheet(self, name: str) -> SheetMapping | None:
        """What was settled about a sheet, None when nothing was."""
        return next((one for one in self.sheets if one.sheet == name), None)

    def without_answer(self, key: str) -> Self:
        """The same, with one question to be asked again."""
        left = {one: said for one, said in self.answers.items() if one != key}
        return replace(self, answers=left, forgotten=(*self.forgotten, key)) if key in self.answers else self

    def to_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "sheets": [
                {"sheet": one.sheet, "kind": one.kind, "header": one.header, "columns": dict(one.columns)}
                for one in self.sheets
            ],
            "given": dict(self.given),
            "new_plan": dict(self.new_plan),
            "answers": {
                key: {"act": one.act.value, "value": one.value, "about": one.about}
                for key, one in self.answers.items()
            },
            "forgotten": list(self.forgotten),
            "accept": self.accept,
            "only_correct": self.only_correct,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """From what `to_data` gave; what is missing has its default. Raises ValueError, in French."""
        try:
            return cls(
                sheets=tuple(_sheet(one) for one in data.get("sheets", ())),
                given=_texts(data.get("given", {})),
                new_plan=_texts(data.get("new_plan", {})),
                answers={
                    str(key): Answer(Act(one["act"]), str(one.get("value", "")), str(one.get("about", "")))
                    for key, one in data.get("answers", {}).items()
                },
                forgotten=tuple(map(str, data.get("forgotten", ()))),
                accept=bool(data.get("accept", False)),
                only_correct=bool(data.get("only_correct", False)),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError("les réglages de lecture ne sont pas ceux que donne le portail") from error


def _sheet(data: Mapping[str, Any]) -> SheetMapping:
    return SheetMapping(
        str(data["sheet"]),
        str(data.get("kind", "")),
        int(data.get("header", 0)),
        _texts(data.get("columns", {})),
    )


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in data.items()}


def reading_key(kind: str, column: str, text: str) -> str:
    """The key of the question about a cell: the same text in the same column of the same kind is asked once."""
    return _key("cell", kind, column, text.strip())


def name_key(refers_to: str, text: str) -> str:
    """The key of the question « which object is this name? », wherever in the file the name stands."""
    return _key("name", refers_to, normalise(text) or text.strip())


def _key(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]
