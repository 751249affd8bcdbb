"""The administrative codes of a place, each with the numbering it belongs to."""

from django.db import models
from django.db.models import Q

from communes.models.places import Place


class CodeVersion(models.TextChoices):
    """A numbering. One code means two places in two of them (ML0701: cercle of Gao, then Ansongo)."""

    LAW_2023_007 = "loi-2023-007", "Loi nº 2023-007 (collectivités territoriales)"
    OCHA_2019 = "ocha-2019", "OCHA, depuis 2019"
    OCHA_2015 = "ocha-2015", "OCHA, 2015"
    ISO_3166_2 = "iso-3166-2", "ISO 3166-2"


class PlaceCode(models.Model):
    """The code of a place in one numbering. A code never overrides a name and its parent."""

    place = models.ForeignKey(Place, verbose_name="lieu", on_delete=models.CASCADE, related_name="codes")
    version = models.CharField("numérotation", max_length=20, choices=CodeVersion)
    code = models.CharField("code", max_length=20)

    class Meta:
        verbose_name = "code"
        verbose_name_plural = "codes"
        ordering = ["version", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="communes_code_unique_in_version",
                violation_error_message="Ce code est déjà celui d’un autre lieu dans cette numérotation.",
            ),
            models.UniqueConstraint(
                fields=["place", "version"],
                name="communes_code_one_per_place",
                violation_error_message="Ce lieu a déjà un code dans cette numérotation.",
            ),
            models.CheckConstraint(
                name="communes_code_known_version",
                condition=Q(version__in=CodeVersion.values) & ~Q(code=""),
                violation_error_message="Donnez le code et choisissez une numérotation de la liste.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.version})"
