"""The execution report of a plan: its figures, each with its fraction, a chart, and the table of its activities."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from programmes.formats import counted
from programmes.models import ActionPlan
from reporting.documents.rendering import Document
from reporting.documents.sight import Sight
from reporting.drawings import execution_bars, status_bar
from reporting.figures import PlanFigures, Situation, declared_against_computed
from reporting.figures.shown import frozen_closing, shown_figures

PRINTED_WIDTH = 672


@dataclass(frozen=True)
class Headline:
    """One of the large figures of the first page: its label, its value, the fraction behind it."""

    label: str
    value: str
    fraction: str = ""
    is_lead: bool = False


def plan_report(plan: ActionPlan, sight: Sight, situation: Situation | None = None) -> Document:
    """The report of a plan as of a date (today, or as its closing froze it), over the activities the reader may see."""
    figures = shown_figures(plan, sight.activities, situation)
    return Document(
        kind="plan",
        code=plan.code,
        label="Rapport d’exécution",
        title=f"Rapport d’exécution – {plan.title}",
        template="documents/plan.html",
        situation=figures.situation,
        context={
            "plan": plan,
            "figures": figures,
            "total": figures.total,
            "closing": None if situation else frozen_closing(plan, sight.activities),
            "headlines": headlines(figures),
            "declared": declared_against_computed(figures, sight.activities),
            "status_chart": _drawn(status_bar(figures.total, "Activités par état")),
            "department_chart": _drawn(
                execution_bars(figures.departments, "Activités réalisées par structure"), "structures"
            ),
        },
    )


def headlines(figures: PlanFigures) -> tuple[Headline, ...]:
    """What a director reads first."""
    total, counts = figures.total, figures.total.counts
    return (
        Headline(
            "Taux d’exécution physique",
            total.execution.percent_text,
            total.execution.fraction_text,
            is_lead=True,
        ),
        Headline("Réalisées", str(counts.done)),
        Headline("En cours", str(counts.in_progress)),
        Headline("Non réalisées", str(counts.not_done)),
        Headline("En retard", str(total.late), f"sur {counted(total.base, 'activité')}"),
    )


def _drawn(chart: object, key: str = "etats") -> SafeString:
    """The drawing for the page; its text was escaped by the chart. Empty when there is nothing to draw."""
    return mark_safe(chart.render(key=key, width=PRINTED_WIDTH))  # noqa: S308 - built and escaped by reporting.charts
