"""Which sheet is which kind, what each brings besides its own rows, and what is said of it all."""

from uuid import uuid4

import pytest

from programmes.imports.faults import ImportReport
from programmes.imports.options import Act, Answer, ImportOptions, SheetMapping
from programmes.imports.rows import RowReader
from programmes.imports.sheets import choose_tables
from programmes.imports.tables import Table
from programmes.imports.workbooks import Sheet
from tests.factories import DepartmentFactory

pytestmark = pytest.mark.django_db

GIVEN = {"plan": "P", "effective_date": "20/12/2024"}
ACTIVITIES = [["Activités", "Structure", "Coût"], ["Former", "SDFL", 5], ["Publier", "SDFL", 7]]
PARTNERS = [["Code", "Nom", "Sigle", "Site internet"], ["UNICEF", "Fonds", "", ""]]


class Read:
    """A file, as it was understood."""

    def __init__(
        self, file: dict[str, list[list[object]]] | list[Sheet], word: str = "auto", **settled: object
    ) -> None:
        sheets = [Sheet(name, rows) for name, rows in file.items()] if isinstance(file, dict) else file
        settled.setdefault("given", GIVEN)
        self.report = ImportReport("essai.xlsx", word, uuid4())
        self.tables = choose_tables(sheets, word, self.report, ImportOptions(**settled))

    def kinds(self) -> dict[str, str]:
        """The kind of each sheet."""
        return {one.sheet: one.kind for one in self.report.sheets}

    def rows(self, word: str, *names: str) -> list[list[object]]:
        """The cells of some columns of the tables of a kind; what holds for the row where the cell is empty."""
        return [
            [_cell(table, number, row, name) for name in names]
            for table in self.tables[word]
            for number, row in table.rows()
        ]

    def said(self) -> str:
        return " ".join(self.report.notices).replace("\u00a0", " ").replace("\u202f", " ")

    def faults(self) -> list[str]:
        return [fault.message.replace("\u00a0", " ") for fault in self.report.faults]


def _cell(table: Table, number: int, row, name: str) -> object:
    index = next((index for index, column in table.columns.items() if column.name == name), None)
    cell = row[index] if index is not None and index < len(row) else ""
    return cell or table.inherited.get(number, {}).get(name, "") or table.given.get(name, "")


# --- which kind


def test_sheets_are_recognised_by_their_name_or_their_headings():
    found = Read(
        {
            "Partenaires": [["Code", "Nom"], ["A", "Un"]],
            "Plan 2024": ACTIVITIES,
            "Feuil2": [["Programme", "Partenaire", "Rôle"], ["EAM", "UNICEF", "chef de file"]],
            "status": [["Plan", "Activité", "État au", "État"], ["P", "A-1", "20/12/2024", "R"]],
            "Lisez-moi": [["Code", "Nom"]],
        }
    )
    assert found.kinds() == {
        "Partenaires": "partners",
        "Plan 2024": "activities",
        "Feuil2": "participations",
        "status": "status",
        "Lisez-moi": "",
    }
    assert found.faults() == []


def test_a_name_that_two_kinds_bear_is_settled_by_the_headings():
    departments = [["Code", "Nom", "Sigle"], ["CEN", "Centre", "CE"]]
    local = [["Programme", "Nature", "Nom"], ["EAM", "mécanisme", "Mécanisme de Kadiolo"]]
    assert Read({"Structures": departments}).kinds() == {"Structures": "departments"}
    assert Read({"Structures": local}).kinds() == {"Structures": "structures"}


def test_what_could_be_several_kinds_is_left_to_a_person():
    found = Read({"Feuil1": [["Code", "Nom"], ["A", "Un"]], "Plan": ACTIVITIES})
    assert found.kinds() == {"Feuil1": "", "Plan": "activities"}
    assert "« Partenaires »" in found.said()
    assert [column.heading for column in found.report.sheets[0].columns] == ["Code", "Nom"]
    assert found.report.sheets[0].columns[0].samples == ("A",)


def test_a_file_of_which_nothing_is_recognised_says_what_to_do():
    assert Read({"Feuil1": [["a", "b"], ["c", "d"]]}).faults() == [
        "aucune feuille à importer n’a été trouvée : dites ce que contient chaque feuille"
    ]
    assert Read({"Feuil1": []}).faults() == [
        "aucune feuille à importer n’a été trouvée : le fichier est vide"
    ]


def test_what_a_person_says_of_a_sheet_wins():
    sheets = {"Feuil1": [["Code", "Nom"], ["A", "Un"]], "Plan": ACTIVITIES, "Autre": ACTIVITIES}
    mappings = (SheetMapping("Feuil1", "partners"), SheetMapping("Autre", ""))
    found = Read(sheets, sheets=mappings)
    assert found.kinds() == {"Feuil1": "partners", "Plan": "activities", "Autre": ""}
    asked = Read(sheets, "departments", sheets=mappings)
    assert asked.kinds() == {"Feuil1": "partners", "Plan": "", "Autre": ""}


def test_columns_mapped_by_hand_may_be_those_that_stand_beside():
    rows = [["Liste"], ["Baaraw", "A cogo", "Coût", "Note"], ["Former", "R", 5, "x"]]
    mapping = SheetMapping("x", "activities", 2, {"A": "title", "B": "status", "C": ""})
    found = Read({"x": rows}, sheets=(mapping,))
    assert found.faults() == []
    assert {column.letter: column.name for column in found.report.sheets[0].columns} == {
        "A": "title",
        "B": "status",
        "C": "",
        "D": "",
    }
    assert found.rows("status", "status") == [["R"]]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"A": "chose"}, "n’est pas une colonne"),
        ({"1": "title"}, "n’est pas une colonne"),
        ({"A": "title", "B": "title"}, "deux colonnes"),
    ],
)
def test_a_mapping_that_cannot_be_is_said(columns, said):
    found = Read({"x": ACTIVITIES}, sheets=(SheetMapping("x", "activities", 1, columns),))
    assert said in found.faults()[0]


def test_a_mapping_whose_headings_are_not_there_is_said():
    found = Read({"x": [["a"], ["b"]]}, sheets=(SheetMapping("x", "activities", 1),))
    assert "ligne des intitulés introuvable" in found.faults()[0]


def test_two_sheets_of_one_list_are_both_read():
    found = Read({"SDFL": ACTIVITIES, "SDAJ": ACTIVITIES[:2]})
    assert [table.sheet.name for table in found.tables["activities"]] == ["SDFL", "SDAJ"]
    assert "deux feuilles" in Read({"partners": PARTNERS, " Partners": PARTNERS}, "workbook").faults()[0]


def test_hidden_sheets_are_left_alone():
    sheets = [Sheet("Plan", ACTIVITIES), Sheet("Valeurs", [["a"], ["b"]], hidden=True)]
    assert Read(sheets).kinds() == {"Plan": "activities", "Valeurs": ""}
    assert Read([Sheet("partners", PARTNERS), sheets[1]], "workbook").faults() == []


# --- what is told of a sheet


def test_what_was_understood_of_a_sheet():
    [found] = Read(
        {"Plan": [["Plan 2024"], *ACTIVITIES[:1], *ACTIVITIES[1:], ["", "", "", "note"]]}
    ).report.sheets
    assert (found.kind, found.header, found.rows) == ("activities", 2, 2)
    assert [(one.letter, one.heading, one.samples, one.name) for one in found.columns] == [
        ("A", "Activités", ("Former", "Publier"), "title"),
        ("B", "Structure", ("SDFL",), "department"),
        ("C", "Coût", ("5", "7"), "budget"),
    ]
    assert found.keyed_by == "reconnues à leur intitulé dans le plan (aucune colonne de codes)"


def test_rows_with_codes_are_recognised_by_them():
    [found] = Read({"Plan": [["Code", "Activités"], ["A-1", "Former"]]}).report.sheets
    assert found.keyed_by == "reconnues à leur code"


def test_unknown_and_misspelled_headings_are_told():
    found = Read({"Plan": [["Activités", "Strucutre responsable", "Visa du chef"], ["Former", "SDFL", "x"]]})
    assert "colonne B « Strucutre responsable » : lue comme « Structure responsable »" in found.said()
    assert "colonne C « Visa du chef » : intitulé inconnu, ignorée" in found.said()


def test_what_is_left_out_is_counted():
    rows = [*ACTIVITIES, ["TOTAL", "", 12], ["Fait à Bamako, le 3 mars 2024"]]
    said = Read({"Plan": rows}).said()
    assert "1 ligne de total, laissée de côté (ligne 4) : « TOTAL »" in said
    assert "1 ligne sous le tableau, laissée de côté (ligne 5)" in said


# --- the plan


def test_without_a_plan_it_is_to_be_chosen():
    found = Read({"Plan": ACTIVITIES}, given={})
    assert "choisissez" in found.faults()[0]
    assert found.tables == {}
    assert found.kinds() == {"Plan": "activities"}


def test_a_new_plan_is_a_table_of_one_row_and_the_plan_of_the_others():
    found = Read(
        {"Plan": ACTIVITIES},
        given={},
        new_plan={"code": "P-2024", "title": "Plan 2024", "year": "2024", "programme": ""},
    )
    assert found.rows("plans", "code", "year") == [["P-2024", "2024"]]
    assert list(found.tables) == ["plans", "activities"]
    assert found.rows("activities", "plan") == [["P-2024"], ["P-2024"]]
    [table] = found.tables["plans"]
    assert str(table.where(2, table.columns[0])).startswith("Plan à créer, ligne 2, colonne A")


def test_a_cell_that_says_something_wins_over_what_is_given():
    found = Read({"Plan": [["Plan", "Activités"], ["Q", "Former"], ["", "Publier"]]})
    assert found.rows("activities", "plan") == [["Q"], ["P"]]


# --- objectives

GROUPS = [
    ["Activités", "Coût"],
    ["Axe 1 : Gouverner"],
    ["OS 1 : Renforcer"],
    ["Former", 5],
    ["OS 2 : Suivre"],
    ["Publier", 7],
]


def test_group_rows_bring_the_objectives_of_the_rows_below():
    found = Read({"Plan": GROUPS})
    assert found.rows("results", "plan", "code", "kind", "text", "parent") == [
        ["P", "AXE1", "component", "Gouverner", ""],
        ["P", "OS1", "objective", "Renforcer", "AXE1"],
        ["P", "OS2", "objective", "Suivre", "AXE1"],
    ]
    assert found.rows("activities", "title", "result") == [["Former", "OS1"], ["Publier", "OS2"]]
    [table] = found.tables["results"]
    assert (table.where(3).row, table.where(3, table.columns[1]).letter) == (3, "A")
    assert found.report.sheets[0].also == ("results",)


def test_the_same_objective_said_twice_is_one_and_another_of_its_code_gets_its_own():
    again = [GROUPS[0], ["OS 1 : Renforcer (suite)"], ["Étudier", 1], ["OS 1 : Autre chose"], ["Suivre", 1]]
    found = Read({"A": GROUPS, "B": again})
    assert [code for [code] in found.rows("results", "code")] == ["AXE1", "OS1", "OS2", "OS1-2"]
    assert [code for [code] in found.rows("activities", "result")] == ["OS1", "OS2", "OS1", "OS1-2"]
    assert "OS1-2" in found.said()


def test_an_objective_in_a_column_is_one_too_and_a_code_stays_a_code():
    rows = [
        ["Objectif", "Activités"],
        ["Objectif spécifique 1 : Renforcer", "Former"],
        ["OS9", "Publier"],
        ["Améliorer la gouvernance des finances locales", "Suivre"],
    ]
    found = Read({"Plan": rows})
    assert found.rows("activities", "result") == [["OS1"], ["OS9"], ["AMELIORER-LA-GOUVERN"]]
    assert found.rows("results", "code", "text") == [
        ["OS1", "Renforcer"],
        ["AMELIORER-LA-GOUVERN", "Améliorer la gouvernance des finances locales"],
    ]


def test_objectives_belong_to_the_plan_of_their_rows():
    rows = [["Plan", "Activités"], ["OS 1 : Renforcer"], ["Q", "Former"], ["OS 2 : Suivre"], ["R", "Publier"]]
    assert Read({"Plan": rows}).rows("results", "plan", "code") == [["Q", "OS1"], ["R", "OS2"]]


def test_a_department_named_on_a_row_of_its_own_holds_for_the_rows_below():
    DepartmentFactory(code="SDFL", name="Sous-direction Finances locales")
    rows = [
        ["Activités", "Structure", "Coût"],
        ["Sous-direction Finances locales"],
        ["Former", "", 5],
        ["Publier", "SDAJ", 7],
    ]
    found = Read({"Plan": rows})
    assert found.rows("activities", "department") == [["Sous-direction Finances locales"], ["SDAJ"]]
    assert "results" not in found.tables


# --- statuses beside activities

STATUSES = [
    ["Activités", "Etat d'exécution", "Taux (%)", "Observations"],
    ["Former", "R", "", ""],
    ["Publier", "", "", "retard"],
    ["Suivre", "", "45 %", ""],
    ["Étudier", "-", "", ""],
]


def test_statuses_on_the_rows_of_activities_are_theirs():
    found = Read({"Plan": STATUSES})
    [table] = found.tables["status"]
    assert table.beside == "activities"
    assert [number for number, _ in table.rows()] == [2, 4]
    assert found.rows("status", "status", "effective_date") == [["R", "20/12/2024"], ["45 %", "20/12/2024"]]
    assert found.report.sheets[0].also == ("status",)
    assert "1 ligne(s) ont une observation" in found.said()
    assert {column.name for column in found.tables["activities"][0].columns.values()} == {"title"}


def test_a_rate_alone_is_a_status():
    found = Read({"Plan": [["Activités", "Taux d’exécution"], ["Former", "100 %"], ["Publier", 0.45]]})
    assert found.rows("status", "status") == [["100 %"], [0.45]]


def test_statuses_need_a_date():
    found = Read({"Plan": STATUSES}, given={"plan": "P"})
    [fault] = found.report.faults
    assert (fault.where.row, fault.where.heading, "date" in fault.message) == (1, "État au", True)
    assert "status" not in found.tables
    assert found.report.sheets[0].also == ("status",)
    dated = [[*row, "20/12/2024" if number else "Situation au"] for number, row in enumerate(STATUSES)]
    assert Read({"Plan": dated}, given={"plan": "P"}).faults() == []


def test_an_observation_without_a_status_column_is_told_and_not_read():
    found = Read({"Plan": [["Activités", "Observations"], ["Former", "retard"]]})
    assert "status" not in found.tables
    assert "« Observations » : intitulé inconnu" in found.said()


# --- totals

MONEY = ["Activités", "Structure", "Coût"]


@pytest.mark.parametrize(
    "rows",
    [
        [["A", "S", 5], ["B", "S", 7], ["Total", "", 12]],
        [["A", "S", "5 000"], ["B", "S", "1,5 million"], ["TOTAL GENERAL", "", "1 505 000 FCFA"]],
        [["A", "S", 5], ["Sous-total", "", 5], ["B", "S", 7], ["Sous-total", "", 7], ["Total", "", 12]],
        [
            ["OS1 : X"],
            ["A", "S", 5],
            ["S/total OS1", "", 5],
            ["OS2 : Y"],
            ["B", "S", 7],
            ["Total OS2", "", 7],
        ],
        [["A", "S", 5], ["B", "S", 7], ["Total", "", ""]],
        [["A", "S", 5], ["Total", "", 5], ["B", "S", 7], ["Total", "", 7], ["TOTAL GÉNÉRAL", "", 12]],
    ],
)
def test_totals_that_fit_ask_nothing(rows):
    assert Read({"Plan": [MONEY, *rows]}).report.questions == []


@pytest.mark.parametrize(
    ("rows", "row", "said"),
    [
        ([["A", "S", 5], ["B", "S", 7], ["Total", "", 13]], 4, ("13 FCFA", "12 FCFA", "1 FCFA de moins")),
        ([["A", "S", 5], ["Sous-total", "", 4], ["Total", "", 5]], 3, ("4 FCFA", "5 FCFA", "1 FCFA de plus")),
        (
            [["A", "S", 5], ["Sous-total", "", 5], ["B", "S", 7], ["TOTAL GENERAL", "", 7]],
            5,
            ("7 FCFA", "12 FCFA"),
        ),
    ],
)
def test_a_total_that_does_not_fit_is_asked(rows, row, said):
    [question] = Read({"Plan": [MONEY, *rows]}).report.questions
    assert (question.where.row, question.where.letter) == (row, "C")
    message = question.message.replace("\u00a0", " ").replace("\u202f", " ")
    assert all(words in message for words in said)
    answered = Read({"Plan": [MONEY, *rows]}, answers={question.key: Answer(Act.ACCEPT)})
    assert answered.report.questions == []


@pytest.mark.parametrize(
    "rows",
    [
        [["A", "S", "beaucoup"], ["Total", "", 12]],
        [["A", "S", "5 EUR"], ["B", "S", "7 FCFA"], ["Total", "", 12]],
        [["A", "S", 5], ["Total", "", "beaucoup"]],
    ],
)
def test_a_total_that_cannot_be_checked_is_told_and_not_asked(rows):
    found = Read({"Plan": [MONEY, *rows]})
    assert found.report.questions == []
    assert "total non vérifié" in found.said()


def test_an_amount_merged_over_several_rows_is_asked():
    sheet = Sheet("Plan", [MONEY, ["A", "S", 5], ["B", "S", ""]], ((1, 2, 2, 2),))
    [question] = Read([sheet]).report.questions
    assert (question.where.row, question.where.letter) == (2, "C")
    assert "lignes 2 à 3" in question.message
    assert Read([sheet], answers={question.key: Answer(Act.ACCEPT)}).report.questions == []


def test_a_reader_is_kept_by_its_table():
    [table] = Read({"Plan": ACTIVITIES}).tables["activities"]
    assert RowReader not in table.memory
