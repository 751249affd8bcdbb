"""Whole files through a run: written, undone to the last row, marked, corrected and brought again."""

import io
from datetime import date

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from accounts.models import AuditEvent
from communes.models import Region
from programmes.imports import runs
from programmes.imports.marking import marked_workbook
from programmes.imports.marks import SHEET
from programmes.imports.options import Act, Answer
from programmes.imports.undo import obstacles_to_undo, undo
from programmes.models import (
    Activity,
    DayTally,
    Department,
    ImportRun,
    MappingMemory,
    Partner,
    StatusReport,
    Tally,
)
from programmes.summaries import state_differences, tally_differences
from tests.factories import (
    ActivityFactory,
    DepartmentFactory,
    FundingSourceFactory,
    PartnerFactory,
    PlanFactory,
    ProgrammeFactory,
)
from tests.programmes.imports.run_files import PAM, UNICEF, csv_file, partners_file

pytestmark = pytest.mark.django_db

State = ImportRun.State
DEPARTMENTS = [
    ["Code", "Nom", "Relève de", "Autres graphies"],
    ["DGCT", "Direction", None, "D.G.C.T."],
    ["SDX", "Sous-direction", "DGCT", None],
]
SOURCES = [["Code", "Nom"], ["budget", "Budget national"], ["giz", "GIZ"]]
PLANS = [
    ["Code", "Titre", "Exercice", "Structure", "Adopté le"],
    ["P-2023", "Plan 2023", 2023, "DGCT", "2023"],
]
ACTIVITIES = [
    ["Plan", "Code", "Intitulé", "Structure responsable", "Budget", "Financement"],
    ["P-2023", "A-1", "Former les élus", "SDX", "1 500 000 F CFA", "Budget national/GIZ"],
    ["P-2023", "A-2", "Étudier", "SDX", None, None],
]
STATUS = [
    ["Plan", "Activité", "État au", "État"],
    ["P-2023", "A-1", "20/12/2023", "Réalisée"],
    ["P-2023", "A-2", "20/12/2023", "En cours"],
]


def workbook(sheets: dict[str, list], name="classeur.xlsx") -> SimpleUploadedFile:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue())


def stored() -> dict[str, list]:
    """Every row of what people enter, sets of objects included; the counts of it are true."""
    assert list(tally_differences()) == []
    models = apps.get_app_config("programmes").get_models(include_auto_created=True)
    kept = [model for model in models if model not in {ImportRun, MappingMemory, Tally, DayTally}]
    return {model.__name__: sorted(model._base_manager.values_list(), key=repr) for model in kept}


def applied(file, kind, by) -> ImportRun:
    run = runs.receive_file(file=file, kind=kind, by=by)
    assert (run.state, run.faults, run.questions) == (State.PREVIEWED, 0, 0), runs.report_of(run).faults
    run = runs.start_apply(run=run, by=by)
    assert run.state == State.APPLIED, run.message
    return run


def test_a_year_in_one_workbook_is_undone_to_the_last_row(admin):
    DepartmentFactory(code="AUTRE")
    before = stored()
    sheets = {
        "departments": DEPARTMENTS,
        "funding-sources": SOURCES,
        "plans": PLANS,
        "activities": ACTIVITIES,
        "status": STATUS,
    }
    run = applied(workbook(sheets), "workbook", admin)
    assert (Activity.objects.count(), StatusReport.objects.count(), run.created) == (2, 2, 9)
    assert obstacles_to_undo(run) == []
    undo(run=run, by=admin)
    assert stored() == before
    assert applied(workbook(sheets), "workbook", admin).created == 9


def test_a_plan_that_a_command_closed_is_undone_too():
    DepartmentFactory(code="DGCT")
    DepartmentFactory(code="SDX")
    FundingSourceFactory(name="Budget national")
    FundingSourceFactory(name="GIZ")
    before = stored()
    plans = [[*PLANS[0], "Clos le"], [*PLANS[1], date(2023, 12, 31)]]
    run = applied(workbook({"plans": plans, "activities": ACTIVITIES, "status": STATUS}), "workbook", None)
    undo(run=run, by=None)
    assert stored() == before


def test_a_list_that_changes_what_was_there_is_undone(admin):
    department = DepartmentFactory(code="DGCT", name="Ancien nom", acronym="")
    plan = PlanFactory(code="P-2023", department=department, adopted_on=None)
    other = FundingSourceFactory(name="Autre source")
    activity = ActivityFactory(plan=plan, code="A-1", title="Ancien titre", department=department)
    activity.funding_lines.create(source=other, amount=12, currency="EUR")
    before = stored()
    sheets = {"departments": DEPARTMENTS, "funding-sources": SOURCES, "activities": ACTIVITIES}
    run = applied(workbook(sheets), "workbook", admin)
    activity.refresh_from_db()
    assert activity.title == "Former les élus"
    assert {line.source.name for line in activity.funding_lines.all()} == {"Budget national", "GIZ"}
    undo(run=run, by=admin)
    after = stored()
    lines, kept = ([row[1:] for row in one.pop("Funding")] for one in (after, before))
    assert lines == kept  # given back, under a key of its own
    assert after == before


def test_statuses_brought_on_an_old_plan_are_withdrawn_and_the_figures_go_back(admin):
    plan = PlanFactory(code="P-2023")
    for code in ("A-1", "A-2"):
        ActivityFactory(plan=plan, code=code)
    run = applied(workbook({"status": STATUS}), "status", admin)
    assert set(Activity.objects.values_list("status", flat=True)) == {"done", "in_progress"}
    undo(run=run, by=admin)
    assert set(Activity.objects.values_list("status", flat=True)) == {"planned"}
    assert list(StatusReport.objects.values_list("review", flat=True)) == ["withdrawn"] * 2
    assert list(state_differences(Activity.objects.all())) == []
    assert applied(workbook({"status": STATUS}), "status", admin).created == 2


def test_only_the_correct_rows_when_that_is_chosen(admin):
    run = runs.receive_file(file=partners_file(UNICEF, ("", "Sans code", ""), PAM), kind="partners", by=admin)
    assert (run.created, run.faults) == (2, 1)
    run = runs.start_apply(run=run, by=admin, only_correct=True)
    assert (run.state, run.created, run.refused) == (State.APPLIED, 2, 1)
    assert set(Partner.objects.values_list("code", flat=True)) == {"UNICEF", "PAM"}
    assert marked_workbook(run)
    undo(run=run, by=admin)
    assert not Partner.objects.exists()


def test_the_marked_workbook_is_corrected_and_brought_again(admin):
    rows = [["Code", "Nom"], ["SDX", "Sous-direction"], [None, "Sans code"]]
    for kind in ("departments", "workbook"):
        run = runs.receive_file(file=workbook({"departments": rows}), kind=kind, by=admin)
        assert run.faults == 1
        book = load_workbook(io.BytesIO(marked_workbook(run)))
        assert book.sheetnames == ["departments", SHEET]
        book["departments"]["A3"] = "SDY"
        content = io.BytesIO()
        book.save(content)
        again = runs.receive_file(
            file=SimpleUploadedFile("corrigé.xlsx", content.getvalue()), kind=kind, by=admin
        )
        assert (again.faults, again.created, again.state) == (0, 2, State.PREVIEWED)
    runs.start_apply(run=again, by=admin)
    assert set(Department.objects.values_list("code", flat=True)) == {"SDX", "SDY"}


def test_the_territory_is_imported_and_says_that_it_is_not_undone(admin):
    file = csv_file(
        ("cle", "nom", "nature"),
        ("region-gao", "Gao", "région"),
        ("region-mopti", "Mopti", "région"),
        name="regions.csv",
    )
    run = applied(file, "territory", admin)
    assert Region.objects.count() == 2
    events = AuditEvent.objects.filter(operation=run.operation).values_list("action", flat=True)
    assert sorted(events) == ["import.apply", "place.create", "place.create"]
    [obstacle] = obstacles_to_undo(run)
    assert obstacle.startswith("Le territoire ne s’annule pas")
    again = runs.receive_file(
        file=csv_file(("cle", "nom", "nature"), ("region-gao", "Gao", "région"), name="regions.csv"),
        kind="territory",
        by=admin,
    )
    assert again.state == State.NOTHING


def test_each_object_remembers_the_import_that_made_it(admin):
    run = applied(partners_file(UNICEF), "partners", admin)
    event = AuditEvent.objects.about(Partner.objects.get()).get()
    assert ImportRun.objects.get(operation=event.operation) == run


SPENDING = ["Plan", "Code", "Intitulé", "Financement"]


def funded(code: str) -> SimpleUploadedFile:
    return csv_file(SPENDING, ("P", code, "Former", "PNUE du FNACT"), name=f"{code}.csv")


def test_a_source_of_funding_settled_once_is_not_asked_of_the_next_file(admin):
    PlanFactory(code="P")
    source = FundingSourceFactory(code="DAT-FNACT", name="Dotation")
    run = runs.receive_file(file=funded("A-1"), kind="activities", by=admin)
    [fault] = runs.report_of(run).faults
    said = {fault.key: Answer(Act.CHOOSE, str(source.pk), "DAT-FNACT")}
    run = runs.answer(run=run, answers=said, by=admin)
    assert runs.receive_file(file=funded("A-2"), kind="activities", by=admin).faults == 1, "not written yet"
    runs.start_apply(run=run, by=admin)

    following = runs.receive_file(file=funded("A-3"), kind="activities", by=admin)
    assert (following.state, following.faults) == (State.PREVIEWED, 0)
    assert runs.options_of(following).answers == said

    asked = runs.options_of(following).without_answer(fault.key)
    assert runs.start_preview(run=following, by=admin, options=asked).faults == 1, "taken back, it is asked"


def test_a_name_that_several_bear_is_asked_each_time(admin):
    chosen, _ = (ProgrammeFactory(code=code, acronym="PAD") for code in ("PAD-1", "PAD-2"))
    PartnerFactory(code="GIZ"), PartnerFactory(code="PAM")
    first, second = (
        csv_file(["Programme", "Partenaire", "Rôle"], ("PAD", partner, "bailleur"), name=f"{partner}.csv")
        for partner in ("GIZ", "PAM")
    )
    run = runs.receive_file(file=first, kind="participations", by=admin)
    [fault] = runs.report_of(run).faults
    run = runs.answer(run=run, answers={fault.key: Answer(Act.CHOOSE, str(chosen.pk))}, by=admin)
    assert runs.start_apply(run=run, by=admin).state == State.APPLIED
    assert runs.receive_file(file=second, kind="participations", by=admin).faults == 1
