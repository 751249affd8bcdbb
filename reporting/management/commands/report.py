"""`manage.py report KIND OBJECT`: the same PDF as the page, for scripts."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reporting.documents.kinds import KINDS
from reporting.documents.rendering import render_pdf
from reporting.management.commands.figures import account, day, moment


class Command(BaseCommand):
    """Writes a document to a file, as the person named by --as sees it (without it, as the whole DGCT)."""

    help = (
        "Établit un document PDF : rapport d’un plan, compte rendu d’un atelier, fiche d’un programme, "
        "fiche d’une semaine."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="NATURE", help=", ".join(KINDS))
        parser.add_argument(
            "object", metavar="CODE", help="code du plan, de l’atelier ou du programme, ou semaine (2023-W51)"
        )
        parser.add_argument("--at", metavar="DATE", help="situation à cette date (2023-12-31 ou 31/12/2023)")
        parser.add_argument("--known", metavar="DATE", help="telle que connue ce jour-là, ou à ce moment")
        parser.add_argument("--as", dest="reader", metavar="ADRESSE", help="telle que cette personne la voit")
        parser.add_argument(
            "-o", "--output", required=True, metavar="FICHIER", help="« - » : la sortie standard"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kind = KINDS.get(options["kind"])
        if kind is None:
            raise CommandError(
                f"Nature de document inconnue : « {options['kind']} ». Natures possibles : {', '.join(KINDS)}."
            )
        reader = account(options["reader"]) if options["reader"] is not None else None
        target = kind.find(reader, options["object"])
        if target is None:
            codes = ", ".join(kind.codes_for(reader)) or "aucun"
            raise CommandError(f"Aucun objet de code « {options['object']} ». Codes possibles : {codes}.")
        situation = kind.situation(target, day(options["at"], "--at"), moment(options["known"]))
        write(options["output"], render_pdf(kind.build(target, reader, situation)))


def write(output: str, content: bytes) -> None:
    """The whole file or none of it: written beside, then put in its place. Raises CommandError."""
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    target = Path(output)
    draft = target.with_name(f".{target.name}.partiel")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise CommandError(f"Impossible d’écrire « {output} » : {fault.strerror}.") from fault
