"""Figures over several years against a recount written from the rules alone, for random chains of activities."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programmes.actions.carry_over import Choice, carry_over, remaining
from programmes.actions.closing import close_plan
from programmes.actions.status import report_status
from programmes.models import Activity
from programmes.situation import Situation
from reporting.figures.several import several_figures
from tests.factories import ActivityFactory, DepartmentFactory, PlanFactory
from tests.reporting.histories import add, plain, say

YEARS = (2022, 2023, 2024)
AT = date(2024, 12, 31)


@dataclass
class Link:
    """One year of an activity; `cancelled` by decision."""

    status: str | None
    budget: int | None
    spent: int | None
    cancelled: bool


links = st.builds(
    Link,
    status=st.none() | st.sampled_from(["planned", "in_progress", "done", "not_done"]),
    budget=st.none() | st.integers(0, 20),
    spent=st.none() | st.integers(0, 12),
    cancelled=st.booleans(),
)
# A chain starts in some year and goes on, without a gap, for one to three years.
chains = st.lists(st.tuples(st.integers(0, 2), st.lists(links, min_size=1, max_size=3)), max_size=5)


def write(told):
    department = DepartmentFactory()
    plans = [PlanFactory(year=year, department=department, adopted_on=date(year, 1, 5)) for year in YEARS]
    for start, chain in told:
        before = None
        for plan, link in zip(plans[start:], chain, strict=False):
            fields = {"budget": link.budget, "carried_from": before}
            (before,) = add(plan, 1, **fields)
            if link.cancelled:
                cancelled = {"status": "cancelled", "cancelled_on": date(plan.year, 6, 1)}
                Activity.objects.filter(pk=before.pk).update(**cancelled)
            if link.status:
                say(before, link.status, date(plan.year, 5, 1), spent=link.spent)
    return plans


def expected(told) -> dict:
    found = {"base": 0, "done": 0, "budget": 0, "spent": 0, "cancelled": 0, "all": 0, "latest": 0}
    for start, whole in told:
        chain = whole[: len(YEARS) - start]
        found["all"] += len(chain)
        found["latest"] += 1
        last = chain[-1]
        if last.cancelled:
            found["cancelled"] += 1
            continue
        found["base"] += 1
        found["done"] += last.status == "done"
        said = [link.spent if link.status else None for link in chain]
        budgets = [link.budget for link in chain]
        if all(budget is None for budget in budgets):
            continue
        rank = max(place for place, budget in enumerate(budgets) if budget is not None)
        found["budget"] += budgets[rank] + sum(
            min(spent or 0, budget) if budget is not None else spent or 0
            for spent, budget in zip(said[:rank], budgets[:rank], strict=True)
        )
        found["spent"] += sum(spent or 0 for spent in said)
    return found


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chains)
def test_random_chains_count_once(told):
    plans = write(told)
    figures = several_figures(plans, Activity.objects.filter(plan__in=plans), Situation(AT))
    rules = expected(told)
    assert (figures.total.base, figures.total.counts.done) == (rules["base"], rules["done"])
    assert figures.total.counts.cancelled == rules["cancelled"]
    assert figures.carried == rules["all"] - rules["latest"]
    assert sum((rate.budget for rate in figures.total.financial), start=Decimal(0)) == rules["budget"]
    assert sum((rate.spent for rate in figures.total.financial), start=Decimal(0)) == rules["spent"]
    assert sum(year.total.counts.total for year in figures.years) == rules["all"]


def test_the_carry_over_and_the_figures_agree_on_a_budget(db, direction, department, agent):
    """10, of which 4 are spent; the 6 that are left are carried over and spent: 10 / 10, once."""
    first = PlanFactory(department=department)
    row = ActivityFactory(plan=first, budget=Decimal(10))
    report_status(
        activity=row, by=agent, status="in_progress", effective_date=date(2023, 12, 20), spent=Decimal(4)
    )
    row.refresh_from_db()
    close_plan(plan=first, on=date(2023, 12, 31), by=direction)
    second = PlanFactory(department=department, year=2024, adopted_on=date(2024, 1, 5))
    choice = Choice(row, "A-01", remaining(row))
    (copy,) = carry_over(plan=first, target=second, chosen=[choice], by=direction).copies
    Activity.objects.filter(pk=copy.pk).update(added_on=None)
    say(copy, "done", date(2024, 6, 1), spent=Decimal(6))
    figures = several_figures([second, first], Activity.objects.all(), Situation(AT))
    (rate,) = figures.total.financial
    assert plain(rate.text) == "10 FCFA / 10 FCFA = 100 %"
    assert plain(figures.base_text) == "1 + 1 − 1 reconduite = 1 activité"
    assert [year.carried for year in figures.years] == [1, 0]


def test_what_was_overspent_stays_in_sight(db):
    """10, of which 12 were spent: nothing is left, and the whole is 12 of 10."""
    told = [(0, [Link("in_progress", 10, 12, cancelled=False), Link("done", 0, None, cancelled=False)])]
    figures = several_figures(write(told), Activity.objects.all(), Situation(AT))
    (rate,) = figures.total.financial
    assert (rate.spent, rate.budget) == (12, 10)


def test_what_was_spent_in_another_currency_is_said_apart(db):
    plans = write([])
    (old,) = add(plans[0], 1, "in_progress", budget=Decimal(5), spent=Decimal(3), currency="EUR")
    (new,) = add(plans[1], 1, budget=Decimal(100), carried_from=old)
    say(new, "done", date(2023, 5, 1), spent=Decimal(90))
    figures = several_figures(plans, Activity.objects.all(), Situation(AT))
    (rate,) = figures.total.financial
    assert (rate.spent, rate.budget, rate.currency) == (90, 100, "XOF")
    assert [(amount.value, amount.currency) for amount in figures.left_out] == [(3, "EUR")]


def test_an_addition_of_the_first_year_only_is_one(db):
    """Carried into an adopted plan it is an addition there, and stood in the initial plan of the year before."""
    plans = write([])
    (old,) = add(plans[0], 1, "in_progress")
    add(plans[1], 1, carried_from=old, added_on=date(2023, 2, 1))
    assert several_figures(plans, Activity.objects.all(), Situation(AT)).total.added == 0
