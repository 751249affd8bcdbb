"""Fills a database with activities made up for measuring."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from programmes.formats import integer, typeset
from programmes.population import PopulationError, foreign_data, populate


def positive(text: str) -> int:
    """A number of activities from the command line."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= 10_000_000:
        raise ArgumentTypeError(f"« {text} » n’est pas un nombre entre 1 et 10 000 000")
    return number


class Command(BaseCommand):
    help = (
        "Remplit la base d’activités inventées, pour mesurer le portail : plans de dix ans, partenaires, programmes, "
        "quatre déclarations par activité. Toujours les mêmes pour un même nombre."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--activities", type=positive, required=True, metavar="NOMBRE")
        parser.add_argument(
            "--last-year", type=int, metavar="ANNÉE", help="dernier exercice (par défaut : l’an passé)"
        )
        parser.add_argument(
            "--force", action="store_true", help="même si la base contient autre chose que la démonstration"
        )

    def handle(self, *, activities: int, last_year: int | None, force: bool, **options: Any) -> None:
        """Refuse where it would harm, then write, telling how far it is."""
        if settings.PORTAL_MODE == "production":
            raise CommandError(
                typeset(
                    "populate invente des données : refusé en production. Pour mesurer, utilisez une autre base "
                    "avec PORTAL_MODE=demonstration et DATABASE_URL."
                )
            )
        if (found := foreign_data()) and not force:
            raise CommandError(
                typeset(
                    f"La base contient autre chose que la démonstration ({found}) : rien n’a été écrit. Utilisez "
                    "une autre base (DATABASE_URL), ou ajoutez --force si le mélange est voulu."
                )
            )
        self.started = time.monotonic()
        try:
            written = populate(activities, last_year=last_year, tell=lambda done: self.tell(done, activities))
        except PopulationError as error:
            raise CommandError(typeset(str(error))) from error
        if written:
            self.stdout.write(f"{integer(activities)} activités de mesure écrites.")
        else:
            self.stdout.write(typeset("Ces activités de mesure y sont déjà : rien n’a été changé."))

    def tell(self, done: int, total: int) -> None:
        """How far the writing is, on the error output."""
        seconds = time.monotonic() - self.started
        self.stderr.write(f"{integer(done)} / {integer(total)} activités ({integer(round(seconds))} s)")
