"""Django's description of the app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Home, menu and settings."""

    name = "portal"
    verbose_name = "Portail"
