"""Reports: the dated statements that are the truth about an activity."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from programmes.models.activities import Activity, Review, Stage, StageGrid, Status
from programmes.models.fields import AmountField
from programmes.querysets.activities import StatusReportQuerySet

REPORTABLE = tuple((value, label) for value, label in Status.choices if value != Status.CANCELLED)


class DelayReason(models.TextChoices):
    """Why an activity does not advance, from a short list; the difficulty says the rest."""

    FUNDING = "funding", "financement non mobilisé"
    PROCUREMENT = "procurement", "passation de marché"
    SECURITY = "security", "situation sécuritaire"
    STAFF = "staff", "personnel indisponible"
    PARTNER = "partner", "attente d’un partenaire"
    DECISION = "decision", "attente d’une décision"
    WEATHER = "weather", "saison ou intempéries"
    OTHER = "other", "autre raison"


class StatusReport(models.Model):
    """One statement: at this date, the activity stood there. Added, never overwritten.

    `progress` is None where it was not stated; amounts are totals since the start of the activity. `entered_at` is
    when the statement entered the DGCT's registers: the time of entry here, or for a statement taken over from an
    older register the date of that register. `token` makes a form sent twice count once.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="reports", verbose_name="activité")
    effective_date = models.DateField("état au")
    status = models.CharField("état", max_length=20, choices=REPORTABLE)
    progress = models.DecimalField("avancement (%)", max_digits=5, decimal_places=2, null=True, blank=True)
    committed = AmountField("engagé à ce jour")
    spent = AmountField("dépensé à ce jour")
    comment = models.TextField("commentaire", blank=True)
    difficulty = models.TextField("difficulté rencontrée", blank=True)
    delay_reason = models.CharField("cause du retard", max_length=20, choices=DelayReason.choices, blank=True)
    grid = models.ForeignKey(
        StageGrid, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="grille d’étapes"
    )
    stages = models.ManyToManyField(Stage, blank=True, related_name="+", verbose_name="étapes franchies")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="status_reports",
        verbose_name="déclaré par",
    )
    entered_at = models.DateTimeField("saisi le", default=timezone.now)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="corrige"
    )
    review = models.CharField("validation", max_length=20, choices=Review.choices, default=Review.PENDING)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="validé par",
    )
    reviewed_at = models.DateTimeField("validé le", null=True, blank=True)
    review_reason = models.TextField("motif du retour", blank=True)
    token = models.UUIDField("jeton du formulaire", null=True, blank=True, unique=True, editable=False)

    objects = StatusReportQuerySet.as_manager()

    class Meta:
        verbose_name = "déclaration d’état"
        verbose_name_plural = "déclarations d’état"
        ordering = ("-effective_date", "-entered_at", "-pk")
        indexes = (
            models.Index(
                F("activity"),
                F("effective_date").desc(),
                F("entered_at").desc(),
                F("id").desc(),
                name="statusreport_latest",
            ),
            models.Index(fields=("review",), condition=Q(review="pending"), name="statusreport_pending"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(progress__isnull=True)
                | Q(status="in_progress", progress__gte=0, progress__lt=100),
                name="statusreport_progress_only_in_progress",
                violation_error_message="L’avancement, de 0 à 99,99 %%, ne se dit que d’une activité en cours.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("planned", "in_progress", "done", "not_done")),
                name="statusreport_status_reportable",
                violation_error_message="Une annulation se décide, elle ne se déclare pas.",
            ),
            models.CheckConstraint(
                condition=(Q(committed__isnull=True) | Q(committed__gte=0))
                & (Q(spent__isnull=True) | Q(spent__gte=0)),
                name="statusreport_amounts_not_negative",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(review="pending", reviewed_at__isnull=True)
                | (~Q(review="pending") & Q(reviewed_at__isnull=False)),
                name="statusreport_review_has_date",
                violation_error_message="Une validation, un retour ou un retrait porte sa date.",
            ),
            models.CheckConstraint(
                condition=~Q(review="returned") | ~Q(review_reason=""),
                name="statusreport_return_has_reason",
                violation_error_message="Un retour doit dire son motif.",
            ),
            models.CheckConstraint(
                condition=~Q(review__in=("approved", "returned"))
                | Q(author__isnull=True)
                | Q(reviewer__isnull=True)
                | ~Q(author=F("reviewer")),
                name="statusreport_not_reviewed_by_author",
                violation_error_message="Personne ne valide sa propre déclaration.",
            ),
            models.UniqueConstraint(
                fields=("corrects",),
                condition=Q(review__in=("pending", "approved")),
                name="statusreport_corrected_once",
                violation_error_message="Cette déclaration a déjà été corrigée.",
            ),
            models.CheckConstraint(
                condition=~Q(corrects=F("id")),
                name="statusreport_not_its_own_correction",
                violation_error_message="Une déclaration ne peut pas se corriger elle-même.",
            ),
        )

    def __str__(self):
        return f"{self.activity.code} : {self.get_status_display()} au {self.effective_date}"
