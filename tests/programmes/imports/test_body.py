"""Below the headings: data, groups, totals, what is printed again, what is signed; nothing is lost in silence."""

import pytest

from programmes.imports.body import ALONE, BELOW, HEADINGS, NUMBERS, TOTALS, Body, read_body
from programmes.imports.group_rows import GroupName, read_code_and_text, read_group, read_marker
from programmes.imports.kinds import KINDS
from programmes.imports.layout import Top, find_header
from programmes.imports.left_out import ALL, ANY, SUB, is_signature, total_label
from programmes.imports.ranks import settle_ranks
from programmes.imports.workbooks import Sheet

ACTIVITIES = KINDS["activities"]
HEADINGS_ROW = ["N°", "Activités", "Structure", "Coût", "Observations"]
DEPARTMENTS = {"SDFL", "Sous-direction Finances locales"}


def body_of(*rows: list[object], headings: list[object] | None = None, merged=()) -> Body:
    sheet = Sheet("x", [headings or HEADINGS_ROW, *rows], merged)
    header = find_header(Top(sheet), ACTIVITIES.recognised)
    header = settle_ranks(header, ACTIVITIES, sheet, {})
    return read_body(sheet, header, ACTIVITIES, DEPARTMENTS.__contains__)


def data(body: Body) -> list[int]:
    return [number for number, _ in body.rows]


def left(body: Body) -> dict[str, list[int]]:
    return {what: [number for number, _ in rows] for what, rows in body.left.items()}


FORMER, PUBLIER = [1, "Former", "SDFL", 5, ""], [2, "Publier", "SDFL", 7, ""]


# --- groups


@pytest.mark.parametrize(
    ("text", "code", "level", "said"),
    [
        ("Objectif spécifique 1 : Renforcer", "OS1", "objective", "Renforcer"),
        ("OBJECTIF SPÉCIFIQUE N°2: Améliorer", "OS2", "objective", "Améliorer"),
        ("OS 2 – Améliorer", "OS2", "objective", "Améliorer"),
        ("O.S.3 : Suivre", "OS3", "objective", "Suivre"),
        ("Objectif 4. Suivre", "OBJ4", "objective", "Suivre"),
        ("Axe 1", "AXE1", "component", "Axe 1"),
        ("Axe stratégique II : Gouvernance", "AXEII", "component", "Gouvernance"),
        ("Résultat 1.1 : Les communes savent", "R1.1", "result", "Les communes savent"),
        ("R1.2 Les communes peuvent", "R1.2", "result", "Les communes peuvent"),
        ("Résultat attendu 3 - Rien", "R3", "result", "Rien"),
        ("Composante A : État civil", "COMPA", "component", "État civil"),
        ("Volet 2\nÉducation", "VOLET2", "component", "Éducation"),
        ("Produit 1.1.1 : Un guide", "P1.1.1", "output", "Un guide"),
        ("Objectif général : Contribuer", "OG", "component", "Contribuer"),
    ],
)
def test_groups_in_every_spelling(text, code, level, said):
    found = read_group(text)
    assert (found.code, found.level, found.text) == (code, level, said)


@pytest.mark.parametrize(
    "text",
    ["Former les élus", "Rapport A", "Réviser le décret 2", "Organiser 3 ateliers", "Objectifs", "Axes", "OS", "R", 12,
     None, "Produits attendus", "Programmer les activités", "Composer 2 équipes", "Résultats attendus : rien",
     "Ra 1ère"],
)  # fmt: skip
def test_what_names_no_group(text):
    assert read_group(text) is None


def test_a_code_in_one_cell_and_its_text_in_the_next():
    assert read_code_and_text("OS1", "Renforcer") == GroupName("OS1", "objective", "Renforcer", "OS")
    assert read_code_and_text("OS1 : Autre", "Renforcer") is None
    assert read_code_and_text("OS1", "") is None
    assert read_marker("II.", "Renforcer").code == "II"
    assert read_marker("12", "Renforcer") is None


def test_a_group_holds_for_the_rows_below_until_the_next_of_its_sort():
    body = body_of(
        ["Axe 1 : Un"],
        ["Objectif spécifique 1 : Deux"],
        FORMER,
        ["OS 2 : Trois"],
        PUBLIER,
        ["Axe 2 : Quatre"],
        [3, "Suivre", "", "", ""],
    )
    codes = {number: [one.name.code for one in groups] for number, groups in body.groups_of.items()}
    assert codes == {4: ["AXE1", "OS1"], 6: ["AXE1", "OS2"], 8: ["AXE2"]}
    assert body.groups[1].parent == body.groups[0]
    assert body.groups[3].parent is None


def test_a_department_on_a_row_of_its_own_is_no_objective():
    body = body_of(["OS1 : Un"], ["", "SDFL"], FORMER, ["OS2 : Deux"], PUBLIER)
    assert [(one.text, one.name is None) for one in body.groups] == [
        ("OS1 : Un", False),
        ("SDFL", True),
        ("OS2 : Deux", False),
    ]
    assert [len(groups) for groups in body.groups_of.values()] == [2, 1]


def test_what_is_merged_over_the_table_is_a_group_without_a_word_that_says_so():
    body = body_of(["Renforcement des capacités"], FORMER, merged=((1, 0, 1, 4),))
    [group] = body.groups
    assert (group.name.code, group.name.text) == ("RENFORCEMENT-DES-CAP", "Renforcement des capacités")


def test_a_title_alone_in_its_column_is_an_activity_and_is_told():
    body = body_of(FORMER, ["", "Publier l’annuaire", "", "", ""], PUBLIER)
    assert data(body) == [2, 3, 4]
    assert left(body) == {ALONE: [3]}


def test_the_objective_of_a_column_of_codes_is_a_group():
    headings = ["Code", "Activités", "Structure"]
    body = body_of(
        ["OS1", "Renforcer", ""], ["A-1", "Former", "SDFL"], ["R1.1", "Étudier", ""], headings=headings
    )
    assert [one.name.code for one in body.groups] == ["OS1"]
    assert data(body) == [3, 4]


# --- totals


@pytest.mark.parametrize(
    ("label", "scope"),
    [
        ("Total", ANY), ("TOTAL GENERAL", ALL), ("Total général (FCFA)", ALL), ("Sous-total OS1", SUB),
        ("S/total OS 2", SUB), ("SOUS TOTAL 3", SUB), ("Total axe 1", SUB), ("TOTAL :", ANY), ("Montant total", ANY),
        ("Coût total du plan", ALL), ("Totaliser les recettes", ""), ("Total renouvellement du parc", ""),
        ("Somme des appuis", ""), ("Ensemble pour un avenir meilleur", ""), ("Soutenir les totaux", ""), ("", ""),
    ],
)  # fmt: skip
def test_labels_of_totals(label, scope):
    assert total_label(label) == scope


def test_totals_are_left_out_with_what_they_may_count():
    body = body_of(
        ["OS1 : Un"],
        FORMER,
        ["", "Sous-total", "", 5, ""],
        ["OS2 : Deux"],
        PUBLIER,
        ["TOTAL", "", "", 12, ""],
    )
    assert data(body) == [3, 6]
    assert left(body) == {TOTALS: [4, 7]}
    assert [(total.scope, total.cells, total.upto) for total in body.totals] == [
        (SUB, {3: 5}, 1),
        (ANY, {3: 12}, 2),
    ]


@pytest.mark.parametrize(
    "row",
    [
        [3, "Total", "SDFL", 7, ""],
        [3, "Total des dépenses", "", 7, ""],
        ["", "Total", "SDFL", 7, ""],
        ["", "Totaliser les recettes", "", 7, ""],
    ],
)
def test_an_activity_is_no_total(row):
    assert data(body_of(FORMER, row)) == [2, 3]


# --- what is no data


def test_headings_numbers_and_signatures_are_left_out():
    body = body_of(
        ["1", "2", "3", "4", "5"],
        FORMER,
        HEADINGS_ROW,
        [1.0, 2.0, 3.0, 4.0, 5.0],
        PUBLIER,
        ["", "", "", "", ""],
        ["", "", "", "Fait à Bamako, le 15 janvier 2024", ""],
        ["", "", "", "", "Abdoulaye Touré"],
        ["NB : montants indicatifs"],
    )
    assert data(body) == [3, 6]
    assert left(body) == {NUMBERS: [2, 5], HEADINGS: [4], BELOW: [8, 9, 10]}


def test_a_table_may_go_on_below_a_note():
    body = body_of(
        FORMER, ["", "", "", "", "Note : voir annexe"], PUBLIER, ["OS2 : Deux"], [3, "Suivre", "", "", ""]
    )
    assert data(body) == [2, 4, 6]
    assert [one.row for one in body.groups] == [5]


@pytest.mark.parametrize(
    "text",
    [
        "Le Directeur général",
        "P/Le Ministre",
        "(nom et cachet)",
        "Fait à Ségou, le 3",
        "La Sous-Directrice",
        "NB : x",
    ],
)
def test_signatures(text):
    assert is_signature(text)


@pytest.mark.parametrize(
    "text", ["Former les directeurs", "Note de service", "Visiter le chef", 12, "Faire le point"]
)
def test_no_signatures(text):
    assert not is_signature(text)


def test_a_faulty_row_is_data_all_the_same():
    assert data(body_of([1, "", "SDFL", 5, ""], ["", "", "", "", "Une observation seule"])) == [2, 3]


# --- merged cells


def test_a_cell_merged_over_rows_is_said_to_each_of_them_but_for_amounts_and_titles():
    rows = (FORMER, [2, "Publier", "", "", ""], [3, "", "", "", ""])
    body = body_of(*rows, merged=((1, 2, 3, 2), (1, 3, 2, 3), (2, 1, 3, 1)))
    assert [row[2] for _, row in body.rows] == ["SDFL", "SDFL", "SDFL"]
    assert [row[3] for _, row in body.rows] == [5, "", ""]
    assert [row[1] for _, row in body.rows] == ["Former", "Publier", ""]
    assert body.shared_amounts == [(2, 3, 3)]
