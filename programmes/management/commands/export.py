"""Exports a kind, or all of them, as the importer reads it back; also the backup of the reference lists."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from programmes.exports.cells import OutSheet
from programmes.exports.columns import Reader
from programmes.exports.csv_lines import csv_lines
from programmes.exports.kinds import NARROWED_BY, can_narrow, narrow, sheet_of, sheets_of
from programmes.exports.output import whole
from programmes.exports.territory import territory_sheets
from programmes.exports.xlsx import ExportError, write_workbook
from programmes.formats import counted, typeset
from programmes.imports.kinds import KINDS, TERRITORY, WORKBOOK

XLSX, CSV = "xlsx", "csv"
WORDS = (TERRITORY, *KINDS, WORKBOOK)


class Command(BaseCommand):
    help = (
        "Exporte une sorte de données, un classeur de toutes (workbook) ou le territoire (territory). Le fichier se "
        "réimporte tel quel."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="SORTE", help="territory, workbook, ou : " + ", ".join(KINDS))
        parser.add_argument(
            "-o", "--output", metavar="FICHIER", type=Path, help="sans lui, le CSV va à la sortie standard"
        )
        parser.add_argument("--format", choices=(XLSX, CSV), help="sinon, celui du nom du fichier")
        parser.add_argument("--as", dest="email", metavar="ADRESSE", help="ce que ce compte peut voir")
        for name, what in (("plan", "ce plan"), ("programme", "ce programme"), ("workshop", "cet atelier")):
            parser.add_argument(f"--{name}", metavar="CODE", help=f"seulement ce qui relève de {what}")

    def handle(self, *, kind: str, output: Path | None, email: str | None, **options: Any) -> None:
        """Write the file whole or not at all, and say how much it holds."""
        form = options["format"] or _form_of(output)
        narrowed = {name: options[name] for name in NARROWED_BY if options[name]}
        _check(kind, form, output)
        title, sheets = _asked(kind, Reader(_account(email)), narrowed)
        if output is None:
            self._print(csv_lines(next(iter(sheets))))
        elif form == XLSX:
            self.stdout.write(typeset(f"{output} : {counted(_save_xlsx(output, title, sheets), 'ligne')}."))
        else:
            for path in _save_csv(output, sheets, folder=kind == TERRITORY):
                self.stdout.write(str(path))

    def _print(self, parts: Iterable[bytes]) -> None:
        """To the standard output; whoever stops reading it makes no fault."""
        with suppress(BrokenPipeError):
            for part in parts:
                self.stdout.write(part.decode(), ending="")


def _form_of(output: Path | None) -> str:
    """What the name of the file says; XLSX where it says nothing, CSV where there is no file."""
    return CSV if output is None or output.suffix.lower() == ".csv" else XLSX


def _check(kind: str, form: str, output: Path | None) -> None:
    """What cannot be asked. Raises CommandError."""
    if kind not in WORDS:
        raise CommandError(typeset(f"« {kind} » n’est pas une sorte d’export. Sortes : {', '.join(WORDS)}."))
    if output is None and (form == XLSX or kind in {WORKBOOK, TERRITORY}):
        raise CommandError("Dites où écrire : -o FICHIER.")
    if kind == WORKBOOK and form == CSV:
        raise CommandError(
            "Plusieurs feuilles font un XLSX : donnez un nom en .xlsx, ou exportez sorte par sorte."
        )


def _asked(kind: str, reader: Reader, narrowed: dict[str, str]) -> tuple[str, Iterable[OutSheet]]:
    """The title of the file and its sheets. Raises CommandError for what the kind cannot be narrowed to."""
    for name, code in narrowed.items():
        if kind == TERRITORY or (kind != WORKBOOK and not can_narrow(KINDS[kind], name)):
            raise CommandError(typeset(f"--{name} : la sorte « {kind} » n’en dépend pas."))
        if not narrow(KINDS[f"{name}s"], reader, {name: code}).exists():
            raise CommandError(typeset(f"--{name} : le code « {code} » n’est pas connu."))
    if kind == TERRITORY:
        return "Territoire", territory_sheets()
    if kind == WORKBOOK:
        return f"Données du portail au {timezone.localdate():%d/%m/%Y}", sheets_of(reader, narrowed)
    rows = narrow(KINDS[kind], reader, narrowed)
    return KINDS[kind].title, [sheet_of(kind, reader, queryset=rows)]


def _save_xlsx(output: Path, title: str, sheets: Iterable[OutSheet]) -> int:
    try:
        with whole(output) as file:
            return write_workbook(file, sheets, title=title)
    except ExportError as error:
        raise CommandError(str(error)) from error


def _save_csv(output: Path, sheets: Iterable[OutSheet], *, folder: bool) -> Iterator[Path]:
    """A file, or in a folder a file for each sheet."""
    for sheet in sheets:
        path = output / f"{sheet.name}.csv" if folder else output
        with whole(path) as file:
            file.writelines(csv_lines(sheet))
        yield path


def _account(email: str | None) -> User | None:
    """Who would see the export; None, who sees everything, when nobody is named. Raises CommandError."""
    if not email:
        return None
    user = User.objects.active().filter(email=email.strip().lower()).first()
    if user is None:
        raise CommandError(typeset(f"Aucun compte actif n’a l’adresse « {email} » (--as)."))
    return user
