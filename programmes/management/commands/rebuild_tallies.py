"""`manage.py rebuild_tallies`: makes the counts that dashboards read anew, from every activity."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import F

from programmes.bulk_writing import refresh_statistics
from programmes.formats import integer, typeset
from programmes.models import Activity, Tally
from programmes.summaries import rebuild_states, rebuild_tallies


class Command(BaseCommand):
    help = (
        "Refait les comptes tenus à jour que lisent les tableaux de bord, d’après toutes les activités. Sans effet "
        "quand tout concorde (manage.py verify le dit)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-missing", action="store_true", help="seulement s’il n’y en a aucun (après une mise à jour)"
        )

    def handle(self, *args: Any, if_missing: bool = False, **options: Any) -> None:
        """Count and write, and say how long it took."""
        if if_missing and (Tally.objects.exists() or not Activity.objects.exists()):
            return
        started = time.monotonic()
        # Copies of before a closed plan was counted as at its closing.
        rebuild_states(Activity.objects.filter(plan__closed_on__lt=F("status_date")))
        groups = rebuild_tallies()
        refresh_statistics()
        seconds = integer(round(time.monotonic() - started))
        self.stdout.write(typeset(f"{integer(groups)} groupes d’activités comptés en {seconds} s."))
