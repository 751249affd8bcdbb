"""Templates: what is in them, and what an import makes of them, empty or filled."""

import io

import pytest
from openpyxl import load_workbook

from communes.models import Place
from programmes.exports.columns import Reader, stored_columns
from programmes.exports.headings import EXAMPLE, LISTS, READ_ME
from programmes.exports.template_listing import grouped_templates
from programmes.exports.template_purposes import GROUPS, PURPOSES
from programmes.exports.templates import TEMPLATES, write_template
from programmes.imports.kinds import AUTO, KINDS, ORDER, TERRITORY, WORKBOOK
from programmes.imports.run import import_file
from programmes.models import Department, Partner
from tests.factories import CommuneFactory, DepartmentFactory, PlanFactory

pytestmark = pytest.mark.django_db
WORDS = [kind.word for kind in ORDER]


def template(word: str):
    """The template as openpyxl reads it."""
    content = io.BytesIO()
    write_template(content, word, Reader())
    content.seek(0)
    return load_workbook(content)


def test_every_kind_has_a_purpose_and_a_place_in_the_list():
    assert set(PURPOSES) == {TERRITORY, *KINDS}
    listed = [word for group in GROUPS for word in group.words]
    assert sorted(listed) == sorted([TERRITORY, *KINDS])
    assert set(TEMPLATES) == {TERRITORY, WORKBOOK, *KINDS}
    assert all(one.purpose.endswith(".") for group in grouped_templates() for one in group.templates)


@pytest.mark.parametrize("word", WORDS)
def test_a_template_has_the_columns_of_its_kind(word):
    columns = stored_columns(KINDS[word])
    sheet = template(word)[word]
    assert [cell.value for cell in sheet[1]] == [
        f"{column.heading} *" if column.required else column.heading for column in columns
    ]
    assert all(cell.comment and cell.comment.text for cell in sheet[1])
    assert sheet.max_row == 1
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("word", WORDS)
def test_an_empty_template_brings_nothing_and_its_headings_are_all_known(word, tmp_path):
    path = tmp_path / "modele.xlsx"
    template(word).save(path)
    report = import_file(path, word, by=None, apply=True)
    assert [fault.message for fault in report.faults] == []
    assert report.outcomes == []
    assert not [notice for notice in report.notices if "inconnu" in notice]


def test_the_example_is_shown_apart_and_never_imported(tmp_path):
    book = template("departments")
    assert book.sheetnames == ["departments", EXAMPLE, READ_ME, LISTS]
    shown = [cell.value for cell in book[EXAMPLE][2]]
    assert shown[:3] == ["SDFL", "Sous-direction Finances locales", "SDFL"]
    path = tmp_path / "modele.xlsx"
    book.save(path)
    import_file(path, "departments", by=None, apply=True)
    assert not Department.objects.exists()


@pytest.mark.parametrize("word", ["partners", AUTO])
def test_a_filled_template_is_imported(word, tmp_path):
    book = template("partners")
    book["partners"].append(["PAM", "Programme alimentaire mondial", "PAM", "PTF"])
    path = tmp_path / "modele.xlsx"
    book.save(path)
    report = import_file(path, word, by=None, apply=True)
    assert (report.created, report.faults, report.notices) == (1, [], [])
    assert Partner.objects.get().kind == "donor"


def test_choices_and_references_are_offered_and_nothing_is_forbidden():
    DepartmentFactory(code="SDFL")
    PlanFactory(code="DGCT-2024")
    CommuneFactory(name="Bara")
    book = template("activities")
    sheet = book["activities"]
    checks = sheet.data_validations.dataValidation
    lists = {check.formula1.lstrip("="): check for check in checks if check.type == "list"}
    assert {"liste_plans", "liste_departments", "liste_places"} <= set(lists)
    assert not any(check.showErrorMessage for check in lists.values())
    assert all(check.errorStyle == "warning" for check in checks if check.type == "custom")
    assert all("ISTEXT" in check.formula1 for check in checks if check.type == "custom")
    assert all(name in book.defined_names for name in lists)
    values = {cell.value for row in book[LISTS] for cell in row}
    assert {"SDFL", "DGCT-2024", "oui", "FCFA"} <= values
    assert any(str(value).startswith("Commune de Bara (") for value in values)


def test_a_date_known_in_part_stays_as_it_is_typed():
    sheet = template("activities")["activities"]
    headings = {cell.value: cell.column_letter for cell in sheet[1]}
    assert sheet.column_dimensions[headings["Début prévu"]].number_format == "@"
    assert sheet.column_dimensions[headings["Budget"]].number_format == "#,##0"


def test_each_column_is_explained():
    text = [str(cell.value or "") for row in template("activities")[READ_ME] for cell in row]
    for column in stored_columns(KINDS["activities"]):
        assert any(column.heading == cell.removesuffix(" *") for cell in text), column.heading
    assert any("1 500 000 FCFA" in cell for cell in text)


def test_the_whole_workbook_has_a_sheet_for_each_kind_and_is_imported(tmp_path):
    book = template(WORKBOOK)
    assert book.sheetnames == [READ_ME, *WORDS, LISTS]
    book["departments"].append(["SDFL", "Finances locales"])
    path = tmp_path / "classeur.xlsx"
    book.save(path)
    report = import_file(path, WORKBOOK, by=None, apply=True)
    assert (report.created, [fault.message for fault in report.faults]) == (1, [])


def test_the_territory_has_its_three_levels():
    CommuneFactory(name="Bara")
    book = template(TERRITORY)
    assert book.sheetnames == ["regions", "cercles", "communes", READ_ME]
    assert [cell.value for cell in book["cercles"][1]][:3] == ["cle", "nom *", "region *"]
    assert "Bara" in [cell.value for row in book[READ_ME] for cell in row]


def test_a_filled_territory_is_imported(db, tmp_path):
    book = template(TERRITORY)
    book["regions"].append(["", "Gao", "région"])
    book["cercles"].append(["", "Ansongo", "Gao"])
    path = tmp_path / "territoire.xlsx"
    book.save(path)
    report = import_file(path, TERRITORY, by=None, apply=True)
    assert (report.created, report.faults) == (2, [])
    assert Place.objects.get(key="cercle-ansongo").region.key == "region-gao"


def test_a_list_of_nothing_is_not_offered():
    checks = template("participations")["participations"].data_validations.dataValidation
    assert "liste_partners" not in {check.formula1.lstrip("=") for check in checks}
