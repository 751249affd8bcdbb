"""The row of headings is found wherever it stands, whatever its spelling."""

import pytest

from programmes.imports.kinds import KINDS
from programmes.imports.tables import find_table, header_faults, letter
from programmes.imports.workbooks import Sheet

PARTNERS, ACTIVITIES = KINDS["partners"], KINDS["activities"]


@pytest.mark.parametrize(("index", "expected"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (702, "AAA")])
def test_letters(index, expected):
    assert letter(index) == expected


@pytest.mark.parametrize(
    "rows",
    [
        [["Code", "Nom"]],
        [["PARTENAIRES DE LA DGCT"], [], ["code ", "  NOM"]],
        [["Partenaires", ""], ["Mis à jour en 2023", ""], ["Nom", "Sigle", "Code"]],
        [["", "", ""], ["", "Code", "Partenaire*"]],
    ],
)
def test_the_headings_are_found_below_titles(rows):
    table = find_table(Sheet("partners", rows), PARTNERS)
    assert table is not None
    assert table.header == len(rows)
    assert {"code", "name"} <= {column.name for column in table.columns.values()}
    assert header_faults(table) == []


def test_headings_in_any_order_and_usual_spelling():
    headings = ["Intitulé", "N°", "Coût (FCFA)", "Structure\nresp.", "ECHEANCE", "Plan d'actions", "Obs."]
    table = find_table(Sheet("x", [headings]), ACTIVITIES)
    assert {index: column.name for index, column in table.columns.items()} == {
        0: "title",
        1: "code",
        2: "budget",
        3: "department",
        4: "planned_end",
        5: "plan",
    }
    assert table.unknown == {6: "Obs."}


def test_missing_and_doubled_columns_are_said():
    table = find_table(Sheet("partners", [["Code", "Sigle", "Acronyme"]]), PARTNERS)
    assert [(fault.where.letter, fault.message.replace("\u00a0", " ")) for fault in header_faults(table)] == [
        ("", "colonne « Nom » absente : elle est obligatoire"),
        ("C", "deux colonnes donnent « Sigle » : gardez-en une"),
    ]


@pytest.mark.parametrize("rows", [[], [["Nom"]], [["a", "b"], ["c", "d"]], [[1.0, 2.0]]])
def test_no_table(rows):
    assert find_table(Sheet("partners", rows), PARTNERS) is None


def test_rows_keep_their_number_and_blank_ones_are_left_out():
    rows = [["Titre"], ["Code", "Nom", "?"], ["A", "Un", ""], ["", "  ", "note"], ["B"]]
    table = find_table(Sheet("partners", rows), PARTNERS)
    assert [number for number, _ in table.rows()] == [3, 5]
