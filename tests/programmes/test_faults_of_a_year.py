"""What goes wrong around a form during a year: people at the same moment, a plan closed meanwhile, a clock set wrong.

A connection cut in the middle of a file needs a real server: see test_fifty_people.py.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.roles import Role
from programmes.actions.closing import close_plan
from programmes.actions.reviews import approve_report
from programmes.actions.status import report_status
from programmes.models import Activity, StatusReport
from programmes.summaries import state_differences
from tests.conftest import member_of
from tests.factories import ActivityFactory, PlanFactory
from tests.programmes.test_concurrency import at_once, in_shared, shared_database
from tests.year.people import Person, plain, said

__all__ = ["shared_database"]
DAY = date(2023, 6, 30)


@pytest.fixture
def activity(department):
    return ActivityFactory(plan=PlanFactory(department=department), title="Former les régisseurs")


@pytest.mark.django_db(transaction=True)
def test_two_agents_and_a_validator_at_once(agent, validator, department, activity, shared_database):
    colleague = member_of(department, role=Role.AGENT)
    first = report_status(activity=activity, by=agent, status="in_progress", progress=20, effective_date=DAY)
    shared_database()

    def reporting(by, progress):
        return lambda: report_status(
            activity=activity, by=by, status="in_progress", progress=progress, effective_date=DAY
        )

    outcomes = at_once(
        reporting(agent, 30), reporting(colleague, 40), lambda: approve_report(report=first, by=validator)
    )
    assert all(isinstance(outcome, StatusReport) for outcome in outcomes), outcomes

    def left() -> tuple:
        rows = StatusReport.objects.values_list("progress", "review")
        return {(int(progress), review) for progress, review in rows}, list(
            state_differences(Activity.objects.all())
        )

    assert in_shared(left) == ({(20, "approved"), (30, "pending"), (40, "pending")}, [])


@pytest.mark.django_db
class TestAPlanClosedMeanwhile:
    """The page was opened before; it is sent after."""

    def test_a_state(self, agent, direction, activity):
        person, address = Person(agent), f"/activites/{activity.pk}/etat/"
        opened = person.opens(address, having="effective_date")
        close_plan(plan=activity.plan, on=DAY, by=direction)
        response = person.send(address, opened | {"status": "done", "comment": "Session tenue à Ségou"})
        assert response.status_code == 200
        assert "Le plan est clos depuis le 30 juin 2023" in plain(response)
        assert "Session tenue à Ségou" in plain(response)
        assert not StatusReport.objects.exists()

    def test_a_table(self, agent, direction, activity):
        person = Person(agent)
        opened = person.opens("/activites/declarer/", having="row")
        close_plan(plan=activity.plan, on=DAY, by=direction)
        typed = {f"a{activity.pk}-status": "in_progress", f"a{activity.pk}-difficulty": "Route coupée"}
        response = person.send("/activites/declarer/", opened | typed)
        assert "Le plan est clos depuis le 30 juin 2023" in plain(response)
        assert "Route coupée" in plain(response)
        assert not StatusReport.objects.exists()

    def test_a_review(self, agent, validator, direction, activity):
        report = report_status(activity=activity, by=agent, status="done", effective_date=DAY)
        close_plan(plan=activity.plan, on=DAY, by=direction)
        response = Person(validator).send(f"/declarations/{report.pk}/approuver/", {"to": "queue"})
        report.refresh_from_db()
        assert report.review == "pending"
        assert said(response) or response.status_code == 403

    def test_a_revision(self, validator, direction, activity):
        person, address = Person(validator), f"/activites/{activity.pk}/reviser/"
        opened = person.opens(address, having="decided_on")
        close_plan(plan=activity.plan, on=DAY, by=direction)
        response = person.send(address, opened | {"planned_end": "30/09/2023", "reason": "Fonds en retard"})
        assert "clos" in plain(response)
        assert "Fonds en retard" in plain(response)
        activity.refresh_from_db()
        assert activity.planned_end is None


@pytest.mark.django_db
class TestAClockSetWrong:
    """The server says which day it is, whatever the telephone shows."""

    def test_a_date_to_come_is_refused_beside_its_field(self, agent, activity):
        person, address = Person(agent), f"/activites/{activity.pk}/etat/"
        opened = person.opens(address, having="effective_date")
        tomorrow = timezone.localdate() + timedelta(days=1)
        typed = {"status": "done", "effective_date": tomorrow.isoformat(), "comment": "Session tenue"}
        response = person.send(address, opened | typed)
        assert "La date de l’état ne peut pas être postérieure à aujourd’hui." in plain(response)
        assert "Session tenue" in plain(response)
        assert not StatusReport.objects.exists()

    def test_a_card_is_dated_by_the_server(self, agent, activity):
        person, address = Person(agent), f"/activites/{activity.pk}/etat/"
        with time_machine.travel(datetime(2023, 12, 19, 23, 50, tzinfo=UTC), tick=False):
            person.does("/activites/miennes/", having="rapide", sent_to=address, status="done")
        report = StatusReport.objects.get()
        assert report.effective_date == date(2023, 12, 19)
        assert report.entered_at == datetime(2023, 12, 19, 23, 50, tzinfo=UTC)
