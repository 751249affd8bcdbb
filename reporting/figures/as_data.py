"""Figures as plain data, for JSON: the command and the interface for programs print the same keys.

Counts are integers; amounts and both sides of a rate are text, so that no reader turns them into floats.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from programmes.dimensions import Dimension
from programmes.formats import Number
from programmes.models import Status
from programmes.situation import Situation
from reporting.figures.amounts import Amount
from reporting.figures.dashboard import Comparison, DashboardFigures, DashboardGroup
from reporting.figures.declared import DeclaredLine
from reporting.figures.groups import Group, SourceFigures
from reporting.figures.plans import PlanFigures
from reporting.figures.totals import Figures
from reporting.rates import BudgetRate, Rate


def plan_data(figures: PlanFigures, declared: Iterable[DeclaredLine] = ()) -> dict[str, Any]:
    """Everything the page of a plan shows, list of activities left out."""
    plan = figures.plan
    return {
        "plan": {
            "code": plan.code,
            "title": plan.title,
            "year": plan.year,
            "owner": str(plan.owner),
            "state": plan.state.value,
            "adopted_on": _day(plan.adopted_on),
            "closed_on": _day(plan.closed_on),
        },
        "situation": situation_data(figures.situation),
        "listed": figures.listed,
        "is_partial": figures.is_partial,
        **figures_data(figures.total),
        "departments": [_group(group) for group in figures.departments],
        "sources": sources_data(figures.sources),
        "named_sources": [
            {
                "code": named.source.code,
                "label": named.source.name,
                "amount": None if named.amount is None else _amount(named.amount),
            }
            for named in figures.named_sources
        ],
        "sectors": [_group(group) for group in figures.sectors],
        "kinds": [_group(group) for group in figures.kinds],
        "objectives": [_group(group) for group in figures.objectives],
        "declared": [declared_data(line) for line in declared],
    }


def dashboard_data(figures: DashboardFigures, by: Dimension | None) -> dict[str, Any]:
    """Everything the dashboard shows of a scope, by this dimension."""
    scope = figures.scope
    return {
        "scope": {
            "owner": None if scope.is_of_one_plan else scope.owner.value,
            "year": scope.year,
            "filters": {dimension.value: code for dimension, code in scope.filters},
        },
        "situation": situation_data(figures.situation),
        **figures_data(figures.total),
        "silent": figures.silent,
        "carried": figures.carried,
        "last_year": None if figures.last_year is None else _last_year(figures.last_year),
        "by": None if by is None else by.value,
        "groups": [_dashboard_group(group) for group in figures.groups],
        "notes": list(figures.notes),
        "years": list(figures.years),
    }


def situation_data(situation: Situation) -> dict[str, Any]:
    """The two dates; `known` is null for « as known now »."""
    return {
        "at": situation.at.isoformat(),
        "known": None if situation.known is None else situation.known.isoformat(),
        "label": situation.label,
    }


def figures_data(figures: Figures) -> dict[str, Any]:
    """The figures of a set of activities."""
    return {
        "counts": {status: figures.counts.of(status) for status in Status.values},
        "base": figures.base,
        "late": figures.late,
        "added": figures.added,
        "pending": figures.pending,
        "demonstration": figures.demonstration,
        "coverage": {
            **_rate(figures.coverage.rate),
            "since": _day(figures.coverage.since),
            "text": figures.coverage.text,
        },
        "rates": {
            "execution": _rate(figures.execution),
            "initial": _rate(figures.initial),
            "progress": {
                "numerator": number_text(figures.progress.known),
                "denominator": number_text(figures.progress.weights),
                "percent": _decimal(figures.progress.percent),
                "unknown": figures.progress.unknown,
                "text": figures.progress.text,
            },
            "due": {**_rate(figures.due.rate), "undated": figures.due.undated, "text": figures.due.text},
            "financial": [_budget(rate) for rate in figures.financial],
            "commitment": [_budget(rate) for rate in figures.commitment],
        },
        "spent_unstated": figures.spent_unstated,
        "committed_unstated": figures.committed_unstated,
        "cancelled_spent": [_amount(amount) for amount in figures.cancelled_spent],
    }


def sources_data(sources: SourceFigures) -> dict[str, Any]:
    """By source of funding: the groups, what belongs to none, the spending shared by several."""
    return {
        "groups": [
            {
                **_group(group),
                "allotted": [_amount(amount) for amount in group.allotted],
                "unknown_amounts": group.unknown_amounts,
                "spent": [_amount(amount) for amount in group.spent],
                "with_others": group.with_others,
            }
            for group in sources.groups
        ],
        "without_source": None if sources.without_source is None else _group(sources.without_source),
        "with_several": sources.with_several,
        "remainder": [_amount(amount) for amount in sources.remainder],
        "note": sources.note,
    }


def declared_data(line: DeclaredLine) -> dict[str, Any]:
    """A declared figure beside the computed one."""
    return {
        "measure": line.measure,
        "label": line.label,
        "declared": _decimal(line.declared),
        "declared_text": line.declared_text,
        "computed": _rate(line.computed),
        "computed_text": line.computed_text,
        "difference": _decimal(line.difference),
        "agrees": line.agrees,
        "explanations": list(line.explanations),
        "explanation": line.explanation_text,
        "quote": line.quote,
        "workshop": line.workshop.code if line.workshop else None,
        "declared_on": _day(line.declared_on),
    }


def number_text(value: Number) -> str:
    """Exactly, in ASCII: « 42 », « 1500.5 », « 1/3 » for what no decimal holds."""
    return _decimal(value) if isinstance(value, Decimal) else str(value)


def _group(group: Group) -> dict[str, Any]:
    return {"code": group.key, "label": group.label, **figures_data(group.figures)}


def _dashboard_group(group: DashboardGroup) -> dict[str, Any]:
    """Since when a group is reported on is not said; nor is its rate to date where none is kept."""
    data = figures_data(group.figures)
    del data["coverage"]["since"]
    if not group.has_due:
        del data["rates"]["due"]
    shared = {"shared": group.shared, "remainder": [_amount(amount) for amount in group.remainder]}
    return {"code": group.key, "label": group.label, **data, **shared}


def _last_year(before: Comparison) -> dict[str, Any]:
    return {
        "year": before.year,
        "on": before.on.isoformat(),
        "execution": _rate(before.execution),
        "difference": _decimal(before.difference),
        "text": before.text,
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "numerator": number_text(rate.numerator),
        "denominator": number_text(rate.denominator),
        "percent": _decimal(rate.percent),
        "text": rate.text,
    }


def _budget(rate: BudgetRate) -> dict[str, Any]:
    return {
        **_rate(rate.rate),
        "currency": rate.currency,
        "without_budget": rate.without_budget,
        "left_out": number_text(rate.spent_without_budget),
        "text": rate.text,
    }


def _amount(amount: Amount) -> dict[str, str]:
    return {"amount": number_text(amount.value), "currency": amount.currency}


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _day(day) -> str | None:
    return None if day is None else day.isoformat()
