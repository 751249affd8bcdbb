"""`manage.py remind`: the digest of the day by e-mail, to be run by cron in the morning."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from programmes.actions.reminders import claim_sending, record_failure
from programmes.digests import message_to
from programmes.formats import counted, plural
from programmes.reminders import Reminders, people_to_remind, reminders_of


class Command(BaseCommand):
    help = (
        "Envoie à chaque agent, sous-directeur et membre de la Direction le récapitulatif de ce qui l’attend\u00a0: "
        "jamais deux fois le même jour, rien à qui n’a rien à faire. À lancer chaque matin par cron."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--date", metavar="DATE", help="le jour dont on parle (2023-12-18)\u202f; sinon aujourd’hui"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="dire ce qui serait envoyé, sans rien envoyer"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One message a person; a failing address does not stop the others, and the exit code says so."""
        day = self.day(options["date"])
        if not settings.PORTAL_URL:
            raise CommandError(
                "PORTAL_URL n’est pas définie\u00a0: les liens des messages ne mèneraient nulle part. Donnez l’adresse "
                "du portail, par exemple PORTAL_URL=https://portail.example."
            )
        sent, failed = 0, 0
        for person in people_to_remind():
            reminders = reminders_of(person, day)
            if reminders.is_empty:
                continue
            if options["dry_run"]:
                self.stdout.write(f"{person.email}\u00a0: {reminders.summary}.")
                sent += 1
                continue
            error = self.send(person, reminders)
            if error:
                self.stderr.write(f"{person.email}\u00a0: non envoyé ({error}).")
                failed += 1
            elif error is not None:
                sent += 1
        self.say(sent, failed, dry=options["dry_run"])

    @staticmethod
    def day(given: str | None) -> date:
        """The day asked, today without one. Raises CommandError for what is not a date."""
        if given is None:
            return timezone.localdate()
        try:
            return date.fromisoformat(given)
        except ValueError as error:
            raise CommandError(
                f"«\u00a0{given}\u00a0» n’est pas une date\u00a0: écrivez par exemple 2023-12-18."
            ) from error

    @staticmethod
    def send(person: User, reminders: Reminders) -> str | None:
        """Send one digest: "" once it has left, why it has not, None when that person has theirs already."""
        sending = claim_sending(user=person, day=reminders.day)
        if sending is None:
            return None
        try:
            message_to(person, reminders).send()
        except (OSError, ValueError) as error:
            record_failure(sending=sending, error=str(error))
            return str(error) or type(error).__name__
        return ""

    def say(self, sent: int, failed: int, *, dry: bool) -> None:
        """How many left. Raises CommandError, hence exit code 1, when one could not."""
        verb = "à envoyer" if dry else plural(sent, "envoyé")
        self.stdout.write(f"{counted(sent, 'récapitulatif')} {verb}.")
        if failed:
            raise CommandError(
                f"{counted(failed, 'récapitulatif')} {plural(failed, 'n’a', 'n’ont')} pas pu partir\u00a0: "
                "relancez la commande, elle ne reprendra que ceux-là."
            )
