"""Runs in any state, with a report written by hand."""

from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from programmes.imports.faults import ImportReport
from programmes.imports.report_data import pack_report
from programmes.models import ImportRun

State = ImportRun.State


def made(
    by: User, state: str = State.PREVIEWED, written: ImportReport | None = None, **fields: Any
) -> ImportRun:
    """A run as it stands in the database; one that was written has its date and its author."""
    run = ImportRun(kind="auto", state=state, file_name="plan.xlsx", size=12, sha256="a" * 64, by=by)
    run.file.save("plan.xlsx", ContentFile(b"plan"), save=False)
    if written is not None:
        run.report = pack_report(written)
        run.created, run.changed, run.refused = written.created, written.changed, written.refused
    if state in ImportRun.WRITTEN:
        run.operation, run.applied_at, run.applied_by = written.operation, timezone.now(), by
    if state == State.UNDONE:
        run.undone_at, run.undone_by, run.undo_reason = timezone.now(), by, "Mauvaise version."
    for name, value in fields.items():
        setattr(run, name, value)
    run.save()
    return run
