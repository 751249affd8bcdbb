"""Signing in with an e-mail address and a password."""

from typing import Any

from django.contrib.auth.backends import AllowAllUsersModelBackend

from accounts.models import User


class EmailBackend(AllowAllUsersModelBackend):
    """Recognises deactivated accounts too, so that the form can say why they may not enter.

    Their sessions end at once all the same: `get_user` no longer finds them.
    """

    def get_user(self, user_id: Any) -> User | None:
        user = super().get_user(user_id)
        return user if user is not None and user.is_active else None
