"""Loads the reference files of the territory: shows the difference, writes it with --apply."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from communes.actions import apply_territory
from communes.listing import listed
from communes.reference import current_records
from communes.territory import Difference, Record, difference
from communes.territory_reading import read_territory

REFERENCE = Path(settings.BASE_DIR) / "fixtures" / "territory"
# An official list is not longer; a file that is was given by mistake.
LARGEST = 5_000_000


class Command(BaseCommand):
    help = (
        "Charge les régions, les cercles et les communes depuis leurs fichiers CSV. "
        "Montre ce qui changerait\u202f; n’écrit qu’avec --apply."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files",
            nargs="*",
            type=Path,
            metavar="DOSSIER ou FICHIER",
            help="un dossier, ou des fichiers regions*.csv, cercles*.csv, communes*.csv "
            "(par défaut\u00a0: la liste fournie avec le portail)",
        )
        parser.add_argument("--apply", action="store_true", help="écrit les changements montrés")
        parser.add_argument("--all", action="store_true", help="montre tous les lieux, sans abréger")

    def handle(self, *, files: list[Path], apply: bool, all: bool, **options: Any) -> None:  # noqa: A002
        """Read, compare, show, and write when asked; any fault writes nothing and exits with 1."""
        self.is_whole = all
        current = current_records()
        reading = read_territory(self.contents(files or [REFERENCE]), current)
        if reading.faults:
            for fault in reading.faults:
                self.stderr.write(str(fault))
            plural = "s" if len(reading.faults) > 1 else ""
            raise CommandError(f"{len(reading.faults)} erreur{plural}\u00a0: rien n’a été écrit.")
        for name, columns in reading.ignored.items():
            if columns:
                self.stdout.write(f"{name}\u00a0: colonnes ignorées\u00a0: {', '.join(columns)}.")
        found = difference(current, reading.records, reading.levels)
        if options["verbosity"]:
            self.show(found)
        if found.is_empty:
            self.stdout.write("Rien à changer.")
        elif apply:
            apply_territory(difference=found, by=None)
            self.stdout.write(self.style.SUCCESS("Les changements sont écrits."))
        else:
            self.stdout.write("Rien n’a été écrit\u00a0: relancez avec --apply pour écrire ces changements.")

    def contents(self, paths: list[Path]) -> dict[str, bytes]:
        """The files to read, by name; a folder stands for the CSV files in it."""
        files: dict[str, bytes] = {}
        for path in paths:
            if not path.exists():
                raise CommandError(f"Le fichier ou le dossier «\u00a0{path}\u00a0» n’existe pas.")
            found = sorted(path.glob("*.csv")) if path.is_dir() else [path]
            if not found:
                raise CommandError(f"Le dossier «\u00a0{path}\u00a0» ne contient aucun fichier CSV.")
            for file in found:
                if file.stat().st_size > LARGEST:
                    raise CommandError(f"Le fichier «\u00a0{file}\u00a0» est trop gros (plus de 5 Mo).")
                files[file.name] = file.read_bytes()
        return files

    def show(self, found: Difference) -> None:
        """The difference, place by place, then in numbers."""
        self.list("Nouveaux", [self.named(record) for record in found.created])
        self.list(
            "Changés",
            [
                f"{self.named(record)}\u00a0: " + "\u202f; ".join(str(change) for change in changes)
                for record, changes in found.changed
            ],
        )
        self.list("Absents des fichiers (gardés tels quels)", [self.named(record) for record in found.absent])
        self.stdout.write(
            f"Nouveaux\u00a0: {len(found.created)} · changés\u00a0: {len(found.changed)} · "
            f"inchangés\u00a0: {found.unchanged} · absents des fichiers\u00a0: {len(found.absent)}"
        )

    def list(self, title: str, lines: list[str]) -> None:
        """A title and its lines, abridged unless asked otherwise."""
        for line in listed(title, lines, whole=self.is_whole):
            self.stdout.write(line)

    @staticmethod
    def named(record: Record) -> str:
        """« Bara (commune-bara) »."""
        return f"{record.name} ({record.key})"
