"""Counts kept around a write: what joins another, what fails, what is undone, what costs nothing."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from programmes.actions.activities import change_activity
from programmes.actions.new_activities import create_activity
from programmes.models import ActionPlan, Activity, DayTally, Tally
from programmes.summaries import rebuild_tallies, state_differences, tallied, tally_differences, untallied
from tests.factories import ActivityFactory, PlanFactory, StatusReportFactory
from tests.programmes.summaries.told import IN_JUNE, done, group, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    """One of an adopted plan, counted."""
    found = ActivityFactory(planned_end=IN_JUNE)
    rebuild_tallies()
    return found


def test_a_report_moves_the_activity_in_every_group_it_belongs_to(activity):
    report(activity)
    groups = [("all", 0), ("plan", activity.plan_id), ("department", activity.department_id), ("quarter", 2)]
    for one in groups:
        assert (group(*one).planned, group(*one).done) == (0, 1)
    assert done("all", year=0) == done("source") == 1
    assert group("plan", activity.plan_id, year=0) is None, "a plan has one year"
    heard = DayTally.objects.filter(year=2023, dimension="all", clock="heard", number__gt=0)
    assert not heard.exists(), "nothing is owed of what is done"


def test_a_draft_costs_nothing(django_assert_num_queries):
    draft = ActivityFactory(plan=PlanFactory(adopted_on=None))
    before = Tally.objects.count()
    with transaction.atomic(), tallied() as counts, django_assert_num_queries(0):
        counts.created([])
    change_activity(activity=draft, by=None, title="Autre")
    create_activity(plan=draft.plan, by=None, title="Nouvelle")
    assert Tally.objects.count() == before == 0


def test_a_write_within_another_is_counted_once_with_it(activity):
    other = ActivityFactory(plan=activity.plan)
    rebuild_tallies()
    with transaction.atomic(), tallied():
        report(activity)
        assert done("all") == 0, "written at the end"
        report(other)
        report(activity, "not_done")
    assert (done("all"), group("all").not_done) == (1, 1)
    assert list(tally_differences()) == []


@transaction.atomic
def fail_after_a_report(activity):
    with tallied():
        report(activity)
        raise RuntimeError


def test_what_fails_counts_nothing(activity):
    with pytest.raises(RuntimeError):
        fail_after_a_report(activity)
    assert done("all") == 0
    report(activity)
    assert list(tally_differences()) == []


def test_what_fails_within_another_write_is_not_counted_with_it(activity):
    other = ActivityFactory(plan=activity.plan)
    rebuild_tallies()
    with transaction.atomic(), tallied():
        report(other)
        with pytest.raises(RuntimeError):
            fail_after_a_report(activity)
    assert done("all") == 1
    assert list(tally_differences()) == []


def test_what_will_be_undone_is_not_counted(activity):
    with transaction.atomic(), tallied():
        report(activity)
        transaction.set_rollback(True)
    with transaction.atomic(), untallied():
        report(activity)
        assert done("all") == 0
        transaction.set_rollback(True)
    assert list(tally_differences()) == []


def test_the_command_counts_anew_what_was_lost(activity, capsys):
    report(activity)
    Tally.objects.filter(dimension="all").update(done=7)
    call_command("rebuild_tallies", "--if-missing")
    assert done("all") == 7, "there are some"
    call_command("rebuild_tallies")
    assert "groupes d’activités comptés" in capsys.readouterr().out
    assert done("all") == 1
    Tally.objects.all().delete()
    DayTally.objects.all().delete()
    call_command("rebuild_tallies", "--if-missing")
    assert list(tally_differences()) == []


def test_counting_anew_brings_back_a_closed_plan_to_its_closing():
    """Copies of before that rule stood where something said for a later day had led them."""
    activity = ActivityFactory()
    said = StatusReportFactory(activity=activity, effective_date=date(2024, 1, 10), status="done")
    ActionPlan.objects.filter(pk=activity.plan_id).update(closed_on=date(2023, 12, 31))
    Activity.objects.filter(pk=activity.pk).update(
        status="done", status_date=said.effective_date, latest_report=said, review="pending"
    )
    call_command("rebuild_tallies", stdout=StringIO())
    activity.refresh_from_db()
    assert (activity.status, activity.latest_report) == ("planned", None)
    assert list(state_differences(Activity.objects.all())) == []
