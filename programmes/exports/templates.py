"""Templates to fill: headings, drop-down lists, checks that warn and never forbid, an example, explanations.

The example stands in a sheet of its own, which an import leaves alone: no row to erase, none imported by accident.
"""

from collections.abc import Iterable
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from programmes.exports.cells import Style
from programmes.exports.columns import Reader
from programmes.exports.headings import EXAMPLE, LISTS
from programmes.exports.template_columns import Asked, AskedSheet, asked_sheets
from programmes.exports.template_lists import Listed, Lists
from programmes.exports.template_notes import write_notes
from programmes.exports.xlsx import A4, COMPANY
from programmes.imports.kinds import KINDS, ORDER, TERRITORY, WORKBOOK

TEMPLATES = (TERRITORY, *KINDS, WORKBOOK)
# Rows that have drop-down lists and checks; below, one types as one likes.
LAST_ROW = 2000
GREEN, PALE, INK, GREY = "#0C3B2D", "#E6EFE9", "#1B2420", "#5B6660"


def template_title(word: str) -> str:
    """« Modèle : Activités »."""
    titles = {TERRITORY: "Territoire", WORKBOOK: "Classeur complet"}
    return f"Modèle : {titles.get(word) or KINDS[word].title}"


def write_template(target: IO[bytes], word: str, reader: Reader) -> None:
    """The template of a kind, of the territory, or a workbook with a sheet for each kind. Raises KeyError."""
    lists = Lists(reader)
    words = [kind.word for kind in ORDER] if word == WORKBOOK else [word]
    sheets = [sheet for one in words for sheet in asked_sheets(one, reader, lists)]
    book = Template(target, template_title(word))
    if word == WORKBOOK:
        write_notes(book.book, template_title(word), sheets)
    for sheet in sheets:
        book.add(sheet)
    if word not in {WORKBOOK, TERRITORY}:
        book.add_example(sheets[0])
    if word != WORKBOOK:
        write_notes(book.book, template_title(word), sheets)
    book.add_lists(lists.all)
    book.book.close()


class Template:
    """The file being written, and its looks."""

    def __init__(self, target: IO[bytes], title: str) -> None:
        self.book = xlsxwriter.Workbook(
            target, {"default_format_properties": {"valign": "top"}, "strings_to_formulas": False}
        )
        self.book.set_properties({"title": title, "author": COMPANY, "company": COMPANY})
        common = {
            "bold": True,
            "text_wrap": True,
            "valign": "vcenter",
            "border": 1,
            "border_color": "#B8C9BF",
        }
        self.required = self.book.add_format({**common, "font_color": "#FFFFFF", "bg_color": GREEN})
        self.optional = self.book.add_format({**common, "font_color": GREEN, "bg_color": PALE})
        self.shown = self.book.add_format({"italic": True, "font_color": GREY, "text_wrap": True})
        self.typed = {name: self.book.add_format({"num_format": name}) for name in _TYPED.values()}
        self.text = self.book.add_format({"num_format": "@"})
        self.wrapped = self.book.add_format({"text_wrap": True})

    def add(self, sheet: AskedSheet) -> None:
        """A sheet to fill."""
        written = self.book.add_worksheet(sheet.name)
        for place, column in enumerate(sheet.columns):
            written.set_column(place, place, column.out.room, self._look(column))
            self._write_heading(written, place, column)
            if check := _check(column, place):
                written.data_validation(1, place, LAST_ROW, place, check)
        _lay_out(written, sheet)

    def add_example(self, sheet: AskedSheet) -> None:
        """One row as it may be filled."""
        written = self.book.add_worksheet(EXAMPLE)
        for place, column in enumerate(sheet.columns):
            written.set_column(place, place, column.out.room)
            self._write_heading(written, place, column)
            written.write_string(1, place, column.example, self.shown)
        remark = "Cette feuille n’est pas importée : elle montre comment une ligne peut être remplie."
        written.write_string(3, 0, remark, self.book.add_format({"font_color": GREY}))
        _lay_out(written, sheet)

    def add_lists(self, lists: Iterable[Listed]) -> None:
        """What the drop-downs choose from, with what each code means."""
        lists = list(lists)
        if not lists:
            return
        written = self.book.add_worksheet(LISTS)
        place = 0
        for listed in lists:
            self._write_list(written, place, listed)
            place += 3 if listed.labels else 2
        written.freeze_panes(1, 0)
        written.set_tab_color(PALE)

    def _write_list(self, written: Worksheet, place: int, listed: Listed) -> None:
        written.write_string(0, place, listed.title, self.optional)
        written.set_column(place, place, min(max(map(len, listed.values), default=10) + 2, 44), self.text)
        written.write_column(1, place, listed.values)
        if listed.labels:
            written.write_string(0, place + 1, "Nom", self.optional)
            written.set_column(place + 1, place + 1, 40)
            written.write_column(1, place + 1, listed.labels)
        first = xl_rowcol_to_cell(1, place, row_abs=True, col_abs=True)
        last = xl_rowcol_to_cell(len(listed.values), place, row_abs=True, col_abs=True)
        self.book.define_name(listed.name, f"={LISTS}!{first}:{last}")

    def _write_heading(self, written: Worksheet, place: int, column: Asked) -> None:
        written.write_string(0, place, column.heading, self.required if column.required else self.optional)
        lines = sum(1 + len(line) // 46 for line in column.help.split("\n"))
        written.write_comment(
            0,
            place,
            column.help,
            {"width": 300, "height": 14 * lines + 12, "author": COMPANY, "font_size": 9},
        )

    def _look(self, column: Asked) -> Format | None:
        """The format of the cells still to be typed."""
        if column.as_text:
            return self.text
        if column.out.style in _TYPED:
            return self.typed[_TYPED[column.out.style]]
        return self.wrapped if column.out.style is Style.LONG or column.out.room >= 40 else None


_TYPED = {Style.DATE: "dd/mm/yyyy", Style.AMOUNT: "#,##0", Style.PERCENT: "0%", Style.YEAR: "0"}

# What warns when it is typed; a text is left to the reader, which understands more than a spreadsheet does.
_WARNINGS = {
    Style.DATE: (
        "AND({0}>=DATE(1990,1,1),{0}<DATE(2101,1,1))",
        "Une date de 1990 à 2100 est attendue, par exemple 20/12/2023.",
    ),
    Style.AMOUNT: ("{0}>=0", "Un montant n’est pas négatif."),
    Style.PERCENT: ("AND({0}>=0,{0}<=1)", "Un pourcentage de 0 à 100 % est attendu."),
    Style.YEAR: ("AND({0}>=1990,{0}<=2100)", "Une année de 1990 à 2100 est attendue."),
}


def _check(column: Asked, place: int) -> dict[str, Any] | None:
    """A drop-down that lets one type something else, or a check that warns; None where anything may stand."""
    if column.listed:
        return {"validate": "list", "source": f"={column.listed.name}", "show_error": False}
    if column.as_text or column.out.style not in _WARNINGS:
        return None
    formula, message = _WARNINGS[column.out.style]
    cell = xl_rowcol_to_cell(1, place)
    return {
        "validate": "custom",
        "value": f"=OR(ISTEXT({cell}),{formula.format(cell)})",
        "error_type": "warning",
        "error_title": "À vérifier",
        "error_message": message,
    }


def _lay_out(written: Worksheet, sheet: AskedSheet) -> None:
    """Headings that stay in sight, a page that prints."""
    lines = max(-(-len(column.heading) // max(column.out.room - 2, 1)) for column in sheet.columns)
    written.set_row(0, 8 + 15 * min(max(lines, 2), 3))
    written.freeze_panes(1, 0)
    written.set_landscape()
    written.set_paper(A4)
    written.fit_to_pages(1, 0)
    written.repeat_rows(0)
    written.set_footer(f"&L&8{sheet.title.replace('&', '&&')}&R&8&P / &N")
