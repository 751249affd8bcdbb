"""The kind « territory »: the reference files of regions, cercles and communes, read and written by their own app."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from accounts.models import User
from communes.actions import apply_territory
from communes.reference import current_records
from communes.territory import Change as PlaceChange
from communes.territory import difference, label, shown
from communes.territory_files import level_of_file
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
from programmes.imports.readings import as_text
from programmes.imports.workbooks import Sheet, read_workbook


def import_territory(path: Path, *, by: User | None, apply: bool) -> ImportReport:
    """Import regions, cercles or communes, from a CSV file, a folder of them or the sheets of a workbook.

    The difference first, as everywhere. Raises UnreadableFileError.
    """
    if not path.exists():
        raise UnreadableFileError(f"Le fichier « {path} » n’existe pas.")
    files = _files(path)
    if not files:
        raise UnreadableFileError(
            "Le territoire s’importe de fichiers CSV (regions.csv, cercles.csv, communes.csv) ou d’un classeur dont "
            "les feuilles portent ces noms."
        )
    report = ImportReport(path.name, TERRITORY, uuid4())
    current = current_records()
    reading = read_territory(files, current)
    report.faults += [
        Fault(Where(one.file, one.line, "", one.column), one.value, one.expected) for one in reading.faults
    ]
    if reading.faults:
        return report
    found = difference(current, reading.records, reading.levels)
    changes = {one.key: changes for one, changes in found.changed}
    new = {one.key for one in found.created}
    for one in reading.records:
        effect = (
            Effect.CREATED if one.key in new else Effect.CHANGED if one.key in changes else Effect.UNCHANGED
        )
        report.outcomes.append(_outcome(report.file, one.name, effect, changes.get(one.key, ())))
    if apply and not found.is_empty:
        report.operation = apply_territory(difference=found, by=by)
        report.applied = True
    return report


def _files(path: Path) -> dict[str, bytes]:
    """The contents of the files by name; each sheet of a workbook that is named by a level is one of them."""
    if path.is_dir():
        return {one.name: one.read_bytes() for one in sorted(path.glob("*.csv"))}
    if path.suffix.lower() == ".csv":
        return {path.name: path.read_bytes()}
    named = [sheet for sheet in read_workbook(path) if level_of_file(sheet.name)]
    return {sheet.name: _as_csv(sheet) for sheet in named if not sheet.is_empty}


def _as_csv(sheet: Sheet) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([as_text(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode()


def _outcome(file: str, name: str, effect: Effect, changes: Iterable[PlaceChange] = ()) -> Outcome:
    shown_changes = tuple(Change(label(one.field), shown(one.old), shown(one.new)) for one in changes)
    return Outcome(TERRITORY, Where(file), effect, name, shown_changes)
