"""Opening, describing, preparing and adopting a plan on the screen."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from programmes.actions.closing import close_plan
from programmes.actions.plans import adopt_plan
from programmes.drafting import adopted_text
from programmes.models import ActionPlan, Document
from tests.factories import ActivityFactory, PlanFactory, ProgrammeFactory, StatusReportFactory

DAY = date(2023, 12, 20)
PDF = b"%PDF-1.4 acte"


@pytest.fixture
def draft(department):
    return PlanFactory(code="SDA-2026", title="Plan 2026", department=department, adopted_on=None)


@pytest.fixture
def plan(department):
    return PlanFactory(code="SDA-2023", department=department)


def url(name: str, plan) -> str:
    return reverse(f"programmes:{name}", args=[plan.code])


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


# --- opened ---------------------------------------------------------------------------------------


def test_a_plan_is_opened_and_its_lines_come_next(client_as, direction, department):
    response = client_as(direction).post(
        reverse("programmes:plan_create"),
        {"owner": f"structure:{department.pk}", "year": "2026", "title": "Plan 2026"},
    )
    assert response.url == "/plans/SDA-2026/preparation/"
    assert ActionPlan.objects.get().department == department


def test_a_programme_has_its_plan(client_as, admin):
    programme = ProgrammeFactory(code="EAM")
    client_as(admin).post(
        reverse("programmes:plan_create"),
        {"owner": f"programme:{programme.pk}", "year": "2026", "title": "Plan", "code": "EAM-PLAN"},
    )
    assert ActionPlan.objects.get(code="EAM-PLAN").programme == programme


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"owner": ""}, "owner", "Choisissez la structure ou le programme."),
        ({"owner": "structure:0"}, "owner", None),
        ({"year": "1980"}, "year", "L’exercice doit être une année entre 1990 et 2100."),
        ({"title": ""}, "title", "Donnez le titre du plan."),
        ({"code": "un code"}, "code", "Un code s’écrit sans espace ni accent, par exemple DGCT-2026."),
        ({"code": "nouveau"}, "code", None),
    ],
)
def test_a_fault_is_told_beside_its_field_and_nothing_is_lost(
    client_as, direction, department, changes, field, message
):
    told = {"owner": f"structure:{department.pk}", "year": "2026", "title": "Plan 2026"} | changes
    response = client_as(direction).post(reverse("programmes:plan_create"), told)
    errors = response.context["form"].errors
    assert set(errors) == {field}
    assert message is None or errors[field] == [message]
    assert response.context["form"].data["year"] == told["year"]
    assert not ActionPlan.objects.exists()


def test_the_list_of_plans_leads_to_a_new_one_for_those_who_open_them(client_as, direction, agent):
    address = reverse("programmes:plan_create")
    assert address in text_of(client_as(direction).get("/plans/"))
    assert address not in text_of(client_as(agent).get("/plans/"))


# --- described, deleted ---------------------------------------------------------------------------


def test_a_draft_is_described(client_as, direction, draft, other_department):
    response = client_as(direction).post(
        url("plan_edit", draft),
        {"owner": f"structure:{other_department.pk}", "year": "2026", "title": "Autre", "code": draft.code},
    )
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.department) == ("Autre", other_department)


def test_an_adopted_plan_keeps_its_year_and_says_why(client_as, direction, plan):
    page = client_as(direction).get(url("plan_edit", plan))
    assert "year" not in page.context["form"].fields
    assert "Plan initial arrêté par l’adoption (10 janvier 2023)" in text_of(page)
    client_as(direction).post(url("plan_edit", plan), {"title": "Autre titre", "description": "Texte"})
    plan.refresh_from_db()
    assert (plan.title, plan.description, plan.year) == ("Autre titre", "Texte", 2023)


def test_a_form_left_open_while_the_plan_was_closed_comes_back_filled(client_as, direction, plan):
    close_plan(plan=plan, on=DAY, by=direction)
    response = client_as(direction).post(url("plan_edit", plan), {"title": "Ce que j’écrivais"})
    text = text_of(response)
    assert "Ce que j’écrivais" in text
    assert "Plan clos depuis le 20 décembre 2023 par Diane Direction" in text
    assert "Seule la Direction peut le rouvrir" in text


def test_an_empty_draft_is_deleted_once_confirmed(client_as, direction, draft):
    assert client_as(direction).get(url("plan_delete", draft)).status_code == 200
    assert ActionPlan.objects.exists()
    assert client_as(direction).post(url("plan_delete", draft)).url == "/plans/"
    assert not ActionPlan.objects.exists()


def test_a_draft_with_activities_says_why_it_stays(client_as, direction, draft):
    ActivityFactory(plan=draft)
    response = client_as(direction).post(url("plan_delete", draft), follow=True)
    assert "Le plan contient 1 activité" in text_of(response)


# --- prepared -------------------------------------------------------------------------------------


def test_the_lines_stand_in_their_order_with_their_share(client_as, agent, draft):
    for position, weight in ((2, 3), (1, 1)):
        ActivityFactory(plan=draft, title=f"Rang {position}", position=position, weight=Decimal(weight))
    response = client_as(agent).get(url("plan_draft", draft))
    assert [line.title for line, _ in response.context["rows"]] == ["Rang 1", "Rang 2"]
    assert "3 / 4 = 75 %" in text_of(response)


def test_one_changes_one_s_own_lines_only(client_as, agent, draft, other_department):
    own, other = ActivityFactory(plan=draft), ActivityFactory(plan=draft, department=other_department)
    text = text_of(client_as(agent).get(url("plan_draft", draft)))
    assert reverse("programmes:activity_edit", args=[own.pk]) in text
    assert reverse("programmes:activity_edit", args=[other.pk]) not in text
    assert "Ranger par structure" not in text


@pytest.mark.parametrize("query", ["structure=SD-B", "manque=budget", "manque=budget&structure=SD-B"])
def test_lines_of_a_department_or_that_lack_something(client_as, agent, draft, other_department, query):
    ActivityFactory(plan=draft, title="Autre", budget=1)
    ActivityFactory(plan=draft, title="Cherchée", department=other_department)
    response = client_as(agent).get(f"{url('plan_draft', draft)}?{query}")
    assert [line.title for line, _ in response.context["rows"]] == ["Cherchée"]


def test_a_draft_makes_the_same_number_of_queries_with_1_and_with_20_lines(
    client_as, agent, draft, django_assert_max_num_queries
):
    client = client_as(agent)
    ActivityFactory(plan=draft)
    client.get(url("plan_draft", draft))
    with django_assert_max_num_queries(14) as few:
        client.get(url("plan_draft", draft))
    for _ in range(19):
        ActivityFactory(plan=draft)
    with django_assert_max_num_queries(len(few)):
        client.get(url("plan_draft", draft))


def test_an_adopted_plan_has_its_page_instead(client_as, agent, plan):
    assert client_as(agent).get(url("plan_draft", plan)).url == plan.get_absolute_url()


def test_lines_are_sorted_and_weighed_alike(client_as, direction, draft, department, other_department):
    department.position = 1
    department.save()
    for position, owner in enumerate((department, other_department)):
        ActivityFactory(plan=draft, department=owner, position=position, weight=Decimal(position + 1))
    client_as(direction).post(url("plan_sort", draft))
    client_as(direction).post(url("plan_weigh", draft))
    rows = draft.activities.order_by("position").values_list("department", "weight")
    assert list(rows) == [(other_department.pk, 1), (department.pk, 1)]


# --- adopted --------------------------------------------------------------------------------------


def test_the_page_says_what_is_adopted_and_what_to_look_at(client_as, direction, draft):
    ActivityFactory(plan=draft, budget=1500)
    ActivityFactory(plan=draft, department=None)
    text = text_of(client_as(direction).get(url("plan_adopt", draft)))
    assert "1 500 FCFA" in text
    assert "1 activité sans structure responsable" in text
    assert "Rien de cela n’empêche d’adopter" in text


def test_a_plan_is_adopted_with_its_act(client_as, direction, draft):
    ActivityFactory(plan=draft)
    response = client_as(direction).post(
        url("plan_adopt", draft),
        {
            "adopted_on": "2023-12-20",
            "seen": adopted_text(draft),
            "document": SimpleUploadedFile("acte.pdf", PDF),
        },
    )
    assert response.url == draft.get_absolute_url()
    draft.refresh_from_db()
    assert (draft.adopted_on, draft.documents.count()) == (DAY, 1)


def test_a_line_proposed_meanwhile_is_told_before_adopting(client_as, direction, draft):
    ActivityFactory(plan=draft)
    seen = adopted_text(draft)
    ActivityFactory(plan=draft)
    response = client_as(direction).post(url("plan_adopt", draft), {"adopted_on": "2023-12-20", "seen": seen})
    assert "1 activité, sans budget alors, 2 activités, sans budget maintenant" in text_of(response)
    assert response.context["form"]["seen"].value() == "2 activités, sans budget"
    assert response.context["form"]["adopted_on"].value() == "2023-12-20"
    draft.refresh_from_db()
    assert draft.adopted_on is None


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"adopted_on": ""}, "adopted_on"),
        ({"adopted_on": (timezone.localdate() + timedelta(days=1)).isoformat()}, "adopted_on"),
        ({"document": SimpleUploadedFile("acte.exe", b"MZ programme")}, "document"),
        ({"document": SimpleUploadedFile("acte.pdf", b"")}, "document"),
    ],
)
def test_a_faulty_adoption_is_told_beside_its_field(client_as, direction, draft, told, field):
    ActivityFactory(plan=draft)
    response = client_as(direction).post(
        url("plan_adopt", draft), {"adopted_on": "2023-12-20", "seen": adopted_text(draft)} | told
    )
    assert field in response.context["form"].errors
    draft.refresh_from_db()
    assert (draft.adopted_on, draft.documents.count()) == (None, 0)


def test_an_empty_plan_is_not_proposed_for_adoption(client_as, direction, draft):
    assert "Un plan sans activité ne peut pas être adopté" in text_of(
        client_as(direction).get(url("plan_adopt", draft))
    )


def test_two_people_adopt_a_plan_once(client_as, direction, draft):
    ActivityFactory(plan=draft)
    seen = adopted_text(draft)
    adopt_plan(plan=draft, on=DAY, by=direction)
    response = client_as(direction).post(url("plan_adopt", draft), {"adopted_on": "2023-12-21", "seen": seen})
    assert "Le plan est déjà adopté (20 décembre 2023)" in text_of(response)


# --- an adoption taken back -----------------------------------------------------------------------


def test_an_adoption_is_taken_back_with_a_reason(client_as, direction, plan):
    address = url("plan_undo_adoption", plan)
    assert "reason" in client_as(direction).post(address, {"reason": " "}).context["form"].errors
    assert client_as(direction).post(address, {"reason": "Trop tôt"}).url == plan.get_absolute_url()
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_an_adoption_that_stays_says_why(client_as, direction, plan):
    StatusReportFactory(activity=ActivityFactory(plan=plan))
    page = client_as(direction).get(url("plan_undo_adoption", plan))
    assert "1 état a été déclaré depuis" in text_of(page)
    assert "Annuler l’adoption</a>" not in text_of(client_as(direction).get(plan.get_absolute_url()))


# --- the page of the plan -------------------------------------------------------------------------


def test_the_page_of_a_closed_plan_says_its_lock(client_as, agent, partner_user, direction, plan, partner):
    activity = ActivityFactory(plan=plan)
    activity.funding_lines.create(
        source=partner.funding_sources.create(code="S", name="Source"), currency="XOF"
    )
    close_plan(plan=plan, on=DAY, by=direction)
    text = text_of(client_as(agent).get(plan.get_absolute_url()))
    assert "Plan clos depuis le 20 décembre 2023 par Diane Direction" in text
    assert "Seule la Direction peut le rouvrir, avec un motif." in text
    to_partner = text_of(client_as(partner_user).get(plan.get_absolute_url()))
    assert "Plan clos depuis le 20 décembre 2023" in to_partner
    assert "Vie du plan" not in to_partner


def test_a_draft_that_keeps_an_act_is_not_offered_for_deletion(client_as, direction, draft):
    Document.objects.create(title="Acte", file="documents/acte.pdf", sha256="0" * 64, plan=draft)
    context = client_as(direction).get(draft.get_absolute_url()).context
    assert "Supprimer le plan" not in {act.label for act in (*context["acts"], *context["main_acts"])}


@pytest.mark.parametrize(
    ("person", "draft_acts", "adopted_acts"),
    [
        ("agent", {"Préparer les activités"}, set()),
        ("validator", {"Préparer les activités"}, {"Ajouter une activité"}),
        (
            "admin",
            {"Préparer les activités", "Modifier le plan", "Supprimer le plan"},
            {"Ajouter une activité", "Modifier la présentation"},
        ),
        (
            "direction",
            {"Préparer les activités", "Modifier le plan", "Supprimer le plan"},
            {
                "Ajouter une activité",
                "Modifier la présentation",
                "Saisir les chiffres déclarés",
                "Clore le plan",
                "Annuler l’adoption",
            },
        ),
    ],
)
def test_each_finds_the_acts_of_their_role(client_as, request, draft, plan, person, draft_acts, adopted_acts):
    client = client_as(request.getfixturevalue(person))
    for one, expected in ((draft, draft_acts), (plan, adopted_acts)):
        context = client.get(one.get_absolute_url()).context
        assert {act.label for act in (*context["acts"], *context["main_acts"])} == expected
