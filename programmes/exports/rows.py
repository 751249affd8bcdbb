"""Rows of the database as the cells of a file: some thousands at a time, and as many queries for one row as for each
thousand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from programmes.exports.cells import Cell
from programmes.exports.columns import Loader, Taken

ROWS_AT_A_TIME = 1000

Take = Callable[[Sequence[Any]], Cell]


class _Loaded:
    """The cells of a column that is loaded apart, for the rows at hand."""

    def __init__(self, load: Loader) -> None:
        self.load = load
        self.cells: Mapping[int, Cell] = {}

    def turn_to(self, keys: list[int]) -> None:
        """Load those of these rows."""
        self.cells = self.load(keys)

    def take(self, row: Sequence[Any]) -> Cell:
        """The cell of a row, whose first value is its primary key."""
        return self.cells.get(row[0])


def rows_of(queryset: QuerySet, columns: Sequence[Taken]) -> Iterator[list[Cell]]:
    """The cells of each row, in the order of the queryset."""
    places = {path: place for place, path in enumerate(dict.fromkeys(_paths(columns)))}
    loaded = [_Loaded(column.load) if column.load else None for column in columns]
    takes = [
        apart.take if apart else _take(column, places) for column, apart in zip(columns, loaded, strict=True)
    ]
    found = iter(queryset.values_list(*places).iterator(chunk_size=ROWS_AT_A_TIME))
    while chunk := list(islice(found, ROWS_AT_A_TIME)):
        keys = [row[0] for row in chunk]
        for apart in filter(None, loaded):
            apart.turn_to(keys)
        for row in chunk:
            yield [take(row) for take in takes]


def _paths(columns: Sequence[Taken]) -> Iterator[str]:
    yield "pk"
    for column in columns:
        yield from column.paths


def _take(column: Taken, places: dict[str, int]) -> Take:
    """What makes the cell of a column from a row: the fewest calls, there are a hundred thousand rows."""
    indexes = [places[path] for path in column.paths]
    make = column.make
    if make is None:
        return itemgetter(*indexes)
    if len(indexes) == 1:
        [only] = indexes
        return lambda row: make(row[only])
    several = itemgetter(*indexes)
    return lambda row: make(*several(row))
