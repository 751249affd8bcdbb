"""Who sees what, what is mine, what I may report on, what is late, what I validate."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from programmes.models import ActionPlan, Activity, Partner, Programme, StatusReport, Workshop
from tests.conftest import member_of
from tests.factories import (
    ActivityFactory,
    ContributionFactory,
    FundingFactory,
    FundingSourceFactory,
    ParticipationFactory,
    PlanFactory,
    ProgrammeFactory,
    StatusReportFactory,
    UserFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db

INTERNAL = ["agent", "other_agent", "validator", "direction", "admin"]


@pytest.fixture
def plan(department):
    return PlanFactory(department=department)


@pytest.fixture
def programme(partner):
    """A programme in which `partner` takes part."""
    return ParticipationFactory(programme=ProgrammeFactory(), partner=partner).programme


# --- who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize("person", INTERNAL)
@pytest.mark.parametrize("model", [Activity, ActionPlan, Programme, Workshop, StatusReport, Partner])
def test_the_dgct_sees_everything(request, person, model, plan, partner):
    WorkshopFactory()
    StatusReportFactory(activity=ActivityFactory(plan=plan, programme=ProgrammeFactory()))
    user = request.getfixturevalue(person)
    assert set(model.objects.visible_to(user)) == set(model.objects.all()) != set()


@pytest.mark.parametrize("way", ["participation", "contribution", "funding", "phase"])
def test_a_partner_sees_a_programme_by_each_way_it_takes_part(way, partner, partner_user, other_partner_user):
    programme = seen = ProgrammeFactory()
    if way == "participation":
        ParticipationFactory(programme=programme, partner=partner)
    elif way == "contribution":
        ContributionFactory(programme=programme, partner=partner)
    elif way == "funding":
        FundingFactory(
            activity=ActivityFactory(programme=programme), source=FundingSourceFactory(partner=partner)
        )
    else:
        ParticipationFactory(programme=programme, partner=partner)
        seen = ProgrammeFactory(parent=programme)
    assert seen in Programme.objects.visible_to(partner_user)
    assert not Programme.objects.visible_to(other_partner_user).exists()


def test_a_partner_of_a_phase_does_not_see_the_whole_programme(partner, partner_user):
    phase = ProgrammeFactory(parent=ProgrammeFactory())
    ParticipationFactory(programme=phase, partner=partner)
    assert list(Programme.objects.visible_to(partner_user)) == [phase]


def test_a_partner_sees_each_programme_once(programme, partner, partner_user):
    ParticipationFactory(programme=programme, partner=partner, role="lead")
    ContributionFactory(programme=programme, partner=partner)
    assert list(Programme.objects.visible_to(partner_user)) == [programme]


def test_a_partner_sees_the_activities_of_its_programmes_in_adopted_plans(plan, programme, partner_user):
    seen = ActivityFactory(plan=plan, programme=programme)
    ActivityFactory(plan=plan)
    ActivityFactory(plan=PlanFactory(adopted_on=None), programme=programme)
    assert list(Activity.objects.visible_to(partner_user)) == [seen]
    assert list(ActionPlan.objects.visible_to(partner_user)) == [plan]


def test_a_partner_sees_the_plan_of_its_programme_and_its_activities(programme, partner_user):
    plan = PlanFactory(department=None, programme=programme)
    activity = ActivityFactory(plan=plan, department=None)
    assert list(ActionPlan.objects.visible_to(partner_user)) == [plan]
    assert list(Activity.objects.visible_to(partner_user)) == [activity]


def test_a_partner_sees_what_it_funds_without_a_programme(plan, partner, partner_user, other_partner_user):
    line = FundingFactory(activity=ActivityFactory(plan=plan), source=FundingSourceFactory(partner=partner))
    assert list(Activity.objects.visible_to(partner_user)) == [line.activity]
    assert not Activity.objects.visible_to(other_partner_user).exists()


def test_a_partner_sees_pending_reports_and_none_that_was_sent_back(plan, programme, partner_user):
    activity = ActivityFactory(plan=plan, programme=programme)
    pending = StatusReportFactory(activity=activity)
    now = timezone.now()
    StatusReportFactory(activity=activity, review="returned", review_reason="Non", reviewed_at=now)
    StatusReportFactory(activity=activity, review="withdrawn", reviewed_at=now)
    StatusReportFactory()
    assert list(StatusReport.objects.visible_to(partner_user)) == [pending]


def test_a_partner_sees_the_workshops_of_its_programmes_and_those_it_attended(
    programme, partner, partner_user
):
    of_programme, attended = WorkshopFactory(), WorkshopFactory()
    of_programme.programmes.add(programme)
    attended.organisations.create(name="A", role="attending", partner=partner)
    WorkshopFactory()
    assert set(Workshop.objects.visible_to(partner_user)) == {of_programme, attended}


def test_a_partner_sees_its_organisation_and_those_of_its_programmes(
    programme, partner, other_partner, partner_user, other_partner_user
):
    ParticipationFactory(programme=programme, partner=other_partner)
    assert set(Partner.objects.visible_to(partner_user)) == {partner, other_partner}


# --- mine, mine to report on ----------------------------------------------------------------------


def test_mine_is_my_departments_unless_somebody_is_named(plan, department, agent, validator, other_agent):
    of_department = ActivityFactory(plan=plan, department=department)
    of_agent = ActivityFactory(plan=plan, department=department, responsible=agent)
    of_other = ActivityFactory(plan=plan, department=department, responsible=other_agent)
    assert set(Activity.objects.mine(agent)) == {of_department, of_agent}
    assert set(Activity.objects.mine(validator)) == {of_department}
    assert set(Activity.objects.mine(other_agent)) == {of_other}


def test_an_activity_comes_once_whatever_the_number_of_colleagues(plan, department, agent, validator):
    member_of(department)
    named = ActivityFactory(plan=plan, department=department, responsible=agent)
    shared = ActivityFactory(plan=plan, department=department)
    for chosen in (Activity.objects.mine(agent), Activity.objects.answered_for_by(agent)):
        assert sorted(chosen.values_list("pk", flat=True)) == [named.pk, shared.pk]
        assert chosen.count() == 2


def test_what_i_may_report_on_is_in_execution(department, agent):
    fields = {"department": department}
    open_ = ActivityFactory(plan=PlanFactory(**fields))
    draft = ActivityFactory(plan=PlanFactory(adopted_on=None, **fields))
    closed = ActivityFactory(plan=PlanFactory(closed_on=date(2023, 12, 31), **fields))
    cancelled = ActivityFactory(plan=open_.plan, status="cancelled", cancelled_on=date(2023, 6, 1))
    assert list(Activity.objects.reportable_by(agent)) == [open_]
    assert set(Activity.objects.answered_for_by(agent)) == {open_, draft, closed, cancelled}


@pytest.mark.parametrize("person", ["direction", "admin", "partner_user"])
def test_who_does_not_report_has_nothing_to_report_on(plan, person, request):
    user = request.getfixturevalue(person)
    ActivityFactory(plan=plan, responsible=user)
    assert not Activity.objects.reportable_by(user).exists()
    assert not Activity.objects.answered_for_by(user).exists()


# --- late, searched -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["planned", "in_progress", "done", "not_done"])
@pytest.mark.parametrize(("days", "past"), [(-1, True), (0, False), (1, False)])
def test_late_is_past_the_planned_end_and_still_open(plan, status, days, past):
    activity = ActivityFactory(
        plan=plan, status=status, planned_end=timezone.localdate() + timedelta(days=days)
    )
    late = past and status in {"planned", "in_progress"}
    assert Activity.objects.late(timezone.localdate()).exists() == late
    assert activity.is_late == late


@pytest.mark.parametrize(("end", "late"), [(date(2023, 12, 30), True), (date(2024, 3, 31), False)])
def test_a_closed_plan_is_judged_at_its_closing(department, end, late):
    plan = PlanFactory(department=department, closed_on=date(2023, 12, 31))
    activity = ActivityFactory(plan=plan, planned_end=end)
    assert Activity.objects.late(timezone.localdate()).exists() == late
    assert activity.is_late == late


def test_nothing_is_late_in_a_draft_nor_without_a_date(plan):
    dated = ActivityFactory(plan=PlanFactory(adopted_on=None), planned_end=date(2023, 6, 30))
    undated = ActivityFactory(plan=plan)
    assert not Activity.objects.late(timezone.localdate()).exists()
    assert not dated.is_late
    assert not undated.is_late


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Évaluation", True),
        ("EVALUATION", True),
        ("plan evaluation", True),
        ("l’évaluation", True),
        ("A-07", True),
        ("évaluations", False),
        ("", True),
    ],
)
def test_a_search_forgives_accents_and_the_order_of_words(plan, text, found):
    ActivityFactory(plan=plan, code="A-07", title="Conduire l'évaluation du plan")
    assert Activity.objects.matching(text).exists() == found


# --- which report counts --------------------------------------------------------------------------


def test_returned_and_withdrawn_reports_do_not_count(plan):
    now = timezone.now()
    activity = ActivityFactory(plan=plan)
    counting = [
        StatusReportFactory(activity=activity),
        StatusReportFactory(activity=activity, review="approved", reviewed_at=now),
    ]
    StatusReportFactory(activity=activity, review="returned", review_reason="Non", reviewed_at=now)
    StatusReportFactory(activity=activity, review="withdrawn", reviewed_at=now)
    assert set(StatusReport.objects.counting()) == set(counting)


def test_a_report_returned_later_still_counted_before():
    before = timezone.now() - timedelta(days=2)
    report = StatusReportFactory(
        entered_at=before - timedelta(days=1),
        review="returned",
        review_reason="Non",
        reviewed_at=before + timedelta(days=1),
    )
    assert list(StatusReport.objects.counting(known=before)) == [report]
    assert not StatusReport.objects.counting().exists()
    assert not StatusReport.objects.counting(known=before - timedelta(days=5)).exists()


def test_a_correction_counts_instead_of_what_it_corrects():
    wrong = StatusReportFactory()
    right = StatusReportFactory(activity=wrong.activity, corrects=wrong)
    assert list(StatusReport.objects.counting()) == [right]


def test_the_latest_is_by_date_then_entry_then_number():
    activity = ActivityFactory()
    noon = timezone.now() - timedelta(days=1)
    older = StatusReportFactory(activity=activity, effective_date=date(2023, 6, 1), entered_at=timezone.now())
    first = StatusReportFactory(activity=activity, entered_at=noon)
    second = StatusReportFactory(activity=activity, entered_at=noon)
    assert list(StatusReport.objects.latest_first()) == [second, first, older]


# --- whose report to validate ---------------------------------------------------------------------


@pytest.fixture
def mine(plan, department):
    return ActivityFactory(plan=plan, department=department)


def test_a_validator_validates_the_agents_of_the_department(mine, agent, validator, direction):
    report = StatusReportFactory(activity=mine, author=agent)
    assert list(StatusReport.objects.to_review_by(validator)) == [report]
    assert not StatusReport.objects.to_review_by(direction).exists()


def test_the_direction_validates_the_validators(mine, validator, department, direction):
    report = StatusReportFactory(activity=mine, author=validator)
    colleague = member_of(department, role=Role.VALIDATOR)
    assert list(StatusReport.objects.to_review_by(direction)) == [report]
    assert not StatusReport.objects.to_review_by(validator).exists()
    assert not StatusReport.objects.to_review_by(colleague).exists()


@pytest.mark.parametrize("fields", [{"author": None}, {"activity__department": None}])
def test_the_direction_validates_what_has_no_author_or_no_department(fields, direction):
    report = StatusReportFactory(**fields)
    assert list(StatusReport.objects.to_review_by(direction)) == [report]


def test_a_department_without_an_active_validator_is_validated_by_the_direction(
    mine, agent, validator, direction
):
    report = StatusReportFactory(activity=mine, author=agent)
    validator.is_active = False
    validator.save()
    assert list(StatusReport.objects.to_review_by(direction)) == [report]


def test_nobody_validates_another_department(agent, validator, other_department):
    activity = ActivityFactory(plan=PlanFactory(department=other_department))
    StatusReportFactory(activity=activity, author=agent)
    assert not StatusReport.objects.to_review_by(validator).exists()


@pytest.mark.parametrize("person", ["agent", "admin", "partner_user"])
def test_who_does_not_validate_has_no_queue(mine, person, request):
    StatusReportFactory(activity=mine, author=UserFactory())
    assert not StatusReport.objects.to_review_by(request.getfixturevalue(person)).exists()


def test_what_was_corrected_leaves_the_queue_to_its_correction(mine, agent, validator):
    wrong = StatusReportFactory(activity=mine, author=agent)
    right = StatusReportFactory(activity=mine, author=agent, corrects=wrong)
    assert list(StatusReport.objects.to_review_by(validator)) == [right]


def test_what_was_settled_left_the_queue(mine, agent, validator):
    StatusReportFactory(activity=mine, author=agent, review="approved", reviewed_at=timezone.now())
    assert not StatusReport.objects.to_review_by(validator).exists()


# --- plans, workshops -----------------------------------------------------------------------------


def test_plans_by_their_state():
    draft, adopted = PlanFactory(adopted_on=None), PlanFactory()
    closed = PlanFactory(closed_on=date(2023, 12, 31))
    assert set(ActionPlan.objects.adopted()) == {adopted, closed}
    assert list(ActionPlan.objects.open()) == [adopted]
    assert draft.state == "draft"


@pytest.mark.parametrize(("text", "found"), [("SEGOU", True), ("partenaires table", True), ("Gao", False)])
def test_a_workshop_is_found_whatever_its_accents(db, text, found):
    WorkshopFactory(title="Table ronde des partenaires de Ségou")
    assert Workshop.objects.matching(text).exists() == found
