"""Django's `flush`, which empties a whole database, here also of its audit trail."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from accounts import audit_triggers


class Command(flush.Command):
    """Lifts the triggers that keep the audit trail append-only, empties the tables, lays them again."""

    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if audit_triggers.TABLE not in connection.introspection.table_names():
            super().handle(**options)
            return
        audit_triggers.lift(connection)
        try:
            super().handle(**options)
        finally:
            audit_triggers.lay(connection)
