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
    _check_name_and_size(path.name, path.stat().st_size)
    return read_content(path.read_bytes(), path.name)


def read_content(content: bytes, name: str) -> list[Sheet]:
    """`read_workbook` for a file that is in memory, as an upload is; its name says what it is meant to be."""
    _check_name_and_size(name, len(content))
    if Path(name).suffix.lower() in TEXT_SUFFIXES:
        sheets = [Sheet(Path(name).stem, _text_rows(content, name))]
    else:
        sheets = _calamine_sheets(content, name)
    for sheet in sheets:
        if len(sheet.rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in sheet.rows[:50]):
            raise UnreadableFileError(
                f"« {name} », feuille « {sheet.name} » : plus de 100 000 lignes ou de {MOST_COLUMNS} colonnes."
            )
    return sheets


def _check_name_and_size(name: str, size: int) -> None:
    if Path(name).suffix.lower() not in SUFFIXES:
        raise UnreadableFileError(
            f"« {name} » n’est pas un tableau : donnez un fichier XLSX, XLS, ODS, CSV ou TSV."
        )
    if size == 0:
        raise UnreadableFileError(f"« {name} » est vide.")
    if size > LARGEST_FILE:
        raise UnreadableFileError(f"« {name} » dépasse 20 Mo : découpez-le.")


def _calamine_sheets(content: bytes, name: str) -> list[Sheet]:
    _check_container(content, name)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            titles = [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
            return [
                Sheet(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False))
                for title in titles
            ]
    except PasswordError as error:
        raise UnreadableFileError(_PROTECTED.format(name)) from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableFileError(
            f"« {name} » ne se lit pas comme un tableau : il est tronqué, abîmé ou d’un autre format que son "
            "nom ne le dit. Ouvrez-le dans votre tableur et enregistrez-le de nouveau."
        ) from error


_PROTECTED = "« {} » est protégé par un mot de passe : enregistrez-le sans mot de passe."


def _check_container(content: bytes, name: str) -> None:
    """What can be known of the file before it is parsed: that it is no encrypted file, and no archive that swells."""
    modern = Path(name).suffix.lower() in {".xlsx", ".xlsm", ".ods"}
    if modern and content.startswith(OLE_MAGIC):  # an encrypted XLSX is wrapped in an OLE container
        raise UnreadableFileError(_PROTECTED.format(name))
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            raise UnreadableFileError(f"« {name} » se déploie en plus de 400 Mo : il n’est pas lu.")


def _text_rows(content: bytes, name: str) -> list[Row]:
    text = _decoded(content)
    if "\0" in text:
        raise UnreadableFileError(f"« {name} » n’est pas un fichier de texte.")
    delimiter = "\t" if Path(name).suffix.lower() == ".tsv" else _delimiter(text)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise UnreadableFileError(f"« {name} » ne se lit pas : {error}.") from error


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
