"""What an action checks stays true until it has written."""

import threading
from datetime import date

import pytest
from django.db import connections, transaction

from programmes.actions.activities import cancel_activity
from programmes.actions.closing import close_plan
from programmes.actions.refusals import Refusal
from programmes.actions.status import report_status
from programmes.models import StatusReport
from tests.factories import ActivityFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql_only]


def report(activity):
    report_status(activity=activity, by=None, status="done", effective_date=date(2023, 6, 30))


def cancel(activity):
    cancel_activity(activity=activity, decided_on=date(2023, 6, 30), reason="Motif", by=None)


@pytest.mark.parametrize("act", [report, cancel])
def test_nothing_is_written_in_a_plan_that_is_being_closed(act):
    """SQLite has one writer at a time: only PostgreSQL can show it."""
    activity = ActivityFactory()
    outcome = []

    def run():
        try:
            outcome.append(act(activity))
        except Refusal as refusal:
            outcome.append(refusal)
        finally:
            connections.close_all()

    other = threading.Thread(target=run)
    with transaction.atomic():
        close_plan(plan=activity.plan, on=date(2023, 12, 31), by=None)
        other.start()
        other.join(timeout=1)
        assert other.is_alive(), "it did not wait for the closing"
    other.join(timeout=20)
    assert "clos depuis le 31 décembre 2023" in str(outcome[0])
    assert not StatusReport.objects.exists()
