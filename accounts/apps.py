"""Django's description of the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles, audit trail."""

    name = "accounts"
    verbose_name = "Comptes et journal"
