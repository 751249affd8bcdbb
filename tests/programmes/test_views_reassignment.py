"""Handing activities over on screen, undoing from the message, giving back."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from programmes.actions.reassignment import reassign
from programmes.models import Activity, Reassignment
from tests.conftest import member_of
from tests.factories import ActivityFactory, PlanFactory
from tests.reporting.histories import plain

ADDRESS = "/reaffectation/"


@pytest.fixture
def activities(department, agent):
    plan = PlanFactory(department=department)
    return [ActivityFactory(plan=plan, responsible=agent, title=f"Former {n}") for n in range(2)]


@pytest.fixture
def colleague(department):
    return member_of(department, role=Role.AGENT, full_name="Colette Agent")


def text_of(response) -> str:
    assert response.status_code == 200
    return plain(response.content.decode())


def filled(activities, person, **fields) -> dict:
    return {
        "activities": [one.pk for one in activities],
        "to_user": person.pk,
        "reason": "departure",
        **fields,
    }


def test_it_works(client_as, validator, agent, activities):
    text = text_of(client_as(validator).get(ADDRESS))
    assert "Awa Agent" in text
    assert "2 activités planifiées ou en cours" in text


def test_their_open_activities_come_ticked(client_as, validator, agent, colleague, activities):
    ActivityFactory(plan=activities[0].plan, responsible=agent, status="done", title="Finie")
    response = client_as(validator).get(f"{ADDRESS}?de={agent.pk}")
    text = text_of(response)
    assert text.count("checked") == 2
    assert "Finie" not in text


def test_the_same_department_comes_first(client_as, direction, agent, colleague, other_agent, activities):
    form = client_as(direction).get(f"{ADDRESS}?de={agent.pk}").context["form"]
    groups = form.fields["to_user"].choices[1:]
    assert [label for label, _ in groups] == ["Sous-direction A", "Sous-direction B"]
    assert groups[0][1] == [(colleague.pk, "Colette Agent")]


def test_a_validator_hands_over_inside_the_department(client_as, validator, agent, other_agent, activities):
    form = client_as(validator).get(f"{ADDRESS}?de={agent.pk}").context["form"]
    assert other_agent not in form.fields["to_user"].queryset
    response = client_as(validator).post(f"{ADDRESS}?de={agent.pk}", filled(activities, other_agent))
    assert "n’est pas de celles à qui vous pouvez" in text_of(response)


def test_it_is_done_in_one_step_and_undone_from_the_message(
    client_as, validator, agent, colleague, activities
):
    client = client_as(validator)
    response = client.post(f"{ADDRESS}?de={agent.pk}", filled(activities, colleague))
    done = Reassignment.objects.get()
    undo = reverse("programmes:reassignment_give_back", args=[done.pk])
    (message,) = get_messages(response.wsgi_request)
    assert str(message) == "2 activités confiées à Colette Agent."
    assert message.extra_tags == f"undo={undo}"
    assert set(Activity.objects.values_list("responsible", flat=True)) == {colleague.pk}
    response = client.post(undo)
    assert [str(message) for message in get_messages(response.wsgi_request)][-1] == (
        "2 activités rendues à Awa Agent."
    )
    assert set(Activity.objects.values_list("responsible", flat=True)) == {agent.pk}


def test_what_was_typed_stays_when_it_is_refused(client_as, validator, agent, colleague, activities):
    data = filled(activities[:1], colleague, reason="absence")
    text = text_of(client_as(validator).post(f"{ADDRESS}?de={agent.pk}", data))
    assert "Indiquez le dernier jour de l’absence." in text
    assert text.count("checked") == 2  # one activity and the reason
    assert not Reassignment.objects.exists()


def test_an_absence_is_listed_and_given_back(client_as, validator, agent, colleague, activities):
    until = timezone.localdate() + timedelta(days=5)
    client = client_as(validator)
    client.post(f"{ADDRESS}?de={agent.pk}", filled(activities, colleague, reason="absence", until=until))
    text = text_of(client.get(ADDRESS))
    assert "Rendre à Awa Agent" in text
    Reassignment.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert "Absence terminée" in text_of(client.get(ADDRESS))
    assert "Absence terminée" in text_of(client.get("/rappels/"))
    client.post(reverse("programmes:reassignment_give_back", args=[Reassignment.objects.get().pk]))
    assert "Rendre à Awa Agent" not in text_of(client.get(ADDRESS))


def test_what_cannot_come_back_is_said(client_as, validator, direction, agent, colleague, activities):
    done = reassign(
        activities=activities, from_user=agent, to_user=colleague, reason="departure", by=validator
    )
    reassign(
        activities=activities[:1], from_user=colleague, to_user=validator, reason="departure", by=validator
    )
    response = client_as(validator).post(reverse("programmes:reassignment_give_back", args=[done.pk]))
    messages = [plain(str(message)) for message in get_messages(response.wsgi_request)]
    assert messages[0] == "1 activité rendue à Awa Agent."
    assert messages[1].startswith("1 activité n’est pas revenue :")


@pytest.mark.parametrize("chosen", ["0", "zero", "99999999999999999999", "-1"])
def test_somebody_without_anything_to_hand_over_is_404(client_as, validator, chosen):
    assert client_as(validator).get(f"{ADDRESS}?de={chosen}").status_code == 404


def test_out_of_scope_is_404(client_as, validator, other_agent, other_department, direction):
    ActivityFactory(plan=PlanFactory(department=other_department), responsible=other_agent)
    assert client_as(validator).get(f"{ADDRESS}?de={other_agent.pk}").status_code == 404
    assert client_as(direction).get(f"{ADDRESS}?de={other_agent.pk}").status_code == 200


def test_no_right_is_403(client_as, agent):
    assert client_as(agent).get(ADDRESS).status_code == 403


def test_it_takes_the_same_queries_for_one_or_many(
    client_as, validator, agent, colleague, department, django_assert_num_queries
):
    plan, client, made = PlanFactory(department=department), client_as(validator), {}
    for count in (1, 8):
        while Reassignment.objects.count() < count:
            activity = ActivityFactory(plan=plan, responsible=agent)
            reassign(
                activities=[activity], from_user=agent, to_user=colleague, reason="departure", by=validator
            )
        with django_assert_num_queries(made.get(1) or 60, exact=bool(made)) as queries:
            client.get(ADDRESS)
        made[count] = len(queries)
    assert made[1] == made[8]
