"""The child process that marks a workbook: `python -m programmes.imports.marking_process FROM TO`, marks on its input.

openpyxl keeps all the cells of a workbook in memory, and the file is one that nobody vouches for: it is opened here,
under limits of memory and time. Nothing is written when it fails. Pure: no Django.
"""

import pickle
import resource
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from programmes.imports.marks import (
    AUTHOR,
    HEADINGS,
    MOST_COMMENTS,
    MOST_LINES,
    RED,
    SHEET,
    TITLE,
    WIDTHS,
    YELLOW,
    Mark,
    first_cell,
    introduction,
    link_to,
    sheet_title,
    writable,
)

MEMORY = 1_500 * 1024 * 1024
SECONDS = 90


def main() -> None:
    """Read FROM, mark it, write TO."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")  # what openpyxl does not keep, which the sheet of faults says
    marks: list[Mark] = pickle.load(sys.stdin.buffer)  # noqa: S301 (our own parent wrote it)
    mark_file(sys.argv[1], sys.argv[2], marks)


def mark_file(source: str, target: str, marks: list[Mark]) -> None:
    """Write the workbook again with its marks and its sheet of faults; those of an earlier time are taken away."""
    book = load_workbook(source, rich_text=True)
    book.template = False
    _clean(book)
    places = _mark_cells(book, marks)
    _list_marks(book, marks, places)
    # Formulas are kept without the values that they had: a spreadsheet computes them when it opens the file.
    book.calculation.fullCalcOnLoad = True
    book.save(target)


def _clean(book: Any) -> None:
    for sheet in list(book.worksheets):
        if sheet.title.startswith(SHEET) and sheet["A1"].value == TITLE and len(book.worksheets) > 1:
            book.remove(sheet)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
                if cell.has_style and str(cell.fill.fgColor.rgb)[2:] in (RED, YELLOW):
                    cell.fill = PatternFill()


def _mark_cells(book: Any, marks: list[Mark]) -> dict[Mark, str]:
    """Colour and comment the cells; the place of each mark, for the links."""
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    by_cell: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    places: dict[Mark, str] = {}
    for mark in marks:
        if (sheet := sheets.get(mark.sheet)) is not None:
            cell = _cell(sheet, mark)
            by_cell[sheet.title, cell.coordinate].append(mark)
            places[mark] = cell.coordinate
    for number, ((title, coordinate), about) in enumerate(by_cell.items()):
        cell = sheets[title][coordinate]
        color = RED if any(mark.sure for mark in about) else YELLOW
        cell.fill = PatternFill("solid", fgColor=color, bgColor=color)
        if number < MOST_COMMENTS:
            cell.comment = _comment(cell.comment, about)
    return places


def _cell(sheet: Any, mark: Mark) -> Any:
    """The cell of a mark: of a row, its first one that is filled; of merged cells, the one that holds their value."""
    row = max(mark.row, 1)
    letter = mark.letter or get_column_letter(1 + first_cell(cell.value for cell in sheet[row]))
    cell = sheet[f"{letter}{row}"]
    if isinstance(cell, MergedCell):
        whole = next(span for span in sheet.merged_cells.ranges if cell.coordinate in span)
        return sheet.cell(whole.min_row, whole.min_col)
    return cell


def _comment(known: Comment | None, marks: Iterable[Mark]) -> Comment:
    text = "\n".join(dict.fromkeys(mark.comment for mark in marks))
    if known is not None:
        return Comment(f"{known.text}\n{text}", known.author, height=known.height, width=known.width)
    return Comment(text, AUTHOR, height=60 + 16 * (len(text) // 40), width=320)


def _list_marks(book: Any, marks: list[Mark], places: dict[Mark, str]) -> None:
    sheet = book.create_sheet(sheet_title(SHEET, [one.title for one in book.worksheets]))
    _text(sheet.cell(1, 1), TITLE).font = Font(bold=True, size=14)
    row = 2
    for line in introduction(marks, rebuilt=False):
        _text(sheet.cell(row, 1), line)
        row += 1
    row += 1
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), 1):
        _text(sheet.cell(row, column), heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"A{row + 1}"
    for number, mark in enumerate(marks[:MOST_LINES], row + 1):
        place = places.get(mark, "")
        values = (mark.nature, mark.sheet, place, mark.heading, mark.value, mark.text)
        for column, value in enumerate(values, 1):
            _text(sheet.cell(number, column), value).alignment = Alignment(vertical="top", wrap_text=True)
        if place:
            link = sheet.cell(number, 3)
            link.hyperlink = Hyperlink(ref=link.coordinate, location=link_to(mark.sheet, place))
            link.font = Font(color="0C4A6E", underline="single")


def _text(cell: Any, value: str) -> Any:
    """A text, even where it looks like a formula."""
    cell.value = writable(value)
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    return cell


if __name__ == "__main__":
    main()
