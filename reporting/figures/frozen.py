"""Figures frozen by a closing: written as JSON, read back as the same objects, so that everything prints them again.

`VERSION` changes when what is written changes in a way that `thawed` must know.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from json import dumps
from typing import Any

from programmes.formats import Number
from programmes.models import (
    ActionPlan,
    Activity,
    DeclaredFigure,
    Department,
    FundingSource,
    PlanClosing,
    Status,
    StatusReport,
    Workshop,
)
from programmes.situation import Situation
from reporting.figures.amounts import Amount
from reporting.figures.as_data import number_text, plan_data
from reporting.figures.declared import DeclaredLine, difference_text
from reporting.figures.groups import Group, NamedSource, SourceFigures, SourceGroup
from reporting.figures.lines import Line
from reporting.figures.plans import PlanFigures
from reporting.figures.totals import Counts, Figures
from reporting.rates import BudgetRate, Coverage, DueRate, Progress, Rate

VERSION = 1
#: What does not decide whether the figures are those that were read: declared figures are corrected apart.
APART = ("declared", "situation", "plan")

Data = Mapping[str, Any]


def frozen(figures: PlanFigures, declared: Iterable[DeclaredLine] = ()) -> dict[str, Any]:
    """Everything that the page and the report of a plan print, as JSON holds it."""
    return {
        "version": VERSION,
        **plan_data(figures, declared),
        "activities": [_line_data(line) for line in figures.lines],
    }


def fingerprint(data: Data) -> str:
    """The same for the same figures: what a form sends back to say which figures were read."""
    kept = {key: value for key, value in data.items() if key not in APART}
    return sha256(dumps(kept, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_frozen(closing: PlanClosing) -> bool:
    """Whether a closing holds figures that can be printed again; those written by an import hold none."""
    return closing.figures.get("version") == VERSION


def thawed(closing: PlanClosing) -> PlanFigures:
    """The figures that a closing froze (`is_frozen`), on its own plan."""
    data = closing.figures
    plan = closing.plan
    return PlanFigures(
        plan=plan,
        situation=Situation(closing.closed_on),
        lines=tuple(_line(row, plan) for row in data["activities"]),
        total=_figures(data),
        departments=_groups(data["departments"]),
        sources=_sources(data["sources"]),
        sectors=_groups(data["sectors"]),
        kinds=_groups(data["kinds"]),
        objectives=_groups(data["objectives"]),
        named_sources=tuple(_named(row) for row in data["named_sources"]),
        listed=data["listed"],
        is_partial=data["is_partial"],
    )


def thawed_declared(closing: PlanClosing) -> tuple[DeclaredLine, ...]:
    """What had been declared when the plan was closed, beside what the portal counted."""
    rows = closing.figures["declared"]
    found = Workshop.objects.filter(code__in={row["workshop"] for row in rows if row["workshop"]})
    workshops = {workshop.code: workshop for workshop in found}
    return tuple(_declared(row, workshops) for row in rows)


def _declared(row: Data, workshops: Mapping[str, Workshop]) -> DeclaredLine:
    is_rate = row["measure"] == DeclaredFigure.Measure.EXECUTION_RATE
    computed, declared = _rate(row["computed"]), Decimal(row["declared"])
    value = computed.percent if is_rate else Decimal(computed.numerator)
    return DeclaredLine(
        measure=row["measure"],
        label=row["label"],
        declared=declared,
        declared_text=row["declared_text"],
        computed=computed,
        computed_text=row["computed_text"],
        computed_fraction=computed.fraction_text if is_rate else "",
        difference=_decimal(row["difference"]),
        difference_text=difference_text(declared, value, is_rate),
        agrees=row["agrees"],
        explanations=tuple(row["explanations"]),
        quote=row["quote"],
        workshop=workshops.get(row["workshop"]),
        declared_on=_day(row["declared_on"]),
    )


def _figures(data: Data) -> Figures:
    rates = data["rates"]
    progress, due, coverage = rates["progress"], rates["due"], data["coverage"]
    return Figures(
        counts=Counts(**data["counts"]),
        late=data["late"],
        execution=_rate(rates["execution"]),
        initial=_rate(rates["initial"]),
        added=data["added"],
        progress=Progress(
            _number(progress["numerator"]), _number(progress["denominator"]), progress["unknown"]
        ),
        due=DueRate(int(due["numerator"]), int(due["denominator"]), due["undated"]),
        financial=tuple(_budget(row, "dépensés") for row in rates["financial"]),
        commitment=tuple(_budget(row, "engagés") for row in rates["commitment"]),
        spent_unstated=data["spent_unstated"],
        committed_unstated=data["committed_unstated"],
        cancelled_spent=_amounts(data["cancelled_spent"]),
        coverage=Coverage(int(coverage["numerator"]), int(coverage["denominator"]), _day(coverage["since"])),
        pending=data["pending"],
        demonstration=data["demonstration"],
    )


def _groups(rows: Iterable[Data]) -> tuple[Group, ...]:
    return tuple(Group(row["code"], row["label"], _figures(row)) for row in rows)


def _sources(data: Data) -> SourceFigures:
    left = data["without_source"]
    return SourceFigures(
        groups=tuple(
            SourceGroup(
                key=row["code"],
                label=row["label"],
                figures=_figures(row),
                allotted=_amounts(row["allotted"]),
                unknown_amounts=row["unknown_amounts"],
                spent=_amounts(row["spent"]),
                with_others=row["with_others"],
            )
            for row in data["groups"]
        ),
        without_source=None if left is None else Group(left["code"], left["label"], _figures(left)),
        with_several=data["with_several"],
        remainder=_amounts(data["remainder"]),
    )


def _named(row: Data) -> NamedSource:
    source = FundingSource(code=row["code"], name=row["label"])
    return NamedSource(source, None if row["amount"] is None else _amount(row["amount"]))


def _rate(row: Data) -> Rate:
    return Rate(_number(row["numerator"]), _number(row["denominator"]))


def _budget(row: Data, verb: str) -> BudgetRate:
    return BudgetRate(
        spent=_number(row["numerator"]),
        budget=_number(row["denominator"]),
        without_budget=row["without_budget"],
        spent_without_budget=_number(row["left_out"]),
        currency=row["currency"],
        verb=verb,
    )


def _amounts(rows: Iterable[Data]) -> tuple[Amount, ...]:
    return tuple(_amount(row) for row in rows)


def _amount(row: Data) -> Amount:
    return Amount(Decimal(row["amount"]), row["currency"])


def _number(text: str) -> Number:
    """« 42 », « 1500.5 », « 1/3 », as `as_data.number_text` wrote them."""
    if "/" in text:
        return Fraction(text)
    return Decimal(text) if "." in text else int(text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _line_data(line: Line) -> dict[str, Any]:
    """An activity as the report prints it, with its amounts."""
    activity, department = line.activity, line.activity.department
    return {
        "code": activity.code,
        "title": activity.title,
        "department": None if department is None else [department.code, department.name, department.acronym],
        "demonstration": activity.is_demonstration,
        "status": str(line.status),
        "progress": _optional(line.progress),
        "weight": number_text(line.weight),
        "planned_end": None if line.planned_end is None else line.planned_end.isoformat(),
        "budget": _optional(line.budget),
        "committed": _optional(line.committed),
        "spent": _optional(line.spent),
        "currency": line.currency,
        "late": line.is_late,
        "due": line.is_due,
        "addition": line.is_addition,
        "first_reported": None if line.first_reported is None else line.first_reported.isoformat(),
        "reported": None if line.report is None else line.report.effective_date.isoformat(),
        "pending": line.is_pending,
    }


def _line(row: Data, plan: ActionPlan) -> Line:
    """The line again; its activity is as it was called then, and is no row of the database."""
    code, name, acronym = row["department"] or ("", "", "")
    reported = _day(row["reported"])
    return Line(
        activity=Activity(
            plan=plan,
            code=row["code"],
            title=row["title"],
            department=Department(code=code, name=name, acronym=acronym) if row["department"] else None,
            is_demonstration=row["demonstration"],
        ),
        status=Status(row["status"]),
        progress=_decimal(row["progress"]),
        weight=Decimal(row["weight"]),
        planned_end=_day(row["planned_end"]),
        budget=_decimal(row["budget"]),
        committed=_decimal(row["committed"]),
        spent=_decimal(row["spent"]),
        currency=row["currency"],
        is_late=row["late"],
        is_due=row["due"],
        is_addition=row["addition"],
        first_reported=_day(row["first_reported"]),
        report=None if reported is None else StatusReport(effective_date=reported, status=row["status"]),
        is_pending=row["pending"],
    )


def _optional(value: Decimal | None) -> str | None:
    return None if value is None else number_text(value)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
