"""What is asked of a person: each thing once."""

from programmes.import_pages.questions import to_correct, to_settle
from programmes.imports.faults import Choice, Question
from tests.programmes.import_pages.reports import cell, doubtful, report, unknown_name, wrong_date


def test_the_same_text_is_asked_once_with_every_cell_where_it_stands():
    asked = to_settle(report(questions=[doubtful(row) for row in range(9, 21)]))
    assert [(one.value, one.stands) for one in asked] == [
        ("1.500", "feuille «\u00a0Plan 2025\u00a0», F9, F10, F11, F12 et 8 autres cellules")
    ]
    assert asked[0].is_reading


def test_one_cell_more_is_said_in_the_singular():
    asked = to_settle(report(questions=[doubtful(row) for row in range(1, 6)]))
    assert asked[0].stands.endswith("F4 et 1 autre cellule")


def test_names_come_first_for_their_rows_are_refused():
    asked = to_settle(report(questions=[doubtful()], faults=[wrong_date(), unknown_name()]))
    assert [(one.value, one.is_name) for one in asked] == [("Cellule", True), ("1.500", False)]


def test_what_the_message_says_of_near_names_is_left_to_the_choices():
    near = Choice("3", "SDFL", 81)
    fault = unknown_name(10, near)
    told = type(fault)(
        fault.where,
        fault.value,
        f"{fault.message} ; le plus proche : SDFL (81)",
        fault.key,
        "departments",
        (near,),
    )
    (asked,) = to_settle(report(faults=[told]))
    assert asked.message == "aucun objet de ce nom parmi les structures"
    assert asked.choices == (near,)


def test_a_question_with_its_own_answers_is_neither_a_name_nor_a_reading():
    choices = (Choice("12", "Oui, c’est A-12"), Choice("new", "Non"))
    (asked,) = to_settle(report(questions=[Question(cell(9), "Former", "est-ce A-12 ?", "titre", choices)]))
    assert asked.is_closed
    assert (asked.is_name, asked.is_reading) == (False, False)


def test_only_the_file_mends_a_fault_without_a_key():
    faults = [wrong_date(), unknown_name()]
    assert to_correct(report(faults=faults)) == [faults[0]]
    assert to_correct(report(faults=faults), is_open=False) == faults


def test_a_question_without_a_key_is_for_the_file_to_answer():
    alone = Question(cell(60, "F"), "12 000", "total : 11 500 calculés")
    made = report(questions=[doubtful(), alone])
    assert to_correct(made) == [alone]
    assert [one.value for one in to_settle(made)] == ["1.500"]
