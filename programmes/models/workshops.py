"""Workshops, round tables, training sessions, meetings: who came, what was said, what was decided."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from communes.models import Place
from programmes.models.partners import Department, Partner
from programmes.models.plans import ActionPlan
from programmes.models.programmes import Period, Programme, end_after_start
from programmes.querysets.access import of_parent
from programmes.querysets.workshops import WorkshopQuerySet


class Workshop(Period):
    """A meeting worth a report.

    Attendance is kept as it was said: a total that is exact, approximate (« une cinquantaine ») or unknown; women
    and men known or not. Men are never obtained by subtraction.
    """

    class Kind(models.TextChoices):
        """What sort of meeting it is."""

        WORKSHOP = "workshop", "atelier"
        ROUND_TABLE = "round_table", "table ronde"
        TRAINING = "training", "session de formation"
        MEETING = "meeting", "réunion"

    class Count(models.TextChoices):
        """How the total was given."""

        EXACT = "exact", "exact"
        APPROXIMATE = "approximate", "approximatif"
        UNKNOWN = "unknown", "inconnu"

    code = models.SlugField("code", max_length=40, unique=True)
    kind = models.CharField("nature", max_length=20, choices=Kind.choices, default=Kind.WORKSHOP)
    title = models.CharField("titre", max_length=400)
    series = models.CharField("série", max_length=120, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="workshops", verbose_name="localité"
    )
    venue = models.CharField("lieu", max_length=200, blank=True)
    start_time = models.TimeField("heure d’ouverture", null=True, blank=True)
    objective = models.TextField("objectif", blank=True)
    method = models.TextField("méthode", blank=True)
    attendance = models.PositiveIntegerField("participants", null=True, blank=True)
    attendance_count = models.CharField(
        "décompte", max_length=20, choices=Count.choices, default=Count.UNKNOWN
    )
    attendance_text = models.CharField("participants, tel qu’écrit", max_length=200, blank=True)
    women = models.PositiveIntegerField("femmes", null=True, blank=True)
    men = models.PositiveIntegerField("hommes", null=True, blank=True)
    programmes = models.ManyToManyField(
        Programme, blank=True, related_name="workshops", verbose_name="programmes"
    )
    plans = models.ManyToManyField(
        ActionPlan, through="WorkshopPlan", related_name="workshops", verbose_name="plans"
    )
    places = models.ManyToManyField(
        Place, blank=True, related_name="concerned_workshops", verbose_name="territoires concernés"
    )
    source = models.CharField("document source", max_length=200, blank=True)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = "atelier"
        verbose_name_plural = "ateliers"
        ordering = ("-start", "code")
        constraints = (
            models.UniqueConstraint(
                Lower("code"),
                name="workshop_code_unique",
                violation_error_message="Un atelier porte déjà ce code.",
            ),
            models.CheckConstraint(
                condition=Q(attendance_count="unknown", attendance__isnull=True)
                | (~Q(attendance_count="unknown") & Q(attendance__isnull=False)),
                name="workshop_attendance_says_how_counted",
                violation_error_message="Le nombre de participants est exact ou approximatif ; sinon, il est inconnu.",
            ),
            models.CheckConstraint(
                condition=Q(attendance__isnull=True)
                | ~Q(attendance_count="exact")
                | (
                    (Q(women__isnull=True) | Q(women__lte=F("attendance")))
                    & (Q(men__isnull=True) | Q(men__lte=F("attendance")))
                ),
                name="workshop_parts_within_total",
                violation_error_message="Les femmes ou les hommes dépassent le nombre de participants.",
            ),
            end_after_start("workshop_end_after_start"),
        )

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Its page."""
        return reverse("programmes:workshop_detail", args=[self.code])


class WorkshopPlan(models.Model):
    """A plan that a workshop dealt with, and what it did with it."""

    class Purpose(models.TextChoices):
        """What the workshop did with the plan."""

        EVALUATED = "evaluated", "évalué"
        PREPARED = "prepared", "élaboré et validé"
        EXAMINED = "examined", "examiné et validé"

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="plan_links", verbose_name="atelier")
    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="workshop_links", verbose_name="plan")
    purpose = models.CharField("objet", max_length=20, choices=Purpose.choices)

    objects = of_parent("workshop").as_manager()

    class Meta:
        verbose_name = "plan traité"
        verbose_name_plural = "plans traités"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("workshop", "plan", "purpose"),
                name="workshopplan_unique",
                violation_error_message="Ce plan est déjà cité pour cet objet.",
            ),
        )

    def __str__(self):
        return f"{self.plan} ({self.get_purpose_display()})"


class WorkshopLine(models.Model):
    """A row of a workshop that keeps its place in the report."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, verbose_name="atelier")
    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        abstract = True


class WorkshopOfficial(WorkshopLine):
    """Who opened, directed or closed the meeting, as a public official named in its report."""

    class Role(models.TextChoices):
        """Part played in the meeting."""

        OPENING_CHAIR = "opening_chair", "préside l’ouverture"
        WORKING_CHAIR = "working_chair", "dirige les travaux"
        CLOSING_CHAIR = "closing_chair", "préside la clôture"
        CLOSING_PRESENT = "closing_present", "présent à la clôture"
        PRESENT = "present", "présent"

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="officials", verbose_name="atelier")
    name = models.CharField("nom", max_length=120)
    title = models.CharField("fonction", max_length=300, blank=True)
    represents = models.CharField("représente", max_length=300, blank=True)
    role = models.CharField("rôle", max_length=20, choices=Role.choices)

    objects = of_parent("workshop").as_manager()

    class Meta:
        verbose_name = "personnalité"
        verbose_name_plural = "personnalités"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("workshop", "name", "role"),
                name="workshopofficial_unique",
                violation_error_message="Cette personnalité a déjà ce rôle.",
            ),
        )

    def __str__(self):
        return self.name


class WorkshopDay(WorkshopLine):
    """What one day, or some days together, was given to."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="days", verbose_name="atelier")
    label = models.CharField("journée", max_length=120)
    date = models.DateField("date", null=True, blank=True)
    text = models.TextField("déroulement")

    objects = of_parent("workshop").as_manager()

    class Meta:
        verbose_name = "journée"
        verbose_name_plural = "déroulement"
        ordering = ("position", "pk")

    def __str__(self):
        return self.label


class WorkingGroup(WorkshopLine):
    """A group that worked apart."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="groups", verbose_name="atelier")
    name = models.CharField("groupe", max_length=200)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="structure"
    )

    objects = of_parent("workshop").as_manager()

    class Meta:
        verbose_name = "groupe de travail"
        verbose_name_plural = "groupes de travail"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("workshop", "name"),
                name="workinggroup_unique",
                violation_error_message="Ce groupe de travail est déjà cité.",
            ),
        )

    def __str__(self):
        return self.name


class WorkshopOrganisation(WorkshopLine):
    """An organisation that organised or attended, as written, linked to a known one where it is."""

    class Role(models.TextChoices):
        """Part played in the meeting."""

        ORGANISER = "organiser", "organise"
        CO_ORGANISER = "co_organiser", "collabore à l’organisation"
        MAJOR_PARTNER = "major_partner", "partenaire majeur"
        ATTENDING = "attending", "participe"

    workshop = models.ForeignKey(
        Workshop, models.CASCADE, related_name="organisations", verbose_name="atelier"
    )
    name = models.CharField("organisation", max_length=250)
    role = models.CharField("rôle", max_length=20, choices=Role.choices, default=Role.ATTENDING)
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="partenaire"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="structure"
    )

    objects = of_parent("workshop").as_manager()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("workshop", "name", "role"),
                name="workshoporganisation_unique",
                violation_error_message="Cette organisation a déjà ce rôle.",
            ),
        )

    def __str__(self):
        return self.name


class Participant(WorkshopLine):
    """A line of the attendance list, where there is one."""

    class Sex(models.TextChoices):
        """As written on the list; empty when not given."""

        WOMAN = "woman", "femme"
        MAN = "man", "homme"

    workshop = models.ForeignKey(
        Workshop, models.CASCADE, related_name="participants", verbose_name="atelier"
    )
    name = models.CharField("nom", max_length=120)
    function = models.CharField("fonction", max_length=200, blank=True)
    organisation = models.CharField("organisation", max_length=250, blank=True)
    sex = models.CharField("sexe", max_length=10, choices=Sex.choices, blank=True)

    objects = of_parent("workshop").as_manager()

    class Meta:
        verbose_name = "participant"
        verbose_name_plural = "liste de présence"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("workshop", "name", "organisation"),
                name="participant_unique",
                violation_error_message="Cette personne figure déjà sur la liste.",
            ),
        )

    def __str__(self):
        return self.name


class WorkshopSection(WorkshopLine):
    """A part of the report in its own words: opening speech, outcomes, satisfaction…"""

    class Kind(models.TextChoices):
        """Where the text belongs in the report."""

        OPENING = "opening", "ouverture"
        CONTEXT = "context", "contexte"
        OUTCOME = "outcome", "résultats"
        CLOSING = "closing", "clôture"
        OTHER = "other", "autre"

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="sections", verbose_name="atelier")
    kind = models.CharField("rubrique", max_length=20, choices=Kind.choices, default=Kind.OTHER)
    title = models.CharField("titre", max_length=200, blank=True)
    text = models.TextField("texte")

    objects = of_parent("workshop").as_manager()

    class Meta:
        verbose_name = "rubrique"
        verbose_name_plural = "rubriques"
        ordering = ("position", "pk")

    def __str__(self):
        return self.title or self.get_kind_display()
