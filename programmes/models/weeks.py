"""The Monday sheet: what each department says it will do in the coming week, and what became of it."""

from datetime import datetime, time
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from programmes.formats import TIME_ZONE
from programmes.models.activities import Activity
from programmes.models.partners import Department
from programmes.querysets.access import InternalQuerySet
from programmes.querysets.weeks import PriorityQuerySet
from programmes.weeks import Week


class WeekSheet(models.Model):
    """The sheet of one week: its review, and the priorities of the week that follows.

    The review is never stored: it is read from the history, as it was known when the sheet was closed (`closed_at`),
    or today while it is a draft. A week that nobody has written on has no row; `of` gives one, not saved.
    """

    monday = models.DateField("lundi", unique=True)
    closed_at = models.DateTimeField("arrêtée le", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="arrêtée par",
    )

    objects = InternalQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche de la semaine"
        verbose_name_plural = "fiches de la semaine"
        ordering = ("-monday",)
        constraints = (
            models.CheckConstraint(
                condition=Q(monday__iso_week_day=1),
                name="weeksheet_starts_on_monday",
                violation_error_message="Une fiche de la semaine commence un lundi.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False) | Q(closed_by__isnull=True),
                name="weeksheet_closed_by_has_date",
                violation_error_message="Une fiche arrêtée par quelqu’un porte la date de l’arrêt.",
            ),
        )

    def __str__(self):
        return f"Fiche de la {self.week}"

    def get_absolute_url(self):
        """Its page."""
        return reverse("reporting:week_detail", args=[self.code])

    @classmethod
    def of(cls, week: Week) -> Self:
        """The sheet of a week, not saved where nobody has written on it."""
        found = cls.objects.select_related("closed_by").filter(monday=week.monday).first()
        return found or cls(monday=week.monday)

    @property
    def week(self) -> Week:
        """Its week."""
        return Week.of(self.monday)

    @property
    def code(self) -> str:
        """« 2023-W51 »."""
        return self.week.code

    @property
    def is_closed(self) -> bool:
        """Whether the Direction has closed it: nothing of it changes any more."""
        return self.closed_at is not None

    @property
    def opens_at(self) -> datetime:
        """The first instant of its week in Bamako."""
        return datetime.combine(self.monday, time.min, tzinfo=TIME_ZONE)


class WeekPriority(models.Model):
    """One thing that a department means to do in the week that follows the sheet.

    `outcome` is said on the sheet of that week, hence later: kept, not kept with the reason, or carried to the week
    after, where `carried_from` of the copy names it. Empty: nobody has said yet.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        KEPT = "kept", "tenue"
        NOT_KEPT = "not_kept", "non tenue"
        CARRIED = "carried", "reportée"

    sheet = models.ForeignKey(WeekSheet, models.PROTECT, related_name="priorities", verbose_name="fiche")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="priorities", verbose_name="structure"
    )
    text = models.CharField("priorité", max_length=300)
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="priorities",
        verbose_name="activité",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="priorities",
        verbose_name="responsable",
    )
    due_on = models.DateField("échéance", null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="écrite par",
    )
    written_at = models.DateTimeField("écrite le", default=timezone.now)
    outcome = models.CharField("suite", max_length=20, choices=Outcome.choices, blank=True)
    outcome_reason = models.CharField("motif", max_length=300, blank=True)
    outcome_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="suite dite par",
    )
    outcome_at = models.DateTimeField("suite dite le", null=True, blank=True)
    carried_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name="reportée de",
    )

    objects = PriorityQuerySet.as_manager()

    class Meta:
        verbose_name = "priorité de la semaine"
        verbose_name_plural = "priorités de la semaine"
        ordering = ("sheet", "department__position", "department__name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(text=""),
                name="weekpriority_has_text",
                violation_error_message="Dites quelle est la priorité.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at__isnull=True)
                | Q(outcome__in=("kept", "not_kept", "carried"), outcome_at__isnull=False),
                name="weekpriority_outcome_has_date",
                violation_error_message="La suite d’une priorité est tenue, non tenue ou reportée, et porte sa date.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="not_kept") | ~Q(outcome_reason=""),
                name="weekpriority_not_kept_has_reason",
                violation_error_message="Dites pourquoi la priorité n’a pas été tenue.",
            ),
            models.CheckConstraint(
                condition=~Q(carried_from=F("id")),
                name="weekpriority_not_carried_from_itself",
                violation_error_message="Une priorité ne peut pas être le report d’elle-même.",
            ),
        )

    def __str__(self):
        return self.text

    @property
    def week(self) -> Week:
        """The week it is meant for: the one after that of its sheet."""
        return self.sheet.week.next
