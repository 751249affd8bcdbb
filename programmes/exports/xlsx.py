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
from programmes.exports.cells import Cell, OutColumn, OutSheet, Style, is_exact
from programmes.formats import typeset

MOST_ROWS = 1_048_575  # below the headings
LONGEST_TEXT = 32_767
# A cell formatted as text shows ##### beyond.
LONGEST_PLAIN = 255
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
class _Formats:
    """The looks of the cells of one column."""

    text: Format
    long: Format
    quoted: Format
    whole: Format
    cents: Format


class Book:
    """The file being written: its looks, its sheets one after the other."""

    def __init__(self, target: IO[bytes], *, title: str, subject: str = "", author: str = "") -> None:
        self.book = xlsxwriter.Workbook(
            target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.book.set_properties(
            {"title": title, "subject": subject, "author": author or COMPANY, "company": COMPANY}
        )
        top = {"valign": "top"}
        self.heading = self.book.add_format(HEADING)
        self.day = self.book.add_format({**top, "num_format": "dd/mm/yyyy", "align": "left"})
        self.text = self.book.add_format({**top, "num_format": "@", "text_wrap": True})
        self.long = self.book.add_format({**top, "text_wrap": True})
        # Edited in place, the cell stays a text.
        self.quoted = self.book.add_format({**top, "text_wrap": True, "quote_prefix": True})
        self.numbers = {
            name: self.book.add_format({**top, "num_format": name})
            for name in ("General", "0", "#,##0", "#,##0.00", "0%", "0.00%")
        }

    def add(self, sheet: OutSheet) -> int:
        """Write a sheet; how many rows it has. Raises ExportError where a sheet cannot hold them."""
        written = self.book.add_worksheet(sheet.name)
        _lay_out(written, sheet, self.heading)
        looks = [self._looks(column.style) for column in sheet.columns]
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

    def _looks(self, style: Style) -> _Formats:
        whole, cents = {
            Style.AMOUNT: ("#,##0", "#,##0.00"),
            Style.PERCENT: ("0%", "0.00%"),
            Style.YEAR: ("0", "0"),
        }.get(style, ("General", "General"))
        text = self.long if style is Style.LONG else self.text
        return _Formats(text, self.long, self.quoted, self.numbers[whole], self.numbers[cents])

    def _write(self, sheet: Worksheet, row: int, cells: Sequence[Cell], looks: list[_Formats]) -> None:
        for place, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            look = looks[place]
            if isinstance(cell, str):
                if len(cell) <= LONGEST_PLAIN and cell[0] not in "'=+-@\t\r":
                    sheet.write_string(row, place, cell, look.text)
                else:
                    self._write_text(sheet, row, place, cell, look)
            elif isinstance(cell, date):
                self._write_day(sheet, row, place, cell, look)
            else:
                self._write_number(sheet, row, place, cell, look)

    def _write_text(self, sheet: Worksheet, row: int, place: int, text: str, look: _Formats) -> None:
        if len(text) > LONGEST_TEXT:
            raise ExportError(
                f"Un texte de {len(text)} signes ne tient pas dans une cellule XLSX (ligne {row + 1}) : "
                "exportez en CSV."
            )
        sheet.write_string(row, place, text, look.long if harmless(text) == text else look.quoted)

    def _write_day(self, sheet: Worksheet, row: int, place: int, day: date, look: _Formats) -> None:
        if day < FIRST_DAY:
            sheet.write_string(row, place, f"{day.day:02d}/{day.month:02d}/{day.year:04d}", look.text)
        else:
            sheet.write_number(row, place, day.toordinal() - DAY_ZERO, self.day)

    def _write_number(
        self, sheet: Worksheet, row: int, place: int, number: int | Decimal, look: _Formats
    ) -> None:
        if not is_exact(number):
            sheet.write_string(row, place, str(number).replace(".", ","), look.text)
            return
        if look.whole is self.numbers["0%"]:
            number = number / Decimal(100)
            look_of_it = look.whole if number * 100 == int(number * 100) else look.cents
        else:
            look_of_it = look.whole if number == int(number) else look.cents
        sheet.write_number(row, place, float(number), look_of_it)


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
    written.fit_to_pages(1, 0)
    written.repeat_rows(0)
    written.set_footer(f"&L&8{sheet.title.replace('&', '&&')}&R&8&P / &N")


def _height(columns: Sequence[OutColumn]) -> int:
    """Of the row of headings, in points: two lines, or three where a heading needs them."""
    lines = max((-(-len(column.heading) // max(column.room - 2, 1)) for column in columns), default=1)
    return 6 + 15 * min(max(lines, 1), 3)
