"""The audit trail: who did what, when, to which object. Rows are added, never changed nor removed."""

import uuid
from typing import Any, NoReturn, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from accounts.roles import Permission


class AppendOnlyError(Exception):
    """Somebody tried to change or remove a row of the audit trail."""

    def __init__(self) -> None:
        super().__init__("Le journal des opérations ne se modifie pas et ne s’efface pas.")


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Events of the audit trail; it reads and adds, and refuses the rest."""

    def visible_to(self, user: Any) -> Self:
        """Whoever may read the audit trail reads all of it; everyone else, what they did themselves."""
        if user.is_authenticated and user.may(Permission.READ_AUDIT):
            return self
        return self.filter(actor_id=user.pk) if user.is_authenticated else self.none()

    def about(self, target: models.Model) -> Self:
        """The history of one object, latest first."""
        events = self.filter(target_type=target._meta.label_lower, target_id=str(target.pk))
        return events.order_by("-at", "-pk")

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        raise AppendOnlyError

    update.alters_data = True
    delete.alters_data = True
    delete.queryset_only = True


class AuditEvent(models.Model):
    """One thing that was done; its target is named by type, key and text, so that the event outlives it.

    `before` and `after` hold the fields that changed; `operation` joins the events of one operation
    (an import).
    The database refuses changes too: see `accounts.audit_triggers`.
    """

    operation = models.UUIDField("opération", default=uuid.uuid4, db_index=True)
    at = models.DateTimeField("date", default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="auteur",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    actor_text = models.CharField("auteur, en toutes lettres", max_length=450)
    action = models.CharField("action", max_length=60)
    target_type = models.CharField("type d’objet", max_length=60, blank=True)
    target_id = models.CharField("clé de l’objet", max_length=60, blank=True)
    target_text = models.CharField("objet", max_length=300, blank=True)
    before = models.JSONField("avant", default=dict, encoder=DjangoJSONEncoder, blank=True)
    after = models.JSONField("après", default=dict, encoder=DjangoJSONEncoder, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = "opération du journal"
        verbose_name_plural = "opérations du journal"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="accounts_audit_at"),
            models.Index(fields=["target_type", "target_id", "-at"], name="accounts_audit_target"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(actor_text=""),
                name="accounts_audit_actor_given",
                violation_error_message="Indiquez l’auteur de l’opération.",
            ),
            models.CheckConstraint(
                condition=~models.Q(action=""),
                name="accounts_audit_action_given",
                violation_error_message="Indiquez l’action.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} – {self.target_text}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds a row; refuses to change one."""
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError
