"""The digest by e-mail: who wants it, and the register that keeps anybody from getting two the same day."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from programmes.models import ReminderPreference, ReminderSending


@transaction.atomic
def choose_digest(*, user: User, wanted: bool, by: User) -> ReminderPreference:
    """A person says whether they want the digest; an unchanged choice leaves no trace."""
    preference, _ = ReminderPreference.objects.select_for_update().get_or_create(user=user)
    if preference.wants_digest != wanted:
        before = {"wants_digest": preference.wants_digest}
        preference.wants_digest, preference.changed_at = wanted, timezone.now()
        preference.save(update_fields=["wants_digest", "changed_at"])
        audit.record(
            by=by, action="reminder.choose", target=user, before=before, after={"wants_digest": wanted}
        )
    return preference


def claim_sending(*, user: User, day: date) -> ReminderSending | None:
    """Take the one digest of that day for oneself, before it is sent; None when it was taken already.

    Committed before the message leaves: two runs at the same time, or one that was killed, never send twice. One that
    failed may be claimed again. The register is its own trace.
    """
    try:
        with transaction.atomic():
            return ReminderSending.objects.create(user=user, day=day, address=user.email)
    except IntegrityError:
        failed = ReminderSending.objects.filter(user=user, day=day).exclude(error="")
        if not failed.update(error="", at=timezone.now(), address=user.email):
            return None
        return ReminderSending.objects.get(user=user, day=day)


@transaction.atomic
def record_failure(*, sending: ReminderSending, error: str) -> None:
    """The message could not be sent: why, so that it is seen and may be tried again the same day."""
    sending.error = (error.strip() or "refusé par le serveur de messagerie")[:300]
    sending.save(update_fields=["error"])
