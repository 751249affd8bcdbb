"""The kind « territory »: the reference files of regions, cercles and communes, read and written by their own app."""

from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from accounts.models import User
from communes.actions import apply_territory
from communes.reference import current_records
from communes.territory import Change as PlaceChange
from communes.territory import difference, label, shown
from communes.territory_reading import read_territory
from programmes.imports.faults import (
    Change,
    Effect,
    Fault,
    ImportReport,
    Outcome,
    UnreadableFileError,
    Where,
)
from programmes.imports.kinds import TERRITORY


def import_territory(path: Path, *, by: User | None, apply: bool) -> ImportReport:
    """Import a CSV file of regions, cercles or communes, or a folder of them; the difference first, as everywhere."""
    if not path.exists():
        raise UnreadableFileError(f"Le fichier « {path} » n’existe pas.")
    paths = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not paths or any(one.suffix.lower() != ".csv" for one in paths):
        raise UnreadableFileError(
            "Le territoire s’importe de fichiers CSV : regions.csv, cercles.csv, communes.csv."
        )
    report = ImportReport(path.name, TERRITORY, uuid4())
    current = current_records()
    reading = read_territory({one.name: one.read_bytes() for one in paths}, current)
    report.faults += [
        Fault(Where(one.file, one.line, "", one.column), one.value, one.expected) for one in reading.faults
    ]
    if reading.faults:
        return report
    found = difference(current, reading.records, reading.levels)
    report.outcomes += [_outcome(one.name, Effect.CREATED) for one in found.created]
    report.outcomes += [_outcome(one.name, Effect.CHANGED, changes) for one, changes in found.changed]
    report.outcomes += [_outcome("", Effect.UNCHANGED) for _ in range(found.unchanged)]
    if apply and not found.is_empty:
        report.operation = apply_territory(difference=found, by=by)
        report.applied = True
    return report


def _outcome(name: str, effect: Effect, changes: Iterable[PlaceChange] = ()) -> Outcome:
    shown_changes = tuple(Change(label(one.field), shown(one.old), shown(one.new)) for one in changes)
    return Outcome(TERRITORY, Where(TERRITORY), effect, name, shown_changes)
