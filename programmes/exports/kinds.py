"""A kind as a sheet: which rows, in which order, with which columns; and a workbook of all of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from programmes.exports.cells import Cell, OutSheet
from programmes.exports.columns import Reader, Taken, columns_of, path_of
from programmes.exports.rows import rows_of
from programmes.imports.columns import Kind
from programmes.imports.kinds import KINDS, ORDER
from programmes.imports.lookups import model_of

STATUS = "status"
# What an export of one kind may be narrowed to: an object named by its code, in the column of that name.
NARROWED_BY = ("plan", "programme", "workshop")


def sheet_of(
    word: str, reader: Reader, *, queryset: QuerySet | None = None, beside: Sequence[Taken] = ()
) -> OutSheet:
    """The sheet of a kind: all that the reader may see, or the rows of a queryset in its own order.

    `beside` are columns for information, after those of the kind.
    """
    kind = KINDS[word]
    columns = (*columns_of(kind, reader), *beside)
    rows = ordered(kind, reader.rows(model_of(kind))) if queryset is None else queryset
    written = rows_of(rows, columns)
    if word == STATUS:
        written = _once(kind, columns, written)
    return OutSheet(word, kind.title, tuple(column.column for column in columns), written)


def sheets_of(reader: Reader, narrowed: Mapping[str, str] | None = None) -> Iterator[OutSheet]:
    """Every kind, a sheet each, in the order in which a workbook is loaded."""
    for kind in ORDER:
        yield sheet_of(kind.word, reader, queryset=narrow(kind, reader, narrowed or {}))


def ordered(kind: Kind, rows: QuerySet) -> QuerySet:
    """In the order of the sheets people write: by plan, programme or workshop, then by rank or code."""
    if kind.word == STATUS:
        rows = rows.counting()
    fields = {field.name for field in rows.model._meta.fields}
    own = [name for name in ("position", "code", "effective_date") if name in fields]
    return rows.order_by(*(f"{path}__code" for path in kind.loaded_by), *_first(kind, own), "pk")


def _first(kind: Kind, own: list[str]) -> list[str]:
    if kind.word == STATUS:
        return ["activity__position", "activity_id", *own]
    return ["-year", *own] if kind.word == "plans" else own


def can_narrow(kind: Kind, name: str) -> bool:
    """Whether the rows of a kind belong to a plan, a programme or a workshop."""
    return kind.word == f"{name}s" or bool(path_of(kind, name))


def narrow(kind: Kind, reader: Reader, narrowed: Mapping[str, str]) -> QuerySet:
    """The rows of a kind that belong to what is named; kinds that belong to none are left out of a narrowed export."""
    rows = ordered(kind, reader.rows(model_of(kind)))
    for name, code in narrowed.items():
        if not can_narrow(kind, name):
            return rows.none()
        path = "code" if kind.word == f"{name}s" else f"{path_of(kind, name)}__code"
        rows = rows.filter(**{f"{path}__iexact": code})
    return rows


def _once(kind: Kind, columns: Sequence[Taken], rows: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
    """Each statement about an activity once: the same one made twice is one line of a sheet."""
    names = [column.column.heading for column in columns]
    places = [names.index(kind.column(name).heading) for name in ("plan", *kind.key)]
    last: Any = None
    seen: set[tuple[Cell, ...]] = set()
    for row in rows:
        key = tuple(row[place] for place in places)
        if key[:2] != last:
            seen, last = set(), key[:2]
        if key not in seen:
            seen.add(key)
            yield row
