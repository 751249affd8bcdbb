"""Writing XLSX row by row: what is written leaves the memory at once. No Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from accounts.formulas import harmless
from programmes.exports.cells import Cell, OutColumn, OutSheet, Style, as_text, is_exact
from programmes.formats import typeset

MOST_ROWS = 1_048_575  # below the headings
LONGEST_TEXT = 32_767
# A cell formatted as text shows ##### beyond.
LONGEST_PLAIN = 255
# What a text that runs may open with.
MAY_RUN = frozenset("'=+-@\t\r")
# Below, four decimals leave a number within the fifteen digits of a spreadsheet.
SURELY_EXACT = 1e11
# Columns as wide as this hold sentences, on several lines.
WIDE = 28
LINE, MOST_LINES = 15, 12  # points, lines
LETTERS = 1.15  # in the width of a digit, by which columns are measured
# LibreOffice does not make room for several lines by itself as Excel does; XlsxWriter keeps each height in memory.
FITTED_ROWS = 10_000
# Characters across a printed page, beyond which the columns go on to the next.
WIDEST_PAGE = 240
DAY_ZERO = date(1899, 12, 30).toordinal()
FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets do not agree on the calendar
COMPANY = "Direction générale des Collectivités territoriales"
A4 = 9

HEADING = {
    "bold": True, "font_color": "#0C3B2D", "bg_color": "#E6EFE9", "bottom": 2, "bottom_color": "#0C3B2D",
    "text_wrap": True, "valign": "vcenter", "border_color": "#B8C9BF",
}  # fmt: skip


class ExportError(Exception):
    """The file cannot hold what was asked; the message says why and what to do, in French."""

    def __init__(self, message: str) -> None:
        super().__init__(typeset(message))


@dataclass(frozen=True)
class _Looks:
    """The formats of the cells of one column; None is the look of a whole sheet, which costs nothing to write."""

    text: Format | None
    whole: Format | None
    cents: Format | None
    scale: int = 1
    # How many characters a line holds, where the text goes on to the next.
    line: int = LONGEST_TEXT


class Book:
    """The file being written: its looks, its sheets one after the other."""

    def __init__(self, target: IO[bytes], *, title: str, author: str = "") -> None:
        self.book = xlsxwriter.Workbook(
            target, {"constant_memory": True, "default_format_properties": {"valign": "top"}}
        )
        self.book.set_properties({"title": title, "author": author or COMPANY, "company": COMPANY})
        self.heading = self.book.add_format(HEADING)
        self.day = self.book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        self.code = self.book.add_format({"num_format": "@"})
        self.wrapped = self.book.add_format({"text_wrap": True})
        # Edited in place, the cell stays a text.
        self.quoted = self.book.add_format({"text_wrap": True, "quote_prefix": True})
        self.numbers = {
            name: self.book.add_format({"num_format": name})
            for name in ("0", "#,##0", "#,##0.00", "0%", "0.00%")
        }

    def add(self, sheet: OutSheet) -> int:
        """Write a sheet; how many rows it has. Raises ExportError where a sheet cannot hold them."""
        written = self.book.add_worksheet(sheet.name)
        _lay_out(written, sheet, self.heading)
        looks = [self._looks(column) for column in sheet.columns]
        count = 0
        for count, row in enumerate(sheet.rows, 1):
            if count > MOST_ROWS:
                raise ExportError("Un fichier XLSX tient 1 048 575 lignes : filtrez, ou exportez en CSV.")
            self._write(written, count, row, looks)
        written.autofilter(0, 0, count, len(sheet.columns) - 1)
        return count

    def close(self) -> None:
        """Put the file together."""
        self.book.close()

    def _looks(self, column: OutColumn) -> _Looks:
        if column.style is Style.LONG or column.room >= WIDE:
            return _Looks(self.wrapped, None, None, line=int(column.room * LETTERS))
        text = self.code if column.style is Style.CODE else None
        if column.style is Style.PERCENT:
            return _Looks(text, self.numbers["0%"], self.numbers["0.00%"], scale=100)
        if column.style is Style.AMOUNT:
            return _Looks(text, self.numbers["#,##0"], self.numbers["#,##0.00"])
        return _Looks(text, self.numbers["0"] if column.style is Style.YEAR else None, None)

    def _write(self, sheet: Worksheet, row: int, cells: Sequence[Cell], looks: list[_Looks]) -> None:
        """One row, in as few steps as can be: two million cells pass here for a hundred thousand activities."""
        lines = 1
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    look, length = looks[place], len(cell)
                    if length > look.line:
                        lines = max(lines, -(-length // look.line) + cell.count("\n"))
                    if length > LONGEST_PLAIN or cell[0] in MAY_RUN:
                        self._write_odd_text(sheet, row, place, cell)
                    else:
                        sheet.write_string(row, place, cell, look.text)
            elif cell is None:
                continue
            elif isinstance(cell, date):
                self._write_day(sheet, row, place, cell)
            else:
                self._write_number(sheet, row, place, cell, looks[place])
        if lines > 1 and row <= FITTED_ROWS:
            sheet.set_row(row, LINE * min(lines, MOST_LINES))

    def _write_odd_text(self, sheet: Worksheet, row: int, place: int, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            raise ExportError(
                f"Un texte de {len(text)} signes ne tient pas dans une cellule XLSX (ligne {row + 1}) : "
                "exportez en CSV."
            )
        sheet.write_string(row, place, text, self.wrapped if harmless(text) == text else self.quoted)

    def _write_day(self, sheet: Worksheet, row: int, place: int, day: date) -> None:
        if day < FIRST_DAY:
            sheet.write_string(row, place, as_text(day, Style.DATE))
        else:
            sheet.write_number(row, place, day.toordinal() - DAY_ZERO, self.day)

    def _write_number(
        self, sheet: Worksheet, row: int, place: int, number: int | Decimal, look: _Looks
    ) -> None:
        value = float(number)
        if not -SURELY_EXACT < value < SURELY_EXACT and not is_exact(number):
            sheet.write_string(row, place, as_text(number, Style.NUMBER))
        elif look.scale == 1:
            sheet.write_number(row, place, value, look.whole if value.is_integer() else look.cents)
        else:
            shown = look.whole if value.is_integer() else look.cents
            sheet.write_number(row, place, float(Decimal(number) / look.scale), shown)


def write_workbook(target: IO[bytes], sheets: Iterable[OutSheet], *, title: str, author: str = "") -> int:
    """Write sheets into a file, XLSX; how many rows in all. Raises ExportError for what XLSX cannot hold."""
    book = Book(target, title=title, author=author)
    try:
        return sum(book.add(sheet) for sheet in sheets)
    finally:
        book.close()


def _lay_out(written: Worksheet, sheet: OutSheet, heading: Format) -> None:
    """Widths, headings that stay in sight, a page that prints."""
    for place, column in enumerate(sheet.columns):
        written.set_column(place, place, column.room)
        written.write_string(0, place, column.heading, heading)
    written.set_row(0, _height(sheet.columns))
    written.freeze_panes(1, 0)
    written.set_landscape()
    written.set_paper(A4)
    written.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    if sum(column.room for column in sheet.columns) <= WIDEST_PAGE:
        written.fit_to_pages(1, 0)
    else:
        written.set_print_scale(60)
        written.repeat_columns(0, 1)
    written.repeat_rows(0)
    written.set_footer(f"&L&8{sheet.title.replace('&', '&&')}&R&8&P / &N")


def _height(columns: Sequence[OutColumn]) -> int:
    """Of the row of headings, in points: two lines, or three where a heading needs them."""
    lines = max((-(-len(column.heading) // max(column.room - 2, 1)) for column in columns), default=1)
    return 6 + 15 * min(max(lines, 1), 3)
