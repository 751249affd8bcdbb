"""Django's description of the app."""

from django.apps import AppConfig

from communes.moves import watch


class ProgrammesConfig(AppConfig):
    """Programmes, plans and activities."""

    name = "programmes"
    verbose_name = "Programmes et plans"

    def ready(self) -> None:
        """Counts are kept by region, cercle and commune: they follow the places that move."""
        watch("programmes.summaries.moving_places")
