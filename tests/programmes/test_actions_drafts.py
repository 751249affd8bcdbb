"""Plans before their adoption: opened, described, deleted; who may, what is refused."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from accounts.models import AuditEvent
from programmes.actions.documents import attach_document
from programmes.actions.drafts import change_plan, create_plan, delete_plan, proposed_code
from programmes.actions.refusals import Refusal
from programmes.models import ActionPlan, Document
from tests.factories import (
    ActivityFactory,
    DeclaredFigureFactory,
    PlanFactory,
    ProgrammeFactory,
    WorkshopFactory,
)


@pytest.fixture
def draft(department):
    return PlanFactory(code="SDA-2026", department=department, year=2026, adopted_on=None)


# --- opened ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["direction", "admin"])
def test_a_plan_takes_its_owner_s_acronym_and_its_year(department, request, person):
    by = request.getfixturevalue(person)
    plan = create_plan(title="Plan 2026", year=2026, department=department, by=by)
    assert (plan.code, plan.state) == ("SDA-2026", "draft")
    event = AuditEvent.objects.get(action="plan.create")
    assert (event.actor, event.after["owner"]) == (by, "Sous-direction A")


def test_a_code_already_taken_gets_a_number(department, draft, direction):
    assert create_plan(title="Autre", year=2026, department=department, by=direction).code == "SDA-2026-2"


def test_the_code_of_a_programme_s_plan_is_a_code(db):
    assert proposed_code(ProgrammeFactory(code="EAM", acronym="E.A.M. / Gao"), 2026) == "E-A-M-Gao-2026"


def test_a_code_given_is_kept_and_told_when_taken(draft, department, direction):
    with pytest.raises(ValidationError) as refused:
        create_plan(code="sda-2026", title="Autre", year=2026, department=department, by=direction)
    assert "Un plan porte déjà ce code." in refused.value.messages


def test_a_code_is_no_word_of_the_addresses(department, direction):
    with pytest.raises(Refusal) as refused:
        create_plan(code="Nouveau", title="Plan", year=2026, department=department, by=direction)
    assert refused.value.field == "code"
    assert not ActionPlan.objects.exists()


def test_a_plan_is_somebody_s(direction):
    with pytest.raises(ValidationError) as refused:
        create_plan(code="X", title="Plan", year=2026, by=direction)
    assert "Un plan est celui d’une structure ou celui d’un programme." in refused.value.messages


@pytest.mark.parametrize("person", ["agent", "validator", "partner_user"])
def test_only_those_who_prepare_plans_open_one(department, request, person):
    with pytest.raises(Refusal, match="Seuls la Direction et les administrateurs peuvent le faire"):
        create_plan(title="Plan", year=2026, department=department, by=request.getfixturevalue(person))
    assert not AuditEvent.objects.exists()


# --- described ------------------------------------------------------------------------------------


def test_a_draft_changes_all_of_itself(draft, direction):
    change_plan(plan=draft, by=direction, title="Plan de 2027", year=2027, code="SDA-2027")
    draft.refresh_from_db()
    assert (draft.title, draft.year, draft.code) == ("Plan de 2027", 2027, "SDA-2027")
    assert AuditEvent.objects.get(action="plan.change").before["year"] == 2026


def test_nothing_changed_leaves_no_trace(draft, direction):
    change_plan(plan=draft, by=direction, title=draft.title)
    assert not AuditEvent.objects.exists()


def test_the_adoption_fixes_what_a_plan_is(department, direction):
    plan = PlanFactory(department=department)
    change_plan(plan=plan, by=direction, title="Autre titre", year=plan.year)
    with pytest.raises(Refusal, match="ne changent plus") as refused:
        change_plan(plan=plan, by=direction, year=2030)
    assert refused.value.field == "year"
    plan.refresh_from_db()
    assert (plan.title, plan.year) == ("Autre titre", 2023)


def test_a_closed_plan_says_since_when_and_who_reopens_it(department, direction):
    plan = PlanFactory(department=department, closed_on=date(2023, 12, 31))
    with pytest.raises(Refusal, match=r"clos depuis le 31 décembre 2023.*Seule la Direction peut le rouvrir"):
        change_plan(plan=plan, by=direction, title="Autre")


# --- deleted --------------------------------------------------------------------------------------


def test_an_empty_draft_is_deleted_and_its_trace_stays(draft, direction):
    delete_plan(plan=draft, by=direction)
    assert not ActionPlan.objects.exists()
    assert AuditEvent.objects.get(action="plan.delete").before["code"] == "SDA-2026"


def test_a_draft_with_activities_is_not_deleted(draft, direction):
    ActivityFactory(plan=draft)
    with pytest.raises(Refusal, match="contient 1 activité"):
        delete_plan(plan=draft, by=direction)
    assert ActionPlan.objects.exists()


def test_an_adopted_plan_is_not_deleted(direction):
    with pytest.raises(Refusal, match="ne se supprime pas"):
        delete_plan(plan=PlanFactory(), by=direction)


def test_the_act_of_an_adoption_that_was_undone_is_not_lost_with_its_plan(draft, direction):
    attach_document(
        file=ContentFile(b"%PDF-1.4 acte", name="acte.pdf"),
        title="Acte d’adoption",
        kind=Document.Kind.DECISION,
        by=direction,
        plan=draft,
    )
    with pytest.raises(Refusal, match=r"Le plan garde «.Acte d’adoption"):
        delete_plan(plan=draft, by=direction)
    assert Document.objects.get().plan == draft


def test_what_refers_to_a_draft_is_named(draft, direction):
    workshop = WorkshopFactory(title="Atelier de Ségou")
    workshop.plan_links.create(plan=draft, purpose="prepared")
    with pytest.raises(Refusal, match="y renvoie"):
        delete_plan(plan=draft, by=direction)
    assert ActionPlan.objects.exists()
    assert not AuditEvent.objects.filter(action="plan.delete").exists()


def test_figures_declared_about_a_draft_go_with_it(draft, direction):
    DeclaredFigureFactory(plan=draft)
    delete_plan(plan=draft, by=direction)
    assert not ActionPlan.objects.exists()
