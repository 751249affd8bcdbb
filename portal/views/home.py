"""The first page after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.home import home_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, then what they come to look at."""
    return render(request, "portal/home.html", {"home": home_of(request.user)})
