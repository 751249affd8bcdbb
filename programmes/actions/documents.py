"""Files kept with an object: the act of adoption of a plan, a photo, the evidence of a report."""

import hashlib
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from accounts import audit
from accounts.models import User
from programmes.actions.refusals import Refusal
from programmes.file_kinds import ACCEPTED_TEXT, LARGEST, FileKind, file_kind
from programmes.formats import file_size
from programmes.models import Document


@transaction.atomic
def attach_document(
    *,
    file: File,
    title: str,
    kind: str,
    by: User | None,
    taken_on: date | None = None,
    operation: UUID | None = None,
    **owner: Any,
) -> Document:
    """Keep a file with the one object it belongs to (`programme=`, `plan=`, `activity=`, `report=` or `workshop=`).

    It is kept under its fingerprint, never under a name that somebody chose. Raises Refusal for an empty file, one
    over 10 Mo or of a kind that is not accepted, and ValidationError unless exactly one owner is given.
    """
    found = checked_kind(file)
    fingerprint = _sha256(file)
    document = Document(
        title=title, kind=kind, sha256=fingerprint, taken_on=taken_on, uploaded_by=by, **owner
    )
    document.full_clean(exclude=["file"])
    document.file.save(f"{fingerprint[:32]}{found.extension}", file, save=False)
    document.save()
    audit.record(
        by=by,
        action="document.attach",
        target=document,
        after={
            "title": title,
            "sha256": fingerprint,
            **{name: str(value) for name, value in owner.items() if value},
        },
        operation=operation,
    )
    return document


def checked_kind(file: File) -> FileKind:
    """What the file is. Raises Refusal when it cannot be kept."""
    if not file.size:
        raise Refusal("Le fichier est vide.", field="file")
    if file.size > LARGEST:
        raise Refusal(
            f"Le fichier pèse {file_size(file.size)} ; la limite est {file_size(LARGEST)}.", field="file"
        )
    file.seek(0)
    found = file_kind(file.read(16), file.name or "")
    if found is None:
        raise Refusal(f"Ce fichier n’est pas d’une sorte acceptée : {ACCEPTED_TEXT}.", field="file")
    return found


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
