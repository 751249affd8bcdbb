"""The e-mail digest: who wants none, and which were sent, so that nobody gets two the same day."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission


class OwnQuerySet(models.QuerySet):
    """Rows about a person: their own, and all for whoever manages accounts."""

    def visible_to(self, user: User) -> "OwnQuerySet":
        """One's own rows, or all of them."""
        return self if user.may(Permission.MANAGE_ACCOUNTS) else self.filter(user=user)


class ReminderPreference(models.Model):
    """Whether a person wants the digest; without a row, they do."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_preference", verbose_name="compte"
    )
    wants_digest = models.BooleanField("reçoit le récapitulatif par courriel", default=True)
    changed_at = models.DateTimeField("choisi le", default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = "choix du récapitulatif"
        verbose_name_plural = "choix du récapitulatif"

    def __str__(self):
        return f"{self.user} : {'oui' if self.wants_digest else 'non'}"


class ReminderSending(models.Model):
    """One digest of one day. It is written before the message leaves: a server that stops in between sends too few
    rather than twice. `error` says why it could not be sent; such a one may be tried again the same day.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_sendings", verbose_name="compte"
    )
    day = models.DateField("jour")
    address = models.EmailField("adresse")
    at = models.DateTimeField("envoyé le", default=timezone.now)
    error = models.CharField("erreur", max_length=300, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = "récapitulatif envoyé"
        verbose_name_plural = "récapitulatifs envoyés"
        ordering = ("-day", "user")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "day"),
                name="remindersending_once_a_day",
                violation_error_message="Cette personne a déjà reçu son récapitulatif de ce jour.",
            ),
        )

    def __str__(self):
        return f"{self.user}, {self.day:%d/%m/%Y}"
