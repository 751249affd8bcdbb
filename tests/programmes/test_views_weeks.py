"""The Monday sheet on screen: what each person may read, write, settle and close."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from programmes.actions.weeks import add_priority, close_sheet, settle_priority
from programmes.models import WeekPriority, WeekSheet
from programmes.weeks import Week
from tests.factories import ActivityFactory, PlanFactory
from tests.reporting.histories import plain, say


@pytest.fixture
def week(db):
    """The week that has just ended: its sheet is the one of Monday's meeting."""
    return Week.of(timezone.localdate()).previous


@pytest.fixture
def sheet(week):
    return f"/semaines/{week.code}/"


@pytest.fixture
def adding(week):
    return reverse("programmes:priority_add", args=[week.code])


@pytest.fixture
def priority(week, department, agent):
    return add_priority(week=week, department=department, text="Transmettre les TDR", by=agent)


def text_of(response) -> str:
    assert response.status_code == 200
    return plain(response.content.decode())


def said(response) -> list[str]:
    return [plain(str(message)) for message in get_messages(response.wsgi_request)]


# --- the list -------------------------------------------------------------------------------------


def test_list_works(client_as, agent, week, priority):
    settle_priority(priority=priority, outcome="kept", by=agent)
    text = text_of(client_as(agent).get("/semaines/"))
    assert f"Semaine {week.number}" in text
    assert "1 / 1 priorités tenues" in text
    assert "1 priorité écrite pour la suite" in text


def test_list_no_right_is_403(client_as, partner_user):
    assert client_as(partner_user).get("/semaines/").status_code == 403


def test_list_takes_the_same_queries_for_one_or_many(
    client_as, direction, week, department, django_assert_num_queries
):
    client, made, monday = client_as(direction), {}, week.monday
    for count in (1, 20):
        while WeekSheet.objects.count() < count:
            WeekPriority.objects.create(
                sheet=WeekSheet.objects.create(monday=monday), department=department, text="Essai"
            )
            monday -= timedelta(days=7)
        with django_assert_num_queries(made.get(1) or 60, exact=bool(made)) as queries:
            client.get("/semaines/")
        made[count] = len(queries)
    assert made[1] == made[20]


# --- the sheet ------------------------------------------------------------------------------------


def test_sheet_tells_the_week_of_each_department(client_as, agent, week, sheet, department, other_department):
    plan = PlanFactory(department=department, adopted_on=week.monday - timedelta(days=90))
    done = ActivityFactory(plan=plan, title="Former les régisseurs")
    say(done, "done", week.monday)
    ActivityFactory(
        plan=plan,
        department=other_department,
        title="Équiper Gao",
        planned_end=week.monday - timedelta(days=20),
    )
    response = client_as(agent).get(sheet)
    text = text_of(response)
    assert [panel.label for panel in response.context["panels"]] == ["Sous-direction A", "Sous-direction B"]
    assert done.get_absolute_url() in text
    assert "En retard de 26 jours" in text


@pytest.mark.parametrize("code", ["2023-W53", "2023-W00", "semaine", "0000-W01"])
def test_sheet_of_no_week_is_404(client_as, agent, code):
    assert client_as(agent).get(f"/semaines/{code}/").status_code == 404


def test_sheet_too_far_ahead_is_404(client_as, agent, week):
    client = client_as(agent)
    assert client.get(f"/semaines/{week.next.next.code}/").status_code == 200
    assert client.get(f"/semaines/{week.next.next.next.code}/").status_code == 404


def test_reading_a_sheet_writes_nothing(client_as, direction, sheet):
    client_as(direction).get(sheet)
    assert not WeekSheet.objects.exists()


def test_sheet_no_right_is_403(client_as, partner_user, sheet):
    assert client_as(partner_user).get(sheet).status_code == 403


def test_each_person_is_offered_what_they_may_do(client_as, sheet, priority, request, other_department):
    """Adding for one's department, closing for the Direction, nothing for an administrator."""
    offers = {}
    for person in ("agent", "other_agent", "validator", "direction", "admin"):
        text = text_of(client_as(request.getfixturevalue(person)).get(sheet))
        offers[person] = (
            reverse("programmes:priority_change", args=[priority.pk]) in text,
            "priorites/nouvelle/" in text,
            "/arreter/" in text,
        )
    assert offers == {
        "agent": (True, True, False),
        "other_agent": (False, True, False),
        "validator": (True, True, False),
        "direction": (True, True, True),
        "admin": (False, False, False),
    }


def test_a_closed_sheet_says_since_when_and_who_may_open_it(
    client_as, agent, direction, week, sheet, priority
):
    close_sheet(week=week, by=direction)
    text = text_of(client_as(agent).get(sheet))
    assert "Fiche arrêtée" in text
    assert "par Diane Direction" in text
    assert "Seule la Direction peut la rouvrir" in text
    assert "priorites/nouvelle/" not in text
    assert "/rouvrir/" in text_of(client_as(direction).get(sheet))


def test_a_sheet_from_which_a_closed_one_starts_is_locked_too(client_as, agent, direction, week, sheet):
    close_sheet(week=week.next, by=direction)
    text = text_of(client_as(agent).get(sheet))
    assert "Fiche close de fait" in text
    assert "priorites/nouvelle/" not in text


# --- writing --------------------------------------------------------------------------------------


def test_a_priority_is_written(client_as, agent, week, sheet, adding, department):
    activity = ActivityFactory(plan=PlanFactory(department=department, adopted_on=date(2023, 1, 1)))
    client = client_as(agent)
    assert "Priorité de la semaine" in text_of(client.get(adding))
    response = client.post(
        adding,
        {
            "text": "Transmettre les TDR",
            "owner": agent.pk,
            "due_on": week.next.sunday,
            "activity": activity.pk,
        },
    )
    assert response.url == f"{sheet}#priorites"
    priority = WeekPriority.objects.get()
    assert (priority.department, priority.owner, priority.activity) == (department, agent, activity)
    assert "Transmettre les TDR" in text_of(client.get(sheet))


def test_one_more_stays_on_the_form(client_as, agent, adding):
    response = client_as(agent).post(adding, {"text": "Essai", "more": "1"})
    assert response.url == adding


def test_what_was_typed_stays_when_it_is_refused(client_as, agent, adding, week):
    response = client_as(agent).post(adding, {"text": "Transmettre les TDR", "due_on": week.monday})
    text = text_of(response)
    assert "L’échéance précède la semaine" in text
    assert 'value="Transmettre les TDR"' in text
    assert not WeekPriority.objects.exists()


def test_a_form_left_open_while_the_sheet_was_closed(client_as, agent, direction, adding, week):
    client = client_as(agent)
    client.get(adding)
    close_sheet(week=week, by=direction)
    text = text_of(client.post(adding, {"text": "Trop tard"}))
    assert "est arrêtée depuis" in text
    assert 'value="Trop tard"' in text


def test_the_department_of_another_is_404(client_as, agent, adding, other_department):
    assert client_as(agent).get(f"{adding}?structure=SD-B").status_code == 404


def test_the_direction_chooses_the_department(client_as, direction, adding, department, other_department):
    response = client_as(direction).get(f"{adding}?structure=SD-B")
    assert response.context["department"] == other_department
    client_as(direction).post(f"{adding}?structure=SD-B", {"text": "Essai"})
    assert WeekPriority.objects.get().department == other_department


def test_only_the_people_and_the_open_work_of_the_department_are_proposed(
    client_as, agent, other_agent, validator, direction, partner_user, adding, department, other_department
):
    plan = PlanFactory(department=department, adopted_on=date(2023, 1, 1))
    mine = ActivityFactory(plan=plan)
    ActivityFactory(plan=plan, status="done")
    ActivityFactory(plan=plan, department=other_department)
    form = client_as(agent).get(adding).context["form"]
    assert set(form.fields["owner"].queryset) == {agent, validator, direction}
    assert list(form.fields["activity"].queryset) == [mine]


def test_a_priority_is_changed(client_as, agent, priority, sheet):
    address = reverse("programmes:priority_change", args=[priority.pk])
    client = client_as(agent)
    assert 'value="Transmettre les TDR"' in text_of(client.get(address))
    assert client.post(address, {"text": "Relancer la DFM"}).url == f"{sheet}#priorites"
    priority.refresh_from_db()
    assert priority.text == "Relancer la DFM"


def test_the_priority_of_another_department_is_403(client_as, other_agent, priority):
    for name in ("priority_change", "priority_remove"):
        address = reverse(f"programmes:{name}", args=[priority.pk])
        assert client_as(other_agent).post(address, {"text": "Essai"}).status_code == 403


def test_a_priority_is_taken_off(client_as, agent, priority):
    response = client_as(agent).post(reverse("programmes:priority_remove", args=[priority.pk]))
    assert said(response) == ["La priorité « Transmettre les TDR » est ôtée de la fiche."]
    assert not WeekPriority.objects.exists()


# --- outcomes -------------------------------------------------------------------------------------


def test_the_outcomes_of_a_week_are_saved_together(
    client_as, agent, week, department, other_department, direction
):
    mine = [add_priority(week=week, department=department, text=f"P{n}", by=agent) for n in range(3)]
    add_priority(week=week, department=other_department, text="À eux", by=direction)
    address = reverse("programmes:week_outcomes", args=[week.next.code])
    client = client_as(agent)
    assert "À eux" not in text_of(client.get(address))
    response = client.post(
        address,
        {
            f"outcome-{mine[0].pk}": "kept",
            f"outcome-{mine[1].pk}": "not_kept",
            f"reason-{mine[1].pk}": "Crédits non notifiés",
            f"outcome-{mine[2].pk}": "carried",
        },
    )
    assert response.url == f"/semaines/{week.next.code}/#suites"
    assert [WeekPriority.objects.get(pk=one.pk).outcome for one in mine] == ["kept", "not_kept", "carried"]
    text = text_of(client.get(f"/semaines/{week.next.code}/"))
    assert "1 / 4" in text
    assert "Crédits non notifiés" in text


def test_one_without_its_reason_saves_none(client_as, agent, week, department):
    mine = [add_priority(week=week, department=department, text=f"P{n}", by=agent) for n in range(2)]
    address = reverse("programmes:week_outcomes", args=[week.next.code])
    text = text_of(
        client_as(agent).post(address, {f"outcome-{mine[0].pk}": "kept", f"outcome-{mine[1].pk}": "not_kept"})
    )
    assert "Dites pourquoi la priorité n’a pas été tenue." in text
    assert not WeekPriority.objects.exclude(outcome="").exists()


def test_without_a_priority_there_is_nothing_to_settle(client_as, agent, week):
    address = reverse("programmes:week_outcomes", args=[week.code])
    assert "Aucune priorité à suivre" in text_of(client_as(agent).get(address))


# --- closing --------------------------------------------------------------------------------------


def test_the_direction_closes_and_reopens(client_as, direction, week, sheet, priority):
    client = client_as(direction)
    response = client.post(reverse("programmes:week_close", args=[week.code]))
    assert said(response) == [f"La fiche de la semaine {week.number} est arrêtée."]
    assert WeekSheet.of(week).is_closed
    reopening = reverse("programmes:week_reopen", args=[week.code])
    assert "Dites pourquoi la fiche est rouverte." in text_of(client.post(reopening, {"reason": ""}))
    assert client.post(reopening, {"reason": "Une suite oubliée"}).url == sheet
    assert not WeekSheet.of(week).is_closed
    assert "Une suite oubliée" in text_of(client.get(sheet))


def test_closing_out_of_order_says_why(client_as, direction, week, priority):
    response = client_as(direction).post(reverse("programmes:week_close", args=[week.next.code]))
    assert "arrêtez-la d’abord" in said(response)[0]


def test_closing_no_right_is_403(client_as, validator, week):
    assert client_as(validator).post(reverse("programmes:week_close", args=[week.code])).status_code == 403


def test_closing_rejects_get(client_as, direction, week):
    assert client_as(direction).get(reverse("programmes:week_close", args=[week.code])).status_code == 405
