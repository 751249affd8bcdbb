"""The digest as a message: what waits for a person, with links that open the portal."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from accounts.models import User
from programmes.reminders import Reminders


def message_to(person: User, reminders: Reminders) -> EmailMessage:
    """Plain text, so that any telephone shows it; `PORTAL_URL` stands before each link."""
    body = render_to_string(
        "programmes/reminders/mail.txt",
        {"person": person, "reminders": reminders, "root": settings.PORTAL_URL},
    )
    return EmailMessage(f"DGCT\u00a0: {reminders.summary}", body, None, [person.email])
