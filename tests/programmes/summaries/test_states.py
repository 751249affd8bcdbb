"""The kept state of activities equals their history; what differs is said and can be written anew."""

from datetime import date
from decimal import Decimal

import pytest

from programmes.models import Activity
from programmes.summaries import STATE_FIELDS, rebuild_states, refresh_state, state_differences, state_of
from tests.factories import ActivityFactory, StatusReportFactory


@pytest.fixture
def activity(db):
    """Two reports in the history, and a copy that was never written."""
    activity = ActivityFactory()
    StatusReportFactory(
        activity=activity,
        status="in_progress",
        progress=Decimal(30),
        spent=Decimal(400),
        committed=Decimal(900),
        effective_date=date(2023, 6, 30),
    )
    StatusReportFactory(activity=activity, status="done", spent=Decimal(1000))
    return activity


def test_without_a_report_an_activity_is_planned(db):
    state = state_of(ActivityFactory())
    assert state == dict.fromkeys(STATE_FIELDS) | {"status": "planned", "review": ""}


def test_the_state_is_that_of_the_latest_report_with_the_last_amounts_said(activity):
    state = state_of(activity)
    assert (state["status"], state["progress"], state["status_date"]) == ("done", None, date(2023, 12, 20))
    assert (state["spent"], state["committed"], state["review"]) == (1000, 900, "pending")


def test_every_difference_is_said(activity):
    found = {
        difference.field: (difference.kept, difference.recomputed)
        for difference in state_differences(Activity.objects.all())
    }
    assert found["status"] == ("planned", "done")
    assert found["spent"] == (None, 1000)
    assert set(found) == {"status", "committed", "spent", "status_date", "review", "latest_report_id"}


def test_a_written_copy_does_not_differ(activity):
    refresh_state(activity)
    assert list(state_differences(Activity.objects.all())) == []


def test_writing_anew_counts_the_activities_that_differed(activity):
    refresh_state(ActivityFactory())
    assert rebuild_states(Activity.objects.all()) == 1
    assert rebuild_states(Activity.objects.all()) == 0


def test_a_cancelled_activity_keeps_its_money(activity):
    activity.cancelled_on = date(2023, 7, 1)
    refresh_state(activity)
    activity.refresh_from_db()
    assert (activity.status, activity.progress, activity.spent) == ("cancelled", None, 1000)
    assert list(state_differences(Activity.objects.all())) == []


def test_a_copy_changed_by_hand_is_found(activity):
    refresh_state(activity)
    Activity.objects.filter(pk=activity.pk).update(spent=7)
    (difference,) = state_differences(Activity.objects.all())
    assert (difference.activity, difference.field, difference.kept) == (activity, "spent", 7)


def test_differences_take_the_same_queries_for_one_or_twenty(activity, django_assert_num_queries):
    with django_assert_num_queries(2):
        list(state_differences(Activity.objects.all()))
    for _ in range(19):
        StatusReportFactory()
    with django_assert_num_queries(2):
        list(state_differences(Activity.objects.all()))
