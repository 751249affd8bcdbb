"""Events of the audit trail in the words that every DGCT account reads: what was done to a plan or an activity.

The raw trail is for those who may read it; here stand only the acts on plans and activities, without addresses.
To tell one more act, add its line to `TITLES`.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.text import capfirst

from accounts.audit import COMMAND_LINE
from accounts.models import AuditEvent, User
from accounts.roles import Permission
from programmes.activity_texts import DATES, LABELS
from programmes.formats import date_long, money, number
from programmes.imports.report_data import unpack_written
from programmes.models import Activity, ImportRun, Revision
from programmes.partial_dates import PartialDate

TITLES = {
    "activity.create": "Inscrite au plan",
    "activity.change": "Fiche modifiée",
    "activity.undo_decision": "Décision retirée le jour même",
    "report.undo_approval": "Approbation annulée le jour même",
    "plan.create": "Plan ouvert en préparation",
    "plan.change": "Plan modifié",
    "plan.lose_activity": "Activité retirée du plan en préparation",
    "plan.weigh": "Poids remis à égalité",
    "plan.adopt": "Plan adopté",
    "plan.undo_adoption": "Adoption annulée",
    "plan.close": "Plan clos",
    "plan.reopen": "Plan rouvert",
    "plan.declare": "Chiffres déclarés",
    "plan.carry_over": "Activités reconduites",
    "plan.receive": "Activités reçues d’un plan clos",
    "plan.undo_carry_over": "Reconduction annulée",
    "plan.undo_receive": "Activités reçues d’un plan clos, retirées",
    "activity.carry_over": "Reconduite dans le plan suivant",
    "actionplan.create": "Plan enregistré",
    "actionplan.change": "Plan modifié",
}
IMPORTED = {"activity.create": "Importée", "actionplan.create": "Plan importé"}
#: The columns of a plan, as an event names them.
PLAN_LABELS = {
    "code": "Code",
    "title": "Titre",
    "year": "Exercice",
    "owner": "Structure ou programme",
    "department": "Structure",
    "programme": "Programme",
    "description": "Présentation",
    "source": "Document source",
}
#: Said once, without a before and an after.
SAID = {
    "reason": "Motif",
    "adopted": "Ce qui est adopté",
    "adopted_on": "Date de l’adoption",
    "closed_on": "Date de la clôture",
    "frozen": "Exécution physique arrêtée à",
    "workshop": "Atelier",
    "declared": "Chiffres",
    "declared_before": "Auparavant",
    "declared_on": "Déclaré le",
    "quote": "Phrase du document",
    "carried": "Activités",
    "from_plan": "Du plan",
    "to_plan": "Dans le plan",
    "activity": "Activité",
}
#: Above this many objects, the row of one is not looked for: reading what the run wrote would cost more than the page.
MOST_WRITTEN = 5000


@dataclass(frozen=True)
class Told:
    """One event in words."""

    at: datetime
    action: str
    title: str
    by: str
    details: tuple[tuple[str, str], ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it says no more than the act: no file it came from."""
        return self.title == TITLES[self.action]


def told_about(target: Model, user: User, *, limit: int = 200) -> list[Told]:
    """What was done to a plan or an activity, latest first, for a DGCT account; nothing for a partner."""
    if not user.may(Permission.READ_ALL):
        return []
    events = list(AuditEvent.objects.about(target).filter(action__in=TITLES).select_related("actor")[:limit])
    runs = runs_of(event.operation for event in events)
    return [told(event, target, runs.get(event.operation)) for event in events]


def runs_of(operations: Iterable[UUID]) -> dict[UUID, ImportRun]:
    """The imports behind these operations."""
    wanted = set(operations)
    runs = ImportRun.objects.filter(operation__in=wanted).select_related("applied_by") if wanted else ()
    return {run.operation: run for run in runs}


def told(event: AuditEvent, target: Model, run: ImportRun | None = None) -> Told:
    """One event in words; an import says its file, and the row where it can."""
    title = TITLES[event.action]
    if run is not None:
        where = origin(run, target)
        title = f"{IMPORTED.get(event.action, f'{title} par un import')} de {where}"
    return Told(event.at, event.action, title, author(event), tuple(_details(event, target)))


def author(event: AuditEvent) -> str:
    """Who did it, by name: an account that is gone keeps the name it had."""
    if event.actor:
        return str(event.actor)
    return "la ligne de commande" if event.actor_text == COMMAND_LINE else event.actor_text.split(" (")[0]


def origin(run: ImportRun, target: Model) -> str:
    """« plan-2025.xlsx, ligne 12 »."""
    row = _row(run, target)
    return f"{run.file_name}, ligne {row}" if row else run.file_name


def _row(run: ImportRun, target: Model) -> int:
    """The row of the file that wrote an object; 0 where it is not known."""
    if run.created + run.changed > MOST_WRITTEN or not run.written:
        return 0
    label = target._meta.label_lower
    for one in unpack_written(bytes(run.written)):
        if one.pk == target.pk and one.model.lower() == label:
            return one.where.row
    return 0


def _details(event: AuditEvent, target: Model) -> Iterable[tuple[str, str]]:
    if event.action == "activity.undo_decision":
        for field in Revision.Field:
            if field in event.before:
                new, old = (_value(field, side, target) for side in (event.before, event.after))
                yield capfirst(field.label), f"{new or 'rien'} → {old or 'rien'}"
        yield "Motif donné", str(event.after.get("reason", ""))
        return
    if event.action.endswith(".change"):
        labels = LABELS if isinstance(target, Activity) else PLAN_LABELS
        for name, label in labels.items():
            if name in event.after:
                old, new = (_value(name, side, target) for side in (event.before, event.after))
                yield label, f"{old or 'rien'} → {new or 'rien'}"
        return
    for name, label in SAID.items():
        said = event.after.get(name) or (event.before.get(name) if name == "activity" else None)
        if said:
            yield label, _said(said)


def _value(name: str, side: Mapping[str, Any], target: Model) -> str:
    """A kept value as a person reads it."""
    value = side.get(name)
    if value in (None, "", []):
        return ""
    text = str(value)
    if name in (Revision.Field.CANCELLED, Revision.Field.ADDED):
        return _said(text)
    if name in DATES:
        precision = side.get(f"{name}_precision") or getattr(target, f"{name}_precision", "day")
        with suppress(ValueError):
            return PartialDate.covering(date.fromisoformat(text), precision).label()
        return text
    if name in ("budget", "weight"):
        with suppress(InvalidOperation):
            amount = Decimal(text)
            return (
                number(amount, 3) if name == "weight" else money(amount, getattr(target, "currency", "XOF"))
            )
    return text


def _said(value: object) -> str:
    """A kept value as a person reads it: a day in French."""
    with suppress(ValueError):
        return date_long(date.fromisoformat(str(value)))
    return str(value)
