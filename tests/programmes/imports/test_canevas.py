"""A hurried official's plan of 68 activities, from the file to the figures: what is read, asked, refused, kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from accounts.models import AuditEvent
from programmes.imports.faults import Effect, ImportReport
from programmes.imports.options import Act, Answer, ImportOptions, SheetMapping
from programmes.imports.run import import_file
from programmes.models import ActionPlan, Activity, Result, StatusReport
from reporting.figures import Situation, plan_figures
from tests.programmes.imports import canevas
from tests.programmes.imports.canevas import GIVEN, NEW_PLAN, PLAN, Line, lines, plain_lines
from tests.programmes.imports.canevas_book import (
    SHEET,
    USUAL,
    WITH_CODES,
    WITHOUT_STATUS,
    build,
)

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parent / "files"
QUARTERS = {"F", "G", "H", "I"}
DRAFT = {name: value for name, value in NEW_PLAN.items() if name != "adopted_on"}


@pytest.fixture(autouse=True)
def ground(db):
    canevas.ground()


@pytest.fixture
def made(tmp_path):
    """A function that builds the workbook, or a variant of it, and gives its layout."""
    return lambda *plan, name="canevas.xlsx", **how: build(tmp_path / name, *plan, **how)


@pytest.fixture
def take(admin):
    """A function that imports a file as the screens do, for a plan that the file brings."""

    def run(path: Path, *, kind: str = "auto", apply: bool = True, **settled) -> ImportReport:
        settled.setdefault("given", GIVEN)
        settled.setdefault("new_plan", NEW_PLAN)
        return import_file(path, kind, by=admin, apply=apply, options=ImportOptions(**settled))

    return run


def plain(text: str) -> str:
    """With ordinary spaces, to be compared."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def said_of(report: ImportReport) -> list[tuple[int, str, str, str]]:
    """The faults, as (row, letter, value, message)."""
    return [(one.where.row, one.where.letter, plain(one.value), plain(one.message)) for one in report.faults]


def accepted(report: ImportReport) -> dict[str, Answer]:
    """Every reading that was asked, found right."""
    return {question.key: Answer(Act.ACCEPT) for question in report.questions}


def written(activity: Activity) -> dict[str, object]:
    """What the database holds of an activity, in the words of `Line`."""

    def bound(name: str) -> canevas.Bound:
        day = getattr(activity, name)
        return (day, getattr(activity, f"{name}_precision")) if day else None

    return {
        "title": activity.title,
        "objective": activity.result.code if activity.result else "",
        "department": activity.department.code if activity.department else "",
        "places": frozenset(place.key for place in activity.places.all()),
        "start": bound("planned_start"),
        "end": bound("planned_end"),
        "budget": (activity.budget, activity.currency),
        "sources": frozenset(line.source.code for line in activity.funding_lines.all()),
        "status": activity.status,
        "progress": activity.progress,
        "comment": activity.latest_report.comment if activity.latest_report else "",
    }


def meant(line: Line, **other: object) -> dict[str, object]:
    """What a line means, in the same words."""
    return {
        "title": line.title,
        "objective": f"OS{line.objective + 1}",
        "department": line.department,
        "places": line.places,
        "start": line.start,
        "end": line.end,
        "budget": (line.budget, "XOF"),
        "sources": line.sources,
        "status": line.status,
        "progress": line.progress,
        "comment": line.comment,
    } | other


def in_portal() -> dict[str, dict[str, object]]:
    """The activities of the plan, by title."""
    rows = Activity.objects.filter(plan__code=PLAN).select_related("result", "department", "latest_report")
    return {row.title: written(row) for row in rows.prefetch_related("places", "funding_lines__source")}


def holds(plan: Sequence[Line]) -> None:
    """The portal holds these lines and no other, each as it is meant, in their order."""
    found = in_portal()
    assert list(found) == [line.title for line in plan]
    for line in plan:
        assert found[line.title] == meant(line)


def counted(*models) -> list[int]:
    return [model.objects.count() for model in models]


# --- what is read


@pytest.mark.parametrize("kind", ["auto", "activities"])
def test_the_whole_plan_is_read(made, take, kind):
    report = take(made().path, kind=kind, accept=True)
    assert said_of(report) == []
    assert report.applied
    holds(lines())
    plan = ActionPlan.objects.get()
    assert (plan.code, plan.year, plan.department.code, plan.state) == (PLAN, 2025, "DGCT", "adopted")
    objectives = Result.objects.filter(plan=plan).order_by("position")
    assert [(one.code, one.kind) for one in objectives] == [(f"OS{n}", "objective") for n in (1, 2, 3)]
    assert "Améliorer la gouvernance des finances locales" in objectives[1].text
    reports = StatusReport.objects.all()
    assert {one.effective_date.isoformat() for one in reports} == {"2025-12-20"}


def test_the_figures_are_those_of_the_plan(made, take):
    take(made().path, accept=True)
    counts = plan_figures(ActionPlan.objects.get(), Activity.objects.all(), Situation.today()).total.counts
    assert (counts.done, counts.in_progress, counts.not_done, counts.base) == (42, 15, 11, 68)


def test_what_was_understood_is_said(made, take):
    layout = made()
    report = take(layout.path, apply=False)
    sheets = {sheet.sheet: sheet for sheet in report.sheets}
    assert set(sheets) == {SHEET, "Notes", "Feuil3"}
    found = sheets[SHEET]
    assert (found.kind, found.header, found.rows) == ("activities", layout.header, 68)
    assert set(found.also) == {"results", "status"}
    assert "intitulé" in found.keyed_by
    read_as = {column.letter: column.name for column in found.columns}
    letters = layout.letters
    assert read_as[letters["title"]] == "title"
    assert read_as[letters["department"]] == "department"
    assert read_as[letters["places"]] == "places"
    assert read_as[letters["budget"]] == "budget"
    assert read_as[letters["sources"]] == "funding_sources"
    assert read_as[letters["visa"]] == ""
    samples = {column.letter: column.samples for column in found.columns}
    assert "Budget national" in samples[letters["sources"]]
    assert sheets["Notes"].kind == ""
    assert any("Visa du chef" in notice for notice in report.notices)


def test_the_questions_are_the_doubtful_cells_and_no_other(made, take):
    layout = made()
    report = take(layout.path)
    assert report.faults == []
    asked = {(one.where.row, one.where.letter) for one in report.questions}
    expected = layout.doubtful(lines())
    # Two quarters ticked with one between that is not: any of them may be pointed at.
    gap = {cell for cell in expected if cell[1] == layout.letters["t1"]}
    assert {cell for cell in asked if cell[1] not in QUARTERS} == expected - gap
    assert {row for row, letter in asked if letter in QUARTERS} == {row for row, _ in gap}
    assert len(report.questions) == len(expected)
    assert all(question.key and question.message for question in report.questions)
    assert {question.where.sheet for question in report.questions} == {SHEET}
    assert not report.applied
    assert counted(ActionPlan, Activity, StatusReport) == [0, 0, 0]


def test_answers_settle_the_questions(made, take):
    path = made().path
    report = take(path)
    again = take(path, answers=accepted(report))
    assert again.questions == []
    assert again.applied
    holds(lines())


def test_an_answer_may_say_something_else_or_nothing(made, take):
    path = made().path
    report = take(path)
    key_of = {question.value: question.key for question in report.questions}
    answers = accepted(report) | {
        key_of["1.500"]: Answer(Act.REPLACE, "1 500 000 FCFA"),
        key_of["environ 2 millions"]: Answer(Act.EMPTY),
        key_of["Reporté"]: Answer(Act.REPLACE, "en cours"),
    }
    again = take(path, answers=answers, apply=False)
    # The official counted 1.500 and two millions in the totals: answered otherwise, the totals no longer fit.
    assert {one.value for one in again.questions}.isdisjoint({"1.500", "environ 2 millions", "Reporté"})
    report = take(path, answers=answers, accept=True)
    assert report.faults == []
    doubtful = {line.budget_cell: line.title for line in lines() if line.doubts}
    found = in_portal()
    assert found[doubtful["1.500"]]["budget"] == (Decimal(1_500_000), "XOF")
    assert found[doubtful["environ 2 millions"]]["budget"] == (None, "XOF")
    assert Counter(one["status"] for one in found.values()) == {"done": 42, "in_progress": 16, "not_done": 10}


# --- other formats of the same plan


@pytest.mark.parametrize("name", ["canevas.xlsx", "canevas.xls", "canevas.ods"])
def test_what_calc_makes_of_it_says_the_same(take, name):
    report = take(FILES / name, accept=True)
    assert said_of(report) == []
    holds(lines())


@pytest.mark.parametrize("name", ["canevas.csv", "canevas.tsv"])
def test_a_text_file_says_the_same_but_for_merged_cells(take, made, name):
    """Merged cells are lost in a text file: only the first row of a department names it."""
    report = take(FILES / name, apply=False)
    assert said_of(report) == []
    layout = made(plain_lines())
    asked = {(one.where.row, one.where.letter) for one in report.questions}
    gap = {cell for cell in layout.doubtful(plain_lines()) if cell[1] == layout.letters["t1"]}
    assert {cell for cell in asked if cell[1] not in QUARTERS} == layout.doubtful(plain_lines()) - gap
    assert take(FILES / name, accept=True).applied
    found = in_portal()
    assert list(found) == [line.title for line in lines()]
    for line in lines():
        expected = meant(line, department=found[line.title]["department"])
        assert found[line.title] == expected
        assert found[line.title]["department"] in {line.department, ""}
    named = [one for one in found.values() if one["department"]]
    assert len(named) >= 20


def test_a_department_on_every_row_needs_no_merged_cell(made, take):
    assert take(made(merge_departments=False).path, accept=True).applied
    holds(lines())


def test_columns_in_another_order_under_other_headings(made, take):
    others = {
        "title": ("ACTIVITES", ""),
        "department": ("Structure responsable", ""),
        "places": ("Localisation", ""),
        "status": ("État d'exécution", ""),
        "budget": ("Budget", "Coût en FCFA"),
        "sources": ("Budget", "Bailleur"),
        "t1": ("Calendrier", "1er trim."),
        "t2": ("Calendrier", "2e trim."),
        "t3": ("Calendrier", "3e trim."),
        "t4": ("Calendrier", "4e trim."),
    }
    order = ("status", "comment", "sources", "budget", "title", "t1", "t2", "t3", "t4", "period")
    columns = (*order, "places", "department")
    assert take(made(columns=columns, headings=others).path, accept=True).applied
    holds(lines())


def test_hxl_tags_are_used_and_never_read_as_data(made, take):
    unknown = {
        "title": ("Baaraw", ""),
        "department": ("Sigida", ""),
        "places": ("Dugu", ""),
        "status": ("A cogo", ""),
    }
    layout = made(hxl=True, headings=unknown)
    report = take(layout.path, accept=True)
    assert said_of(report) == []
    holds(lines())


def test_an_unknown_heading_is_mapped_by_hand(made, take):
    layout = made(headings={"title": ("Baaraw", ""), "status": ("A cogo", "")})
    mapping = SheetMapping(
        SHEET,
        "activities",
        header=layout.header,
        columns={
            layout.letters["title"]: "title",
            layout.letters["status"]: "status",
            layout.letters["comment"]: "",
        },
    )
    report = take(layout.path, sheets=(mapping,), accept=True)
    assert said_of(report) == []
    assert {title: one["comment"] for title, one in in_portal().items()} == {
        line.title: "" for line in lines()
    }
    assert Counter(Activity.objects.values_list("status", flat=True))["done"] == 42


def test_two_sheets_of_one_plan_are_both_read(take, made, tmp_path):
    """A plan split in a sheet for each sub-directorate."""
    book = load_workbook(made().path)
    book.copy_worksheet(book[SHEET]).title = "Suite"
    for row in book["Suite"].iter_rows(min_row=1, max_col=2):
        if isinstance(row[1].value, str) and row[1].value.endswith(canevas.MARK):
            row[1].value = row[1].value.replace(canevas.MARK, f"bis {canevas.MARK}")
    path = tmp_path / "deux.xlsx"
    book.save(path)
    report = take(path, accept=True)
    assert said_of(report) == []
    assert Activity.objects.count() == 136
    assert Result.objects.count() == 3


# --- faults


def test_all_faults_at_once_each_on_its_cell(made, take):
    plan = lines()
    plan[2] = replace(plan[2], period_cell="31 Novembre 2025")
    plan[6] = replace(plan[6], department_cell="Direction des ponts imaginaires")
    plan[10] = replace(plan[10], places_cell="Commune de Gounzouraye")
    plan[12] = replace(plan[12], budget_cell="beaucoup")
    plan[20] = replace(plan[20], status_cell="Annulée")
    plan[30] = replace(plan[30], status_cell="140 %")
    plan[34] = replace(plan[34], sources_cell="Fonds imaginaire")
    plan[44] = replace(plan[44], title="")
    layout = made(plan, merge_departments=False)
    report = take(layout.path, accept=True)
    letters, rows = layout.letters, layout.rows
    said = said_of(report)
    by_cell = {(row, letter): (value, message) for row, letter, value, message in said}
    cells = {
        (rows[plan[2].title], letters["period"]): ("31 Novembre 2025", "n’existe pas"),
        (rows[plan[6].title], letters["department"]): ("Direction des ponts imaginaires", "aucun objet"),
        (rows[plan[10].title], letters["places"]): ("Commune de Gounzouraye", "Gounzourèye"),
        (rows[plan[12].title], letters["budget"]): ("beaucoup", "montant attendu"),
        (rows[plan[20].title], letters["status"]): ("Annulée", "Direction"),
        (rows[plan[30].title], letters["status"]): ("140 %", "attendu"),
        (rows[plan[34].title], letters["sources"]): ("Fonds imaginaire", "aucun objet"),
    }
    for cell, (value, message) in cells.items():
        assert by_cell[cell][0] == value
        assert message in by_cell[cell][1]
    untitled = rows[""]
    assert any(row == untitled for row, *_ in said)
    assert {row for row, *_ in said} == {row for row, _ in cells} | {untitled}
    assert {fault.where.sheet for fault in report.faults} == {SHEET}
    assert not report.applied
    assert counted(ActionPlan, Activity, Result, StatusReport, AuditEvent) == [0, 0, 0, 0, 0]


def test_the_correct_rows_only_when_it_is_asked(made, take):
    plan = lines()
    plan[2] = replace(plan[2], period_cell="31 Novembre 2025")
    plan[12] = replace(plan[12], budget_cell="beaucoup")
    report = take(made(plan).path, accept=True, only_correct=True)
    assert report.applied
    assert len(report.faults) == 2
    refused = {plan[2].title, plan[12].title}
    found = in_portal()
    assert set(found) == {line.title for line in plan} - refused
    for line in plan:
        if line.title not in refused:
            assert found[line.title] == meant(line)
    # Mended, the same file brings the two others.
    report = take(made(name="corrige.xlsx").path, accept=True, new_plan={}, given=GIVEN)
    assert said_of(report) == []
    assert set(in_portal()) == {line.title for line in lines()}


def test_a_total_that_is_wrong_is_asked(made, take):
    layout = made(total_off_by=100_000)
    report = take(layout.path, apply=False)
    [question] = [
        one
        for one in report.questions
        if (one.where.row, one.where.letter) not in layout.doubtful(lines())
        and one.where.letter not in QUARTERS
    ]
    assert (question.where.sheet, question.where.row, question.where.letter) == (
        SHEET,
        layout.total,
        layout.letters["budget"],
    )
    message = plain(question.message)
    assert "2 873 663 483" in message
    assert "2 873 763 483" in message
    assert "100 000" in message
    assert take(layout.path, accept=True).applied
    holds(lines())


def test_totals_signatures_and_repeated_headings_are_counted_when_left_out(made, take):
    report = take(made().path, apply=False)
    said = plain(" ".join(report.notices)).casefold()
    assert "total" in said
    assert "intitulés" in said or "en-tête" in said
    assert "numérot" in said or "1 2 3" in said
    assert "fait à bamako" in said or "signature" in said or "sous le tableau" in said


def test_without_a_plan_the_plan_is_asked_for(made, take):
    report = take(made().path, given={"effective_date": "20/12/2025"}, new_plan={})
    assert report.faults
    assert any("plan" in plain(fault.message).casefold() for fault in report.faults)
    assert len(report.faults) < 10
    assert Activity.objects.count() == 0


def test_without_a_date_the_date_of_the_statuses_is_asked_for(made, take):
    report = take(made().path, given={"plan": PLAN}, accept=True)
    assert len(report.faults) == 1
    assert "date" in plain(report.faults[0].message).casefold()
    assert StatusReport.objects.count() == 0


def test_two_activities_of_one_title_are_both_kept_and_not_doubled(made, take):
    """A meeting held every quarter: the same words on several rows."""
    plan = lines()
    plan[11] = replace(plan[11], title=plan[3].title)
    path = made(plan).path
    take(path, accept=True)
    both = Activity.objects.filter(title=plan[3].title).order_by("position")
    assert [(one.department.code, one.budget) for one in both] == [
        (plan[number].department, plan[number].budget) for number in (3, 11)
    ]
    assert Activity.objects.count() == 68
    assert take(path, accept=True).changes_nothing


# --- names settled once


def test_a_department_settled_once_is_not_asked_again(made, take, admin):
    plan = [replace(line, department_cell="Sous dir. Finances") for line in lines()[:2]]
    path = made(plan, merge_departments=False).path
    report = take(path, apply=False, accept=True)
    assert {(fault.value, fault.refers_to) for fault in report.faults} == {
        ("Sous dir. Finances", "departments")
    }
    [key] = {fault.key for fault in report.faults}
    finances = next(choice for choice in report.faults[0].choices if "Finances locales" in choice.label)
    report = take(path, accept=True, answers={key: Answer(Act.CHOOSE, finances.value)})
    assert said_of(report) == []
    assert {one.department.code for one in Activity.objects.all()} == {"SDFL"}
    again = take(path, accept=True)
    assert again.changes_nothing
    assert Activity.objects.first().department.aliases.get().confirmed_by == admin


def test_a_commune_settled_once_is_not_asked_again(made, take, admin):
    plan = [replace(line, places_cell="Commune de Gounzouraye") for line in lines()[:2]]
    path = made(plan).path
    report = take(path, apply=False, accept=True)
    assert {fault.refers_to for fault in report.faults} == {"places"}
    [key] = {fault.key for fault in report.faults}
    best = report.faults[0].choices[0]
    assert "Gounzourèye" in best.label
    assert best.score > 80
    report = take(path, accept=True, answers={key: Answer(Act.CHOOSE, best.value)})
    assert said_of(report) == []
    assert in_portal()[plan[0].title]["places"] == {"gounzoureye"}
    again = take(path, accept=True)
    assert again.changes_nothing
    # A place written among others is known too.
    other = made([replace(plan[0], places_cell="Bara et Gounzouraye")], name="autre.xlsx").path
    assert said_of(take(other, apply=False, accept=True)) == []


def test_an_unknown_name_may_be_left_empty(made, take):
    plan = [replace(line, department_cell="Personne ne sait") for line in lines()[:2]]
    path = made(plan, merge_departments=False).path
    [key] = {fault.key for fault in take(path, accept=True).faults}
    assert take(path, accept=True, answers={key: Answer(Act.EMPTY)}).applied
    assert {one.department for one in Activity.objects.all()} == {None}


# --- twice is once


@pytest.mark.parametrize("columns", [USUAL, WITH_CODES], ids=["by title", "by code"])
def test_the_same_file_again_changes_nothing_and_says_so(made, take, columns):
    path = made(columns=columns).path
    first = take(path, accept=True)
    assert first.applied
    kept = in_portal()
    numbers = counted(ActionPlan, Result, Activity, StatusReport, AuditEvent)
    again = take(path, accept=True)
    assert again.faults == []
    assert again.changes_nothing
    assert not again.applied
    assert {row.effect for row in again.outcomes} == {Effect.UNCHANGED}
    assert counted(ActionPlan, Result, Activity, StatusReport, AuditEvent) == numbers
    assert in_portal() == kept


def test_other_formats_of_a_file_already_imported_change_nothing(take, made):
    take(made().path, accept=True)
    for name in ("canevas.ods", "canevas.xls", "canevas.xlsx"):
        assert take(FILES / name, accept=True).changes_nothing


def _mended(plan: list[Line], title: str) -> list[Line]:
    """The file as it comes back: a title mended, an amount changed, a row added, the rows in another order."""
    plan = list(plan)
    plan[4] = replace(plan[4], title=title)
    plan[7] = plan[7].with_budget(9_999_000)
    added = replace(
        plan[9], title=f"Activité ajoutée en cours de route {canevas.MARK}", code="A-69", objective=2
    )
    return [plan[0], *reversed(plan[1:20]), *plan[20:], added]


def test_a_changed_file_updates_by_title(made, take):
    before = lines()
    draft = {"columns": WITHOUT_STATUS, "merge_departments": False}
    take(made(**draft).path, new_plan=DRAFT, accept=True)
    number_of = dict(Activity.objects.values_list("title", "pk"))
    assert len(number_of) == 68
    # Another case, other spaces, an accent forgotten: the same title.
    title = before[4].title.replace("fiscalité", "FISCALITE ")
    after = _mended(before, title)
    report = take(made(after, name="corrige.xlsx", **draft).path, new_plan={}, accept=True)
    assert said_of(report) == []
    assert Activity.objects.count() == 69
    found = {one.pk: one for one in Activity.objects.select_related("result")}
    assert set(number_of.values()) <= set(found)
    assert found[number_of[before[7].title]].budget == 9_999_000
    assert report.count(Effect.CREATED, "activities") == 1
    assert found[number_of[before[4].title]].title in {title.replace("  ", " "), before[4].title}


def test_a_changed_file_updates_by_code(made, take):
    before = lines()
    draft = {"columns": tuple(name for name in WITH_CODES if name not in {"status", "comment"})}
    draft["merge_departments"] = False
    take(made(**draft).path, new_plan=DRAFT, accept=True)
    number_of = dict(Activity.objects.values_list("code", "pk"))
    assert len(number_of) == 68
    after = _mended(before, f"Un titre entièrement refait {canevas.MARK}")
    report = take(made(after, name="corrige.xlsx", **draft).path, new_plan={}, accept=True)
    assert said_of(report) == []
    assert Activity.objects.count() == 69
    found = {one.pk: one for one in Activity.objects.all()}
    assert found[number_of["A-05"]].title == f"Un titre entièrement refait {canevas.MARK}"
    assert found[number_of["A-08"]].budget == 9_999_000
    assert report.count(Effect.CREATED, "activities") == 1
    changed = [row for row in report.outcomes if row.effect is Effect.CHANGED and row.kind == "activities"]
    headings = {plain(change.new): change.heading for row in changed for change in row.changes}
    assert any("9 999 000" in new for new in headings)


def test_new_statuses_are_added_to_the_history(made, take):
    take(made().path, accept=True)
    later = [
        replace(line, status_cell="Réalisée", status="done", progress=None)
        if line.status == "in_progress"
        else line
        for line in lines()
    ]
    path = made(later, name="decembre.xlsx").path
    report = take(path, new_plan={}, given=GIVEN | {"effective_date": "31/12/2025"}, accept=True)
    assert said_of(report) == []
    assert Counter(Activity.objects.values_list("status", flat=True)) == {"done": 57, "not_done": 11}
    assert StatusReport.objects.filter(effective_date="2025-12-20").count() == 68


def test_answers_that_go_in_circles_are_no_crash(made, take):
    plan = [
        replace(lines()[0], department_cell="Service des uns", places_cell="Gounzouraye"),
        replace(lines()[1], department_cell="Service des autres", places_cell="Commune de Gounzouraye"),
    ]
    path = made(plan, merge_departments=False).path
    report = take(path, accept=True)
    key_of = {fault.value: fault.key for fault in report.faults}
    answers = {
        key_of["Service des uns"]: Answer(Act.REPLACE, "Service des autres"),
        key_of["Service des autres"]: Answer(Act.REPLACE, "Service des uns"),
        key_of["Gounzouraye"]: Answer(Act.REPLACE, "Bara et Gounzouraye"),
        key_of["Commune de Gounzouraye"]: Answer(Act.REPLACE, "Commune de Gounzouraye"),
    }
    report = take(path, accept=True, answers=answers)
    assert report.faults
    assert not report.applied


@pytest.mark.parametrize("value", ["", "0", "-1", "999999", "abc", "9" * 40])
def test_an_answer_that_chooses_nobody_is_asked_again(made, take, value):
    plan = [replace(lines()[0], department_cell="Service des uns", places_cell="Gounzouraye")]
    path = made(plan).path
    keys = [fault.key for fault in take(path, accept=True).faults]
    assert len(keys) == 2
    report = take(path, accept=True, answers={key: Answer(Act.CHOOSE, value) for key in keys})
    assert len(report.faults) == 2
    assert not report.applied
