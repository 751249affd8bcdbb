"""Refused sign-ins of the last minutes: what locks an account for a while, in every process at once."""

from django.db import models
from django.utils import timezone


class FailedSignIn(models.Model):
    """One sign-in that was refused, or is being checked at this moment (see `accounts.lockout`).

    The address tried is kept as a digest: people type their password in the wrong field.
    """

    email_digest = models.CharField("empreinte de l’adresse électronique", max_length=64)
    address = models.CharField("adresse du poste", max_length=45, blank=True)
    at = models.DateTimeField("date", default=timezone.now)

    class Meta:
        verbose_name = "connexion refusée"
        verbose_name_plural = "connexions refusées"
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["email_digest", "address", "at"], name="accounts_failed_pair"),
            models.Index(fields=["address", "at"], name="accounts_failed_address"),
            models.Index(fields=["at"], name="accounts_failed_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.address}"
