"""What a file really is, from its first bytes and not from its name: pure, for whoever accepts files."""

from dataclasses import dataclass

LARGEST = 10 * 1024 * 1024  # bytes: a photo of a phone, a scanned decision of some pages


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is accepted."""

    extension: str
    content_type: str
    label: str


PDF = FileKind(".pdf", "application/pdf", "PDF")
JPEG = FileKind(".jpg", "image/jpeg", "photo JPEG")
PNG = FileKind(".png", "image/png", "image PNG")
DOCX = FileKind(
    ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document Word"
)
XLSX = FileKind(
    ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "classeur Excel"
)

ACCEPTED = (PDF, JPEG, PNG, DOCX, XLSX)
ACCEPTED_TEXT = "PDF, photo JPEG, image PNG, document Word (.docx) ou classeur Excel (.xlsx)"

SIGNATURES = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
ZIP = b"PK\x03\x04"


def file_kind(head: bytes, name: str) -> FileKind | None:
    """The kind of a file from its first bytes (8 at least); None when it is not accepted.

    Word and Excel files are archives alike: their name tells them apart.
    """
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(ZIP):
        ending = name.lower()
        return next((kind for kind in (DOCX, XLSX) if ending.endswith(kind.extension)), None)
    return None


def by_extension(name: str) -> FileKind | None:
    """The kind of a file that was accepted, from the name under which it is kept."""
    return next((kind for kind in ACCEPTED if name.endswith(kind.extension)), None)
