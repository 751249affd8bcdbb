"""How the audit trail of a plan or a programme reads in French: one label an action."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model

from accounts.models import AuditEvent, User
from accounts.roles import Permission
from programmes.formats import date_long

ACTIONS = {
    "plan.adopt": "Plan adopté",
    "plan.close": "Plan clos",
    "plan.reopen": "Plan rouvert",
    "plan.declare": "Chiffres déclarés",
    "plan.carry_over": "Activités reconduites",
    "plan.receive": "Activités reçues d’un plan clos",
    "plan.undo_carry_over": "Reconduction annulée",
    "plan.undo_receive": "Activités reçues d’un plan clos, retirées",
    "week.close": "Fiche arrêtée",
    "week.reopen": "Fiche rouverte",
}

# Writing an object from a workbook or the administration names the model: « actionplan.create ».
VERBS = {"create": "Fiche enregistrée", "change": "Fiche modifiée"}

# What an event says besides its label, by key of its « after ».
DETAILS = {
    "adopted_on": "adopté le",
    "closed_on": "clos le",
    "activities": "activités",
    "reason": "motif",
    "declared": "chiffres",
    "carried": "activités",
}


@dataclass(frozen=True)
class HistoryEntry:
    """One line of a history: when, what, by whom, and the details kept with it."""

    at: datetime
    label: str
    author: str
    details: str


def history_of(target: Model, user: User) -> list[HistoryEntry]:
    """The history of an object, latest first, for those who may read the audit trail; nothing for others."""
    if not user.may(Permission.READ_AUDIT):
        return []
    return list(entries(AuditEvent.objects.visible_to(user).about(target)[:50]))


def entries(events: Iterable[AuditEvent]) -> Iterable[HistoryEntry]:
    """The lines of these events."""
    for event in events:
        said = [
            f"{label}\u00a0: {event.after[key]}" for key, label in DETAILS.items() if event.after.get(key)
        ]
        yield HistoryEntry(
            at=event.at,
            label=ACTIONS.get(event.action) or VERBS.get(event.action.rpartition(".")[2], event.action),
            author=event.actor_text,
            details=", ".join(said),
        )


def _said(value: object) -> str:
    """A kept value as a person reads it: a day in French."""
    with suppress(ValueError):
        return date_long(date.fromisoformat(str(value)))
    return str(value)
