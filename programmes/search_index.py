"""The index of the text of activities, by groups of three letters: made by a migration, read by searches.

PostgreSQL reads its own without being asked. SQLite has a full-text table beside the activities, kept in step by
triggers whatever writes the rows, and searches ask it which activities to look at (`candidates`).
"""

from math import isqrt

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Func, Value

TABLE = "programmes_activity_search"
GIN = "activity_search_trigrams"

#: Shorter words have no group of three letters.
SHORTEST = 3

# Without the places of the groups in a text, which would cost an import a third more: each title is read after all.
_FULL_TEXT = f"""CREATE VIRTUAL TABLE {TABLE} USING fts5(
    search, content='programmes_activity', content_rowid='id',
    tokenize='trigram case_sensitive 1', detail=none, columnsize=0)"""
_REBUILD = f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')"  # noqa: S608 (our own name)
_ADD = f"INSERT INTO {TABLE}(rowid, search) VALUES (new.id, new.search);"  # noqa: S608
_REMOVE = f"INSERT INTO {TABLE}({TABLE}, rowid, search) VALUES ('delete', old.id, old.search);"  # noqa: S608
_TRIGGERS = {
    f"{TABLE}_added": f"AFTER INSERT ON programmes_activity BEGIN {_ADD} END",
    f"{TABLE}_removed": f"AFTER DELETE ON programmes_activity BEGIN {_REMOVE} END",
    f"{TABLE}_changed": (
        "AFTER UPDATE OF id, search ON programmes_activity"
        f" WHEN old.search <> new.search OR old.id <> new.id BEGIN {_REMOVE} {_ADD} END"
    ),
}
# Few entries wait to be sorted in, for a search reads them all.
_TRIGRAMS = f"""CREATE INDEX IF NOT EXISTS {GIN} ON programmes_activity
    USING gin (search gin_trgm_ops) WITH (gin_pending_list_limit = 256)"""


def create_index(database: BaseDatabaseWrapper) -> bool:
    """Make the index, filled; False where the database cannot have it."""
    statements = (
        ("CREATE EXTENSION IF NOT EXISTS pg_trgm", _TRIGRAMS)
        if database.vendor == "postgresql"
        else (_FULL_TEXT,)
    )
    try:
        with transaction.atomic(using=database.alias), database.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    except DatabaseError:
        return False
    restore_triggers(database)
    return True


def restore_triggers(database: BaseDatabaseWrapper) -> None:
    """On SQLite, where there is an index: fill it anew, and put back what keeps it in step with the activities.

    For migrations that rebuild the table of activities, whose triggers go with the old one.
    """
    if database.vendor != "sqlite" or not has_full_text(database):
        return
    with database.cursor() as cursor:
        for name, body in _TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {body}")
        cursor.execute(_REBUILD)


def drop_index(database: BaseDatabaseWrapper) -> None:
    """Take the index away; the extension of PostgreSQL stays, others may use it."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(f"DROP INDEX IF EXISTS {GIN}")
            return
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


def has_full_text(database: BaseDatabaseWrapper) -> bool:
    """Whether this SQLite database has its table."""
    with database.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = %s", [TABLE])
        return cursor.fetchone() is not None


#: So many keys are given as they are.
MOST_KEYS = 500


class Candidates(Func):
    """The keys of the activities whose text holds some words, as SQLite's index knows them; used as `pk__in=`."""

    template = f"(SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %(expressions)s)"  # noqa: S608
    output_field = BigIntegerField()


def candidates(words: list[str]) -> Candidates | list[int] | None:
    """What to look among for all these words: keys, or where they stand; None where the index would not help.

    Each holds all their groups of letters, perhaps in another order.

    It does not where the words are short, on PostgreSQL, which sees to it, and where so many activities hold them that
    reading titles one after the other finds enough of them sooner.
    """
    long = [word for word in words if len(word) >= SHORTEST]
    if not long or connection.vendor != "sqlite" or not has_full_text(connection):
        return None
    groups = dict.fromkeys(
        word[at : at + SHORTEST] for word in long for at in range(len(word) - SHORTEST + 1)
    )
    asked = " AND ".join(f'"{group}"' for group in groups)
    found = _asked(asked, "rowid", MOST_KEYS + 1)
    if len(found) <= MOST_KEYS:
        return [key for (key,) in found]
    most = _most()
    return Candidates(Value(asked)) if len(_asked(asked, "1", most + 1)) <= most else None


def _asked(words: str, column: str, most: int) -> list[tuple[int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {TABLE} WHERE {TABLE} MATCH %s LIMIT %s",  # noqa: S608 (our own names)
            [words, most],
        )
        return cursor.fetchall()


def _most() -> int:
    """How many candidates are worth listing: where it costs what reading titles up to ten thousand finds would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM programmes_activity")
        return isqrt(7_400 * (cursor.fetchone()[0] or 0))
