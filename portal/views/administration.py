"""The doors of the technical administration: it has none of its own."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.roles import Permission


@never_cache
@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """To the portal's own page, which counts refused attempts; 403 for who is signed in without the right.

    Django's page checks passwords too, and would let anybody try as many as they like.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
    if not request.user.may(Permission.USE_ADMIN):
        raise PermissionDenied(f"Votre rôle ne permet pas\u00a0: {Permission.USE_ADMIN.label}.")
    return redirect("admin:index")
