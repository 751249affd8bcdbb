"""The examples of people's spreadsheets, cell by cell, through the whole import: read, asked or refused, never guessed.

The parsers have their own tables of cases; here a cell stands in a sheet, under a heading, and ends in the database.
"""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from programmes.imports.faults import ImportReport
from programmes.imports.options import ImportOptions
from programmes.imports.run import import_file
from programmes.models import Activity
from tests.factories import DepartmentFactory, PlanFactory
from tests.programmes.imports import canevas

pytestmark = pytest.mark.django_db

GIVEN = {"plan": "P", "effective_date": "20/12/2025"}
TITLE = "Former les élus (ligne d’essai)"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def bare(period: str) -> str:
    """« le 20 décembre 2023 », « en juin 2024 », « au 2e trimestre 2024 » without the small word."""
    return re.sub("^(le|en|au) ", "", plain(period))


@pytest.fixture(autouse=True)
def ground(db):
    canevas.ground()
    PlanFactory(code="P", year=2024, adopted_on=None)


@pytest.fixture
def read(tmp_path):
    """A function that imports rows under headings; a cell is accepted only where `accept` says so."""

    def run(*rows: list[object], accept: bool = False, apply: bool = True) -> ImportReport:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        path: Path = tmp_path / "essai.xlsx"
        book.save(path)
        options = ImportOptions(given=GIVEN, accept=accept)
        return import_file(path, "activities", by=None, apply=apply, options=options)

    return run


@pytest.fixture
def cell(read):
    """A function that imports one activity with one cell, and gives it; the report is kept on it."""

    def run(heading: str, value: object, *, sure: bool = True) -> Activity:
        rows = (["Activités", heading], [TITLE, value], ["Autre ligne (ligne d’essai)", None])
        report = read(*rows)
        assert [plain(one.message) for one in report.faults] == []
        assert bool(report.questions) is not sure, [plain(one.message) for one in report.questions]
        if not sure:
            assert not report.applied
            assert {(one.where.row, one.where.letter) for one in report.questions} == {(2, "B")}
            report = read(*rows, accept=True)
        assert report.applied
        return Activity.objects.get(title=TITLE)

    return run


@pytest.fixture
def refused(read):
    """A function that imports one activity with one faulty cell, and gives what is said of it."""

    def run(heading: str, value: object) -> str:
        report = read(["Activités", heading], [TITLE, value], accept=True)
        [fault] = report.faults
        assert (fault.where.row, fault.where.letter, plain(fault.where.heading)) == (2, "B", heading)
        assert not report.applied
        assert Activity.objects.count() == 0
        return plain(fault.message)

    return run


# --- dates and periods


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("20/12/2023", "20 décembre 2023"),
        ("fin mars 2024", "fin mars 2024"),
        ("1er Janvier 2024 au 31 Décembre 2025", "du 1er janvier 2024 au 31 décembre 2025"),
        ("1er janvier 2024 – 31 décembre 2024", "du 1er janvier au 31 décembre 2024"),
        ("Sept 2024 - Déc 2025", "de septembre 2024 à décembre 2025"),
        ("Sept 2024 – Déc 2025", "de septembre 2024 à décembre 2025"),
        ("T2 2024", "2e trimestre 2024"),
        ("2e trimestre 2024", "2e trimestre 2024"),
        ("T1-T3 2024", "du 1er au 3e trimestre 2024"),
        ("2024-2028", "de 2024 à 2028"),
        ("2024", "2024"),
        (2024, "2024"),
        (45_280, "20 décembre 2023"),
        ("du 17 au 19 octobre 2023", "du 17 au 19 octobre 2023"),
        ("Décembre 2020-Mars 2021", "de décembre 2020 à mars 2021"),
        ("courant juin 2024", "juin 2024"),
    ],
)
@pytest.mark.parametrize("heading", ["Période", "Calendrier"])
def test_periods(cell, heading, written, label):
    assert bare(cell(heading, written).planned_period) == label


@pytest.mark.parametrize(("written", "label"), [("45280", "20 décembre 2023"), ("2011-12", "décembre 2011")])
def test_doubtful_periods_are_asked(cell, written, label):
    assert bare(cell("Période", written, sure=False).planned_period) == label


@pytest.mark.parametrize(
    "written",
    [
        "31 Novembre",
        "31 Novembre 2024",
        "31/11/2024",
        "30/02/2024",
        "29/02/2023",
        "20/13/2024",
        "bientôt",
        "T5 2024",
        "décembre 2025 - janvier 2024",
        "0/0/0000",
        -5,
        10**9,
        True,
    ],
)
@pytest.mark.parametrize("heading", ["Période", "Fin prévue"])
def test_an_impossible_date_is_a_fault_and_not_a_guess(refused, heading, written):
    assert refused(heading, written)


def test_an_unknown_date_stays_unknown(cell):
    activity = cell("Fin prévue", "?????", sure=False)
    assert activity.planned_end is None


@pytest.mark.parametrize(
    ("headings", "ticks", "label"),
    [
        (("T1", "T2", "T3", "T4"), ("X", None, None, None), "1er trimestre 2024"),
        (("T1", "T2", "T3", "T4"), (None, "x", "X", None), "du 2e au 3e trimestre 2024"),
        (("T1", "T2", "T3", "T4"), ("✓", "✔", "x", "X"), "du 1er au 4e trimestre 2024"),
        (("T1 2024", "T2 2024", "T3 2024", "T4 2024"), (None, None, None, "X"), "4e trimestre 2024"),
        (("Trim 1", "Trim 2", "Trim 3", "Trim 4"), (None, "X", None, None), "2e trimestre 2024"),
        (("1er trim.", "2e trim.", "3e trim.", "4e trim."), (None, None, "X", None), "3e trimestre 2024"),
        (
            ("1er trimestre", "2ème trimestre", "3ème trimestre", "4ème trimestre"),
            ("X", "X", None, None),
            "du 1er au 2e trimestre 2024",
        ),
        (("T1", "T2", "T3", "T4"), (None, None, None, None), ""),
    ],
)
def test_quarters_ticked(read, headings, ticks, label):
    report = read(["Activités", *headings], [TITLE, *ticks])
    assert [plain(one.message) for one in report.faults] == []
    assert report.questions == []
    assert bare(Activity.objects.get().planned_period) == label


def test_a_quarter_left_out_between_two_is_asked(read):
    rows = (["Activités", "T1", "T2", "T3", "T4"], [TITLE, "X", None, "X", None])
    report = read(*rows)
    assert len(report.questions) == 1
    assert not report.applied
    read(*rows, accept=True)
    assert "du 1er au 3e trimestre 2024" in plain(Activity.objects.get().planned_period)


def test_a_word_in_a_quarter_is_not_taken_for_a_tick(read):
    report = read(["Activités", "T1", "T2", "T3", "T4"], [TITLE, "peut-être", None, None, None])
    assert report.faults or report.questions
    assert not report.applied


def test_a_year_in_the_headings_that_is_not_the_plans_is_never_silently_replaced(read):
    """« T1 2023 » in the plan of 2024: last year's headings, or last year's ticks."""
    report = read(["Activités", "T1 2023", "T2 2023", "T3 2023", "T4 2023"], [TITLE, "X", None, None, None])
    starts = [one.planned_start.year for one in Activity.objects.all()]
    assert report.faults or report.questions or starts == [2023]


def test_a_period_and_ticks_that_contradict_each_other_are_asked(read):
    report = read(["Activités", "Période", "T1", "T2", "T3", "T4"], [TITLE, "fin mars 2024", "", "", "", "X"])
    assert report.faults or report.questions
    assert not report.applied


def test_a_period_and_ticks_that_agree_are_not_asked(read):
    report = read(["Activités", "Période", "T1", "T2", "T3", "T4"], [TITLE, "fin mars 2024", "X", "", "", ""])
    assert (report.faults, report.questions) == ([], [])
    assert "fin mars 2024" in plain(Activity.objects.get().planned_period)


# --- amounts


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("1 500 000 F CFA", "1500000", "XOF"),
        ("1.500.000", "1500000", "XOF"),
        ("452.610.330 FCFA ", "452610330", "XOF"),
        ("96 303 057FCFA", "96303057", "XOF"),
        ("1,5 million", "1500000", "XOF"),
        ("deux milliards de francs CFA", "2000000000", "XOF"),
        ("171764,9 EURO", "171764.9", "EUR"),
        ("300 livres sterling", "300", "GBP"),
        (1_500_000, "1500000", "XOF"),
        (1_500_000.5, "1500000.5", "XOF"),
        (0, "0", "XOF"),
        ("-", None, "XOF"),
        ("néant", None, "XOF"),
        ("", None, "XOF"),
    ],
)
def test_amounts(cell, written, amount, currency):
    activity = cell("Budget", written)
    expected = None if amount is None else Decimal(amount)
    assert (activity.budget, activity.currency) == (expected, currency)


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("447746 USD soit 279 653 629 FCFA", "447746", "USD"),
        ("1.500", "1500", "XOF"),
        ("1,500", "1500", "XOF"),
        ("environ 2 millions", "2000000", "XOF"),
        ("?????", None, "XOF"),
        ("PM", None, "XOF"),
    ],
)
def test_doubtful_amounts_are_asked(cell, written, amount, currency):
    activity = cell("Budget", written, sure=False)
    expected = None if amount is None else Decimal(amount)
    assert (activity.budget, activity.currency) == (expected, currency)


@pytest.mark.parametrize(
    "written",
    [
        "beaucoup",
        "-5 000",
        -5_000,
        "12 cauris",
        "1.500.00",
        "15 00 000",
        10**16,
        "500 000\n250 000",
        "#REF!",
        True,
    ],
)
def test_what_is_no_amount_is_a_fault(refused, written):
    assert "attendu" in refused("Budget", written)


@pytest.mark.parametrize(
    "written", ["BN : 2 000 000 ; UNICEF : 3 000 000", "2 000 000 (BN) + 3 000 000 (UNICEF)"]
)
def test_an_amount_for_each_funder_is_never_silently_one_of_them(read, written):
    report = read(["Activités", "Budget"], [TITLE, written])
    assert report.faults or report.questions
    assert not report.applied


@pytest.mark.parametrize(
    "heading", ["Coût (en milliers de FCFA)", "Coût en millions FCFA", "Montant (x 1000 FCFA)"]
)
def test_a_unit_in_the_heading_is_never_silently_dropped(read, heading):
    """1 500 under « en milliers » is not one thousand five hundred francs."""
    report = read(["Activités", heading], [TITLE, 1_500])
    written = [one.budget for one in Activity.objects.all()]
    said = report.faults or report.questions
    assert said or Decimal(1_500) not in written
    if not said and written == [None]:
        assert any(heading.split()[0] in notice for notice in report.notices)


@pytest.mark.parametrize(
    "heading", ["Coût (FCFA)", "COUT\nEN FCFA", "Coût :", "Montant (F CFA)", "Budget prévisionnel"]
)
def test_headings_of_amounts(read, heading):
    report = read(["Activités", heading], [TITLE, 1_500_000])
    assert [plain(one.message) for one in report.faults] == []
    assert Activity.objects.get().budget == 1_500_000


# --- several funders, several places


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("Budget national/UNICEF", {"BN", "UNICEF"}),
        ("Budget national / UNICEF", {"BN", "UNICEF"}),
        ("BUDGET NATIONAL et Unicef", {"BN", "UNICEF"}),
        ("PADRE/GIZ", {"PADRE"}),
        ("PADRE/GIZ, UNICEF", {"PADRE", "UNICEF"}),
        ("Budget national\nDAT du FNACT", {"BN", "DAT"}),
        ("- Budget national\n- PADRE/GIZ", {"BN", "PADRE"}),
        ("", set()),
    ],
)
def test_several_funders_in_one_cell(cell, written, codes):
    activity = cell("Source de financement", written)
    assert set(activity.funding_lines.values_list("source__code", flat=True)) == codes


def test_a_funder_nobody_knows_is_a_fault_that_names_it(read):
    report = read(["Activités", "Source de financement"], [TITLE, "Budget national/Fonds imaginaire"])
    [fault] = report.faults
    assert fault.refers_to == "funding-sources"
    assert "Fonds imaginaire" in fault.value + fault.message


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        (
            "Région de Gao : (Communes de Gounzourèye et Soni Aliber), Ansongo : (Bara et Ansongo)",
            {"gounzoureye", "soni-ali-ber", "bara", "ansongo"},
        ),
        ("Bara, Gabéro et Gounzourèye", {"bara", "gabero", "gounzoureye"}),
        ("communes de Bara et Gabéro", {"bara", "gabero"}),
        ("cercle d’Ansongo", {"cercle-ansongo"}),
        ("Cercles de Gao et d'Ansongo", {"cercle-gao", "cercle-ansongo"}),
        ("REGION DE GAO", {"region-gao"}),
        ("Commune de Soni Aliber", {"soni-ali-ber"}),
    ],
)
@pytest.mark.parametrize("heading", ["Localisation", "Communes", "Zone d’intervention"])
def test_several_places_in_one_cell(cell, heading, written, keys):
    assert set(cell(heading, written).places.values_list("key", flat=True)) == keys


@pytest.mark.parametrize(
    "written", ["Commune de Gounzouraye", "Bara et Gounzouraye", "Ansongo", "Tombouctou"]
)
def test_a_place_that_is_not_certain_is_asked_and_never_guessed(read, written):
    report = read(["Activités", "Localisation"], [TITLE, written], accept=True)
    [fault] = report.faults
    assert fault.refers_to == "places"
    assert fault.key
    assert Activity.objects.count() == 0


# --- statuses


@pytest.fixture
def status(read):
    """A function that imports an activity of a plan in execution with a status, and gives it."""
    PlanFactory(code="ADOPTE", department=DepartmentFactory())

    def run(written: object, *, accept: bool = False, heading: str = "Etat d'exécution") -> Activity | None:
        plan = ["Plan", "Activités", heading]
        report = read(plan, ["ADOPTE", TITLE, written], accept=accept)
        assert [plain(one.message) for one in report.faults] == []
        assert bool(report.questions) is accept
        assert not accept or {one.where.letter for one in report.questions} == {"C"}
        return Activity.objects.get()

    return run


@pytest.mark.parametrize(
    ("written", "expected", "progress"),
    [
        ("Réalisé", "done", None),
        ("réalisée", "done", None),
        ("REALISEE", "done", None),
        ("Activité réalisée", "done", None),
        ("Réalisé(e)", "done", None),
        ("100%", "done", None),
        ("exécutée", "done", None),
        ("En cours d'exécution", "in_progress", None),
        ("En cours d’exécution", "in_progress", None),
        ("en cours de réalisation", "in_progress", None),
        ("EC", "in_progress", None),
        ("En cours (45 %)", "in_progress", 45),
        ("45 %", "in_progress", 45),
        (0.45, "in_progress", 45),
        ("NR", "not_done", None),
        ("Non réalisée", "not_done", None),
        ("Non exécuté", "not_done", None),
        ("Non démarrée", "planned", None),
    ],
)
def test_statuses_in_every_spelling(status, written, expected, progress):
    activity = status(written)
    assert (activity.status, activity.progress) == (expected, progress)
    assert activity.status_date.isoformat() == "2025-12-20"


@pytest.mark.parametrize(
    ("written", "expected"),
    [("Reporté", "not_done"), ("realsée", "done"), ("0 %", "planned"), ("Réalisée à 60 %", "in_progress")],
)
def test_doubtful_statuses_are_asked(status, written, expected):
    assert status(written, accept=True).status == expected


def test_a_row_without_a_status_brings_no_statement(status):
    activity = status(None)
    assert activity.latest_report is None
    assert activity.status == "planned"


# --- merged cells


@pytest.fixture
def merging(tmp_path):
    """A function that imports three activities, the department in column B, with these cells merged."""

    def run(*ranges: str, departments: tuple[str | None, ...] = ("SDFL", None, "SDAJ")) -> list[str]:
        book = Workbook()
        book.active.append(["Activités", "Structure responsable", "Coût"])
        for number, department in enumerate(departments, start=1):
            book.active.append([f"Ligne {number} (ligne d’essai)", department, 1_000 * number])
        for one in ranges:
            book.active.merge_cells(one)
        book.save(tmp_path / "essai.xlsx")
        options = ImportOptions(given=GIVEN)
        report = import_file(tmp_path / "essai.xlsx", "activities", by=None, apply=True, options=options)
        assert [plain(one.message) for one in report.faults] == []
        rows = Activity.objects.order_by("position")
        return [row.department.code if row.department else "" for row in rows]

    return run


def test_a_department_merged_over_rows_is_that_of_each(merging):
    assert merging("B2:B3") == ["SDFL", "SDFL", "SDAJ"]


def test_an_empty_cell_that_is_not_merged_stays_empty(merging):
    assert merging() == ["SDFL", "", "SDAJ"]


@pytest.mark.parametrize("merged", ["A8:C9", "B4:B12", "B6:B7", "E2:H3", "Z1:AB40", "A1:A1"])
def test_cells_merged_where_nothing_stands_say_nothing(merging, merged):
    """Frames for signatures under the table, ranges that go on below its last row."""
    assert merging(merged) == ["SDFL", "", "SDAJ"]


# --- rows that are no activity, and rows that only look so


def test_group_rows_give_the_objective_of_what_follows(read):
    report = read(
        ["Activités", "Coût"],
        ["Objectif spécifique 1 : Renforcer (ligne d’essai)"],
        ["Première (ligne d’essai)", 1_000],
        ["Sous-total OS1", 1_000],
        ["OS 2 – Améliorer (ligne d’essai)"],
        ["Deuxième (ligne d’essai)", 2_000],
        ["Troisième (ligne d’essai)", 3_000],
        ["S/total", 5_000],
        ["TOTAL GÉNÉRAL", "6 000 FCFA"],
    )
    assert [plain(one.message) for one in report.faults] == []
    assert report.questions == []
    found = Activity.objects.order_by("position").values_list("title", "result__code")
    assert [(title.split()[0], code) for title, code in found] == [
        ("Première", "OS1"),
        ("Deuxième", "OS2"),
        ("Troisième", "OS2"),
    ]


def test_nested_groups(read):
    report = read(
        ["Activités", "Coût"],
        ["Axe 1 : Décentralisation (ligne d’essai)"],
        ["Résultat 1.1 : Les communes savent (ligne d’essai)"],
        ["Première (ligne d’essai)", 1_000],
        ["Résultat 1.2 : Les communes peuvent (ligne d’essai)"],
        ["Deuxième (ligne d’essai)", 2_000],
    )
    assert [plain(one.message) for one in report.faults] == []
    first, second = (
        one.result for one in Activity.objects.order_by("position").select_related("result__parent")
    )
    assert (first.code, second.code) == ("R1.1", "R1.2")
    assert first.parent == second.parent
    assert "Décentralisation" in first.parent.text


def test_a_group_that_names_a_department_gives_the_department(read):
    report = read(
        ["Activités", "Coût"],
        ["Sous-direction Finances locales"],
        ["Première (ligne d’essai)", 1_000],
        ["SDAJ"],
        ["Deuxième (ligne d’essai)", 2_000],
    )
    assert [plain(one.message) for one in report.faults] == []
    found = Activity.objects.order_by("position").values_list("department__code", "result__code")
    assert list(found) == [("SDFL", None), ("SDAJ", None)]


@pytest.mark.parametrize(
    "title",
    ["Totaliser les recettes des communes", "Total renouvellement du parc informatique", "Somme des appuis"],
)
def test_an_activity_whose_title_begins_like_a_total_is_not_lost(read, title):
    report = read(
        ["N°", "Activités", "Structure responsable", "Coût"],
        [1, TITLE, "SDFL", 5_000],
        [2, title, "SDAJ", 7_000],
    )
    assert report.faults or report.questions or Activity.objects.filter(title=title).exists()


@pytest.mark.parametrize("stated", [6_001, "5 999 FCFA", "60 000"])
def test_a_total_that_does_not_fit_is_a_question_with_both_sums(read, stated):
    rows = (["Activités", "Coût"], [TITLE, 1_000], ["Autre (ligne d’essai)", 5_000], ["TOTAL", stated])
    report = read(*rows)
    [question] = report.questions
    assert (question.where.row, question.where.letter) == (4, "B")
    assert "6 000" in plain(question.message)
    assert not report.applied
    read(*rows, accept=True)
    assert Activity.objects.count() == 2


def test_a_total_over_amounts_in_two_currencies_is_never_summed(read):
    """They cannot be added: the total is neither proved nor disproved."""
    report = read(
        ["Activités", "Coût"],
        [TITLE, "1 000 000 FCFA"],
        ["Autre (ligne d’essai)", "1 000 EUR"],
        ["TOTAL", 1_655_957],
    )
    assert report.faults == []
    said = " ".join([*report.notices, *(one.message for one in report.questions)])
    assert "1 001 000" not in plain(said)


def test_a_row_that_has_only_its_title_is_not_silently_lost(read):
    """Nothing else was filled in yet: it may be an activity or the title of a group, which a person must see."""
    title = "Publier l’annuaire des communes (ligne d’essai)"
    report = read(
        ["Activités", "Structure responsable", "Coût"], [TITLE, "SDFL", 5_000], [title], ["Autre", "SDFL", 1]
    )
    told = [plain(one) for one in report.notices]
    told += [plain(f"{one.value} {one.message}") for one in (*report.faults, *report.questions)]
    told += [plain(one.target) for one in report.outcomes]
    assert any("Publier l’annuaire" in one for one in told)


def test_repeated_headings_numbering_and_signatures_are_left_out_and_said(read):
    head = ["N°", "Activités", "Coût"]
    report = read(
        head,
        [1, 2, 3],
        [1, TITLE, 1_000],
        head,
        [2, "Autre (ligne d’essai)", 2_000],
        [None, None, None],
        [None, None, "Fait à Bamako, le 15 janvier 2024"],
        [None, None, "Le Directeur général"],
    )
    assert [plain(one.message) for one in report.faults] == []
    assert Activity.objects.count() == 2
    assert report.notices
