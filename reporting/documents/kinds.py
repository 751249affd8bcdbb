"""The kinds of documents, by the word that names them in addresses and on the command line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model, QuerySet

from accounts.models import User
from programmes.models import ActionPlan, Programme, Workshop
from reporting.documents.plans import plan_report
from reporting.documents.programmes import programme_sheet, sheet_situation
from reporting.documents.rendering import Document
from reporting.documents.sight import Sight
from reporting.documents.workshops import workshop_report, workshop_situation
from reporting.figures import Situation


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

    def situation(self, target: Model, at: date | None, known: date | datetime | None) -> Situation | None:
        """The two dates asked; None when neither is. Without `at`, the day the document speaks of by itself."""
        return self.situation_of(target, at, known) if at or known else None

    def build(self, target: Model, user: User | None, situation: Situation | None = None) -> Document:
        """The document of an object, with what this reader may see, not laid out yet."""
        return self.builder(target, Sight.of(user), situation)


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
    )
}
