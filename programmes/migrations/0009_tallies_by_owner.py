"""The kept counts tell the plans of structures from those of programmes; `manage.py rebuild_tallies` fills them."""

from django.db import migrations, models

OWNERS = [("department", "plans des structures"), ("programme", "plans des programmes")]
KEYS = {
    "tally": ("year", "dimension", "key", "currency"),
    "daytally": ("year", "dimension", "clock", "key", "day"),
}
MESSAGES = {
    "tally": "Ce groupe a déjà son compte.",
    "daytally": "Ce groupe a déjà son compte de ce jour.",
}


def empty(apps, schema_editor):
    """What was counted under no owner cannot be told apart any more."""
    for name in KEYS:
        apps.get_model("programmes", name).objects.all().delete()


def of(name):
    """The steps for one of the two tables."""
    unique = models.UniqueConstraint(
        fields=("owner", *KEYS[name]), name=f"{name}_unique", violation_error_message=MESSAGES[name]
    )
    owner = models.CharField("plans", max_length=10, choices=OWNERS)
    return [
        migrations.RemoveConstraint(model_name=name, name=f"{name}_unique"),
        migrations.AddField(
            model_name=name,
            name="owner",
            field=models.CharField("plans", max_length=10, choices=OWNERS, default="department"),
        ),
        migrations.AlterField(model_name=name, name="owner", field=owner),
        migrations.AddConstraint(model_name=name, constraint=unique),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0008_activity_exceptions"),
    ]

    operations = [
        migrations.RunPython(empty, migrations.RunPython.noop),
        *of("tally"),
        *of("daytally"),
        migrations.AlterModelOptions(
            name="tally",
            options={
                "ordering": ("owner", "year", "dimension", "key", "currency"),
                "verbose_name": "compte tenu à jour",
                "verbose_name_plural": "comptes tenus à jour",
            },
        ),
        migrations.AlterModelOptions(
            name="daytally",
            options={
                "ordering": ("owner", "year", "dimension", "clock", "key", "day"),
                "verbose_name": "compte par jour",
                "verbose_name_plural": "comptes par jour",
            },
        ),
    ]
