"""Links sent to a person so that they choose a password: an invitation, or a forgotten password.

Only a digest of the secret part is kept: whoever reads the database cannot use the links it lists.
"""

import hashlib
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

FORGOTTEN_PAUSE = timedelta(minutes=5)
"""One may ask again for a forgotten password after this long."""


def digest(secret: str) -> str:
    """What is stored of the secret part of a link."""
    return hashlib.sha256(secret.encode()).hexdigest()


class PasswordLinkQuerySet(models.QuerySet["PasswordLink"]):
    """Links, used or not."""

    def unused(self) -> Self:
        """Links neither used, nor cancelled, nor expired."""
        return self.filter(used_at__isnull=True, cancelled_at__isnull=True, expires_at__gt=timezone.now())

    def pending(self) -> Self:
        """Links that still open the page where one chooses a password."""
        return self.unused().filter(user__is_active=True)

    def recently_forgotten(self) -> Self:
        """Links asked for by somebody who forgot their password, in the last minutes."""
        since = timezone.now() - FORGOTTEN_PAUSE
        return self.filter(purpose=PasswordLink.Purpose.FORGOTTEN, created_at__gt=since)


class PasswordLink(models.Model):
    """One link, for one person, usable once and for a while."""

    class Purpose(models.TextChoices):
        """Why the link was made."""

        INVITATION = "invitation", "Invitation"
        RESET = "reset", "Réinitialisation par un administrateur"
        FORGOTTEN = "forgotten", "Mot de passe oublié"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="compte",
        on_delete=models.CASCADE,
        related_name="password_links",
    )
    purpose = models.CharField("motif", max_length=20, choices=Purpose)
    secret_digest = models.CharField("empreinte du secret", max_length=64)
    created_at = models.DateTimeField("créé le", default=timezone.now)
    expires_at = models.DateTimeField("valable jusqu’au")
    used_at = models.DateTimeField("utilisé le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)

    objects = PasswordLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien de mot de passe"
        verbose_name_plural = "liens de mot de passe"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["secret_digest"],
                name="accounts_link_secret_unique",
                violation_error_message="Ce lien existe déjà.",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="accounts_link_expires_later",
                violation_error_message="Un lien expire après sa création.",
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(cancelled_at__isnull=True),
                name="accounts_link_used_or_cancelled",
                violation_error_message="Un lien est utilisé ou annulé, pas les deux.",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=["invitation", "reset", "forgotten"]),
                name="accounts_link_purpose_known",
                violation_error_message="Choisissez un motif de la liste.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} – {self.user}"

    @property
    def is_pending(self) -> bool:
        """Whether the link still works (the account being active)."""
        return self.used_at is None and self.cancelled_at is None and self.expires_at > timezone.now()
