"""Figures frozen by a closing: read back as the same objects, and whether counting again gives the same."""

import json
from datetime import date
from decimal import Decimal

import pytest

from programmes.actions.closing import close_plan
from programmes.models import Activity, Result, StatusReport
from programmes.situation import Situation
from reporting.figures import declared_against_computed, plan_figures
from reporting.figures.frozen import fingerprint, frozen, is_frozen, thawed, thawed_declared
from reporting.figures.shown import NO_REASON, frozen_closing, recount_of, shown_figures
from tests.factories import (
    DeclaredFigureFactory,
    FundingFactory,
    FundingSourceFactory,
    PlanFactory,
    PlanFundingFactory,
    SectorFactory,
    WorkshopFactory,
)
from tests.reporting.histories import add, plan_of_68, say

pytestmark = pytest.mark.django_db
END = date(2023, 12, 31)


def everything():
    return Activity.objects.all()


def rich_plan():
    """A plan with something of everything that is frozen."""
    plan = plan_of_68()
    (spending,) = add(plan, 1, "in_progress", budget=Decimal("10.5"), spent=Decimal(4), progress=Decimal(40))
    add(plan, 1, "done", budget=Decimal(8), spent=Decimal(8), committed=Decimal(8), currency="EUR")
    add(plan, 1, planned_end=date(2023, 6, 30), weight=Decimal("1.5"), sector=SectorFactory())
    add(plan, 1, added_on=date(2023, 5, 2), is_demonstration=True, department=None)
    (cancelled,) = add(plan, 1)
    Activity.objects.filter(pk=cancelled.pk).update(status="cancelled", cancelled_on=date(2023, 3, 1))
    objective = Result.objects.create(plan=plan, code="OS1", text="Objectif")
    add(plan, 1, "done", result=objective)
    source = FundingSourceFactory()
    FundingFactory(activity=spending, source=source, amount=Decimal(5))
    FundingFactory(activity=spending, source=FundingSourceFactory())
    PlanFundingFactory(plan=plan, source=source, amount=Decimal(100))
    return plan


def closed(plan, on=END):
    """Closed as the page does it."""

    def freeze(held):
        figures = plan_figures(held, everything(), Situation(on))
        return frozen(figures, declared_against_computed(figures, everything()))

    return close_plan(plan=plan, on=on, by=None, figures=freeze)


def test_what_is_read_back_is_what_was_frozen():
    plan = rich_plan()
    closing = closed(plan)
    closing.refresh_from_db()
    figures, back = plan_figures(plan, everything(), Situation(END)), thawed(closing)
    for name in ("total", "departments", "sources", "sectors", "kinds", "objectives", "listed", "is_partial"):
        assert getattr(back, name) == getattr(figures, name), name
    assert [named.amount for named in back.named_sources] == [named.amount for named in figures.named_sources]
    assert [line.status for line in back.lines] == [line.status for line in figures.lines]
    assert [line.spent for line in back.lines] == [line.spent for line in figures.lines]
    again = frozen(back)
    assert fingerprint(again) == fingerprint(closing.figures)


def test_it_is_json():
    figures = plan_figures(rich_plan(), everything(), Situation(END))
    data = frozen(figures)
    assert json.loads(json.dumps(data)) == data


def test_the_fingerprint_moves_with_any_figure_and_not_with_a_declaration():
    plan = plan_of_68()
    figures = plan_figures(plan, everything(), Situation(END))
    seen = fingerprint(frozen(figures))
    DeclaredFigureFactory(plan=plan)
    assert fingerprint(frozen(figures, declared_against_computed(figures, everything()))) == seen
    say(plan.activities.last(), "done", date(2023, 12, 30))
    assert fingerprint(frozen(plan_figures(plan, everything(), Situation(END)))) != seen


def test_what_was_declared_is_read_back_with_its_explanation():
    """67,74 % is 42 of the 62 activities of the next plan."""
    plan = plan_of_68()
    add(PlanFactory(year=2024, department=plan.department, adopted_on=None), 62)
    DeclaredFigureFactory(plan=plan, workshop=WorkshopFactory(), quote="soit 67,74 %")
    figures = plan_figures(plan, everything(), Situation(END))
    closing = closed(plan)
    closing.refresh_from_db()
    (line,) = thawed_declared(closing)
    assert (line,) == declared_against_computed(figures, everything())
    assert "42/62" in line.explanation_text


def test_the_explanation_survives_what_is_brought_into_the_next_plan():
    plan = plan_of_68()
    following = PlanFactory(year=2024, department=plan.department, adopted_on=date(2024, 1, 5))
    add(following, 62)
    DeclaredFigureFactory(plan=plan)
    rows = add(following, 2, added_on=date(2024, 2, 1))
    (line,) = declared_against_computed(plan_figures(plan, everything(), Situation(END)), everything())
    assert "42/62" in line.explanation_text
    Activity.objects.filter(pk__in=[row.pk for row in rows]).update(added_on=None)
    for row, old in zip(rows, plan.activities.filter(code__gte="L066"), strict=True):
        Activity.objects.filter(pk=row.pk).update(carried_from=old)
    (line,) = declared_against_computed(plan_figures(plan, everything(), Situation(END)), everything())
    assert "activités non reconduites du plan 2024" in line.explanation_text


def test_a_closed_plan_shows_what_was_frozen():
    plan = plan_of_68()
    closing = closed(plan)
    plan.refresh_from_db()
    assert frozen_closing(plan, everything()) == closing
    say(plan.activities.last(), "done", date(2023, 12, 30))
    assert shown_figures(plan, everything()).total.counts.done == 42
    assert shown_figures(plan, everything(), Situation(END)).total.counts.done == 43


def test_who_sees_a_part_has_it_counted():
    plan = plan_of_68()
    closed(plan)
    plan.refresh_from_db()
    part = Activity.objects.filter(pk=plan.activities.first().pk)
    assert frozen_closing(plan, part) is None
    assert shown_figures(plan, part).total.base == 1


def test_a_closing_without_figures_is_counted_again():
    """An import closes a plan without figures."""
    plan = plan_of_68()
    closing = close_plan(plan=plan, on=END, by=None)
    plan.refresh_from_db()
    assert (is_frozen(closing), frozen_closing(plan, everything())) == (False, None)
    assert shown_figures(plan, everything()).total.counts.done == 42


def test_counting_again_gives_the_same():
    plan = rich_plan()
    closing = closed(plan)
    plan.refresh_from_db()
    closing.plan = plan
    assert recount_of(closing, thawed(closing)) is None


def test_a_recount_that_differs_says_what_and_why():
    plan = plan_of_68()
    closing = closed(plan)
    plan.refresh_from_db()
    closing.plan = plan
    report = say(plan.activities.last(), "done", date(2023, 12, 30))
    StatusReport.objects.filter(pk=report.pk).update(entered_at=closing.recorded_at.replace(year=2100))
    recount = recount_of(closing, thawed(closing))
    assert ("Réalisées", "42", "43") in [(one.label, one.frozen, one.now) for one in recount.differences]
    assert recount.reasons == ("1 déclaration saisie depuis la clôture",)


def test_a_recount_that_nothing_explains_says_so():
    plan = plan_of_68()
    closing = closed(plan)
    plan.refresh_from_db()
    closing.plan = plan
    StatusReport.objects.filter(activity=plan.activities.first()).delete()
    assert recount_of(closing, thawed(closing)).reasons == (NO_REASON,)
