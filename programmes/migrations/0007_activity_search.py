"""What searches of activities read: an index of the groups of three letters of their text.

PostgreSQL: a GIN index, where the extension pg_trgm may be created (docs/installation.md says what to do otherwise).
SQLite: a full-text table that holds no text of its own, kept in step by three triggers. Where neither can be had nothing
is made: searches then read every title, more slowly, and find the same.

On SQLite, a later migration that rebuilds the table of activities loses the triggers: it ends with `restore_triggers`
of `programmes.search_index`, and a test fails without them.
"""

import sys

from django.db import migrations

from programmes.search_index import create_index, drop_index


def forwards(apps, schema_editor):
    if not create_index(schema_editor.connection):
        sys.stderr.write(
            "\nLa recherche des activités se passera de son index : voir « Recherche » dans docs/installation.md.\n"
        )


def backwards(apps, schema_editor):
    drop_index(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0006_activity_lists"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
