"""A report and the files that prove it, kept together or not at all."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.db import transaction

from accounts.models import User
from programmes.actions.documents import ReadyFile, forget_files, keep_document, made_ready
from programmes.actions.refusals import Refusal
from programmes.actions.status import report_status
from programmes.file_kinds import IMAGES
from programmes.models import Activity, Document, StatusReport

MOST_FILES = 10
LONGEST_TITLE = 200
NAMELESS = "Pièce jointe"


def report_with_evidence(
    *,
    activity: Activity,
    by: User,
    files: Iterable[File] = (),
    evidence_of: StatusReport | None = None,
    **said: Any,
) -> StatusReport:
    """`report_status`, with files to keep with the report; the same form sent twice keeps each file once.

    `evidence_of` is an earlier report of the activity, whose files prove this one as well.

    Pictures are shrunk before the transaction, which holds the activity for a moment only. Raises Refusal for a file
    that cannot be kept, naming it, and whatever `report_status` raises: nothing is then kept, neither row nor file.
    """
    ready = _all_ready(files)
    kept: list[Document] = []
    operation = uuid4()
    try:
        with transaction.atomic():
            report = report_status(activity=activity, by=by, operation=operation, **said)
            if ready or evidence_of:
                known = set(report.evidence.values_list("sha256", flat=True))
                if evidence_of is not None:
                    known |= _restate(evidence_of, report, known)
                for file in ready:
                    if file.sha256 not in known:
                        known.add(file.sha256)
                        kept.append(_keep(file, report, by, operation))
    except BaseException:
        forget_files(kept)
        raise
    return report


def _all_ready(files: Iterable[File]) -> Sequence[ReadyFile]:
    files = list(files)
    if len(files) > MOST_FILES:
        raise Refusal(f"Joignez au plus {MOST_FILES} fichiers à une déclaration.", field="files")
    ready = []
    for file in files:
        try:
            ready.append(made_ready(file))
        except Refusal as refusal:
            raise Refusal(f"«\u00a0{file.name}\u00a0»\u00a0: {refusal.message}", field="files") from refusal
    return ready


def _keep(file: ReadyFile, report: StatusReport, by: User, operation: Any) -> Document:
    kind = Document.Kind.PHOTO if file.kind in IMAGES else Document.Kind.EVIDENCE
    return keep_document(
        file=file, title=_title(file.name), kind=kind, by=by, operation=operation, report=report
    )


def _restate(earlier: StatusReport, report: StatusReport, known: set[str]) -> set[str]:
    """Rows of the new report for the files of an earlier one: a file is never sent nor stored twice."""
    if earlier.activity_id != report.activity_id:
        raise Refusal(
            "Les pièces gardées ne sont pas celles d’une déclaration de cette activité.", field="files"
        )
    restated = set()
    for one in earlier.evidence.exclude(sha256__in=known).order_by("pk"):
        Document.objects.create(
            title=one.title,
            kind=one.kind,
            file=one.file.name,
            sha256=one.sha256,
            taken_on=one.taken_on,
            uploaded_by=one.uploaded_by,
            report=report,
        )
        restated.add(one.sha256)
    return restated


def _title(name: str) -> str:
    """What its author called it, without the ending: it is shown, never used as the name of a file."""
    stem = name.rpartition(".")[0] or name
    return (
        " ".join("".join(one if one.isprintable() else " " for one in stem).split())[:LONGEST_TITLE]
        or NAMELESS
    )
