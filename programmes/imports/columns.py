"""Columns as data: what a kind of sheet holds, one line a column. Pure: no Django, no file.

The same lines serve the reader, the template to download, the export and the documentation.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from programmes.imports.readings import Reading


class Scope(Protocol):
    """What a cell may need to know besides itself: the values already read on its row, and what names mean."""

    row: dict[str, Any]

    def find(self, kind: str, text: str, within: Mapping[str, Any]) -> Reading[Any]:
        """The object of that kind that the text names, within what the row says. Raises CellFault."""

    def names(self, kind: str) -> Collection[str]:
        """All names of that kind: a list in one cell is not cut inside a name."""

    def places(self, text: str, level: str | None = None) -> Reading[tuple[Any, ...]]:
        """The places that the text names; `level` is what a bare name is taken for. Raises CellFault."""


def alone(name: str, value: Any) -> dict[str, Any]:
    """The usual spread: one column, one field."""
    return {name: value}


@dataclass(frozen=True)
class CellType:
    """How the cells of a column are read and stored.

    `wording` says to people what stands there. `read` gives a Reading or raises CellFault. `spread` gives the fields
    of a value (None for an empty cell): a partial date fills two. `many` values are tuples of objects. `depends_on`
    names what the reading takes from the row besides the cell: the same again is not read again.
    """

    wording: str
    read: Callable[[object, Scope], Reading[Any]]
    spread: Callable[[str, Any], dict[str, Any]] = alone
    many: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str = ""
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column: its field, the headings it is known by (the first is the one of templates), how it is read."""

    name: str
    headings: tuple[str, ...]
    parse: CellType
    required: bool = False
    example: str = ""
    help: str = ""

    @property
    def heading(self) -> str:
        """The heading of templates, exports and messages."""
        return self.headings[0]


@dataclass(frozen=True)
class Grid:
    """Columns of ticks that say one thing together: the quarters of a calendar.

    `names` are those of the columns, in their order. `read` takes which of them are ticked, the values of the row
    that `depends_on` names and the year that the headings give (None for none), and gives a Reading; `spread` gives
    the fields of its value. `contradicts` says whether these and those of other columns cannot both be true.
    """

    names: tuple[str, ...]
    read: Callable[[Sequence[bool], Mapping[str, Any], int | None], Reading[Any]]
    spread: Callable[[Any], dict[str, Any]]
    depends_on: tuple[str, ...] = ()
    contradicts: Callable[[Mapping[str, Any], Mapping[str, Any]], bool] = lambda _one, _other: False


@dataclass(frozen=True)
class Parent:
    """The object that the first columns of a row name together: the diagnosis of a line, the measurement of a part.

    `field` is the field that holds it, `kind` the kind whose key names it; `create` says whether a row may bring it
    into being.
    """

    field: str
    kind: str
    create: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of sheet: its word (command line, addresses, sheet name), its columns, and what makes a row the same.

    `model` is « app.Model ». `key` names the fields that identify a row, compared with what is stored; those of a
    row that are empty count too. `loaded_by` are the paths by which stored rows are fetched together (a plan, a
    programme): the last part of each is a column; none means the whole table. `ranked_in` names the fields within
    which rows keep their order in « position » when no column gives it.
    """

    word: str
    title: str
    model: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    parent: Parent | None = None
    loaded_by: tuple[str, ...] = ()
    ranked_in: tuple[str, ...] = ()
    note: str = ""
    read_only: tuple[Column, ...] = ()
    grids: tuple[Grid, ...] = ()
    groups: str = ""
    beside: str = ""
    beside_columns: tuple[Column, ...] = ()

    @property
    def readable(self) -> tuple[Column, ...]:
        """All its own columns that a sheet may have, in the order in which a row is read."""
        return (*self.columns, *self.read_only)

    @property
    def recognised(self) -> tuple[Column, ...]:
        """All the columns that a sheet of this kind may have, those of the kind beside it too."""
        return (*self.readable, *self.beside_columns)

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.recognised:
            if column.name == name:
                return column
        raise KeyError(name)
