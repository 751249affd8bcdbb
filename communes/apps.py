"""Django's description of the app."""

from django.apps import AppConfig


class CommunesConfig(AppConfig):
    """Reference data of the territory."""

    name = "communes"
    verbose_name = "Territoire"
