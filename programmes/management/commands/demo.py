"""Loads the demonstration: the territory, the five documents, and the accounts to try the portal with."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from communes.models import Place
from programmes.demonstration import (
    PASSWORD,
    DemonstrationError,
    OpenedAccount,
    load_workbooks,
    open_accounts,
)
from programmes.imports.faults import Effect, ImportReport, UnreadableFileError

MODES = {"demonstration", "test"}


class Command(BaseCommand):
    help = (
        "Charge la démonstration : le territoire, les cinq documents de fixtures/ et les comptes de démonstration. "
        "Relancée, elle ne change rien à ce qui a été saisi."
    )

    def handle(self, **options: Any) -> None:
        """Load what is missing, then print the accounts."""
        if settings.PORTAL_MODE not in MODES:
            raise CommandError(
                "La démonstration ne se charge pas dans un portail en production\u00a0: ses comptes ont un mot de "
                "passe public. Pour l’essayer, lancez bin/run, ou PORTAL_MODE=demonstration avec une autre base "
                "(DATABASE_URL)."
            )
        nothing_new = not self.load_territory()
        try:
            loaded = load_workbooks()
        except (DemonstrationError, UnreadableFileError) as error:
            for line in getattr(error, "lines", []):
                self.stderr.write(line)
            raise CommandError(f"{error} Rien de ce classeur n’a été écrit.") from error
        for workbook, report in loaded:
            self.stdout.write(f"{workbook.file}\u00a0: {self.said_of(report)}")
            nothing_new = nothing_new and report is None
        accounts = open_accounts()
        if nothing_new and not any(opened.created for opened in accounts):
            self.stdout.write("La démonstration était déjà chargée\u00a0: rien n’a été changé.")
        self.print_accounts(accounts)

    def load_territory(self) -> bool:
        """Load the regions, cercles and communes where there is none; whether it was needed."""
        try:
            if Place.objects.exists():
                return False
        except DatabaseError as error:
            raise CommandError(
                "La base de données ne répond pas ou n’est pas préparée\u00a0: vérifiez DATABASE_URL, puis lancez "
                "«\u00a0manage.py migrate\u00a0»."
            ) from error
        call_command("load_territory", apply=True, verbosity=0, stdout=self.stdout)
        return True

    @staticmethod
    def said_of(report: ImportReport | None) -> str:
        """What a run did to a workbook."""
        if report is None:
            return "déjà chargé."
        created = report.count(Effect.CREATED)
        return f"chargé ({created} ligne{'s' if created > 1 else ''})."

    def print_accounts(self, accounts: list[OpenedAccount]) -> None:
        """A table of the accounts, with what has changed since they were opened."""
        rows = [
            (opened.user.email, opened.user.get_role_display(), opened.belongs_to, self.noted(opened))
            for opened in accounts
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        self.stdout.write("\nComptes de démonstration")
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write(f"  {'  '.join(cells)}".rstrip())
        self.stdout.write(f"\nMot de passe de ces comptes\u00a0: {PASSWORD}")

    @staticmethod
    def noted(opened: OpenedAccount) -> str:
        """What keeps the documented password from opening the account; empty when it does."""
        if not opened.user.is_active:
            return "(désactivé)"
        return "(mot de passe changé depuis)" if opened.has_new_password else ""
