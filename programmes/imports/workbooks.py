"""Reading a spreadsheet file into rows of cells: XLSX, XLS, ODS with calamine, CSV and TSV as text. No Django.

Cells are what calamine gives: text, float, bool, date, datetime, time; an empty one is "".
"""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from programmes.imports.faults import UnreadableFileError

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 100_000, 300
TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
SUFFIXES = {".xlsx", ".xlsm", ".xls", ".ods", *TEXT_SUFFIXES}
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DELIMITERS = ";\t,|"

Row = Sequence[object]


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and all its rows, the first being row 1 of the file."""

    name: str
    rows: Sequence[Row]

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell not in ("", None) for row in self.rows for cell in row)


def read_workbook(path: Path) -> list[Sheet]:
    """All sheets of a file, in its order. Raises UnreadableFileError, in French, for whatever it cannot read."""
    if not path.is_file():
        raise UnreadableFileError(f"Le fichier « {path} » n’existe pas.")
    if path.suffix.lower() not in SUFFIXES:
        raise UnreadableFileError(
            f"« {path.name} » n’est pas un tableau : donnez un fichier XLSX, XLS, ODS, CSV ou TSV."
        )
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFileError(f"« {path.name} » est vide.")
    if size > LARGEST_FILE:
        raise UnreadableFileError(f"« {path.name} » dépasse 20 Mo : découpez-le.")
    if path.suffix.lower() in TEXT_SUFFIXES:
        return [_checked(Sheet(path.stem, _text_rows(path)), path)]
    return [_checked(sheet, path) for sheet in _calamine_sheets(path)]


def _checked(sheet: Sheet, path: Path) -> Sheet:
    if len(sheet.rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in sheet.rows[:50]):
        raise UnreadableFileError(
            f"« {path.name} », feuille « {sheet.name} » : plus de 100 000 lignes ou de {MOST_COLUMNS} colonnes."
        )
    return sheet


def _calamine_sheets(path: Path) -> list[Sheet]:
    _check_container(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            names = [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
            return [
                Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names
            ]
    except PasswordError as error:
        raise UnreadableFileError(_PROTECTED.format(path.name)) from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFileError(
            f"« {path.name} » ne se lit pas comme un tableau : il est tronqué, abîmé ou d’un autre format que son "
            "nom ne le dit. Ouvrez-le dans votre tableur et enregistrez-le de nouveau."
        ) from error


_PROTECTED = "« {} » est protégé par un mot de passe : enregistrez-le sans mot de passe."


def _check_container(path: Path) -> None:
    """What can be known of the file before it is parsed: that it is no encrypted file, and no archive that swells."""
    with path.open("rb") as file:
        head = file.read(8)
    modern = path.suffix.lower() in {".xlsx", ".xlsm", ".ods"}
    if modern and head == OLE_MAGIC:  # an encrypted XLSX is wrapped in an OLE container
        raise UnreadableFileError(_PROTECTED.format(path.name))
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            raise UnreadableFileError(f"« {path.name} » se déploie en plus de 400 Mo : il n’est pas lu.")


def _text_rows(path: Path) -> list[Row]:
    text = _decoded(path.read_bytes())
    if "\0" in text:
        raise UnreadableFileError(f"« {path.name} » n’est pas un fichier de texte.")
    delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(text)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise UnreadableFileError(f"« {path.name} » ne se lit pas : {error}.") from error


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else Windows-1252: what the spreadsheets of the ministry write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The separator that cuts the first lines into the most columns, the same number on most lines."""
    sample = text[:20_000]

    def quality(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)][:20]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=quality)
