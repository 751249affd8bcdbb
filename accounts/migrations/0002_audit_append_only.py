"""The database itself refuses to change or remove a row of the audit trail."""

from django.db import migrations

from accounts import audit_triggers


def lay(apps, schema_editor):
    audit_triggers.lay(schema_editor.connection)


def lift(apps, schema_editor):
    audit_triggers.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts")]

    operations = [migrations.RunPython(lay, lift)]
