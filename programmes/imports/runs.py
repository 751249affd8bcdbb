"""The way of a file through the portal: brought, read, settled, written, abandoned.

Screens call these and read the run they give back; `performing.perform` does the work, here for a short file, in the
background for a long one. Keyword-only; what a rule forbids raises Refusal, in French.
"""

import hashlib
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from programmes.actions.refusals import Refusal
from programmes.formats import file_size, typeset
from programmes.imports.faults import ImportReport
from programmes.imports.kinds import WORDS
from programmes.imports.options import Answer, ImportOptions
from programmes.imports.performing import perform
from programmes.imports.report_data import unpack_report
from programmes.imports.tasks import perform_import
from programmes.imports.workbooks import LARGEST_FILE, SUFFIXES
from programmes.models import ImportRun
from programmes.work_files import RunProgress, ask_to_stop, clear, is_worked_on, read_progress, write_progress

AUTO = "auto"
State = ImportRun.State
READABLE = {State.FOUND, State.PREVIEWED, State.NOTHING, State.FAILED, State.CANCELLED}
# What is done while the person waits: a second or two of work. A workbook is an archive: what it unfolds to says more
# of its rows than its size does.
SHORT_ROWS, SHORT_FILE, SHORT_UNPACKED = 1_000, 1024 * 1024, 4 * 1024 * 1024
LONGEST_NAME = 180  # bytes, of the 255 that a file system takes

AT_WORK = "Ce fichier est en train d’être lu ou écrit : attendez la fin, ou arrêtez-le d’abord."


def receive_file(*, file: File, kind: str, by: User | None) -> ImportRun:
    """Keep a file that was brought, and read it at once: the run comes back previewed, to settle, or being read.

    `kind` is a word of `kinds.WORDS`, or "auto" to find it from the headings. A mapping remembered for the same
    headings is used. Raises Refusal (`field` "file" or "kind") for what cannot be kept; a file that is kept and
    cannot be read is a run that failed and says why.
    """
    _check_may(by)
    if kind not in (*WORDS, AUTO):
        raise Refusal(typeset(f"« {kind} » n’est pas une sorte d’import."), field="kind")
    _check_size(file)
    name = _tame(file.name or "")
    run = ImportRun(kind=kind, file_name=name, size=file.size, sha256=_sha256(file), by=by)
    ending = Path(name).suffix.lower()
    run.options = _settled_before(run)
    # Under its fingerprint, never under a name that somebody chose.
    run.file.save(f"{run.sha256[:32]}{ending if ending in SUFFIXES else '.bin'}", file, save=False)
    try:
        run.save(force_insert=True)
    except Exception:
        run.file.storage.delete(run.file.name)
        raise
    return start_preview(run=run, by=by)


def start_preview(*, run: ImportRun, by: User | None, options: ImportOptions | None = None) -> ImportRun:
    """Read the file again with what a person settled (None: what is settled already); nothing of it is written.

    The run comes back previewed, to settle, unchanged, failed; or being read in the background. Raises Refusal for a
    run that is being worked on, or that was written or undone.
    """

    return _start_reading(run, by, lambda settled: options or settled)


def start_apply(*, run: ImportRun, by: User | None, only_correct: bool = False) -> ImportRun:
    """Write what was previewed: all of it or nothing; with `only_correct`, the rows without fault.

    Raises Refusal unless the run is previewed (or its writing was interrupted), and when faults or questions remain
    that `only_correct` does not leave aside. Asked twice at once, it is done once.
    """

    def settle(held: ImportRun) -> None:
        if held.state not in {State.PREVIEWED, State.APPLYING}:
            raise Refusal(typeset(f"Cet import est « {held.get_state_display()} » : il n’y a rien à écrire."))
        if (held.faults or held.questions) and not only_correct:
            raise Refusal(
                "Il reste des fautes ou des questions : réglez-les, ou choisissez de n’importer que les lignes justes."
            )
        if not (held.created or held.changed):
            raise Refusal("Aucune ligne de ce fichier n’est à créer ou à changer.")
        held.applied_by = by
        held.options = replace(options_of(held), only_correct=only_correct).to_data()

    return _start(run, by, State.APPLYING, settle)


def answer(*, run: ImportRun, answers: Mapping[str, Answer], by: User | None) -> ImportRun:
    """Settle questions and names by their key, added to the answers already given, then read the file again."""

    def merged(settled: ImportOptions) -> ImportOptions:
        return replace(settled, answers={**settled.answers, **answers})

    return _start_reading(run, by, merged)


def forget(*, run: ImportRun, key: str, by: User | None) -> ImportRun:
    """Take back the answer of that key, then read the file again: its question is asked."""
    return _start_reading(run, by, lambda settled: settled.without_answer(key))


def cancel(*, run: ImportRun, by: User | None) -> ImportRun:
    """Abandon a run that waits or was interrupted; ask the one that is being worked on to stop, which it does within
    a second or so and undoes what it wrote. Raises Refusal once it was written.
    """
    _check_may(by)
    # Not in the database: on SQLite, the work holds the right to write until it ends.
    if run.is_running and is_worked_on(run.path):
        ask_to_stop(run.path)
        return run
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.is_running and is_worked_on(held.path):
            ask_to_stop(held.path)
            return held
        if held.state in {State.APPLIED, State.UNDONE, State.NOTHING, State.CANCELLED}:
            raise Refusal(
                typeset(f"Cet import est « {held.get_state_display()} » : il n’y a plus rien à abandonner.")
            )
        held.state, held.message, held.finished_at, held.applied_by = (
            State.CANCELLED,
            "",
            timezone.now(),
            None,
        )
        held.save(update_fields=["state", "message", "finished_at", "applied_by"])
    return held


def report_of(run: ImportRun) -> ImportReport | None:
    """What the last reading or writing said; None before the first."""
    return unpack_report(bytes(run.report)) if run.report else None


def options_of(run: ImportRun) -> ImportOptions:
    """What a person has settled about the file."""
    return ImportOptions.from_data(run.options)


def progress_of(run: ImportRun) -> RunProgress:
    """How far the reading or writing is; empty when nothing is under way."""
    return read_progress(run.path) if run.is_running else RunProgress()


def same_file(run: ImportRun, *, by: User) -> list[ImportRun]:
    """The earlier runs of the very same file that were written, newest first: it may have been imported already."""
    others = ImportRun.objects.visible_to(by).filter(sha256=run.sha256, state=State.APPLIED)
    return list(others.exclude(pk=run.pk).select_related("by", "applied_by"))


# --- starting the work


def _start_reading(
    run: ImportRun, by: User | None, settled: Callable[[ImportOptions], ImportOptions]
) -> ImportRun:
    """`settled` gives the options to read with from those kept: it is asked while the run is held."""

    def settle(held: ImportRun) -> None:
        if held.state == State.APPLYING and held.is_waiting:
            raise Refusal("L’écriture de ce fichier est demandée : abandonnez-la avant de le relire.")
        if held.state not in READABLE and not held.is_running:
            raise Refusal(typeset(f"Cet import est « {held.get_state_display()} » : il ne se relit plus."))
        held.applied_by = None
        held.options = replace(settled(options_of(held)), only_correct=False).to_data()

    return _start(run, by, State.PREVIEWING, settle)


def _start(run: ImportRun, by: User | None, state: State, settle: Callable[[ImportRun], None]) -> ImportRun:
    """Put a run in a state of work, once, then do the work or have it done. Gives the run as it then is."""
    _check_may(by)
    if run.is_running and is_worked_on(run.path):
        raise Refusal(AT_WORK)
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if is_worked_on(held.path):
            raise Refusal(AT_WORK)
        settle(held)
        clear(held.path)
        held.state, held.message, held.started_at, held.finished_at = state, "", None, None
        held.save(update_fields=["state", "message", "started_at", "finished_at", "applied_by", "options"])
        short = is_short(held)
        if not short:
            write_progress(held.path, "", 0, 0)  # since when it waits
            perform_import.enqueue(held.pk, apply=state == State.APPLYING)
    if short:
        perform(held.pk, apply=state == State.APPLYING)
    return ImportRun.objects.select_related("by", "applied_by", "undone_by").get(pk=run.pk)


def is_short(run: ImportRun) -> bool:
    """Whether the file is read while the person waits; what was counted before tells better than the size."""
    if run.size >= SHORT_FILE or run.rows >= SHORT_ROWS:
        return False
    if run.rows or not run.path.is_file():
        return True
    if not zipfile.is_zipfile(run.path):
        return run.path.read_bytes().count(b"\n") < SHORT_ROWS
    try:
        with zipfile.ZipFile(run.path) as archive:
            return sum(entry.file_size for entry in archive.infolist()) < SHORT_UNPACKED
    except zipfile.BadZipFile:
        return True  # refused as soon as it is opened


# --- keeping the file


def _settled_before(run: ImportRun) -> dict[str, Any]:
    """What was settled about the very same file when it was written, so that it is not asked again.

    The plan it brought is there by now, and may have changed since.
    """
    written = ImportRun.objects.filter(sha256=run.sha256, kind=run.kind, state=State.APPLIED)
    last = written.order_by("-applied_at", "-pk").first()
    return replace(options_of(last), new_plan={}, only_correct=False).to_data() if last else {}


def _check_may(by: User | None) -> None:
    if by is not None and not by.may(Permission.IMPORT):
        raise Refusal("Votre rôle ne permet pas d’importer.")


def _check_size(file: File) -> None:
    if not file.size:
        raise Refusal("Le fichier est vide.", field="file")
    if file.size > LARGEST_FILE:
        raise Refusal(
            f"Le fichier pèse {file_size(file.size)} ; la limite est {file_size(LARGEST_FILE)}. Découpez-le.",
            field="file",
        )


def _tame(name: str) -> str:
    """A name that messages may show and a folder may hold: without path or control characters, not too long."""
    name = re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    stem, dot, ending = name.rpartition(".")
    if not dot or not ending or len(ending) > 8:
        stem, dot, ending = name, "", ""
    stem = stem.encode(errors="ignore")[:LONGEST_NAME].decode(errors="ignore").strip(". ") or "fichier"
    return f"{stem}{dot}{ending}"


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
