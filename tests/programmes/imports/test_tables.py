"""The row of headings is found wherever it stands, over one row or two, whatever its spelling."""

from types import SimpleNamespace

import pytest

from programmes.imports.kinds import KINDS
from programmes.imports.layout import Header, Top, find_header, with_mapping
from programmes.imports.ranks import settle_ranks
from programmes.imports.tables import Table, find_table, header_faults, index_of, letter
from programmes.imports.workbooks import Sheet

PARTNERS, ACTIVITIES = KINDS["partners"], KINDS["activities"]


def table_in(rows: list[list[object]], kind=ACTIVITIES, **how: object) -> Table:
    table = find_table(Sheet("x", rows, **how), kind)
    assert table is not None
    return table


def named(table: Table) -> dict[int, str]:
    """The columns found, by index."""
    return {index: column.name for index, column in table.columns.items()}


@pytest.mark.parametrize(("index", "expected"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (702, "AAA")])
def test_letters(index, expected):
    assert letter(index) == expected
    assert index_of(expected) == index


@pytest.mark.parametrize("text", ["", "A1", "É", "AAAAAAAA"])
def test_what_is_no_letter_of_a_column(text):
    assert index_of(text) == -1


@pytest.mark.parametrize(
    "rows",
    [
        [["Code", "Nom"]],
        [["PARTENAIRES DE LA DGCT"], [], ["code ", "  NOM"]],
        [["Partenaires", ""], ["Mis à jour en 2023", ""], ["Nom", "Sigle", "Code"]],
        [["", "", ""], ["", "Code", "Partenaire*"]],
        [["République du Mali", "", "Ministère"], ["Code", "Nom", "Sigle"]],
        [["Code", "Nom"], ["code", "nom"]][:1],
    ],
)
def test_the_headings_are_found_below_titles(rows):
    table = table_in(rows, PARTNERS)
    assert table.header == len(rows)
    assert {"code", "name"} <= set(named(table).values())


def test_headings_in_any_order_and_usual_spelling():
    headings = ["Intitulé", "N°", "Coût (FCFA)", "Structure\nresp.", "ECHEANCE", "Plan d'actions", "Obs."]
    table = table_in([headings])
    assert named(table) == {
        0: "title",
        1: "code",
        2: "budget",
        3: "department",
        4: "planned_end",
        5: "plan",
    }
    # An observation goes with a status, which this sheet has not.
    assert table.unknown == {6: "Obs."}


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Activités prévues", "title"),
        ("ACTIVITES\nPROGRAMMEES :", "title"),
        ("Actions/Activités", "title"),
        ("Structures responsables", "department"),
        ("Responsables", "department"),
        ("Structure de\nmise en œuvre", "department"),
        ("Sources de\nfinancement", "funding_sources"),
        ("Source (s) de financement", "funding_sources"),
        ("Bailleurs", "funding_sources"),
        ("Produits/Résultats attendus", "expected_product"),
        ("Coût prévisionnel (F CFA)", "budget"),
        ("COUT TOTAL EN FCFA", "budget"),
        ("Montants", "budget"),
        ("Budget\nprévisionnel*", "budget"),
        ("Zone d’inter-\nvention", "places"),
        ("Lieux d’exécution", "places"),
        ("Chronogramme 2024", "period"),
        ("Période d'exécution", "period"),
        ("1er trim.", "t1"),
        ("2ème Trimestre", "t2"),
        ("T3 2024", "t3"),
        ("Trim. 4", "t4"),
        ("Août", "m8"),
        ("DÉC.", "m12"),
        ("Strucutre responsable", "department"),
    ],
)
def test_usual_headings_of_a_canevas(heading, name):
    assert named(table_in([["Intitulé" if name != "title" else "Plan", heading]])).get(1) == name


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Etat d'exécution", "status"),
        ("Niveau de réalisation", "status"),
        ("Taux d’exécution (%)", "progress"),
        ("Montant décaissé (FCFA)", "spent"),
        ("Contraintes/Difficultés", "difficulty"),
        ("Observations", "comment"),
        ("Situation au", "effective_date"),
    ],
)
def test_usual_headings_of_what_stands_beside_activities(heading, name):
    header = find_header(Top(Sheet("x", [["Activités", heading]])), ACTIVITIES.recognised)
    assert header.columns[1].name == name


def test_a_rate_of_money_is_not_one_of_work():
    assert named(table_in([["Activités", "Coût", "Taux d’exécution financière"]])) == {
        0: "title",
        1: "budget",
    }


def test_a_column_for_information_is_neither_read_nor_unknown():
    table = table_in([["Code", "Intitulé", "État (pour information)"]])
    assert named(table) == {0: "code", 1: "title"}
    assert table.unknown == {}


# --- two rows

TWO = [
    ["N°", "Activités", "Calendrier", "", "", "", "Coût (FCFA)", "", "Observations"],
    ["", "", "T1", "T2", "T3", "T4", "Montant", "Source", ""],
    ["A-1", "Former", "X", "", "", "", 5, "BN", ""],
]
FOUND = {0: "code", 1: "title", 2: "t1", 3: "t2", 4: "t3", 5: "t4", 6: "budget", 7: "funding_sources"}


@pytest.mark.parametrize("merged", [((0, 2, 0, 5), (0, 6, 0, 7), (0, 0, 1, 0), (0, 1, 1, 1)), ()])
def test_headings_over_two_rows_merged_or_not(merged):
    rows = [["PLAN D’ACTIONS 2024"], [], *TWO]
    shifted = tuple((top + 2, left, bottom + 2, right) for top, left, bottom, right in merged)
    table = table_in(rows, merged=shifted)
    assert named(table) == FOUND
    assert table.header == 4
    assert [number for number, _ in table.rows()] == [5]


def test_what_stands_above_tells_two_columns_apart():
    rows = [
        ["Activités", "Budget", "", "Exécution", ""],
        ["", "Prévu", "Dépensé", "État", "Difficultés"],
        ["Former", 5, 3, "R", ""],
    ]
    header = find_header(Top(Sheet("x", rows)), ACTIVITIES.recognised)
    assert {index: column.name for index, column in header.columns.items()} == {
        0: "title",
        1: "budget",
        2: "spent",
        3: "status",
        4: "difficulty",
    }


def test_a_row_of_data_is_not_a_second_row_of_headings():
    table = table_in([["Plan", "Activités", "Autre"], ["P", "Commune", "Budget"], ["P", "b", "c"]])
    assert (table.header, named(table)) == (1, {0: "plan", 1: "title"})


# --- HXL


def test_tags_name_the_columns_nobody_knows_and_are_no_data():
    rows = [
        ["Baaraw", "Sigida", "Wari", "Dugu", "Hakɛ"],
        ["#activity+name", "#org+name", "#value", "#adm3+name", "#adm1+name"],
        ["Former", "SDFL", 5, "Bara", "Gao"],
    ]
    table = table_in(rows)
    assert named(table) == {0: "title", 1: "department", 2: "budget", 3: "places"}
    assert table.header == 1
    assert [number for number, _ in table.rows()] == [3]


def test_tags_alone_are_headings_enough():
    table = table_in([["#activity", "#date+start", "#date + end"], ["Former", "2024", "2025"]])
    assert named(table) == {0: "title", 1: "planned_start", 2: "planned_end"}


def test_a_heading_that_is_known_wins_over_its_tag():
    table = table_in([["Activités", "Budget"], ["#activity", "#value+spent"], ["Former", 5]])
    assert named(table) == {0: "title", 1: "budget"}


# --- missing, doubled, mapped by hand


def header_in(rows: list[list[object]], kind) -> Header:
    return find_header(Top(Sheet("partners", rows)), kind.recognised)


def test_missing_and_doubled_columns_are_said():
    rows = [["Code", "Sigle", "Acronyme"]]
    faults = header_faults(header_in(rows, PARTNERS), PARTNERS, Sheet("partners", rows), {})
    assert [(fault.where.letter, fault.message.replace("\u00a0", " ")) for fault in faults] == [
        ("", "colonne « Nom » absente : elle est obligatoire"),
        ("C", "deux colonnes donnent « Sigle » : gardez-en une"),
    ]
    assert [
        fault.where.letter
        for fault in header_faults(header_in(rows, PARTNERS), PARTNERS, Sheet("x", []), {"name": "x"})
    ] == ["C"]


def test_without_a_plan_the_plan_is_to_be_chosen():
    rows = [["Activités", "Budget"]]
    [fault] = header_faults(header_in(rows, ACTIVITIES), ACTIVITIES, Sheet("x", rows), {})
    assert (fault.where.heading, "choisissez" in fault.message) == ("Plan", True)
    assert header_faults(header_in(rows, ACTIVITIES), ACTIVITIES, Sheet("x", rows), {"plan": "P"}) == []


def test_a_mapping_by_hand_wins_over_headings():
    header = header_in([["Activités", "Baaraw", "Coût", "Montant"]], ACTIVITIES)
    mapped = with_mapping(header, {0: None, 1: ACTIVITIES.column("title"), 3: ACTIVITIES.column("budget")})
    assert {index: column.name for index, column in mapped.columns.items()} == {1: "title", 3: "budget"}
    assert (mapped.twice, mapped.unknown) == ({}, {2: "Coût"})


# --- « N° »: a code or a rank


@pytest.mark.parametrize(
    ("numbers", "name"),
    [
        ([1, 2, 3], "position"),
        (["1", "2", "5"], "position"),
        (["A-1", "A-2", "A-3"], "code"),
        (["1.1", "1.2", "2.1"], "code"),
        ([1.1, 1.2, 2.1], "code"),
        ([1, 2, 1], None),
        (["Objectif spécifique 1 : Former", 1, 2], "position"),
        ([], "code"),
    ],
)
def test_running_numbers_are_ranks_and_no_codes(numbers, name):
    rows = [["N°", "Activités"], *([number, "Former"] for number in numbers)]
    assert named(table_in(rows)).get(0) == name


def test_a_column_of_codes_leaves_the_numbers_their_place():
    rows = [["N°", "Code", "Activités"], [1, "A-1", "Former"], [2, "A-2", "Publier"]]
    sheet = Sheet("x", rows)
    header = settle_ranks(header_in(rows, ACTIVITIES), ACTIVITIES, sheet, {})
    assert {index: column.name for index, column in header.columns.items()} == {
        0: "position",
        1: "code",
        2: "title",
    }
    assert header.twice == {}


# --- what is no table


@pytest.mark.parametrize(
    "rows", [[], [["Nom"]], [["a", "b"], ["c", "d"]], [[1.0, 2.0]], [["Nom", ""], ["a", "b"]]]
)
def test_no_table(rows):
    assert find_table(Sheet("partners", rows), PARTNERS) is None


def test_a_list_of_one_column_is_a_table():
    assert [number for number, _ in table_in([["Activités"], ["Former"], ["Publier"]]).rows()] == [2, 3]


def test_rows_keep_their_number_and_blank_ones_are_left_out():
    rows = [["Titre"], ["Code", "Nom", "?"], ["A", "Un", ""], ["", "  ", "note"], ["B"]]
    assert [number for number, _ in table_in(rows, PARTNERS).rows()] == [3, 5]


# --- units


@pytest.mark.parametrize(
    ("heading", "cell", "value", "currency"),
    [
        ("Coût (en milliers de FCFA)", 1500, 1_500_000, "XOF"),
        ("Coût (en milliers de FCFA)", "1 500", 1_500_000, "XOF"),
        ("Coût en millions FCFA", "1,5", 1_500_000, "XOF"),
        ("Montant (x 1000 FCFA)", 1500.0, 1_500_000, "XOF"),
        ("Coût (en millions)", "2 milliards", 2_000_000_000, "XOF"),
        ("Budget (USD)", 1500, 1500, "USD"),
        ("Budget (euros)", "1 500 FCFA", 1500, "XOF"),
        ("Budget", 1500, 1500, "XOF"),
    ],
)
def test_amounts_are_in_the_unit_of_their_heading(heading, cell, value, currency):
    table = table_in([["Activités", heading], ["Former", cell]])
    reading = table.columns[1].parse.read(cell, SimpleNamespace(row={}))
    assert (reading.value.value, reading.value.currency, reading.question) == (value, currency, None)
