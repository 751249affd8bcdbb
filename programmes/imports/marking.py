"""The workbook handed back with its faults marked in the cells."""

import pickle
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings

from programmes.actions.refusals import Refusal
from programmes.imports.faults import UnreadableFileError
from programmes.imports.marks import Mark, marks_of
from programmes.imports.performing import named_file
from programmes.imports.rebuilt_workbook import rebuilt
from programmes.imports.runs import report_of
from programmes.imports.workbooks import read_workbook
from programmes.models import ImportRun

# openpyxl takes about fifty times in memory what the sheets weigh unpacked.
LARGEST_SHEETS = 20 * 1024 * 1024
LONGEST_WAIT = 120  # seconds
PROCESS = "programmes.imports.marking_process"


def marked_workbook(run: ImportRun) -> bytes:
    """An XLSX: the file as it was brought, faulty cells coloured and commented, and a sheet that lists the faults.

    A file that is no XLSX, or one that is too large or too odd to be kept as it is, is made again from its cells.
    Raises Refusal for a run without fault or question, and when the file cannot be read any more.
    """
    report = report_of(run)
    marks = marks_of(report) if report else []
    if not marks:
        raise Refusal("Cet import n’a ni faute ni question : il n’y a rien à marquer.")
    with tempfile.TemporaryDirectory(prefix="marked-") as folder, named_file(run) as path:
        target = Path(folder) / "marked.xlsx"
        if not (_can_be_kept(path) and _marked_as_it_is(path, target, marks)):
            try:
                rebuilt(read_workbook(path), marks, target)
            except UnreadableFileError as error:
                raise Refusal(str(error)) from error
        return target.read_bytes()


def marked_name(run: ImportRun) -> str:
    """The name under which the marked workbook is handed back."""
    return f"{Path(run.file_name).stem}-fautes.xlsx"


def _can_be_kept(path: Path) -> bool:
    """Whether the file is an XLSX whose sheets are not too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = [one.file_size for one in archive.infolist() if one.filename.startswith("xl/")]
    except (OSError, zipfile.BadZipFile):
        return False
    return 0 < sum(sizes) <= LARGEST_SHEETS


def _marked_as_it_is(source: Path, target: Path, marks: list[Mark]) -> bool:
    """Whether the process apart could mark it. It is given nothing of our environment, where the secrets are."""
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and module, no shell)
            [sys.executable, "-m", PROCESS, str(source), str(target)],
            input=pickle.dumps(marks),
            capture_output=True,
            timeout=LONGEST_WAIT,
            check=False,
            cwd=settings.BASE_DIR,
            env={"LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0 and target.exists()
