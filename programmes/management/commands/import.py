# ruff: noqa: N999 — the command is called « import »
"""Imports a spreadsheet: shows what it would change and its faults; writes with --apply."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from programmes.actions.refusals import Refusal
from programmes.formats import typeset
from programmes.imports.faults import ImportReport, UnreadableFileError
from programmes.imports.kinds import KINDS, TERRITORY, WORDS
from programmes.imports.options import ImportOptions, SheetMapping
from programmes.imports.printing import report_lines
from programmes.imports.run import import_file

WORDS_HELP = "territory, workbook, ou une sorte de feuille : " + ", ".join(KINDS)


class Command(BaseCommand):
    help = (
        "Importe un tableau (XLSX, XLS, ODS, CSV, TSV). Montre ce qui serait créé et changé, et toutes les fautes ; "
        "n’écrit qu’avec --apply, et rien s’il reste une faute."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="SORTE", help=WORDS_HELP)
        parser.add_argument("file", metavar="FICHIER", type=Path, help="le tableau à importer")
        parser.add_argument("--apply", action="store_true", help="écrit les changements montrés")
        parser.add_argument(
            "--accept",
            action="store_true",
            help="tient pour exactes les lectures proposées dans les questions",
        )
        parser.add_argument(
            "--only-correct",
            action="store_true",
            help="écrit les lignes sans faute ni question, et laisse les autres",
        )
        parser.add_argument(
            "--given",
            metavar="COLONNE=VALEUR",
            action="append",
            default=[],
            help="une valeur pour toutes les lignes, par exemple plan=DGCT-2024 ou effective_date=20/12/2023",
        )
        parser.add_argument(
            "--mapping",
            metavar="RÉGLAGES",
            type=Path,
            help="réglages de lecture (JSON), comme --show-mapping les donne",
        )
        parser.add_argument(
            "--show-mapping",
            action="store_true",
            help="écrit seulement, en JSON, comment le fichier serait lu : à corriger et à rendre par --mapping",
        )
        parser.add_argument("--as", dest="email", metavar="ADRESSE", help="importe au nom de ce compte")
        parser.add_argument("--all", action="store_true", help="montre toutes les lignes, sans abréger")

    def handle(self, *, kind: str, file: Path, email: str | None, **options: Any) -> None:
        """Read, show, and write when asked; faults or open questions write nothing and exit with 1."""
        if kind not in WORDS:
            lines = [f"  {word:<24}{KINDS[word].title}" for word in KINDS]
            known = "\n".join(
                [f"  {TERRITORY:<24}Territoire (CSV)", *lines, "  workbook                Plusieurs feuilles"]
            )
            raise CommandError(typeset(f"« {kind} » n’est pas une sorte d’import. Sortes connues :\n{known}"))
        settled = settled_options(**options)
        try:
            report = import_file(file, kind, by=account(email), apply=options["apply"], options=settled)
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error
        except Refusal as error:
            raise CommandError(error.message) from error
        if options["show_mapping"]:
            shown = as_understood(report, settled).to_data()
            self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2))
            return
        for line in report_lines(report, all_rows=options["all"]):
            self.stdout.write(line)
        self.conclude(report, apply=options["apply"], options=settled)

    def conclude(self, report: ImportReport, *, apply: bool, options: ImportOptions) -> None:
        """Say in one line what was done; CommandError, thus exit 1, where something stands in the way."""
        self.stdout.write("")
        if options.only_correct and (report.created or report.changed):
            left = (
                f"{report.refused} lignes laissées"
                if report.refused > 1
                else f"{report.refused} ligne laissée"
            )
            done = (
                f"Les lignes correctes sont écrites ({left})."
                if apply
                else "Rien n’a été écrit : relancez avec --apply."
            )
            self.stdout.write(typeset(done))
            return
        if report.faults:
            count = len(report.faults)
            plural = "s" if count > 1 else ""
            raise CommandError(
                typeset(f"{count} faute{plural} : rien n’a été écrit. Corrigez le fichier et relancez.")
            )
        if report.questions and not options.accept:
            raise CommandError(
                typeset(
                    "Des lectures sont à confirmer : rien n’a été écrit. Corrigez les cellules citées, ou relancez "
                    "avec --accept si toutes les lectures proposées sont exactes."
                )
            )
        if not report.outcomes:
            self.stdout.write(typeset("Rien n’a été écrit : aucune ligne n’a été trouvée dans ce fichier."))
        elif not (report.created or report.changed):
            self.stdout.write(typeset("Aucun changement : la base contient déjà tout ce que dit ce fichier."))
        elif apply:
            self.stdout.write(self.style.SUCCESS("Les changements sont écrits."))
        else:
            self.stdout.write(
                typeset("Rien n’a été écrit : relancez avec --apply pour écrire ces changements.")
            )


def settled_options(
    *, mapping: Path | None, given: list[str], accept: bool, only_correct: bool, **_: Any
) -> ImportOptions:
    """What the command line settles about the file. Raises CommandError for a file of settings it cannot read."""
    options = ImportOptions()
    if mapping is not None:
        try:
            options = ImportOptions.from_data(json.loads(mapping.read_text(encoding="utf-8-sig")))
        except (OSError, ValueError) as error:
            raise CommandError(typeset(f"« {mapping} » ne se lit pas : {error}.")) from error
    pairs = [one.partition("=") for one in given]
    if wrong := next((name for name, sign, _ in pairs if not sign), None):
        raise CommandError(
            typeset(f"--given attend COLONNE=VALEUR, par exemple plan=DGCT-2024 ; trouvé : « {wrong} ».")
        )
    return replace(
        options,
        given={**options.given, **{name.strip(): value.strip() for name, _, value in pairs}},
        accept=accept or options.accept,
        only_correct=only_correct or options.only_correct,
    )


def as_understood(report: ImportReport, options: ImportOptions) -> ImportOptions:
    """The settings under which the file would be read as it was: every sheet, its kind, its columns."""
    sheets = tuple(
        SheetMapping(one.sheet, one.kind, one.header, {column.letter: column.name for column in one.columns})
        for one in report.sheets
    )
    return replace(options, sheets=sheets)


def account(email: str | None) -> User | None:
    """The account that imports; None, the command line itself, when none is named."""
    if not email:
        return None
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(typeset(f"Aucun compte actif n’a l’adresse « {email} »."))
    return user
