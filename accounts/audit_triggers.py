"""The audit trail is append-only in the database too: triggers refuse to change or remove its rows.

Only the link to the author's account may be emptied, which is what happens when that account is removed.
A migration that rebuilds the table (SQLite does so for most changes of columns) loses the triggers: it
must end by calling `lay` again, and `tests/accounts/test_audit.py` fails if it does not.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "accounts_auditevent"
MESSAGE = "Le journal des opérations ne se modifie pas et ne s’efface pas."

_FIXED_COLUMNS = (
    '"id", "operation", "at", "actor_text", "action", "target_type", "target_id", "target_text", '
    '"before", "after"'
)

# Name of each trigger, the event it stands before, and its condition.
_TRIGGERS = (
    ("accounts_audit_no_change", f"UPDATE OF {_FIXED_COLUMNS}", ""),
    ("accounts_audit_no_other_author", 'UPDATE OF "actor_id"', 'NEW."actor_id" IS NOT NULL'),
    ("accounts_audit_no_removal", "DELETE", ""),
)

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION accounts_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def lay(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the table, in place of those it may already have."""
    lift(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for name, event, condition in _TRIGGERS:
            cursor.execute(_trigger(connection.vendor, name, event, condition))


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off the table: only for emptying a whole database, or undoing the migration."""
    with connection.cursor() as cursor:
        for name, _, _ in _TRIGGERS:
            place = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS accounts_audit_refuse()")


def _trigger(vendor: str, name: str, event: str, condition: str) -> str:
    """The statement that creates one trigger, in the words of SQLite or PostgreSQL."""
    head = f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} FOR EACH ROW"
    when = f" WHEN ({condition})" if condition else ""
    if vendor == "postgresql":
        return f"{head}{when} EXECUTE FUNCTION accounts_audit_refuse()"
    return f"{head}{when} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
