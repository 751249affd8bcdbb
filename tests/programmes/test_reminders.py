"""What a person is reminded of, on their page and by e-mail."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.actions.reminders import choose_digest, claim_sending, record_failure
from programmes.actions.reviews import return_report
from programmes.actions.status import report_status
from programmes.models import Activity, ReminderSending
from programmes.reminders import department_counts, people_to_remind, reminders_of
from tests.conftest import member_of
from tests.factories import ActivityFactory, PlanFactory, StatusReportFactory

pytestmark = pytest.mark.django_db

#: A Wednesday.
DAY = date(2023, 6, 14)
SUNDAY = date(2023, 6, 18)


@pytest.fixture
def plan(department):
    return PlanFactory(code="DGCT-2023", department=department)


def parts(user, day=DAY) -> dict[str, list[str]]:
    return {
        part.key: [activity.title for activity in part.activities] for part in reminders_of(user, day).parts
    }


def listed(client, url: str) -> set[str]:
    return {activity.title for activity in client.get(url).context["page"].object_list}


# --- what waits -----------------------------------------------------------------------------------


def test_an_activity_stands_in_one_part_at_most(agent, plan):
    ActivityFactory(plan=plan, title="Hier", planned_end=DAY - timedelta(days=1))
    ActivityFactory(plan=plan, title="Aujourd’hui", planned_end=DAY)
    ActivityFactory(plan=plan, title="Dimanche", planned_end=SUNDAY)
    ActivityFactory(plan=plan, title="Lundi", planned_end=SUNDAY + timedelta(days=1))
    ActivityFactory(plan=plan, title="Sans date")
    assert parts(agent) == {
        "late": ["Hier"],
        "due": ["Aujourd’hui", "Dimanche"],
        "silent": ["Lundi", "Sans date"],
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"status_date": DAY - timedelta(days=31)}, True),
        ({"status_date": DAY - timedelta(days=30)}, False),
        ({"planned_start": DAY - timedelta(days=31)}, True),
        ({"planned_start": DAY - timedelta(days=5)}, False),
        ({"added_on": DAY - timedelta(days=5)}, False),
        ({"status": "done"}, False),
        ({"status": "not_done"}, False),
    ],
)
def test_who_owes_news(agent, plan, fields, expected):
    ActivityFactory(plan=plan, **fields)
    assert bool(parts(agent)["silent"]) is expected


def test_the_number_of_days_is_a_setting(agent, plan):
    ActivityFactory(plan=plan, status_date=DAY - timedelta(days=20))
    assert not parts(agent)["silent"]
    with override_settings(REMINDER_DAYS=15):
        reminders = reminders_of(agent, DAY)
        assert [part.title for part in reminders.parts if part.count] == ["Sans nouvelle depuis 15 jours"]


def test_a_plan_just_adopted_owes_no_news(agent, department):
    ActivityFactory(plan=PlanFactory(department=department, adopted_on=DAY - timedelta(days=10)))
    assert reminders_of(agent, DAY).is_empty


@pytest.mark.parametrize("fields", [{"adopted_on": None}, {"closed_on": date(2023, 6, 1)}])
def test_nobody_is_reminded_of_a_plan_that_is_not_in_execution(agent, department, fields):
    ActivityFactory(plan=PlanFactory(department=department, **fields), planned_end=date(2023, 2, 1))
    assert reminders_of(agent, DAY).is_empty


def test_the_work_of_others_is_not_mine(agent, other_agent, plan, department):
    colleague = member_of(department, full_name="Colette Agent")
    ActivityFactory(plan=plan, title="À elle", responsible=colleague, planned_end=date(2023, 6, 1))
    assert reminders_of(agent, DAY).is_empty
    assert parts(colleague)["late"] == ["À elle"]
    assert reminders_of(other_agent, DAY).is_empty


def test_what_was_returned_and_what_is_to_validate(agent, validator, plan):
    activity = ActivityFactory(plan=plan, status_date=DAY)
    report = report_status(activity=activity, by=agent, status="in_progress", effective_date=date(2023, 6, 1))
    assert reminders_of(validator, DAY).to_review.count == 1
    return_report(report=report, by=validator, reason="Joindre le rapport")
    assert reminders_of(validator, DAY).to_review.count == 0
    assert [one.pk for one in reminders_of(agent, DAY).returned.rows] == [report.pk]
    report_status(activity=activity, by=agent, status="in_progress", effective_date=date(2023, 6, 2))
    assert reminders_of(agent, DAY).returned.count == 0


def test_the_summary_says_only_what_there_is(agent, plan):
    ActivityFactory(plan=plan, planned_end=DAY - timedelta(days=1))
    ActivityFactory(plan=plan, planned_end=DAY)
    assert reminders_of(agent, DAY).summary == "1 en retard, 1 à finir cette semaine"


def test_every_number_leads_to_the_list_that_shows_it(client_as, agent, validator, direction, department):
    """Today's lists, hence today's dates."""
    today = reminders_of(agent).day
    plan = PlanFactory(department=department, adopted_on=today - timedelta(days=200))
    closed = PlanFactory(
        department=department, adopted_on=today - timedelta(days=400), closed_on=today - timedelta(days=100)
    )
    ActivityFactory(plan=closed, title="D’un plan clos", planned_end=today - timedelta(days=150))
    for number in range(12):
        ActivityFactory(plan=plan, title=f"En retard {number}", planned_end=today - timedelta(days=1))
    ActivityFactory(plan=plan, title="Due", planned_end=today)
    ActivityFactory(plan=plan, title="Sans nouvelle")
    ActivityFactory(plan=plan, title="Sans nouvelle et loin", planned_end=today + timedelta(days=60))
    for part in reminders_of(agent).parts:
        found = listed(client_as(agent), part.url)
        assert len(found) == part.count > 0
        assert {activity.title for activity in part.activities} <= found
    for person in (validator, direction):
        (row,) = department_counts(person)
        assert [count for _, count, _ in row.counts] == [12, 1, 2]
        for _, count, url in row.counts:
            assert len(listed(client_as(person), url)) == count


def test_the_same_lists_at_a_past_date(client_as, agent, plan):
    ActivityFactory(plan=plan, title="Due alors", planned_end=SUNDAY)
    silent = ActivityFactory(plan=plan, title="Muette alors")
    StatusReportFactory(activity=silent, effective_date=date(2023, 9, 1), status="in_progress")
    client = client_as(agent)
    assert listed(client, f"/activites/?due=1&at={DAY}") == {"Due alors"}
    assert listed(client, f"/activites/?silent=1&at={DAY}") == {"Muette alors"}
    assert listed(client, "/activites/?silent=1&at=2023-09-15") == set()


def test_by_department_for_whoever_follows_others(agent, validator, direction, admin, plan, other_department):
    ActivityFactory(plan=plan, planned_end=date(2023, 6, 1))
    ActivityFactory(plan=PlanFactory(department=other_department), planned_end=date(2023, 6, 1))
    ActivityFactory(plan=plan, department=None, planned_end=date(2023, 6, 1))
    named = {
        person: [row.label for row in department_counts(person, DAY)]
        for person in (agent, validator, direction, admin)
    }
    everything = ["Sous-direction A", "Sous-direction B", "Sans structure responsable"]
    assert named == {
        agent: [],
        validator: ["Sous-direction A"],
        direction: everything,
        admin: everything,
    }


# --- the digest -----------------------------------------------------------------------------------


def remind(**options) -> str:
    out = StringIO()
    call_command("remind", date=str(DAY), stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def late(plan, agent):
    """An agent with something to say and a password, which those of the tests have not."""
    agent.set_password("un mot de passe")
    agent.save()
    return ActivityFactory(plan=plan, title="Former les régisseurs", planned_end=date(2023, 6, 1))


def test_the_digest_says_what_waits_with_links_that_open(late, agent):
    with override_settings(PORTAL_URL="https://portail.example"):
        assert "1 récapitulatif envoyé." in remind()
    (message,) = mail.outbox
    assert message.to == [agent.email]
    assert message.subject == "DGCT\u00a0: 1 en retard"
    assert "EN RETARD (1)" in message.body
    assert "Former les régisseurs" in message.body
    assert f"https://portail.example/activites/{late.pk}/etat/" in message.body
    assert "https://portail.example/rappels/" in message.body
    assert "mercredi 14 juin 2023" in message.body


def test_never_twice_the_same_day(late):
    remind()
    assert "0 récapitulatif envoyé." in remind()
    assert len(mail.outbox) == 1


def test_again_the_next_day(late, agent):
    remind()
    call_command("remind", date=str(DAY + timedelta(days=1)), stdout=StringIO())
    assert len(mail.outbox) == 2
    assert ReminderSending.objects.filter(user=agent).count() == 2


def test_one_digest_is_claimed_once(agent):
    first = claim_sending(user=agent, day=DAY)
    assert first is not None
    assert claim_sending(user=agent, day=DAY) is None
    record_failure(sending=first, error="refusé")
    assert claim_sending(user=agent, day=DAY) == first
    assert claim_sending(user=agent, day=DAY) is None


def test_nothing_to_say_no_message(agent):
    agent.set_password("un mot de passe")
    agent.save()
    remind()
    assert mail.outbox == []
    assert not ReminderSending.objects.exists()


def test_a_dry_run_sends_and_keeps_nothing(late, agent):
    said = remind(dry_run=True)
    assert f"{agent.email}\u00a0: 1 en retard." in said
    assert "1 récapitulatif à envoyer." in said
    assert mail.outbox == []
    assert not ReminderSending.objects.exists()


def test_a_failing_address_does_not_stop_the_others(late, agent, department, monkeypatch):
    other = member_of(department, full_name="Colette Agent", password="un mot de passe")
    refused, sent = {agent.email}, []

    def send(message, **options):
        if message.to[0] in refused:
            raise OSError("boîte inconnue")
        sent.append(message.to[0])

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)
    with pytest.raises(CommandError, match="n’a pas pu partir"):
        remind()
    assert sent == [other.email]
    assert ReminderSending.objects.get(user=agent).error == "boîte inconnue"
    refused.clear()
    assert "1 récapitulatif envoyé." in remind()
    assert sent == [other.email, agent.email]


def test_without_its_address_the_portal_sends_nothing(late):
    with override_settings(PORTAL_URL=""), pytest.raises(CommandError, match="PORTAL_URL"):
        remind()
    assert mail.outbox == []


def test_a_date_that_is_none_is_refused():
    with pytest.raises(CommandError, match="n’est pas une date"):
        call_command("remind", date="14 juin", stdout=StringIO())


def test_who_gets_one(agent, department, direction, admin, partner_user):
    """Whoever reports or validates, can sign in, and did not turn it off."""
    chosen = {
        role: member_of(department, role=role, password="un mot de passe")
        for role in (Role.AGENT, Role.VALIDATOR, Role.DIRECTION, Role.ADMINISTRATOR)
    }
    member_of(department, password="un mot de passe", is_active=False)
    off = member_of(department, password="un mot de passe")
    choose_digest(user=off, wanted=False, by=off)
    expected = [chosen[role] for role in (Role.AGENT, Role.VALIDATOR, Role.DIRECTION)]
    assert list(people_to_remind()) == expected


def test_the_choice_leaves_a_trace_when_it_changes(agent):
    for wanted in (True, False, False, True):
        choose_digest(user=agent, wanted=wanted, by=agent)
    events = AuditEvent.objects.about(agent).filter(action="reminder.choose").order_by("at", "pk")
    assert [event.after["wants_digest"] for event in events] == [False, True]


# --- the page -------------------------------------------------------------------------------------


def page(client) -> str:
    response = client.get(reverse("programmes:reminders"))
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_it_works(client_as, agent, department):
    today = reminders_of(agent).day
    plan = PlanFactory(department=department, adopted_on=today - timedelta(days=100))
    activity = ActivityFactory(plan=plan, title="Former", planned_end=today - timedelta(days=3))
    text = page(client_as(agent))
    assert "1 en retard." in text
    assert reverse("programmes:report_status", args=[activity.pk]) in text


def test_nothing_waits(client_as, agent):
    assert "Rien ne vous attend aujourd’hui" in page(client_as(agent))


def test_no_right_is_403(client_as, partner_user):
    assert client_as(partner_user).get(reverse("programmes:reminders")).status_code == 403


def test_the_digest_is_turned_off_and_on(client_as, agent):
    client, address = client_as(agent), reverse("programmes:reminders_choose")
    assert "Ne plus le recevoir" in page(client)
    client.post(address)
    assert "Vous avez choisi de ne pas recevoir le récapitulatif." in page(client)
    client.post(address, {"wanted": "1"})
    assert "Ne plus le recevoir" in page(client)


def test_an_administrator_is_not_offered_a_digest(client_as, admin):
    assert "Par courriel" not in page(client_as(admin))


def test_it_takes_the_same_queries_for_one_or_many(
    client_as, validator, agent, department, django_assert_num_queries
):
    today = reminders_of(agent).day
    plan = PlanFactory(department=department, adopted_on=today - timedelta(days=100))
    client, made = client_as(validator), {}
    for count in (1, 9):
        while Activity.objects.filter(plan=plan).count() < 3 * count:
            ActivityFactory(plan=plan, planned_end=today - timedelta(days=1))
            ActivityFactory(plan=plan, planned_end=today)
            StatusReportFactory(
                activity=ActivityFactory(plan=plan), author=agent, effective_date=today - timedelta(days=60)
            )
        with django_assert_num_queries(made.get(1) or 100, exact=bool(made)) as queries:
            client.get(reverse("programmes:reminders"))
        made[count] = len(queries)
    assert made[1] == made[9]
