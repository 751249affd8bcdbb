"""The files themselves: what a spreadsheet program finds in them."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from programmes.exports.cells import OutColumn, OutSheet, Style
from programmes.exports.csv_lines import csv_lines
from programmes.exports.xlsx import ExportError, write_workbook

COLUMNS = (
    OutColumn("Code", Style.CODE),
    OutColumn("Intitulé", Style.TEXT, 48),
    OutColumn("Date", Style.DATE),
    OutColumn("Montant", Style.AMOUNT),
    OutColumn("Avancement", Style.PERCENT),
    OutColumn("Exercice", Style.YEAR),
)
ROW = ("007", "Atelier; « bilan »", date(2023, 12, 20), Decimal("1500000.00"), Decimal(45), 2023)


def sheet(*rows) -> OutSheet:
    return OutSheet("activities", "Activités", COLUMNS, iter(rows))


def written(*rows):
    """The sheet as openpyxl reads it back."""
    target = io.BytesIO()
    assert write_workbook(target, [sheet(*rows)], title="Activités", author="Awa Agent") == len(rows)
    target.seek(0)
    return load_workbook(target)


def test_cells_have_the_type_of_their_value_and_a_french_format():
    cells = next(iter(written(ROW).active.iter_rows(min_row=2)))
    assert [cell.value for cell in cells] == [
        "007",
        "Atelier; « bilan »",
        cells[2].value,
        1500000,
        0.45,
        2023,
    ]
    assert cells[2].value.date() == date(2023, 12, 20)
    assert [cell.number_format for cell in cells] == [
        "@", "General", "dd/mm/yyyy", "#,##0", "0%", "0",
    ]  # fmt: skip


def test_cents_and_hundredths_are_shown_only_where_there_are_some():
    row = ("A", "B", None, Decimal("171764.90"), Decimal("61.76"), 2023)
    cells = next(iter(written(row).active.iter_rows(min_row=2)))
    assert [cells[place].number_format for place in (3, 4)] == ["#,##0.00", "0.00%"]
    assert [cells[place].value for place in (3, 4)] == [171764.9, 0.6176]


def test_the_sheet_is_ready_to_be_read_sorted_and_printed():
    book = written(ROW, ROW)
    made = book.active
    assert made.title == "activities"
    assert made.freeze_panes == "A2"
    assert made.auto_filter.ref == "A1:F3"
    assert made.column_dimensions["B"].width == pytest.approx(48, abs=1)
    assert (made.page_setup.orientation, made.page_setup.fitToHeight) == ("landscape", 0)
    assert made.print_title_rows == "$1:$1"
    assert (book.properties.title, book.properties.creator) == ("Activités", "Awa Agent")


def test_rows_of_several_lines_have_room_for_them():
    """Not all programs make it by themselves."""
    made = written(("A", "x" * 100, None, None, None, None), ROW).active
    assert made.row_dimensions[2].height == 30
    assert made.row_dimensions[3].height is None


def test_a_wide_sheet_prints_over_several_pages_and_keeps_its_first_columns():
    target = io.BytesIO()
    columns = tuple(OutColumn(f"Colonne {number}", Style.LONG) for number in range(6))
    write_workbook(target, [OutSheet("essai", "Essai", columns, [["x"] * 6])], title="Essai")
    target.seek(0)
    made = load_workbook(target).active
    assert made.print_title_cols == "$A:$B"
    assert not made.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "@x", "-2+3", "http://exemple.ml", "{=A1}"])
def test_no_text_of_a_workbook_is_a_formula_or_a_link(text):
    cell = written((text, "", None, None, None, None)).active["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_text_that_would_run_when_edited_is_quoted():
    made = written(("=1+1", "", None, None, None, None), ("Bara", "", None, None, None, None)).active
    assert [made[name].quotePrefix for name in ("A2", "A3")] == [True, False]


def test_what_a_spreadsheet_cannot_count_is_text():
    number = Decimal("12345678901234.56")
    made = written(("A", "", date(1899, 5, 1), number, None, None)).active
    assert (made["C2"].value, made["D2"].value) == ("01/05/1899", "12345678901234,56")


def test_a_text_longer_than_a_cell_is_refused_and_never_cut():
    with pytest.raises(ExportError, match="ne tient pas dans une cellule"):
        write_workbook(io.BytesIO(), [sheet(("A", "x" * 32_768, None, None, None, None))], title="")
    long = "x" * 32_767
    assert written(("A", long, None, None, None, None)).active["B2"].value == long


def test_csv_opens_in_a_french_spreadsheet():
    content = b"".join(csv_lines(sheet(ROW, ("=1+1", "", None, None, None, None))))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n") == [
        "Code;Intitulé;Date;Montant;Avancement;Exercice",
        '007;"Atelier; « bilan »";20/12/2023;1500000;45 %;2023',
        "'=1+1;;;;;",
        "",
    ]


def test_csv_leaves_as_it_is_made():
    """The first lines are there before the last row is read."""
    read = []

    def rows():
        for number in range(1200):
            read.append(number)
            yield ROW

    lines = csv_lines(OutSheet("activities", "Activités", COLUMNS, rows()))
    assert next(lines).count(b"\r\n") == 501
    assert len(read) == 500
    assert b"".join(lines).count(b"\r\n") == 700
