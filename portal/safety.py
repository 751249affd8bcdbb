"""What a production portal refuses to start with: the accounts whose password everyone knows.

The secret key and the debug mode are refused earlier, by `portal.settings`, which needs no database for that.
Loaded before Django is set up (`portal.wsgi`): no model is imported here.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

UNREADABLE_DATABASE = (
    "La base de données ne répond pas ou n’est pas préparée\u00a0: vérifiez DATABASE_URL, "
    "puis lancez «\u00a0manage.py migrate\u00a0»."
)


def demonstration_accounts_message() -> str:
    """Why this database may not serve in production; empty when it may.

    Raises DatabaseError when the database cannot be read.
    """
    accounts = get_user_model().objects.filter(is_demonstration=True)
    emails = list(accounts.order_by("email").values_list("email", flat=True))
    if not emails:
        return ""
    return (
        f"Cette base de données contient des comptes de démonstration ({', '.join(emails)}), dont le mot de passe "
        "est public\u00a0: elle ne peut pas servir en production. Indiquez une autre base dans DATABASE_URL, "
        "ou démarrez avec PORTAL_MODE=demonstration."
    )


def refuse_unsafe_start() -> None:
    """In production, raise ImproperlyConfigured with what is wrong, in French; elsewhere do nothing.

    A database that cannot be read is refused as well: nothing would say that it is safe.
    """
    if not settings.PRODUCTION:
        return
    try:
        message = demonstration_accounts_message()
    except DatabaseError as error:
        raise ImproperlyConfigured(UNREADABLE_DATABASE) from error
    if message:
        raise ImproperlyConfigured(message)


def no_demonstration_account(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **options: Any
) -> list[checks.CheckMessage]:
    """The same as a system check (`portal.apps` registers it), for « manage.py check --database default »."""
    if not settings.PRODUCTION or "default" not in (databases or ()):
        return []
    try:
        message = demonstration_accounts_message()
    except DatabaseError:  # before the first « migrate » there is no table yet, hence no account
        return []
    return [checks.Error(message, id="portal.E001")] if message else []
