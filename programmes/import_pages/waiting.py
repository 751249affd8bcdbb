"""How far an import is, and when to worry about it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from programmes.formats import integer
from programmes.imports.runs import progress_of
from programmes.models import ImportRun

#: A worker looks for work every second or so: past this, there is none.
LONGEST_WAIT = timedelta(seconds=15)


@dataclass(frozen=True)
class Advance:
    """`phase` is waiting, late (nobody takes it), working or interrupted; `percent` is None when it is not known."""

    phase: str
    text: str
    percent: int | None = None


def advance_of(run: ImportRun) -> Advance:
    """Where a run that is being read or written stands now."""
    progress = progress_of(run)
    if run.is_interrupted:
        return Advance("interrupted", "Le travail s’est arrêté avant la fin.")
    if run.is_waiting:
        since = progress.at or run.created_at
        late = timezone.now() - since > LONGEST_WAIT
        return Advance("late" if late else "waiting", "En attente de son tour…")
    done = f"{integer(progress.done)} sur {integer(progress.total)}" if progress.total else ""
    text = "\u00a0: ".join(filter(None, (progress.step, done))) or "Le travail commence…"
    return Advance("working", text, progress.percent)
