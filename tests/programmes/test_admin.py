"""The admin of programmes: every entity opens, writes go through the actions, what only an action writes is closed."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import AuditEvent
from programmes.models import (
    ActionPlan,
    Activity,
    ActivityKind,
    Department,
    Partner,
    Recommendation,
    RecommendationUpdate,
    Sector,
    Stage,
    StageGrid,
    StatusReport,
)
from tests.factories import (
    ActivityFactory,
    PartnerFactory,
    PlanFactory,
    RecommendationFactory,
    StatusReportFactory,
)

pytestmark = pytest.mark.django_db

OURS = sorted(
    (model for model in admin.site._registry if model._meta.app_label == "programmes"),
    key=lambda model: model._meta.model_name,
)


def address(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.model_name)
def test_list_opens_and_searches(client_as, admin, model):
    response = client_as(admin).get(address(model, "changelist"), {"q": "é"})
    assert response.status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.model_name)
def test_only_administrators_enter(client_as, agent, partner_user, direction, model):
    for user in (agent, partner_user, direction):
        assert client_as(user).get(address(model, "changelist")).status_code in {302, 403}


def test_add_form_opens_where_adding_is_allowed(client_as, admin, rf):
    client = client_as(admin)
    request = rf.get("/")
    request.user = admin
    opened = [
        model
        for model, model_admin in registered()
        if model_admin.has_add_permission(request) and client.get(address(model, "add")).status_code == 200
    ]
    closed = {model.__name__ for model in OURS} - {model.__name__ for model in opened}
    assert closed == {"ImportRun", "MappingMemory", "PlanClosing", "Revision", "StatusReport"}


def registered():
    return [(model, admin.site._registry[model]) for model in OURS]


def test_saving_leaves_a_trace_with_old_and_new(client_as, admin):
    sector = Sector.objects.create(code="sante", name="Santé")
    client_as(admin).post(address(Sector, "change", sector.pk), {"code": "sante", "name": "Santé publique"})
    event = AuditEvent.objects.get(action="sector.change")
    assert (event.before["name"], event.after["name"]) == ("Santé", "Santé publique")
    assert event.actor == admin


def test_what_others_refer_to_is_not_deleted(client_as, admin):
    plan = ActivityFactory().plan
    response = client_as(admin).post(address(ActionPlan, "delete", plan.pk), {"post": "yes"})
    assert ActionPlan.objects.filter(pk=plan.pk).exists()
    assert response.status_code == 200  # the page that lists what refers to it


def test_reports_are_only_looked_at(client_as, admin):
    report = StatusReportFactory()
    client = client_as(admin)
    assert client.get(address(StatusReport, "change", report.pk)).status_code == 200
    assert client.post(address(StatusReport, "change", report.pk), {"status": "done"}).status_code == 403
    assert client.post(address(StatusReport, "delete", report.pk), {"post": "yes"}).status_code == 403
    assert client.get(address(StatusReport, "add")).status_code == 403


def activity_form(activity: Activity, **changes: object) -> dict[str, object]:
    """What the form of an activity of an adopted plan sends."""
    inlines = ("funding_lines", "reports", "revisions")
    management = {f"{name}-{field}": 0 for name in inlines for field in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return {
        "code": activity.code,
        "title": activity.title,
        "position": activity.position,
        "department": activity.department_id or "",
        "weight": activity.weight,
        **management,
        **changes,
    }


def test_an_activity_of_an_adopted_plan_keeps_what_a_revision_changes(client_as, admin):
    activity = ActivityFactory(plan__adopted_on=date(2024, 1, 5), planned_end=date(2024, 6, 30), budget=10)
    kept = (activity.title, activity.code, activity.planned_end, activity.budget)
    client_as(admin).post(
        address(Activity, "change", activity.pk),
        activity_form(
            activity,
            title="Titre corrigé",
            code="Z-99",
            planned_end="2024-12-31",
            budget="99",
            expected_product="Guide",
        ),
    )
    activity.refresh_from_db()
    assert (activity.title, activity.code, activity.planned_end, activity.budget) == kept
    assert activity.expected_product == "Guide"


def test_a_cancelled_activity_does_not_change(client_as, admin):
    activity = ActivityFactory(
        plan__adopted_on=date(2024, 1, 5), cancelled_on=date(2024, 3, 1), status="cancelled"
    )
    response = client_as(admin).post(
        address(Activity, "change", activity.pk), activity_form(activity, expected_product="Guide")
    )
    assert response.status_code == 403


def test_an_activity_of_a_closed_plan_does_not_change(client_as, admin):
    activity = ActivityFactory(plan__adopted_on=date(2023, 1, 5), plan__closed_on=date(2023, 12, 31))
    response = client_as(admin).post(
        address(Activity, "change", activity.pk), activity_form(activity, title="Autre")
    )
    activity.refresh_from_db()
    assert response.status_code == 403
    assert activity.title != "Autre"


def test_an_activity_added_after_adoption_is_outside_the_initial_plan(client_as, admin):
    plan = PlanFactory(adopted_on=date(2024, 1, 5))
    blank = Activity(code="NEW-1", title="Ajout", weight=1, position=3)
    response = client_as(admin).post(
        address(Activity, "add"),
        activity_form(
            blank,
            plan=plan.pk,
            currency="XOF",
            planned_start_precision="day",
            planned_end_precision="day",
        ),
    )
    assert response.status_code == 302, response.context["adminform"].errors
    added = Activity.objects.get(code="NEW-1")
    assert added.added_on is not None
    assert added.revisions.get().field == "added_on"


def test_a_reference_list_is_exported_and_imported_back_unchanged(client_as, admin):
    PartnerFactory(code="UNICEF", name="Fonds des Nations unies pour l’enfance")
    resource = registry_of(Partner).resource_classes[0]()
    exported = resource.export()
    result = resource.import_data(exported, dry_run=False)
    assert result.totals["skip"] == 1
    assert result.totals["update"] == result.totals["new"] == 0


@pytest.mark.django_db(transaction=True)
def test_one_faulty_row_imports_nothing(client_as, admin):
    resource = registry_of(Partner).resource_classes[0]()
    data = resource.export()
    data.append(["OMS", "Organisation mondiale de la Santé", "OMS", "agency", "", ""])
    data.append(["MAUVAIS", "Nature inconnue", "", "planète", "", ""])
    result = resource.import_data(data, dry_run=False, rollback_on_validation_errors=True)
    assert result.has_validation_errors()
    assert not Partner.objects.exists()


def registry_of(model: type):
    return admin.site._registry[model]


@pytest.fixture
def grid(db):
    grid = StageGrid.objects.create(kind=ActivityKind.objects.create(code="etude", name="Étude"))
    for label, weight in (("Termes de référence", 40), ("Rapport final", 60)):
        Stage.objects.create(grid=grid, label=label, weight=weight)
    return grid


def stages_form(grid, *weights) -> dict:
    rows = {"stages-TOTAL_FORMS": len(weights), "stages-INITIAL_FORMS": len(weights)}
    for number, (stage, weight) in enumerate(zip(grid.stages.all(), weights, strict=True)):
        row = {"id": stage.pk, "grid": grid.pk, "label": stage.label, "weight": weight, "position": 0}
        rows |= {f"stages-{number}-{name}": value for name, value in row.items()}
    return {"kind": grid.kind_id, "version": 1, "valid_from": "2023-01-01", **rows}


@pytest.mark.parametrize(("weights", "kept"), [((30, 70), [30, 70]), ((30, 60), [40, 60])])
def test_the_stages_of_a_grid_weigh_100(client_as, admin, grid, weights, kept):
    response = client_as(admin).post(address(StageGrid, "change", grid.pk), stages_form(grid, *weights))
    assert list(grid.stages.values_list("weight", flat=True)) == kept
    assert ("ils doivent faire 100" in response.content.decode()) == (kept == [40, 60])


def test_a_grid_that_a_report_used_is_only_looked_at(client_as, admin, grid):
    StatusReportFactory(activity=ActivityFactory(kind=grid.kind), status="in_progress", grid=grid)
    client = client_as(admin)
    assert client.get(address(StageGrid, "change", grid.pk)).status_code == 200
    assert client.post(address(StageGrid, "change", grid.pk), stages_form(grid, 30, 70)).status_code == 403
    assert client.get(address(StageGrid, "delete", grid.pk)).status_code == 403
    assert list(grid.stages.values_list("weight", flat=True)) == [40, 60]


def test_people_are_not_moved_from_the_lists(client_as, admin, agent, department, partner):
    """Their role is checked on the page of their account: the admin only shows where they are."""
    page = client_as(admin).get(address(Department, "change", department.pk))
    assert agent.full_name in page.content.decode()
    assert "memberships-0-user" not in page.context["inline_admin_formsets"][0].formset.forms[0].fields
    assert (
        "members"
        not in client_as(admin).get(address(Partner, "change", partner.pk)).context["adminform"].form.fields
    )


def test_a_step_of_a_recommendation_is_added_and_never_changed(client_as, admin):
    recommendation = RecommendationFactory()
    step = RecommendationUpdate.objects.create(
        recommendation=recommendation, date=date(2024, 1, 5), state="open"
    )
    form = {
        "workshop": recommendation.workshop_id,
        "code": recommendation.code,
        "kind": recommendation.kind,
        "text": recommendation.text,
        "position": 0,
        "due_precision": "day",
        "state": "done",
        "updates-TOTAL_FORMS": 2,
        "updates-INITIAL_FORMS": 1,
        "updates-0-id": step.pk,
        "updates-0-recommendation": recommendation.pk,
        "updates-0-date": "2020-01-01",
        "updates-0-state": "dropped",
        "updates-1-recommendation": recommendation.pk,
        "updates-1-date": "2024-02-01",
        "updates-1-state": "done",
    }
    response = client_as(admin).post(address(Recommendation, "change", recommendation.pk), form)
    assert response.status_code == 302
    steps = list(recommendation.updates.values_list("date", "state"))
    assert steps == [(date(2024, 1, 5), "open"), (date(2024, 2, 1), "done")]
