"""Writing rows by the hundred thousand: COPY on PostgreSQL, one prepared statement on SQLite.

Rows are tuples of numbers, texts and None; dates and moments are text as both databases read and store it.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

Row = tuple[Any, ...]

# What a block of COPY would take for a sign of its own.
SPECIAL = re.compile(r"[\\\t\n\r]")
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Table:
    """Rows of one model waiting to be written; `columns` are names of fields of the model."""

    def __init__(self, model: type[Model], *columns: str) -> None:
        self.model = model
        self.columns = tuple(model._meta.get_field(name).column for name in columns)
        self.rows: list[Row] = []

    def write(self) -> None:
        """Write the rows that wait, and forget them."""
        if not self.rows:
            return
        table = connection.ops.quote_name(self.model._meta.db_table)
        names = ", ".join(connection.ops.quote_name(column) for column in self.columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with connection.wrap_database_errors:
                    cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", _block(self.rows))
            else:
                marks = ", ".join(["%s"] * len(self.columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", self.rows)  # noqa: S608
        self.rows = []


def _block(rows: Iterable[Row]) -> StringIO:
    return StringIO("".join(f"{_line(row)}\n" for row in rows))


def _line(row: Row) -> str:
    return "\t".join(["\\N" if cell is None else _text(cell) for cell in row])


def _text(cell: Any) -> str:
    text = str(cell)
    return text.translate(ESCAPED) if SPECIAL.search(text) else text


def next_key(model: type[Model]) -> int:
    """The first key that is free, for rows whose keys are given beforehand."""
    last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return (last or 0) + 1


def check_references() -> None:
    """Let PostgreSQL check now what it would keep in memory until the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def after_keys_given(models: Iterable[type[Model]]) -> None:
    """Move the counters of keys past those that were given; SQLite does so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


@contextmanager
def large_cache() -> Iterator[None]:
    """While much is written, SQLite keeps its indexes in memory (half a gigabyte at most)."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute("PRAGMA cache_size = -500000")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {int(usual)}")


def refresh_statistics() -> None:
    """Tell the database how large its tables have become, so that it chooses its indexes well."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
