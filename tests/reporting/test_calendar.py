"""The calendar of a plan: what was planned, revised, really done and late, at any date."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programmes.actions.activities import cancel_activity, revise_activity
from programmes.actions.closing import close_plan
from programmes.models import Activity, Status
from reporting.charts import Span
from reporting.figures import Situation, plan_figures
from reporting.figures.calendar import by_department, plan_calendar
from reporting.figures.calendar_quarters import by_quarter
from tests.factories import ActivityFactory, DepartmentFactory, PlanFactory
from tests.reporting.histories import add, plain, say
from tests.reporting.test_figures_recount import DAYS, days, on, tolds, write

pytestmark = pytest.mark.django_db

SEPTEMBER = Situation(date(2023, 9, 30))


@pytest.fixture
def activity():
    return ActivityFactory(
        planned_start=date(2023, 4, 1), planned_end=date(2023, 6, 30), title="Former les régisseurs"
    )


def entry_of(activity, situation=SEPTEMBER):
    (entry,) = plan_calendar(activity.plan, Activity.objects.all(), situation).entries
    return entry


# --- what was planned ------------------------------------------------------------------------------


def test_planned_days(activity):
    entry = entry_of(activity)
    assert entry.planned == Span(date(2023, 4, 1), date(2023, 6, 30))
    assert entry.initial is None
    assert entry.due == date(2023, 6, 30)


@pytest.mark.parametrize(
    ("fields", "span"),
    [
        ({"planned_end": date(2023, 6, 30), "planned_end_precision": "quarter"}, ((4, 1), (6, 30))),
        ({"planned_start": date(2023, 5, 1), "planned_start_precision": "month"}, ((5, 1), (5, 31))),
        ({"planned_end": date(2023, 6, 15)}, ((6, 15), (6, 15))),
        ({"planned_end": date(2023, 12, 31), "planned_end_precision": "year_end"}, ((9, 1), (12, 31))),
    ],
)
def test_a_partial_date_covers_what_it_names(fields, span):
    entry = entry_of(ActivityFactory(**fields))
    assert entry.planned == Span(*(date(2023, *day) for day in span))


def test_without_dates_it_cannot_be_placed():
    activity = ActivityFactory()
    say(activity, "done", date(2023, 5, 1))
    calendar = plan_calendar(activity.plan, Activity.objects.all(), SEPTEMBER)
    assert (len(calendar.dated), len(calendar.undated)) == (0, 1)
    assert (
        calendar.undated[0].reading == "Réalisée. D’après les déclarations\u00a0: réalisée au 1er mai 2023."
    )


def test_a_revision_shows_both_periods_once_decided(activity):
    revise_activity(
        activity=activity,
        field="planned_end",
        new=date(2023, 10, 31),
        decided_on=date(2023, 7, 10),
        reason="Marché infructueux",
        by=None,
    )
    before, after = entry_of(activity, Situation(date(2023, 7, 9))), entry_of(activity)
    assert (before.planned.last, before.initial) == (date(2023, 6, 30), None)
    assert (after.planned.last, after.initial.end.last) == (date(2023, 10, 31), date(2023, 6, 30))
    assert before.late
    assert not after.late


# --- what happened ---------------------------------------------------------------------------------


def test_from_the_first_report_in_progress_to_the_first_that_says_done(activity):
    for status, day in (
        ("planned", (3, 1)),
        ("in_progress", (5, 2)),
        ("in_progress", (6, 20)),
        ("done", (8, 3)),
        ("done", (9, 15)),
    ):
        say(activity, status, date(2023, *day))
    entry = entry_of(activity)
    assert entry.work.span == Span(date(2023, 5, 2), date(2023, 8, 3))
    assert entry.work_text == "en cours au 2 mai 2023, réalisée au 3 août 2023"
    assert entry.late is None


def test_what_is_in_progress_goes_on_to_the_day_looked_at(activity):
    say(activity, "in_progress", date(2023, 5, 2), progress=45)
    say(activity, "done", date(2023, 11, 3))
    entry = entry_of(activity)
    assert (entry.work.span, entry.work.ended) == (Span(date(2023, 5, 2), date(2023, 9, 30)), None)
    assert entry.late == Span(date(2023, 7, 1), date(2023, 9, 30))
    assert plain(entry.reading) == (
        "En cours, 45 %, en retard de 92 jours. Prévue du 1er avril au 30 juin 2023. "
        "D’après les déclarations : en cours au 2 mai 2023."
    )


def test_or_to_the_closing_of_the_plan(activity):
    say(activity, "in_progress", date(2023, 5, 2))
    close_plan(plan=activity.plan, on=date(2023, 8, 31), by=None)
    entry = entry_of(Activity.objects.get())
    assert entry.work.until == date(2023, 8, 31)
    assert entry.late == Span(date(2023, 7, 1), date(2023, 8, 31))


@pytest.mark.parametrize("status", ["done", "not_done"])
def test_what_was_never_in_progress_is_one_day(activity, status):
    say(activity, status, date(2023, 8, 3))
    assert entry_of(activity).work.span == Span(date(2023, 8, 3), date(2023, 8, 3))


def test_without_a_report_or_while_planned_nothing_happened(activity):
    assert entry_of(activity).work is None
    say(activity, "planned", date(2023, 5, 1))
    assert entry_of(activity).work is None


def test_a_cancelled_one_stops_at_the_decision(activity, direction):
    say(activity, "in_progress", date(2023, 5, 2))
    cancel_activity(activity=activity, decided_on=date(2023, 6, 1), reason="Sans objet", by=direction)
    entry = entry_of(Activity.objects.get())
    assert entry.state.status == Status.CANCELLED
    assert entry.work.span == Span(date(2023, 5, 2), date(2023, 6, 1))
    assert entry.work_text == "en cours au 2 mai 2023, annulée le 1er juin 2023"
    assert entry.late is None


def test_a_returned_report_never_happened(activity):
    say(
        activity,
        "in_progress",
        date(2023, 5, 2),
        review="returned",
        review_reason="Sans pièce",
        reviewed_at=datetime(2023, 5, 9, tzinfo=UTC),
    )
    assert entry_of(activity).work is None


# --- the plan --------------------------------------------------------------------------------------


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(tolds, max_size=4), at=days, known=st.none() | st.integers(0, DAYS + 20))
def test_the_calendar_counts_what_the_figures_count(told, at, known):
    plan = write(told)
    situation = Situation.today(on(at), None if known is None else on(known))
    calendar = plan_calendar(plan, Activity.objects.all(), situation)
    total = plan_figures(plan, Activity.objects.all(), situation).total
    assert len(calendar.entries) == calendar.total == total.counts.total
    assert calendar.late == len(calendar.only("late").entries) == total.late
    for status in Status.values:
        assert len(calendar.only(status).entries) == total.counts.of(status)
    quarters = by_quarter(calendar.entries, plan.year)
    assert sum(len(quarter.entries) for quarter in quarters) == len(calendar.dated)


def test_departments_in_their_order_those_without_any_last():
    plan = PlanFactory()
    second, first = (
        DepartmentFactory(position=2, name="Seconde"),
        DepartmentFactory(position=1, name="Première"),
    )
    add(plan, 1, department=second)
    add(plan, 1, department=None)
    add(plan, 2, department=first)
    calendar = plan_calendar(plan, Activity.objects.all(), SEPTEMBER)
    named = [("Première", 2), ("Seconde", 1), ("Sans structure responsable", 1)]
    assert [(one.label, one.count) for one in calendar.departments] == named
    assert [(label, len(members)) for label, members in by_department(calendar.entries)] == named
    alone = plan_calendar(plan, Activity.objects.all(), SEPTEMBER, department=first.code)
    assert (len(alone.entries), alone.total) == (2, 4)
    assert len(plan_calendar(plan, Activity.objects.all(), SEPTEMBER, department="").entries) == 1


def test_a_draft_shows_what_it_plans(activity):
    plan = PlanFactory(adopted_on=None)
    ActivityFactory(plan=plan, planned_end=date(2026, 6, 30))
    calendar = plan_calendar(plan, Activity.objects.all())
    assert len(calendar.dated) == 1
    assert calendar.is_adopted


def test_before_its_adoption_an_adopted_plan_has_none(activity):
    calendar = plan_calendar(activity.plan, Activity.objects.all(), Situation(date(2023, 1, 9)))
    assert (calendar.entries, calendar.is_adopted) == ((), False)


def test_each_one_is_due_in_one_quarter_and_empty_quarters_stay():
    plan = PlanFactory()
    for number, end in enumerate([(2023, 2, 1), (2023, 1, 15), (2023, 12, 31), (2022, 11, 1), (2024, 1, 1)]):
        ActivityFactory(plan=plan, code=f"A{number}", planned_end=date(*end))
    entries = plan_calendar(plan, Activity.objects.all(), Situation(date(2023, 1, 20))).entries
    found = {
        quarter.label: [entry.activity.code for entry in quarter.entries]
        for quarter in by_quarter(entries, 2023)
    }
    assert found == {
        "Avant 2023": ["A3"],
        "1er trimestre 2023": ["A1", "A0"],
        "2e trimestre 2023": [],
        "3e trimestre 2023": [],
        "4e trimestre 2023": ["A2"],
        "Après 2023": ["A4"],
    }
    assert [quarter.late for quarter in by_quarter(entries, 2023)] == [1, 1, 0, 0, 0, 0]


def test_four_queries_whatever_the_size(django_assert_num_queries):
    plan = PlanFactory()
    for size in (1, 20):
        for row in add(plan, size, "in_progress", planned_end=date(2023, 6, 30)):
            say(row, "done", date(2023, 12, 22))
        with django_assert_num_queries(4):
            entries = plan_calendar(plan, Activity.objects.all(), SEPTEMBER).entries
            assert all(entry.reading for entry in entries)
