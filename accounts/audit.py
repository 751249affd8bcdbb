"""Writing the audit trail: every action that changes something ends with one call to `record`."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from accounts.models import AuditEvent, User

COMMAND_LINE = "ligne de commande"


def actor_text(by: User | None) -> str:
    """How an author is written in the trail: it must still be readable when the account is gone."""
    return COMMAND_LINE if by is None else f"{by.full_name} ({by.email})"


def build(
    *,
    by: User | None,
    action: str,
    target: Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    operation: uuid.UUID | None = None,
    text: str = "",
) -> AuditEvent:
    """The event, not saved yet: for those who add thousands at once with `AuditEvent.objects.bulk_create`."""
    return AuditEvent(
        operation=operation or uuid.uuid4(),
        actor=by,
        actor_text=actor_text(by),
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_text=(text or str(target))[:300],
        before=dict(before or {}),
        after=dict(after or {}),
    )


def record(
    *,
    by: User | None,
    action: str,
    target: Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    operation: uuid.UUID | None = None,
    text: str = "",
) -> AuditEvent:
    """Add one event to the trail and return it.

    `by` is None for a command; `action` is a code such as "activity.report_status"; `before` and `after`
    hold only what changed; `operation` joins the events of one operation; `text` names the target where
    str(target) does not do.
    """
    event = build(
        by=by, action=action, target=target, before=before, after=after, operation=operation, text=text
    )
    event.save()
    return event
