"""The table: only changed rows make reports, faults stay beside their row, nothing is lost, nothing is doubled."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEvent
from programmes.actions.activities import cancel_activity
from programmes.actions.closing import close_plan
from programmes.actions.reviews import approve_report
from programmes.actions.status import report_status
from programmes.models import Activity, ActivityKind, Stage, StageGrid, StatusReport
from programmes.summaries import state_differences
from tests.factories import ActivityFactory, PlanFactory

TABLE = "/activites/declarer/"
DAY = date(2023, 6, 14)


@pytest.fixture(autouse=True)
def a_day():
    with time_machine.travel("2023-06-14 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def plan(department):
    return PlanFactory(code="DGCT-2023", department=department)


@pytest.fixture
def activity(plan):
    return ActivityFactory(plan=plan, code="A-01", title="Former les régisseurs")


@pytest.fixture
def client(client_as, agent):
    return client_as(agent)


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def said(response) -> list[str]:
    return [str(message).replace("\u00a0", " ") for message in get_messages(response.wsgi_request)]


def form_of(client, address=TABLE) -> dict:
    """What a browser would send of the page as it stands."""
    context = client.get(address).context
    fields = {"effective_date": DAY.isoformat(), "token": str(context["top"]["token"].value()), "row": []}
    for row in context["rows"]:
        fields["row"].append(row.activity.pk)
        for bound in row.form:
            value = bound.value()
            fields[bound.html_name] = "" if value is None else str(value)
    return fields


def sent(client, changes: dict[Activity, dict], fields=None, **top):
    """Send the table with changes to some rows: `{activity: {"status": "done"}}`."""
    fields = (fields or form_of(client)) | top
    for row, values in changes.items():
        fields |= {f"a{row.pk}-{name}": value for name, value in values.items()}
    return client.post(TABLE, fields)


# --- the rows -------------------------------------------------------------------------------------


def test_it_works(client, activity):
    response = client.get(TABLE)
    assert response.status_code == 200
    assert "Former les régisseurs" in text_of(response)
    assert "1 activité" in text_of(response)


def test_no_right_is_403(client_as, direction, admin, partner_user):
    for person in (direction, admin, partner_user):
        for method in ("get", "post"):
            assert getattr(client_as(person), method)(TABLE).status_code == 403


def test_rejects_put(client):
    assert client.put(TABLE).status_code == 405


@pytest.fixture
def several(plan, other_department, agent):
    """Activities that the filters tell apart, by title."""
    other = PlanFactory(code="ICAE-2023", department=plan.department)
    made = [
        ActivityFactory(plan=plan, title="T1", planned_start=date(2023, 1, 5), planned_end=date(2023, 3, 31)),
        ActivityFactory(
            plan=plan, title="T2 et T3", planned_start=date(2023, 6, 1), planned_end=date(2023, 7, 1)
        ),
        ActivityFactory(plan=plan, title="Fin en T4", planned_end=date(2023, 10, 1)),
        ActivityFactory(plan=plan, title="Sans date"),
        ActivityFactory(plan=other, title="ICAE"),
        ActivityFactory(plan=plan, title="Ailleurs", department=other_department, responsible=agent),
        ActivityFactory(plan=plan, title="Réalisée"),
    ]
    report_status(activity=made[-1], by=agent, status="done", effective_date=DAY)
    return made


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("", "T1|T2 et T3|Fin en T4|Sans date|ICAE|Ailleurs"),
        ("plan=ICAE-2023", "ICAE"),
        ("department=SD-B", "Ailleurs"),
        ("quarter=1", "T1"),
        ("quarter=2", "T2 et T3"),
        ("quarter=3", "T2 et T3"),
        ("quarter=4", "Fin en T4"),
        ("quarter=4&plan=ICAE-2023", ""),
        ("finished=on", "T1|T2 et T3|Fin en T4|Sans date|ICAE|Ailleurs|Réalisée"),
        ("plan=INCONNU", ""),
        ("quarter=5", ""),
        ("quarter=%00", ""),
    ],
)
def test_the_filters(client, several, asked, titles):
    rows = client.get(f"{TABLE}?{asked}").context["rows"]
    assert {row.activity.title for row in rows} == set(filter(None, titles.split("|")))


def test_the_page_takes_the_same_queries_for_one_or_twenty(client, plan, agent, django_assert_num_queries):
    made = {}
    for count in (1, 20):
        while plan.activities.count() < count:
            row = ActivityFactory(plan=plan)
            report_status(activity=row, by=agent, status="in_progress", effective_date=DAY)
        with django_assert_num_queries(made.get(1) or 100, exact=bool(made)) as queries:
            client.get(TABLE)
        made[count] = len(queries)
    assert made[1] == made[20]


def test_a_hundred_rows_stand_on_a_page(client, plan):
    for _ in range(101):
        ActivityFactory(plan=plan)
    response = client.get(TABLE)
    assert len(response.context["rows"]) == 100
    assert "100 activités sur 101" in text_of(response)
    assert len(client.get(f"{TABLE}?page=2").context["rows"]) == 1


# --- saving ---------------------------------------------------------------------------------------


def test_changed_rows_are_saved_and_counted(client, agent, plan, activity):
    second, third = ActivityFactory(plan=plan), ActivityFactory(plan=plan)
    response = sent(
        client,
        {
            activity: {"status": "done", "spent": "1,5 million"},
            second: {"status": "in_progress", "progress": "45 %", "difficulty": "Route coupée"},
        },
    )
    assert response.status_code == 302
    assert response.url == TABLE
    assert said(response) == ["2 états enregistrés."]
    reports = {report.activity: report for report in StatusReport.objects.all()}
    assert set(reports) == {activity, second}
    assert (reports[activity].status, reports[activity].spent) == ("done", 1_500_000)
    assert (reports[second].progress, reports[second].difficulty) == (45, "Route coupée")
    assert {(report.author, report.effective_date) for report in reports.values()} == {(agent, DAY)}
    assert third not in reports
    assert list(state_differences(Activity.objects.all())) == []


def test_the_filter_is_still_there_after_saving(client, activity):
    address = f"{TABLE}?plan=DGCT-2023"
    fields = form_of(client, address) | {f"a{activity.pk}-status": "done"}
    assert client.post(address, fields).url == address


def test_nothing_changed_makes_no_report(client, agent, activity):
    report_status(
        activity=activity, by=agent, status="in_progress", progress=Decimal("45.50"), effective_date=DAY
    )
    response = sent(client, {})
    assert "Rien n’a changé" in said(response)[0]
    assert StatusReport.objects.count() == 1


def test_a_date_of_its_own_says_the_same_state_again(client, agent, activity):
    report_status(
        activity=activity,
        by=agent,
        status="in_progress",
        progress=Decimal(45),
        effective_date=date(2023, 3, 1),
    )
    sent(client, {activity: {"effective_date": "2023-06-10"}})
    latest = StatusReport.objects.latest_first().first()
    assert (latest.status, latest.progress, latest.effective_date) == ("in_progress", 45, date(2023, 6, 10))


def test_the_progress_in_the_row_goes_with_a_status_that_has_none(client, agent, activity):
    report_status(activity=activity, by=agent, status="in_progress", progress=Decimal(45), effective_date=DAY)
    assert sent(client, {activity: {"status": "done"}}).status_code == 302
    assert StatusReport.objects.latest_first().first().status == "done"


def test_a_new_progress_alone_is_news(client, agent, activity):
    report_status(activity=activity, by=agent, status="in_progress", progress=Decimal(45), effective_date=DAY)
    sent(client, {activity: {"progress": "60"}})
    activity.refresh_from_db()
    assert activity.progress == 60


def test_sent_twice_it_makes_one_report_each(client, plan, activity):
    second = ActivityFactory(plan=plan)
    fields = form_of(client)
    changes = {activity: {"status": "done"}, second: {"status": "not_done"}}
    first, again = sent(client, changes, dict(fields)), sent(client, changes, dict(fields))
    assert first.status_code == again.status_code == 302
    assert StatusReport.objects.count() == 2


def test_the_browser_is_told_that_the_table_arrived(client, activity):
    fields = form_of(client)
    assert sent(client, {activity: {"status": "done"}}, dict(fields)).cookies["recu"].value == fields["token"]


# --- faults ---------------------------------------------------------------------------------------


def test_right_rows_are_saved_and_wrong_ones_stay_with_what_was_typed(client, plan, activity):
    wrong = ActivityFactory(plan=plan)
    response = sent(
        client,
        {
            activity: {"status": "done"},
            wrong: {
                "status": "in_progress",
                "progress": "140",
                "spent": "abc",
                "difficulty": "Longuement écrit",
            },
        },
    )
    assert response.status_code == 200
    assert said(response) == [
        "1 état enregistré.",
        "1 ligne n’est pas enregistrée : le motif est sous chacune, et rien de ce que vous avez écrit n’est perdu.",
    ]
    assert list(StatusReport.objects.values_list("activity", flat=True)) == [activity.pk]
    rows = {row.activity.pk: row for row in response.context["rows"]}
    assert rows[activity.pk].saved
    assert not rows[activity.pk].form.is_bound
    form = rows[wrong.pk].form
    assert set(form.errors) == {"progress", "spent"}
    assert form["difficulty"].value() == "Longuement écrit"
    text = text_of(response)
    assert "avancement de 0 à 100 attendu" in text
    assert f'aria-describedby="a{wrong.pk}-fautes"' in text
    assert "recu" not in response.cookies


def test_the_page_of_the_faults_is_sent_again_and_doubles_nothing(client, plan, activity):
    wrong = ActivityFactory(plan=plan)
    response = sent(
        client, {activity: {"status": "done"}, wrong: {"status": "in_progress", "progress": "140"}}
    )
    fields = {"effective_date": DAY.isoformat(), "token": str(uuid.uuid4()), "row": []}
    for row in response.context["rows"]:
        fields["row"].append(row.activity.pk)
        fields |= {bound.html_name: str(bound.value() or "") for bound in row.form}
    again = sent(client, {wrong: {"progress": "40"}}, fields)
    assert again.status_code == 302
    assert StatusReport.objects.count() == 2


WRONG = {
    "status unknown": ({"status": "cancelled"}, "cancelled"),
    "progress and done": ({"status": "done", "progress": "45"}, "ne porte pas d’avancement de 45 %"),
    "whole": ({"status": "in_progress", "progress": "100"}, "à 100 %, déclarez-la « réalisée »"),
    "amount in euros": ({"spent": "500 euros"}, "montant en FCFA attendu"),
    "tomorrow": ({"effective_date": "2023-06-15"}, "postérieure à aujourd’hui"),
    "before the adoption": ({"effective_date": "2022-12-31"}, "antérieure à l’adoption"),
    "no such day": ({"effective_date": "2023-02-30"}, "une date qui existe"),
    "no token": ({"status": "done", "token": ""}, "obligatoire"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_row_says_why(client, activity, case):
    values, message = WRONG[case]
    response = sent(client, {activity: values})
    assert response.status_code == 200
    (row,) = response.context["rows"]
    assert message in " ".join(row.form.faults).replace("\u00a0", " ")
    assert not StatusReport.objects.exists()


@pytest.mark.parametrize("day", ["", "2023-02-30", "demain"])
def test_without_a_date_at_the_top_nothing_is_saved_and_nothing_is_lost(client, activity, day):
    response = sent(client, {activity: {"status": "done", "difficulty": "Écrit"}}, effective_date=day)
    assert response.status_code == 200
    assert response.context["top"].errors["effective_date"]
    assert response.context["rows"][0].form["difficulty"].value() == "Écrit"
    assert not StatusReport.objects.exists()


def test_a_table_that_arrived_without_its_end_saves_nothing(client, activity):
    response = sent(client, {activity: {"status": "done", "difficulty": "Écrit"}}, debut="1")
    assert "coupé avant la fin" in text_of(response)
    assert response.context["rows"][0].form["difficulty"].value() == "Écrit"
    assert not StatusReport.objects.exists()
    assert sent(client, {activity: {"status": "done"}}, debut="1", fin="1").status_code == 302


def test_what_changed_while_the_table_was_open_is_said_row_by_row(client, direction, plan, activity):
    closed, cancelled = (
        ActivityFactory(plan=PlanFactory(department=plan.department)),
        ActivityFactory(plan=plan),
    )
    fields = form_of(client)
    close_plan(plan=closed.plan, on=DAY, by=direction)
    cancel_activity(activity=cancelled, decided_on=DAY, reason="Décision", by=direction)
    changes = {row: {"status": "done"} for row in (activity, closed, cancelled)}
    response = sent(client, changes, fields)
    faults = {row.activity.pk: " ".join(row.form.faults) for row in response.context["rows"]}
    assert "Le plan est clos depuis le 14 juin 2023" in faults[closed.pk]
    assert "annulée depuis le 14 juin 2023" in faults[cancelled.pk]
    assert faults[activity.pk] == ""
    assert StatusReport.objects.get().activity == activity


def test_somebody_elses_activity_is_refused(client, other_department):
    foreign = ActivityFactory(plan=PlanFactory(department=other_department))
    fields = {
        "effective_date": DAY.isoformat(),
        "token": str(uuid.uuid4()),
        "row": [foreign.pk, "abc", "9" * 40],
        f"a{foreign.pk}-status": "done",
        f"a{foreign.pk}-seen": "planned:",
        f"a{foreign.pk}-token": str(uuid.uuid4()),
    }
    response = client.post(TABLE, fields)
    assert "relève d’une autre structure" in text_of(response)
    assert not StatusReport.objects.exists()


@given(
    values=st.fixed_dictionaries(
        {
            name: st.text(max_size=20)
            | st.sampled_from(["done", "in_progress", "45", "2023-06-01", "planned:"])
            for name in ("status", "progress", "effective_date", "spent", "difficulty", "seen", "token")
        }
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_any_row_is_answered(client, activity, values):
    assert sent(client, {activity: values}).status_code in {200, 302}
    assert list(state_differences(Activity.objects.all())) == []


# --- stages ---------------------------------------------------------------------------------------


def test_stages_lead_to_the_form_and_are_restated(client, agent, activity):
    kind = ActivityKind.objects.create(code="etude", name="Étude")
    grid = StageGrid.objects.create(kind=kind, valid_from=date(2023, 1, 1))
    stages = [
        Stage.objects.create(grid=grid, label=label, weight=weight)
        for label, weight in {"Termes de référence": 20, "Recrutement": 25, "Rapport": 55}.items()
    ]
    Activity.objects.filter(pk=activity.pk).update(kind=kind)
    activity.refresh_from_db()
    report_status(activity=activity, by=agent, status="in_progress", effective_date=DAY, stages=stages[:2])
    (row,) = client.get(TABLE).context["rows"]
    assert "progress" not in row.form.fields
    assert f'href="{reverse("programmes:report_status", args=[activity.pk])}">45 % · étapes' in text_of(
        client.get(TABLE)
    )
    sent(client, {activity: {"spent": "500 000"}})
    latest = StatusReport.objects.latest_first().first()
    assert (latest.progress, set(latest.stages.all())) == (45, set(stages[:2]))


# --- taking it back -------------------------------------------------------------------------------


def test_what_one_press_saved_is_taken_back_by_one_press(client, validator, plan, activity):
    second = ActivityFactory(plan=plan)
    response = sent(client, {activity: {"status": "done"}, second: {"status": "done"}})
    assert response.status_code == 302
    (operation,) = set(
        AuditEvent.objects.filter(action="activity.report_status").values_list("operation", flat=True)
    )
    address = reverse("programmes:reports_withdraw", args=[operation])
    assert address in text_of(client.get(TABLE))
    approve_report(report=StatusReport.objects.get(activity=second), by=validator)
    taken = client.post(address)
    assert said(taken)[-2:] == [
        "1 déclaration est retirée\u202f; l’historique les garde.",
        "1 déclaration n’est plus à retirer : un validateur s’en est occupé, ou vous l’aviez déjà fait.",
    ]
    assert dict(StatusReport.objects.values_list("activity", "review")) == {
        activity.pk: "withdrawn",
        second.pk: "approved",
    }


def test_what_a_colleague_saved_is_not_taken_back(client, client_as, validator, activity):
    sent(client, {activity: {"status": "done"}})
    operation = AuditEvent.objects.get(action="activity.report_status").operation
    response = client_as(validator).post(reverse("programmes:reports_withdraw", args=[operation]))
    assert "aucune de vos déclarations" in said(response)[0]
    assert StatusReport.objects.get().review == "pending"


def test_today_is_the_servers(client, activity):
    assert client.get(TABLE).context["top"]["effective_date"].value() == timezone.localdate() == DAY
    assert DAY + timedelta(days=1) > timezone.localdate()
