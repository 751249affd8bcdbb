"""Error pages that Django calls by name."""

import sys

from django.db import OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in French that the form expired, instead of Django's own page in English."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """An unexpected fault; a database that does not answer is told apart, since waiting or preparing it mends it.

    Drawn without the request: who is signed in is read from the database.
    """
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | ProgrammingError):
        # SQLite has one writer at a time: a very long import keeps the others waiting.
        return HttpResponse(render_to_string("503.html", {"is_busy": "locked" in str(error)}), status=503)
    return HttpResponse(render_to_string("500.html"), status=500)
