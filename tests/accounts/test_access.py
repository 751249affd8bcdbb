"""A view closed by `requires` answers 403 to whoever lacks the permission."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from accounts.access import requires
from accounts.models import User
from accounts.roles import Permission, Role


@requires(Permission.CLOSE_PLANS)
def close(request, code):
    """A view."""
    return HttpResponse(code)


def test_whoever_holds_the_permission_enters(rf):
    request = rf.get("/")
    request.user = User(role=Role.DIRECTION)
    assert close(request, "DGCT-2023").content == b"DGCT-2023"


@pytest.mark.parametrize("user", [User(role=Role.AGENT), User(role="unknown"), AnonymousUser()])
def test_others_are_refused(rf, user):
    request = rf.get("/")
    request.user = user
    with pytest.raises(PermissionDenied, match="Clore un plan d’actions"):
        close(request, "DGCT-2023")


def test_a_closed_view_keeps_its_name_and_says_its_permission():
    assert (close.__name__, close.required_permission) == ("close", Permission.CLOSE_PLANS)
