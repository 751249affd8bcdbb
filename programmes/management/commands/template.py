"""Writes the template to fill for a kind: headings, drop-down lists, an example, explanations."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programmes.exports.columns import Reader
from programmes.exports.output import whole
from programmes.exports.templates import TEMPLATES, write_template
from programmes.formats import typeset


class Command(BaseCommand):
    help = (
        "Écrit le modèle à remplir d’une sorte de données (XLSX) ; « workbook » : une feuille pour chacune."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="SORTE", help=", ".join(TEMPLATES))
        parser.add_argument("-o", "--output", metavar="FICHIER", type=Path, required=True)

    def handle(self, *, kind: str, output: Path, **options: Any) -> None:
        """Write the file whole or not at all."""
        if kind not in TEMPLATES:
            raise CommandError(typeset(f"« {kind} » n’a pas de modèle. Sortes : {', '.join(TEMPLATES)}."))
        with whole(output) as file:
            write_template(file, kind, Reader())
        self.stdout.write(str(output))
