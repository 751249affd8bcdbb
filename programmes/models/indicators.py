"""Indicators of programmes, their targets and their measurements."""

from django.db import models
from django.db.models import F, Q

from communes.models import Place
from programmes.models.fields import date_or_none, row_or_none
from programmes.models.programmes import Period, Programme, end_after_start
from programmes.models.results import Result
from programmes.querysets.access import OfProgrammeQuerySet, of_programme


class Indicator(models.Model):
    """What is measured, and how its values are to be read."""

    class Direction(models.TextChoices):
        """Which way is better."""

        UP = "up", "à la hausse"
        DOWN = "down", "à la baisse"

    class Nature(models.TextChoices):
        """How values of several periods relate: levels are never summed."""

        LEVEL = "level", "niveau à une date"
        INCREMENT = "increment", "réalisé de la période (s’additionne)"
        RUNNING = "running", "cumul depuis le début"

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="indicators", verbose_name="programme"
    )
    result = models.ForeignKey(
        Result, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name="résultat"
    )
    code = models.CharField("code", max_length=20)
    label = models.CharField("intitulé", max_length=300)
    unit = models.CharField("unité", max_length=80, blank=True)
    direction = models.CharField("sens", max_length=10, choices=Direction.choices, default=Direction.UP)
    nature = models.CharField("nature", max_length=10, choices=Nature.choices, default=Nature.LEVEL)
    baseline = models.DecimalField("référence", max_digits=16, decimal_places=4, null=True, blank=True)
    by_sex = models.BooleanField("ventilé par sexe", default=False)
    by_age = models.BooleanField("ventilé par âge", default=False)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "indicateur"
        verbose_name_plural = "indicateurs"
        ordering = ("programme", "code")
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "code"),
                name="indicator_code_unique",
                violation_error_message="Ce programme a déjà un indicateur de ce code.",
            ),
        )

    def __str__(self):
        return f"{self.code} – {self.label}"


class IndicatorTarget(Period):
    """The value to reach in a period, for the whole programme or for one commune.

    `place_label` stands for a commune that the document counts without naming it. A revised target names the
    one it replaces and says why.
    """

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="targets", verbose_name="indicateur"
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="targets", verbose_name="commune"
    )
    place_label = models.CharField("commune non nommée", max_length=120, blank=True)
    value = models.DecimalField("cible", max_digits=16, decimal_places=4)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="remplace"
    )
    reason = models.TextField("motif de la révision", blank=True)

    objects = of_programme("indicator__programme").as_manager()

    class Meta:
        verbose_name = "cible"
        verbose_name_plural = "cibles"
        ordering = ("indicator", "start", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(place_label=""),
                name="indicatortarget_place_named_or_not",
                violation_error_message="Une cible porte sur une commune nommée ou non nommée, pas les deux.",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reason=""),
                name="indicatortarget_revision_has_reason",
                violation_error_message="Une cible révisée doit dire pourquoi.",
            ),
            models.CheckConstraint(
                condition=~Q(replaces=F("id")),
                name="indicatortarget_does_not_replace_itself",
                violation_error_message="Une cible ne peut pas se remplacer elle-même.",
            ),
            models.UniqueConstraint(
                "indicator",
                row_or_none("place"),
                "place_label",
                date_or_none("start"),
                date_or_none("end"),
                condition=Q(replaces__isnull=True),
                name="indicatortarget_unique",
                violation_error_message="Cet indicateur a déjà une cible pour cette période et cette commune.",
            ),
            end_after_start("indicatortarget_end_after_start"),
        )

    def __str__(self):
        return f"{self.indicator.code} : {self.value}"


class Measurement(Period):
    """A value measured for a period, for the whole programme or for one commune, with where it comes from."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="measurements", verbose_name="indicateur"
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="measurements", verbose_name="commune"
    )
    value = models.DecimalField("valeur", max_digits=16, decimal_places=4)
    source = models.CharField("source", max_length=200, blank=True)
    comment = models.TextField("commentaire", blank=True)
    entered_at = models.DateTimeField("saisie le", auto_now_add=True)

    objects = of_programme("indicator__programme").as_manager()

    class Meta:
        verbose_name = "mesure"
        verbose_name_plural = "mesures"
        ordering = ("indicator", "start", "pk")
        constraints = (
            models.UniqueConstraint(
                "indicator",
                row_or_none("place"),
                date_or_none("start"),
                date_or_none("end"),
                name="measurement_unique",
                violation_error_message="Cet indicateur a déjà une mesure pour cette période et cette commune.",
            ),
            end_after_start("measurement_end_after_start"),
        )

    def __str__(self):
        return f"{self.indicator.code} = {self.value}"


class MeasurementPart(models.Model):
    """Part of a measured value, by sex and age band; parts that do not add up are said, never adjusted."""

    class Sex(models.TextChoices):
        """As people are counted; empty when not given."""

        WOMEN = "women", "femmes"
        MEN = "men", "hommes"

    measurement = models.ForeignKey(Measurement, models.CASCADE, related_name="parts", verbose_name="mesure")
    sex = models.CharField("sexe", max_length=10, choices=Sex.choices, blank=True)
    age_band = models.CharField("tranche d’âge", max_length=40, blank=True)
    value = models.DecimalField("valeur", max_digits=16, decimal_places=4)

    objects = of_programme("measurement__indicator__programme").as_manager()

    class Meta:
        verbose_name = "ventilation"
        verbose_name_plural = "ventilations"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("measurement", "sex", "age_band"),
                name="measurementpart_unique",
                violation_error_message="Cette ventilation est déjà donnée.",
            ),
            models.CheckConstraint(
                condition=~Q(sex="", age_band=""),
                name="measurementpart_says_which",
                violation_error_message="Une ventilation dit le sexe ou la tranche d’âge.",
            ),
        )

    def __str__(self):
        return f"{self.get_sex_display()} {self.age_band}".strip()
