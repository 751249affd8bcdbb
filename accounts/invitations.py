"""Making the links with which a person chooses a password, finding them again, and sending them."""

import logging
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from smtplib import SMTPException
from urllib.parse import urljoin

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import PasswordLink, User
from accounts.models.password_link import digest

logger = logging.getLogger(__name__)

Purpose = PasswordLink.Purpose

VALIDITY = {
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(days=7),
    Purpose.FORGOTTEN: timedelta(hours=4),
}

SUBJECTS = {
    Purpose.INVITATION: "Votre compte sur le portail de la DGCT",
    Purpose.RESET: "Choisissez un nouveau mot de passe",
    Purpose.FORGOTTEN: "Choisissez un nouveau mot de passe",
}


@dataclass(frozen=True)
class SentLink:
    """A link and where it stands. This is the only moment its secret part is known: it is not stored."""

    user: User
    purpose: PasswordLink.Purpose
    url: str
    expires_at: datetime
    is_sent: bool = False


def new_link(*, user: User, purpose: PasswordLink.Purpose, root_url: str) -> SentLink:
    """Store a new link and return it, not sent yet; `root_url` is the portal's own address."""
    secret = secrets.token_urlsafe(32)
    now = timezone.now()
    link = PasswordLink.objects.create(
        user=user,
        purpose=purpose,
        secret_digest=digest(secret),
        created_at=now,
        expires_at=now + VALIDITY[purpose],
    )
    url = urljoin(root_url, reverse("accounts:choose_password", args=[secret]))
    return SentLink(user=user, purpose=purpose, url=url, expires_at=link.expires_at)


def find_link(secret: str) -> PasswordLink | None:
    """The link with this secret part, usable or not; None when there never was one."""
    return PasswordLink.objects.select_related("user").filter(secret_digest=digest(secret)).first()


def send(link: SentLink) -> SentLink:
    """Send a link by e-mail; a mail server that does not answer is logged, and said in what is returned."""
    body = render_to_string("accounts/mail_link.txt", {"link": link, "purposes": Purpose})
    try:
        send_mail(SUBJECTS[link.purpose], body, None, [link.user.email])
    except (OSError, SMTPException):
        logger.exception("The link for account %s could not be sent by e-mail.", link.user.pk)
        return link
    return replace(link, is_sent=True)
