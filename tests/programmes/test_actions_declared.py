"""What was declared about a plan: entered, corrected, taken back, with a trace; who may, when it is refused."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import AuditEvent
from programmes.actions.closing import close_plan
from programmes.actions.declared import declare_figures, declared_text
from programmes.actions.refusals import Refusal
from programmes.plan_life import plan_life
from tests.factories import DeclaredFigureFactory, PlanFactory, WorkshopFactory

DAY = date(2023, 12, 23)
SENTENCE = "soit un taux d’exécution des activités de 67,74 %"


@pytest.fixture
def plan(department):
    return PlanFactory(department=department)


@pytest.fixture
def workshop():
    return WorkshopFactory(title="Atelier de Ségou")


def declare(plan, direction, workshop=None, **told):
    values = told.pop("values", {"total": Decimal(62), "done": Decimal(42)})
    return declare_figures(plan=plan, by=direction, workshop=workshop, values=values, **told)


def refusal_of(**arguments) -> Refusal:
    with pytest.raises(Refusal) as caught:
        declare_figures(**arguments)
    assert not AuditEvent.objects.exists()
    return caught.value


def test_a_declaration_is_kept_with_its_date_workshop_and_sentence(plan, direction, workshop):
    declare(plan, direction, workshop, declared_on=DAY, quote=f" {SENTENCE} ")
    rows = plan.declared_figures.all()
    assert {(row.measure, row.value) for row in rows} == {("total", 62), ("done", 42)}
    assert {(row.workshop, row.declared_on, row.quote) for row in rows} == {(workshop, DAY, SENTENCE)}


def test_it_stands_in_the_life_of_the_plan_with_what_it_replaced(plan, direction, workshop):
    declare(plan, direction, workshop)
    declare(plan, direction, workshop, values={"total": Decimal(68), "done": None})
    latest, first = plan_life(plan, direction)
    assert first.title == "Chiffres déclarés"
    assert ("Atelier", "Atelier de Ségou") in first.details
    assert ("Chiffres", "activités du plan 68") in latest.details
    assert ("Auparavant", "activités du plan 62, activités réalisées 42") in latest.details


def test_a_value_left_empty_is_taken_back(plan, direction):
    declare(plan, direction)
    assert declare(plan, direction, values={"done": None}) == "activités du plan 62"


def test_a_measure_that_is_not_told_stays(plan, direction):
    declare(plan, direction)
    declare(plan, direction, values={"execution_rate": Decimal("67.74")})
    said = "activités du plan 62, activités réalisées 42, taux d’exécution physique 67,74"
    assert declared_text(plan, None).startswith(said)


def test_without_a_new_sentence_each_figure_keeps_its_own(plan, direction):
    DeclaredFigureFactory(plan=plan, quote=SENTENCE)
    declare(plan, direction, values={"execution_rate": Decimal(70)}, quote=None)
    assert plan.declared_figures.get().quote == SENTENCE


def test_it_is_corrected_after_the_closing(plan, direction):
    close_plan(plan=plan, on=DAY, by=direction)
    declare(plan, direction)
    assert plan.declared_figures.count() == 2


@pytest.mark.parametrize("person", ["agent", "validator", "admin", "partner_user"])
def test_only_the_direction_declares(plan, request, person):
    refused = refusal_of(plan=plan, by=request.getfixturevalue(person), values={"total": Decimal(1)})
    assert "Seule la Direction peut le faire" in refused.message


def test_nothing_is_declared_of_a_draft(direction):
    refused = refusal_of(plan=PlanFactory(adopted_on=None), by=direction, values={"total": Decimal(1)})
    assert "en préparation" in refused.message


def test_a_declaration_says_something(plan, direction):
    assert refusal_of(plan=plan, by=direction, values={"total": None}).field == "total"


def test_two_people_do_not_declare_over_each_other(plan, direction):
    DeclaredFigureFactory(plan=plan)
    refused = refusal_of(plan=plan, by=direction, values={"total": Decimal(1)}, seen="")
    assert "déjà enregistrés pour cette déclaration" in refused.message
    assert plan.declared_figures.count() == 1
