"""Reporting where an activity stands, and what becomes of the report: what is written, what is refused."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.actions.closing import close_plan
from programmes.actions.refusals import Refusal
from programmes.actions.reviews import approve_report, return_report, withdraw_report
from programmes.actions.status import report_status
from programmes.models import ActivityKind, Stage, StageGrid, StatusReport
from tests.conftest import member_of
from tests.factories import ActivityFactory, PlanFactory, StatusReportFactory, UserFactory

DAY = date(2023, 12, 20)


@pytest.fixture
def activity(department):
    return ActivityFactory(plan=PlanFactory(department=department), department=department)


@pytest.fixture
def say(activity, agent):
    """A function reporting on the activity as its agent: `say("done")`."""

    def report(status="done", *, day=DAY, **fields):
        return report_status(
            **{"activity": activity, "by": agent, "status": status, "effective_date": day, **fields}
        )

    return report


def refused(act, **arguments) -> Refusal:
    """The refusal of an act; nothing was written by it."""
    before = StatusReport.objects.count(), AuditEvent.objects.count()
    with pytest.raises(Refusal) as caught:
        act(**arguments)
    assert (StatusReport.objects.count(), AuditEvent.objects.count()) == before
    return caught.value


# --- reporting ------------------------------------------------------------------------------------


def test_a_report_is_added_and_the_activity_follows(activity, agent, say):
    report = say(
        "in_progress", progress=Decimal(45), committed=Decimal(900), spent=Decimal(400), comment="Vu"
    )
    activity.refresh_from_db()
    assert (report.author, report.review, report.comment) == (agent, "pending", "Vu")
    assert (activity.status, activity.progress, activity.status_date) == ("in_progress", 45, DAY)
    assert (activity.committed, activity.spent, activity.review) == (900, 400, "pending")
    assert activity.latest_report == report


def test_a_report_leaves_a_trace(activity, agent, say):
    report = say("done")
    event = AuditEvent.objects.get(action="activity.report_status")
    assert (event.actor, event.target_id) == (agent, str(activity.pk))
    assert event.before["status"] == "planned"
    assert event.after["report"] == report.pk
    assert event.after["status"] == "done"


def test_the_latest_date_decides_and_not_the_latest_entry(activity, say):
    say("done", day=date(2023, 12, 20))
    say("in_progress", day=date(2023, 6, 30))
    activity.refresh_from_db()
    assert (activity.status, activity.status_date) == ("done", date(2023, 12, 20))


def test_an_amount_left_empty_keeps_the_last_one(activity, say):
    say("in_progress", day=date(2023, 6, 30), spent=Decimal(400))
    say("in_progress", day=date(2023, 9, 30), committed=Decimal(900))
    activity.refresh_from_db()
    assert (activity.spent, activity.committed) == (400, 900)


def test_the_same_form_sent_twice_makes_one_report(activity, say):
    token = uuid.uuid4()
    assert say("done", token=token) == say("done", token=token)
    assert StatusReport.objects.count() == 1
    assert AuditEvent.objects.filter(action="activity.report_status").count() == 1


def test_a_form_gone_back_to_and_changed_makes_another_report(activity, say):
    token = uuid.uuid4()
    first = say("in_progress", token=token)
    second = say("done", token=token)
    activity.refresh_from_db()
    assert (second.pk != first.pk, second.status, activity.status) == (True, "done", "done")


def test_a_form_sent_again_after_it_was_taken_back_counts(activity, agent, say):
    token = uuid.uuid4()
    withdraw_report(report=say("done", token=token), by=agent)
    assert say("done", token=token).review == "pending"
    activity.refresh_from_db()
    assert activity.status == "done"


@pytest.mark.parametrize(("status", "progress"), [("done", 100), ("planned", 0), ("not_done", 0)])
def test_a_progress_that_says_the_same_as_the_status_is_not_stored(say, status, progress):
    assert say(status, progress=Decimal(progress)).progress is None


@pytest.mark.parametrize(
    ("status", "progress"),
    [
        ("done", 45),
        ("planned", 10),
        ("not_done", 60),
        ("in_progress", 100),
        ("in_progress", 140),
        ("in_progress", -1),
    ],
)
def test_a_progress_that_contradicts_the_status_is_refused(say, status, progress):
    refusal = refused(say, status=status, progress=Decimal(progress))
    assert refusal.field == "progress"


def test_tomorrow_is_refused(say):
    refusal = refused(say, day=timezone.localdate() + timedelta(days=1))
    assert refusal.field == "effective_date"
    assert "postérieure à aujourd’hui" in refusal.message


def test_today_is_accepted(say):
    assert say(day=timezone.localdate()).pk


def test_a_date_before_the_adoption_is_refused(say):
    refusal = refused(say, day=date(2023, 1, 9))
    assert refusal.field == "effective_date"
    assert "10 janvier 2023" in refusal.message


def test_a_draft_takes_no_report(say, activity):
    activity.plan.adopted_on = None
    activity.plan.save()
    assert "pas encore adopté" in refused(say).message


def test_a_closed_plan_takes_no_report(say, activity):
    activity.plan.closed_on = date(2023, 12, 31)
    activity.plan.save()
    assert "clos depuis le 31 décembre 2023" in refused(say).message


def test_a_cancelled_activity_takes_no_report(say, activity):
    activity.status, activity.cancelled_on = "cancelled", date(2023, 6, 1)
    activity.save()
    assert "annulée depuis le 1er juin 2023" in refused(say).message


def test_the_activity_of_another_department_is_refused(say, other_agent):
    assert "autre structure" in refused(say, by=other_agent).message


@pytest.mark.parametrize("person", ["direction", "partner_user"])
def test_who_does_not_report_is_refused(say, request, person):
    assert "autre structure" in refused(say, by=request.getfixturevalue(person)).message


def test_the_responsible_person_reports_whatever_the_department(say, activity, other_agent):
    activity.responsible = other_agent
    activity.save()
    assert say(by=other_agent).author == other_agent


def test_a_cancellation_is_never_reported(say):
    with pytest.raises(ValidationError):
        say("cancelled")
    assert not StatusReport.objects.exists()


def test_a_negative_amount_is_refused(say, activity):
    with pytest.raises(ValidationError) as refusal:
        say(spent=Decimal(-1))
    assert "spent" in refusal.value.message_dict
    activity.refresh_from_db()
    assert activity.status == "planned"


# --- stages ---------------------------------------------------------------------------------------


@pytest.fixture
def stages(activity):
    kind = ActivityKind.objects.create(code="etude", name="Étude")
    grid = StageGrid.objects.create(kind=kind)
    activity.kind = kind
    activity.save()
    weights = {
        "Termes de référence": 20,
        "Recrutement": 25,
        "Rapport provisoire": 30,
        "Validation": 15,
        "Final": 10,
    }
    return [
        Stage.objects.create(grid=grid, label=label, weight=weight, position=position)
        for position, (label, weight) in enumerate(weights.items())
    ]


def test_progress_is_the_sum_of_the_stages_ticked(say, stages):
    report = say("in_progress", stages=stages[:2])
    assert report.progress == 45
    assert (report.grid, list(report.stages.all())) == (stages[0].grid, stages[:2])


def test_all_the_stages_propose_done(say, stages):
    refusal = refused(say, status="in_progress", stages=stages)
    assert "déclarez-la « réalisée »" in refusal.message.replace("\u00a0", " ")


def test_the_stages_of_another_kind_are_refused(say, stages):
    other = StageGrid.objects.create(kind=ActivityKind.objects.create(code="travaux", name="Travaux"))
    stage = Stage.objects.create(grid=other, label="Chantier ouvert", weight=50)
    assert refused(say, status="in_progress", stages=[stage]).field == "stages"


# --- statements taken over ------------------------------------------------------------------------


def test_a_command_takes_over_an_approved_statement(activity):
    entered = datetime(2023, 12, 22, 9, tzinfo=UTC)
    report = report_status(
        activity=activity, by=None, status="done", effective_date=DAY, entered_at=entered, approved=True
    )
    assert (report.review, report.entered_at, report.reviewed_at) == ("approved", entered, entered)


def test_an_agent_chooses_neither_the_time_of_entry_nor_the_approval(say):
    report = say(entered_at=datetime(2023, 12, 22, tzinfo=UTC), approved=True)
    assert report.review == "pending"
    assert report.entered_at > timezone.now() - timedelta(minutes=5)


def test_a_time_of_entry_to_come_is_refused(activity):
    arguments = {"activity": activity, "by": None, "status": "done", "effective_date": DAY}
    assert (
        refused(report_status, **arguments, entered_at=timezone.now() + timedelta(hours=1)).field
        == "entered_at"
    )


# --- correcting, withdrawing ----------------------------------------------------------------------


def test_a_correction_takes_the_place_of_what_it_corrects(activity, say):
    wrong = say("done")
    right = say("not_done", corrects=wrong)
    activity.refresh_from_db()
    assert (activity.status, activity.latest_report) == ("not_done", right)
    assert list(StatusReport.objects.counting()) == [right]


def test_a_correction_names_a_report_of_the_activity(say):
    assert "même activité" in refused(say, corrects=StatusReportFactory()).message


def test_what_was_corrected_is_not_corrected_again(say):
    wrong = say("done")
    say("not_done", corrects=wrong)
    assert "ne compte déjà plus" in refused(say, corrects=wrong).message


def test_only_the_author_corrects(say, department):
    colleague = member_of(department, role=Role.AGENT)
    assert "Seul l’auteur" in refused(say, by=colleague, corrects=say("done")).message


def test_withdrawing_gives_the_activity_its_former_state(activity, agent, say):
    say("in_progress", day=date(2023, 6, 30), progress=Decimal(30))
    report = withdraw_report(report=say("done"), by=agent)
    activity.refresh_from_db()
    assert (report.review, report.reviewer) == ("withdrawn", agent)
    assert (activity.status, activity.progress) == ("in_progress", 30)
    assert AuditEvent.objects.filter(action="report.withdrawn").count() == 1


def test_a_withdrawn_correction_restores_what_it_corrected(activity, agent, say):
    wrong = say("done")
    withdraw_report(report=say("not_done", corrects=wrong), by=agent)
    activity.refresh_from_db()
    assert (activity.status, activity.latest_report) == ("done", wrong)


def test_what_was_corrected_is_settled_by_its_correction(activity, agent, say, validator):
    """Else returning the second of three would give back the first, which the third replaces too."""
    first = say("done", day=date(2023, 12, 20))
    second = say("in_progress", day=date(2023, 12, 15), corrects=first)
    third = say("in_progress", day=date(2023, 12, 15), progress=Decimal(50), corrects=second)
    for report in (first, second):
        refused(return_report, report=report, by=validator, reason="Non")
        refused(approve_report, report=report, by=validator)
        refused(withdraw_report, report=report, by=agent)
    activity.refresh_from_db()
    assert activity.latest_report == third
    withdraw_report(report=third, by=agent)
    return_report(report=second, by=validator, reason="Non")
    activity.refresh_from_db()
    assert activity.latest_report == first


def test_only_the_author_withdraws(say, validator):
    assert "Seul l’auteur" in refused(withdraw_report, report=say(), by=validator).message


def test_what_is_validated_is_no_longer_withdrawn(say, agent, validator):
    report = approve_report(report=say(), by=validator)
    assert "n’est plus à valider" in refused(withdraw_report, report=report, by=agent).message


# --- validating -----------------------------------------------------------------------------------


def test_approving_keeps_the_state_and_says_who(activity, say, validator):
    report = approve_report(report=say(), by=validator)
    activity.refresh_from_db()
    assert (report.review, report.reviewer) == ("approved", validator)
    assert (activity.status, activity.review) == ("done", "approved")
    assert AuditEvent.objects.get(action="report.approved").actor == validator


def test_returning_gives_the_activity_its_former_state(activity, say, validator):
    report = return_report(report=say(), by=validator, reason="  Joindre le rapport. ")
    activity.refresh_from_db()
    assert (report.review, report.review_reason) == ("returned", "Joindre le rapport.")
    assert (activity.status, activity.latest_report, activity.status_date) == ("planned", None, None)


def test_a_return_says_why(say, validator):
    assert refused(return_report, report=say(), by=validator, reason=" ").field == "reason"


def test_nobody_validates_their_own_report(activity, validator):
    report = report_status(activity=activity, by=validator, status="done", effective_date=DAY)
    assert "sa propre déclaration" in refused(approve_report, report=report, by=validator).message


def test_the_report_of_a_validator_goes_to_the_direction(activity, validator, direction):
    report = report_status(activity=activity, by=validator, status="done", effective_date=DAY)
    assert approve_report(report=report, by=direction).review == "approved"


def test_the_report_of_an_agent_does_not_go_to_the_direction(say, direction, validator):
    assert "pas dans votre file" in refused(approve_report, report=say(), by=direction).message


def test_a_validator_of_another_department_has_no_say(say, other_department):
    stranger = member_of(other_department, role=Role.VALIDATOR)
    assert "pas dans votre file" in refused(approve_report, report=say(), by=stranger).message


def test_an_agent_validates_nothing(say, department):
    colleague = member_of(department, role=Role.AGENT)
    assert "pas dans votre file" in refused(approve_report, report=say(), by=colleague).message


def test_a_report_is_settled_once(say, validator):
    report = say()
    approve_report(report=report, by=validator)
    assert "n’est plus à valider" in refused(return_report, report=report, by=validator, reason="Non").message


def test_a_closed_plan_settles_nothing(activity, say, validator, direction):
    report = say()
    close_plan(plan=activity.plan, on=date(2023, 12, 31), by=direction)
    assert "Le plan est clos" in refused(approve_report, report=report, by=validator).message


def test_a_report_of_nobody_goes_to_the_direction(activity, direction):
    report = report_status(activity=activity, by=None, status="done", effective_date=DAY)
    assert list(StatusReport.objects.to_review_by(direction)) == [report]
    assert UserFactory(role=Role.DIRECTION) != direction
