"""What is locked, said in full: since when, by whom, why, and who can unlock it. Forms, pages and refusals print it."""

from dataclasses import dataclass

from accounts.models import AuditEvent, User
from accounts.roles import Permission, may
from programmes.formats import date_long, enumeration
from programmes.models import ActionPlan, Activity, Revision

#: How the holders of a role are called in a sentence.
PEOPLE = {
    "agent": "les agents",
    "validator": "les validateurs",
    "direction": "la Direction",
    "administrator": "les administrateurs",
    "partner": "les partenaires",
}


@dataclass(frozen=True)
class Lock:
    """`title` says what is locked, since when and by whom; `why` what it means; `unlock` who can undo it, and how."""

    title: str
    why: str
    unlock: str

    @property
    def text(self) -> str:
        """All of it, as a refusal says it."""
        return f"{self.title}. {self.why} {self.unlock}".strip()


def lock_of(plan: ActionPlan, reader: User | None = None) -> Lock | None:
    """What a closed plan says; None while it is open. People are named to DGCT accounts, or for no reader."""
    if not plan.closed_on:
        return None
    closing = plan.closings.filter(reopened_at__isnull=True).select_related("closed_by").first()
    by = closing.closed_by if closing and _is_internal(reader) else None
    return Lock(
        title=f"Plan clos depuis le {date_long(plan.closed_on)}{_by(by)}",
        why="Ses chiffres sont arrêtés\u00a0: aucune activité n’y change et aucun état n’y entre plus.",
        unlock=f"{only(Permission.REOPEN_PLANS)} le rouvrir, avec un motif." if _is_internal(reader) else "",
    )


def adoption_lock(plan: ActionPlan) -> Lock | None:
    """What the adoption fixed; None for a draft. A closed plan says more: see `lock_of`."""
    if not plan.adopted_on:
        return None
    adopted = AuditEvent.objects.about(plan).filter(action="plan.adopt").select_related("actor").first()
    unlock = (
        f"{only(Permission.ADOPT_PLANS)} annuler l’adoption, tant que rien n’a été déclaré ni décidé depuis."
    )
    return Lock(
        title=f"Plan initial arrêté par l’adoption ({plan.adoption}){_by(adopted.actor if adopted else None)}",
        why="Un intitulé, une structure, une date ou un budget s’y change par une révision, qui garde l’ancienne "
        "valeur et le motif\u202f; le code, la devise, le poids et l’ordre n’y changent plus.",
        unlock=unlock,
    )


def cancellation_lock(activity: Activity, reader: User | None = None) -> Lock | None:
    """What a cancelled activity says; None for the others."""
    if not activity.cancelled_on:
        return None
    decided = activity.revisions.filter(field=Revision.Field.CANCELLED).select_related("by").last()
    reason = f"Motif\u00a0: {decided.reason.rstrip('.')}." if decided else ""
    return Lock(
        title=f"Activité annulée depuis le {date_long(activity.cancelled_on)}"
        f"{_by(decided.by if decided and _is_internal(reader) else None)}",
        why=f"{reason} Elle ne compte plus dans la base des taux et aucun état ne s’y déclare.".strip(),
        unlock="Une annulation enregistrée par erreur se retire le jour même, par la personne qui l’a enregistrée."
        if _is_internal(reader)
        else "",
    )


def only(permission: Permission) -> str:
    """« Seule la Direction peut », « Seuls les validateurs et la Direction peuvent »: read from the table of roles."""
    people = [called for role, called in PEOPLE.items() if may(role, permission)]
    if people == ["la Direction"]:
        return "Seule la Direction peut"
    return f"Seuls {enumeration(people)} peuvent"


def _is_internal(reader: User | None) -> bool:
    return reader is None or reader.may(Permission.READ_ALL)


def _by(person: User | None) -> str:
    return f" par {person}" if person else ""
