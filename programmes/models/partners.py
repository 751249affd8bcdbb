"""Who acts and who pays: departments, partners, sectors, sources of funding."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from communes.matching import normalise
from programmes.querysets.access import InternalQuerySet, PartnerQuerySet, SharedQuerySet, of_parent
from programmes.querysets.weeks import DepartmentQuerySet


class Sector(models.Model):
    """Field of public action: education, health, capacity building…"""

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("nom", max_length=120, unique=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "domaine"
        verbose_name_plural = "domaines"
        ordering = ("name",)

    def __str__(self):
        return self.name


class Department(models.Model):
    """A State service: the DGCT, its sub-directorates, the services associated with its work."""

    class Kind(models.TextChoices):
        """Place in the administration."""

        DIRECTION = "direction", "direction"
        SUB_DIRECTORATE = "sub_directorate", "sous-direction"
        CENTRE = "centre", "centre"
        STATE_SERVICE = "state_service", "service de l’État"

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("nom", max_length=200)
    acronym = models.CharField("sigle", max_length=30, blank=True)
    kind = models.CharField("nature", max_length=20, choices=Kind.choices, default=Kind.SUB_DIRECTORATE)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="rattachée à"
    )
    position = models.PositiveSmallIntegerField("ordre", default=0)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="DepartmentMembership",
        related_name="departments",
        verbose_name="agents",
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "structure"
        verbose_name_plural = "structures"
        ordering = ("position", "name")
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                name="department_name_unique",
                violation_error_message="Une structure porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")),
                name="department_not_its_own_parent",
                violation_error_message="Une structure ne peut pas être rattachée à elle-même.",
            ),
        )

    def __str__(self):
        return self.name

    @property
    def short_name(self) -> str:
        """The acronym where there is one, else the name."""
        return self.acronym or self.name


class DepartmentMembership(models.Model):
    """The department an account belongs to: one at most."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="memberships", verbose_name="structure"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership", verbose_name="compte"
    )

    objects = InternalQuerySet.as_manager()

    class Meta:
        verbose_name = "affectation"
        verbose_name_plural = "affectations"

    def __str__(self):
        return f"{self.user} – {self.department}"


class Partner(models.Model):
    """A technical and financial partner, an NGO, an agency or an association that takes part in programmes."""

    class Kind(models.TextChoices):
        """What sort of organisation it is."""

        DONOR = "donor", "partenaire technique et financier"
        NGO = "ngo", "organisation non gouvernementale"
        ASSOCIATION = "association", "association"
        AGENCY = "agency", "agence publique"
        EMBASSY = "embassy", "ambassade"
        OTHER = "other", "autre"

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("nom", max_length=200)
    acronym = models.CharField("sigle", max_length=40, blank=True)
    kind = models.CharField("nature", max_length=20, choices=Kind.choices, default=Kind.OTHER)
    website = models.URLField("site internet", blank=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="partners", verbose_name="comptes"
    )

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                name="partner_name_unique",
                violation_error_message="Un partenaire porte déjà ce nom.",
            ),
        )

    def __str__(self):
        return self.acronym or self.name

    @property
    def long_name(self) -> str:
        """Name followed by the acronym: « Near East Foundation (NEF) »."""
        return f"{self.name} ({self.acronym})" if self.acronym else self.name


class Alias(models.Model):
    """A spelling of a name that a person has confirmed."""

    written = models.CharField("graphie", max_length=200)
    search = models.CharField("graphie normalisée", max_length=200, unique=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name="confirmée par"
    )
    confirmed_at = models.DateTimeField("confirmée le", auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.written

    def save(self, *args, **kwargs):
        """Keep the normalised spelling with the written one."""
        self.search = normalise(self.written)
        super().save(*args, **kwargs)


class PartnerAlias(Alias):
    """Another spelling of a partner's name."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="aliases", verbose_name="partenaire")

    objects = of_parent("partner").as_manager()

    class Meta:
        verbose_name = "autre graphie d’un partenaire"
        verbose_name_plural = "autres graphies des partenaires"


class DepartmentAlias(Alias):
    """Another spelling of a department's name."""

    department = models.ForeignKey(
        Department, models.CASCADE, related_name="aliases", verbose_name="structure"
    )

    objects = InternalQuerySet.as_manager()

    class Meta:
        verbose_name = "autre graphie d’une structure"
        verbose_name_plural = "autres graphies des structures"


class FundingSource(models.Model):
    """Who pays, as plans name it: « budget national », « PADRE/GIZ », « DAT du FNACT »."""

    class Kind(models.TextChoices):
        """Origin of the money."""

        NATIONAL_BUDGET = "national_budget", "budget national"
        FNACT = "fnact", "DAT du FNACT"
        PARTNER = "partner", "partenaire technique et financier"
        OWN = "own", "ressources propres des collectivités"
        OTHER = "other", "autre"

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("nom", max_length=120)
    kind = models.CharField("nature", max_length=20, choices=Kind.choices, default=Kind.PARTNER)
    programme = models.ForeignKey(
        "programmes.Programme",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="funding_sources",
        verbose_name="programme",
    )
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="funding_sources",
        verbose_name="partenaire",
    )
    position = models.PositiveSmallIntegerField("ordre", default=0)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "source de financement"
        verbose_name_plural = "sources de financement"
        ordering = ("position", "name")
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                name="fundingsource_name_unique",
                violation_error_message="Une source de financement porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(kind="partner") | Q(partner__isnull=True),
                name="fundingsource_partner_only_for_partner_kind",
                violation_error_message="Seule une source de nature « partenaire » peut nommer un partenaire.",
            ),
        )

    def __str__(self):
        return self.name
