"""A place of the territory at any level, in one table, so that a programme may be attached to any of them."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from communes.text import normalise, of_or_elided

# A frame around Mali, a little wider than its borders.
SOUTH, NORTH = Decimal(10), Decimal("25.1")
WEST, EAST = Decimal("-12.5"), Decimal("4.5")

# The columns that say where a place stands; the rules about them hold together.
PLACED_BY = frozenset({"level", "kind", "search", "region", "cercle"})

key_validator = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$",
    "Écrivez la clé en minuscules sans accents, chiffres et traits d’union, par exemple commune-bara.",
)


class Level(models.TextChoices):
    """The three levels of the territory."""

    REGION = "region", "Région"
    CERCLE = "cercle", "Cercle"
    COMMUNE = "commune", "Commune"


class Kind(models.TextChoices):
    """What a place is; the District of Bamako stands at the level of the regions without being one."""

    REGION = "region", "Région"
    DISTRICT = "district", "District"
    CERCLE = "cercle", "Cercle"
    COMMUNE = "commune", "Commune"

    @property
    def level(self) -> Level:
        """The level at which places of this kind stand."""
        return Level.REGION if self is Kind.DISTRICT else Level(self.value)


class PlaceQuerySet(models.QuerySet["Place"]):
    """Places at any level."""

    def visible_to(self, user: Any) -> Self:
        """The territory is common knowledge: whoever is signed in sees all of it, partners included."""
        return self if user.is_authenticated and user.is_active else self.none()

    def active(self) -> Self:
        """Places that exist today."""
        return self.filter(is_active=True)

    def at(self, level: str) -> Self:
        """Places of one level."""
        return self.filter(level=level)

    def with_parents(self) -> Self:
        """Loads region and cercle with each place: what `designation` needs."""
        return self.select_related("region", "cercle")

    def search(self, text: str) -> Self:
        """Places whose name contains the text, whatever its accents, capitals and hyphens."""
        return self.filter(search__contains=normalise(text))

    def within(self, place: "Place") -> Self:
        """The place itself and everything that belongs to it today."""
        return self.filter(Q(pk=place.pk) | Q(region=place.pk) | Q(cercle=place.pk))


class Place(models.Model):
    """A region, the District of Bamako, a cercle or a commune.

    `key` names the place in addresses and imports: it is chosen once and never changes, whatever renaming or
    renumbering a law brings; codes are kept apart with the version of their numbering (`PlaceCode`).
    A commune's cercle may be unknown since the reform of March 2023: it is then null, and what the commune
    belonged to before is in its attachments.
    """

    key = models.CharField(
        "clé",
        max_length=100,
        unique=True,
        validators=[key_validator],
        help_text="Nomme le lieu dans les adresses et les imports\u202f; ne change jamais une fois choisie.",
        error_messages={"unique": "Cette clé est déjà celle d’un autre lieu."},
    )
    level = models.CharField("niveau", max_length=10, choices=Level, editable=False)
    kind = models.CharField("nature", max_length=10, choices=Kind)
    name = models.CharField("nom", max_length=120)
    search = models.CharField("nom pour la recherche", max_length=120, editable=False, db_index=True)
    qualifier = models.CharField(
        "précision",
        max_length=160,
        blank=True,
        help_text="Ce qui le distingue de ses homonymes du même niveau, par exemple «\u00a0cercle de Koro\u00a0».",
    )
    region = models.ForeignKey(
        "self",
        verbose_name="région",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places_of_region",
        limit_choices_to={"level": Level.REGION},
    )
    cercle = models.ForeignKey(
        "self",
        verbose_name="cercle",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="communes_of_cercle",
        limit_choices_to={"level": Level.CERCLE},
        help_text="Laissez vide si le cercle d’aujourd’hui n’est pas connu.",
    )
    latitude = models.DecimalField("latitude", max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField("longitude", max_digits=8, decimal_places=5, null=True, blank=True)
    population = models.PositiveIntegerField(
        "population", null=True, blank=True, help_text="Nombre d’habitants\u202f; vide s’il n’est pas connu."
    )
    population_year = models.PositiveSmallIntegerField("année du recensement", null=True, blank=True)
    is_active = models.BooleanField(
        "existe aujourd’hui",
        default=True,
        help_text="Un lieu supprimé par une loi n’est plus proposé\u202f; ce qui s’y rattache est gardé.",
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["search", "level", "pk"]
        constraints = [
            models.CheckConstraint(
                name="communes_place_kind_fits_level",
                condition=Q(level=Level.REGION, kind__in=[Kind.REGION, Kind.DISTRICT])
                | Q(level=Level.CERCLE, kind=Kind.CERCLE)
                | Q(level=Level.COMMUNE, kind=Kind.COMMUNE),
                violation_error_message="Le niveau et la nature du lieu ne vont pas ensemble.",
            ),
            models.CheckConstraint(
                name="communes_place_region_has_no_parent",
                condition=~Q(level=Level.REGION) | Q(region__isnull=True, cercle__isnull=True),
                violation_error_message="Une région n’appartient ni à une région ni à un cercle\u00a0: "
                "videz ces deux champs.",
            ),
            models.CheckConstraint(
                name="communes_place_cercle_has_region",
                condition=~Q(level=Level.CERCLE) | Q(region__isnull=False, cercle__isnull=True),
                violation_error_message="Un cercle appartient à une région et à aucun autre cercle.",
            ),
            models.CheckConstraint(
                name="communes_place_commune_has_region",
                condition=~Q(level=Level.COMMUNE) | Q(region__isnull=False),
                violation_error_message="Indiquez la région de la commune.",
            ),
            models.CheckConstraint(
                name="communes_place_name_given",
                condition=~Q(key="") & ~Q(name="") & ~Q(search=""),
                violation_error_message="Indiquez la clé et le nom du lieu.",
            ),
            models.CheckConstraint(
                name="communes_place_coordinates_in_mali",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(SOUTH, NORTH),
                    longitude__range=(WEST, EAST),
                ),
                violation_error_message="Donnez la latitude (10 à 25,1) et la longitude (−12,5 à 4,5) "
                "d’un point du Mali, ou ni l’une ni l’autre.",
            ),
            models.CheckConstraint(
                name="communes_place_population_has_year",
                condition=Q(population__isnull=True, population_year__isnull=True)
                | Q(
                    population__isnull=False,
                    population_year__isnull=False,
                    population_year__range=(1960, 2100),
                ),
                violation_error_message="Donnez la population avec l’année du recensement (1960 ou après), "
                "ou ni l’une ni l’autre.",
            ),
            # Four constraints rather than one over nullable columns: nulls are distinct from each other on
            # SQLite, and on PostgreSQL before version 15.
            models.UniqueConstraint(
                fields=["search"],
                name="communes_region_unique",
                condition=Q(level=Level.REGION),
                violation_error_message="Une région porte déjà ce nom.",
            ),
            models.UniqueConstraint(
                fields=["region", "search"],
                name="communes_cercle_unique",
                condition=Q(level=Level.CERCLE),
                violation_error_message="Un cercle de cette région porte déjà ce nom.",
            ),
            models.UniqueConstraint(
                fields=["cercle", "search"],
                name="communes_commune_unique_in_cercle",
                condition=Q(level=Level.COMMUNE, cercle__isnull=False),
                violation_error_message="Une commune de ce cercle porte déjà ce nom.",
            ),
            models.UniqueConstraint(
                fields=["region", "search"],
                name="communes_commune_unique_in_region",
                condition=Q(level=Level.COMMUNE, cercle__isnull=True),
                violation_error_message="Une commune de cette région, sans cercle connu, porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        detail = f"{self.get_kind_display().lower()}, {self.qualifier}" if self.qualifier else None
        return f"{self.name} ({detail or self.get_kind_display().lower()})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the derived columns true."""
        self.fill_derived()
        fields = kwargs.get("update_fields")
        if fields is not None and {"name", "kind"} & set(fields):
            kwargs["update_fields"] = {*fields, "search", "level"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """The rules that need to read the parents: a database checks one row at a time."""
        self.fill_derived()
        if self.region and self.region.level != Level.REGION:
            raise ValidationError({"region": "Choisissez une région."})
        if self.cercle and self.cercle.level != Level.CERCLE:
            raise ValidationError({"cercle": "Choisissez un cercle."})
        if self.cercle and self.region_id != self.cercle.region_id:
            raise ValidationError({"cercle": f"Le {self.cercle.designation} n’est pas dans cette région."})
        if self.level == Level.CERCLE and not self._state.adding:
            left = self.communes_of_cercle.exclude(region=self.region_id).count()
            if left:
                message = f"Rattachez d’abord à cette région les communes de ce cercle ({left})."
                raise ValidationError({"region": message})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """A form that does not show the level, or a parent, must still check the rules about them."""
        super().validate_constraints(exclude=set(exclude or ()) - PLACED_BY)

    @property
    def designation(self) -> str:
        """« cercle d’Ansongo », « commune de Bara »: the place as it is named inside a sentence."""
        return f"{self.get_kind_display().lower()} {of_or_elided(self.name)}"

    def fill_derived(self) -> None:
        """Sets what follows from the other fields; writers that go round `save` (bulk) call it themselves."""
        if self.kind in Kind.values:
            self.level = Kind(self.kind).level
        self.search = normalise(self.name)


class OneLevelManager(models.Manager.from_queryset(PlaceQuerySet)):
    """The places of one level; what it creates stands at that level."""

    def __init__(self, level: str = "") -> None:
        super().__init__()
        self.level = level

    def get_queryset(self) -> PlaceQuerySet:
        return super().get_queryset().filter(level=self.level)

    def create(self, **fields: Any) -> "Place":
        """Creates a place of this level; only a district needs its kind said."""
        return super().create(**{"kind": self.level, **fields})


class Region(Place):
    """A region, or the District of Bamako."""

    objects = OneLevelManager(Level.REGION)

    class Meta:
        proxy = True
        verbose_name = "région"
        verbose_name_plural = "régions"


class Cercle(Place):
    """A cercle; the law of March 2023 counts 159."""

    objects = OneLevelManager(Level.CERCLE)

    class Meta:
        proxy = True
        verbose_name = "cercle"
        verbose_name_plural = "cercles"


class Commune(Place):
    """A commune, urban or rural."""

    objects = OneLevelManager(Level.COMMUNE)

    class Meta:
        proxy = True
        verbose_name = "commune"
        verbose_name_plural = "communes"
