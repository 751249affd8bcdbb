"""What the admin exports runs nothing in a spreadsheet program."""

from io import BytesIO

import pytest
import tablib
from django.contrib import admin
from openpyxl import load_workbook

from accounts.spreadsheets import FORMATS, HarmlessCSV, HarmlessXLSX, harmless


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("==1+1", "'==1+1"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("-3.99", "-3.99"),
        ("+223", "+223"),
        ("-3,5", "-3,5"),
        ("Atelier = bilan", "Atelier = bilan"),
        ("", ""),
        (12, 12),
    ],
)
def test_a_text_that_would_run_opens_with_an_apostrophe(cell, written):
    assert harmless(cell) == written


def test_the_files_hold_it():
    rows = tablib.Dataset(["==1+1"], headers=["Intitulé"])
    assert "'==1+1" in HarmlessCSV().export_data(rows)
    sheet = load_workbook(BytesIO(HarmlessXLSX().export_data(rows))).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("'==1+1", "s")


def test_every_export_of_the_admin_is_harmless():
    """A format of import only has no export."""
    formats = {
        one
        for found in admin.site._registry.values()
        if hasattr(found, "get_export_formats")
        for one in found.formats
        if one().can_export()
    }
    assert formats
    assert [one for one in formats if not issubclass(one, FORMATS)] == []
