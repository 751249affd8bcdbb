"""The outlines of places, once an administrator has loaded them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communes", "0001_territory"),
    ]

    operations = [
        migrations.CreateModel(
            name="Boundary",
            fields=[
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="boundary",
                        serialize=False,
                        to="communes.place",
                        verbose_name="lieu",
                    ),
                ),
                (
                    "path",
                    models.TextField(
                        help_text="Tracé SVG, en unités du plan des cartes du portail.", verbose_name="tracé"
                    ),
                ),
                ("left", models.SmallIntegerField(verbose_name="bord ouest")),
                ("top", models.SmallIntegerField(verbose_name="bord nord")),
                ("right", models.SmallIntegerField(verbose_name="bord est")),
                ("bottom", models.SmallIntegerField(verbose_name="bord sud")),
                ("source", models.CharField(max_length=200, verbose_name="fichier d’origine")),
                ("loaded_at", models.DateTimeField(auto_now=True, verbose_name="chargé le")),
            ],
            options={
                "verbose_name": "contour d’un lieu",
                "verbose_name_plural": "contours des lieux",
                "ordering": ("place",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("path", ""), _negated=True),
                        name="communes_boundary_drawn",
                        violation_error_message="Un contour a un tracé.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left__lte", models.F("right")), ("top__lte", models.F("bottom"))
                        ),
                        name="communes_boundary_box_ordered",
                        violation_error_message="Les bords d’un contour vont d’ouest en est et du nord au sud.",
                    ),
                ],
            },
        ),
    ]
