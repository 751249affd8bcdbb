"""Every named constraint of `programmes` is violated here: the database refuses, and the form speaks French.

A check is violated by changing columns of a valid row (`CHECKS`); a uniqueness by saving a copy of a valid row
(`UNIQUE`), in which only what keeps the other constraints quiet is changed.
"""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone

from programmes.models import (
    Achievement,
    ActivityKind,
    DayTally,
    Document,
    ImportRun,
    LocalStructure,
    MappingMemory,
    MeasurementPart,
    Participant,
    PlanClosing,
    Pledge,
    PriorityAction,
    ProgrammeSection,
    ReassignedActivity,
    Reassignment,
    ReminderSending,
    Revision,
    Stage,
    StageGrid,
    Suspension,
    SwotAnalysis,
    Tally,
    TargetGroup,
    WeekPriority,
    WeekSheet,
    WorkingGroup,
    WorkshopOfficial,
    WorkshopOrganisation,
    WorkshopPlan,
)
from tests.factories import (
    ActivityFactory,
    CommuneFactory,
    ContributionFactory,
    DeclaredFigureFactory,
    DepartmentFactory,
    FundingFactory,
    FundingSourceFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    MeasurementFactory,
    ParticipationFactory,
    PartnerFactory,
    PlanFactory,
    PlanFundingFactory,
    ProgrammeFactory,
    RecommendationFactory,
    ResultFactory,
    StatusReportFactory,
    UserFactory,
    WorkshopFactory,
)

EARLIER, LATER = date(2023, 1, 1), date(2023, 12, 31)
BACKWARDS = {"start": LATER, "end": EARLIER}


def suspension(**fields):
    return Suspension.objects.create(programme=ProgrammeFactory(), reason="Conflit", **fields)


def closing(**fields):
    return PlanClosing.objects.create(plan=PlanFactory(), closed_on=LATER, **fields)


def grid():
    return StageGrid.objects.create(kind=ActivityKind.objects.create(code="etude", name="Étude"))


def stage():
    return Stage.objects.create(grid=grid(), label="Termes de référence", weight=20)


def revision():
    return Revision.objects.create(
        activity=ActivityFactory(), field="budget", old="1", new="2", decided_on=EARLIER, reason="Avenant"
    )


def achievement(**fields):
    return Achievement.objects.create(
        programme=ProgrammeFactory(), kind="training", text="Formation", position=1, **fields
    )


def structure():
    return LocalStructure.objects.create(programme=ProgrammeFactory(), kind="committee", name="Comité")


def swot():
    return SwotAnalysis.objects.create(programme=ProgrammeFactory(), place=CommuneFactory())


def part():
    return MeasurementPart.objects.create(measurement=MeasurementFactory(), sex="women", value=4)


def priority():
    return PriorityAction.objects.create(code="ACTION-1", title="Forage", place_label="commune 1")


def pledge():
    return Pledge.objects.create(partner=PartnerFactory(), programme=ProgrammeFactory(), text="Appui")


def document():
    return Document.objects.create(title="Photo", programme=ProgrammeFactory(), file="photo.jpg")


def workshop_plan():
    return WorkshopPlan.objects.create(workshop=WorkshopFactory(), plan=PlanFactory(), purpose="evaluated")


def official():
    return WorkshopOfficial.objects.create(workshop=WorkshopFactory(), name="A. Traoré", role="present")


def group():
    return WorkingGroup.objects.create(workshop=WorkshopFactory(), name="Groupe 1")


def organisation():
    return WorkshopOrganisation.objects.create(workshop=WorkshopFactory(), name="NEF", role="organiser")


def participant():
    return Participant.objects.create(workshop=WorkshopFactory(), name="A. Traoré", organisation="NEF")


def section():
    return ProgrammeSection.objects.create(programme=ProgrammeFactory(), title="Politique genre", text="…")


def target_group():
    return TargetGroup.objects.create(programme=ProgrammeFactory(), label="Élus")


def counted_workshop():
    return WorkshopFactory(attendance=50, attendance_count="exact", women=4)


def reviewed_report():
    author = UserFactory()
    return StatusReportFactory(
        author=author, review="approved", reviewer=UserFactory(), reviewed_at=timezone.now()
    )


def import_run():
    return ImportRun.objects.create(
        kind="plans", file="imports/a.csv", file_name="plans.csv", size=1, sha256="0" * 64
    )


def import_undone():
    now = timezone.now()
    return ImportRun.objects.create(
        kind="plans",
        file="imports/a.csv",
        file_name="plans.csv",
        size=1,
        sha256="0" * 64,
        state="undone",
        started_at=now,
        finished_at=now,
        applied_at=now,
        operation=uuid4(),
        undone_at=now,
    )


def mapping():
    return MappingMemory.objects.create(kind="plans", fingerprint="0" * 64)


def correction():
    wrong = StatusReportFactory()
    return StatusReportFactory(activity=wrong.activity, corrects=wrong)


def week_sheet():
    return WeekSheet.objects.create(monday=date(2023, 12, 18))


def week_priority():
    return WeekPriority.objects.create(sheet=week_sheet(), department=DepartmentFactory(), text="Essai")


def handed_over(**fields):
    return Reassignment.objects.create(
        from_user=UserFactory(), to_user=UserFactory(), reason="departure", operation=uuid4(), **fields
    )


def handed_over_activity():
    return ReassignedActivity.objects.create(reassignment=handed_over(), activity=ActivityFactory())


def digest():
    return ReminderSending.objects.create(user=UserFactory(), day=LATER, address="a@exemple.ml")


# constraint: (a valid row, what breaks it)
CHECKS = {
    "weeksheet_starts_on_monday": (week_sheet, {"monday": date(2023, 12, 19)}),
    "weeksheet_closed_by_has_date": (
        lambda: WeekSheet.objects.create(
            monday=date(2023, 12, 18), closed_at=timezone.now(), closed_by=UserFactory()
        ),
        {"closed_at": None},
    ),
    "weekpriority_has_text": (week_priority, {"text": ""}),
    "weekpriority_outcome_has_date": (week_priority, {"outcome": "kept"}),
    "weekpriority_not_kept_has_reason": (
        week_priority,
        {"outcome": "not_kept", "outcome_at": timezone.now()},
    ),
    "weekpriority_not_carried_from_itself": (week_priority, {"carried_from": F("pk")}),
    "reassignment_to_somebody_else": (handed_over, {"to_user": F("from_user")}),
    "reassignment_absence_has_end": (handed_over, {"reason": "absence"}),
    "reassignment_ended_after_start": (
        handed_over,
        {"ended_at": timezone.now() - timedelta(days=1)},
    ),
    "department_not_its_own_parent": (DepartmentFactory, {"parent": F("pk")}),
    "fundingsource_partner_only_for_partner_kind": (
        lambda: FundingSourceFactory(partner=PartnerFactory()),
        {"kind": "fnact"},
    ),
    "programme_not_its_own_phase": (ProgrammeFactory, {"parent": F("pk")}),
    "programme_budget_not_negative": (ProgrammeFactory, {"budget": -1}),
    "programme_end_after_start": (ProgrammeFactory, BACKWARDS),
    "suspension_end_after_start": (suspension, BACKWARDS),
    "contribution_amount_not_negative": (ContributionFactory, {"amount": -1}),
    "contribution_in_kind_described": (ContributionFactory, {"nature": "in_kind"}),
    "plan_has_one_owner": (PlanFactory, {"department": None}),
    "plan_year_plausible": (PlanFactory, {"year": 1989}),
    "plan_closed_after_adoption": (PlanFactory, {"closed_on": date(2023, 1, 9)}),
    "planclosing_reopening_has_reason": (closing, {"reopened_at": timezone.now()}),
    "planfunding_amount_not_negative": (PlanFundingFactory, {"amount": -1}),
    "declaredfigure_not_negative": (DeclaredFigureFactory, {"value": -1}),
    "result_of_programme_or_plan": (ResultFactory, {"programme": None}),
    "result_not_its_own_parent": (ResultFactory, {"parent": F("pk")}),
    "achievement_quantity_not_negative": (achievement, {"quantity": -1}),
    "achievement_end_after_start": (achievement, BACKWARDS),
    "stage_weight_in_range": (stage, {"weight": 101}),
    "activity_end_after_start": (ActivityFactory, {"planned_start": LATER, "planned_end": EARLIER}),
    "activity_budget_not_negative": (ActivityFactory, {"budget": -1}),
    "activity_weight_positive": (ActivityFactory, {"weight": 0}),
    "activity_cancelled_has_date": (ActivityFactory, {"cancelled_on": LATER}),
    "activity_progress_only_in_progress": (ActivityFactory, {"status": "done", "progress": 50}),
    "activity_not_carried_from_itself": (ActivityFactory, {"carried_from": F("pk")}),
    "funding_amount_not_negative": (FundingFactory, {"amount": -1}),
    "revision_has_reason": (revision, {"reason": ""}),
    "statusreport_progress_only_in_progress": (StatusReportFactory, {"progress": 50}),
    "statusreport_status_reportable": (StatusReportFactory, {"status": "cancelled"}),
    "statusreport_amounts_not_negative": (StatusReportFactory, {"spent": -1}),
    "statusreport_review_has_date": (StatusReportFactory, {"review": "approved"}),
    "statusreport_return_has_reason": (
        StatusReportFactory,
        {"review": "returned", "reviewed_at": timezone.now()},
    ),
    "statusreport_not_reviewed_by_author": (reviewed_report, {"reviewer": F("author")}),
    "statusreport_not_its_own_correction": (StatusReportFactory, {"corrects": F("pk")}),
    "workshop_attendance_says_how_counted": (counted_workshop, {"attendance_count": "unknown"}),
    "workshop_parts_within_total": (counted_workshop, {"women": 51}),
    "workshop_end_after_start": (WorkshopFactory, BACKWARDS),
    "document_has_one_owner": (document, {"programme": None}),
    "indicatortarget_place_named_or_not": (
        lambda: IndicatorTargetFactory(place=CommuneFactory()),
        {"place_label": "commune 7"},
    ),
    "indicatortarget_revision_has_reason": (
        lambda: IndicatorTargetFactory(replaces=IndicatorTargetFactory(), reason="Avenant"),
        {"reason": ""},
    ),
    "indicatortarget_does_not_replace_itself": (
        lambda: IndicatorTargetFactory(reason="Avenant"),
        {"replaces": F("pk")},
    ),
    "indicatortarget_end_after_start": (IndicatorTargetFactory, BACKWARDS),
    "measurement_end_after_start": (MeasurementFactory, BACKWARDS),
    "measurementpart_says_which": (part, {"sex": ""}),
    "priorityaction_place_named_or_not": (priority, {"place_label": ""}),
    "priorityaction_cost_not_negative": (priority, {"cost": -1}),
    "pledge_has_object": (pledge, {"programme": None}),
    "pledge_amount_not_negative": (pledge, {"amount": -1}),
    "importrun_state_known": (import_run, {"state": "lost"}),
    "importrun_kind_and_name_given": (import_run, {"file_name": ""}),
    "importrun_sha256_length": (import_run, {"sha256": "0" * 63}),
    "importrun_counts_not_negative": (import_run, {"refused": -1}),
    "importrun_applied_has_date": (import_run, {"state": "applied"}),
    "importrun_undone_after_applied": (import_undone, {"undone_at": None}),
    "importrun_failure_says_why": (import_run, {"state": "failed"}),
    "importrun_finished_after_start": (
        import_run,
        {"started_at": timezone.now(), "finished_at": timezone.now() - timedelta(days=1)},
    ),
    "mappingmemory_says_of_what": (mapping, {"kind": ""}),
}

# constraint: (a valid row, what is changed in its copy)
UNIQUE = {
    "tally_unique": (lambda: Tally.objects.create(year=2026, dimension="all", key=0), {}),
    "daytally_unique": (
        lambda: DayTally.objects.create(
            year=2026, dimension="all", key=0, clock=DayTally.Clock.OPEN, day=date(2026, 3, 31)
        ),
        {},
    ),
    "remindersending_once_a_day": (digest, {}),
    "reassignedactivity_once": (handed_over_activity, {}),
    "department_name_unique": (
        lambda: DepartmentFactory(name="Sous-direction des études"),
        {"code": "AUTRE", "name": "SOUS-DIRECTION DES études"},
    ),
    "partner_name_unique": (lambda: PartnerFactory(name="Unicef"), {"code": "AUTRE", "name": "UNICEF"}),
    "fundingsource_name_unique": (
        lambda: FundingSourceFactory(name="Budget national"),
        {"code": "AUTRE", "name": "budget NATIONAL"},
    ),
    "programme_code_unique": (lambda: ProgrammeFactory(code="ICAE"), {"code": "icae"}),
    "targetgroup_label_unique": (target_group, {}),
    "programmesection_title_unique": (section, {}),
    "participation_unique": (ParticipationFactory, {}),
    "plan_code_unique": (lambda: PlanFactory(code="DGCT-2023"), {"code": "dgct-2023"}),
    "planclosing_one_in_force": (closing, {}),
    "planfunding_source_unique": (PlanFundingFactory, {}),
    "declaredfigure_unique": (DeclaredFigureFactory, {}),
    "result_code_unique_in_programme": (ResultFactory, {}),
    "result_code_unique_in_plan": (lambda: ResultFactory(programme=None, plan=PlanFactory()), {}),
    "achievement_position_unique": (achievement, {}),
    "localstructure_name_unique": (structure, {}),
    "swotanalysis_unique": (swot, {}),
    "stagegrid_version_unique": (grid, {}),
    "stage_label_unique": (stage, {}),
    "activity_code_unique_in_plan": (ActivityFactory, {}),
    "funding_source_unique": (FundingFactory, {}),
    "statusreport_corrected_once": (correction, {}),
    "workshop_code_unique": (lambda: WorkshopFactory(code="ATELIER"), {"code": "atelier"}),
    "workshopplan_unique": (workshop_plan, {}),
    "workshopofficial_unique": (official, {}),
    "workinggroup_unique": (group, {}),
    "workshoporganisation_unique": (organisation, {}),
    "participant_unique": (participant, {}),
    "indicator_code_unique": (IndicatorFactory, {}),
    "indicatortarget_unique": (IndicatorTargetFactory, {}),
    "measurement_unique": (MeasurementFactory, {}),
    "measurementpart_unique": (part, {}),
    "recommendation_code_unique": (RecommendationFactory, {}),
    "mappingmemory_once_for_headings": (mapping, {"kind": "activities"}),
}

# What makes an otherwise equal row acceptable: the constraint must not refuse more than it says.
ALLOWED = {
    "remindersending_once_a_day": {"day": EARLIER},
    "planclosing_one_in_force": {"reopened_at": timezone.now(), "reopening_reason": "Erreur de saisie"},
    "statusreport_corrected_once": {"review": "withdrawn", "reviewed_at": timezone.now()},
    "declaredfigure_unique": {"measure": "done"},
    "measurement_unique": {"start": EARLIER},
    "swotanalysis_unique": {"date": EARLIER},
    "indicatortarget_unique": {"place_label": "commune 7"},
    "activity_code_unique_in_plan": {"code": "AUTRE"},
    "participation_unique": {"role": "lead"},
}


def constraints() -> dict[str, models.BaseConstraint]:
    return {
        constraint.name: constraint
        for model in apps.get_app_config("programmes").get_models()
        for constraint in model._meta.constraints
    }


def message_of(name: str) -> str:
    return constraints()[name].get_violation_error_message()


def copy_of(row: models.Model, changes: dict) -> models.Model:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del values[row._meta.pk.attname]
    return type(row)(**values | changes)


def changed(row: models.Model, changes: dict) -> models.Model:
    """The row with the changes in memory, a reference to another column followed."""
    for name, value in changes.items():
        attname = row._meta.get_field(name).attname
        if isinstance(value, F):
            value = row.pk if value.name == "pk" else getattr(row, f"{value.name}_id")
        setattr(row, attname, value)
    return row


def test_every_constraint_is_violated_here():
    assert set(constraints()) == set(CHECKS) | set(UNIQUE)


@pytest.mark.parametrize("name", CHECKS)
def test_the_database_refuses_a_row(name, db):
    make, bad = CHECKS[name]
    row = make()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**bad)
    row.refresh_from_db()


@pytest.mark.parametrize("name", CHECKS)
def test_a_form_says_what_is_wrong_with_a_row(name, db):
    make, bad = CHECKS[name]
    row = changed(make(), bad)
    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints()
    assert message_of(name) in refusal.value.messages


@pytest.mark.parametrize("name", UNIQUE)
def test_the_database_refuses_a_second_row(name, db):
    make, changes = UNIQUE[name]
    twin = copy_of(make(), changes)
    # SQLite names the columns of a plain uniqueness, PostgreSQL always names the constraint.
    named = name if connection.vendor == "postgresql" else f"{name}|{type(twin)._meta.db_table}"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        models.Model.save(twin)


@pytest.mark.parametrize("name", UNIQUE)
def test_a_form_says_that_a_row_exists(name, db):
    make, changes = UNIQUE[name]
    twin = copy_of(make(), changes)
    with pytest.raises(ValidationError) as refusal:
        twin.validate_constraints()
    assert message_of(name) in refusal.value.messages


@pytest.mark.parametrize("name", ALLOWED)
def test_a_row_that_differs_is_accepted(name, db):
    make, _ = UNIQUE[name]
    other = copy_of(make(), ALLOWED[name])
    other.validate_constraints()
    other.save()
    assert other.pk


@pytest.mark.parametrize("level", [0, 99.99])
def test_the_progress_of_an_activity_in_progress_is_accepted(level, db):
    report = StatusReportFactory(status="in_progress", progress=level)
    assert report.pk


@pytest.mark.parametrize("level", [-1, 100])
def test_the_progress_of_an_activity_in_progress_is_from_0_to_99(level, db):
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusReportFactory(status="in_progress", progress=level)
