"""Filters of the list of accounts."""

import django_filters

from accounts.models import User
from accounts.models.user import UserQuerySet
from accounts.roles import Role
from communes.matching import normalise
from programmes.models import Department

STATES = [
    ("active", "Actif"),
    ("invited", "Invité, sans mot de passe"),
    ("deactivated", "Désactivé"),
]


class PeopleFilter(django_filters.FilterSet):
    """Search by name or address; role, department and state."""

    q = django_filters.CharFilter(label="Nom ou adresse", method="search")
    role = django_filters.ChoiceFilter(label="Rôle", choices=Role.choices, empty_label="Tous")
    structure = django_filters.ModelChoiceFilter(
        label="Structure",
        field_name="membership__department",
        queryset=Department.objects.all(),
        empty_label="Toutes",
    )
    state = django_filters.ChoiceFilter(label="État", choices=STATES, empty_label="Tous", method="in_state")
    tri = django_filters.OrderingFilter(
        fields=[("full_name", "nom"), ("role", "role"), ("last_login", "connexion")]
    )

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, people: UserQuerySet, name: str, text: str) -> UserQuerySet:
        """Every word of the search is in the name or in the address, whatever the accents.

        Compared here and not by the database: SQLite does not fold accents, and accounts are some hundreds.
        """
        words = normalise(text).split()
        rows = people.order_by().values_list("pk", "full_name", "email")
        found = [pk for pk, full_name, email in rows if _has_all(words, f"{full_name} {email}")]
        return people.filter(pk__in=found)

    def in_state(self, people: UserQuerySet, name: str, state: str) -> UserQuerySet:
        """Active, active but never signed up, or deactivated."""
        if state == "deactivated":
            return people.filter(is_active=False)
        return people.active().invited() if state == "invited" else people.active()


def _has_all(words: list[str], text: str) -> bool:
    normal = normalise(text)
    return all(word in normal for word in words)
