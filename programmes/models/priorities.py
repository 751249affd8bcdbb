"""What communes need, and what partners announced or signed for it."""

from django.db import models
from django.db.models import Q

from communes.models import Place
from programmes.models.fields import AmountField, CurrencyField, PrecisionField, demonstration_field
from programmes.models.partners import Partner, Sector
from programmes.models.programmes import Programme
from programmes.models.workshops import Workshop
from programmes.querysets.access import of_programme


class PriorityAction(models.Model):
    """A priority action of a commune's development plan, or a project in public-private partnership.

    `place_label` stands for a commune that the document counts without naming it.
    """

    class Document(models.TextChoices):
        """Where the action is written."""

        PDESC = "pdesc", "PDESC (ancien PDSEC)"
        PPP = "ppp", "fiche de projet PPP"
        OTHER = "other", "autre document"

    class Study(models.TextChoices):
        """Where the feasibility study stands."""

        UNKNOWN = "unknown", "non précisé"
        NOT_NEEDED = "not_needed", "sans objet"
        TO_FUND = "to_fund", "à financer"
        FUNDED = "funded", "financée"
        DONE = "done", "réalisée"

    code = models.SlugField("code", max_length=40, unique=True)
    title = models.CharField("intitulé", max_length=300)
    document = models.CharField(
        "inscrite dans", max_length=20, choices=Document.choices, default=Document.PDESC
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="priority_actions", verbose_name="commune"
    )
    place_label = models.CharField("commune non nommée", max_length=120, blank=True)
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="priority_actions",
        verbose_name="programme",
    )
    workshop = models.ForeignKey(
        Workshop,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="priority_actions",
        verbose_name="présentée à",
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="domaine"
    )
    cost = AmountField("coût estimé")
    currency = CurrencyField("devise")
    study = models.CharField(
        "étude de faisabilité", max_length=20, choices=Study.choices, default=Study.UNKNOWN
    )
    description = models.TextField("description", blank=True)
    is_demonstration = demonstration_field()

    objects = of_programme("programme").as_manager()

    class Meta:
        verbose_name = "action prioritaire"
        verbose_name_plural = "actions prioritaires"
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(place__isnull=False, place_label="")
                | (Q(place__isnull=True) & ~Q(place_label="")),
                name="priorityaction_place_named_or_not",
                violation_error_message="Une action prioritaire est celle d’une commune, nommée ou non.",
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
                name="priorityaction_cost_not_negative",
                violation_error_message="Un coût ne peut pas être négatif.",
            ),
        )

    def __str__(self):
        return self.title


class Pledge(models.Model):
    """What a partner announced or signed for a priority action, or for a programme as a whole."""

    class State(models.TextChoices):
        """How binding it is."""

        ANNOUNCED = "announced", "annoncé"
        SIGNED = "signed", "signé"

    action = models.ForeignKey(
        PriorityAction,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="pledges",
        verbose_name="action prioritaire",
    )
    programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="pledges", verbose_name="programme"
    )
    workshop = models.ForeignKey(
        Workshop, models.PROTECT, null=True, blank=True, related_name="pledges", verbose_name="faite à"
    )
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="pledges", verbose_name="partenaire")
    state = models.CharField("état", max_length=20, choices=State.choices, default=State.ANNOUNCED)
    amount = AmountField("montant")
    currency = CurrencyField("devise")
    text = models.CharField("promesse", max_length=300)
    date = models.DateField("date", null=True, blank=True)
    date_precision = PrecisionField("précision de la date")

    objects = of_programme("programme").as_manager()

    class Meta:
        verbose_name = "promesse de financement"
        verbose_name_plural = "promesses de financement"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(action__isnull=False) | Q(programme__isnull=False),
                name="pledge_has_object",
                violation_error_message="Une promesse porte sur une action prioritaire ou sur un programme.",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="pledge_amount_not_negative",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        )

    def __str__(self):
        return f"{self.partner} : {self.text}"
