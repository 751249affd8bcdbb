"""Lines of plans: added, changed, revised, cancelled; what each refuses."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEvent
from programmes.actions.activities import (
    cancel_activity,
    change_activity,
    revise_activity,
)
from programmes.actions.new_activities import create_activity
from programmes.actions.refusals import Refusal
from programmes.models import Activity, Revision
from tests.factories import (
    ActivityFactory,
    CommuneFactory,
    DepartmentFactory,
    FundingSourceFactory,
    PlanFactory,
)

JUNE, SEPTEMBER = date(2023, 6, 30), date(2023, 9, 30)
DECIDED = date(2023, 7, 15)


@pytest.fixture
def draft(department):
    return PlanFactory(department=department, adopted_on=None)


@pytest.fixture
def activity(department):
    return ActivityFactory(plan=PlanFactory(department=department), planned_end=JUNE, budget=Decimal(10))


def revise(activity, by, **fields):
    return revise_activity(
        **{
            "activity": activity,
            "field": "planned_end",
            "new": SEPTEMBER,
            "decided_on": DECIDED,
            "reason": "Retard des fonds",
            "by": by,
            **fields,
        }
    )


def refusal_of(act, *args, **arguments) -> Refusal:
    before = AuditEvent.objects.count(), Revision.objects.count(), Activity.objects.count()
    with pytest.raises(Refusal) as caught:
        act(*args, **arguments)
    assert (AuditEvent.objects.count(), Revision.objects.count(), Activity.objects.count()) == before
    return caught.value


# --- adding ---------------------------------------------------------------------------------------


def test_a_line_of_a_draft_belongs_to_the_initial_plan(draft, agent):
    source, commune = FundingSourceFactory(), CommuneFactory()
    activity = create_activity(
        plan=draft,
        by=agent,
        code="A1",
        title="Former les régisseurs",
        department=draft.department,
        places=[commune],
        funding=[(source, Decimal(5), "XOF")],
    )
    assert (activity.added_on, activity.position, activity.search) == (None, 1, "a1 former les regisseurs")
    assert list(activity.places.all()) == [commune]
    assert activity.funding_lines.get().amount == 5
    assert AuditEvent.objects.get(action="activity.create").after["title"] == "Former les régisseurs"


def test_a_line_of_an_adopted_plan_is_an_addition(activity, direction):
    added = create_activity(plan=activity.plan, by=direction, code="A2", title="Étude", added_on=DECIDED)
    revision = added.revisions.get()
    assert (added.added_on, revision.field, revision.decided_on) == (DECIDED, "added_on", DECIDED)
    assert added.added_recorded_at is not None


@pytest.mark.parametrize(
    ("days", "message"), [(1, "postérieure à aujourd’hui"), (-365 * 40, "antérieur à l’adoption du plan")]
)
def test_an_addition_is_neither_to_come_nor_before_the_adoption(activity, days, message):
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(Refusal, match=message) as refused:
        create_activity(plan=activity.plan, by=None, code="A2", title="Étude", added_on=day)
    assert refused.value.field == "added_on"
    assert activity.plan.activities.count() == 1


def test_the_initial_plan_of_an_older_register_is_taken_over(activity):
    taken = create_activity(plan=activity.plan, by=None, code="A2", title="Étude", initial=True)
    assert (taken.added_on, taken.revisions.count()) == (None, 0)


def test_lines_follow_one_another(draft, agent):
    lines = [create_activity(plan=draft, by=agent, title="x", department=draft.department) for _ in range(3)]
    assert [(line.code, line.position) for line in lines] == [("A-001", 1), ("A-002", 2), ("A-003", 3)]


def test_a_closed_plan_takes_no_line(direction):
    plan = PlanFactory(closed_on=date(2023, 12, 31))
    assert "clos" in refusal_of(create_activity, plan=plan, by=direction, code="A1", title="x").message


def test_a_code_taken_is_said_in_french(activity, direction):
    with pytest.raises(ValidationError) as refusal:
        create_activity(plan=activity.plan, by=direction, code=activity.code, title="x")
    assert "Ce plan a déjà une activité de ce code." in refusal.value.messages


def test_an_end_before_the_start_is_refused(draft, agent):
    with pytest.raises(ValidationError) as refusal:
        create_activity(
            plan=draft,
            by=agent,
            code="A1",
            title="x",
            department=draft.department,
            planned_start=SEPTEMBER,
            planned_end=JUNE,
        )
    assert "La fin prévue doit être postérieure ou égale au début prévu." in refusal.value.messages


# --- changing -------------------------------------------------------------------------------------


def test_a_line_of_a_draft_changes_freely(draft, agent):
    activity = ActivityFactory(plan=draft, budget=Decimal(10))
    source = FundingSourceFactory()
    change_activity(
        activity=activity, by=agent, budget=Decimal(12), planned_end=JUNE, funding=[(source, None, "XOF")]
    )
    activity.refresh_from_db()
    assert (activity.budget, activity.planned_end) == (12, JUNE)
    assert activity.funding_lines.get().source == source
    event = AuditEvent.objects.get(action="activity.change")
    assert (event.before["budget"], event.after["budget"]) == ("10", "12")


def test_what_is_not_named_stays(activity, validator):
    commune = CommuneFactory()
    activity.places.add(commune)
    change_activity(activity=activity, by=validator, title="Autre intitulé")
    assert list(activity.places.all()) == [commune]


def test_a_change_of_nothing_leaves_no_trace(activity, validator):
    change_activity(activity=activity, by=validator, title=activity.title, places=[])
    assert not AuditEvent.objects.exists()


def test_a_cancelled_activity_changes_no_more(activity, validator, direction):
    cancel_activity(activity=activity, decided_on=timezone.localdate(), reason="Sans objet", by=direction)
    with pytest.raises(Refusal, match="Activité annulée depuis le"):
        change_activity(activity=activity, by=validator, expected_product="Rapport")
    activity.refresh_from_db()
    assert activity.expected_product == ""


def test_a_funding_line_left_out_is_removed(draft, agent):
    activity = ActivityFactory(plan=draft)
    first, second = FundingSourceFactory(), FundingSourceFactory()
    change_activity(activity=activity, by=agent, funding=[(first, None, "XOF"), (second, Decimal(1), "XOF")])
    change_activity(activity=activity, by=agent, funding=[(second, Decimal(2), "XOF")])
    assert [(line.source, line.amount) for line in activity.funding_lines.all()] == [(second, 2)]


@pytest.mark.parametrize("field", ["planned_start", "planned_end", "budget"])
def test_an_adopted_plan_changes_by_revision(activity, validator, field):
    value = Decimal(99) if field == "budget" else date(2023, 2, 1)
    assert refusal_of(change_activity, activity=activity, by=validator, **{field: value}).field == field


@pytest.mark.parametrize(
    ("field", "value"),
    [("weight", Decimal(3)), ("currency", "EUR"), ("planned_end_precision", "month")],
)
def test_adoption_fixes_weight_currency_and_precision(activity, validator, field, value):
    assert refusal_of(change_activity, activity=activity, by=validator, **{field: value}).field == field


def test_the_same_value_is_no_revision(activity, validator):
    change_activity(activity=activity, by=validator, planned_end=JUNE, budget=Decimal("10.0"), title="Autre")
    activity.refresh_from_db()
    assert activity.title == "Autre"
    assert set(AuditEvent.objects.get().after) == {"title"}


def test_a_code_taken_is_refused_when_it_changes_too(activity, validator):
    other = ActivityFactory(plan=activity.plan)
    with pytest.raises(ValidationError) as refusal:
        change_activity(activity=activity, by=validator, code=other.code)
    assert "Ce plan a déjà une activité de ce code." in refusal.value.messages


# --- revising -------------------------------------------------------------------------------------


def test_a_revision_keeps_both_dates_and_the_reason(activity, validator):
    revision = revise(activity, validator)
    activity.refresh_from_db()
    assert (activity.planned_end, revision.old_date, revision.new_date) == (SEPTEMBER, JUNE, SEPTEMBER)
    assert (revision.old, revision.new) == ("30 juin 2023", "30 septembre 2023")
    assert (revision.reason, revision.by) == ("Retard des fonds", validator)


def test_a_department_is_revised_by_its_name(activity, validator):
    other = DepartmentFactory(name="Sous-direction Z")
    revision = revise(activity, validator, field="department", new=other)
    assert (revision.old, revision.new) == ("Sous-direction A", "Sous-direction Z")


def test_a_budget_may_be_emptied(activity, validator):
    assert revise(activity, validator, field="budget", new=None).new == ""


def test_a_finer_date_is_a_revision(activity, validator):
    assert revise(activity, validator, new=JUNE, precision="month").new == "juin 2023"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"field": "status", "new": "done"}, "field"),
        ({"new": JUNE}, "new"),
        ({"reason": " "}, "reason"),
        ({"decided_on": timezone.localdate() + timedelta(days=1)}, "decided_on"),
        ({"decided_on": date(2023, 1, 9)}, "decided_on"),
    ],
)
def test_a_revision_that_does_not_stand_is_refused(activity, validator, changes, field):
    assert refusal_of(revise, activity, validator, **changes).field == field


def test_a_draft_is_changed_and_not_revised(draft, validator):
    activity = ActivityFactory(plan=draft)
    assert "en préparation" in refusal_of(revise, activity, validator).message


def test_a_closed_plan_is_not_revised(activity, validator):
    activity.plan.closed_on = date(2023, 12, 31)
    activity.plan.save()
    assert "clos" in refusal_of(revise, activity, validator).message


def test_a_partner_revises_nothing(activity, partner_user):
    assert "Votre rôle" in refusal_of(revise, activity, partner_user).message


# --- cancelling -----------------------------------------------------------------------------------


def cancel(activity, by, **fields):
    return cancel_activity(
        **{"activity": activity, "decided_on": DECIDED, "reason": "Financement retiré", "by": by, **fields}
    )


def test_the_direction_cancels_by_a_dated_decision(activity, direction):
    revision = cancel(activity, direction)
    activity.refresh_from_db()
    assert (activity.status, activity.cancelled_on) == ("cancelled", DECIDED)
    assert (revision.field, revision.new_date) == ("cancelled_on", DECIDED)
    assert AuditEvent.objects.get(action="activity.cancel").after["reason"] == "Financement retiré"


def test_only_the_direction_cancels(activity, validator, admin):
    for person in (validator, admin):
        assert "Seule la Direction" in refusal_of(cancel, activity, person).message


def test_an_activity_is_cancelled_once(activity, direction):
    cancel(activity, direction)
    assert "déjà annulée" in refusal_of(cancel, activity, direction).message


def test_a_cancellation_says_why(activity, direction):
    assert refusal_of(cancel, activity, direction, reason="").field == "reason"
