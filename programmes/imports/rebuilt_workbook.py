"""A workbook made of the cells as they were read, marked: for files that are no XLSX, or that cannot be kept as they
are. Row by row, so that a long one needs little memory. Pure: no Django."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

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
    index_of,
    introduction,
    is_list_of_faults,
    link_to,
    sheet_title,
    writable,
)
from programmes.imports.tables import letter as letter_of
from programmes.imports.workbooks import Sheet

SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
    "remove_timezone": True,
}
DAY, MOMENT, HOUR = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "hh:mm"
FIRST_YEAR = 1900  # before it, a spreadsheet has no dates
WIDEST, MEASURED = 50, 200  # characters, rows
LONGEST_TEXT = 32_767


def rebuilt(sheets: Sequence[Sheet], marks: list[Mark], target: Path) -> None:
    """Write the cells of the sheets to an XLSX, with the marks on theirs and the list of them in a last sheet."""
    with xlsxwriter.Workbook(str(target), SAFE) as book:
        writing = _Writing(book)
        titles: dict[str, str] = {}
        places: dict[Mark, str] = {}
        for sheet in sheets:
            if is_list_of_faults(sheet.rows):
                continue
            titles[sheet.name] = sheet_title(sheet.name, [*titles.values(), SHEET])
            about = [mark for mark in marks if mark.sheet == sheet.name]
            places |= writing.add_sheet(titles[sheet.name], sheet, about)
        writing.list_marks(marks, places, titles)


class _Writing:
    """The file being written: its formats, and how many comments it holds."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.formats: dict[tuple[str, str], Any] = {}
        self.comments = 0

    def format(self, number: str = "", color: str = "", **looks: Any) -> Any:
        """A look, made once."""
        key = (number, color or repr(looks))
        if key not in self.formats:
            if number:
                looks["num_format"] = number
            if color:
                looks["bg_color"] = f"#{color}"
            self.formats[key] = self.book.add_format(looks)
        return self.formats[key]

    def add_sheet(self, title: str, sheet: Sheet, marks: list[Mark]) -> dict[Mark, str]:
        """One sheet; the place of each of its marks."""
        written = self.book.add_worksheet(title)
        written.set_comments_author(AUTHOR)
        for column, width in enumerate(_widths(sheet)):
            written.set_column(column, column, width)
        by_row: dict[int, list[Mark]] = defaultdict(list)
        for mark in marks:
            by_row[max(mark.row, 1)].append(mark)
        places: dict[Mark, str] = {}
        last = max([len(sheet.rows), *by_row])
        for number in range(1, last + 1):
            cells = list(sheet.rows[number - 1]) if number <= len(sheet.rows) else []
            about: dict[int, list[Mark]] = defaultdict(list)
            for mark in by_row.get(number, ()):
                column = index_of(mark.letter) if mark.letter else first_cell(cells)
                about[column].append(mark)
                places[mark] = f"{letter_of(column)}{number}"
            for column in range(max([len(cells), *(one + 1 for one in about)])):
                value = cells[column] if column < len(cells) else ""
                self._cell(written, number - 1, column, value, about.get(column, []))
        return places

    def _cell(self, sheet: Any, row: int, column: int, value: object, marks: list[Mark]) -> None:
        color = (RED if any(mark.sure for mark in marks) else YELLOW) if marks else ""
        self._write(sheet, row, column, value, color)
        if marks and self.comments < MOST_COMMENTS:
            self.comments += 1
            text = "\n".join(dict.fromkeys(mark.comment for mark in marks))
            sheet.write_comment(row, column, text, {"x_scale": 2.5, "y_scale": 1 + len(text) / 150})

    def _write(self, sheet: Any, row: int, column: int, value: object, color: str) -> None:
        look = self.format(color=color) if color else None
        if value in ("", None):
            if look is not None:
                sheet.write_blank(row, column, None, look)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, look)
        elif isinstance(value, int | float | Decimal):
            sheet.write_number(row, column, value, look)
        elif (shape := _shape(value)) is not None:
            sheet.write_datetime(row, column, value, self.format(shape, color))
        else:
            sheet.write_string(row, column, writable(str(value))[:LONGEST_TEXT], look)

    def list_marks(self, marks: list[Mark], places: dict[Mark, str], titles: dict[str, str]) -> None:
        """The last sheet."""
        sheet = self.book.add_worksheet(SHEET)
        top = self.format(text_wrap=True, valign="top")
        sheet.write_string(0, 0, TITLE, self.format(bold=True, font_size=14))
        row = 1
        for line in introduction(marks, rebuilt=True):
            sheet.write_string(row, 0, line)
            row += 1
        row += 1
        for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.write_string(row, column, heading, self.format(bold=True))
            sheet.set_column(column, column, width)
        sheet.freeze_panes(row + 1, 0)
        for number, mark in enumerate(marks[:MOST_LINES], row + 1):
            place = places.get(mark, "")
            values = (mark.nature, mark.sheet, place, mark.heading, mark.value, mark.text)
            for column, value in enumerate(values):
                if column == HEADINGS.index("Cellule") and place:
                    sheet.write_url(
                        number, column, f"internal:{link_to(titles[mark.sheet], place)}", None, place
                    )
                else:
                    sheet.write_string(number, column, writable(value), top)


def _shape(value: object) -> str | None:
    """How a date or an hour is shown; None for what a spreadsheet holds as text."""
    if isinstance(value, datetime):
        has_hour = value.time() != time()
        return (MOMENT if has_hour else DAY) if value.year > FIRST_YEAR else None
    if isinstance(value, date):
        return DAY if value.year > FIRST_YEAR else None
    return HOUR if isinstance(value, time | timedelta) else None


def _widths(sheet: Sheet) -> list[float]:
    """Widths of columns from the first rows: long texts are not unrolled."""
    widths: list[float] = []
    for row in sheet.rows[:MEASURED]:
        widths += [8] * (len(row) - len(widths))
        for column, value in enumerate(row):
            widths[column] = max(widths[column], min(WIDEST, len(str(value)) + 2))
    return widths
