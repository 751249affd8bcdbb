"""How a cell is written as text, and how wide a column is."""

from datetime import date
from decimal import Decimal

import pytest

from programmes.exports.cells import OutColumn, Style, as_text, dated, is_exact
from programmes.imports.readings import as_text as read_back


@pytest.mark.parametrize(
    ("cell", "style", "text"),
    [
        (None, Style.TEXT, ""),
        ("Bara", Style.TEXT, "Bara"),
        ("=1+1", Style.TEXT, "'=1+1"),
        ("fin mars 2024", Style.DATE, "fin mars 2024"),
        (date(2023, 12, 20), Style.DATE, "20/12/2023"),
        (date(987, 1, 2), Style.DATE, "02/01/0987"),
        (12, Style.NUMBER, "12"),
        (Decimal("96303057.00"), Style.AMOUNT, "96303057"),
        (Decimal("171764.90"), Style.AMOUNT, "171764,9"),
        (Decimal("1E+3"), Style.AMOUNT, "1000"),
        (Decimal("45.00"), Style.PERCENT, "45 %"),
        (Decimal("61.76"), Style.PERCENT, "61,76 %"),
        # Three decimals could be taken for thousands: « 1,125 » for 1 125.
        (Decimal("1.125"), Style.NUMBER, "1,1250"),
        (Decimal("-2.5"), Style.NUMBER, "-2,5"),
    ],
)
def test_a_cell_as_text(cell, style, text):
    assert as_text(cell, style) == text


@pytest.mark.parametrize(
    ("precision", "cell"),
    [
        ("day", date(2024, 3, 31)),
        ("", date(2024, 3, 31)),
        (None, date(2024, 3, 31)),
        ("month_end", "fin mars 2024"),
        ("year", "2024"),
    ],
)
def test_a_date_is_never_more_precise_than_it_is_known(precision, cell):
    assert dated(date(2024, 3, 31), precision) == cell
    assert dated(None, precision) is None


@pytest.mark.parametrize("text", ["=1+1", "-2+3", "@x", "'=1", "l'école", "’=1"])
def test_a_text_is_read_back_as_it_was(text):
    assert read_back(as_text(text, Style.TEXT)) == text


def test_a_column_has_room_for_its_heading():
    assert OutColumn("Rang", Style.NUMBER).room == 11
    assert OutColumn("Titre", Style.TEXT, 48).room == 48
    assert OutColumn("Nombre de communes annoncé", Style.NUMBER).room == 23


def test_numbers_that_a_spreadsheet_would_round_are_known():
    assert is_exact(10**14)
    assert is_exact(Decimal("1234567890123.45"))
    assert not is_exact(10**15)
    assert not is_exact(Decimal("12345678901234.56"))
