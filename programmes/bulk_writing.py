"""Writing rows by the thousand: COPY on PostgreSQL, one prepared statement on SQLite.

Django's `bulk_create` compiles a statement for every few dozen rows and passes each value through an expression: it
takes five times as long. What is written here was checked before by whoever calls, and is checked by the database.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, JSONField, Model
from psycopg2.extras import execute_values

Row = tuple[Any, ...]

BLOCK = 500  # keys reserved at once
# What a block of COPY would take for a sign of its own.
SPECIAL = re.compile(r"[\\\t\n\r]")
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Table:
    """Rows of one model waiting to be written; `columns` are names of fields of the model.

    Rows are tuples of numbers, texts and None; dates and moments are text as both databases read and store it.
    """

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


def insert(instances: Sequence[Model], *, with_keys: bool = True) -> None:
    """Add instances of one model, checked beforehand; `save` is not called, nor any signal.

    Their keys are given (`Keys`), unless `with_keys` is False: the database then gives them, and they stay unknown.
    Raises IntegrityError or DataError, as the database does, for all of them together.
    """
    if not instances:
        return
    model = type(instances[0])
    fields = [field for field in model._meta.concrete_fields if with_keys or not field.primary_key]
    table = Table(model, *(field.name for field in fields))
    readers = [(field.pre_save, _prepared(field)) for field in fields]
    table.rows = [tuple([prepare(held(one, True)) for held, prepare in readers]) for one in instances]  # noqa: FBT003
    table.write()
    for one in instances:
        one._state.adding, one._state.db = False, connection.alias


def update(model: type[Model], names: Sequence[str], rows: Sequence[Row]) -> None:
    """Write columns of rows that exist: each row is the key, then the values of the fields named."""
    if not rows:
        return
    fields = [model._meta.pk, *(model._meta.get_field(name) for name in names)]
    prepared = [_prepared(field) for field in fields]
    values = [tuple([prepare(value) for prepare, value in zip(prepared, row, strict=True)]) for row in rows]
    quote = connection.ops.quote_name
    table, key, *columns = map(quote, (model._meta.db_table, *(field.column for field in fields)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names_of_values = ", ".join([key, *columns])
            given = ", ".join(f"{column} = given.{column}" for column in columns)
            template = (
                "("
                + ", ".join(
                    f"%s::{field.rel_db_type(connection) if field.primary_key else field.db_type(connection)}"
                    for field in fields
                )
                + ")"
            )
            statement = (
                f"UPDATE {table} SET {given} FROM (VALUES %s) AS given ({names_of_values})"  # noqa: S608
                f" WHERE {table}.{key} = given.{key}"
            )
            with connection.wrap_database_errors:
                execute_values(cursor.cursor, statement, values, template=template, page_size=500)
        else:
            given = ", ".join(f"{column} = %s" for column in columns)
            statement = f"UPDATE {table} SET {given} WHERE {key} = %s"  # noqa: S608
            cursor.executemany(statement, [(*rest, pk) for pk, *rest in values])


class Keys:
    """Primary keys reserved ahead of the rows, so that these can refer to one another before they are written.

    Only within a transaction; on SQLite, which has one writer at a time, nothing else may add rows to the table
    between the first key taken and the rows written.
    """

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self._free: list[int] = []
        self._next: int | None = None

    def take(self) -> int:
        """The next key."""
        if connection.vendor == "postgresql":
            if not self._free:
                self._free = _reserved(self.model)[::-1]
            return self._free.pop()
        if self._next is None:
            self._next = _never_used(self.model)
        key, self._next = self._next, self._next + 1
        return key


def _never_used(model: type[Model]) -> int:
    """On SQLite: a key that no row bears nor bore, since the audit trail still names what was deleted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = cursor.fetchone()
    return max(last[0] + 1 if last else 1, next_key(model))


def _reserved(model: type[Model]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, BLOCK],
        )
        return [key for (key,) in cursor.fetchall()]


def _prepared(field: Field) -> Callable[[Any], Any]:
    """What makes a value of a field one of the database; plain texts and numbers pass as they are."""
    if isinstance(field, JSONField):
        return lambda value: None if value is None else json.dumps(value, cls=field.encoder)
    if getattr(field, "target_field", field).get_internal_type() in _PLAIN:
        return lambda value: value
    return lambda value: None if value is None else field.get_db_prep_save(value, connection)


_PLAIN = {
    "AutoField", "BigAutoField", "BigIntegerField", "BooleanField", "CharField", "IntegerField",
    "PositiveIntegerField", "PositiveSmallIntegerField", "SlugField", "SmallIntegerField", "TextField",
}  # fmt: skip


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


def refresh_statistics() -> None:
    """Tell the database how large its tables have become, so that it chooses its indexes well.

    On SQLite a migration that makes a table anew leaves it without any: a page may then take a second instead of ten
    milliseconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def after_keys_given(models: Iterable[type[Model]]) -> None:
    """Move the counters of keys past those that were given; SQLite does so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
