"""Which figures a plan shows: those its closing froze, or counted now; and whether counting again gives the same."""

from dataclasses import dataclass
from datetime import datetime

from programmes.formats import counted
from programmes.models import ActionPlan, Activity, PlanClosing, Review, Revision, StatusReport
from programmes.querysets.activities import ActivityQuerySet
from programmes.situation import Situation
from reporting.figures.as_text import total_rows
from reporting.figures.frozen import is_frozen, thawed
from reporting.figures.plans import PlanFigures, plan_figures

NO_REASON = (
    "Aucune opération enregistrée depuis la clôture ne l’explique\u00a0: demandez un contrôle à "
    "un administrateur."
)


@dataclass(frozen=True)
class Difference:
    """One figure that counting again does not give."""

    label: str
    frozen: str
    now: str


@dataclass(frozen=True)
class Recount:
    """What counting again, at the date of a closing and as known now, gives differently, and why."""

    differences: tuple[Difference, ...]
    reasons: tuple[str, ...]


def closing_in_force(plan: ActionPlan) -> PlanClosing | None:
    """The closing of a closed plan."""
    if not plan.closed_on:
        return None
    closing = plan.closings.filter(reopened_at__isnull=True).select_related("closed_by").first()
    if closing is not None:
        closing.plan = plan
    return closing


def frozen_closing(plan: ActionPlan, activities: ActivityQuerySet) -> PlanClosing | None:
    """The closing whose frozen figures this reader is shown: who sees a part of a plan has that part counted."""
    closing = closing_in_force(plan)
    if closing is None or not is_frozen(closing):
        return None
    return closing if activities.filter(plan=plan).count() >= plan.activities.count() else None


def shown_figures(
    plan: ActionPlan, activities: ActivityQuerySet, situation: Situation | None = None
) -> PlanFigures:
    """The figures of a plan for a page or a document; without a date asked, those that its closing froze."""
    closing = None if situation else frozen_closing(plan, activities)
    return thawed(closing) if closing else plan_figures(plan, activities, situation)


def recount_of(closing: PlanClosing, figures: PlanFigures) -> Recount | None:
    """What differs between the frozen `figures` and a count made now; None when nothing does."""
    now = plan_figures(closing.plan, Activity.objects.all(), Situation(closing.closed_on))
    differences = differences_of(figures, now)
    if not differences:
        return None
    return Recount(differences, tuple(_reasons(closing.plan, closing.recorded_at)) or (NO_REASON,))


def differences_of(frozen: PlanFigures, now: PlanFigures) -> tuple[Difference, ...]:
    """The figures of the whole plan, then of its departments, that are not the same."""
    return tuple(
        Difference(label, old, new) for label, old, new in _compared(_rows(frozen), _rows(now)) if old != new
    )


def _rows(figures: PlanFigures) -> dict[str, str]:
    rows = {label: text for label, text in total_rows(figures.total) if label}
    return rows | {group.label: group.figures.execution.text for group in figures.departments}


def _compared(old: dict[str, str], new: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(label, old.get(label, "—"), new.get(label, "—")) for label in dict.fromkeys((*old, *new))]


def _reasons(plan: ActionPlan, since: datetime) -> list[str]:
    """What was entered or settled about the plan since then."""
    reports = StatusReport.objects.filter(activity__plan=plan)
    settled = reports.filter(reviewed_at__gt=since)
    found = (
        (reports.filter(entered_at__gt=since), "déclaration saisie", "déclarations saisies"),
        (settled.filter(review=Review.RETURNED), "déclaration retournée", "déclarations retournées"),
        (settled.filter(review=Review.WITHDRAWN), "déclaration retirée", "déclarations retirées"),
        (settled.filter(review=Review.APPROVED), "déclaration approuvée", "déclarations approuvées"),
        (
            Revision.objects.filter(activity__plan=plan, entered_at__gt=since),
            "révision, ajout ou annulation enregistré",
            "révisions, ajouts ou annulations enregistrés",
        ),
    )
    return [
        f"{counted(count, one, many)} depuis la clôture"
        for rows, one, many in found
        if (count := rows.count())
    ]
