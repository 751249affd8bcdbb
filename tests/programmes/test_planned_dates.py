"""Planned dates as revisions leave them: those of the start, those in force, each as precisely as it was written."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programmes.actions.activities import revise_activity
from programmes.models import Activity
from programmes.planned_dates import PlannedDates, date_revisions
from programmes.situation import Situation
from tests.factories import ActivityFactory
from tests.reporting.test_figures_recount import DAYS, days, moment, on, tolds, write

pytestmark = pytest.mark.django_db


def dates(activity, at=None) -> str:
    revisions = date_revisions([activity.pk])[activity.pk]
    if at is None:
        return PlannedDates.initial(activity, revisions).label
    return PlannedDates.in_force(activity, revisions, Situation(at)).label


def revise(activity, new, decided_on, precision="day", field="planned_end") -> None:
    revise_activity(
        activity=activity,
        field=field,
        new=new,
        precision=precision,
        decided_on=decided_on,
        reason="Motif",
        by=None,
    )
    activity.refresh_from_db()


@pytest.fixture
def activity():
    return ActivityFactory(
        planned_start=date(2023, 4, 1),
        planned_start_precision="quarter",
        planned_end=date(2023, 6, 30),
        planned_end_precision="quarter",
    )


def test_without_a_revision_they_are_the_columns(activity):
    assert dates(activity) == dates(activity, date(2023, 2, 1)) == "au 2e trimestre 2023"


def test_a_revision_keeps_the_precision_of_each_value(activity):
    revise(activity, date(2023, 9, 30), date(2023, 7, 10), "month_end")
    revise(activity, date(2023, 11, 15), date(2023, 10, 2))
    assert dates(activity) == "au 2e trimestre 2023"
    assert dates(activity, date(2023, 7, 9)) == "au 2e trimestre 2023"
    assert dates(activity, date(2023, 7, 10)) == "du 2e trimestre 2023 à fin septembre 2023"
    assert dates(activity, date(2023, 10, 2)) == "du 2e trimestre 2023 au 15 novembre 2023"


def test_a_date_may_come_and_go(activity):
    revise(activity, None, date(2023, 5, 1), field="planned_start")
    assert dates(activity, date(2023, 5, 1)) == "jusqu’au 2e trimestre 2023"
    assert dates(activity, date(2023, 4, 30)) == "au 2e trimestre 2023"


def test_known_leaves_out_what_was_entered_after(activity):
    revise(activity, date(2023, 9, 15), date(2023, 7, 10))
    revisions = date_revisions([activity.pk])[activity.pk]
    before = Situation.today(date(2023, 12, 31), date(2023, 12, 31))
    assert PlannedDates.in_force(activity, revisions, before).label == "au 2e trimestre 2023"


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(tolds, max_size=3), at=days, known=st.none() | st.integers(0, DAYS + 20))
def test_the_end_in_force_is_the_one_that_the_database_finds(told, at, known):
    plan = write(told)
    situation = Situation(on(at), None if known is None else moment(known))
    revisions = date_revisions(plan.activities.values("pk"))
    for row in Activity.objects.filter(plan=plan).as_of(situation.at, situation.known):
        end = PlannedDates.in_force(row, revisions[row.pk], situation).end
        assert (end.last if end else None) == row.planned_end_at
