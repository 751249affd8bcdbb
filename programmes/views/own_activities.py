"""« Mes activités »: what is due first, a status said in three taps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from programmes.own_activities import own_activities
from programmes.tabs import activity_tabs


@require_safe
@requires(Permission.REPORT_STATUS)
def activities(request: HttpRequest) -> HttpResponse:
    """One's own activities in plans in execution, each with a short form that says its state of today."""
    context = {
        "own": own_activities(request.user),
        "today": timezone.localdate(),
        "tabs": activity_tabs(request.user, request.GET, page="mine"),
    }
    return render(request, "programmes/own_activities.html", context)
