"""Rows are decided one by one and written together; what only the database can refuse is told of its row."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from programmes.imports.faults import Effect
from programmes.imports.options import Act, Answer, ImportOptions, name_key
from programmes.imports.run import import_file
from programmes.models import Activity, Department, Partner, PartnerAlias, StatusReport, SwotAnalysis
from tests.factories import (
    ActivityFactory,
    DepartmentFactory,
    FundingSourceFactory,
    PartnerFactory,
    PlanFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db

HEADINGS = ["Plan", "Code", "Intitulé", "Structure responsable", "Début prévu", "Fin prévue", "Budget"]


@pytest.fixture
def plan(department):
    return PlanFactory(code="P-2024", year=2024, department=department, adopted_on=None)


def rows_of(count: int, department, start: int = 1) -> list[list]:
    return [
        ["P-2024", f"A-{n}", f"Activité d’essai {n}", department.code, "janvier 2024", "T2 2024", 1000 * n]
        for n in range(start, start + count)
    ]


def queries_of(work) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_a_thousand_rows_cost_the_queries_of_ten(load, plan, department):
    few = queries_of(lambda: load("activities", HEADINGS, *rows_of(10, department)))
    many = queries_of(lambda: load("activities", HEADINGS, *rows_of(900, department, start=11)))
    assert many <= few + 4  # what a plan already holds is fetched
    assert plan.activities.count() == 910


def test_what_is_written_together_is_what_one_by_one_gives(load, plan, department, admin):
    source = FundingSourceFactory(code="BN", name="Budget national")
    report = load(
        "activities",
        [*HEADINGS, "Sources de financement", "Structures associées"],
        [*rows_of(1, department)[0], "BN", department.code],
        by=admin,
    )
    [activity] = plan.activities.all()
    assert (activity.planned_start, activity.planned_start_precision) == (date(2024, 1, 1), "month")
    assert (activity.planned_end, activity.budget) == (date(2024, 6, 30), Decimal(1000))
    assert (activity.position, activity.search) == (1, "a 1 activite d essai 1")
    assert [line.source for line in activity.funding_lines.all()] == [source]
    assert list(activity.associated_departments.all()) == [department]
    [event] = AuditEvent.objects.filter(operation=report.operation)
    assert (event.action, event.actor, event.target_id) == ("activity.create", admin, str(activity.pk))
    assert event.after["code"] == "A-1"
    assert [(one.model, one.pk, one.created) for one in report.written] == [
        ("programmes.activity", activity.pk, True)
    ]


def test_a_row_that_only_the_database_refuses_is_named(load, messages):
    PartnerFactory(code="AUTRE", name="Croix-Rouge")
    report = load("partners", ["Code", "Nom"], ["A", "Un"], ["B", "croix-rouge"], ["C", "Trois"])
    assert messages(report) == [(3, "", "Un partenaire porte déjà ce nom.")]
    assert [one.effect for one in report.outcomes] == [Effect.CREATED, Effect.REFUSED, Effect.CREATED]
    assert Partner.objects.count() == 1


def test_the_correct_rows_alone_are_written_when_asked(load, book, plan, department):
    PartnerFactory(code="AUTRE", name="Croix-Rouge")
    path = book(
        {"partners": [["Code", "Nom"], ["A", "Un"], ["B", "croix-rouge"], ["C C", "Trois"], ["D", "Quatre"]]}
    )
    report = import_file(path, "partners", by=None, apply=True, options=ImportOptions(only_correct=True))
    assert report.applied
    assert (report.created, report.refused, len(report.faults)) == (2, 2, 2)
    assert set(Partner.objects.values_list("code", flat=True)) == {"AUTRE", "A", "D"}
    assert {one.where.row for one in report.written} == {2, 5}


def test_what_names_a_row_left_out_is_left_out_too(book):
    rows = [
        ["Code", "Nom", "Rattachée à"],
        ["A B", "Fautive", None],
        ["C", "Fille", "Fautive"],
        ["D", "Bonne", None],
    ]
    report = import_file(
        book({"departments": rows}),
        "departments",
        by=None,
        apply=True,
        options=ImportOptions(only_correct=True),
    )
    assert list(Department.objects.values_list("code", flat=True)) == ["D"]
    assert "sa propre ligne est à corriger" in report.faults[1].message


def test_a_row_with_an_open_question_is_not_a_correct_one(book):
    rows = [["Code", "Titre", "Budget"], ["A", "Un", "1.500"], ["B", "Deux", "1 500"]]
    path = book({"programmes": rows})
    report = import_file(path, "programmes", by=None, apply=True, options=ImportOptions(only_correct=True))
    assert (report.created, report.refused) == (1, 1)
    report = import_file(
        path, "programmes", by=None, apply=True, options=ImportOptions(only_correct=True, accept=True)
    )
    assert (report.created, report.unchanged) == (1, 1)


def test_a_refused_row_leaves_no_parent_behind(book):
    ProgrammeFactory(code="EAM")
    rows = [
        ["Programme", "Commune", "Rubrique", "Constat"],
        ["EAM", "commune de Bara, cercle d’Ansongo", "force", "x"],
        ["EAM", "commune de Bara, cercle d’Ansongo", "chose", "y"],
    ]
    report = import_file(
        book({"swot": rows}), "swot", by=None, apply=True, options=ImportOptions(only_correct=True)
    )
    assert report.refused == 2  # no such commune here, no such heading there
    assert not SwotAnalysis.objects.exists()


def test_statuses_are_written_together_with_the_state_of_their_activities(
    load, plan, department, django_assert_max_num_queries
):
    plan.adopted_on = date(2024, 1, 2)
    plan.save()
    activities = ActivityFactory.create_batch(30, plan=plan)
    rows = [[plan.code, one.code, "30/06/2024", "réalisée", None] for one in activities]
    rows.append([plan.code, activities[0].code, "31/03/2024", "45 %", None])
    with django_assert_max_num_queries(45):
        report = load("status", ["Plan", "Activité", "État au", "État", "Commentaire"], *rows)
    assert report.created == 31
    assert set(Activity.objects.values_list("status", flat=True)) == {"done"}
    first = activities[0]
    first.refresh_from_db()
    assert first.latest_report == StatusReport.objects.get(activity=first, status="done")
    assert (
        AuditEvent.objects.filter(operation=report.operation, action="activity.report_status").count() == 31
    )
    assert load("status", ["Plan", "Activité", "État au", "État", "Commentaire"], *rows).changes_nothing


class TestNamesSettled:
    def heading_and_row(self, name):
        return ["Code", "Titre", "Exercice", "Structure"], ["P", "Plan", 2024, name]

    def settle(self, book, word, rows, answers, apply=True):
        options = ImportOptions(answers=answers)
        return import_file(book({word: rows}), word, by=None, apply=apply, options=options)

    def test_a_fault_on_a_name_says_what_it_may_be(self, load):
        department = DepartmentFactory(code="SDFL", name="Sous-direction Finances locales")
        [fault] = load("plans", *self.heading_and_row("SD Finances locale")).faults
        assert (fault.key, fault.refers_to) == (
            name_key("departments", "SD Finances locale"),
            "departments",
        )
        assert [(one.value, one.label) for one in fault.choices] == [
            (str(department.pk), "Sous-direction Finances locales")
        ]

    def test_a_name_settled_becomes_a_spelling_and_is_not_asked_again(self, book, load):
        department = DepartmentFactory(code="SDFL", name="Sous-direction Finances locales")
        rows = self.heading_and_row("Les finances")
        answers = {name_key("departments", "Les finances"): Answer(Act.CHOOSE, str(department.pk))}
        report = self.settle(book, "plans", rows, answers)
        assert report.applied
        assert [alias.written for alias in department.aliases.all()] == ["Les finances"]
        assert {one.model for one in report.written} == {
            "programmes.actionplan",
            "programmes.departmentalias",
        }
        assert load("plans", *rows).changes_nothing

    def test_settling_alone_is_kept(self, book, load):
        partner = PartnerFactory(code="GIZ", name="Coopération allemande")
        rows = [["Code", "Nom", "Nature", "Partenaire"], ["S", "Source", "PTF", "La GIZ du Mali"]]
        answers = {name_key("partners", "La GIZ du Mali"): Answer(Act.CHOOSE, str(partner.pk))}
        self.settle(book, "funding-sources", rows, answers)
        PartnerAlias.objects.all().delete()
        report = self.settle(book, "funding-sources", rows, answers)
        assert (report.unchanged, report.applied) == (1, True)
        assert partner.aliases.count() == 1

    def test_a_preview_keeps_no_spelling(self, book):
        department = DepartmentFactory(code="SDFL")
        answers = {name_key("departments", "Les finances"): Answer(Act.CHOOSE, str(department.pk))}
        report = self.settle(book, "plans", self.heading_and_row("Les finances"), answers, apply=False)
        assert not report.faults
        assert not department.aliases.exists()

    def test_another_text_or_nothing_may_stand_for_the_name(self, book):
        department = DepartmentFactory(code="SDFL")
        key = name_key("departments", "???x")
        rows = [["Code", "Nom", "Rattachée à"], ["N", "Nouvelle", "???x"]]
        report = self.settle(book, "departments", rows, {key: Answer(Act.REPLACE, "SDFL")})
        assert Department.objects.get(code="N").parent == department
        report = self.settle(book, "departments", rows, {key: Answer(Act.EMPTY)})
        assert report.changed == 1
        assert Department.objects.get(code="N").parent is None

    def test_an_answer_about_what_is_gone_is_asked_again(self, book):
        DepartmentFactory(code="SDFL")
        key = name_key("departments", "Les finances")
        report = self.settle(
            book, "plans", self.heading_and_row("Les finances"), {key: Answer(Act.CHOOSE, "999999")}
        )
        [fault] = report.faults
        assert "choisissez de nouveau" in fault.message
        assert fault.key == key


class TestWithoutCodes:
    HEADINGS = ("Plan", "Intitulé", "Budget")

    def test_new_activities_are_given_codes(self, load, plan):
        ActivityFactory(plan=plan, code="A-02", title="Déjà là")
        report = load("activities", self.HEADINGS, ["P-2024", "Former", 1], ["P-2024", "Équiper", 2])
        assert report.created == 2
        assert dict(plan.activities.values_list("title", "code")) == {
            "Déjà là": "A-02",
            "Former": "A-01",
            "Équiper": "A-03",
        }

    def test_they_are_recognised_by_their_title_in_any_order(self, load, plan):
        rows = [["P-2024", f"Activité {name}", 1] for name in ("alpha", "bravo", "charlie")]
        load("activities", self.HEADINGS, *rows)
        report = load("activities", self.HEADINGS, *reversed(rows))
        assert report.changes_nothing
        assert plan.activities.count() == 3

    def test_the_same_title_several_times_is_as_many_activities(self, load, plan):
        rows = [["P-2024", "Mission de suivi", budget] for budget in (10, 20, 30)]
        assert load("activities", self.HEADINGS, *rows).created == 3
        assert load("activities", self.HEADINGS, *rows).changes_nothing
        rows[1][2] = 25
        report = load("activities", self.HEADINGS, *rows)
        assert (report.changed, report.unchanged) == (1, 2)

    def test_a_mended_title_is_asked_and_never_taken(self, load, book, plan):
        load("activities", self.HEADINGS, ["P-2024", "Former les maires de San", 1])
        mended = ["P-2024", "Former les maires de San et Tominian", 1]
        mended[1] = "Former les maires de Sann"
        report = load("activities", self.HEADINGS, mended)
        [question] = report.questions
        assert not report.applied
        assert question.key == name_key("activities", "Former les maires de Sann")
        assert [choice.label for choice in question.choices] == [
            "Oui, c’est A-01\u00a0: son intitulé change",
            "Non, c’est une activité nouvelle",
        ]
        path = book({"activities": [list(self.HEADINGS), mended]})
        same = {question.key: Answer(Act.CHOOSE, question.choices[0].value)}
        report = import_file(path, "activities", by=None, apply=False, options=ImportOptions(answers=same))
        assert (report.changed, report.questions) == (1, [])
        new = {question.key: Answer(Act.CHOOSE, question.choices[1].value)}
        report = import_file(path, "activities", by=None, apply=True, options=ImportOptions(answers=new))
        assert report.created == 1
        assert set(plan.activities.values_list("title", flat=True)) == {
            "Former les maires de San",
            "Former les maires de Sann",
        }

    def test_a_title_that_resembles_another_row_of_the_file_is_not_asked(self, load, plan):
        rows = [["P-2024", "Appuyer la commune de Boura", 1], ["P-2024", "Appuyer la commune de Bourra", 2]]
        load("activities", self.HEADINGS, rows[0])
        report = load("activities", self.HEADINGS, *rows)
        assert (report.created, report.unchanged, report.questions) == (1, 1, [])


def test_a_plan_is_held_while_it_is_written_in(load, plan, department):
    with CaptureQueriesContext(connection) as captured:
        load("activities", HEADINGS, *rows_of(3, department))
    if connection.features.has_select_for_update:
        assert sum("FOR UPDATE" in one["sql"] for one in captured) == 1
    assert plan.activities.count() == 3


class TestAnAdoptedPlanRevised:
    HEADINGS = ("Plan", "Code", "Intitulé", "Fin prévue", "Budget")

    @pytest.fixture
    def activity(self, plan):
        plan.adopted_on = date(2024, 1, 2)
        plan.save()
        return ActivityFactory(
            plan=plan, code="A-1", title="Former", planned_end=date(2024, 6, 30), budget=Decimal(10)
        )

    def test_without_a_reason_nothing_changes_and_the_cell_says_what_to_give(self, load, activity, messages):
        load("activities", self.HEADINGS, ["P-2024", "A-1", "Former", "30/09/2024", 10])
        report = load("activities", self.HEADINGS, ["P-2024", "A-1", "Former", "30/09/2024", 10])
        [(row, letter, message)] = messages(report)
        assert (row, letter) == (2, "D")
        assert "Motif de la révision" in message
        activity.refresh_from_db()
        assert activity.planned_end == date(2024, 6, 30)

    def test_a_title_or_a_department_is_revised_like_a_date(self, load, activity, messages, other_department):
        headings = ("Plan", "Code", "Intitulé", "Structure responsable")
        row = ["P-2024", "A-1", "Former les maires", other_department.code]
        report = load("activities", headings, row)
        [(_, _, message)] = messages(report)
        assert "cela s’y change par une révision. Donnez son motif" in message
        report = load("activities", [*headings, "Motif de la révision"], [*row, "Réorganisation"])
        assert report.changed == 1
        assert {one.field for one in activity.revisions.all()} == {"title", "department"}

    def test_with_its_reason_the_change_is_a_dated_decision(self, load, activity, admin):
        headings = [*self.HEADINGS, "Motif de la révision", "Décidée le"]
        row = ["P-2024", "A-1", "Former", "T3 2024", 20, "Fonds reçus en juillet", "15/07/2024"]
        report = load("activities", headings, row, by=admin)
        assert (report.changed, report.faults) == (1, [])
        activity.refresh_from_db()
        assert (activity.planned_end, activity.planned_end_precision, activity.budget) == (
            date(2024, 9, 30),
            "quarter",
            Decimal(20),
        )
        revisions = activity.revisions.order_by("field")
        assert [(one.field, one.decided_on, one.reason) for one in revisions] == [
            (name, date(2024, 7, 15), "Fonds reçus en juillet") for name in ("budget", "planned_end")
        ]
        assert load("activities", headings, row, by=admin).changes_nothing

    def test_the_reason_may_be_given_for_the_whole_file(self, book, activity):
        path = book({"activities": [list(self.HEADINGS), ["P-2024", "A-1", "Former", "30/09/2024", 10]]})
        options = ImportOptions(given={"revision_reason": "Décision du comité"})
        report = import_file(path, "activities", by=None, apply=True, options=options)
        assert report.changed == 1
        assert activity.revisions.get().reason == "Décision du comité"


def test_a_plan_that_could_not_be_adopted_for_want_of_activities_is_not_said_to_change(book, department):
    path = book({"activities": [["Intitulé", "Fin prévue"], ["Former", "31 novembre"]]})
    options = ImportOptions(
        given={"plan": "N-2024"},
        new_plan={
            "code": "N-2024",
            "title": "Nouveau",
            "year": "2024",
            "department": department.code,
            "adopted_on": "15/01/2024",
        },
        only_correct=True,
    )
    report = import_file(path, "activities", by=None, apply=True, options=options)
    assert (report.created, report.refused) == (1, 1)
    report = import_file(path, "activities", by=None, apply=True, options=options)
    assert (report.created, report.changed, report.unchanged, report.applied) == (0, 0, 1, False)


class TestAdditions:
    HEADINGS = ("Plan", "Code", "Intitulé", "Ajoutée hors plan le")

    def test_to_a_draft_there_is_none(self, load, plan, messages):
        report = load("activities", self.HEADINGS, ["P-2024", "A-1", "Former", "01/06/2024"])
        [(row, letter, message)] = messages(report)
        assert (row, letter) == (2, "D")
        assert "plan initial" in message
        assert not plan.activities.exists()

    def test_to_a_plan_that_the_file_adopts_it_stands_beside_the_initial_plan(self, book, department):
        path = book(
            {
                "plans": [
                    ["Code", "Titre", "Exercice", "Structure", "Adopté le"],
                    ["N-2024", "Nouveau", 2024, department.code, "15/01/2024"],
                ],
                "activities": [
                    list(self.HEADINGS),
                    ["N-2024", "A-1", "Former", None],
                    ["N-2024", "A-2", "Équiper", "01/06/2024"],
                ],
            }
        )
        assert import_file(path, "workbook", by=None, apply=True).created == 3
        added = Activity.objects.get(code="A-2")
        assert added.added_on == date(2024, 6, 1)
        assert added.revisions.get().field == "added_on"
        assert Activity.objects.get(code="A-1").added_on is None
        assert import_file(path, "workbook", by=None, apply=True).changes_nothing

    def test_the_day_of_one_does_not_change(self, load, plan, messages):
        plan.adopted_on = date(2024, 1, 2)
        plan.save()
        load("activities", self.HEADINGS, ["P-2024", "A-1", "Former", "01/06/2024"])
        report = load("activities", self.HEADINGS, ["P-2024", "A-1", "Former", "02/06/2024"])
        assert [letter for _, letter, _ in messages(report)] == ["D"]
        assert plan.activities.get().added_on == date(2024, 6, 1)
