"""Taking back a decision: the same day, by whoever entered it, while nothing came after; the trace remains."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import AuditEvent
from programmes.actions.activities import cancel_activity, revise_activity, revise_together
from programmes.actions.new_activities import create_activity
from programmes.actions.refusals import Refusal
from programmes.actions.reviews import withdraw_report
from programmes.actions.status import report_status
from programmes.actions.undoing import undo_decision, undoable
from programmes.models import Activity, Document, Revision
from programmes.partial_date_reading import parse_partial_date
from programmes.summaries import state_differences
from tests.factories import ActivityFactory, DepartmentFactory, PlanFactory

DECIDED = date(2023, 7, 15)
JUNE = date(2023, 6, 30)


@pytest.fixture
def activity(department):
    return ActivityFactory(
        plan=PlanFactory(department=department),
        title="Former",
        planned_end=JUNE,
        planned_end_precision="quarter",
        budget=Decimal(10),
    )


def revise(activity, by, **new):
    return revise_together(activity=activity, new=new, decided_on=DECIDED, reason="Retard des fonds", by=by)


def refusal_of(**arguments) -> str:
    before = Revision.objects.count(), AuditEvent.objects.count()
    with pytest.raises(Refusal) as caught:
        undo_decision(**arguments)
    assert (Revision.objects.count(), AuditEvent.objects.count()) == before
    return caught.value.message


# --- several values by one decision ---------------------------------------------------------------


def test_one_decision_revises_several_values(activity, validator):
    revisions = revise(activity, validator, planned_end=parse_partial_date("fin 2023"), budget=None)
    activity.refresh_from_db()
    assert (activity.planned_end, activity.planned_end_precision) == (date(2023, 12, 31), "year_end")
    assert activity.budget is None
    assert [(one.field, one.old, one.new) for one in revisions] == [
        ("planned_end", "2e trimestre 2023", "fin 2023"),
        ("budget", "10", ""),
    ]
    assert len(set(AuditEvent.objects.values_list("operation", flat=True))) == 1


def test_both_dates_move_together_past_the_old_end(activity, validator):
    """One after the other, the start alone would come after the end."""
    revise(
        activity,
        validator,
        planned_start=parse_partial_date("T3 2023"),
        planned_end=parse_partial_date("T4 2023"),
    )
    activity.refresh_from_db()
    assert (activity.planned_start, activity.planned_end) == (date(2023, 7, 1), date(2023, 12, 31))


def test_a_value_left_as_it_is_revises_nothing(activity, validator):
    with pytest.raises(Refusal, match="identique"):
        revise(activity, validator, budget=Decimal("10.00"), title="Autre")
    assert not Revision.objects.exists()


def test_the_act_of_a_decision_is_kept_with_the_activity(activity, direction):
    cancel_activity(
        activity=activity,
        decided_on=DECIDED,
        reason="Retrait",
        by=direction,
        document=ContentFile(b"%PDF-1.4 note", name="note.pdf"),
    )
    document = Document.objects.get()
    assert (document.activity, document.taken_on) == (activity, DECIDED)
    assert document.title == "Décision d’annulation du 15 juillet 2023"


def test_an_act_that_is_not_accepted_stops_the_decision(activity, direction):
    with pytest.raises(Refusal, match="pas d’une sorte acceptée"):
        cancel_activity(
            activity=activity,
            decided_on=DECIDED,
            reason="Retrait",
            by=direction,
            document=ContentFile(b"MZ programme", name="note.pdf"),
        )
    activity.refresh_from_db()
    assert (activity.status, Revision.objects.count()) == ("planned", 0)


# --- taken back -----------------------------------------------------------------------------------


def test_a_report_that_was_withdrawn_keeps_no_decision_from_being_taken_back(activity, agent, validator):
    (revision,) = revise(activity, validator, budget=Decimal(12))
    report = report_status(activity=activity, by=agent, status="done", effective_date=DECIDED)
    with pytest.raises(Refusal, match="déclaré depuis"):
        undo_decision(revision=revision, by=validator)
    withdraw_report(report=report, by=agent)
    undo_decision(revision=revision, by=validator)
    activity.refresh_from_db()
    assert activity.budget == 10


def test_all_that_was_revised_together_comes_back(activity, validator):
    other = DepartmentFactory()
    revisions = revise(
        activity,
        validator,
        planned_end=parse_partial_date("fin 2023"),
        budget=None,
        title="Autre",
        department=other,
    )
    undo_decision(revision=revisions[0], by=validator)
    activity.refresh_from_db()
    assert (activity.title, activity.budget, activity.department.code) == ("Former", 10, "SD-A")
    assert (activity.planned_end, activity.planned_end_precision) == (JUNE, "quarter")
    assert not Revision.objects.exists()


def test_the_trace_of_what_was_taken_back_remains(activity, validator):
    (revision,) = revise(activity, validator, budget=Decimal(20))
    undo_decision(revision=revision, by=validator)
    event = AuditEvent.objects.get(action="activity.undo_decision")
    assert (event.before, event.after) == ({"budget": "20"}, {"budget": "10", "reason": "Retard des fonds"})


def test_a_cancellation_comes_back_with_the_state_the_history_gives(activity, agent, direction):
    report_status(
        activity=activity, by=agent, status="in_progress", progress=Decimal(45), effective_date=DECIDED
    )
    revision = cancel_activity(activity=activity, decided_on=DECIDED, reason="Erreur", by=direction)
    undo_decision(revision=revision, by=direction)
    activity.refresh_from_db()
    assert (activity.status, activity.progress, activity.cancelled_on) == ("in_progress", 45, None)
    assert list(state_differences(Activity.objects.all())) == []


def test_an_addition_taken_back_leaves_no_activity(activity, validator, department):
    added = create_activity(plan=activity.plan, by=validator, title="Étude", department=department)
    assert undo_decision(revision=added.revisions.get(), by=validator) is None
    assert list(Activity.objects.all()) == [activity]
    assert AuditEvent.objects.get(action="activity.withdraw").before["title"] == "Étude"


def test_a_decision_entered_late_leaves_the_later_one_in_force(activity, validator):
    revise_activity(
        activity=activity,
        field="budget",
        new=Decimal(30),
        decided_on=date(2023, 9, 1),
        reason="Second",
        by=validator,
    )
    (late,) = revise(activity, validator, budget=Decimal(20))
    undo_decision(revision=late, by=validator)
    activity.refresh_from_db()
    assert activity.budget == 30


# --- what stands in the way -----------------------------------------------------------------------


def test_only_whoever_entered_it_takes_it_back(activity, validator, direction):
    (revision,) = revise(activity, validator, budget=Decimal(20))
    assert "Vincent Validateur" in refusal_of(revision=revision, by=direction)


def test_the_next_day_it_stays(activity, validator):
    (revision,) = revise(activity, validator, budget=Decimal(20))
    Revision.objects.update(entered_at=timezone.now() - timedelta(days=1))
    assert "n’est plus du jour" in refusal_of(revision=revision, by=validator)


def test_a_later_decision_is_taken_back_first(activity, validator):
    (first,) = revise(activity, validator, budget=Decimal(20))
    revise(activity, validator, title="Autre")
    assert "la plus récente" in refusal_of(revision=first, by=validator)


def test_a_report_made_since_keeps_it(activity, validator, agent):
    (revision,) = revise(activity, validator, budget=Decimal(20))
    report_status(activity=activity, by=agent, status="done", effective_date=DECIDED)
    assert "Un état a été déclaré depuis" in refusal_of(revision=revision, by=validator)


def test_a_closed_plan_keeps_it(activity, validator):
    (revision,) = revise(activity, validator, budget=Decimal(20))
    activity.plan.closed_on = date(2023, 12, 31)
    activity.plan.save()
    assert "clos" in refusal_of(revision=revision, by=validator)


def test_it_is_taken_back_once(activity, validator):
    (revision,) = revise(activity, validator, budget=Decimal(20))
    undo_decision(revision=revision, by=validator)
    assert "déjà été retirée" in refusal_of(revision=revision, by=validator)


def test_a_department_that_changed_its_name_is_said(activity, validator):
    (revision,) = revise(activity, validator, department=DepartmentFactory())
    activity.plan.department.name = "Sous-direction renommée"
    activity.plan.department.save()
    assert "n’existe plus sous ce nom" in refusal_of(revision=revision, by=validator)


def test_what_may_be_taken_back_is_the_latest_decision_of_the_person(activity, validator, direction):
    revise(activity, validator, budget=Decimal(20))
    (latest,) = revise(activity, validator, title="Autre")
    assert undoable(activity, validator) == {latest.pk}
    assert undoable(activity, direction) == set()
