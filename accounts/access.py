"""Closing a view to those whose role lacks a permission; the middleware already asks to be signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.roles import Permission

View = Callable[..., HttpResponse]


def requires(permission: Permission) -> Callable[[View], View]:
    """A view decorated with this answers 403 to whoever does not hold the permission."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not (request.user.is_authenticated and request.user.may(permission)):
                raise PermissionDenied(f"Votre rôle ne permet pas : {permission.label}.")
            return view(request, *args, **kwargs)

        guarded.required_permission = permission
        return guarded

    return decorate
