"""The tables of the territory."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        error_messages={"unique": "Cette clé est déjà celle d’un autre lieu."},
                        help_text="Nomme le lieu dans les adresses et les imports\u202f; ne change jamais une fois choisie.",
                        max_length=100,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(-[a-z0-9]+)*$",
                                "Écrivez la clé en minuscules sans accents, chiffres et traits d’union, par exemple commune-bara.",
                            )
                        ],
                        verbose_name="clé",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("region", "Région"), ("cercle", "Cercle"), ("commune", "Commune")],
                        editable=False,
                        max_length=10,
                        verbose_name="niveau",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("region", "Région"),
                            ("district", "District"),
                            ("cercle", "Cercle"),
                            ("commune", "Commune"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                (
                    "search",
                    models.CharField(
                        db_index=True, editable=False, max_length=120, verbose_name="nom pour la recherche"
                    ),
                ),
                (
                    "qualifier",
                    models.CharField(
                        blank=True,
                        help_text="Ce qui le distingue de ses homonymes du même niveau, par exemple «\xa0cercle de Koro\xa0».",
                        max_length=160,
                        verbose_name="précision",
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True, decimal_places=5, max_digits=8, null=True, verbose_name="latitude"
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=5, max_digits=8, null=True, verbose_name="longitude"
                    ),
                ),
                (
                    "population",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Nombre d’habitants\u202f; vide s’il n’est pas connu.",
                        null=True,
                        verbose_name="population",
                    ),
                ),
                (
                    "population_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année du recensement"
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Un lieu supprimé par une loi n’est plus proposé\u202f; ce qui s’y rattache est gardé.",
                        verbose_name="existe aujourd’hui",
                    ),
                ),
                (
                    "cercle",
                    models.ForeignKey(
                        blank=True,
                        help_text="Laissez vide si le cercle d’aujourd’hui n’est pas connu.",
                        limit_choices_to={"level": "cercle"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communes_of_cercle",
                        to="communes.place",
                        verbose_name="cercle",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"level": "region"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places_of_region",
                        to="communes.place",
                        verbose_name="région",
                    ),
                ),
            ],
            options={
                "verbose_name": "lieu",
                "verbose_name_plural": "lieux",
                "ordering": ["search", "level", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "since",
                    models.DateField(
                        blank=True,
                        help_text="Premier jour\u202f; vide s’il n’est pas connu.",
                        null=True,
                        verbose_name="depuis",
                    ),
                ),
                (
                    "since_precision",
                    models.CharField(
                        choices=[("day", "jour"), ("month", "mois"), ("year", "année")],
                        default="day",
                        max_length=5,
                        verbose_name="précision du début",
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="Dernier jour\u202f; vide si en vigueur.",
                        null=True,
                        verbose_name="jusqu’à",
                    ),
                ),
                (
                    "until_precision",
                    models.CharField(
                        choices=[("day", "jour"), ("month", "mois"), ("year", "année")],
                        default="day",
                        max_length=5,
                        verbose_name="précision de la fin",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="Le texte qui le dit, par exemple «\xa0loi de 1999\xa0».",
                        max_length=120,
                        verbose_name="source",
                    ),
                ),
                (
                    "cercle",
                    models.ForeignKey(
                        blank=True,
                        help_text="Laissez vide si le cercle n’est pas connu.",
                        limit_choices_to={"level": "cercle"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_attachments",
                        to="communes.place",
                        verbose_name="cercle",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        limit_choices_to={"level": "commune"},
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="communes.place",
                        verbose_name="commune",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        limit_choices_to={"level": "region"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="communes.place",
                        verbose_name="région",
                    ),
                ),
            ],
            options={
                "verbose_name": "rattachement",
                "verbose_name_plural": "rattachements",
                "ordering": ["commune", models.OrderBy(models.F("since"), nulls_first=True), "pk"],
            },
        ),
        migrations.CreateModel(
            name="Cercle",
            fields=[],
            options={
                "verbose_name": "cercle",
                "verbose_name_plural": "cercles",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("communes.place",),
        ),
        migrations.CreateModel(
            name="Commune",
            fields=[],
            options={
                "verbose_name": "commune",
                "verbose_name_plural": "communes",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("communes.place",),
        ),
        migrations.CreateModel(
            name="Region",
            fields=[],
            options={
                "verbose_name": "région",
                "verbose_name_plural": "régions",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("communes.place",),
        ),
        migrations.CreateModel(
            name="PlaceAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "written",
                    models.CharField(
                        help_text="Telle qu’elle a été rencontrée.", max_length=160, verbose_name="graphie"
                    ),
                ),
                (
                    "search",
                    models.CharField(
                        db_index=True,
                        editable=False,
                        max_length=160,
                        verbose_name="graphie pour la recherche",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("region", "Région"), ("cercle", "Cercle"), ("commune", "Commune")],
                        editable=False,
                        max_length=10,
                        verbose_name="niveau",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("reference", "Liste de référence"),
                            ("import", "Import d’un tableau"),
                            ("person", "Saisie d’une personne"),
                        ],
                        default="person",
                        max_length=10,
                        verbose_name="origine",
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="confirmée le"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmée par",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="communes.place",
                        verbose_name="lieu",
                    ),
                ),
                (
                    "within",
                    models.ForeignKey(
                        blank=True,
                        help_text="La région ou le cercle où cette graphie vaut\u202f; vide si elle vaut partout.",
                        limit_choices_to=models.Q(("level", "commune"), _negated=True),
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="communes.place",
                        verbose_name="seulement dans",
                    ),
                ),
            ],
            options={
                "verbose_name": "autre graphie",
                "verbose_name_plural": "autres graphies",
                "ordering": ["search", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlaceCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.CharField(
                        choices=[
                            ("loi-2023-007", "Loi nº 2023-007 (collectivités territoriales)"),
                            ("ocha-2019", "OCHA, depuis 2019"),
                            ("ocha-2015", "OCHA, 2015"),
                            ("iso-3166-2", "ISO 3166-2"),
                        ],
                        max_length=20,
                        verbose_name="numérotation",
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="communes.place",
                        verbose_name="lieu",
                    ),
                ),
            ],
            options={
                "verbose_name": "code",
                "verbose_name_plural": "codes",
                "ordering": ["version", "code"],
            },
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["region", "district"]), ("level", "region")),
                    models.Q(("kind", "cercle"), ("level", "cercle")),
                    models.Q(("kind", "commune"), ("level", "commune")),
                    _connector="OR",
                ),
                name="communes_place_kind_fits_level",
                violation_error_message="Le niveau et la nature du lieu ne vont pas ensemble.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "region"), _negated=True),
                    models.Q(("cercle__isnull", True), ("region__isnull", True)),
                    _connector="OR",
                ),
                name="communes_place_region_has_no_parent",
                violation_error_message="Une région n’appartient ni à une région ni à un cercle\xa0: videz ces deux champs.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "cercle"), _negated=True),
                    models.Q(("cercle__isnull", True), ("region__isnull", False)),
                    _connector="OR",
                ),
                name="communes_place_cercle_has_region",
                violation_error_message="Un cercle appartient à une région et à aucun autre cercle.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "commune"), _negated=True), ("region__isnull", False), _connector="OR"
                ),
                name="communes_place_commune_has_region",
                violation_error_message="Indiquez la région de la commune.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("key", ""), _negated=True),
                    models.Q(("name", ""), _negated=True),
                    models.Q(("search", ""), _negated=True),
                ),
                name="communes_place_name_given",
                violation_error_message="Indiquez la clé et le nom du lieu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (Decimal("10"), Decimal("25.1"))),
                        ("longitude__isnull", False),
                        ("longitude__range", (Decimal("-12.5"), Decimal("4.5"))),
                    ),
                    _connector="OR",
                ),
                name="communes_place_coordinates_in_mali",
                violation_error_message="Donnez la latitude (10 à 25,1) et la longitude (−12,5 à 4,5) d’un point du Mali, ou ni l’une ni l’autre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("population__isnull", True), ("population_year__isnull", True)),
                    models.Q(
                        ("population__isnull", False),
                        ("population_year__isnull", False),
                        ("population_year__range", (1960, 2100)),
                    ),
                    _connector="OR",
                ),
                name="communes_place_population_has_year",
                violation_error_message="Donnez la population avec l’année du recensement (1960 ou après), ou ni l’une ni l’autre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                condition=models.Q(("level", "region")),
                fields=("search",),
                name="communes_region_unique",
                violation_error_message="Une région porte déjà ce nom.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                condition=models.Q(("level", "cercle")),
                fields=("region", "search"),
                name="communes_cercle_unique",
                violation_error_message="Un cercle de cette région porte déjà ce nom.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cercle__isnull", False), ("level", "commune")),
                fields=("cercle", "search"),
                name="communes_commune_unique_in_cercle",
                violation_error_message="Une commune de ce cercle porte déjà ce nom.",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cercle__isnull", True), ("level", "commune")),
                fields=("region", "search"),
                name="communes_commune_unique_in_region",
                violation_error_message="Une commune de cette région, sans cercle connu, porte déjà ce nom.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since__isnull", True),
                    ("until__isnull", True),
                    ("until__gte", models.F("since")),
                    _connector="OR",
                ),
                name="communes_attachment_ends_after_start",
                violation_error_message="La fin du rattachement précède son début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since_precision__in", ["day", "month", "year"]),
                    ("until_precision__in", ["day", "month", "year"]),
                ),
                name="communes_attachment_known_precision",
                violation_error_message="Choisissez la précision des dates dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True),
                name="communes_attachment_source_given",
                violation_error_message="Indiquez la source du rattachement.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("commune",),
                name="communes_attachment_one_in_force",
                violation_error_message="Cette commune a déjà un rattachement en vigueur\xa0: donnez sa fin d’abord.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                fields=("commune", "source"),
                name="communes_attachment_one_per_source",
                violation_error_message="Cette commune a déjà un rattachement de cette source.",
            ),
        ),
        migrations.AddConstraint(
            model_name="placealias",
            constraint=models.UniqueConstraint(
                condition=models.Q(("within__isnull", True)),
                fields=("search", "level"),
                name="communes_alias_unique",
                violation_error_message="Cette graphie est déjà celle d’un lieu du même niveau\xa0: précisez la région ou le cercle où elle vaut.",
            ),
        ),
        migrations.AddConstraint(
            model_name="placealias",
            constraint=models.UniqueConstraint(
                condition=models.Q(("within__isnull", False)),
                fields=("search", "level", "within"),
                name="communes_alias_unique_within",
                violation_error_message="Cette graphie est déjà, dans ce même cadre, celle d’un autre lieu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="placealias",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("written", ""), _negated=True), models.Q(("search", ""), _negated=True)
                ),
                name="communes_alias_written_given",
                violation_error_message="Écrivez la graphie, avec au moins une lettre ou un chiffre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="placealias",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("level__in", ["region", "cercle", "commune"]),
                    ("origin__in", ["reference", "import", "person"]),
                ),
                name="communes_alias_known_level",
                violation_error_message="Choisissez le niveau et l’origine dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="placecode",
            constraint=models.UniqueConstraint(
                fields=("version", "code"),
                name="communes_code_unique_in_version",
                violation_error_message="Ce code est déjà celui d’un autre lieu dans cette numérotation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="placecode",
            constraint=models.UniqueConstraint(
                fields=("place", "version"),
                name="communes_code_one_per_place",
                violation_error_message="Ce lieu a déjà un code dans cette numérotation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="placecode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("version__in", ["loi-2023-007", "ocha-2019", "ocha-2015", "iso-3166-2"]),
                    models.Q(("code", ""), _negated=True),
                ),
                name="communes_code_known_version",
                violation_error_message="Donnez le code et choisissez une numérotation de la liste.",
            ),
        ),
    ]
