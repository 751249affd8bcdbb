"""Lines of plans: activities, how they are funded, how they were revised, the stages of their kind."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from communes.matching import normalise
from communes.models import Place
from programmes.models.fields import AmountField, CurrencyField, PrecisionField, demonstration_field
from programmes.models.partners import Department, FundingSource, Sector
from programmes.models.plans import ActionPlan
from programmes.models.programmes import Programme
from programmes.models.results import Result
from programmes.partial_dates import PartialDate, period_label
from programmes.querysets.access import SharedQuerySet, of_parent
from programmes.querysets.activities import ActivityQuerySet


class ActivityKind(models.Model):
    """Study, training, works, purchase, workshop, coordination…; perhaps with a grid of stages."""

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("nom", max_length=120, unique=True)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "nature d’activité"
        verbose_name_plural = "natures d’activités"
        ordering = ("name",)

    def __str__(self):
        return self.name


class StageGrid(models.Model):
    """One version of the stages of a kind of activity; their weights add up to 100."""

    kind = models.ForeignKey(ActivityKind, models.PROTECT, related_name="grids", verbose_name="nature")
    version = models.PositiveSmallIntegerField("version", default=1)
    valid_from = models.DateField("en vigueur depuis", default=timezone.localdate)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "grille d’étapes"
        verbose_name_plural = "grilles d’étapes"
        ordering = ("kind", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "version"),
                name="stagegrid_version_unique",
                violation_error_message="Cette version de la grille existe déjà.",
            ),
        )

    def __str__(self):
        return f"{self.kind}, version {self.version}"


class Stage(models.Model):
    """A stage and its weight, in points out of 100."""

    grid = models.ForeignKey(StageGrid, models.CASCADE, related_name="stages", verbose_name="grille")
    label = models.CharField("étape", max_length=120)
    weight = models.PositiveSmallIntegerField("poids")
    position = models.PositiveSmallIntegerField("ordre", default=0)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "étape"
        verbose_name_plural = "étapes"
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=100),
                name="stage_weight_in_range",
                violation_error_message="Le poids d’une étape est compris entre 1 et 100.",
            ),
            models.UniqueConstraint(
                fields=("grid", "label"),
                name="stage_label_unique",
                violation_error_message="Cette étape figure déjà dans la grille.",
            ),
        )

    def __str__(self):
        return f"{self.label} ({self.weight})"


class Status(models.TextChoices):
    """Where an activity stands; « annulée » is decided by the Direction, never reported."""

    PLANNED = "planned", "planifiée"
    IN_PROGRESS = "in_progress", "en cours"
    DONE = "done", "réalisée"
    NOT_DONE = "not_done", "non réalisée"
    CANCELLED = "cancelled", "annulée"


class Review(models.TextChoices):
    """What became of a report; only the first two count in figures."""

    PENDING = "pending", "à valider"
    APPROVED = "approved", "validé"
    RETURNED = "returned", "retourné"
    WITHDRAWN = "withdrawn", "retiré"


class Activity(models.Model):
    """One line of a plan.

    The fields from `status` to `review` are a copy of the latest report that counts, written with it in the
    same transaction (`programmes.summaries`); `manage.py verify` proves that they equal the history.
    """

    # Three of its keys have no index of their own: one of Meta's begins with each.
    plan = models.ForeignKey(
        ActionPlan, models.PROTECT, db_index=False, related_name="activities", verbose_name="plan"
    )
    code = models.CharField("code", max_length=40)
    title = models.CharField("intitulé", max_length=500)
    position = models.PositiveIntegerField("ordre", default=0)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="activities",
        verbose_name="structure responsable",
    )
    associated_departments = models.ManyToManyField(
        Department, blank=True, related_name="associated_activities", verbose_name="structures associées"
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="personne responsable",
    )
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="programme",
    )
    result = models.ForeignKey(
        Result,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="objectif ou résultat",
    )
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="activities",
        verbose_name="domaine",
    )
    kind = models.ForeignKey(
        ActivityKind, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="nature"
    )
    places = models.ManyToManyField(Place, blank=True, related_name="activities", verbose_name="localisation")
    planned_start = models.DateField("début prévu", null=True, blank=True)
    planned_start_precision = PrecisionField("précision du début prévu")
    planned_end = models.DateField("fin prévue", null=True, blank=True)
    planned_end_precision = PrecisionField("précision de la fin prévue")
    expected_product = models.CharField("produit attendu", max_length=300, blank=True)
    budget = AmountField("budget")
    currency = CurrencyField("devise")
    weight = models.DecimalField("poids", max_digits=7, decimal_places=3, default=1)
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to", verbose_name="reconduite de"
    )
    added_on = models.DateField("ajoutée hors plan initial le", null=True, blank=True)
    added_recorded_at = models.DateTimeField("ajout enregistré le", null=True, blank=True, editable=False)
    cancelled_on = models.DateField("annulée le", null=True, blank=True)
    is_demonstration = demonstration_field()

    status = models.CharField(
        "état", max_length=20, choices=Status.choices, default=Status.PLANNED, editable=False
    )
    progress = models.DecimalField(
        "avancement (%)", max_digits=5, decimal_places=2, null=True, blank=True, editable=False
    )
    committed = AmountField("engagé à ce jour", editable=False)
    spent = AmountField("dépensé à ce jour", editable=False)
    status_date = models.DateField("état au", null=True, blank=True, editable=False)
    review = models.CharField("validation", max_length=20, choices=Review.choices, blank=True, editable=False)
    latest_report = models.ForeignKey(
        "programmes.StatusReport",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="dernière déclaration",
    )
    search = models.CharField("recherche", max_length=600, editable=False, default="")

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "activité"
        verbose_name_plural = "activités"
        ordering = ("plan", "position", "pk")
        indexes = (
            models.Index(fields=("plan", "position", "id"), name="activity_plan_order"),
            # What lists count by two or three filters, read from the index alone.
            models.Index(fields=("status", "planned_end", "plan"), name="activity_status_due"),
            models.Index(fields=("department", "status", "sector"), name="activity_department_list"),
            models.Index(fields=("sector", "status", "planned_end", "plan"), name="activity_sector_list"),
            # The few that lists are asked for, among a million.
            models.Index(fields=("plan",), condition=Q(added_on__isnull=False), name="activity_added"),
            models.Index(fields=("plan",), condition=Q(spent__gt=F("budget")), name="activity_overspent"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "code"),
                name="activity_code_unique_in_plan",
                violation_error_message="Ce plan a déjà une activité de ce code.",
            ),
            models.CheckConstraint(
                condition=Q(planned_end__gte=F("planned_start"))
                | Q(planned_start__isnull=True)
                | Q(planned_end__isnull=True),
                name="activity_end_after_start",
                violation_error_message="La fin prévue doit être postérieure ou égale au début prévu.",
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="activity_budget_not_negative",
                violation_error_message="Le budget ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="activity_weight_positive",
                violation_error_message="Le poids doit être supérieur à zéro.",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_on__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_on__isnull=True)),
                name="activity_cancelled_has_date",
                violation_error_message="Une activité annulée porte la date de la décision, et elle seule.",
            ),
            models.CheckConstraint(
                condition=Q(progress__isnull=True)
                | Q(status="in_progress", progress__gte=0, progress__lt=100),
                name="activity_progress_only_in_progress",
                violation_error_message="L’avancement, de 0 à 99,99 %%, ne se dit que d’une activité en cours.",
            ),
            models.CheckConstraint(
                condition=~Q(carried_from=F("id")),
                name="activity_not_carried_from_itself",
                violation_error_message="Une activité ne peut pas être la reconduction d’elle-même.",
            ),
        )

    def __str__(self):
        return f"{self.code} – {self.title}"

    def get_absolute_url(self):
        """Its page."""
        return reverse("programmes:activity_detail", args=[self.pk])

    def save(self, *args, **kwargs):
        """Keep the normalised text that searches read."""
        self.search = self.search_text()
        super().save(*args, **kwargs)

    def search_text(self) -> str:
        """Code and title without accents or case, for searches (SQLite's LIKE knows neither)."""
        return normalise(f"{self.code} {self.title}")[:600]

    @property
    def planned_period(self) -> str:
        """The planned period as it was written; empty when nothing is planned."""
        return period_label(
            PartialDate.from_columns(self.planned_start, self.planned_start_precision),
            PartialDate.from_columns(self.planned_end, self.planned_end_precision),
        )

    @property
    def is_late(self) -> bool:
        """Planned or in progress past the planned end in force, today or at the closing of its plan."""
        if self.status not in {Status.PLANNED, Status.IN_PROGRESS} or not self.planned_end:
            return False
        return bool(self.plan.adopted_on) and self.planned_end < (self.plan.closed_on or timezone.localdate())


class Funding(models.Model):
    """Who pays for an activity, and how much where that is known."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="funding_lines", verbose_name="activité"
    )
    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="activity_lines", verbose_name="source"
    )
    amount = AmountField("montant")
    currency = CurrencyField("devise")

    objects = of_parent("activity").as_manager()

    class Meta:
        verbose_name = "financement"
        verbose_name_plural = "financements"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("activity", "source"),
                name="funding_source_unique",
                violation_error_message="Cette source finance déjà l’activité.",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="funding_amount_not_negative",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        )

    def __str__(self):
        return str(self.source)


class Revision(models.Model):
    """One change of a planned value, with the old one, the date of the decision and its reason.

    Dates are kept in `old_date` and `new_date`, other values as text in `old` and `new`.
    """

    class Field(models.TextChoices):
        """What was revised."""

        ADDED = "added_on", "ajout hors plan initial"
        CANCELLED = "cancelled_on", "annulation"
        PLANNED_START = "planned_start", "début prévu"
        PLANNED_END = "planned_end", "fin prévue"
        BUDGET = "budget", "budget"
        DEPARTMENT = "department", "structure responsable"
        TITLE = "title", "intitulé"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="revisions", verbose_name="activité")
    field = models.CharField("champ", max_length=20, choices=Field.choices)
    old = models.CharField("ancienne valeur", max_length=500, blank=True)
    new = models.CharField("nouvelle valeur", max_length=500, blank=True)
    old_date = models.DateField("ancienne date", null=True, blank=True)
    new_date = models.DateField("nouvelle date", null=True, blank=True)
    decided_on = models.DateField("décidée le")
    reason = models.TextField("motif")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="enregistrée par",
    )
    entered_at = models.DateTimeField("enregistrée le", default=timezone.now)

    objects = of_parent("activity").as_manager()

    class Meta:
        verbose_name = "révision"
        verbose_name_plural = "révisions"
        ordering = ("decided_on", "entered_at", "pk")
        indexes = (models.Index(fields=("activity", "field"), name="revision_activity_field"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="revision_has_reason",
                violation_error_message="Une révision doit dire son motif.",
            ),
        )

    def __str__(self):
        return f"{self.get_field_display()} : {self.old} → {self.new}"
