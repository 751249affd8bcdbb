"""The kinds of documents, by the word that names them in addresses and on the command line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from programmes.models import ActionPlan, Programme, WeekSheet, Workshop
from programmes.weeks import Week
from reporting.documents.calendars import calendar_document
from reporting.documents.plans import plan_report
from reporting.documents.programmes import programme_sheet, sheet_situation
from reporting.documents.rendering import Document
from reporting.documents.sight import Sight
from reporting.documents.weeks import week_sheet
from reporting.documents.workshops import workshop_report, workshop_situation
from reporting.figures import Situation
from reporting.figures.weeks import week_situation

#: How many codes the command offers, and how many weeks the page of reports.
MOST_CODES = 20
MOST_WEEKS = 6


@dataclass(frozen=True)
class DocumentKind:
    """One kind: its French name, the model of its objects, and what builds it for a reader."""

    word: str
    label: str
    plural: str
    model: type[Model]
    builder: Callable[[Model, Sight, Situation | None], Document]
    situation_of: Callable[..., Situation]

    def objects_for(self, user: User | None) -> QuerySet:
        """The objects of which this reader (None: a command) may have the document; a plan only once adopted."""
        objects = self.model.objects.visible_to(user) if user else self.model.objects.all()
        return objects.adopted() if self.model is ActionPlan else objects

    def listed_for(self, user: User) -> list[Model]:
        """Those that the page of reports offers."""
        return list(self.objects_for(user))

    def find(self, user: User | None, code: str) -> Model | None:
        """The object of that code, capitals apart, if this reader may have its document."""
        return self.objects_for(user).filter(code__iexact=code).first()

    def codes_for(self, user: User | None) -> list[str]:
        """Some codes that this reader may ask for."""
        return list(self.objects_for(user).order_by("code").values_list("code", flat=True)[:MOST_CODES])

    def situation(self, target: Model, at: date | None, known: date | datetime | None) -> Situation | None:
        """The two dates asked; None when neither is. Without `at`, the day the document speaks of by itself."""
        return self.situation_of(target, at, known) if at or known else None

    def build(self, target: Model, user: User | None, situation: Situation | None = None) -> Document:
        """The document of an object, with what this reader may see, not laid out yet."""
        return self.builder(target, Sight.of(user), situation)


class WeekKind(DocumentKind):
    """The sheets of weeks: every week up to the next has one, whether or not somebody has written on it."""

    def listed_for(self, user: User) -> list[Model]:
        """Those of the last weeks."""
        if not user.may(Permission.READ_ALL):
            return []
        week, weeks = Week.of(timezone.localdate()), []
        for _ in range(MOST_WEEKS):
            weeks.append(week)
            week = week.previous
        found = {sheet.monday: sheet for sheet in WeekSheet.objects.filter(monday__gte=week.monday)}
        return [found.get(week.monday) or WeekSheet(monday=week.monday) for week in weeks]

    def find(self, user: User | None, code: str) -> Model | None:
        """The sheet of a week that has begun or is the next to begin."""
        if user is not None and not user.may(Permission.READ_ALL):
            return None
        try:
            week = Week.parse(code)
        except ValueError:
            return None
        return WeekSheet.of(week) if week <= Week.of(timezone.localdate()).next else None

    def codes_for(self, user: User | None) -> list[str]:
        """Any week: one as an example."""
        week = Week.of(timezone.localdate())
        return [week.code] if self.find(user, week.code) else []


KINDS: dict[str, DocumentKind] = {
    kind.word: kind
    for kind in (
        DocumentKind(
            "plan",
            "Rapport d’exécution",
            "Rapports d’exécution des plans",
            ActionPlan,
            plan_report,
            Situation.of_plan,
        ),
        DocumentKind(
            "calendar",
            "Calendrier (A3)",
            "Calendriers des plans",
            ActionPlan,
            calendar_document,
            Situation.of_plan,
        ),
        DocumentKind(
            "workshop",
            "Compte rendu",
            "Comptes rendus d’ateliers",
            Workshop,
            workshop_report,
            workshop_situation,
        ),
        DocumentKind(
            "programme",
            "Fiche de projet",
            "Fiches de projets",
            Programme,
            programme_sheet,
            sheet_situation,
        ),
        WeekKind(
            "week",
            "Fiche de la semaine",
            "Fiches de la semaine",
            WeekSheet,
            week_sheet,
            week_situation,
        ),
    )
}
