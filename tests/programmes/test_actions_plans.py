"""The adoption of a plan and its undoing: who may, when it is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import AuditEvent
from programmes.actions.closing import close_plan, reopen_plan
from programmes.actions.plans import adopt_plan, adoption_obstacle, undo_adoption
from programmes.actions.refusals import Refusal
from programmes.drafting import adopted_text
from programmes.models import ActionPlan
from tests.factories import ActivityFactory, PlanFactory, StatusReportFactory

DAY = date(2023, 12, 31)


@pytest.fixture
def draft(department):
    plan = PlanFactory(department=department, adopted_on=None)
    ActivityFactory(plan=plan)
    return plan


@pytest.fixture
def plan(department):
    return PlanFactory(department=department)


def refusal_of(act, **arguments) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(**arguments)
    assert not AuditEvent.objects.exists()
    return caught.value


def test_a_draft_is_adopted(draft, direction):
    adopt_plan(plan=draft, on=date(2023, 1, 1), by=direction, precision="year")
    draft.refresh_from_db()
    assert (draft.state, draft.adoption) == ("adopted", "2023")
    event = AuditEvent.objects.get(action="plan.adopt")
    assert (event.actor, event.after["activities"]) == (direction, 1)


def test_a_plan_is_adopted_once(plan, direction):
    assert "déjà adopté (10 janvier 2023)" in refusal_of(adopt_plan, plan=plan, on=DAY, by=direction).message


def test_a_plan_is_not_adopted_tomorrow(draft, direction):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert refusal_of(adopt_plan, plan=draft, on=tomorrow, by=direction).field == "adopted_on"


def test_an_empty_plan_is_not_adopted(direction):
    plan = PlanFactory(adopted_on=None)
    assert "sans activité" in refusal_of(adopt_plan, plan=plan, on=DAY, by=direction).message


@pytest.mark.parametrize("person", ["agent", "validator", "partner_user"])
def test_only_the_direction_adopts(draft, request, person):
    message = refusal_of(adopt_plan, plan=draft, on=DAY, by=request.getfixturevalue(person)).message
    assert "Votre rôle ne permet pas" in message


def test_whoever_imports_takes_over_an_adoption(draft, admin):
    assert adopt_plan(plan=draft, on=DAY, by=admin).adopted_on == DAY


# --- adoption, with its act and in numbers --------------------------------------------------------


def test_the_act_of_adoption_is_kept_with_the_plan(draft, direction):
    adopt_plan(plan=draft, on=DAY, by=direction, document=ContentFile(b"%PDF-1.4 acte", name="acte.pdf"))
    document = draft.documents.get()
    assert (document.title, document.kind) == ("Acte d’adoption du plan (31 décembre 2023)", "decision")
    assert (document.taken_on, document.uploaded_by) == (DAY, direction)


def test_an_act_that_is_not_accepted_stops_the_adoption(draft, direction):
    act = ContentFile(b"", name="acte.pdf")
    assert refusal_of(adopt_plan, plan=draft, on=DAY, by=direction, document=act).field == "file"
    draft.refresh_from_db()
    assert draft.adopted_on is None


def test_what_is_adopted_is_what_was_read(draft, direction):
    seen = adopted_text(draft)
    ActivityFactory(plan=draft, budget=Decimal(500))
    message = refusal_of(adopt_plan, plan=draft, on=DAY, by=direction, seen=seen).message
    assert "1 activité, sans budget alors, 2 activités, 500\u00a0FCFA maintenant" in message
    adopt_plan(plan=draft, on=DAY, by=direction, seen=adopted_text(draft))
    assert AuditEvent.objects.get(action="plan.adopt").after["adopted"] == "2 activités, 500\u00a0FCFA"


# --- an adoption taken back -----------------------------------------------------------------------


def test_an_adoption_by_mistake_makes_the_plan_a_draft_again(draft, direction):
    adopt_plan(plan=draft, on=DAY, by=direction, document=ContentFile(b"%PDF-1.4 acte", name="acte.pdf"))
    undo_adoption(plan=draft, by=direction, reason=" Adopté trop tôt ")
    draft.refresh_from_db()
    assert (draft.state, draft.adopted_on, draft.documents.count()) == ("draft", None, 1)
    event = AuditEvent.objects.get(action="plan.undo_adoption")
    assert (event.before["adopted_on"], event.after["reason"]) == ("31 décembre 2023", "Adopté trop tôt")
    adopt_plan(plan=draft, on=DAY, by=direction)


@pytest.mark.parametrize("person", ["agent", "validator", "admin", "partner_user"])
def test_only_the_direction_takes_an_adoption_back(plan, request, person):
    message = refusal_of(
        undo_adoption, plan=plan, by=request.getfixturevalue(person), reason="Erreur"
    ).message
    assert "Votre rôle ne permet pas" in message


def test_an_adoption_taken_back_says_why(plan, direction):
    assert refusal_of(undo_adoption, plan=plan, by=direction, reason=" ").field == "reason"


def test_a_draft_has_no_adoption_to_take_back(draft, direction):
    assert "n’est pas adopté" in refusal_of(undo_adoption, plan=draft, by=direction, reason="Erreur").message


def test_a_report_keeps_the_adoption_even_withdrawn(plan, direction):
    StatusReportFactory(activity=ActivityFactory(plan=plan), review="withdrawn", reviewed_at=timezone.now())
    message = refusal_of(undo_adoption, plan=plan, by=direction, reason="Erreur").message
    assert "1 état a été déclaré depuis" in message


def test_a_decision_keeps_the_adoption(plan, direction):
    ActivityFactory(plan=plan).revisions.create(field="budget", decided_on=DAY, reason="Note")
    assert "a été enregistré depuis" in adoption_obstacle(plan)


def test_a_plan_closed_once_keeps_its_adoption(plan, direction):
    close_plan(plan=plan, on=DAY, by=direction)
    assert "clos depuis" in adoption_obstacle(ActionPlan.objects.get())
    reopen_plan(plan=plan, by=direction, reason="Oubli")
    assert "clos une première fois" in adoption_obstacle(ActionPlan.objects.get())
