"""The other ways people write the name of a place."""

from collections.abc import Collection
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from communes.models.places import Level, Place
from communes.text import normalise


class AliasOrigin(models.TextChoices):
    """Where a spelling comes from."""

    REFERENCE = "reference", "Liste de référence"
    IMPORT = "import", "Import d’un tableau"
    PERSON = "person", "Saisie d’une personne"


class PlaceAliasQuerySet(models.QuerySet["PlaceAlias"]):
    """Confirmed spellings."""

    def visible_to(self, user: Any) -> Self:
        """Like the places themselves: whoever is signed in."""
        return self if user.is_authenticated and user.is_active else self.none()


class PlaceAlias(models.Model):
    """A spelling that a person, or the reference list, has confirmed: then accepted as the place's name.

    `within` limits it to what is written about one region or cercle: « Bara » may mean one commune in a
    programme of Gao and another elsewhere. A mere resemblance never becomes an alias by itself.
    """

    place = models.ForeignKey(Place, verbose_name="lieu", on_delete=models.CASCADE, related_name="aliases")
    written = models.CharField("graphie", max_length=160, help_text="Telle qu’elle a été rencontrée.")
    search = models.CharField("graphie pour la recherche", max_length=160, editable=False, db_index=True)
    level = models.CharField("niveau", max_length=10, choices=Level, editable=False)
    within = models.ForeignKey(
        Place,
        verbose_name="seulement dans",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to=~Q(level=Level.COMMUNE),
        help_text="La région ou le cercle où cette graphie vaut\u202f; vide si elle vaut partout.",
    )
    origin = models.CharField("origine", max_length=10, choices=AliasOrigin, default=AliasOrigin.PERSON)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="confirmée par",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    confirmed_at = models.DateTimeField("confirmée le", default=timezone.now, editable=False)

    objects = PlaceAliasQuerySet.as_manager()

    class Meta:
        verbose_name = "autre graphie"
        verbose_name_plural = "autres graphies"
        ordering = ["search", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["search", "level"],
                name="communes_alias_unique",
                condition=Q(within__isnull=True),
                violation_error_message="Cette graphie est déjà celle d’un lieu du même niveau\u00a0: "
                "précisez la région ou le cercle où elle vaut.",
            ),
            models.UniqueConstraint(
                fields=["search", "level", "within"],
                name="communes_alias_unique_within",
                condition=Q(within__isnull=False),
                violation_error_message="Cette graphie est déjà, dans ce même cadre, celle d’un autre lieu.",
            ),
            models.CheckConstraint(
                name="communes_alias_written_given",
                condition=~Q(written="") & ~Q(search=""),
                violation_error_message="Écrivez la graphie, avec au moins une lettre ou un chiffre.",
            ),
            models.CheckConstraint(
                name="communes_alias_known_level",
                condition=Q(level__in=Level.values) & Q(origin__in=AliasOrigin.values),
                violation_error_message="Choisissez le niveau et l’origine dans la liste.",
            ),
        ]

    def __str__(self) -> str:
        return self.written

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the derived columns true."""
        self.fill_derived()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """A spelling that nothing could be found by, or that another place bears as its name, is refused."""
        if not normalise(self.written):
            raise ValidationError({"written": "Écrivez au moins une lettre ou un chiffre."})
        if self.within and self.within.level == Level.COMMUNE:
            raise ValidationError({"within": "Choisissez une région ou un cercle."})
        if getattr(self, "place", None):
            self.fill_derived()
            self._refuse_a_name()

    def _refuse_a_name(self) -> None:
        """Names come before spellings: this one would never be looked up, or would deceive."""
        bearers = Place.objects.at(self.level).filter(search=self.search)
        if self.within:
            bearers = bearers.within(self.within)
        bearer = bearers.first()
        if bearer == self.place:
            message = f"«\u00a0{self.written}\u00a0» est déjà le nom de ce lieu."
            raise ValidationError({"written": message})
        if bearer:
            message = f"«\u00a0{self.written}\u00a0» est le nom d’un autre lieu\u00a0: {bearer}."
            raise ValidationError({"written": message})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """A form that shows neither of the derived columns must still check the rules about them."""
        super().validate_constraints(exclude=set(exclude or ()) - {"level", "search"})

    def fill_derived(self) -> None:
        """Sets what follows from the other fields; writers that go round `save` (bulk) call it themselves."""
        self.search = normalise(self.written)
        self.level = self.place.level
