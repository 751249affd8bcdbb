"""Reading a spreadsheet file into rows of cells: XLSX, XLS, ODS in a process apart, CSV and TSV as text. No Django.

Cells are what calamine gives: text, float, bool, date, datetime, time; an empty one is "". What the file is, is told
by what it holds; its name is only believed when it says the same.
"""

import csv
import io
import os
import pickle
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from programmes.formats import typeset
from programmes.imports.faults import UnreadableFileError
from programmes.imports.file_contents import Form, form_of, macros_in, pictures_in
from programmes.imports.reading_process import OK, PROTECTED, TOO_MUCH, Limits, Span, answer_from, arguments
from programmes.imports.text_tables import NotTextError, decoded, rows_of

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 100_000, 300
LONGEST_WAIT = 60  # seconds; the process stops by itself after 30 of work
TEXT_SUFFIXES = {".csv", ".tsv", ".txt"}
SUFFIXES = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".ods", ".ots", *TEXT_SUFFIXES}

Row = Sequence[object]


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and all its rows, the first being row 1 of the file.

    `merged` are its merged cells (first row, first column, last row, last column, from 0), of which only the first
    holds something; `hidden` when the spreadsheet does not show it.
    """

    name: str
    rows: Sequence[Row]
    merged: tuple[Span, ...] = ()
    hidden: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell not in ("", None) for row in self.rows for cell in row)


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file, in its order, and what its reader must be told (« lu comme… »)."""

    sheets: list[Sheet]
    notices: list[str] = field(default_factory=list)


def read_workbook(path: Path) -> list[Sheet]:
    """All sheets of a file, in its order. Raises UnreadableFileError, in French, for whatever it cannot read."""
    return open_workbook(path).sheets


def read_content(content: bytes, name: str) -> list[Sheet]:
    """`read_workbook` for a file that is in memory, as an upload is; its name says what it is meant to be."""
    return open_content(content, name).sheets


def open_workbook(path: Path) -> Workbook:
    """`read_workbook`, with what is to be said of the file."""
    if not path.is_file():
        raise UnreadableFileError(f"Le fichier « {path} » n’existe pas.")
    _check_size(path.name, path.stat().st_size)
    return open_content(path.read_bytes(), path.name)


def open_content(content: bytes, name: str) -> Workbook:
    """`read_content`, with what is to be said of the file."""
    _check_size(name, len(content))
    form, suffix = form_of(content), Path(name).suffix.lower()
    if suffix not in SUFFIXES and form not in {Form.XLSX, Form.XLS, Form.ODS}:
        _refuse_form(form, name)
        raise UnreadableFileError(f"« {name} » n’est pas un tableau : {_GIVE}.")
    _refuse_form(form, name)
    if form is Form.TEXT:
        return _text_book(content, name)
    return _workbook(content, name, form)


# --- what is refused before anything is parsed

_GIVE = "donnez un fichier XLSX, XLS, ODS, CSV ou TSV"
_SAVE_AS = "ouvrez-le dans votre tableur et enregistrez-le au format XLSX"
_PROTECTED = "« {} » est protégé par un mot de passe : enregistrez-le sans mot de passe."
_BROKEN = (
    "« {} » ne se lit pas comme un tableau : il est tronqué, abîmé ou d’un autre format que son nom ne le dit. "
    "Ouvrez-le dans votre tableur et enregistrez-le de nouveau."
)
_TO_SAVE_AGAIN = {Form.XLSB, Form.XML, Form.OLD_XLS, Form.ARCHIVED_PAGE}
_NO_TABLE = {
    Form.WORD,
    Form.WRITER,
    Form.SLIDES,
    Form.PDF,
    Form.IMAGE,
    Form.RTF,
    Form.ARCHIVE,
    Form.PROGRAM,
    Form.DATABASE,
}


def _check_size(name: str, size: int) -> None:
    if size == 0:
        raise UnreadableFileError(f"« {name} » est vide.")
    if size > LARGEST_FILE:
        raise UnreadableFileError(f"« {name} » dépasse 20 Mo : découpez-le.")


def _refuse_form(form: Form, name: str) -> None:
    if form is Form.PROTECTED:
        raise UnreadableFileError(_PROTECTED.format(name))
    if form in _TO_SAVE_AGAIN:
        raise UnreadableFileError(f"« {name} » est {form.value}, qui n’est pas lu : {_SAVE_AS}.")
    if form in _NO_TABLE:
        raise UnreadableFileError(f"« {name} » n’est pas un tableau, c’est {form.value} : {_GIVE}.")
    if form in {Form.BROKEN_ARCHIVE, Form.OLE, Form.BINARY}:
        raise UnreadableFileError(_BROKEN.format(name))


def _refuse_swelling(content: bytes, name: str) -> None:
    """An archive says how large it is once unpacked; it may lie, which the limits of the process are for."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableFileError(f"« {name} » se déploie en plus de 400 Mo : il n’est pas lu.")


# --- workbooks

_PARSED = {Form.XLSX: "xlsx", Form.XLS: "xls", Form.ODS: "ods", Form.HTML: "html"}
_NAMED = {
    Form.XLSX: {".xlsx", ".xlsm", ".xltx", ".xltm"},
    Form.XLS: {".xls", ".xlt"},
    Form.ODS: {".ods", ".ots"},
    Form.HTML: set(),
    Form.TEXT: TEXT_SUFFIXES,
}
_TOO_MUCH = {
    "sheets": "plus de {sheets} feuilles",
    "rows": "plus de {rows} lignes",
    "columns": "plus de {columns} colonnes",
    "cells": "plus de {cells} cellules",
}


def _workbook(content: bytes, name: str, form: Form) -> Workbook:
    _refuse_swelling(content, name)
    limits = Limits(rows=MOST_ROWS, columns=MOST_COLUMNS)
    given = _as_utf8(content) if form is Form.HTML else content
    sheets = [
        Sheet(title or Path(name).stem, rows, tuple(merged), not shown)
        for title, shown, rows, merged in _parsed(given, name, _PARSED[form], limits)
    ]
    if pictures_in(content) and all(sheet.is_empty for sheet in sheets):
        raise UnreadableFileError(
            f"« {name} » ne contient que des images : aucune cellule n’est remplie. Donnez le tableau lui-même, "
            "pas sa photographie."
        )
    if form is Form.HTML and not sheets:
        raise UnreadableFileError(f"« {name} » est une page web sans tableau : {_GIVE}.")
    notices = [*_misnamed(form, name)]
    if macros_in(content):
        notices.append(typeset(f"« {name} » contient des macros : elles ne sont ni lues ni exécutées."))
    return Workbook(sheets, notices)


def _as_utf8(content: bytes) -> bytes:
    try:
        return decoded(content)[0].encode("utf-8", errors="replace")
    except NotTextError:
        return b""


def _misnamed(form: Form, name: str) -> list[str]:
    if Path(name).suffix.lower() in _NAMED[form]:
        return []
    return [typeset(f"« {name} » est en réalité {form.value} : il est lu comme tel.")]


def _parsed(content: bytes, name: str, form: str, limits: Limits) -> list[tuple[Any, ...]]:
    """What the process apart makes of the file; it is given nothing of our environment, where the secrets are."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and module, no shell)
            list(arguments(form, limits)),
            input=content,
            capture_output=True,
            timeout=LONGEST_WAIT,
            check=False,
            env=kept | {"RUST_BACKTRACE": "0"},
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFileError(_too_long(name)) from error
    if done.returncode:
        raise UnreadableFileError(_too_heavy(name))
    try:
        word, found = answer_from(io.BytesIO(done.stdout))
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableFileError(_too_heavy(name)) from error
    if word == OK:
        return list(found)
    if word == PROTECTED:
        raise UnreadableFileError(_PROTECTED.format(name))
    if word == TOO_MUCH:
        raise UnreadableFileError(_too_much(name, str(found[0]), str(found[1]), limits))
    raise UnreadableFileError(_BROKEN.format(name))


def _too_much(name: str, sheet: str, what: str, limits: Limits) -> str:
    if what not in _TOO_MUCH:
        return _too_heavy(name)
    of_what = _TOO_MUCH[what].format(
        **{key: f"{number:_}".replace("_", " ") for key, number in vars(limits).items()}
    )
    place = f", feuille « {sheet} »" if sheet else ""
    return (
        f"« {name} »{place} : {of_what}, ou une cellule égarée très loin en bas ou à droite. Découpez-le, ou copiez le "
        "tableau dans un classeur neuf."
    )


def _too_heavy(name: str) -> str:
    return (
        f"« {name} » se déploie en trop de cellules pour être lu, ou il est abîmé : copiez le tableau dans un "
        "classeur neuf et donnez celui-ci."
    )


def _too_long(name: str) -> str:
    return f"« {name} » demande trop de temps à lire : copiez le tableau dans un classeur neuf et donnez celui-ci."


# --- text


def _text_book(content: bytes, name: str) -> Workbook:
    try:
        text, encoding = decoded(content)
        rows = rows_of(text, MOST_ROWS, "\t" if Path(name).suffix.lower() == ".tsv" else "")
    except NotTextError as error:
        raise UnreadableFileError(f"« {name} » n’est pas un fichier de texte.") from error
    except csv.Error as error:
        raise UnreadableFileError(
            f"« {name} » ne se lit pas : une cellule est trop longue, ou un guillemet n’est pas fermé."
        ) from error
    sheet = Path(name).stem
    if len(rows) > MOST_ROWS or max(map(len, rows), default=0) > MOST_COLUMNS:
        what = "rows" if len(rows) > MOST_ROWS else "columns"
        raise UnreadableFileError(_too_much(name, sheet, what, Limits(rows=MOST_ROWS, columns=MOST_COLUMNS)))
    notices = _misnamed(Form.TEXT, name)
    if encoding in {"cp850", "mac_roman"}:
        system = "MS-DOS" if encoding == "cp850" else "Macintosh"
        notices.append(
            typeset(f"« {name} » est lu dans le codage de {system} : vérifiez les lettres accentuées.")
        )
    return Workbook([Sheet(sheet, rows)], notices)
