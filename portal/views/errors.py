"""Error pages that Django calls by name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in French that the form expired, instead of Django's own page in English."""
    return render(request, "403_csrf.html", status=403)
