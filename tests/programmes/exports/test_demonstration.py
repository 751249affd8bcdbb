"""The demonstration comes back unchanged: in one workbook, as CSV kind by kind, and its territory."""

import pytest

from programmes.exports.columns import Reader
from programmes.exports.kinds import sheet_of, sheets_of
from programmes.exports.territory import territory_sheets
from programmes.imports.kinds import AUTO, ORDER, TERRITORY, WORKBOOK
from programmes.imports.run import import_file
from tests.demonstrated import demonstration  # noqa: F401 (a fixture)
from tests.programmes.exports.files import assert_unchanged, save

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.django_db]


@pytest.mark.parametrize("word", [kind.word for kind in ORDER])
def test_each_kind_as_csv(word, tmp_path):
    path = save(tmp_path / f"{word}.csv", sheet_of(word, Reader()))
    count = len(list(sheet_of(word, Reader()).rows))
    assert_unchanged(import_file(path, word, by=None, apply=True), count)


@pytest.mark.parametrize("word", [WORKBOOK, AUTO])
def test_all_in_one_workbook(word, tmp_path):
    path = save(tmp_path / "tout.xlsx", *sheets_of(Reader()))
    count = sum(len(list(sheet.rows)) for sheet in sheets_of(Reader()))
    assert count > 500
    report = import_file(path, word, by=None, apply=True)
    assert_unchanged(report, count)
    assert not report.notices


def test_a_sheet_alone(tmp_path):
    path = save(tmp_path / "activites.xlsx", sheet_of("activities", Reader()))
    assert_unchanged(import_file(path, "activities", by=None, apply=True), 241)


def test_the_territory(tmp_path):
    for sheet in territory_sheets():
        save(tmp_path / f"{sheet.name}.csv", sheet)
    assert_unchanged(import_file(tmp_path, TERRITORY, by=None, apply=True), 882)


def test_the_territory_in_one_workbook(tmp_path):
    path = save(tmp_path / "territoire.xlsx", *territory_sheets())
    assert_unchanged(import_file(path, TERRITORY, by=None, apply=True), 882)
