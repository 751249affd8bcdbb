"""The carry-over on screen: proposed, chosen, once, undone; faults beside their row."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from programmes.actions.closing import close_plan
from programmes.models import ActionPlan, Activity
from tests.factories import ActivityFactory, PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(department):
    return PlanFactory(code="DGCT-2023", department=department)


@pytest.fixture
def rows(plan):
    return [ActivityFactory(plan=plan, code=f"A-0{n}", budget=Decimal(1500)) for n in (1, 2)]


@pytest.fixture
def closed(plan, rows, direction):
    close_plan(plan=plan, on=date(2023, 12, 31), by=direction)
    return plan


@pytest.fixture
def target(department):
    return PlanFactory(code="DGCT-2024", year=2024, department=department, adopted_on=None)


@pytest.fixture
def client(client_as, direction):
    return client_as(direction)


def address(plan) -> str:
    return reverse("programmes:plan_carry_over", args=[plan.code])


def filled(client, plan, *left, **changes) -> dict:
    """What the page sends as it was opened, without the rows `left`."""
    form = client.get(address(plan)).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    for row in left:
        del data[f"take-{row.pk}"]
    return data | changes


def said(response) -> str:
    return " ".join(str(one) for one in get_messages(response.wsgi_request))


def test_unfinished_activities_are_proposed(client, closed, target):
    response = client.get(address(closed))
    form = response.context["form"]
    assert form["target"].value() == "DGCT-2024"
    assert [row.code.value() for row in form.rows()] == ["A-01", "A-02"]
    assert form.rows()[0].budget.value() == "1\u202f500"


def test_the_chosen_ones_are_carried_over(client, closed, target, rows):
    response = client.post(address(closed), filled(client, closed, rows[1]))
    assert response.url == target.get_absolute_url()
    copy = target.activities.get()
    assert (copy.carried_from, copy.code, copy.budget) == (rows[0], "A-01", 1500)
    assert "1 activité reconduite" in said(response)
    page = client.get(rows[0].get_absolute_url()).content.decode()
    assert copy.get_absolute_url() in page
    assert rows[0].get_absolute_url() in client.get(copy.get_absolute_url()).content.decode()


def test_what_was_carried_over_is_shown_as_such(client, closed, target, rows):
    client.post(address(closed), filled(client, closed, rows[1]))
    response = client.get(address(closed))
    assert [row.activity for row in response.context["rows"]] == [rows[1]]
    assert response.context["carried"] == [rows[0]]


def test_sent_twice_it_is_once(client, closed, target):
    data = filled(client, closed)
    client.post(address(closed), data)
    response = client.post(address(closed), data)
    assert response.url == target.get_absolute_url()
    assert "2 activités y étaient déjà" in said(response)
    assert target.activities.count() == 2


def test_the_missing_plan_is_opened(client, closed):
    response = client.post(address(closed), filled(client, closed, title="Plan d’actions 2024"))
    opened = ActionPlan.objects.get(year=2024)
    assert (response.url, opened.state, opened.activities.count()) == (
        opened.get_absolute_url(),
        "draft",
        2,
    )


def test_a_plan_to_open_has_a_title(client, closed):
    response = client.post(address(closed), filled(client, closed, title=" "))
    assert "title" in response.context["form"].errors
    assert ActionPlan.objects.count() == 1


def test_a_code_that_is_taken_is_said_beside_its_row(client, closed, target, rows):
    ActivityFactory(plan=target, code="X")
    response = client.post(address(closed), filled(client, closed, **{f"code-{rows[1].pk}": "X"}))
    assert list(response.context["form"].errors) == [f"code-{rows[1].pk}"]
    assert target.activities.count() == 1


@pytest.mark.parametrize(("code", "message"), [("", "Donnez un code"), ("A-01", "le même code")])
def test_each_has_a_code_of_its_own(client, closed, target, rows, code, message):
    response = client.post(address(closed), filled(client, closed, **{f"code-{rows[1].pk}": code}))
    assert message in response.context["form"].errors[f"code-{rows[1].pk}"][0]
    assert not target.activities.exists()


def test_one_at_least_is_chosen(client, closed, target, rows):
    response = client.post(address(closed), filled(client, closed, *rows))
    assert "au moins une activité" in response.content.decode()


def test_the_budget_can_be_changed(client, closed, target, rows):
    client.post(address(closed), filled(client, closed, rows[1], **{f"budget-{rows[0].pk}": "2 000"}))
    assert target.activities.get().budget == 2000


def test_it_is_undone(client, closed, target):
    client.post(address(closed), filled(client, closed))
    undo = reverse("programmes:carry_over_undo", args=[closed.code])
    assert undo in client.get(address(closed)).content.decode()
    response = client.post(undo, {"vers": target.code})
    assert "2 activités retirées" in said(response)
    assert not target.activities.exists()


def test_what_cannot_be_undone_says_why(client, closed, target):
    response = client.post(reverse("programmes:carry_over_undo", args=[closed.code]), {"vers": target.code})
    assert "Aucune activité" in said(response)


def test_an_adopted_plan_is_announced_as_such(client, closed, department):
    PlanFactory(year=2024, department=department, adopted_on=date(2024, 1, 5))
    assert "hors plan initial" in client.get(address(closed)).content.decode()


def test_an_open_plan_waits_for_its_closing(client, plan, rows):
    assert "n’est pas clos" in client.get(address(plan)).content.decode()


def test_no_right_is_403(client_as, agent, closed):
    assert client_as(agent).get(address(closed)).status_code == 403
    assert Activity.objects.count() == 2
