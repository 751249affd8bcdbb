"""Django's description of the app."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Programmes, plans and activities."""

    name = "programmes"
    verbose_name = "Programmes et plans"
