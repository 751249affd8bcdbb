"""The way of a file through the portal: brought, read, settled, written, abandoned.

Screens call these and read the run they give back; `performing.perform` does the work, here for a short file, in the
background for a long one. Keyword-only; what a rule forbids raises Refusal, in French.
"""

from collections.abc import Mapping

from django.core.files.base import File

from accounts.models import User
from programmes.imports.faults import ImportReport
from programmes.imports.options import Answer, ImportOptions
from programmes.models import ImportRun
from programmes.work_files import RunProgress

AUTO = "auto"


def receive_file(*, file: File, kind: str, by: User | None) -> ImportRun:
    """Keep a file that was brought, and read it at once: the run comes back previewed, to settle, or being read.

    `kind` is a word of `kinds.WORDS`, or "auto" to find it from the headings. A mapping remembered for the same
    headings is used. Raises Refusal (`field` "file" or "kind") for what cannot be kept; a file that is kept and
    cannot be read is a run that failed and says why.
    """
    raise NotImplementedError


def start_preview(*, run: ImportRun, by: User | None, options: ImportOptions | None = None) -> ImportRun:
    """Read the file again with what a person settled (None: what is settled already); nothing of it is written.

    The run comes back previewed, to settle, unchanged, failed; or being read in the background. Raises Refusal for a
    run that is being worked on, or that was written, undone or abandoned.
    """
    raise NotImplementedError


def start_apply(*, run: ImportRun, by: User | None, only_correct: bool = False) -> ImportRun:
    """Write what was previewed: all of it or nothing; with `only_correct`, the rows without fault.

    Raises Refusal unless the run is previewed (or its writing was interrupted), and when faults or questions remain
    that `only_correct` does not leave aside. Asked twice at once, it is done once.
    """
    raise NotImplementedError


def answer(*, run: ImportRun, answers: Mapping[str, Answer], by: User | None) -> ImportRun:
    """Settle questions and names by their key, added to the answers already given, then read the file again."""
    raise NotImplementedError


def cancel(*, run: ImportRun, by: User | None) -> ImportRun:
    """Abandon a run that waits or was interrupted; ask the one that is being worked on to stop, which it does within
    a second or so and undoes what it wrote. Raises Refusal once it was written.
    """
    raise NotImplementedError


def report_of(run: ImportRun) -> ImportReport | None:
    """What the last reading or writing said; None before the first."""
    raise NotImplementedError


def options_of(run: ImportRun) -> ImportOptions:
    """What a person has settled about the file."""
    raise NotImplementedError


def progress_of(run: ImportRun) -> RunProgress:
    """How far the reading or writing is."""
    raise NotImplementedError


def same_file(run: ImportRun, *, by: User) -> list[ImportRun]:
    """The earlier runs of the very same file that were written, newest first: it may have been imported already."""
    raise NotImplementedError
