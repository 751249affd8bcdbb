"""Two people acting on one activity at the same moment: both find their report kept, and nothing is settled twice.

Threads have connections of their own. SQLite's test database lives in the memory of one connection: it is first
copied into a file, opened with the portal's own settings.
"""

import sqlite3
import threading
from datetime import date

import pytest
from django.db import connection, connections

from accounts.roles import Role
from programmes.actions.refusals import Refusal
from programmes.actions.reviews import approve_report, return_report
from programmes.actions.status import report_status
from programmes.models import Activity, StatusReport
from programmes.summaries import state_differences
from tests.conftest import member_of
from tests.factories import ActivityFactory, PlanFactory

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
