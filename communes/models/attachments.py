"""What a commune belonged to, and from when to when."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import formats

from communes.models.places import Level, Place


class DatePrecision(models.TextChoices):
    """How much of a date is known; the rest of the date means nothing and is never shown."""

    DAY = "day", "jour"
    MONTH = "month", "mois"
    YEAR = "year", "année"


def written(date: datetime.date | None, precision: str) -> str:
    """The date as far as it is known: « 13 mars 2023 », « mars 2023 », « 1999 »; empty when unknown."""
    if date is None:
        return ""
    pattern = {DatePrecision.YEAR: "Y", DatePrecision.MONTH: "F Y"}.get(DatePrecision(precision), "j F Y")
    text = formats.date_format(date, pattern)
    return f"1er{text[1:]}" if text.startswith("1 ") else text


class Attachment(models.Model):
    """A commune's region and cercle over a period.

    The one without an end is in force and says the same as the commune itself. The reform of March 2023 moved
    communes from one region to another; figures of earlier years are read with the attachment of their time.
    """

    commune = models.ForeignKey(
        Place,
        verbose_name="commune",
        on_delete=models.CASCADE,
        related_name="attachments",
        limit_choices_to={"level": Level.COMMUNE},
    )
    region = models.ForeignKey(
        Place,
        verbose_name="région",
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"level": Level.REGION},
    )
    cercle = models.ForeignKey(
        Place,
        verbose_name="cercle",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="former_attachments",
        limit_choices_to={"level": Level.CERCLE},
        help_text="Laissez vide si le cercle n’est pas connu.",
    )
    since = models.DateField(
        "depuis", null=True, blank=True, help_text="Premier jour\u202f; vide s’il n’est pas connu."
    )
    since_precision = models.CharField(
        "précision du début", max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    until = models.DateField(
        "jusqu’à", null=True, blank=True, help_text="Dernier jour\u202f; vide si en vigueur."
    )
    until_precision = models.CharField(
        "précision de la fin", max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    source = models.CharField(
        "source", max_length=120, help_text="Le texte qui le dit, par exemple «\u00a0loi de 1999\u00a0»."
    )

    class Meta:
        verbose_name = "rattachement"
        verbose_name_plural = "rattachements"
        ordering = ["commune", F("since").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="communes_attachment_ends_after_start",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message="La fin du rattachement précède son début.",
            ),
            models.CheckConstraint(
                name="communes_attachment_known_precision",
                condition=Q(
                    since_precision__in=DatePrecision.values, until_precision__in=DatePrecision.values
                ),
                violation_error_message="Choisissez la précision des dates dans la liste.",
            ),
            models.CheckConstraint(
                name="communes_attachment_source_given",
                condition=~Q(source=""),
                violation_error_message="Indiquez la source du rattachement.",
            ),
            models.UniqueConstraint(
                fields=["commune"],
                name="communes_attachment_one_in_force",
                condition=Q(until__isnull=True),
                violation_error_message="Cette commune a déjà un rattachement en vigueur\u00a0: "
                "donnez sa fin d’abord.",
            ),
            models.UniqueConstraint(
                fields=["commune", "source"],
                name="communes_attachment_one_per_source",
                violation_error_message="Cette commune a déjà un rattachement de cette source.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.period})"

    @property
    def period(self) -> str:
        """« 1999 – 12 mars 2023 », « depuis le 13 mars 2023 », « depuis 1999 »: the period as it is known."""
        since, until = written(self.since, self.since_precision), written(self.until, self.until_precision)
        if until:
            return f"{since or '…'} – {until}"
        article = "le " if self.since_precision == DatePrecision.DAY else ""
        return f"depuis {article}{since}" if since else "en vigueur"

    def clean(self) -> None:
        """The levels of the three places, and that the attachment in force says what the commune says."""
        for field, level in (("commune", Level.COMMUNE), ("region", Level.REGION), ("cercle", Level.CERCLE)):
            place = getattr(self, field, None)
            if place and place.level != level:
                raise ValidationError(
                    {field: f"Choisissez un lieu de niveau «\u00a0{level.label.lower()}\u00a0»."}
                )
        commune = getattr(self, "commune", None)
        if (
            commune
            and self.until is None
            and (self.region_id, self.cercle_id)
            != (
                commune.region_id,
                commune.cercle_id,
            )
        ):
            raise ValidationError(
                "Le rattachement en vigueur doit être celui de la commune\u00a0: même région, même cercle."
            )
