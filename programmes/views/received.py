"""Word to the browser that a form has arrived, so that it forgets the copy it kept of what was typed."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse

COOKIE = "recu"
SECONDS = 24 * 3600


def received(response: HttpResponse, token: UUID) -> HttpResponse:
    """The answer, with the token of the form that arrived; the page's script reads it once and removes it."""
    response.set_cookie(
        COOKIE, str(token), max_age=SECONDS, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )
    return response
