"""What a file really is, from what it holds and not from its name: pure, for whoever accepts files."""

from dataclasses import dataclass
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

LARGEST = 10 * 1000 * 1000  # bytes: a photo of a phone, a scanned decision of some pages


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is accepted."""

    extension: str
    content_type: str
    label: str

    @property
    def is_archive(self) -> bool:
        """Whether it is one of the archives of Word and Excel."""
        return self in INSIDE


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
IMAGES = (JPEG, PNG)
ACCEPTED_TEXT = "PDF, photo JPEG, image PNG, document Word (.docx) ou classeur Excel (.xlsx)"

SIGNATURES = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
ZIP = b"PK\x03\x04"
#: What a Word or an Excel file holds besides its cover, and what makes it run something.
INSIDE = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml"}
MACROS = "vbaProject.bin"
#: The brands that a photo of an iPhone opens with.
HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


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


def is_whole_archive(file: BinaryIO, kind: FileKind) -> bool:
    """Whether a file that calls itself Word or Excel is one, entire and without macros; only its table is read."""
    try:
        names = ZipFile(file).namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return INSIDE[kind] in names and not any(name.endswith(MACROS) for name in names)


def why_not(head: bytes) -> str:
    """What to do with a file that is not accepted, from its first bytes (16 at least)."""
    if head[4:8] == b"ftyp" and head[8:12] in HEIC:
        return (
            "Cette photo est au format HEIC des iPhone, que le portail ne lit pas. Envoyez-en une capture d’écran, "
            "ou choisissez sur le téléphone Réglages › Appareil photo › Formats › « Le plus compatible », puis "
            "reprenez-la."
        )
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "Cette image est au format WebP. Enregistrez-la en JPEG ou en PNG, ou envoyez-en une capture d’écran."
    if head.startswith(ZIP):
        return f"Une archive ne se joint pas\u00a0: joignez les fichiers qu’elle contient, un par un ({ACCEPTED_TEXT})."
    return f"Ce fichier n’est pas d’une sorte acceptée\u00a0: {ACCEPTED_TEXT}."
