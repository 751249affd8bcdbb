"""An import taken back as a whole; and everything that can stand in the way, named, with nothing taken back then."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.actions.activities import change_activity, revise_activity
from programmes.actions.closing import close_plan
from programmes.actions.documents import attach_document
from programmes.actions.new_activities import create_activity
from programmes.actions.plans import adopt_plan
from programmes.actions.refusals import Refusal
from programmes.actions.reviews import approve_report
from programmes.actions.status import report_status
from programmes.imports import runs
from programmes.imports.faults import Where, WrittenObject
from programmes.imports.report_data import pack_written
from programmes.imports.undo import obstacles_to_undo, undo
from programmes.models import (
    ActionPlan,
    Activity,
    Department,
    DepartmentAlias,
    Funding,
    ImportRun,
    Partner,
    PlanClosing,
    Programme,
    Revision,
    Sector,
    StatusReport,
)
from programmes.summaries import state_differences
from tests.factories import (
    ActivityFactory,
    DepartmentFactory,
    FundingFactory,
    FundingSourceFactory,
    PartnerFactory,
    PlanFactory,
    ProgrammeFactory,
    SectorFactory,
    UserFactory,
)
from tests.programmes.imports.run_files import UNICEF, partners_file

pytestmark = pytest.mark.django_db

State = ImportRun.State
IN_JUNE = date(2023, 6, 30)


def created(instance) -> WrittenObject:
    return WrittenObject(instance._meta.label_lower, instance.pk, True, {}, Where("feuille", 2))


def changed(instance, **before) -> WrittenObject:
    return WrittenObject(instance._meta.label_lower, instance.pk, False, before, Where("feuille", 2))


@pytest.fixture
def applied(admin):
    """A function: the run that wrote these objects, in this order, and ended a moment ago."""

    def run(*written, operation=None, **fields) -> ImportRun:
        now = timezone.now()
        return ImportRun.objects.create(
            kind="workbook",
            state=State.APPLIED,
            file="imports/absent.xlsx",
            file_name="plan.xlsx",
            size=1,
            sha256="0" * 64,
            by=admin,
            started_at=now,
            finished_at=now,
            applied_by=admin,
            applied_at=now,
            operation=operation or uuid4(),
            created=1,
            written=pack_written(written),
            **fields,
        )

    return run


def refused(run, admin) -> str:
    """What is said when it cannot be undone; nothing has changed then."""
    before = ImportRun.objects.get(pk=run.pk).state
    with pytest.raises(Refusal) as refusal:
        undo(run=run, by=admin)
    assert ImportRun.objects.get(pk=run.pk).state == before
    assert refusal.value.message.split("\n") == obstacles_to_undo(run)
    return refusal.value.message.replace("\u00a0", " ")


# --- what is taken back


def test_what_was_created_is_removed_and_the_run_says_so(admin, applied):
    partner = PartnerFactory()
    run = applied(created(partner))
    assert obstacles_to_undo(run) == []
    run = undo(run=run, by=admin, reason="  Mauvais fichier ")
    assert not Partner.objects.exists()
    assert (run.state, run.undone_by, run.undo_reason) == (State.UNDONE, admin, "Mauvais fichier")
    assert run.undone_at >= run.applied_at
    events = AuditEvent.objects.filter(action="import.undo").order_by("pk")
    assert [(event.target_type, event.after["import"]) for event in events] == [
        ("programmes.partner", run.pk),
        ("programmes.importrun", run.pk),
    ]
    assert len({event.operation for event in events}) == 1
    assert events[0].operation != run.operation


def test_an_import_of_a_file_is_undone_and_may_be_imported_again(admin):
    run = runs.start_apply(
        run=runs.receive_file(file=partners_file(UNICEF), kind="partners", by=admin), by=admin
    )
    assert undo(run=run, by=admin).state == State.UNDONE
    assert not Partner.objects.exists()
    run = runs.receive_file(file=partners_file(UNICEF), kind="partners", by=admin)
    assert (run.state, run.created) == (State.PREVIEWED, 1)


def test_a_change_brought_by_a_file_is_given_back(admin):
    partner = PartnerFactory(code="UNICEF", name="Ancien nom", acronym="ANC")
    run = runs.start_apply(
        run=runs.receive_file(file=partners_file(UNICEF), kind="partners", by=admin), by=admin
    )
    partner.refresh_from_db()
    assert partner.acronym == "UNICEF"
    undo(run=run, by=admin)
    partner.refresh_from_db()
    assert (partner.name, partner.acronym) == ("Ancien nom", "ANC")


def test_what_was_changed_gets_back_what_it_held(admin, applied):
    old, new = DepartmentFactory(), DepartmentFactory()
    activity = ActivityFactory(
        department=new, title="Nouveau", budget=Decimal("5.00"), planned_end=date(2023, 12, 31)
    )
    sources = FundingSourceFactory.create_batch(2)
    FundingFactory(activity=activity, source=sources[1])
    run = applied(
        changed(
            activity,
            department_id=old.pk,
            title="Ancien",
            budget=Decimal("12.50"),
            planned_end=date(2023, 6, 30),
            associated_departments=[new.pk],
            funding_lines=[[sources[0].pk, Decimal("3.00"), "EUR"]],
        )
    )
    undo(run=run, by=admin)
    activity = Activity.objects.get()
    assert (activity.department, activity.title, activity.budget) == (old, "Ancien", Decimal("12.50"))
    assert activity.planned_end == date(2023, 6, 30)
    assert "ancien" in activity.search
    assert list(activity.associated_departments.all()) == [new]
    [line] = activity.funding_lines.all()
    assert (line.source, line.amount, line.currency) == (sources[0], Decimal("3.00"), "EUR")


def test_an_object_written_twice_goes_back_to_the_first_state(admin, applied):
    partner, brought = PartnerFactory(name="C"), PartnerFactory()
    run = applied(
        changed(partner, name="A"),
        changed(partner, name="B", acronym="X"),
        created(brought),
        changed(brought, name="Z"),
    )
    undo(run=run, by=admin)
    assert [(one.name, one.acronym) for one in Partner.objects.all()] == [("A", "X")]


def test_what_refers_to_each_other_goes_together(admin, applied):
    """A department and its own, a programme and its phase, a plan with activities and reports: in any order."""
    parent = DepartmentFactory()
    child = DepartmentFactory(parent=parent)
    plan = PlanFactory(department=child)
    activity = create_activity(plan=plan, by=None, code="A1", title="Former")
    report = report_status(activity=activity, by=None, status="done", effective_date=IN_JUNE)
    report_two = report_status(
        activity=activity, by=None, status="in_progress", effective_date=IN_JUNE, corrects=report
    )
    close_plan(plan=plan, on=date(2024, 1, 31), by=None)
    spelling = DepartmentAlias.objects.create(department=child, written="S.D. A")
    objects = (parent, child, spelling, plan, activity, report, report_two)
    assert Revision.objects.exists()  # added after the adoption of its plan
    assert PlanClosing.objects.exists()
    undo(run=applied(*map(created, objects)), by=admin)
    for model in (Department, DepartmentAlias, ActionPlan, Activity, StatusReport, Revision, PlanClosing):
        assert not model.objects.exists()


def test_an_object_changed_to_refer_to_one_that_goes_is_given_back_first(admin, applied):
    parent, sector = DepartmentFactory(), SectorFactory()
    child, programme = DepartmentFactory(parent=parent), ProgrammeFactory()
    programme.sectors.add(sector)
    run = applied(
        created(parent), created(sector), changed(child, parent_id=None), changed(programme, sectors=[])
    )
    undo(run=run, by=admin)
    assert [(one.pk, one.parent) for one in Department.objects.all()] == [(child.pk, None)]
    assert not Sector.objects.exists()


def test_the_parts_that_an_action_writes_beside_an_object_go_with_it(admin, applied):
    activity = ActivityFactory()
    FundingFactory(activity=activity)
    undo(run=applied(created(activity)), by=admin)
    assert not Activity.objects.exists()


def test_a_source_that_only_what_goes_was_funded_by_goes_too(admin, applied):
    new, old = FundingSourceFactory.create_batch(2)
    activity, kept = ActivityFactory.create_batch(2)
    for one in (activity, kept):
        FundingFactory(activity=one, source=new)
    undo(
        run=applied(created(new), created(activity), changed(kept, funding_lines=[[old.pk, None, "XOF"]])),
        by=admin,
    )
    assert [(line.activity, line.source) for line in Funding.objects.all()] == [(kept, old)]


def test_a_report_on_an_activity_that_was_there_is_withdrawn_and_not_erased(admin, applied):
    activity = ActivityFactory()
    first = report_status(
        activity=activity, by=None, status="in_progress", progress=10, effective_date=IN_JUNE
    )
    brought = report_status(
        activity=activity, by=None, status="done", effective_date=date(2023, 12, 20), approved=True
    )
    activity.refresh_from_db()
    assert activity.status == "done"
    undo(run=applied(created(brought)), by=admin)
    brought.refresh_from_db()
    assert (brought.review, brought.reviewer, brought.review_reason) == ("withdrawn", admin, "Import annulé")
    activity.refresh_from_db()
    assert (activity.status, activity.progress, activity.latest_report) == ("in_progress", 10, first)
    assert list(state_differences(Activity.objects.all())) == []


def test_a_report_that_its_author_took_back_meanwhile_is_left(admin, applied):
    brought = report_status(activity=ActivityFactory(), by=None, status="done", effective_date=IN_JUNE)
    run = applied(created(brought))
    StatusReport.objects.filter(pk=brought.pk).update(review="withdrawn", reviewed_at=timezone.now())
    undo(run=run, by=admin)
    assert StatusReport.objects.get().review_reason == ""


def test_a_report_made_since_on_the_same_activity_stays(admin, agent, department, applied):
    activity = ActivityFactory(plan=PlanFactory(department=department))
    brought = report_status(activity=activity, by=None, status="done", effective_date=IN_JUNE)
    run = applied(created(brought))
    later = report_status(activity=activity, by=agent, status="not_done", effective_date=date(2023, 7, 1))
    undo(run=run, by=admin)
    activity.refresh_from_db()
    assert activity.latest_report == later


def test_what_was_removed_meanwhile_is_no_obstacle(admin, applied):
    partner, other = PartnerFactory(), PartnerFactory()
    run = applied(created(partner), created(other))
    audit.record(by=admin, action="partner.delete", target=partner)
    partner.delete()
    undo(run=run, by=admin)
    assert not Partner.objects.exists()


def test_an_import_undone_before_is_no_obstacle_to_the_one_before_it(admin, applied):
    partner = PartnerFactory(name="C")
    first, second = applied(changed(partner, name="A")), applied(changed(partner, name="B"))
    audit.record(by=admin, action="partner.change", target=partner, operation=second.operation)
    assert "changé depuis" in refused(first, admin)
    undo(run=second, by=admin)
    undo(run=first, by=admin)
    assert Partner.objects.get().name == "A"


# --- what stands in the way


def test_everything_in_the_way_is_said_at_once(admin, applied):
    department, partner = (
        DepartmentFactory(name="Sous-direction X", acronym="SDX"),
        PartnerFactory(name="P", acronym=""),
    )
    run = applied(created(department), changed(partner, name="Q"))
    DepartmentFactory(name="Bureau Y", acronym="", parent=department)
    audit.record(by=admin, action="partner.change", target=partner)
    said = refused(run, admin).split("\n")
    assert len(said) == 2
    assert "« SDX »" in said[0] or "« Sous-direction X »" in said[0]
    assert "« Bureau Y » y renvoie" in said[0]
    assert said[1].startswith("Partenaire « P »")
    assert "par Adama Administrateur" in said[1]
    assert Department.objects.count() == 2


def test_a_report_since_on_a_created_activity(admin, agent, department, applied):
    activity = ActivityFactory(plan=PlanFactory(department=department), code="A7")
    run = applied(created(activity))
    report_status(activity=activity, by=agent, status="done", effective_date=IN_JUNE)
    assert "A7" in refused(run, admin)
    assert Activity.objects.get().status == "done"


def test_a_revision_since(admin, direction, applied):
    activity = ActivityFactory(code="A8", planned_end=date(2023, 12, 31))
    run = applied(created(activity))
    revise_activity(
        activity=activity,
        field="planned_end",
        new=date(2024, 3, 31),
        decided_on=IN_JUNE,
        reason="Retard",
        by=direction,
    )
    assert "révision" in refused(run, admin)


def test_a_document_since(admin, applied):
    activity = ActivityFactory()
    run = applied(created(activity))
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7 content")
    attach_document(file=file, title="Photo du forage", kind="other", by=admin, activity=activity)
    assert "« Photo du forage » y renvoie" in refused(run, admin)


def test_a_change_since_of_a_changed_activity_but_not_a_report(admin, agent, department, applied):
    activity = ActivityFactory(plan=PlanFactory(department=department), title="Nouveau")
    run = applied(changed(activity, title="Ancien"))
    report_status(activity=activity, by=agent, status="done", effective_date=IN_JUNE)
    assert obstacles_to_undo(run) == []
    change_activity(activity=activity, by=admin, title="Encore un autre")
    assert "changé depuis" in refused(run, admin)
    assert Activity.objects.get().title == "Encore un autre"


def test_a_changed_object_removed_since(admin, applied):
    partner = PartnerFactory(name="C")
    run = applied(changed(partner, name="A"))
    partner.delete()
    assert "supprimé depuis" in refused(run, admin)


def test_a_sector_that_others_have_taken_since(admin, applied):
    sector, programme = SectorFactory(name="Eau"), ProgrammeFactory(title="PADRE", acronym="")
    run = applied(created(sector))
    programme.sectors.add(sector)
    assert "PADRE" in refused(run, admin)
    assert Programme.objects.get().sectors.exists()


def test_a_report_settled_or_corrected_since(admin, applied, department, validator):
    plan = PlanFactory(department=department)
    one, two = ActivityFactory(plan=plan, code="A1"), ActivityFactory(plan=plan, code="A2")
    author = UserFactory(role=Role.ADMINISTRATOR)
    settled = report_status(activity=one, by=author, status="done", effective_date=IN_JUNE)
    corrected = report_status(activity=two, by=author, status="done", effective_date=IN_JUNE)
    run = applied(created(settled), created(corrected))
    approve_report(report=settled, by=validator)
    report_status(activity=two, by=author, status="not_done", effective_date=IN_JUNE, corrects=corrected)
    said = refused(run, admin)
    assert "A1 : réalisée" in said
    assert "Vincent Validateur l’a traitée depuis" in said
    assert "elle a été corrigée depuis" in said
    assert set(StatusReport.objects.values_list("review", flat=True)) == {"approved", "pending"}


def test_a_closed_plan(admin, applied):
    plan = PlanFactory()
    activity = ActivityFactory(plan=plan)
    report = report_status(activity=activity, by=None, status="done", effective_date=IN_JUNE)
    brought, run = applied(created(activity), created(report)), applied(created(report))
    close_plan(plan=plan, on=date(2024, 1, 31), by=None)
    for one in (brought, run):
        assert "il est clos" in refused(one, admin)


def test_a_plan_adopted_since_with_what_was_brought(admin, applied):
    plan = PlanFactory(adopted_on=None)
    run = applied(created(ActivityFactory(plan=plan)))
    adopt_plan(plan=plan, on=IN_JUNE, by=None)
    assert "adopté depuis" in refused(run, admin)


@pytest.mark.parametrize(("name", "word"), [("adopted_on", "adopté"), ("closed_on", "clos")])
def test_the_life_of_a_plan_that_was_there_is_not_turned_back(admin, applied, name, word):
    plan = PlanFactory()
    assert f"l’import l’a {word}" in refused(applied(changed(plan, **{name: None})), admin)


def test_what_cannot_be_put_back_any_more(admin, applied):
    """Another object has taken the code that the import had changed: no event says so, the database does."""
    partner = PartnerFactory(code="NEUF")
    run = applied(changed(partner, code="VIEUX"))
    PartnerFactory(code="VIEUX")
    with pytest.raises(Refusal, match="Rien n’a été annulé"):
        undo(run=run, by=admin)
    assert set(Partner.objects.values_list("code", flat=True)) == {"NEUF", "VIEUX"}
    assert ImportRun.objects.get().state == State.APPLIED


def test_a_run_that_wrote_nothing_or_was_undone(admin, applied):
    run = runs.receive_file(file=partners_file(UNICEF), kind="partners", by=admin)
    assert "rien à annuler" in refused(run, admin)
    run = undo(run=applied(created(PartnerFactory())), by=admin)
    assert "rien à annuler" in refused(run, admin)


def test_the_territory_and_a_run_that_kept_nothing(admin, applied):
    run = applied()
    ImportRun.objects.update(kind="territory")
    assert "Le territoire ne s’annule pas" in refused(ImportRun.objects.get(pk=run.pk), admin)
    ImportRun.objects.update(kind="partners", written=None)
    assert "n’a pas gardé" in refused(ImportRun.objects.get(pk=run.pk), admin)


def test_somebody_who_may_not_import(agent, applied):
    partner = PartnerFactory()
    with pytest.raises(Refusal, match="ne permet pas"):
        undo(run=applied(created(partner)), by=agent)
    assert Partner.objects.exists()


def test_many_obstacles_are_not_all_printed(admin, applied):
    partners = PartnerFactory.create_batch(105)
    run = applied(*map(created, partners))
    for partner in partners:
        audit.record(by=admin, action="partner.change", target=partner)
    said = obstacles_to_undo(run)
    assert len(said) == 101
    assert said[-1] == "Et d’autres encore."


def test_undoing_asks_few_questions_however_many_objects(admin, applied, django_assert_max_num_queries):
    run = applied(*map(created, ActivityFactory.create_batch(40, plan=PlanFactory())))
    with django_assert_max_num_queries(120):
        undo(run=run, by=admin)
    assert not Activity.objects.exists()
    assert timedelta(0) < timezone.now() - run.applied_at
