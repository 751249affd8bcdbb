"""Writing the lines of a plan on the screen: nothing typed is lost, whatever happened meanwhile."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.actions.activities import change_activity
from programmes.actions.closing import close_plan
from programmes.actions.plans import adopt_plan
from programmes.models import Activity
from tests.factories import ActivityFactory, CommuneFactory, PlanFactory
from tests.programmes.test_forms_activities import posted

DAY = date(2023, 12, 20)


@pytest.fixture
def draft(department):
    return PlanFactory(code="SDA-2026", department=department, adopted_on=None)


@pytest.fixture
def plan(department):
    return PlanFactory(code="SDA-2023", department=department)


@pytest.fixture
def line(draft):
    return ActivityFactory(plan=draft, code="A-01", title="Avant", position=1, weight=Decimal(1))


def url(name: str, *args) -> str:
    return reverse(f"programmes:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def open_form(client, address):
    return client.get(address).context["form"]


# --- proposed -------------------------------------------------------------------------------------


def test_an_agent_proposes_a_line_of_their_department(client_as, agent, draft, department):
    CommuneFactory(name="Bara")
    client, address = client_as(agent), url("activity_create", draft.code)
    form = open_form(client, address)
    response = client.post(
        address,
        posted(
            form, title="Former les régisseurs", planned_end="T2 2026", places="Bara", budget="1,5 million"
        ),
    )
    activity = Activity.objects.get()
    assert response.url == f"/plans/SDA-2026/preparation/#activite-{activity.pk}"
    assert (activity.code, activity.department, activity.budget) == ("A-001", department, 1_500_000)
    assert (activity.planned_end, activity.planned_end_precision) == (date(2026, 6, 30), "quarter")
    assert activity.places.get().name == "Bara"
    assert activity.added_on is None


def test_another_line_may_follow_at_once(client_as, agent, draft):
    client, address = client_as(agent), url("activity_create", draft.code)
    form = open_form(client, address)
    assert client.post(address, posted(form, title="Former", another="1")).url == address


def test_a_resemblance_is_proposed_in_the_page(client_as, agent, draft):
    commune = CommuneFactory(name="Bara")
    client, address = client_as(agent), url("activity_create", draft.code)
    form = open_form(client, address)
    text = text_of(client.post(address, posted(form, title="Former", places="Baara")))
    assert f'<input type="radio" name="lieu-baara" value="{commune.key}">' in text
    client.post(address, posted(form, title="Former", places="Baara", **{"lieu-baara": commune.key}))
    assert Activity.objects.get().places.get().pk == commune.pk


def test_a_code_already_taken_is_told_with_what_was_typed(client_as, agent, line):
    client, address = client_as(agent), url("activity_create", line.plan.code)
    form = open_form(client, address)
    response = client.post(address, posted(form, title="Ce que j’écrivais", code="A-01"))
    text = text_of(response)
    assert "Ce plan a déjà une activité de ce code." in text
    assert "Ce que j’écrivais" in text


def test_an_addition_asks_its_decision(client_as, validator, plan):
    client, address = client_as(validator), url("activity_create", plan.code)
    form = open_form(client, address)
    told = {"title": "Étude", "added_on": "2023-07-15", "reason": "Demandée par le ministre"}
    assert client.post(address, posted(form, **told)).status_code == 302
    added = Activity.objects.get()
    assert (added.added_on, added.revisions.get().reason) == (date(2023, 7, 15), "Demandée par le ministre")


def test_an_agent_reads_why_nothing_is_proposed_any_more(client_as, agent, plan):
    response = client_as(agent).get(url("activity_create", plan.code))
    assert response.status_code == 403
    assert "demandez-le à votre validateur" in text_of(response)


@pytest.mark.parametrize(
    ("person", "said"), [("agent", "Seuls les validateurs"), ("validator", "hors plan initial")]
)
def test_a_line_written_while_the_plan_was_adopted_is_not_lost(client_as, request, draft, line, person, said):
    client, address = client_as(request.getfixturevalue(person)), url("activity_create", draft.code)
    data = posted(open_form(client, address), title="Ce que j’écrivais")
    adopt_plan(plan=draft, on=DAY, by=None)
    response = client.post(address, data)
    text = text_of(response)
    assert "Ce que j’écrivais" in text
    assert said in text
    assert draft.activities.count() == 1
    if person == "validator":
        confirmed = response.context["form"].data.copy()
        confirmed["reason"] = "Arrivée après l’adoption"
        assert client.post(address, confirmed).status_code == 302
        assert draft.activities.get(title="Ce que j’écrivais").added_on == timezone.localdate()


def test_a_closed_plan_shows_its_lock_and_no_form(client_as, validator, plan, direction):
    close_plan(plan=plan, on=DAY, by=direction)
    text = text_of(client_as(validator).get(url("activity_create", plan.code)))
    assert "Plan clos depuis le 20 décembre 2023 par Diane Direction" in text
    assert 'name="title"' not in text


# --- changed --------------------------------------------------------------------------------------


def test_a_line_is_changed(client_as, agent, line):
    client, address = client_as(agent), url("activity_edit", line.pk)
    response = client.post(address, posted(open_form(client, address), title="Après", budget="20"))
    assert response.url == f"/plans/SDA-2026/preparation/#activite-{line.pk}"
    line.refresh_from_db()
    assert (line.title, line.budget) == ("Après", 20)


def test_the_line_of_another_department_is_403(client_as, other_agent, line):
    assert client_as(other_agent).get(url("activity_edit", line.pk)).status_code == 403


def test_two_people_on_one_line_the_second_sees_and_confirms(client_as, agent, validator, line):
    client, address = client_as(agent), url("activity_edit", line.pk)
    data = posted(open_form(client, address), title="Mon intitulé")
    change_activity(activity=line, by=validator, budget=Decimal(20))
    response = client.post(address, data)
    text = text_of(response)
    assert "Changée par Vincent Validateur" in text
    assert "vous aviez sous les yeux « rien », c’est maintenant « 20 »" in text
    assert "Mon intitulé" in text
    line.refresh_from_db()
    assert line.title == "Avant"
    form = response.context["form"]
    assert client.post(address, form.data).status_code == 302
    line.refresh_from_db()
    assert (line.title, line.budget) == ("Mon intitulé", 20)


@pytest.mark.parametrize("person", ["agent", "validator"])
def test_a_form_left_open_while_the_plan_was_adopted_comes_back_whole(client_as, request, line, person):
    client, address = client_as(request.getfixturevalue(person)), url("activity_edit", line.pk)
    data = posted(open_form(client, address), title="Mon intitulé")
    adopt_plan(plan=line.plan, on=DAY, by=None)
    response = client.post(address, data)
    text = text_of(response)
    assert response.status_code == 200
    assert "Mon intitulé" in text
    assert "adopté" in response.context["form"].non_field_errors()[0]
    line.refresh_from_db()
    assert line.title == "Avant"


def test_a_form_left_open_while_the_plan_was_closed_comes_back_whole(client_as, validator, plan, direction):
    line = ActivityFactory(plan=plan)
    client, address = client_as(validator), url("activity_edit", line.pk)
    data = posted(open_form(client, address), expected_product="Mon produit")
    close_plan(plan=plan, on=DAY, by=direction)
    text = text_of(client.post(address, data))
    assert "Mon produit" in text
    assert "Plan clos depuis le 20 décembre 2023 par Diane Direction" in text
    line.refresh_from_db()
    assert line.expected_product == ""


def test_what_the_adoption_left_open_is_completed(client_as, validator, plan):
    line = ActivityFactory(plan=plan, title="Avant")
    client, address = client_as(validator), url("activity_edit", line.pk)
    form = open_form(client, address)
    data = posted(form, expected_product="Rapport")
    data["title"] = "Après"
    assert client.post(address, data).url == line.get_absolute_url()
    line.refresh_from_db()
    assert (line.expected_product, line.title) == ("Rapport", "Avant")


# --- withdrawn, duplicated, moved -----------------------------------------------------------------


def test_a_line_is_withdrawn_once_confirmed(client_as, agent, line):
    client = client_as(agent)
    assert "Retirer cette activité" in text_of(client.get(url("activity_withdraw", line.pk)))
    assert Activity.objects.exists()
    assert client.post(url("activity_withdraw", line.pk)).url == "/plans/SDA-2026/preparation/"
    assert not Activity.objects.exists()


def test_a_line_of_an_adopted_plan_says_why_it_stays(client_as, validator, plan):
    line = ActivityFactory(plan=plan)
    assert "s’y annule par décision" in text_of(
        client_as(validator).post(url("activity_withdraw", line.pk), follow=True)
    )
    assert "Plan initial arrêté" in text_of(client_as(validator).get(url("activity_withdraw", line.pk)))


def test_a_copy_is_opened_to_change_what_differs(client_as, agent, line):
    response = client_as(agent).post(url("activity_duplicate", line.pk))
    copy = Activity.objects.exclude(pk=line.pk).get()
    assert response.url == url("activity_edit", copy.pk)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"to": "up"}, ["B", "A", "C"]),
        ({"to": "down"}, ["A", "C", "B"]),
        ({"rank": "1"}, ["B", "A", "C"]),
        ({"rank": "3"}, ["A", "C", "B"]),
        ({"rank": "99"}, ["A", "C", "B"]),
        ({"rank": "trois"}, ["A", "B", "C"]),
        ({}, ["A", "B", "C"]),
    ],
)
def test_a_line_changes_rank(client_as, agent, draft, told, expected):
    lines = {code: ActivityFactory(plan=draft, code=code, position=n) for n, code in enumerate("ABC", 1)}
    client_as(agent).post(url("activity_move", lines["B"].pk), told)
    assert list(draft.activities.order_by("position").values_list("code", flat=True)) == expected


def test_the_page_of_a_rank_says_where_it_stands(client_as, agent, line):
    assert "Elle est au rang 1" in text_of(client_as(agent).get(url("activity_move", line.pk)))
