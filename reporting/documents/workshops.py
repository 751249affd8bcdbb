"""The report of a workshop, in the order and the tone of the ministry's reports."""

from dataclasses import dataclass
from datetime import date, datetime

from programmes.formats import date_long
from programmes.models import (
    Recommendation,
    Workshop,
    WorkshopOfficial,
    WorkshopOrganisation,
    WorkshopPlan,
    WorkshopSection,
)
from programmes.querysets.activities import ActivityQuerySet
from reporting.documents.rendering import Document
from reporting.documents.sight import Sight
from reporting.figures import (
    DeclaredLine,
    PlanFigures,
    Situation,
    declared_against_computed,
    plan_figures,
)

# How a title goes on after « les travaux » : « de l’atelier de planification… ».
ARTICLES = {
    "atelier": "de l’",
    "table ronde": "de la ",
    "session": "de la ",
    "réunion": "de la ",
    "rencontre": "de la ",
    "forum": "du ",
    "séminaire": "du ",
}


@dataclass(frozen=True)
class PlanPassage:
    """What the report says of one plan: what was done with it, its figures at the end of the workshop."""

    purpose: str
    figures: PlanFigures
    declared: tuple[DeclaredLine, ...]

    @property
    def state_sources(self) -> list[str]:
        """Sources of the State named for the whole plan."""
        return [str(line.source) for line in self.figures.named_sources if line.source.kind != "partner"]

    @property
    def partner_sources(self) -> list[str]:
        """Sources of partners named for the whole plan."""
        return [str(line.source) for line in self.figures.named_sources if line.source.kind == "partner"]

    @property
    def differences(self) -> tuple[DeclaredLine, ...]:
        """Declared figures that the rows do not give."""
        return tuple(line for line in self.declared if not line.agrees)


def workshop_situation(
    workshop: Workshop, at: date | None = None, known: date | datetime | None = None
) -> Situation:
    """The report of a workshop speaks of its last day unless another date is asked."""
    return Situation.today(at or workshop.end or workshop.start, known)


def workshop_report(workshop: Workshop, sight: Sight, situation: Situation | None = None) -> Document:
    """The report of a workshop; of the plans it dealt with, those the reader may see."""
    situation = situation or workshop_situation(workshop)
    return Document(
        kind="workshop",
        code=workshop.code,
        label="Compte rendu",
        title=f"Compte rendu – {workshop.title}",
        template="documents/workshop.html",
        situation=situation,
        context=report_context(workshop, sight, situation),
    )


def report_context(workshop: Workshop, sight: Sight, situation: Situation) -> dict[str, object]:
    """What the report prints."""
    officials = list(workshop.officials.all())
    organisations = list(workshop.organisations.select_related("partner", "department"))
    sections = list(workshop.sections.all())
    recommendations = list(workshop.recommendations.all())
    links = workshop.plan_links.filter(plan__in=sight.plans.values("pk")).select_related(
        "plan", "plan__department", "plan__programme"
    )
    return {
        "workshop": workshop,
        "works": works_of(workshop),
        "opening_day": date_long(workshop.start, weekday=True) if _is_exact(workshop) else "",
        "officials": _by_role(officials, WorkshopOfficial.Role, "role"),
        "organisations": _by_role(organisations, WorkshopOrganisation.Role, "role"),
        "sections": _by_role(sections, WorkshopSection.Kind, "kind"),
        "recommendations": _by_role(recommendations, Recommendation.Kind, "kind"),
        "groups": list(workshop.groups.all()),
        "days": list(workshop.days.all()),
        "passages": [_passage(link, sight.activities, situation) for link in links],
        "participants": list(workshop.participants.all()),
    }


def works_of(workshop: Workshop) -> str:
    """The title after « les travaux »: « de l’atelier de planification… », « de la table ronde… »."""
    title = workshop.title
    for word, article in ARTICLES.items():
        if title.casefold().startswith(word):
            return f"{article}{title[0].lower()}{title[1:]}"
    return f"de la rencontre «\u00a0{title}\u00a0»"


def _is_exact(workshop: Workshop) -> bool:
    return workshop.start is not None and workshop.start_precision == "day"


def _by_role(rows: list, choices: type, field: str) -> dict[str, list]:
    """Rows by the value of a choice, every value present so that templates may ask for any."""
    return {choice.value: [row for row in rows if getattr(row, field) == choice.value] for choice in choices}


def _passage(link: WorkshopPlan, activities: ActivityQuerySet, situation: Situation) -> PlanPassage:
    figures = plan_figures(link.plan, activities, situation)
    return PlanPassage(link.purpose, figures, declared_against_computed(figures, activities))
