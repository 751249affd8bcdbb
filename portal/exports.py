"""The list of accounts as a sheet. It is not imported back: accounts are opened one by one, by invitation."""

from collections.abc import Iterator

from accounts.models import User
from accounts.models.user import UserQuerySet
from programmes.exports.cells import Cell, OutColumn, OutSheet, Style
from programmes.formats import local

COLUMNS = (
    OutColumn("Nom", width=28),
    OutColumn("Adresse électronique", width=34),
    OutColumn("Téléphone", Style.CODE, 18),
    OutColumn("Rôle", width=16),
    OutColumn("Structure", width=36),
    OutColumn("Partenaires", width=36),
    OutColumn("État", width=26),
    OutColumn("Dernière connexion", Style.DATE),
)


def people_sheet(people: UserQuerySet) -> OutSheet:
    """Accounts in the order given."""
    return OutSheet("comptes", "Comptes du portail", COLUMNS, _rows(people))


def _rows(people: UserQuerySet) -> Iterator[list[Cell]]:
    for person in people.prefetch_related("departments", "partners").iterator(chunk_size=500):
        yield [
            person.full_name,
            person.email,
            person.phone,
            person.get_role_display(),
            " ; ".join(str(one) for one in person.departments.all()),
            " ; ".join(str(one) for one in person.partners.all()),
            _state(person),
            local(person.last_login).date() if person.last_login else None,
        ]


def _state(person: User) -> str:
    """As the list says it."""
    if not person.is_active:
        return "désactivé"
    return "invité, sans mot de passe" if person.is_invited else "actif"
