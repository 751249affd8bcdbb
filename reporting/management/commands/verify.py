"""`manage.py verify`: recomputes every derived value from the history and says what differs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programmes.formats import counted, integer
from reporting.proofs import PROOFS, remarks


class Command(BaseCommand):
    """Reads everything, writes nothing; exit 1 when a derived value is not what the history gives."""

    help = "Recalcule toutes les valeurs gardées d’après l’histoire et dit ce qui diffère."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = sum(self._prove(proof) for proof in PROOFS)
        for remark in remarks():
            self.stdout.write(f"À noter\u00a0: {remark}")
        if wrong:
            raise CommandError(f"{counted(wrong, 'différence')}\u00a0: voir ci-dessus.")
        self.stdout.write("Tout concorde.")

    def _prove(self, proof) -> int:
        rows = proof.rows()
        differences = 0
        for difference in proof.differences(rows):
            self.stdout.write(f"  {difference}")
            differences += 1
        verdict = counted(differences, "différence") if differences else "concorde"
        self.stdout.write(f"{proof.label} ({integer(rows.count())})\u00a0: {verdict}")
        return differences
