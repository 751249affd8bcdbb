"""Yearly plans: their life, who funds them as a whole, and what was declared about them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from programmes.models.fields import AmountField, CurrencyField, PrecisionField, row_or_none
from programmes.models.partners import Department, FundingSource
from programmes.models.programmes import Programme
from programmes.partial_dates import PartialDate
from programmes.querysets.access import of_parent
from programmes.querysets.plans import PlanQuerySet


class ActionPlan(models.Model):
    """The plan of a year, of a department or of a programme: draft, then adopted, then closed.

    Its state is never typed: it follows from `adopted_on` and `closed_on`, which the actions of
    `programmes.actions.plans` and `programmes.actions.closing` write.
    """

    class State(models.TextChoices):
        """Where the plan stands."""

        DRAFT = "draft", "en préparation"
        ADOPTED = "adopted", "en exécution"
        CLOSED = "closed", "clos"

    code = models.SlugField("code", max_length=40, unique=True)
    title = models.CharField("titre", max_length=200)
    year = models.PositiveSmallIntegerField("exercice")
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name="structure",
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name="programme"
    )
    adopted_on = models.DateField("adopté le", null=True, blank=True)
    adopted_precision = PrecisionField("précision de l’adoption")
    closed_on = models.DateField("clos le", null=True, blank=True)
    description = models.TextField("présentation", blank=True)
    source = models.CharField("document source", max_length=200, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "plan d’actions"
        verbose_name_plural = "plans d’actions"
        ordering = ("-year", "code")
        # Lists of activities open on the newest plan: with it, a page of a million rows reads fifty.
        indexes = (models.Index(F("year").desc(), F("code"), name="plan_newest_first"),)
        constraints = (
            models.UniqueConstraint(
                Lower("code"),
                name="plan_code_unique",
                violation_error_message="Un plan porte déjà ce code.",
            ),
            models.CheckConstraint(
                condition=Q(department__isnull=False, programme__isnull=True)
                | Q(department__isnull=True, programme__isnull=False),
                name="plan_has_one_owner",
                violation_error_message="Un plan est celui d’une structure ou celui d’un programme.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1990, year__lte=2100),
                name="plan_year_plausible",
                violation_error_message="L’exercice doit être une année entre 1990 et 2100.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(adopted_on__isnull=False, closed_on__gte=F("adopted_on")),
                name="plan_closed_after_adoption",
                violation_error_message="Un plan ne peut être clos qu’après son adoption.",
            ),
        )

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Its page."""
        return reverse("reporting:plan_detail", args=[self.code])

    def clean(self):
        """Activities are carried over to a later year: what a row cannot check by itself."""
        super().clean()
        if self.pk is None or self.year is None:
            return
        before, after = Q(carried_from__plan__year__gte=self.year), Q(carried_to__plan__year__lte=self.year)
        if self.activities.filter(before | after).exists():
            raise ValidationError(
                {
                    "year": "Des activités de ce plan sont reconduites d’un autre exercice, ou vers un autre\u00a0: "
                    "l’exercice choisi les mettrait dans le désordre."
                }
            )

    @property
    def state(self) -> "ActionPlan.State":
        """Draft, adopted or closed, from the two dates."""
        if self.closed_on:
            return self.State.CLOSED
        return self.State.ADOPTED if self.adopted_on else self.State.DRAFT

    @property
    def owner(self) -> Department | Programme:
        """Whose plan it is."""
        return self.department or self.programme

    @property
    def adoption(self) -> str:
        """When it was adopted, as precisely as known: « 22 décembre 2023 », « 2023 »; empty for a draft."""
        adopted = PartialDate.from_columns(self.adopted_on, self.adopted_precision)
        return adopted.label() if adopted else ""


class PlanClosing(models.Model):
    """One closing of a plan: its frozen figures stay readable even after the plan was reopened."""

    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="closings", verbose_name="plan")
    closed_on = models.DateField("clos le")
    recorded_at = models.DateTimeField("enregistré le", auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="clos par",
    )
    figures = models.JSONField("chiffres arrêtés", default=dict)
    reopened_at = models.DateTimeField("rouvert le", null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="rouvert par",
    )
    reopening_reason = models.TextField("motif de la réouverture", blank=True)

    objects = of_parent("plan").as_manager()

    class Meta:
        verbose_name = "clôture"
        verbose_name_plural = "clôtures"
        ordering = ("-recorded_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("plan",),
                condition=Q(reopened_at__isnull=True),
                name="planclosing_one_in_force",
                violation_error_message="Ce plan est déjà clos.",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True) | ~Q(reopening_reason=""),
                name="planclosing_reopening_has_reason",
                violation_error_message="Une réouverture doit dire son motif.",
            ),
        )

    def __str__(self):
        return f"Clôture de {self.plan.code} le {self.closed_on}"


class PlanFunding(models.Model):
    """A source named for the whole plan; never spread over its activities. The amount may be unknown."""

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="funding_lines", verbose_name="plan")
    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="plan_lines", verbose_name="source"
    )
    amount = AmountField("montant")
    currency = CurrencyField("devise")
    position = models.PositiveSmallIntegerField("ordre", default=0)

    objects = of_parent("plan").as_manager()

    class Meta:
        verbose_name = "financement du plan"
        verbose_name_plural = "financements du plan"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "source"),
                name="planfunding_source_unique",
                violation_error_message="Cette source est déjà citée pour ce plan.",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="planfunding_amount_not_negative",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        )

    def __str__(self):
        return str(self.source)


class DeclaredFigure(models.Model):
    """A figure that a workshop declared about a plan, kept beside the computed one with its sentence."""

    class Measure(models.TextChoices):
        """What the declared figure counts."""

        TOTAL = "total", "activités du plan"
        DONE = "done", "activités réalisées"
        IN_PROGRESS = "in_progress", "activités en cours de réalisation"
        NOT_DONE = "not_done", "activités non réalisées"
        EXECUTION_RATE = "execution_rate", "taux d’exécution physique (%)"

    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="declared_figures", verbose_name="plan")
    workshop = models.ForeignKey(
        "programmes.Workshop",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="declared_figures",
        verbose_name="déclaré à",
    )
    measure = models.CharField("mesure", max_length=20, choices=Measure.choices)
    value = models.DecimalField("valeur déclarée", max_digits=12, decimal_places=2)
    declared_on = models.DateField("date", null=True, blank=True)
    quote = models.TextField("phrase du document", blank=True)

    objects = of_parent("plan").as_manager()

    class Meta:
        verbose_name = "chiffre déclaré"
        verbose_name_plural = "chiffres déclarés"
        ordering = ("plan", "pk")
        constraints = (
            models.UniqueConstraint(
                "plan",
                row_or_none("workshop"),
                "measure",
                name="declaredfigure_unique",
                violation_error_message="Cet atelier a déjà déclaré ce chiffre pour ce plan.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="declaredfigure_not_negative",
                violation_error_message="Un chiffre déclaré ne peut pas être négatif.",
            ),
        )

    def __str__(self):
        return f"{self.get_measure_display()} : {self.value}"
