"""Every worked example of the rules of rates (docs/figures.md), with its literal numbers, on real rows."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine

from programmes.actions.activities import cancel_activity, revise_activity
from programmes.actions.closing import close_plan
from programmes.actions.new_activities import create_activity
from programmes.actions.reviews import return_report
from programmes.actions.status import report_status
from programmes.models import Activity, Review, Status
from reporting.figures import Situation, figures_of_several, lines_of, plan_figures
from tests.factories import PlanFactory
from tests.reporting.histories import YEAR_END, add, plain, plan_of_68, say

pytestmark = pytest.mark.django_db


def figures(plan, at=YEAR_END, known=None):
    return plan_figures(plan, Activity.objects.all(), Situation.today(at, known))


def total(plan, at=YEAR_END, known=None):
    return figures(plan, at, known).total


def test_42_done_of_68_is_61_76():
    found = total(plan_of_68())
    assert (found.counts.done, found.counts.in_progress, found.counts.not_done) == (42, 15, 11)
    assert found.execution.value == Fraction(42, 68)
    assert found.execution.percent == Decimal("61.76")
    assert plain(found.execution.text) == "42 / 68 = 61,76 %"


def test_what_is_entered_in_january_for_december():
    """At 31 December: 43 done as known today, 42 as known on 31 December."""
    plan = plan_of_68()
    eleventh = plan.activities.last()
    say(eleventh, "done", date(2023, 12, 20), entered=datetime(2024, 1, 10, 9, tzinfo=UTC))
    assert plain(total(plan).execution.fraction_text) == "43 / 68"
    assert plain(total(plan, known=date(2023, 12, 31)).execution.fraction_text) == "42 / 68"
    assert total(plan, known=date(2024, 1, 9)).counts.done == 42
    assert total(plan, known=date(2024, 1, 10)).counts.done == 43


def test_a_pending_report_counts_until_it_is_returned(direction, agent):
    plan = plan_of_68()
    one = plan.activities.first()
    one.reports.update(review=Review.PENDING, reviewed_at=None, author=agent)
    before = total(plan)
    assert plain(before.execution.text) == "42 / 68 = 61,76 %"
    assert before.pending == 1
    assert plain(before.pending_text) == "1 activité attend une validation"
    assert before.coverage.reported == 68

    one.department = None
    one.save()
    return_report(report=one.reports.get(), by=direction, reason="Pièce manquante")
    after = total(plan)
    assert plain(after.execution.text) == "41 / 68 = 60,29 %"
    assert after.pending == 0
    assert plain(after.pending_text) == ""
    assert after.coverage.reported == 67
    assert after.counts.planned == 1


def test_a_report_returned_later_still_counted_then():
    """What was known before the return keeps the report, as waiting for a validation."""
    plan = plan_of_68()
    plan.activities.first().reports.update(
        review=Review.RETURNED, review_reason="Non", reviewed_at=datetime(2024, 1, 5, tzinfo=UTC)
    )
    assert total(plan).counts.done == 41
    then = total(plan, known=date(2024, 1, 4))
    assert (then.counts.done, then.pending) == (42, 1)


def test_a_revision_moves_the_end_only_once_decided():
    """From 30/06 to 30/09, decided on 15/07: due at 30/06, late on 14/07, no longer due at 31/07."""
    plan = PlanFactory(adopted_on=date(2024, 1, 10), year=2024)
    (row,) = add(plan, 1, planned_end=date(2024, 6, 30))
    revise_activity(
        activity=row,
        field="planned_end",
        new=date(2024, 9, 30),
        decided_on=date(2024, 7, 15),
        reason="Saison des pluies",
        by=None,
    )
    assert [total(plan, day).due.due for day in (date(2024, 6, 29), date(2024, 6, 30))] == [0, 1]
    assert (total(plan, date(2024, 7, 14)).due.due, total(plan, date(2024, 7, 14)).late) == (1, 1)
    assert (total(plan, date(2024, 7, 15)).due.due, total(plan, date(2024, 7, 31)).late) == (0, 0)
    assert plain(total(plan, date(2024, 9, 30)).due.text) == "0 / 1 = 0 %"
    assert (total(plan, date(2024, 9, 30)).late, total(plan, date(2024, 10, 1)).late) == (0, 1)


def test_a_revision_entered_late_is_not_known_before():
    plan = PlanFactory(adopted_on=date(2024, 1, 10), year=2024)
    (row,) = add(plan, 1, planned_end=date(2024, 6, 30))
    with time_machine.travel(datetime(2024, 8, 20, tzinfo=UTC), tick=False):
        revise_activity(
            activity=row,
            field="planned_end",
            new=date(2024, 9, 30),
            decided_on=date(2024, 7, 15),
            reason="Saison des pluies",
            by=None,
        )
    assert total(plan, date(2024, 7, 31), known=date(2024, 8, 19)).due.due == 1
    assert total(plan, date(2024, 7, 31), known=date(2024, 8, 20)).due.due == 0


def test_a_decision_entered_after_a_later_one_leaves_the_initial_date_alone():
    """Decided on 10/07 but entered after the decision of 15/07: the initial end remains 30/06."""
    plan = PlanFactory(adopted_on=date(2024, 1, 10), year=2024)
    (row,) = add(plan, 1, planned_end=date(2024, 6, 30))
    for new, decided in ((date(2024, 9, 30), date(2024, 7, 15)), (date(2024, 8, 31), date(2024, 7, 10))):
        revise_activity(
            activity=row, field="planned_end", new=new, decided_on=decided, reason="Retard", by=None
        )
    ends = [figures(plan, day).lines[0].planned_end for day in (date(2024, 7, 1), date(2024, 7, 12))]
    assert ends == [date(2024, 6, 30), date(2024, 8, 31)]
    assert figures(plan, date(2024, 7, 20)).lines[0].planned_end == date(2024, 9, 30)
    row.refresh_from_db()
    assert row.planned_end == date(2024, 9, 30)


def test_without_planned_dates_there_is_no_rate_to_date():
    found = total(plan_of_68())
    assert found.due.rate.value is None
    assert plain(found.due.text) == "—, 68 sans date prévue"


def test_financial_execution_says_what_it_leaves_out():
    """Budgets 10, 10, none and spent 5, 5, 5 give 10/20 = 50 %, 1 without budget, 5 spent."""
    plan = PlanFactory()
    add(plan, 2, "done", budget=Decimal(10), spent=Decimal(5), committed=Decimal(8))
    add(plan, 1, "done", spent=Decimal(5))
    found = total(plan)
    (rate,) = found.financial
    assert (rate.spent, rate.budget) == (Decimal(10), Decimal(20))
    assert rate.rate.percent == Decimal(50)
    assert plain(rate.text) == "10 FCFA / 20 FCFA = 50 %, 1 sans budget, 5 FCFA dépensés"
    (engaged,) = found.commitment
    assert plain(engaged.text) == "16 FCFA / 20 FCFA = 80 %, 1 sans budget"


def test_currencies_are_never_added():
    plan = PlanFactory()
    add(plan, 1, "done", budget=Decimal(10), spent=Decimal(5))
    add(plan, 1, "done", budget=Decimal(100), spent=Decimal(20), currency="EUR")
    assert [(rate.currency, rate.rate.percent) for rate in total(plan).financial] == [
        ("XOF", Decimal(50)),
        ("EUR", Decimal(20)),
    ]


def test_spending_never_stated_is_said_and_is_not_zero():
    plan = PlanFactory()
    add(plan, 1, "in_progress", budget=Decimal(10))
    assert total(plan).spent_unstated == 1
    assert plain(total(plan).financial_text).endswith("1 activité sans dépense indiquée")


def test_an_amount_left_empty_restates_nothing():
    """The last stated total stands: a report without an amount does not erase it."""
    plan = PlanFactory()
    (row,) = add(plan, 1, "in_progress", budget=Decimal(10), spent=Decimal(4))
    say(row, "done", date(2023, 12, 28))
    assert total(plan).financial[0].spent == Decimal(4)
    assert total(plan, date(2023, 12, 19)).spent_unstated == 1


def test_additions_beside_the_initial_plan():
    """Two added and done give 44/70 = 62,86 %, and beside it the initial plan 42/68."""
    plan = plan_of_68()
    for code in ("H1", "H2"):
        row = create_activity(
            plan=plan,
            by=None,
            code=code,
            title="Ajout",
            added_on=date(2023, 6, 1),
            department=plan.department,
        )
        report_status(activity=row, by=None, status=Status.DONE, effective_date=date(2023, 12, 1))
    found = total(plan)
    assert plain(found.execution.text) == "44 / 70 = 62,86 %"
    assert plain(found.initial.fraction_text) == "42 / 68"
    assert found.added == 2
    assert plain(found.initial_text) == "plan initial : 42 / 68 = 61,76 %, 2 hors plan initial"
    assert total(plan, date(2023, 5, 31)).base == 68


def test_an_addition_entered_late_is_not_known_before():
    plan = plan_of_68()
    with time_machine.travel(datetime(2023, 9, 1, tzinfo=UTC), tick=False):
        create_activity(plan=plan, by=None, code="H1", title="Ajout", added_on=date(2023, 6, 1))
    assert total(plan, known=date(2023, 8, 31)).base == 68
    assert total(plan, known=date(2023, 9, 1)).base == 69


def test_the_initial_plan_is_always_known():
    """Adoption is a formal dated act: the date of entry of the plan itself never hides it."""
    assert total(plan_of_68(), known=date(2023, 2, 1)).base == 68


def test_cancelling_the_eleven_is_said_with_the_money_spent_on_them():
    """42/68 becomes 42/57: so the eleven and what was spent on them are always told."""
    plan = PlanFactory()
    add(plan, 42, "done")
    add(plan, 15, "in_progress")
    for row in add(plan, 11, "planned", spent=Decimal(3)):
        cancel_activity(activity=row, decided_on=date(2023, 12, 28), reason="Décision", by=None)
    before, after = total(plan, date(2023, 12, 27)), total(plan)
    assert plain(before.execution.fraction_text) == "42 / 68"
    assert plain(after.execution.text) == "42 / 57 = 73,68 %"
    assert after.counts.cancelled == 11
    assert after.cancelled_spent[0].value == Decimal(33)
    assert plain(after.cancelled_text) == (
        "68 activités, dont 11 annulées, pour lesquelles 33 FCFA ont été dépensés"
    )
    assert plain(before.cancelled_text) == "68 activités, dont 0 annulée"


def test_progress_says_what_was_not_stated():
    """42 done and 15 in progress that do not say how far: at least 61,76 %."""
    assert (
        plain(total(plan_of_68()).progress.text) == "au moins 61,76 %, 15 activités sans avancement indiqué"
    )


def test_progress_is_weighted_within_a_plan():
    plan = PlanFactory()
    add(plan, 1, "done", weight=Decimal(3))
    add(plan, 1, "in_progress", progress=Decimal(40), weight=Decimal(1))
    add(plan, 1, "not_done", weight=Decimal(1))
    found = total(plan)
    assert found.progress.percent == Decimal(68)  # (3 × 100 + 40 + 0) / 5
    assert plain(found.execution.fraction_text) == "1 / 3"


@pytest.mark.parametrize("adopted_on", [None, date(2024, 1, 1)])
def test_an_empty_base_has_no_rate(adopted_on):
    """A draft, or a plan looked at before its adoption."""
    plan = PlanFactory(adopted_on=adopted_on)
    add(plan, 3)
    found = figures(plan)
    assert plain(found.total.execution.text) == "—"
    assert plain(found.total.progress.text) == "—"
    assert plain(found.total.coverage.text) == "—"
    assert (found.total.base, found.listed, found.is_adopted) == (0, 3, False)


def test_over_two_years_a_carried_activity_counts_once():
    """68 + 62 with 20 carried over make 110; a budget of 10, 4 spent before and 6 after, is 10/10."""
    first = PlanFactory()
    carried = add(first, 20, "in_progress", budget=Decimal(10), spent=Decimal(4))
    add(first, 48, "done")
    second = PlanFactory(year=2024, adopted_on=date(2024, 1, 5), department=first.department)
    rest = add(second, 62)
    for old, new in zip(carried, rest, strict=False):
        new.carried_from, new.budget = old, Decimal(6)  # what was left of it
        new.save()
        say(new, "done", date(2024, 6, 1), spent=Decimal(6))
    lines = lines_of(Activity.objects.all(), Situation.today(date(2024, 12, 31)))
    assert len(lines) == 130
    both = figures_of_several(lines)
    assert both.base == 110
    assert plain(both.execution.fraction_text) == "68 / 110"
    (rate,) = both.financial
    assert (rate.spent, rate.budget, rate.rate.percent) == (Decimal(200), Decimal(200), Decimal(100))


def test_a_link_missing_between_two_plans_does_not_count_twice():
    """2022 → 2023 → 2024, looked at without 2023: still one activity."""
    plans = [PlanFactory(year=year, adopted_on=date(year, 1, 5)) for year in (2022, 2023, 2024)]
    before = None
    for plan in plans:
        (row,) = add(plan, 1, carried_from=before)
        before = row
    lines = lines_of(Activity.objects.exclude(plan=plans[1]), Situation.today(date(2024, 12, 31)))
    assert [len(lines), figures_of_several(lines).base] == [2, 1]


def test_a_closed_plan_is_judged_at_its_closing():
    plan = PlanFactory()
    add(plan, 1, planned_end=date(2023, 11, 30))
    add(plan, 1, planned_end=date(2023, 12, 31))
    add(plan, 1, "done", planned_end=date(2023, 11, 30))
    close_plan(plan=plan, on=date(2023, 12, 31), by=None)
    plan.refresh_from_db()
    assert total(plan, date(2024, 6, 1)).late == 1
    assert total(plan, date(2023, 11, 30)).late == 0
    assert plan_figures(plan, Activity.objects.all()).situation.at == date(2023, 12, 31)


def test_coverage_says_how_many_and_since_when():
    plan = plan_of_68()
    add(plan, 2)
    say(plan.activities.first(), "in_progress", date(2023, 3, 5))
    found = total(plan).coverage
    assert (found.reported, found.base, found.since) == (68, 70, date(2023, 3, 5))
    assert total(plan, date(2023, 4, 1)).coverage.reported == 1


def test_the_latest_report_by_effective_date_then_entry_then_id():
    plan = PlanFactory()
    (row,) = add(plan, 1)
    say(row, "done", date(2023, 6, 1), entered=datetime(2023, 6, 2, tzinfo=UTC))
    say(row, "in_progress", date(2023, 5, 1), entered=datetime(2023, 7, 1, tzinfo=UTC))
    assert total(plan).counts.done == 1, "entered later for an earlier date"
    say(row, "not_done", date(2023, 6, 1), entered=datetime(2023, 6, 2, tzinfo=UTC))
    assert total(plan).counts.not_done == 1, "same date and same hour: the id decides"


def test_a_correction_takes_the_place_of_the_report_it_names():
    plan = PlanFactory()
    (row,) = add(plan, 1)
    wrong = say(row, "done", date(2023, 6, 1))
    say(row, "in_progress", date(2023, 5, 1), entered=datetime(2023, 7, 1, tzinfo=UTC), corrects=wrong)
    assert total(plan).counts.in_progress == 1
    assert total(plan, known=date(2023, 6, 30)).counts.done == 1


def test_the_budget_is_the_one_in_force():
    plan = PlanFactory()
    (row,) = add(plan, 1, "in_progress", budget=Decimal(10), spent=Decimal(5))
    revise_activity(
        activity=row,
        field="budget",
        new=Decimal(20),
        decided_on=date(2023, 12, 25),
        reason="Avenant",
        by=None,
    )
    assert total(plan, date(2023, 12, 24)).financial[0].budget == Decimal(10)
    assert total(plan, date(2023, 12, 25)).financial[0].budget == Decimal(20)
