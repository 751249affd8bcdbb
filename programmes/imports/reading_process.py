"""The child process that opens a workbook nobody vouches for: `python -I reading_process.py`, the file on its input.

A few hundred bytes can unfold into gigabytes, and a parser may crash on what somebody made to crash it: both happen
here, under limits of memory and time, and leave the portal as it was. Imports nothing of the project, so that it
starts in a hundredth of a second. `workbooks` starts it, and reads what it hands back: a pickled pair, a word (`OK`
and the sheets, or what is wrong) and what goes with it. Pure: no Django.
"""

import gc
import io
import pickle
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any, BinaryIO
from xml.parsers import expat

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

OK, PROTECTED, UNREADABLE, TOO_MUCH = "ok", "protected", "unreadable", "too much"

MOST_MERGED = 20_000  # areas in a sheet

Span = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0
Flaw = tuple[int, int, str]  # a row and a column from 0, and what stands there
RawSheet = tuple[
    str, bool, list[list[Any]], list[Span]
]  # its name, whether it is shown, its rows, merged cells


@dataclass(frozen=True)
class Limits:
    """What a file may hold at most: in its sheets, and in the memory (bytes) and time (seconds) that it takes."""

    sheets: int = 100
    rows: int = 100_000
    columns: int = 300
    cells: int = 3_000_000
    memory: int = 1_500 * 1024 * 1024
    seconds: int = 30


class TooMuchError(Exception):
    """The file holds more than the limits; the arguments are the sheet and what there is too much of."""


def main() -> None:
    """Read a file from the standard input, and answer on the standard output. Arguments: the format, the limits."""
    limits = Limits(*map(int, sys.argv[2:]))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # nothing here makes cycles, and half a million cells are not to be looked at again and again
    answer = read(sys.stdin.buffer.read(), sys.argv[1], limits)
    pickle.dump(answer, sys.stdout.buffer, protocol=5)


def read(content: bytes, form: str, limits: Limits) -> tuple[str, Any]:
    """The sheets of a file, or what is wrong with it."""
    reader: Callable[[bytes, str, Limits], list[RawSheet]] = _html if form == "html" else _workbook
    try:
        return OK, reader(content, form, limits)
    except TooMuchError as error:
        return TOO_MUCH, error.args
    except MemoryError:
        return TOO_MUCH, ("", "memory")
    except PasswordError:
        return PROTECTED, ""
    except BaseException as error:  # a panic of the parser is no Exception
        return UNREADABLE, str(error)[:200]


def _workbook(content: bytes, form: str, limits: Limits) -> list[RawSheet]:
    sheets: list[RawSheet] = []
    cells = 0
    spans = _ods_spans(content) if form == "ods" else {}
    flaws = _xlsx_flaws(content) if form == "xlsx" else {}
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        told = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
        if len(told) > limits.sheets:
            raise TooMuchError("", "sheets")
        for one in told:
            sheet = book.get_sheet_by_name(one.name)
            rows = _rows(sheet, flaws.get(one.name, ()), one.name, limits)
            cells += sum(map(len, rows))
            if cells > limits.cells:
                raise TooMuchError(one.name, "cells")
            merged = [(*start, *end) for start, end in sheet.merged_cell_ranges or ()]
            merged = (merged or spans.get(one.name, []))[:MOST_MERGED]
            sheets.append((one.name, one.visible is SheetVisibleEnum.Visible, rows, merged))
    return sheets


def _rows(sheet: CalamineSheet, flaws: Iterable[Flaw], name: str, limits: Limits) -> list[list[Any]]:
    """The rows, from the first of the sheet to the last that holds something; equal texts are kept once."""
    # Out of memory in the middle of this, the parser may hang rather than stop.
    if sheet.total_height * sheet.total_width > 2 * limits.cells:
        raise TooMuchError(name, "cells")
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for row, column, text in flaws:
        if row < limits.rows and column < limits.columns:
            _put(rows, row, column, text)
    while rows and rows[-1].count("") == len(rows[-1]):
        rows.pop()
    if len(rows) > limits.rows:
        raise TooMuchError(name, "rows")
    if rows and max(map(len, rows)) > limits.columns:
        _narrow(rows, limits.columns, name)
    known: dict[str, str] = {}
    return [[known.setdefault(one, one) if type(one) is str else one for one in row] for row in rows]


def _put(rows: list[list[Any]], row: int, column: int, text: str) -> None:
    """Say what a cell is that the parser left empty."""
    while len(rows) <= row:
        rows.append([])
    rows[row] += [""] * (column + 1 - len(rows[row]))
    if rows[row][column] == "":
        rows[row][column] = text


def _narrow(rows: list[list[Any]], most: int, name: str) -> None:
    """Cut the columns that nothing stands in, which a stray format may have made thousands of."""
    for row in rows:
        if any(cell != "" for cell in row[most:]):
            raise TooMuchError(name, "columns")
        del row[most:]


# --- cells of an XLSX that calamine leaves empty although they hold something: errors, formulas never computed

UNCOMPUTED = "#FORMULE!"  # a text like those of Excel, for what Excel has none
_CELL = rb"<c\b(?P<told>[^>]*)>"
_ERROR = re.compile(
    rb'<c\b(?P<told>[^>]*\bt="e"[^>]*)>(?:(?!</c>).)*?<v>(?P<text>#[^<]{1,20})</v>', re.DOTALL
)
_FORMULA = re.compile(_CELL + rb"\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_PLACE = re.compile(rb'\br="(?P<letters>[A-Z]{1,3})(?P<number>[0-9]{1,7})"')
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


def _xlsx_flaws(content: bytes) -> dict[str, list[Flaw]]:
    """Where they stand, by sheet. Raises whatever a broken archive raises: calamine could not read it either."""
    found: dict[str, list[Flaw]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        for sheet, path in _sheet_paths(archive, names):
            if path in names:
                xml = archive.read(path)
                found[sheet] = list(_flaws(xml)) if b't="e"' in xml or b"<f" in xml else []
    return found


def _sheet_paths(archive: zipfile.ZipFile, names: set[str]) -> Iterator[tuple[str, str]]:
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {
        _attribute(tag, "Id"): _attribute(tag, "Target").lstrip("/") for tag in _RELATION.findall(relations)
    }
    for tag in _SHEET.findall(archive.read("xl/workbook.xml").decode("utf-8", "replace")):
        target = targets.get(_attribute(tag, r"\w+:id"), "")
        yield _attribute(tag, "name"), target if target.startswith("xl/") else f"xl/{target}"


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def _flaws(xml: bytes) -> Iterator[Flaw]:
    for found in _ERROR.finditer(xml):
        if place := _PLACE.search(found["told"]):
            yield *_position(place), found["text"].decode("ascii", "replace")
    for found in _FORMULA.finditer(xml):
        place = _PLACE.search(found["told"])
        if place and b't="str"' not in found["told"]:
            yield *_position(place), UNCOMPUTED


def _position(place: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in place["letters"]:
        column = column * 26 + letter - 64
    return int(place["number"]) - 1, column - 1


# --- cells merged in an ODS, which calamine does not tell


def _ods_spans(content: bytes) -> dict[str, list[Span]]:
    """Merged cells by sheet. Raises whatever a broken archive raises: calamine could not read it either."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as stream:
        reader = _OdsReader()
        reader.parser.ParseFile(stream)
    return reader.spans


class _OdsReader:
    """Follows where the parser stands in the tables, repeated rows and cells counted."""

    def __init__(self) -> None:
        self.spans: dict[str, list[Span]] = {}
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.here: list[Span] = []
        self.row = self.column = self.next_row = 0

    def start(self, name: str, told: dict[str, str]) -> None:
        if name == "table:table":
            self.here = self.spans.setdefault(told.get("table:name", ""), [])
            self.row = self.next_row = 0
        elif name == "table:table-row":
            self.row, self.column = self.next_row, 0
            self.next_row += int(told.get("table:number-rows-repeated", 1))
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            down = int(told.get("table:number-rows-spanned", 1))
            across = int(told.get("table:number-columns-spanned", 1))
            if (down > 1 or across > 1) and len(self.here) < 100_000:
                self.here.append((self.row, self.column, self.row + down - 1, self.column + across - 1))
            self.column += int(told.get("table:number-columns-repeated", 1))

    def end(self, name: str) -> None:
        if name == "table:table":
            self.here = []


# --- a web page under the name of a workbook, as many systems export


def _html(content: bytes, _: str, limits: Limits) -> list[RawSheet]:
    """The tables of a page one below the other, as a spreadsheet shows them."""
    reader = _TableReader(limits)
    reader.feed(content.decode("utf-8"))
    reader.close()
    return [("", True, reader.rows, reader.spans)] if reader.rows else []


@dataclass
class _OpenCell:
    down: int
    across: int
    texts: list[str] = field(default_factory=list)


class _TableReader(HTMLParser):
    """Collects the cells of all tables; a table inside a cell gives its text only."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.rows: list[list[Any]] = []
        self.spans: list[Span] = []
        self.cell: _OpenCell | None = None
        self.taken: dict[int, int] = {}  # columns that a cell above still covers: for how many rows
        self.depth = self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
        elif self.depth == 1 and tag == "tr":
            self._close()
            self.taken = {column: left - 1 for column, left in self.taken.items() if left > 1}
            self.rows.append([])
        elif self.depth == 1 and tag in {"td", "th"} and self.rows:
            self._close()
            told = dict(attrs)
            self.cell = _OpenCell(_span(told.get("rowspan")), _span(told.get("colspan")))
        elif tag in {"br", "p", "div", "li"} and self.cell:
            self.cell.texts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._close()
            self.depth = max(0, self.depth - 1)
        elif self.depth == 1 and tag in {"td", "th", "tr"}:
            self._close()

    def handle_data(self, data: str) -> None:
        if self.cell:
            self.cell.texts.append(" ".join(data.split()) + " " if data.strip() else " ")

    def _close(self) -> None:
        """Put the cell that was open in its place, right of those above it that reach down."""
        if self.cell is None:
            return
        row, number = self.rows[-1], len(self.rows) - 1
        while self.taken.get(len(row)):
            row.append("")
        first = len(row)
        row.append("\n".join(" ".join(line.split()) for line in "".join(self.cell.texts).split("\n")).strip())
        row += [""] * (self.cell.across - 1)
        if self.cell.down > 1:
            self.taken |= dict.fromkeys(range(first, len(row)), self.cell.down)
        if self.cell.down > 1 or self.cell.across > 1:
            self.spans.append((number, first, number + self.cell.down - 1, len(row) - 1))
        self.cells += len(row) - first
        self.cell = None
        self._check(len(row))

    def _check(self, width: int) -> None:
        limits = self.limits
        for what, over in (
            ("columns", width > limits.columns),
            ("rows", len(self.rows) > limits.rows),
            ("cells", self.cells > limits.cells),
        ):
            if over:
                raise TooMuchError("", what)


def _span(written: str | None) -> int:
    return min(int(written), 1000) if written and written.isdecimal() and int(written) else 1


# --- what the parent makes of the answer

_DATES = {"date", "datetime", "time", "timedelta"}


class _Answers(pickle.Unpickler):
    """Dates and plain values only: an answer is not believed to be what this module wrote."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in _DATES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def answer_from(stream: BinaryIO) -> tuple[str, Any]:
    """The answer of a child. Raises whatever unpickling raises when it is none."""
    collecting = gc.isenabled()
    gc.disable()  # it makes no cycle, and collecting meanwhile takes three times as long as reading
    try:
        word, found = _Answers(stream).load()
    finally:
        if collecting:
            gc.enable()
    return str(word), found


def arguments(form: str, limits: Limits) -> Iterator[str]:
    """The command line of a child."""
    yield from (sys.executable, "-I", __file__, form)
    yield from map(
        str, (limits.sheets, limits.rows, limits.columns, limits.cells, limits.memory, limits.seconds)
    )


if __name__ == "__main__":
    main()
