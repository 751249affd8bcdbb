"""What partners finance: programmes, their phases, who takes part and what they bring."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from communes.models import Place
from programmes.models.fields import AmountField, CurrencyField, PrecisionField
from programmes.models.partners import Partner, Sector
from programmes.partial_dates import PartialDate, period_label
from programmes.querysets.access import OfProgrammeQuerySet, ProgrammeQuerySet


class Period(models.Model):
    """Start and end, each perhaps unknown or known to the month, the quarter or the year only."""

    start = models.DateField("début", null=True, blank=True)
    start_precision = PrecisionField("précision du début")
    end = models.DateField("fin", null=True, blank=True)
    end_precision = PrecisionField("précision de la fin")

    class Meta:
        abstract = True

    @property
    def period(self) -> str:
        """The period as it was written: « de décembre 2020 à mars 2021 »; empty when nothing is known."""
        return period_label(
            PartialDate.from_columns(self.start, self.start_precision),
            PartialDate.from_columns(self.end, self.end_precision),
        )


def end_after_start(name: str) -> models.CheckConstraint:
    """The end of a period is never before its start; either may be unknown."""
    return models.CheckConstraint(
        condition=Q(end__gte=F("start")) | Q(start__isnull=True) | Q(end__isnull=True),
        name=name,
        violation_error_message="La fin doit être postérieure ou égale au début.",
    )


class Programme(Period):
    """A programme or project, or one of its phases (`parent`)."""

    code = models.SlugField("code", max_length=40, unique=True)
    title = models.CharField("titre", max_length=300)
    acronym = models.CharField("sigle", max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="phases", verbose_name="phase de"
    )
    objective = models.TextField("objectif", blank=True)
    description = models.TextField("présentation", blank=True)
    budget = AmountField("budget")
    currency = CurrencyField("devise")
    sectors = models.ManyToManyField(Sector, blank=True, related_name="programmes", verbose_name="domaines")
    places = models.ManyToManyField(Place, blank=True, related_name="programmes", verbose_name="localisation")
    declared_communes = models.PositiveIntegerField(
        "nombre de communes annoncé",
        null=True,
        blank=True,
        help_text="Tel que le document l’annonce, même si toutes les communes ne sont pas nommées.",
    )
    gaps = models.TextField("écarts", blank=True)
    prospects = models.TextField("perspectives", blank=True)
    source = models.CharField("document source", max_length=200, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "programme"
        verbose_name_plural = "programmes"
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                Lower("code"),
                name="programme_code_unique",
                violation_error_message="Un programme porte déjà ce code.",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="programme_not_its_own_phase",
                violation_error_message="Un programme ne peut pas être une phase de lui-même.",
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="programme_budget_not_negative",
                violation_error_message="Le budget ne peut pas être négatif.",
            ),
            end_after_start("programme_end_after_start"),
        )

    def __str__(self):
        return f"{self.acronym} – {self.title}" if self.acronym else self.title

    def get_absolute_url(self):
        """Its page."""
        return reverse("reporting:programme_detail", args=[self.code])

    def clean(self):
        """A programme has phases, which have none: what a row cannot check by itself."""
        super().clean()
        if self.parent_id is None:
            return
        if self.parent.parent_id is not None:
            raise ValidationError(
                {"parent": f"{self.parent.code} est déjà une phase, et une phase n’en a pas."}
            )
        if self.pk and self.phases.exists():
            raise ValidationError(
                {"parent": "Ce programme a des phases\u00a0: il ne peut pas être la phase d’un autre."}
            )

    @property
    def short_name(self) -> str:
        """The acronym where there is one, else the title."""
        return self.acronym or self.title


class Suspension(Period):
    """An interruption of a programme, and its reason."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="suspensions", verbose_name="programme"
    )
    reason = models.TextField("motif")

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "suspension"
        verbose_name_plural = "suspensions"
        ordering = ("start",)
        constraints = (end_after_start("suspension_end_after_start"),)

    def __str__(self):
        return f"Suspension {self.period}"


class Described(models.Model):
    """A row of a programme that keeps the order in which it was written."""

    programme = models.ForeignKey(Programme, models.CASCADE, verbose_name="programme")
    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        abstract = True


class TargetGroup(Described):
    """Whom a programme serves; counts are None where no document gives them."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="target_groups", verbose_name="programme"
    )
    label = models.CharField("bénéficiaires", max_length=200)
    planned = models.PositiveIntegerField("nombre prévu", null=True, blank=True)
    reached = models.PositiveIntegerField("nombre atteint", null=True, blank=True)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "groupe de bénéficiaires"
        verbose_name_plural = "bénéficiaires"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "label"),
                name="targetgroup_label_unique",
                violation_error_message="Ce groupe est déjà cité pour ce programme.",
            ),
        )

    def __str__(self):
        return self.label


class TeamMember(Described):
    """A function in the team of a programme, with how many people hold it where that is known."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="team", verbose_name="programme")
    function = models.CharField("fonction", max_length=200)
    organisation = models.CharField("organisation", max_length=200, blank=True)
    headcount = models.PositiveSmallIntegerField("effectif", null=True, blank=True)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "membre de l’équipe"
        verbose_name_plural = "équipe"
        ordering = ("position", "pk")

    def __str__(self):
        return self.function


class ProgrammeSection(Described):
    """A free section of the project sheet, such as « Politique genre »."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="sections", verbose_name="programme"
    )
    title = models.CharField("titre", max_length=200)
    text = models.TextField("texte")

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "rubrique libre"
        verbose_name_plural = "rubriques libres"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "title"),
                name="programmesection_title_unique",
                violation_error_message="Ce programme a déjà une rubrique de ce titre.",
            ),
        )

    def __str__(self):
        return self.title


class Participation(models.Model):
    """A partner in a programme, with its role."""

    class Role(models.TextChoices):
        """What the partner does in the programme."""

        DONOR = "donor", "bailleur"
        LEAD = "lead", "chef de file"
        MEMBER = "member", "membre du consortium"
        AGENCY = "agency", "agence d’exécution"
        TECHNICAL = "technical", "partenaire technique"

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="participations", verbose_name="programme"
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="participations", verbose_name="partenaire"
    )
    role = models.CharField("rôle", max_length=20, choices=Role.choices)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "participation"
        verbose_name_plural = "participations"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "partner", "role"),
                name="participation_unique",
                violation_error_message="Ce partenaire a déjà ce rôle dans ce programme.",
            ),
        )

    def __str__(self):
        return f"{self.partner}, {self.get_role_display()}"


class Contribution(models.Model):
    """What a partner brings to a programme, in money or in kind; the amount may be unknown."""

    class State(models.TextChoices):
        """How far the contribution has come; states are never added together."""

        ANNOUNCED = "announced", "annoncé"
        COMMITTED = "committed", "engagé"
        DISBURSED = "disbursed", "décaissé"

    class Nature(models.TextChoices):
        """Money or in kind."""

        MONEY = "money", "financier"
        IN_KIND = "in_kind", "en nature"

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="contributions", verbose_name="programme"
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="contributions", verbose_name="partenaire"
    )
    state = models.CharField("état", max_length=20, choices=State.choices, default=State.ANNOUNCED)
    nature = models.CharField("nature", max_length=20, choices=Nature.choices, default=Nature.MONEY)
    amount = AmountField("montant")
    currency = CurrencyField("devise")
    description = models.CharField("description", max_length=300, blank=True)
    date = models.DateField("date", null=True, blank=True)
    date_precision = PrecisionField("précision de la date")

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "apport"
        verbose_name_plural = "apports"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="contribution_amount_not_negative",
                violation_error_message="Le montant d’un apport ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(nature="money") | ~Q(description=""),
                name="contribution_in_kind_described",
                violation_error_message="Un apport en nature doit être décrit.",
            ),
        )

    def __str__(self):
        return f"Apport de {self.partner}"
