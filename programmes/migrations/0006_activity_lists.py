"""Indexes that lists of activities are counted by; three keys lose an index that a longer one now begins with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0005_tallies"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="activity", name="activity_status_due"),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["status", "planned_end", "plan"], name="activity_status_due"),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["department", "status", "sector"], name="activity_department_list"),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["sector", "status", "planned_end", "plan"], name="activity_sector_list"
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="plan",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="programmes.actionplan",
                verbose_name="plan",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="department",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="programmes.department",
                verbose_name="structure responsable",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="sector",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="programmes.sector",
                verbose_name="domaine",
            ),
        ),
    ]
