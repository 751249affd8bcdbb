"""Django's description of the app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Figures and documents."""

    name = "reporting"
    verbose_name = "Rapports"
