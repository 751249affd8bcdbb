"""How the audit trail of an account reads in French: one label an action, one line a changed field."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import AuditEvent
from accounts.roles import Role

ACTIONS = {
    "account.create": "Compte créé",
    "account.invite": "Invitation envoyée",
    "account.reset_password": "Mot de passe réinitialisé par un administrateur",
    "account.forgot_password": "Lien demandé pour un mot de passe oublié",
    "account.choose_password": "Mot de passe choisi",
    "account.change_password": "Mot de passe changé",
    "account.change_details": "Coordonnées modifiées",
    "account.change_role": "Rôle modifié",
    "account.deactivate": "Compte désactivé",
    "account.reactivate": "Compte réactivé",
    "account.move_to_department": "Rattachement à une structure",
    "account.move_to_partner": "Rattachement à un partenaire",
    "reminder.choose": "Récapitulatif par courriel",
}

FIELDS = {
    "full_name": "Nom",
    "email": "Adresse",
    "phone": "Téléphone",
    "role": "Rôle",
    "department": "Structure",
    "partners": "Partenaires",
    "wants_digest": "Reçu",
}


@dataclass(frozen=True)
class Change:
    """One field that changed; `old` is empty when there was nothing before."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One line of a history."""

    at: datetime
    label: str
    author: str
    changes: tuple[Change, ...]


def entries(events: Iterable[AuditEvent]) -> list[Entry]:
    """The lines of a history, in the order of the events."""
    return [
        Entry(
            at=event.at,
            label=ACTIONS.get(event.action, event.action),
            author=event.actor_text,
            changes=tuple(_changes(event.before, event.after)),
        )
        for event in events
    ]


def _changes(before: dict[str, Any], after: dict[str, Any]) -> Iterable[Change]:
    for name, label in FIELDS.items():
        old, new = _text(name, before.get(name)), _text(name, after.get(name))
        if old != new:
            yield Change(label, old, new or "—")


def _text(name: str, value: Any) -> str:
    """A stored value as it is read: the label of a role, the names of partners."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(value)
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    return value or ""
