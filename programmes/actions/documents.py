"""Files kept with an object: the act of adoption of a plan, a photo, the evidence of a report."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db import transaction

from accounts import audit
from accounts.models import User
from programmes.actions.refusals import Refusal
from programmes.file_kinds import IMAGES, LARGEST, FileKind, file_kind, is_whole_archive, why_not
from programmes.formats import file_size
from programmes.models import Document
from programmes.pictures import PictureError, shrunk


@dataclass(frozen=True)
class ReadyFile:
    """A file that was looked at and may be kept: what it is, what will be kept of it, its fingerprint."""

    kind: FileKind
    content: bytes
    sha256: str
    name: str


def attach_document(*, file: File, kind: str, by: User | None, **told: Any) -> Document:
    """Keep a file with the one object it belongs to: `made_ready`, then `keep_document`, which say what they want."""
    return keep_document(
        file=made_ready(file, as_it_is=kind == Document.Kind.DECISION), kind=kind, by=by, **told
    )


def made_ready(file: File, *, as_it_is: bool = False) -> ReadyFile:
    """A file checked and, for a picture, shrunk and cleaned of its metadata; nothing is written.

    To call before a transaction: a large photo takes a second. `as_it_is` keeps an act to the byte. Raises Refusal for
    an empty file, one over 10 Mo, of a kind that is not accepted, or damaged.
    """
    found = checked_kind(file)
    file.seek(0)
    content = file.read()
    if found in IMAGES and not as_it_is:
        try:
            content = shrunk(content, found)
        except PictureError as error:
            raise Refusal(str(error), field="file") from error
    return ReadyFile(found, content, hashlib.sha256(content).hexdigest(), file.name or "")


@transaction.atomic
def keep_document(
    *,
    file: ReadyFile,
    title: str,
    kind: str,
    by: User | None,
    taken_on: date | None = None,
    operation: UUID | None = None,
    **owner: Any,
) -> Document:
    """Keep a file that is ready with the one object it belongs to (`plan=`, `report=`, … of the model).

    It is kept under its fingerprint, never under a name that somebody chose. Raises ValidationError unless exactly one
    owner is given. Where the row cannot be written, the file goes again.
    """
    document = Document(
        title=title, kind=kind, sha256=file.sha256, taken_on=taken_on, uploaded_by=by, **owner
    )
    document.full_clean(exclude=["file"])
    document.file.save(f"{file.sha256[:32]}{file.kind.extension}", ContentFile(file.content), save=False)
    try:
        document.save()
        audit.record(
            by=by,
            action="document.attach",
            target=document,
            after={
                "title": title,
                "sha256": file.sha256,
                **{name: str(value) for name, value in owner.items() if value},
            },
            operation=operation,
        )
    except BaseException:
        forget_files([document])
        raise
    return document


def forget_files(documents: list[Document]) -> None:
    """Remove from the disk the files of documents whose rows are not kept."""
    for document in documents:
        document.file.storage.delete(document.file.name)


def checked_kind(file: File) -> FileKind:
    """What the file is. Raises Refusal when it cannot be kept."""
    if not file.size:
        raise Refusal("Le fichier est vide.", field="file")
    if file.size > LARGEST:
        raise Refusal(
            f"Le fichier pèse {file_size(file.size)}\u202f; la limite est {file_size(LARGEST)}.", field="file"
        )
    file.seek(0)
    head = file.read(16)
    found = file_kind(head, file.name or "")
    if found is None:
        raise Refusal(why_not(head), field="file")
    if not found.is_archive:
        return found
    file.seek(0)
    if not is_whole_archive(file, found):
        raise Refusal(
            f"Ce {found.label} est abîmé, protégé ou porte des macros\u00a0: enregistrez-le de nouveau, ou en PDF.",
            field="file",
        )
    return found
