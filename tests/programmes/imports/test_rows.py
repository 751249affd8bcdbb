"""One row: its values, what holds for all rows, what a person answered, what it stands beside."""

from uuid import uuid4

import pytest

from programmes.imports.faults import ImportReport
from programmes.imports.lookups import Lookups
from programmes.imports.options import Act, Answer, ImportOptions, reading_key
from programmes.imports.rows import RowReader, RowReading, read_row
from programmes.imports.sheets import choose_tables
from programmes.imports.workbooks import Sheet
from programmes.models import Activity, StatusReport
from tests.factories import ActivityFactory, DepartmentFactory, PlanFactory

pytestmark = pytest.mark.django_db

GIVEN = {"plan": "P", "effective_date": "20/12/2024"}
BUDGET = ("activities", "budget")


@pytest.fixture
def plan():
    return PlanFactory(code="P", year=2024, adopted_on=None)


def tables_of(*rows: list[object], given: dict[str, str] | None = None):
    report = ImportReport("x", "activities", uuid4())
    return choose_tables(
        [Sheet("x", list(rows))], "activities", report, ImportOptions(given=GIVEN | (given or {}))
    )


def read(*rows: list[object], answers: dict[str, Answer] | None = None, given=None) -> list[RowReading]:
    """The rows of activities, each read."""
    [table] = tables_of(*rows, given=given)["activities"]
    lookups = Lookups(answers)
    return [read_row(table, number, row, lookups, Activity) for number, row in table.rows()]


def cell(heading: str, value: object, answers: dict[str, Answer] | None = None) -> RowReading:
    [row] = read(["Activités", heading], ["Former", value], answers=answers)
    return row


# --- what holds for all rows


def test_what_is_given_holds_where_the_row_says_nothing(plan):
    PlanFactory(code="Q", adopted_on=None)
    first, second = read(
        ["Activités", "Plan", "Devise"],
        ["Former", "", "EUR"],
        ["Publier", "q", ""],
        given={"currency": "USD"},
    )
    assert (first.values["plan"].code, first.fields["currency"]) == ("P", "EUR")
    assert (second.values["plan"].code, second.fields["currency"]) == ("Q", "USD")


def test_what_is_given_is_read_for_all_where_no_column_says_it(plan):
    DepartmentFactory(code="SDFL")
    [row] = read(["Activités"], ["Former"], ["Publier"], given={"department": "SDFL"})[:1]
    assert (row.fields["department"].code, row.faults) == ("SDFL", [])


def test_an_unknown_plan_is_a_fault_of_each_row_and_of_nothing_else():
    rows = read(["Activités", "Résultat"], ["Former", "OS1"], given={"plan": "?"})
    assert [(fault.where.heading, fault.value) for fault in rows[0].faults] == [("Plan", "?")]


# --- the calendar


@pytest.mark.parametrize(
    ("headings", "cells", "start", "end"),
    [
        (["T1", "T2"], ["", "X"], "2024-04-01", "2024-06-30"),
        (["Mars", "Avril"], ["x", "x"], "2024-03-01", "2024-04-30"),
        (["Période", "T1", "T2"], ["juin 2024", "", "X"], "2024-06-01", "2024-06-30"),
        (["Période", "T1", "T2"], ["", "X", "X"], "2024-01-01", "2024-06-30"),
        (["Début", "Période"], ["mai 2024", "T1-T3"], "2024-05-01", "2024-09-30"),
        (["Fin prévue"], ["fin mars"], None, "2024-03-31"),
        (["Période"], [""], "None", "None"),
        (["T1", "T2"], ["", ""], "None", "None"),
    ],
)
def test_the_calendar_of_an_activity(plan, headings, cells, start, end):
    [row] = read(["Activités", *headings], ["Former", *cells])
    found = {name: str(row.fields[name]) for name in ("planned_start", "planned_end") if name in row.fields}
    assert (found.get("planned_start"), found.get("planned_end")) == (start, end)
    assert (row.faults, row.questions) == ([], [])


def test_a_gap_between_quarters_is_asked_on_its_first_tick(plan):
    rows = (["Activités", "T1", "T2", "T3"], ["Former", "X", "", "X"])
    [row] = read(*rows)
    [question] = row.questions
    assert (question.where.letter, question.value) == ("B", "T1, T3")
    [again] = read(*rows, answers={question.key: Answer(Act.ACCEPT)})
    assert (again.questions, str(again.fields["planned_end"])) == ([], "2024-09-30")


def test_another_year_over_the_quarters_is_asked(plan):
    [row] = read(["Activités", "T1 2023", "T2 2023"], ["Former", "X", ""])
    assert str(row.fields["planned_end"]) == "2023-03-31"
    assert "2024" in row.questions[0].message
    [row] = read(["Activités", "T1 2024", "T2 2024"], ["Former", "X", ""])
    assert row.questions == []


def test_a_period_and_ticks_that_contradict_each_other_are_asked(plan):
    rows = (["Activités", "Période", "T1", "T4"], ["Former", "mars 2024", "", "X"])
    [row] = read(*rows)
    [question] = row.questions
    assert (question.where.letter, str(row.fields["planned_end"])) == ("D", "2024-03-31")
    assert "4e trimestre 2024" in question.message
    [again] = read(*rows, answers={question.key: Answer(Act.ACCEPT)})
    assert again.questions == []


def test_a_word_where_a_tick_stands_is_a_fault(plan):
    assert "croix" in cell("T1", "peut-être").faults[0].message


# --- answers


def test_a_doubtful_reading_has_the_key_of_its_answer(plan):
    [question] = cell("Coût", "1.500").questions
    assert question.key == reading_key(*BUDGET, "1.500")


@pytest.mark.parametrize(
    ("answer", "budget"),
    [
        (Answer(Act.ACCEPT), 1500),
        (Answer(Act.REPLACE, "1,5 million"), 1_500_000),
        (Answer(Act.REPLACE, "2.500"), 2500),
        (Answer(Act.EMPTY), None),
    ],
)
def test_answers_are_heard(plan, answer, budget):
    row = cell("Coût", "1.500", {reading_key(*BUDGET, "1.500"): answer})
    assert (row.fields["budget"], row.questions, row.faults) == (budget, [], [])


def test_a_fault_may_be_answered_too_and_a_bad_answer_is_one(plan):
    key = reading_key(*BUDGET, "beaucoup")
    assert cell("Coût", "beaucoup", {key: Answer(Act.EMPTY)}).faults == []
    assert "montant attendu" in cell("Coût", "beaucoup", {key: Answer(Act.REPLACE, "trop")}).faults[0].message


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#FORMULE!", "#N/A"])
@pytest.mark.parametrize("heading", ["Coût", "Produit attendu", "Structure"])
def test_a_formula_without_a_value_is_no_empty_cell(plan, heading, error):
    [fault] = cell(heading, error).faults
    assert (fault.where.letter, "formule" in fault.message) == ("B", True)


# --- the same cell again


def test_the_same_cell_is_read_once_and_says_the_same(plan):
    rows = [["Activités", "Coût", "T1"], *([f"Ligne {n}", "1.500", "X"] for n in range(50))]
    [table] = tables_of(*rows)["activities"]
    lookups = Lookups()
    found = [read_row(table, number, row, lookups, Activity) for number, row in table.rows()]
    assert {row.fields["budget"] for row in found} == {1500}
    assert [row.questions[0].where.row for row in found] == list(range(2, 52))
    reader = table.memory[RowReader]
    assert [len(column.kept) for column in reader.columns] == [1, 50, 1, 1]
    # Another run knows other things.
    read_row(table, 2, rows[1], Lookups(), Activity)
    assert table.memory[RowReader] is not reader


def test_cells_that_are_equal_to_python_only_are_told_apart(plan):
    rows = read(["Activités", "Coût"], ["Un", 1], ["Deux", True], ["Trois", 1.0])
    assert [bool(row.faults) for row in rows] == [False, True, False]


def test_an_amount_depends_on_the_currency_of_its_row(plan):
    first, second = read(["Activités", "Devise", "Coût"], ["Un", "EUR", 5], ["Deux", "USD", 5])
    assert (first.fields["currency"], second.fields["currency"]) == ("EUR", "USD")


# --- beside


STATUSES = (
    ["Activités", "État", "Dépensé", "Avancement"],
    ["Former", "en cours", "1.500", 45],
    ["Publier", "annulée", "x", ""],
)


def test_a_status_is_about_what_its_row_wrote(plan):
    [table] = tables_of(*STATUSES)["status"]
    lookups = Lookups()
    activity = ActivityFactory(plan=plan)
    lookups.written["activities", "x", 2] = activity
    told, refused = (read_row(table, number, row, lookups, StatusReport) for number, row in table.rows())
    assert (told.fields["activity"], told.fields["status"], told.fields["progress"]) == (
        activity,
        "in_progress",
        45,
    )
    assert str(told.fields["effective_date"]) == "2024-12-20"
    assert [question.where.letter for question in told.questions] == ["C"]
    assert not told.skipped
    # Its activity was refused, and said so: its own faults are said all the same.
    assert refused.skipped
    assert [fault.where.letter for fault in refused.faults] == ["B", "C"]
