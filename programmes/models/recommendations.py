"""What a workshop recommends, commits to or foresees, and how it is followed until done."""

from django.db import models

from programmes.models.fields import PrecisionField
from programmes.models.partners import Department, Partner
from programmes.models.workshops import Workshop, WorkshopLine
from programmes.partial_dates import PartialDate
from programmes.querysets.access import of_parent


class Recommendation(WorkshopLine):
    """Who must do what by when; followed until done."""

    class Kind(models.TextChoices):
        """What sort of engagement it is."""

        RECOMMENDATION = "recommendation", "recommandation"
        COMMITMENT = "commitment", "engagement"
        PROSPECT = "prospect", "perspective"

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "à mettre en œuvre"
        IN_PROGRESS = "in_progress", "en cours"
        DONE = "done", "mise en œuvre"
        DROPPED = "dropped", "abandonnée"

    workshop = models.ForeignKey(
        Workshop, models.CASCADE, related_name="recommendations", verbose_name="atelier"
    )
    code = models.CharField("code", max_length=20)
    kind = models.CharField("nature", max_length=20, choices=Kind.choices, default=Kind.RECOMMENDATION)
    text = models.TextField("énoncé")
    addressee = models.CharField("à la charge de", max_length=250, blank=True)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="structure",
    )
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name="partenaire",
    )
    due = models.DateField("échéance", null=True, blank=True)
    due_precision = PrecisionField("précision de l’échéance")
    state = models.CharField("état", max_length=20, choices=State.choices, default=State.OPEN)

    objects = of_parent("workshop").as_manager()

    class Meta:
        verbose_name = "recommandation"
        verbose_name_plural = "recommandations"
        ordering = ("workshop", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("workshop", "code"),
                name="recommendation_code_unique",
                violation_error_message="Cet atelier a déjà une recommandation de ce code.",
            ),
        )

    def __str__(self):
        return self.text

    @property
    def due_label(self) -> str:
        """When it is due, as precisely as known; empty without a date."""
        due = PartialDate.from_columns(self.due, self.due_precision)
        return due.label() if due else ""


class RecommendationUpdate(models.Model):
    """One step in the follow-up of a recommendation; added, never overwritten."""

    recommendation = models.ForeignKey(
        Recommendation, models.CASCADE, related_name="updates", verbose_name="recommandation"
    )
    date = models.DateField("date")
    state = models.CharField("état", max_length=20, choices=Recommendation.State.choices)
    comment = models.TextField("commentaire", blank=True)
    by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )
    entered_at = models.DateTimeField("saisi le", auto_now_add=True)

    objects = of_parent("recommendation").as_manager()

    class Meta:
        verbose_name = "suivi d’une recommandation"
        verbose_name_plural = "suivi des recommandations"
        ordering = ("date", "pk")

    def __str__(self):
        return f"{self.get_state_display()} le {self.date}"
