"""Django's description of the app."""

from django.apps import AppConfig
from django.core import checks

from portal.safety import no_demonstration_account


class PortalConfig(AppConfig):
    """Home, menu and settings."""

    name = "portal"
    verbose_name = "Portail"

    def ready(self) -> None:
        """Register what must hold before the portal serves."""
        checks.register(no_demonstration_account, checks.Tags.database)
