"""How the database is told that much is being written."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


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
