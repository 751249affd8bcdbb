"""The life of plans and activities in words: imports with their file and row, decisions, who and when."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from programmes.actions.activities import change_activity, revise_activity
from programmes.actions.closing import close_plan, reopen_plan
from programmes.actions.draft_lines import withdraw_activity
from programmes.actions.drafts import create_plan
from programmes.actions.new_activities import create_activity
from programmes.actions.plans import adopt_plan, undo_adoption
from programmes.actions.undoing import undo_decision
from programmes.imports.runs import receive_file, start_apply
from programmes.models import Activity, ImportRun
from programmes.plan_life import plan_life
from programmes.timeline import timeline_of
from programmes.trail_words import told_about
from tests.factories import ActivityFactory, PlanFactory

DAY = date(2023, 7, 15)


@pytest.fixture
def draft(department, direction):
    return create_plan(title="Plan 2023", year=2023, department=department, by=direction)


@pytest.fixture
def line(draft, agent, department):
    return create_activity(plan=draft, by=agent, title="Former", department=department)


def titles(moments) -> list[str]:
    return [moment.title for moment in moments]


# --- an activity ----------------------------------------------------------------------------------


def test_a_line_of_a_draft_says_who_proposed_it_and_what_changed(line, agent, validator):
    change_activity(activity=line, by=validator, budget=Decimal(1500), planned_end=DAY)
    line.refresh_from_db()
    changed, proposed = timeline_of(line, agent)
    assert (proposed.title, proposed.by.split(" le ")[0]) == ("Inscrite au plan", "Par Awa Agent")
    assert changed.title == "Fiche modifiée"
    assert changed.details == (
        ("Fin prévue", "rien → 15 juillet 2023"),
        ("Budget", "rien → 1\u202f500\u00a0FCFA"),
    )


def test_an_adopted_line_says_its_adoption_last(line, agent, direction):
    adopt_plan(plan=line.plan, on=DAY, by=direction)
    line.refresh_from_db()
    assert titles(timeline_of(Activity.objects.get(), agent)) == [
        "Inscrite au plan",
        "Inscrite au plan initial",
    ]


def test_a_decision_taken_back_stays_in_the_history(department, validator):
    activity = ActivityFactory(plan=PlanFactory(department=department), budget=Decimal(10))
    revision = revise_activity(
        activity=activity, field="budget", new=Decimal(20), decided_on=DAY, reason="Erreur", by=validator
    )
    undo_decision(revision=revision, by=validator)
    moment = timeline_of(activity, validator)[0]
    assert moment.title == "Décision retirée le jour même"
    assert moment.details == (("Budget", "20\u00a0FCFA → 10\u00a0FCFA"), ("Motif donné", "Erreur"))


def test_an_addition_is_told_once(department, validator):
    plan = PlanFactory(department=department)
    added = create_activity(plan=plan, by=validator, title="Étude", department=department, reason="Demandée")
    assert titles(timeline_of(added, validator)) == ["Ajoutée hors plan initial"]


def test_a_partner_reads_nothing_of_the_trail(line, partner_user, direction):
    adopt_plan(plan=line.plan, on=DAY, by=direction)
    activity = Activity.objects.get()
    assert told_about(activity, partner_user) == []
    assert plan_life(activity.plan, partner_user) == []


# --- imports --------------------------------------------------------------------------------------


def imported(admin, plan) -> ImportRun:
    text = "Plan;Code;Intitulé;Structure responsable\n" + "".join(
        f"{plan.code};I-0{n};Activité {n};{plan.department.code}\n" for n in (1, 2)
    )
    run = receive_file(file=ContentFile(text.encode(), name="plan-2023.csv"), kind="activities", by=admin)
    start_apply(run=run, by=admin)
    run.refresh_from_db()
    assert run.state == ImportRun.State.APPLIED, run.message
    return run


def test_an_imported_line_names_its_file_its_row_and_who(draft, admin, agent):
    imported(admin, draft)
    (moment,) = timeline_of(Activity.objects.get(code="I-02"), agent)
    assert moment.title == "Importée de plan-2023.csv, ligne 3"
    assert moment.by.startswith("Par Adama Administrateur le ")


def test_the_plan_counts_the_lines_of_each_file(draft, admin, agent):
    imported(admin, draft)
    line = plan_life(draft, agent)[0]
    assert line.title == "Import de plan-2023.csv\u00a0: 2 activités"
    assert line.by == "Adama Administrateur"


# --- a plan ---------------------------------------------------------------------------------------


def test_the_life_of_a_plan_from_its_opening_to_its_reopening(draft, line, agent, direction, validator):
    withdrawn = create_activity(plan=draft, by=agent, title="De trop", department=draft.department)
    withdraw_activity(activity=withdrawn, by=agent)
    adopt_plan(plan=draft, on=DAY, by=direction)
    undo_adoption(plan=draft, by=direction, reason="Trop tôt")
    adopt_plan(plan=draft, on=DAY, by=direction)
    close_plan(plan=draft, on=DAY, by=direction)
    reopen_plan(plan=draft, by=direction, reason="Oubli")
    draft.refresh_from_db()
    life = plan_life(draft, agent)
    assert titles(life) == [
        "Plan rouvert",
        "Plan clos",
        "Plan adopté",
        "Adoption annulée",
        "Plan adopté",
        "Activité retirée du plan en préparation",
        "Plan ouvert en préparation",
    ]
    told = {line.title: dict(line.details) for line in life}
    assert told["Plan rouvert"] == {"Motif": "Oubli"}
    assert told["Plan clos"] == {"Date de la clôture": "15 juillet 2023"}
    assert told["Plan adopté"]["Ce qui est adopté"] == "1 activité, sans budget"
    assert told["Activité retirée du plan en préparation"] == {"Activité": "A-002 – De trop"}
    assert {line.by for line in life} == {"Diane Direction", "Awa Agent"}


def test_decisions_about_its_lines_lead_to_them(department, validator, agent):
    activity = ActivityFactory(plan=PlanFactory(department=department), code="A-01", title="Former")
    revise_activity(
        activity=activity, field="budget", new=Decimal(20), decided_on=DAY, reason="Note", by=validator
    )
    (line,) = plan_life(activity.plan, agent)
    assert (line.title, line.about, line.url) == (
        "Révision\u00a0: budget",
        "A-01 – Former",
        activity.get_absolute_url(),
    )
    assert line.details == (("Budget", "rien → 20\u00a0FCFA"), ("Motif", "Note"))


def test_a_life_costs_the_same_number_of_queries_whatever_its_length(
    department, validator, agent, django_assert_max_num_queries
):
    plan = PlanFactory(department=department)

    def revised():
        revise_activity(
            activity=ActivityFactory(plan=plan),
            field="budget",
            new=Decimal(20),
            decided_on=DAY,
            reason="Note",
            by=validator,
        )

    revised()
    with django_assert_max_num_queries(5) as few:
        plan_life(plan, agent)
    for _ in range(9):
        revised()
    with django_assert_max_num_queries(len(few)):
        assert len(plan_life(plan, agent)) == 10
