"""Handing over a person's activities: who leaves or is away, to whom, why, and what was given back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from programmes.models.activities import Activity
from programmes.querysets.access import of_parent
from programmes.querysets.reassignment import ReassignmentQuerySet


class Reassignment(models.Model):
    """Activities handed from one person to another in one step.

    `until` is the last day of an absence, said for an absence only; nothing is given back by itself. `ended_at` is
    when it was undone or given back.
    """

    class Reason(models.TextChoices):
        """Why."""

        DEPARTURE = "departure", "départ"
        ABSENCE = "absence", "absence"
        REORGANISATION = "reorganisation", "réorganisation"

    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="handed_over", verbose_name="de"
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="taken_over", verbose_name="à"
    )
    reason = models.CharField("motif", max_length=20, choices=Reason.choices)
    until = models.DateField("absence jusqu’au", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="confiées par",
    )
    at = models.DateTimeField("confiées le", default=timezone.now)
    operation = models.UUIDField("opération", unique=True, editable=False)
    ended_at = models.DateTimeField("rendues le", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="rendues par",
    )

    objects = ReassignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "réaffectation"
        verbose_name_plural = "réaffectations"
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(from_user=F("to_user")),
                name="reassignment_to_somebody_else",
                violation_error_message="Les activités se confient à une autre personne.",
            ),
            models.CheckConstraint(
                condition=Q(reason="absence", until__isnull=False)
                | Q(reason__in=("departure", "reorganisation"), until__isnull=True),
                name="reassignment_absence_has_end",
                violation_error_message="Une absence, et elle seule, porte la date de sa fin.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True) | Q(ended_at__gte=F("at")),
                name="reassignment_ended_after_start",
                violation_error_message="Des activités ne se rendent qu’après avoir été confiées.",
            ),
        )

    def __str__(self):
        return f"{self.from_user} → {self.to_user}"

    @property
    def is_over(self) -> bool:
        """Whether the absence has ended and the activities are still to be given back."""
        return self.until is not None and self.ended_at is None and self.until < timezone.localdate()


class ReassignedActivity(models.Model):
    """One activity of a hand-over; `given_back` says that it returned to whom it came from."""

    reassignment = models.ForeignKey(
        Reassignment, models.CASCADE, related_name="lines", verbose_name="réaffectation"
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="reassignments", verbose_name="activité"
    )
    given_back = models.BooleanField("rendue", default=False)

    objects = of_parent("reassignment").as_manager()

    class Meta:
        verbose_name = "activité réaffectée"
        verbose_name_plural = "activités réaffectées"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("reassignment", "activity"),
                name="reassignedactivity_once",
                violation_error_message="Cette activité figure déjà dans la réaffectation.",
            ),
        )

    def __str__(self):
        return str(self.activity)
