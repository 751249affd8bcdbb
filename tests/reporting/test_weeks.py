"""The review of a week: what the sheet says, and what it said when it was closed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from programmes.actions.activities import cancel_activity, revise_activity
from programmes.actions.closing import close_plan, reopen_plan
from programmes.actions.weeks import add_priority, close_sheet, reopen_sheet, settle_priority
from programmes.models import Activity, PlanClosing, Revision, StatusReport, WeekPriority, WeekSheet
from programmes.weeks import Week
from reporting.figures.weeks import MOST_STALLED, outcomes_of, week_figures, week_situation
from tests.factories import ActivityFactory, PlanFactory
from tests.reporting.histories import plain, say

pytestmark = pytest.mark.django_db

WEEK = Week(2023, 25)
MONDAY, SUNDAY = date(2023, 6, 19), date(2023, 6, 25)
BEFORE = MONDAY - timedelta(days=1)


@pytest.fixture
def plan(department):
    return PlanFactory(code="DGCT-2023", department=department)


def reviewed(week: Week = WEEK, activities=None):
    """The sheet of a week over everything, or over some activities."""
    return week_figures(WeekSheet.of(week), Activity.objects.all() if activities is None else activities)


def titles(rows) -> list[str]:
    return [row.activity.title for row in rows]


def closed(week: Week, at: datetime) -> WeekSheet:
    return WeekSheet.objects.create(monday=week.monday, closed_at=at)


# --- done and moved -------------------------------------------------------------------------------


def test_what_became_done_in_the_week(plan):
    done = ActivityFactory(plan=plan, title="Faite")
    say(done, "in_progress", BEFORE, progress=40)
    say(done, "done", SUNDAY)
    say(ActivityFactory(plan=plan, title="Avant"), "done", BEFORE)
    say(ActivityFactory(plan=plan, title="Après"), "done", SUNDAY + timedelta(days=1))
    (change,) = reviewed().done
    assert change.activity == done
    assert plain(change.before) == "en cours, 40 %"
    assert change.after == "réalisée"


def test_what_moved_from_where_to_where_and_why_not_more(plan):
    activity = ActivityFactory(plan=plan, planned_end=date(2023, 6, 13))
    say(activity, "in_progress", BEFORE, progress=40)
    say(
        activity,
        "in_progress",
        MONDAY,
        progress=60,
        difficulty="Crédits non notifiés",
        delay_reason="funding",
        review="pending",
        reviewed_at=None,
    )
    (change,) = reviewed().moved
    assert (plain(change.before), plain(change.after)) == ("en cours, 40 %", "en cours, 60 %")
    assert plain(change.late) == "en retard de 12 jours (fin prévue : 13 juin 2023)"
    assert plain(change.why) == "Financement non mobilisé : Crédits non notifiés"
    assert change.is_pending


def test_a_first_report_moves_from_planned(plan):
    say(ActivityFactory(plan=plan), "in_progress", MONDAY)
    (change,) = reviewed().moved
    assert (change.before, change.after) == ("planifiée", "en cours")


def test_a_report_that_changes_nothing_is_counted_and_may_be_stalled(plan):
    activity = ActivityFactory(plan=plan, title="Piétine", planned_end=date(2023, 6, 1))
    say(activity, "in_progress", BEFORE, progress=40)
    say(activity, "in_progress", MONDAY, progress=40, difficulty="Pluies")
    figures = reviewed()
    assert (figures.moved, figures.unchanged) == ((), 1)
    assert figures.unchanged_text == "1 activité déclarée sans changement"
    assert [(row.activity, row.why) for row in figures.stalled] == [(activity, "Pluies")]


def test_a_returned_report_counts_nowhere(plan):
    activity = ActivityFactory(plan=plan)
    say(activity, "done", MONDAY, review="returned", review_reason="Preuve manquante")
    assert reviewed().done == ()


def test_only_over_what_one_may_see(plan):
    say(ActivityFactory(plan=plan), "done", MONDAY)
    assert reviewed(activities=Activity.objects.none()).done == ()


def test_a_plan_closed_before_the_week_is_past(plan):
    activity = ActivityFactory(plan=plan, planned_end=date(2023, 3, 1))
    say(activity, "in_progress", MONDAY, progress=40)
    plan.closed_on = BEFORE
    plan.save()
    assert reviewed().moved == ()
    plan.closed_on = MONDAY
    plan.save()
    (change,) = reviewed().moved
    # Late until its plan was closed, not until Sunday.
    assert "en retard de 110 jours" in plain(change.late)


def test_what_nobody_can_report_on_any_more_does_not_stall(plan):
    late = ActivityFactory(plan=plan, planned_end=date(2023, 3, 1))
    plan.closed_on = SUNDAY
    plan.save()
    assert reviewed().stalled == ()
    plan.closed_on = SUNDAY + timedelta(days=1)
    plan.save()
    assert titles(reviewed().stalled) == [late.title]


def test_a_closing_entered_after_a_sheet_was_closed_leaves_it_as_it_was(plan):
    late = ActivityFactory(plan=plan, planned_end=date(2023, 3, 1))
    closed(WEEK, datetime(2023, 6, 26, 9, tzinfo=UTC))
    close_plan(plan=plan, on=BEFORE, by=None)
    assert titles(reviewed().stalled) == [late.title]
    PlanClosing.objects.update(recorded_at=datetime(2023, 6, 20, 9, tzinfo=UTC))
    assert reviewed().stalled == ()
    # What was reopened since was closed then.
    reopen_plan(plan=plan, by=None, reason="Deux rapports oubliés")
    assert reviewed().stalled == ()


# --- stalled --------------------------------------------------------------------------------------


def test_late_or_not_heard_of_the_longest_late_first(plan):
    ActivityFactory(plan=plan, title="Tard", planned_end=date(2023, 5, 1))
    ActivityFactory(plan=plan, title="Très tard", planned_end=date(2023, 3, 1))
    ActivityFactory(plan=plan, title="Muette", planned_end=date(2023, 12, 1))
    heard = ActivityFactory(plan=plan, title="Suivie", planned_end=date(2023, 12, 1))
    say(heard, "in_progress", SUNDAY - timedelta(days=30))
    ActivityFactory(plan=plan, title="Pas encore", planned_start=date(2023, 9, 1))
    say(ActivityFactory(plan=plan, title="Finie", planned_end=date(2023, 3, 1)), "done", date(2023, 4, 1))
    figures = reviewed()
    assert titles(figures.stalled) == ["Très tard", "Tard", "Muette"]
    assert [plain(row.since) for row in figures.stalled] == [
        "En retard de 116 jours (fin prévue : 1er mars 2023) ; aucun état déclaré",
        "En retard de 55 jours (fin prévue : 1er mai 2023) ; aucun état déclaré",
        "Aucun état déclaré",
    ]


def test_one_day_more_without_news(plan):
    activity = ActivityFactory(plan=plan)
    say(activity, "in_progress", SUNDAY - timedelta(days=31))
    assert titles(reviewed().stalled) == [activity.title]
    with override_settings(REMINDER_DAYS=31):
        assert reviewed().stalled == ()


def test_what_moved_is_not_stalled(plan):
    activity = ActivityFactory(plan=plan, planned_end=date(2023, 3, 1))
    say(activity, "in_progress", MONDAY, progress=10)
    figures = reviewed()
    assert titles(figures.moved) == [activity.title]
    assert figures.stalled == ()


def test_the_planned_end_is_the_one_in_force_that_week(plan, direction):
    activity = ActivityFactory(plan=plan, planned_end=date(2023, 6, 1))
    say(activity, "in_progress", date(2023, 6, 10))
    revise_activity(
        activity=activity,
        field="planned_end",
        new=date(2023, 9, 30),
        decided_on=SUNDAY + timedelta(days=10),
        reason="Crédits",
        by=direction,
    )
    assert titles(reviewed().stalled) == [activity.title]
    assert reviewed(Week.of(date(2023, 7, 6))).stalled == ()


def test_the_first_of_each_department_are_told_all_are_counted(plan, other_department):
    for number in range(MOST_STALLED + 4):
        ActivityFactory(plan=plan, planned_end=date(2023, 3, 1) + timedelta(days=number))
    ActivityFactory(plan=plan, department=other_department, planned_end=date(2023, 5, 1))
    figures = reviewed()
    assert (len(figures.stalled), figures.stalled_count) == (MOST_STALLED + 1, MOST_STALLED + 5)
    own, other = figures.departments
    assert (own.stalled_count, len(own.first_stalled), len(own.next_stalled)) == (MOST_STALLED + 4, 3, 5)
    assert own.folded_stalled == MOST_STALLED + 1
    assert (other.label, other.stalled_count) == ("Sous-direction B", 1)


# --- decisions ------------------------------------------------------------------------------------


def test_what_was_decided_in_the_week(plan, direction):
    moved, dropped = (ActivityFactory(plan=plan, planned_end=date(2023, 6, 30)) for _ in range(2))
    revise_activity(
        activity=moved,
        field="planned_end",
        new=date(2023, 9, 30),
        decided_on=MONDAY,
        reason="Crédits attendus",
        by=direction,
    )
    cancel_activity(activity=dropped, decided_on=SUNDAY, reason="Financée par le PADRE", by=direction)
    revise_activity(
        activity=moved, field="title", new="Autre", decided_on=BEFORE, reason="Erreur", by=direction
    )
    rows = reviewed().decisions
    assert [(row.title, row.change, row.reason) for row in rows] == [
        ("Fin prévue", "30 juin 2023 → 30 septembre 2023", "Crédits attendus"),
        ("Annulée", "", "Financée par le PADRE"),
    ]


# --- closed ---------------------------------------------------------------------------------------


def test_a_closed_sheet_says_what_was_known_then(plan):
    activity = ActivityFactory(plan=plan)
    at = datetime(2023, 6, 26, 9, tzinfo=UTC)
    closed(WEEK, at)
    say(activity, "done", SUNDAY, entered=at + timedelta(hours=1))
    assert reviewed().done == ()
    assert reviewed().situation.known == at


def test_what_was_entered_too_late_is_told_by_the_next_sheet(plan):
    """Nothing falls between two sheets."""
    activity = ActivityFactory(plan=plan)
    at = datetime(2023, 6, 26, 9, tzinfo=UTC)
    closed(WEEK, at)
    say(activity, "done", SUNDAY, entered=at + timedelta(hours=1))
    (change,) = reviewed(WEEK.next).done
    assert (change.activity, change.before) == (activity, "planifiée")


def test_what_the_closed_sheet_told_is_not_told_again(plan):
    activity = ActivityFactory(plan=plan)
    say(activity, "done", SUNDAY, entered=datetime(2023, 6, 25, 9, tzinfo=UTC))
    closed(WEEK, datetime(2023, 6, 26, 9, tzinfo=UTC))
    assert titles(reviewed().done) == [activity.title]
    assert reviewed(WEEK.next).done == ()


def test_a_report_taken_back_since_is_told_as_a_step_back(plan):
    activity = ActivityFactory(plan=plan)
    report = say(activity, "done", SUNDAY, entered=datetime(2023, 6, 25, 9, tzinfo=UTC))
    closed(WEEK, datetime(2023, 6, 26, 9, tzinfo=UTC))
    StatusReport.objects.filter(pk=report.pk).update(
        review="returned", review_reason="Preuve", reviewed_at=datetime(2023, 6, 27, 9, tzinfo=UTC)
    )
    assert titles(reviewed().done) == [activity.title]
    (change,) = reviewed(WEEK.next).moved
    assert (change.before, change.after) == ("réalisée", "planifiée")
    say(activity, "in_progress", MONDAY, entered=datetime(2023, 6, 20, 9, tzinfo=UTC))
    (change,) = reviewed(WEEK.next).moved
    assert (change.before, change.after) == ("réalisée", "en cours")


def test_a_decision_entered_late_is_told_by_the_next_sheet(plan, direction):
    activity = ActivityFactory(plan=plan, planned_end=date(2023, 6, 30))
    closed(WEEK, datetime(2023, 6, 26, 9, tzinfo=UTC))
    revision = revise_activity(
        activity=activity,
        field="planned_end",
        new=date(2023, 9, 30),
        decided_on=SUNDAY,
        reason="Crédits",
        by=direction,
    )
    Revision.objects.filter(pk=revision.pk).update(entered_at=datetime(2023, 6, 27, tzinfo=UTC))
    assert reviewed().decisions == ()
    assert len(reviewed(WEEK.next).decisions) == 1


def test_the_day_a_sheet_speaks_of():
    today = timezone.localdate()
    assert week_situation(WeekSheet.of(WEEK)).at == SUNDAY
    assert week_situation(WeekSheet.of(Week.of(today))).at == today
    friday = WeekSheet(monday=MONDAY, closed_at=datetime(2023, 6, 23, 16, tzinfo=UTC))
    assert week_situation(friday).at == date(2023, 6, 23)


# --- priorities -----------------------------------------------------------------------------------


def test_next_weeks_sheet_says_which_priorities_were_kept(department, agent, direction):
    week = Week.of(timezone.localdate()).previous
    rows = [
        add_priority(week=week, department=department, text=f"Priorité {number}", by=agent)
        for number in range(6)
    ]
    for row, outcome in zip(rows, ("kept", "kept", "kept", "not_kept", "carried"), strict=False):
        settle_priority(priority=row, outcome=outcome, reason="Crédits", by=agent)
    close_sheet(week=week, by=direction)
    figures = week_figures(WeekSheet.of(week.next), Activity.objects.all())
    assert [row.text for row in figures.last] == [row.text for row in rows]
    outcomes = figures.outcomes
    assert plain(outcomes.fraction_text) == "3 / 6"
    assert plain(outcomes.rate_text) == "50 %"
    assert outcomes.others_text == "1 non tenue, 1 reportée, 1 sans suite dite"
    assert [row.text for row in figures.priorities] == ["Priorité 4"]
    assert figures.priorities[0].carried_from == rows[4]


def test_without_priorities_there_is_no_rate():
    outcomes = outcomes_of([])
    assert (outcomes.rate_text, outcomes.others_text) == ("—", "")


def test_reopened_a_sheet_follows_again(plan, direction):
    week = Week.of(timezone.localdate()).previous
    activity = ActivityFactory(plan=plan)
    sheet = close_sheet(week=week, by=direction)
    say(activity, "done", week.sunday, entered=timezone.now() + timedelta(seconds=1))
    assert week_figures(sheet, Activity.objects.all()).done == ()
    sheet = reopen_sheet(week=week, reason="Une déclaration manquait", by=direction)
    assert titles(week_figures(sheet, Activity.objects.all()).done) == [activity.title]


# --- the cost -------------------------------------------------------------------------------------


def test_it_takes_the_same_queries_for_one_or_many(plan, other_department, django_assert_num_queries):
    made = {}
    sheet = WeekSheet.objects.create(monday=MONDAY)
    for count in (1, 12):
        while plan.activities.count() < 4 * count:
            say(ActivityFactory(plan=plan), "done", MONDAY)
            say(ActivityFactory(plan=plan, department=other_department), "in_progress", MONDAY, progress=5)
            ActivityFactory(plan=plan, planned_end=date(2023, 3, 1))
            revised = ActivityFactory(plan=plan, department=other_department)
            Revision.objects.create(
                activity=revised, field="budget", old="1", new="2", decided_on=MONDAY, reason="Avenant"
            )
            WeekPriority.objects.create(sheet=sheet, department=plan.department, text="Essai")
        with django_assert_num_queries(made.get(1) or 60, exact=bool(made)) as queries:
            figures = reviewed()
            assert figures.departments
        made[count] = len(queries)
    assert made[1] == made[12]
