"""Reading the lines of regions.csv, cercles.csv and communes.csv, cell by cell. Pure: no Django.

Columns are data: one line each below says which files have it, what it is read as and what is expected.
`docs/territoire.md` explains them to whoever writes the files.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from communes.territory import LEVELS, PartialDate, Record
from communes.text import normalise

SEPARATOR = "|"
KIND_WORDS = {"region": "region", "district": "district", "": "region"}
YES_NO = {"oui": True, "non": False, "": True}


@dataclass(frozen=True)
class Fault:
    """Something the files cannot be read with: where, what was found, what was expected."""

    file: str
    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        found = f"«\u00a0{self.value}\u00a0»" if self.value else "vide"
        return (
            f"{self.file}, ligne {self.line}, colonne «\u00a0{self.column}\u00a0»\u00a0: {found}\u202f; "
            f"attendu\u00a0: {self.expected}."
        )


@dataclass(frozen=True)
class Column:
    """One column: its heading, the field it fills, what reads a cell (ValueError if it cannot), who has it."""

    heading: str
    field: str
    read: Callable[[str], object]
    expected: str
    levels: tuple[str, ...] = LEVELS
    required: bool = False


def _text(cell: str) -> str:
    return " ".join(cell.split())


def _short(longest: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if len(cell) > longest:
            raise ValueError(cell)
        return _text(cell)

    return read


def _number(cell: str) -> Decimal | None:
    if not cell:
        return None
    try:
        number = Decimal(cell.replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(cell) from error
    if not number.is_finite():
        raise ValueError(cell)
    return number


def _between(low: str, high: str) -> Callable[[str], Decimal | None]:
    def read(cell: str) -> Decimal | None:
        number = _number(cell)
        if number is not None and not Decimal(low) <= number <= Decimal(high):
            raise ValueError(cell)
        return number

    return read


def _count(low: int, high: int) -> Callable[[str], int | None]:
    def read(cell: str) -> int | None:
        digits = "".join(cell.split())
        if digits and not (digits.isdecimal() and low <= int(digits) <= high):
            raise ValueError(cell)
        return int(digits) if digits else None

    return read


def _word(words: Mapping[str, object]) -> Callable[[str], object]:
    def read(cell: str) -> object:
        if normalise(cell) not in words:
            raise ValueError(cell)
        return words[normalise(cell)]

    return read


def _key(cell: str) -> str:
    if cell and (cell != normalise(cell).replace(" ", "-") or len(cell) > 100):
        raise ValueError(cell)
    return cell


def _name(cell: str) -> str:
    if not normalise(cell) or len(cell) > 120:
        raise ValueError(cell)
    return _text(cell)


def _partial_date(cell: str) -> PartialDate | None:
    return PartialDate.read(cell) if cell else None


def _spellings(cell: str) -> frozenset[str]:
    spellings = frozenset(_text(one) for one in cell.split(SEPARATOR) if normalise(one))
    if any(len(one) > 160 for one in spellings):
        raise ValueError(cell)
    return spellings


_LOW, _COMMUNE = ("cercle", "commune"), ("commune",)
_DATE = "une date écrite 13/03/2023, 03/2023 ou 1999, ou rien"
_CODE = "un code de 20 signes au plus, ou rien"

COLUMNS = (
    Column("cle", "key", _key, "une clé en minuscules sans accents (commune-bara), ou rien"),
    Column("nom", "name", _name, "le nom du lieu", required=True),
    Column("nature", "kind", _word(KIND_WORDS), "région ou district", levels=("region",)),
    Column("region", "region", _text, "le nom ou la clé d’une région", levels=_LOW, required=True),
    Column("cercle", "cercle", _text, "le nom ou la clé d’un cercle de cette région, ou rien", _COMMUNE),
    Column("depuis", "since", _partial_date, _DATE, _COMMUNE),
    Column("source", "source", _short(120), "le texte qui fixe le rattachement", _COMMUNE, required=True),
    Column("region_precedente", "old_region", _text, "le nom ou la clé d’une région, ou rien", _COMMUNE),
    Column("cercle_precedent", "old_cercle", _text, "le nom ou la clé d’un cercle, ou rien", _COMMUNE),
    Column("depuis_precedent", "old_since", _partial_date, _DATE, _COMMUNE),
    Column("source_precedente", "old_source", _short(120), "le texte qui fixait le rattachement", _COMMUNE),
    Column("code_loi_2023_007", "code:loi-2023-007", _short(20), _CODE),
    Column("code_ocha_2019", "code:ocha-2019", _short(20), _CODE),
    Column("code_ocha_2015", "code:ocha-2015", _short(20), _CODE),
    Column("code_iso_3166_2", "code:iso-3166-2", _short(20), _CODE),
    Column("latitude", "latitude", _between("10", "25.1"), "un nombre de 10 à 25,1, ou rien"),
    Column("longitude", "longitude", _between("-12.5", "4.5"), "un nombre de -12,5 à 4,5, ou rien"),
    Column("population", "population", _count(0, 100_000_000), "un nombre d’habitants, ou rien"),
    Column("annee_population", "population_year", _count(1960, 2100), "une année depuis 1960, ou rien"),
    Column("existe", "is_active", _word(YES_NO), "oui ou non"),
    Column("autres_graphies", "spellings", _spellings, "des graphies séparées par |"),
)


@dataclass
class Draft:
    """One line of a file, its cells read but its parents still as written."""

    file: str
    line: int
    level: str
    values: dict[str, Any]
    cells: dict[str, str]
    key: str = ""

    def fault(self, column: str, expected: str) -> Fault:
        """A fault of one cell of this line."""
        return Fault(self.file, self.line, column, self.cells.get(column, ""), expected)


@dataclass
class Reading:
    """What the files say: one record for each line, or the faults that prevent it; unknown columns are named."""

    records: list[Record] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: dict[str, list[str]] = field(default_factory=dict)
    levels: list[str] = field(default_factory=list)


def level_of_file(name: str) -> str | None:
    """The level a file is about, by its name (regions.csv, cercles-2024.csv, …); None when it says none."""
    return next((level for level in LEVELS if normalise(name).startswith(level)), None)


def read_lines(files: Mapping[str, bytes], reading: Reading) -> list[Draft]:
    """The lines of the files (contents by name), regions first; levels and faults go into `reading`."""
    drafts: list[Draft] = []
    for name in sorted(files, key=lambda one: LEVELS.index(level_of_file(one) or "commune")):
        level = level_of_file(name)
        if level is None:
            fault = Fault(name, 1, "nom du fichier", name, "regions.csv, cercles.csv ou communes.csv")
            reading.faults.append(fault)
            continue
        reading.levels.append(level)
        try:
            drafts += _read_file(name, level, files[name], reading)
        except csv.Error:
            reading.faults.append(Fault(name, 1, "fichier", "", "un fichier CSV"))
    return drafts


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, or in the Windows encoding that spreadsheets still write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _read_file(name: str, level: str, content: bytes, reading: Reading) -> Iterator[Draft]:
    """The lines of one file; what cannot be read is added to the faults."""
    text = decoded(content)
    header = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text), delimiter=";" if header.count(";") >= header.count(",") else ",")
    headings = [normalise(cell).replace(" ", "_") for cell in next(rows, [])]
    columns = {column.heading: column for column in COLUMNS if level in column.levels}
    reading.ignored[name] = [heading for heading in headings if heading and heading not in columns]
    missing = [c for c in columns.values() if c.required and c.heading not in headings]
    reading.faults += [Fault(name, 1, c.heading, "", "cette colonne") for c in missing]
    if missing:
        return
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        padded = [cell.strip() for cell in cells] + [""] * (len(headings) - len(cells))
        draft = Draft(name, rows.line_num, level, {}, dict(zip(headings, padded, strict=False)))
        for heading, cell in draft.cells.items():
            if heading in columns:
                _read_cell(draft, columns[heading], cell, reading)
        yield draft


def _read_cell(draft: Draft, column: Column, cell: str, reading: Reading) -> None:
    """One cell into the draft, or a fault."""
    try:
        draft.values[column.field] = column.read(cell)
    except ValueError:
        reading.faults.append(draft.fault(column.heading, column.expected))
        return
    if column.required and not cell:
        reading.faults.append(draft.fault(column.heading, column.expected))
