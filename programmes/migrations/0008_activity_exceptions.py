"""Indexes of the few activities that are out of the ordinary: added to their plan, or costlier than their budget."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0007_activity_search"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["plan"], condition=Q(added_on__isnull=False), name="activity_added"),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["plan"], condition=Q(spent__gt=F("budget")), name="activity_overspent"
            ),
        ),
    ]
