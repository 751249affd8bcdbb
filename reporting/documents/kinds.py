"""The kinds of documents, by the word that names them in addresses and on the command line."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from accounts.models import User
from programmes.models import ActionPlan, Activity, Programme, Workshop
from reporting.documents.plans import plan_report
from reporting.documents.programmes import programme_sheet
from reporting.documents.rendering import Document
from reporting.documents.workshops import workshop_report
from reporting.figures import Situation


@dataclass(frozen=True)
class DocumentKind:
    """One kind: its French name, the model of its objects, and what builds it for a reader."""

    word: str
    label: str
    plural: str
    model: type[Model]
    builder: Callable[..., Document]

    def objects_for(self, user: User | None) -> QuerySet:
        """The objects of which this reader (None: a command) may have the document; a plan only once adopted."""
        objects = self.model.objects.visible_to(user) if user else self.model.objects.all()
        return objects.adopted() if self.model is ActionPlan else objects

    def build(self, target: Model, user: User | None, situation: Situation | None = None) -> Document:
        """The document of an object, with the activities this reader may see, not laid out yet."""
        activities = Activity.objects.visible_to(user) if user else Activity.objects.all()
        return self.builder(target, activities, situation)


KINDS: dict[str, DocumentKind] = {
    kind.word: kind
    for kind in (
        DocumentKind(
            "plan", "Rapport d’exécution", "Rapports d’exécution des plans", ActionPlan, plan_report
        ),
        DocumentKind("workshop", "Compte rendu", "Comptes rendus d’ateliers", Workshop, workshop_report),
        DocumentKind("programme", "Fiche de projet", "Fiches de projets", Programme, programme_sheet),
    )
}
