"""Two people acting on one activity at the same moment: both find their report kept, and nothing is settled twice.

Threads have connections of their own. SQLite's test database lives in the memory of one connection: it is first
copied into a file, opened with the portal's own settings.
"""

import sqlite3
import threading
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection, connections, transaction

from accounts.roles import Role
from programmes.actions.evidence import report_with_evidence
from programmes.actions.refusals import Refusal
from programmes.actions.reviews import approve_report, return_report, undo_approval, withdraw_report
from programmes.actions.status import report_status
from programmes.models import Activity, Document, StatusReport, Tally
from programmes.summaries import rebuild_tallies, state_differences, tallied, tally_differences
from tests.conftest import member_of
from tests.factories import ActivityFactory, PlanFactory
from tests.pictures import picture

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 8


@pytest.fixture
def shared_database(tmp_path, monkeypatch):
    """A function to call once the rows are made: from then on, threads share a database on disk."""

    def share() -> None:
        if connection.vendor != "sqlite":
            return
        file = tmp_path / "shared.sqlite3"
        copy = sqlite3.connect(file)
        connection.connection.backup(copy)
        # As any database that was opened once: changing the journal's mode is not what is raced here.
        copy.execute("PRAGMA journal_mode=WAL")
        copy.close()
        monkeypatch.setitem(connections.settings["default"], "NAME", str(file))

    return share


def at_once(*acts) -> list:
    """Run the acts in threads that start together; what each returned or raised, in order."""
    start = threading.Barrier(len(acts))
    outcomes = [None] * len(acts)

    def run(number, act):
        try:
            start.wait(timeout=20)
            outcomes[number] = act()
        except Exception as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def in_shared(act):
    """What an act reads in the database that the threads wrote."""
    (outcome,) = at_once(act)
    return outcome


def test_everybody_who_reports_at_once_finds_their_report_kept(department, shared_database):
    activity = ActivityFactory(plan=PlanFactory(department=department))
    agents = [member_of(department, role=Role.AGENT) for _ in range(PEOPLE)]
    shared_database()

    def reporting(number, agent):
        return lambda: report_status(
            activity=activity,
            by=agent,
            status="in_progress",
            progress=number,
            effective_date=date(2023, 6, 30),
        )

    reports = at_once(*(reporting(number, agent) for number, agent in enumerate(agents)))
    assert [report for report in reports if not isinstance(report, StatusReport)] == []
    kept = in_shared(lambda: set(StatusReport.objects.values_list("author", "progress")))
    assert kept == {(agent.pk, number) for number, agent in enumerate(agents)}
    assert in_shared(lambda: list(state_differences(Activity.objects.all()))) == []


def test_a_form_sent_twice_at_once_makes_one_report(agent, department, shared_database):
    activity = ActivityFactory(plan=PlanFactory(department=department))
    token = "5d2f7c1e-0f3b-4f57-9f3c-0d7a1f6f7b11"
    shared_database()

    def send():
        return report_status(
            activity=activity, by=agent, status="done", effective_date=date(2023, 6, 30), token=token
        )

    first, second = at_once(send, send)
    assert first == second
    assert in_shared(StatusReport.objects.count) == 1


def test_two_validators_settle_a_report_once(agent, validator, department, shared_database):
    other = member_of(department, role=Role.VALIDATOR)
    activity = ActivityFactory(plan=PlanFactory(department=department))
    report = report_status(activity=activity, by=agent, status="done", effective_date=date(2023, 6, 30))
    shared_database()
    outcomes = at_once(
        lambda: approve_report(report=report, by=validator),
        lambda: return_report(report=report, by=other, reason="Non"),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refusal", "StatusReport"]
    (refusal,) = (outcome for outcome in outcomes if isinstance(outcome, Refusal))
    assert "n’est plus à valider" in refusal.message
    assert in_shared(lambda: list(state_differences(Activity.objects.all()))) == []


def settled_once(first, second, shared_database) -> tuple:
    """Two acts on one report at the same moment: what was done, and what the other person was told."""
    shared_database()
    outcomes = at_once(first, second)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refusal", "StatusReport"], outcomes
    assert in_shared(lambda: list(state_differences(Activity.objects.all()))) == []
    done = next(outcome for outcome in outcomes if isinstance(outcome, StatusReport))
    told = next(outcome for outcome in outcomes if isinstance(outcome, Refusal))
    return done, told.message


def test_withdrawn_while_it_is_approved_is_one_or_the_other(agent, validator, department, shared_database):
    activity = ActivityFactory(plan=PlanFactory(department=department))
    report = report_status(activity=activity, by=agent, status="done", effective_date=date(2023, 6, 30))
    done, told = settled_once(
        lambda: withdraw_report(report=report, by=agent),
        lambda: approve_report(report=report, by=validator),
        shared_database,
    )
    kept = in_shared(lambda: StatusReport.objects.get(pk=report.pk))
    assert kept.review == done.review
    assert ("retirée par Awa Agent" if done.review == "withdrawn" else "approuvée par Vincent") in told


def test_an_approval_taken_back_while_another_state_is_reported_loses_neither(
    agent, validator, department, shared_database
):
    activity = ActivityFactory(plan=PlanFactory(department=department))
    report = report_status(activity=activity, by=agent, status="done", effective_date=date(2023, 6, 30))
    approve_report(report=report, by=validator)
    shared_database()
    undone, later = at_once(
        lambda: undo_approval(report=report, by=validator),
        lambda: report_status(
            activity=activity, by=agent, status="not_done", effective_date=date(2023, 6, 30)
        ),
    )
    assert isinstance(later, StatusReport)
    review = in_shared(lambda: StatusReport.objects.get(pk=report.pk).review)
    if isinstance(undone, Refusal):
        assert "Un autre état a été déclaré depuis" in undone.message
        assert review == "approved"
    else:
        assert review == "pending"
    assert in_shared(lambda: list(state_differences(Activity.objects.all()))) == []


def test_a_form_with_files_sent_twice_at_once_keeps_each_once(agent, department, shared_database):
    activity = ActivityFactory(plan=PlanFactory(department=department))
    token = "5d2f7c1e-0f3b-4f57-9f3c-0d7a1f6f7b12"
    content = picture()
    shared_database()

    def send():
        return report_with_evidence(
            activity=activity,
            by=agent,
            status="done",
            effective_date=date(2023, 6, 30),
            token=token,
            files=[ContentFile(content, name="photo.jpg")],
        )

    first, second = at_once(send, send)
    assert first == second
    assert in_shared(StatusReport.objects.count) == in_shared(Document.objects.count) == 1


def test_two_links_of_a_chain_reported_at_once_are_counted_once(department, shared_database):
    """Each link is held by its own plan: what both add to all years would be lost without the lock of the chain."""
    agents = [member_of(department, role=Role.AGENT) for _ in range(2)]
    pairs = []
    for _ in range(6):
        first = ActivityFactory(plan=PlanFactory(department=department, year=2022))
        pairs.append((first, ActivityFactory(plan=PlanFactory(department=department), carried_from=first)))
    rebuild_tallies()
    shared_database()

    def reporting(link: int, agent):
        def report():
            for pair in pairs:
                report_status(
                    activity=pair[link],
                    by=agent,
                    status="done",
                    effective_date=date(2023, 6, 30),
                    spent=Decimal(10),
                )

        return report

    assert at_once(*(reporting(*one) for one in enumerate(agents))) == [None, None]
    kept = in_shared(lambda: Tally.objects.get(owner="department", year=0, dimension="all"))
    assert (kept.done, kept.carried, kept.spent_without_budget) == (6, 6, 12_000)
    assert in_shared(lambda: list(tally_differences())) == []


def test_writers_of_the_same_counts_wait_for_each_other_and_lose_nothing(department, shared_database):
    """Activities of plans of their own, counted in the same groups, by several people."""
    agents = [member_of(department, role=Role.AGENT) for _ in range(4)]
    rows = [[ActivityFactory(plan=PlanFactory(department=department)) for _ in range(5)] for _ in agents]
    rebuild_tallies()
    shared_database()

    def reporting(agent, own):
        def report():
            for row in own:
                report_status(activity=row, by=agent, status="done", effective_date=date(2023, 6, 30))

        return report

    assert at_once(*(reporting(*one) for one in zip(agents, rows, strict=True))) == [None] * len(agents)
    assert in_shared(lambda: Tally.objects.get(owner="department", year=2023, dimension="all").done) == 20
    assert in_shared(lambda: list(tally_differences())) == []


def test_counts_are_kept_within_the_transaction_of_the_write():
    with pytest.raises(transaction.TransactionManagementError), tallied():
        pass


def table_of(activities, status: str) -> dict:
    fields = {"effective_date": "2023-06-30", "token": str(uuid4()), "row": [row.pk for row in activities]}
    for row in activities:
        fields |= {
            f"a{row.pk}-status": status,
            f"a{row.pk}-seen": "planned:",
            f"a{row.pk}-token": str(uuid4()),
        }
    return fields


def test_a_table_sent_twice_at_once_makes_one_report_each(agent, department, shared_database, client_as):
    plan = PlanFactory(department=department)
    activities = [ActivityFactory(plan=plan) for _ in range(10)]
    fields = table_of(activities, "done")
    clients = [client_as(agent), client_as(agent)]
    shared_database()
    answers = at_once(*(lambda one=one: one.post("/activites/declarer/", fields) for one in clients))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert in_shared(StatusReport.objects.count) == 10
    assert in_shared(lambda: list(state_differences(Activity.objects.all()))) == []


def test_two_tables_on_the_same_activities_keep_every_report(agent, department, shared_database, client_as):
    plan = PlanFactory(department=department)
    activities = [ActivityFactory(plan=plan) for _ in range(10)]
    colleague = member_of(department, role=Role.AGENT)
    sent = [
        (client_as(agent), table_of(activities, "done")),
        (client_as(colleague), table_of(activities[::-1], "not_done")),
    ]
    shared_database()
    answers = at_once(
        *(lambda one=one, fields=fields: one.post("/activites/declarer/", fields) for one, fields in sent)
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    kept = in_shared(lambda: set(StatusReport.objects.values_list("author", "activity")))
    assert kept == {(person.pk, row.pk) for person in (agent, colleague) for row in activities}
    assert in_shared(lambda: list(state_differences(Activity.objects.all()))) == []
