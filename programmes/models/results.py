"""What a programme or a plan is meant to bring about, and what it did: results, achievements, structures, diagnoses."""

from django.db import models
from django.db.models import F, Q

from communes.models import Place
from programmes.models.fields import PrecisionField, date_or_none, row_or_none
from programmes.models.programmes import Period, Programme, end_after_start
from programmes.querysets.access import OfProgrammeQuerySet, of_parent, of_programme


class ResultQuerySet(of_programme("programme")):
    """Results of programmes and objectives of plans."""

    def visible_to(self, user):
        """With the programme, or with the plan."""
        of_programme_ = super().visible_to(user)
        plans = self.model.plan.field.related_model.objects.visible_to(user)
        return self.filter(Q(pk__in=of_programme_.values("pk")) | Q(plan__in=plans.values("pk")))


class Result(models.Model):
    """A node of the logical framework of a programme, or an objective of a plan (exactly one of the two)."""

    class Kind(models.TextChoices):
        """Level in the logical framework."""

        COMPONENT = "component", "volet"
        OBJECTIVE = "objective", "objectif spécifique"
        RESULT = "result", "résultat"
        OUTPUT = "output", "produit"

    programme = models.ForeignKey(
        Programme,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="results",
        verbose_name="programme",
    )
    plan = models.ForeignKey(
        "programmes.ActionPlan",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="results",
        verbose_name="plan",
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="relève de"
    )
    kind = models.CharField("niveau", max_length=20, choices=Kind.choices, default=Kind.RESULT)
    code = models.CharField(
        "code", max_length=20, help_text="Unique dans le programme ou le plan : R1.1, OS1…"
    )
    text = models.TextField("énoncé")
    position = models.PositiveSmallIntegerField("ordre", default=0)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = "résultat"
        verbose_name_plural = "résultats"
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(programme__isnull=False, plan__isnull=True)
                | Q(programme__isnull=True, plan__isnull=False),
                name="result_of_programme_or_plan",
                violation_error_message="Un résultat relève d’un programme ou d’un plan, pas des deux.",
            ),
            models.UniqueConstraint(
                fields=("programme", "code"),
                name="result_code_unique_in_programme",
                violation_error_message="Ce programme a déjà un résultat de ce code.",
            ),
            models.UniqueConstraint(
                fields=("plan", "code"),
                name="result_code_unique_in_plan",
                violation_error_message="Ce plan a déjà un objectif de ce code.",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="result_not_its_own_parent",
                violation_error_message="Un résultat ne peut pas relever de lui-même.",
            ),
        )

    def __str__(self):
        return f"{self.code} – {self.text}"


class Achievement(Period):
    """Something that was done: what the project sheet lists under « Résultats atteints »."""

    class Kind(models.TextChoices):
        """What sort of achievement it is."""

        TRAINING = "training", "formation"
        EQUIPMENT = "equipment", "équipement"
        WORKS = "works", "travaux"
        ADVOCACY = "advocacy", "plaidoyer"
        SERVICE = "service", "service"
        EFFECT = "effect", "effet"

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="achievements", verbose_name="programme"
    )
    result = models.ForeignKey(
        Result,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="achievements",
        verbose_name="résultat",
    )
    kind = models.CharField("nature", max_length=20, choices=Kind.choices)
    text = models.TextField("réalisation")
    quantity = models.DecimalField("quantité", max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField("unité", max_length=80, blank=True)
    theme = models.CharField("thème", max_length=200, blank=True)
    places = models.ManyToManyField(
        Place, blank=True, related_name="achievements", verbose_name="localisation"
    )
    position = models.PositiveSmallIntegerField("ordre", default=0)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "réalisation"
        verbose_name_plural = "réalisations"
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gte=0),
                name="achievement_quantity_not_negative",
                violation_error_message="Une quantité ne peut pas être négative.",
            ),
            models.UniqueConstraint(
                "programme",
                row_or_none("result"),
                "position",
                name="achievement_position_unique",
                violation_error_message="Deux réalisations de ce résultat ont le même rang.",
            ),
            end_after_start("achievement_end_after_start"),
        )

    def __str__(self):
        return self.text


class LocalStructure(models.Model):
    """A mechanism, centre or committee that a programme set up or supports in a commune."""

    class Kind(models.TextChoices):
        """What sort of structure it is."""

        MECHANISM = "mechanism", "mécanisme de prévention et de gestion des conflits"
        CENTRE = "centre", "centre"
        COMMITTEE = "committee", "comité"
        OTHER = "other", "autre"

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="structures", verbose_name="programme"
    )
    kind = models.CharField("nature", max_length=20, choices=Kind.choices)
    name = models.CharField("nom", max_length=200)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="structures", verbose_name="commune"
    )

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "structure locale"
        verbose_name_plural = "structures locales"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "name"),
                name="localstructure_name_unique",
                violation_error_message="Ce programme a déjà une structure de ce nom.",
            ),
        )

    def __str__(self):
        return self.name


class SwotAnalysis(models.Model):
    """A diagnosis FFOM (forces, faiblesses, opportunités, menaces) of a commune or of one of its structures."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="swot_analyses", verbose_name="programme"
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="swot_analyses", verbose_name="commune")
    structure = models.ForeignKey(
        LocalStructure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="swot_analyses",
        verbose_name="structure",
    )
    date = models.DateField("date", null=True, blank=True)
    date_precision = PrecisionField("précision de la date")
    support_plan = models.TextField("plan d’appui", blank=True)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "analyse FFOM"
        verbose_name_plural = "analyses FFOM"
        ordering = ("programme", "place")
        constraints = (
            models.UniqueConstraint(
                "programme",
                "place",
                row_or_none("structure"),
                date_or_none("date"),
                name="swotanalysis_unique",
                violation_error_message="Cette commune a déjà une analyse FFOM à cette date.",
            ),
        )

    def __str__(self):
        return f"FFOM {self.place} ({self.programme.short_name})"


class SwotItem(models.Model):
    """One line of a diagnosis."""

    class Kind(models.TextChoices):
        """The four boxes."""

        STRENGTH = "strength", "force"
        WEAKNESS = "weakness", "faiblesse"
        OPPORTUNITY = "opportunity", "opportunité"
        THREAT = "threat", "menace"

    analysis = models.ForeignKey(SwotAnalysis, models.CASCADE, related_name="items", verbose_name="analyse")
    kind = models.CharField("rubrique", max_length=20, choices=Kind.choices)
    text = models.TextField("constat")
    position = models.PositiveSmallIntegerField("ordre", default=0)

    objects = of_parent("analysis").as_manager()

    class Meta:
        verbose_name = "constat"
        verbose_name_plural = "constats"
        ordering = ("kind", "position", "pk")

    def __str__(self):
        return self.text
