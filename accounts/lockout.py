"""Too many refused sign-ins close the door for a while.

The count is kept in a table, so that it holds for all server processes at once, and per pair (account
tried, address of the machine): an attacker elsewhere cannot lock somebody out of their own office. An
account that does not exist is counted in the same way, so that being locked reveals nothing. An address
that tries many accounts is stopped too, at a higher count: a whole ministry may sit behind one address.

A sign-in is written down *before* the password is checked and struck out when the password is right. Two
hundred requests sent at the same instant are therefore counted before they are answered.
"""

import hashlib
import math
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import FailedSignIn
from accounts.models.user import normalise_email

LIMIT = 5
"""Refused sign-ins for one account from one address before the door closes."""
ADDRESS_LIMIT = 50
"""Refused sign-ins from one address, whatever the accounts."""
WINDOW = timedelta(minutes=15)
"""Refused sign-ins count together when they are less than this apart."""
LOCK = timedelta(minutes=15)
"""How long the door stays closed, from the last refused sign-in."""
KEPT = timedelta(days=1)
"""Older rows are removed."""


class LockedError(Exception):
    """The door is closed; `remaining` says for how long."""

    def __init__(self, remaining: timedelta) -> None:
        self.remaining = remaining
        super().__init__(message(remaining))


def message(remaining: timedelta) -> str:
    """What the person reads, the remaining time rounded up to whole minutes."""
    minutes = max(1, math.ceil(remaining / timedelta(minutes=1)))
    unit = "minute" if minutes == 1 else "minutes"
    return (
        f"Trop d’essais sans succès\u00a0: la connexion est bloquée. Réessayez dans {minutes}\u00a0{unit}, "
        "ou demandez un nouveau lien avec «\u00a0Mot de passe oublié\u00a0»."
    )


def begin(*, email: str, address: str) -> FailedSignIn:
    """Write down a sign-in about to be checked; raises LockedError when the door is closed.

    What it returns goes to `succeed` when the password is right, and stays otherwise.
    """
    check(email=email, address=address)
    attempt = FailedSignIn.objects.create(email_digest=_digest(email), address=address)
    try:
        # Others may have been written down at the same instant.
        check(email=email, address=address, apart_from=attempt)
    except LockedError:
        attempt.delete()
        raise
    FailedSignIn.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return attempt


def check(*, email: str, address: str, apart_from: FailedSignIn | None = None) -> None:
    """Raises LockedError when the door is closed for this account from this address."""
    failures = FailedSignIn.objects.filter(address=address)
    if apart_from:
        failures = failures.exclude(pk=apart_from.pk)
    now = timezone.now()
    ends = [
        end
        for end in (
            _closed_until(failures.filter(email_digest=_digest(email)), LIMIT),
            _closed_until(failures, ADDRESS_LIMIT) if address else None,
        )
        if end and end > now
    ]
    if ends:
        raise LockedError(max(ends) - now)


def succeed(attempt: FailedSignIn) -> None:
    """The password was right: what was counted for this account from this address is forgotten."""
    FailedSignIn.objects.filter(email_digest=attempt.email_digest, address=attempt.address).delete()


def reopen(*, email: str, address: str) -> None:
    """Somebody chose a new password by a link sent to them: the door opens for them, as `message` promises."""
    FailedSignIn.objects.filter(email_digest=_digest(email), address=address).delete()


def _closed_until(failures: QuerySet[FailedSignIn], limit: int) -> datetime | None:
    """The end of the lock these failures cause, perhaps in the past; None when they cause none."""
    times = list(failures.order_by("-at").values_list("at", flat=True)[:limit])
    if len(times) == limit and times[0] - times[-1] < WINDOW:
        return times[0] + LOCK
    return None


def _digest(email: str) -> str:
    return hashlib.sha256(normalise_email(email).encode()).hexdigest()
