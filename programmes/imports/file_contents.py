"""What a file really is, from what it holds and not from its name. Pure: no Django."""

import io
import re
import zipfile
from enum import StrEnum

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Form(StrEnum):
    """What a file is, in the words of messages."""

    XLSX = "un classeur XLSX"
    XLS = "un classeur XLS"
    ODS = "un classeur ODS"
    HTML = "une page web (HTML)"
    TEXT = "un texte (CSV)"
    PROTECTED = "un classeur protégé par un mot de passe"
    XLSB = "un classeur XLSB"
    XML = "un classeur XML d’Excel 2003"
    OLD_XLS = "un classeur d’Excel 4 ou plus ancien"
    ARCHIVED_PAGE = "une page web archivée (MHTML)"
    WORD = "un document Word"
    WRITER = "un document texte OpenDocument"
    SLIDES = "une présentation"
    PDF = "un PDF"
    IMAGE = "une image"
    RTF = "un document RTF"
    ARCHIVE = "une archive"
    PROGRAM = "un programme"
    DATABASE = "une base de données"
    BROKEN_ARCHIVE = "une archive tronquée"
    OLE = "un ancien document Office"
    BINARY = "un fichier d’une autre sorte"


_SIGNATURES = (
    (b"%PDF-", Form.PDF),
    (b"\x89PNG\r\n\x1a\n", Form.IMAGE),
    (b"\xff\xd8\xff", Form.IMAGE),
    (b"GIF8", Form.IMAGE),
    (b"BM", Form.IMAGE),
    (b"II*\0", Form.IMAGE),
    (b"MM\0*", Form.IMAGE),
    (b"{\\rtf", Form.RTF),
    (b"Rar!", Form.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Form.ARCHIVE),
    (b"\x1f\x8b", Form.ARCHIVE),
    (b"MZ", Form.PROGRAM),
    (b"\x7fELF", Form.PROGRAM),
    (b"SQLite format 3\0", Form.DATABASE),
    (b"\x09\x00\x04\x00", Form.OLD_XLS),
    (b"\x09\x02\x06\x00", Form.OLD_XLS),
    (b"\x09\x04\x06\x00", Form.OLD_XLS),
)
_SHORT = {b"BM", b"MZ"}  # two letters may begin a text: a binary file holds control characters too
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table)\b", re.I | re.S
)
_OFFICE_XML = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet|progid=.Excel\.Sheet", re.I)
_ZIPPED = (
    ("xl/workbook.bin", Form.XLSB),
    ("xl/", Form.XLSX),
    ("word/", Form.WORD),
    ("ppt/", Form.SLIDES),
)
_OPEN_DOCUMENT = {"spreadsheet": Form.ODS, "text": Form.WRITER, "presentation": Form.SLIDES}
_OLE_STREAMS = (
    ("EncryptedPackage", Form.PROTECTED),
    ("Workbook", Form.XLS),
    ("Book", Form.XLS),
    ("WordDocument", Form.WORD),
    ("PowerPoint Document", Form.SLIDES),
)


def form_of(content: bytes) -> Form:
    """What the bytes are."""
    head = content[:4096]
    if head.startswith(b"PK"):
        return _zipped(content)
    if head.startswith(OLE_MAGIC):
        return _ole(content)
    for signature, form in _SIGNATURES:
        if head.startswith(signature) and (signature not in _SHORT or _CONTROLS.search(head)):
            return form
    return _written(head)


def _zipped(content: bytes) -> Form:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            for start, form in _ZIPPED:
                if any(name.startswith(start) for name in names):
                    return form
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").decode("ascii", "replace").rpartition(".")[2].strip()
                return _open_document(archive, kind, names)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, EOFError):
        return Form.BROKEN_ARCHIVE
    # Without a mimetype, a content is what a program that writes ODS by hand leaves.
    return Form.ODS if "content.xml" in names else Form.ARCHIVE


def _open_document(archive: zipfile.ZipFile, kind: str, names: list[str]) -> Form:
    form = _OPEN_DOCUMENT.get(kind.removesuffix("-template"), Form.ARCHIVE)
    manifest = "META-INF/manifest.xml"
    small = manifest in names and archive.getinfo(manifest).file_size < 1_000_000
    if form is Form.ODS and small and b"encryption-data" in archive.read(manifest):
        return Form.PROTECTED
    return form


# Where an XLS says that it is encrypted: right after the record that opens it.
_FILE_PASS = re.compile(
    rb"\x09\x08(?:\x10\x00\x00\x06\x05\x00.{12}|\x08\x00\x00\x05\x05\x00.{4})(?:\x86\x00\x00\x00)?\x2f\x00",
    re.DOTALL,
)


def _ole(content: bytes) -> Form:
    form = next((form for name, form in _OLE_STREAMS if _holds_stream(content, name)), Form.OLE)
    return Form.PROTECTED if form is Form.XLS and _FILE_PASS.search(content) else form


def _holds_stream(content: bytes, name: str) -> bool:
    """Whether an OLE container has a stream of that name: an entry of its directory, of 64 letters at most."""
    entry = name.encode("utf-16-le")
    return re.search(rb"(?<!\w\x00)" + re.escape(entry) + rb"\x00{2}", content) is not None


def _written(head: bytes) -> Form:
    """Text, or pages written as text."""
    text = head.decode("utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "latin-1", "replace")
    text = text.removeprefix("ï»¿").removeprefix("\ufeff")
    if text.lstrip().startswith("<") and _OFFICE_XML.search(text) and not re.search(r"<html\b", text, re.I):
        return Form.XML
    if _PAGE.match(text):
        return Form.HTML
    if re.match(r"MIME-Version:|From: .*\r?\nSubject:", text) and "multipart" in text.casefold():
        return Form.ARCHIVED_PAGE
    return Form.TEXT


def pictures_in(content: bytes) -> bool:
    """Whether a workbook holds pictures."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(re.match(r"xl/media/|xl/drawings/|Pictures/", name) for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def macros_in(content: bytes) -> bool:
    """Whether a workbook holds macros, which nothing here ever runs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(re.match(r"xl/vbaProject\.bin|Basic/|Scripts/", name) for name in archive.namelist())
    except zipfile.BadZipFile:
        return _holds_stream(content, "_VBA_PROJECT_CUR")
