"""Loads the boundaries of regions, cercles or communes: shows the difference, writes it with --apply."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from communes.boundaries import LARGEST, LEVELS, BoundaryError, read_boundaries
from communes.boundaries_actions import BoundaryDifference, apply_boundaries, boundary_difference
from communes.listing import listed

PLURALS = {"region": "régions", "cercle": "cercles", "commune": "communes"}


class Command(BaseCommand):
    help = (
        "Charge les contours des régions, des cercles ou des communes depuis un fichier GeoJSON (WGS\u00a084). "
        "Montre ce qui changerait\u202f; n’écrit qu’avec --apply."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER", help="un fichier GeoJSON")
        parser.add_argument(
            "--level", choices=LEVELS, help="le niveau des contours, si le fichier ne le dit pas"
        )
        parser.add_argument("--apply", action="store_true", help="écrit les changements montrés")
        parser.add_argument("--all", action="store_true", help="montre tous les lieux, sans abréger")
        parser.add_argument(
            "--skip-unmatched",
            action="store_true",
            help="laisse de côté les contours dont le lieu n’est pas trouvé et charge les autres",
        )
        parser.add_argument(
            "--keep-misplaced",
            action="store_true",
            help="charge aussi les contours qui contiennent les communes d’un autre lieu",
        )

    def handle(self, *, file: Path, level: str | None, apply: bool, **options: Any) -> None:
        """Read, compare, show, and write when asked; what is not understood writes nothing and exits with 1."""
        self.is_whole = options["all"]
        try:
            read = read_boundaries(self.content(file), level=level)
        except BoundaryError as error:
            raise CommandError(str(error)) from error
        found = boundary_difference(read)
        if options["verbosity"]:
            self.show(found)
        refused = self.refused(found, options)
        if refused:
            raise CommandError(f"{' '.join(refused)} Rien n’a été écrit.")
        if found.is_empty:
            self.stdout.write("Rien à changer.")
        elif apply:
            apply_boundaries(difference=found, source=file.name, by=None)
            self.stdout.write(self.style.SUCCESS("Les contours sont écrits."))
        else:
            self.stdout.write("Rien n’a été écrit\u00a0: relancez avec --apply pour écrire ces contours.")

    def content(self, file: Path) -> bytes:
        """What the file holds, unless it is not one or is too large to be read at all."""
        if not file.is_file():
            raise CommandError(f"Le fichier «\u00a0{file}\u00a0» n’existe pas.")
        if file.stat().st_size > LARGEST:
            return b" " * (LARGEST + 1)
        return file.read_bytes()

    def refused(self, found: BoundaryDifference, options: dict[str, Any]) -> list[str]:
        """Why nothing is written unless one is told to."""
        why = []
        if found.unmatched and not options["skip_unmatched"]:
            why.append(
                f"{len(found.unmatched)} contours n’ont pas de lieu\u00a0: corrigez leur nom, confirmez la graphie "
                "dans l’administration, ou ajoutez --skip-unmatched pour les laisser de côté."
            )
        if found.misplaced and not options["keep_misplaced"]:
            why.append(
                f"{len(found.misplaced)} contours ne sont pas ceux de leur lieu d’aujourd’hui\u00a0: prenez un fichier "
                "plus récent, ou ajoutez --keep-misplaced pour les charger quand même."
            )
        return why

    def show(self, found: BoundaryDifference) -> None:
        """The difference, place by place, then in numbers."""
        self.stdout.write(f"Niveau\u00a0: {PLURALS[found.level]}")
        self.list("Nouveaux", list(found.created))
        self.list("Changés", list(found.changed))
        self.list("Sans lieu", list(found.unmatched))
        self.list("Contours d’un autre lieu", list(found.misplaced))
        self.list(f"{PLURALS[found.level].capitalize()} que le fichier ne dessine pas", list(found.missing))
        size = sum(map(len, [*found.created.values(), *found.changed.values()]))
        self.stdout.write(
            f"Nouveaux\u00a0: {len(found.created)} · changés\u00a0: {len(found.changed)} · inchangés\u00a0: "
            f"{found.unchanged} · sans lieu\u00a0: {len(found.unmatched)} · à écrire\u00a0: {size // 1000 + 1} ko"
        )

    def list(self, title: str, lines: list[str]) -> None:
        """A title and its lines, abridged unless asked otherwise."""
        for line in listed(title, lines, whole=self.is_whole):
            self.stdout.write(line)
