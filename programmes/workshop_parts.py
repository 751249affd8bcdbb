"""A workshop as its page shows it: its rows grouped by what they are, attendance in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.text import capfirst

from programmes.formats import counted, enumeration
from programmes.models import (
    DeclaredFigure,
    Recommendation,
    Workshop,
    WorkshopOfficial,
    WorkshopOrganisation,
    WorkshopPlan,
    WorkshopSection,
)
from programmes.querysets.plans import PlanQuerySet

#: How a part is called when several play it.
SEVERAL = {
    WorkshopOrganisation.Role.ORGANISER: "organisent",
    WorkshopOrganisation.Role.CO_ORGANISER: "collaborent à l’organisation",
    WorkshopOrganisation.Role.MAJOR_PARTNER: "partenaires majeurs",
    WorkshopOrganisation.Role.ATTENDING: "participent",
    WorkshopOfficial.Role.OPENING_CHAIR: "président l’ouverture",
    WorkshopOfficial.Role.WORKING_CHAIR: "dirigent les travaux",
    WorkshopOfficial.Role.CLOSING_CHAIR: "président la clôture",
    WorkshopOfficial.Role.CLOSING_PRESENT: "présents à la clôture",
    WorkshopOfficial.Role.PRESENT: "présents",
    Recommendation.Kind.RECOMMENDATION: "recommandations",
    Recommendation.Kind.COMMITMENT: "engagements",
    Recommendation.Kind.PROSPECT: "perspectives",
}


@dataclass(frozen=True)
class Rows:
    """Rows that play the same part, and how that part is called."""

    label: str
    rows: tuple[Any, ...]


@dataclass(frozen=True)
class DealtWith:
    """A plan that the workshop dealt with, and what it declared about it."""

    link: WorkshopPlan
    declared: tuple[DeclaredFigure, ...]

    @property
    def quotes(self) -> list[str]:
        """The sentences of the document that say these figures, each once."""
        return list(dict.fromkeys(figure.quote for figure in self.declared if figure.quote))


@dataclass(frozen=True)
class WorkshopParts:
    """The parts of the page, in its order; each is empty where the documents say nothing."""

    attendance: str
    officials: tuple[Rows, ...]
    organisations: tuple[Rows, ...]
    before: tuple[WorkshopSection, ...]
    outcomes: tuple[WorkshopSection, ...]
    after: tuple[WorkshopSection, ...]
    plans: tuple[DealtWith, ...]
    recommendations: tuple[Rows, ...]


def parts_of(workshop: Workshop, plans: PlanQuerySet) -> WorkshopParts:
    """The parts of a workshop; of the plans it dealt with, those of `plans` (what the reader may see)."""
    sections = tuple(workshop.sections.all())
    before = {WorkshopSection.Kind.OPENING, WorkshopSection.Kind.CONTEXT}
    return WorkshopParts(
        attendance=attendance_of(workshop),
        officials=grouped(workshop.officials.all(), "role", WorkshopOfficial.Role),
        organisations=grouped(workshop.organisations.all(), "role", WorkshopOrganisation.Role),
        before=tuple(row for row in sections if row.kind in before),
        outcomes=tuple(row for row in sections if row.kind == WorkshopSection.Kind.OUTCOME),
        after=tuple(row for row in sections if row.kind not in before | {WorkshopSection.Kind.OUTCOME}),
        plans=_dealt_with(workshop, plans),
        recommendations=grouped(workshop.recommendations.all(), "kind", Recommendation.Kind),
    )


def attendance_of(workshop: Workshop) -> str:
    """« une cinquantaine de participants, dont 4 femmes »: as it was said, nothing subtracted; empty when unknown."""
    said = [counted(workshop.women, "femme")] if workshop.women is not None else []
    said += [counted(workshop.men, "homme")] if workshop.men is not None else []
    total = _total(workshop)
    if not total:
        return enumeration(said)
    return f"{total}, dont {enumeration(said)}" if said else total


def _total(workshop: Workshop) -> str:
    text = workshop.attendance_text
    if text:
        return text if "particip" in text else f"{text} de participants"
    if workshop.attendance is None:
        return ""
    about = "environ " if workshop.attendance_count == Workshop.Count.APPROXIMATE else ""
    return f"{about}{counted(workshop.attendance, 'participant')}"


def grouped(rows: Iterable[Any], name: str, choices: type[TextChoices]) -> tuple[Rows, ...]:
    """Rows by the value of a choice, in the order of the choices; values without rows are left out."""
    rows = list(rows)
    by_value = ((choice, tuple(row for row in rows if getattr(row, name) == choice)) for choice in choices)
    return tuple(
        Rows(capfirst(SEVERAL[choice] if len(found) > 1 else choice.label), found)
        for choice, found in by_value
        if found
    )


def _dealt_with(workshop: Workshop, plans: PlanQuerySet) -> tuple[DealtWith, ...]:
    declared = list(workshop.declared_figures.all())
    links = workshop.plan_links.filter(plan__in=plans.values("pk")).select_related("plan")
    return tuple(
        DealtWith(link, tuple(figure for figure in declared if figure.plan_id == link.plan_id))
        for link in links
    )
