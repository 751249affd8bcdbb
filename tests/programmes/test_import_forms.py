"""The forms of the imports clean to what the importer takes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from programmes.forms import imports as upload
from programmes.forms.import_answers import AnswersForm, accepted
from programmes.forms.import_reading import ReadingForm
from programmes.forms.imports import UploadForm
from programmes.import_pages.questions import Asked, to_settle
from programmes.imports.faults import CONFIRMED, Choice, FoundColumn, Question
from programmes.imports.options import Act, Answer, ImportOptions, SheetMapping
from tests.factories import DepartmentFactory, PlanFactory, ProgrammeFactory
from tests.programmes.import_pages.reports import SHEET, cell, doubtful, report, sheet, unknown_name

pytestmark = pytest.mark.django_db


# --- the file -------------------------------------------------------------------------------------


def uploaded(content=b"Code;Nom", name="liste.csv", **data) -> UploadForm:
    return UploadForm({"kind": "auto"} | data, {"file": SimpleUploadedFile(name, content)})


def test_a_file_and_its_kind_are_taken():
    form = uploaded(kind="partners")
    assert form.is_valid()
    assert form.cleaned_data["kind"] == "partners"


def test_a_file_too_large_is_refused_beside_its_field(monkeypatch):
    monkeypatch.setattr(upload, "LARGEST_FILE", 4)
    form = uploaded()
    assert list(form.errors) == ["file"]
    assert "la limite" in form.errors["file"][0]


@pytest.mark.parametrize(("content", "said"), [(b"", "vide"), (None, "Choisissez le fichier")])
def test_no_file_or_an_empty_one_is_refused(content, said):
    form = UploadForm({"kind": "auto"}, {}) if content is None else uploaded(content)
    assert said in form.errors["file"][0]


def test_a_kind_that_does_not_exist_is_refused():
    assert "kind" in uploaded(kind="nothing").errors


# --- the reading ----------------------------------------------------------------------------------

READ = {
    "s0-kind": "activities",
    "s0-header": "7",
    "s0-A": "position",
    "s0-B": "title",
    "s0-C": "department",
    "s0-D": "",
}


def reading(admin, data=None, *, sheets=None, options=None, **typed) -> ReadingForm:
    bound = None if data is None else READ | data | typed
    return ReadingForm(bound, sheets=sheets or [sheet()], options=options or ImportOptions(), user=admin)


def options_of(form: ReadingForm) -> ImportOptions:
    assert form.is_valid(), form.errors
    return form.to_options()


def test_what_is_left_as_it_was_found_is_not_settled_by_hand(admin):
    assert options_of(reading(admin, {})).sheets == ()


def test_a_column_read_otherwise_settles_the_whole_sheet(admin):
    form = reading(admin, {"s0-D": "expected_product"})
    mapping = SheetMapping(
        SHEET, "activities", 7, {"A": "position", "B": "title", "C": "department", "D": "expected_product"}
    )
    assert options_of(form).sheets == (mapping,)
    assert not form.is_reread


@pytest.mark.parametrize(
    ("typed", "mapping"),
    [
        ({"s0-kind": "plans"}, SheetMapping(SHEET, "plans")),
        ({"s0-kind": ""}, SheetMapping(SHEET, "")),
        ({"s0-header": "5"}, SheetMapping(SHEET, "activities", 5)),
    ],
)
def test_another_kind_or_another_header_has_its_columns_found_again(admin, typed, mapping):
    form = reading(admin, typed)
    assert options_of(form).sheets == (mapping,)
    assert form.is_reread


def test_a_sheet_settled_before_stays_settled(admin):
    before = ImportOptions(sheets=(SheetMapping(SHEET, "activities", 7),))
    assert options_of(reading(admin, {}, options=before)).sheets[0].columns["B"] == "title"


def test_answers_given_before_stay(admin):
    before = ImportOptions(answers={"cle": Answer(Act.ACCEPT)})
    assert options_of(reading(admin, {}, options=before)).answers == before.answers


def test_an_existing_plan_is_given_to_every_row(admin):
    PlanFactory(code="DGCT-2025")
    form = reading(admin, {"plan": "DGCT-2025"})
    assert form.has_plan
    assert options_of(form).given == {"plan": "DGCT-2025"}


def test_a_new_plan_is_described(admin):
    DepartmentFactory(code="DGCT")
    typed = {"new_code": "DGCT-2026", "new_title": "Plan 2026", "new_year": "2026", "new_department": "DGCT"}
    options = options_of(reading(admin, {"plan": "+"} | typed))
    assert options.given == {"plan": "DGCT-2026"}
    assert options.new_plan == {
        "code": "DGCT-2026",
        "title": "Plan 2026",
        "year": "2026",
        "department": "DGCT",
    }


def test_a_new_plan_may_be_adopted(admin):
    DepartmentFactory(code="DGCT")
    typed = {"new_code": "P", "new_title": "Plan", "new_year": "2025", "new_department": "DGCT"}
    form = reading(admin, {"plan": "+", "new_adopted_on": "2025-01-15"} | typed)
    options = options_of(form)
    assert options.new_plan["adopted_on"] == "15/01/2025"
    assert reading(admin, options=options)["new_adopted_on"].value() == "2025-01-15"


def test_a_new_plan_shows_again_as_it_was_described(admin):
    DepartmentFactory(code="DGCT")
    plan = {"code": "DGCT-2026", "title": "Plan 2026", "year": "2026", "department": "DGCT"}
    form = reading(admin, options=ImportOptions(given={"plan": "DGCT-2026"}, new_plan=plan))
    shown = [form[name].value() for name in ("plan", "new_code", "new_title", "new_year", "new_department")]
    assert shown == ["+", "DGCT-2026", "Plan 2026", "2026", "DGCT"]


@pytest.mark.parametrize("name", ["new_code", "new_title", "new_year", "new_department"])
def test_a_new_plan_is_not_half_described(admin, name):
    DepartmentFactory(code="DGCT")
    typed = {"new_code": "P", "new_title": "Plan", "new_year": "2026", "new_department": "DGCT"} | {name: ""}
    assert list(reading(admin, {"plan": "+"} | typed).errors) == [name]


def test_a_new_plan_is_of_a_department_or_of_a_programme_not_of_both(admin):
    DepartmentFactory(code="DGCT")
    ProgrammeFactory(code="EAM")
    typed = {"new_code": "P", "new_title": "Plan", "new_year": "2026"}
    both = typed | {"new_department": "DGCT", "new_programme": "EAM"}
    assert "new_department" in reading(admin, {"plan": "+"} | both).errors


def test_the_code_of_a_plan_that_exists_is_not_new(admin):
    PlanFactory(code="DGCT-2025")
    DepartmentFactory(code="DGCT")
    typed = {"new_code": "DGCT-2025", "new_title": "Plan", "new_year": "2025", "new_department": "DGCT"}
    assert list(reading(admin, {"plan": "+"} | typed).errors) == ["new_code"]


def test_the_date_of_the_statuses_is_given_to_every_row(admin):
    form = reading(admin, {"effective_date": "2025-12-20"}, sheets=[sheet(also=("status",))])
    assert form.has_date
    assert options_of(form).given == {"effective_date": "20/12/2025"}


def test_a_date_given_before_shows_again(admin):
    form = reading(admin, options=ImportOptions(given={"effective_date": "20/12/2025"}))
    assert form["effective_date"].value() == "2025-12-20"


def test_a_sheet_that_names_its_plan_does_not_ask_for_it(admin):
    named = FoundColumn("E", "Plan", ("DGCT-2025",), "plan")
    assert not reading(admin, sheets=[sheet(columns=(named,))]).has_plan


def test_a_workbook_of_very_many_columns_asks_no_more_than_a_request_may_bring(admin):
    wide = tuple(FoundColumn(f"X{n}", f"Colonne {n}") for n in range(500))
    form = reading(admin, sheets=[sheet(sheet=f"Feuille {n}", columns=wide) for n in range(10)])
    assert len(form.fields) < 900


def test_a_letter_read_as_a_column_of_another_kind_is_refused(admin):
    assert "s0-D" in reading(admin, {"s0-D": "kind_of_nothing"}).errors


# --- the answers ----------------------------------------------------------------------------------

NEAR = Choice("3", "Sous-direction A", 81)


def answers(admin, asked: list[Asked], typed: dict, **named) -> AnswersForm:
    return AnswersForm(typed, asked=asked, user=admin, **named)


def given(form: AnswersForm) -> dict[str, Answer]:
    assert form.is_valid(), form.errors
    return form.to_answers()


@pytest.mark.parametrize(
    ("decision", "text", "act", "value"),
    [
        ("accept", "", Act.ACCEPT, ""),
        ("replace", "1500", Act.REPLACE, "1500"),
        ("", "1500", Act.REPLACE, "1500"),
        ("empty", "", Act.EMPTY, ""),
    ],
)
def test_a_reading_is_settled(admin, decision, text, act, value):
    asked = to_settle(report(questions=[doubtful()]))
    key = asked[0].key
    answer = given(answers(admin, asked, {f"decision-{key}": decision, f"text-{key}": text}))[key]
    assert (answer.act, answer.value) == (act, value)
    assert answer.about.startswith("«\u00a01.500\u00a0» (Coût)\u00a0: ")


def test_another_value_is_written(admin):
    asked = to_settle(report(questions=[doubtful()]))
    assert not answers(admin, asked, {f"decision-{asked[0].key}": "replace"}).is_valid()


def test_what_is_left_alone_stays_to_settle(admin):
    asked = to_settle(report(questions=[doubtful()], faults=[unknown_name(10, NEAR)]))
    assert given(answers(admin, asked, {})) == {}


def test_a_name_is_one_of_the_nearest(admin):
    asked = to_settle(report(faults=[unknown_name(10, NEAR)]))
    key = asked[0].key
    answer = given(answers(admin, asked, {f"decision-{key}": "choose:3"}))[key]
    assert (answer.act, answer.value) == (Act.CHOOSE, "3")
    assert answer.about == "«\u00a0Cellule\u00a0» (Structure resp.)\u00a0: Sous-direction A"


def test_a_name_may_be_an_object_that_was_searched(admin):
    department = DepartmentFactory(name="Cellule d’appui", code="CADD")
    asked = to_settle(report(faults=[unknown_name(10, NEAR)]))
    key = asked[0].key
    answer = given(answers(admin, asked, {f"decision-{key}": f"choose:{department.pk}"}))[key]
    assert (answer.value, "Cellule d’appui" in answer.about) == (str(department.pk), True)


def test_an_object_that_does_not_exist_is_refused(admin):
    asked = to_settle(report(faults=[unknown_name(10, NEAR)]))
    assert not answers(admin, asked, {f"decision-{asked[0].key}": "choose:999999"}).is_valid()


def test_what_must_be_filled_may_not_be_left_empty(admin):
    asked = to_settle(report(questions=[doubtful()]))
    key = asked[0].key
    assert answers(admin, asked, {f"decision-{key}": "empty"}).is_valid()
    assert not answers(admin, asked, {f"decision-{key}": "empty"}, required=frozenset({key})).is_valid()


def test_a_question_with_its_own_answers_takes_one_of_them(admin):
    choices = (Choice("12", "Oui, c’est A-12"), Choice("new", "Non, nouvelle"))
    asked = to_settle(report(questions=[Question(cell(9), "Former", "est-ce A-12 ?", "titre", choices)]))
    assert given(answers(admin, asked, {"decision-titre": "choose:new"}))["titre"].value == "new"
    assert not answers(admin, asked, {"decision-titre": "empty"}).is_valid()
    assert not answers(admin, asked, {"decision-titre": "accept"}).is_valid()


def test_what_can_only_be_confirmed_is_accepted_with_the_readings(admin):
    total = Question(cell(60, "F", "Coût"), "12 000", "total : 11 500 calculés", "total", CONFIRMED)
    asked = to_settle(report(questions=[total, doubtful()]))
    assert set(accepted(asked)) == {"total", "lecture-1.500"}
    assert AnswersForm(asked=asked, user=admin).readings == 2
    assert given(answers(admin, asked, {"decision-total": "choose:yes"}))["total"].act == Act.CHOOSE


def test_all_readings_are_taken_for_right_and_names_stay(admin):
    asked = to_settle(report(questions=[doubtful(), doubtful(12, "2.500")], faults=[unknown_name(10, NEAR)]))
    settled = accepted(asked)
    assert {answer.act for answer in settled.values()} == {Act.ACCEPT}
    assert set(settled) == {one.key for one in asked if one.is_reading}
