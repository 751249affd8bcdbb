"""The work on a run: its file read, and written when that was asked, with the run's own state in one transaction.

The process may die at any moment: what it had begun to write goes with its transaction, the kernel gives the lock of
the file back, and the run shows as interrupted until somebody starts it again.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts import audit
from programmes.actions.refusals import Refusal
from programmes.formats import typeset
from programmes.imports.faults import ImportReport, UnreadableFileError
from programmes.imports.memory import recall, recall_names, remember
from programmes.imports.options import ImportOptions
from programmes.imports.progress import ImportCancelledError
from programmes.imports.report_data import pack_report, pack_written
from programmes.imports.run import import_file
from programmes.imports.run_progress import FileProgress
from programmes.models import ImportRun
from programmes.work_files import clear, only_worker

logger = logging.getLogger(__name__)

State = ImportRun.State
CRASHED = (
    "Le portail a rencontré une erreur en lisant ce fichier : rien n’a été écrit. Réessayez ; si l’erreur revient, "
    "donnez le fichier à l’administrateur du portail, le journal technique dit ce qui s’est passé."
)
CHANGED_SINCE = (
    "Rien n’a été écrit : depuis la lecture, la base a changé et le fichier ne passe plus. Vérifiez-le."
)


def perform(run_pk: int, *, apply: bool) -> None:
    """Do what was asked of a run, unless it was done, abandoned, or another process is at it."""
    run = ImportRun.objects.filter(pk=run_pk).select_related("by", "applied_by").first()
    if run is None:
        return
    with only_worker(run.path) as alone:
        if not alone or not _claimed(run, State.APPLYING if apply else State.PREVIEWING):
            return
        try:
            _write(run) if apply else _read(run)
        except ImportCancelledError:
            _end(run, State.CANCELLED)
        except UnreadableFileError as error:
            _end(run, State.FAILED, message=str(error))
        except Refusal as refusal:
            _end(run, State.FAILED, message=refusal.message)
        except Exception:
            logger.exception("import run %s failed", run.pk)
            _end(run, State.FAILED, message=CRASHED)
        finally:
            clear(run.path)


def _claimed(run: ImportRun, state: State) -> bool:
    """Whether this process is the one that begins: two workers may have been asked."""
    run.started_at = timezone.now()
    waiting = ImportRun.objects.filter(pk=run.pk, state=state, started_at__isnull=True)
    return bool(waiting.update(started_at=run.started_at))


def _read(run: ImportRun) -> None:
    """A preview; what is remembered of the same headings, then of the same names, is taken and read again with."""
    options = ImportOptions.from_data(run.options)
    report = _imported(run, options, apply=False)
    if (recalled := recall(report.sheets, options, run.kind)) != options:
        report = _imported(run, recalled, apply=False)
    if (named := recall_names(report, recalled)) != recalled:
        report = _imported(run, named, apply=False)
    run.options = named.to_data()
    if is_to_settle(report):
        _end(run, State.FOUND, report)
    else:
        _end(run, State.NOTHING if report.changes_nothing else State.PREVIEWED, report)


def _write(run: ImportRun) -> None:
    """The writing, and the run that says so, in one transaction."""
    options = ImportOptions.from_data(run.options)
    with transaction.atomic():
        report = _imported(run, options, apply=True)
        if report.applied:
            run.operation, run.applied_at = report.operation, timezone.now()
            run.written = pack_written(report.written)
            _end(run, State.APPLIED, report)
            remember(report.sheets, options, by=run.applied_by)
            audit.record(
                by=run.applied_by,
                action="import.apply",
                target=run,
                after={"sha256": run.sha256, "created": run.created, "changed": run.changed},
                operation=report.operation,
            )
        elif report.changes_nothing:
            _end(run, State.NOTHING, report)
        else:
            _end(run, State.PREVIEWED, report, message=CHANGED_SINCE)


def _imported(run: ImportRun, options: ImportOptions, *, apply: bool) -> ImportReport:
    with named_file(run) as path:
        return import_file(
            path,
            run.kind,
            by=run.applied_by if apply else run.by,
            apply=apply,
            options=options,
            progress=FileProgress(run.path),
        )


@contextmanager
def named_file(run: ImportRun) -> Iterator[Path]:
    """The file under the name that its owner gave it, by which sheets of a CSV and messages name it."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / run.file_name
        path.symlink_to(run.path.resolve())
        yield path


def is_to_settle(report: ImportReport) -> bool:
    """Whether the table itself was not understood: a fault about a sheet or its headings, and not about a row."""
    headers = {sheet.sheet: sheet.header for sheet in report.sheets}
    return any(fault.where.row <= headers.get(fault.where.sheet, 0) for fault in report.faults)


def _end(run: ImportRun, state: State, report: ImportReport | None = None, message: str = "") -> None:
    """Write what became of the run; a report of a work that failed or was stopped leaves the one before it."""
    run.state = state
    run.message = typeset(message)
    run.finished_at = timezone.now()
    if state not in ImportRun.WRITTEN:
        run.applied_by = run.applied_at = run.operation = None
    fields = ["state", "message", "finished_at", "applied_by", "applied_at", "operation", "options"]
    if report is not None:
        run.report = pack_report(report)
        _count(run, report)
        fields += ["report", "created", "changed", "unchanged", "refused", "faults", "questions", "rows"]
    if state == State.APPLIED:
        fields.append("written")
    run.save(update_fields=fields)


def _count(run: ImportRun, report: ImportReport) -> None:
    run.created, run.changed = report.created, report.changed
    run.unchanged, run.refused = report.unchanged, report.refused
    run.faults, run.questions = len(report.faults), len(report.questions)
    run.rows = sum(sheet.rows for sheet in report.sheets if sheet.kind) or len(report.outcomes)
