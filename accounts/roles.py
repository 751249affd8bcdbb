"""Who may do what: one table of roles × permissions.

Every view, the admin and the page « Qui peut faire quoi » read it. A permission says what a person may
*do*; what they may *see* of a kind of object is the `visible_to(user)` of its queryset. To give a role one
more right, add it here: nothing else in the project tests a role.
"""

from enum import StrEnum
from typing import Self

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person is in the portal; each account has exactly one role."""

    AGENT = "agent", "Agent"
    VALIDATOR = "validator", "Validateur"
    DIRECTION = "direction", "Direction"
    ADMINISTRATOR = "administrator", "Administrateur"
    PARTNER = "partner", "Partenaire"


ROLE_DESCRIPTIONS: dict[Role, str] = {
    Role.AGENT: "Agent d’une sous-direction : dit où en sont ses activités.",
    Role.VALIDATOR: "Sous-directeur : approuve ou retourne ce que ses agents ont déclaré.",
    Role.DIRECTION: "Directeur général et conseillers : adopte les plans, annule, clôt une année.",
    Role.ADMINISTRATOR: "Importe les tableaux, tient les listes de référence et gère les comptes.",
    Role.PARTNER: "PTF ou ONG : voit les programmes auxquels il prend part, et rien d’autre.",
}


class Permission(StrEnum):
    """One thing a role may or may not do, with its French label (`label`)."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    READ_ALL = "read_all", "Lire tous les plans, programmes et activités"
    DOWNLOAD_REPORTS = "download_reports", "Télécharger les rapports de ce que l’on peut lire"
    REPORT_STATUS = "report_status", "Déclarer l’état d’exécution de ses activités"
    PROPOSE_ACTIVITIES = "propose_activities", "Proposer des activités dans un plan en préparation"
    PREPARE_PLANS = "prepare_plans", "Créer un plan et préparer les activités de toutes les structures"
    REVISE_ACTIVITIES = "revise_activities", "Réviser un plan adopté (ajout, date, budget), avec un motif"
    VALIDATE_REPORTS = "validate_reports", "Approuver ou retourner les déclarations des autres"
    ADOPT_PLANS = "adopt_plans", "Adopter un plan d’actions"
    CANCEL_ACTIVITIES = "cancel_activities", "Annuler une activité par décision"
    CLOSE_PLANS = "close_plans", "Clore un plan d’actions"
    REOPEN_PLANS = "reopen_plans", "Rouvrir un plan clos, avec un motif"
    WRITE_PRIORITIES = "write_priorities", "Écrire les priorités de la semaine de sa structure"
    CLOSE_WEEKS = (
        "close_weeks",
        "Arrêter la fiche de la semaine, la rouvrir, y écrire pour toutes les structures",
    )
    REASSIGN = "reassign", "Confier les activités d’une personne à une autre"
    IMPORT = "import", "Importer des tableaux"
    MANAGE_REFERENCE = "manage_reference", "Tenir les listes de référence"
    MANAGE_ACCOUNTS = "manage_accounts", "Gérer les comptes"
    USE_ADMIN = "use_admin", "Ouvrir l’administration technique"
    READ_AUDIT = "read_audit", "Lire le journal des opérations"


_INTERNAL = frozenset({Permission.READ_ALL, Permission.DOWNLOAD_REPORTS})

ROLES: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _INTERNAL
    | {Permission.REPORT_STATUS, Permission.PROPOSE_ACTIVITIES, Permission.WRITE_PRIORITIES},
    Role.VALIDATOR: _INTERNAL
    | {
        Permission.REPORT_STATUS,
        Permission.PROPOSE_ACTIVITIES,
        Permission.REVISE_ACTIVITIES,
        Permission.VALIDATE_REPORTS,
        Permission.WRITE_PRIORITIES,
        Permission.REASSIGN,
    },
    Role.DIRECTION: _INTERNAL
    | {
        Permission.PROPOSE_ACTIVITIES,
        Permission.PREPARE_PLANS,
        Permission.REVISE_ACTIVITIES,
        Permission.VALIDATE_REPORTS,
        Permission.ADOPT_PLANS,
        Permission.CANCEL_ACTIVITIES,
        Permission.CLOSE_PLANS,
        Permission.REOPEN_PLANS,
        Permission.WRITE_PRIORITIES,
        Permission.CLOSE_WEEKS,
        Permission.REASSIGN,
        Permission.READ_AUDIT,
    },
    Role.ADMINISTRATOR: _INTERNAL
    | {
        Permission.PROPOSE_ACTIVITIES,
        Permission.PREPARE_PLANS,
        Permission.REVISE_ACTIVITIES,
        Permission.REASSIGN,
        Permission.IMPORT,
        Permission.MANAGE_REFERENCE,
        Permission.MANAGE_ACCOUNTS,
        Permission.USE_ADMIN,
        Permission.READ_AUDIT,
    },
    Role.PARTNER: frozenset({Permission.DOWNLOAD_REPORTS}),
}


def may(role: str, permission: Permission) -> bool:
    """Whether a role holds a permission; an unknown role holds none."""
    return role in Role.values and permission in ROLES[Role(role)]
