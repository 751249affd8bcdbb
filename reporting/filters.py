"""Filters of the lists of plans and of programmes; the parameters of their addresses are in English, as in the API."""

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst

from accounts.roles import Permission
from communes.text import normalise
from programmes.filter_fields import CodeFilter, PlaceFilter
from programmes.filter_sets import ListFilterSet
from programmes.list_orders import sorted_by
from programmes.models import ActionPlan, Department, Partner, Programme, Sector

#: Columns a list may be sorted by, and the fields behind each.
PLAN_SORTS = {"plan": ("code",), "year": ("year", "code")}
PROGRAMME_SORTS = {"programme": ("code",), "period": ("start", "end", "code")}

_STATES = {
    ActionPlan.State.DRAFT: Q(adopted_on__isnull=True),
    ActionPlan.State.ADOPTED: Q(adopted_on__isnull=False, closed_on__isnull=True),
    ActionPlan.State.CLOSED: Q(closed_on__isnull=False),
}


class PlanFilter(ListFilterSet):
    """Filters of the list of plans."""

    q = django_filters.CharFilter(label="Mots du titre ou code", method="matching")
    year = django_filters.ChoiceFilter(label="Exercice", empty_label="Tous")
    state = django_filters.ChoiceFilter(
        label="Situation",
        choices=[(value, capfirst(label)) for value, label in ActionPlan.State.choices],
        empty_label="Toutes",
        method="in_state",
    )
    department = CodeFilter(Department, label="Structure", empty_label="Toutes")
    programme = CodeFilter(Programme, label="Programme", empty_label="Tous")

    class Meta:
        model = ActionPlan
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, queryset: QuerySet, request: HttpRequest) -> None:
        super().__init__(data, queryset=queryset, request=request)
        years = queryset.order_by("-year").values_list("year", flat=True).distinct()
        self.form.fields["year"].choices = [("", "Tous"), *((str(year), str(year)) for year in years)]
        if not request.user.may(Permission.READ_ALL):
            # A partner sees adopted plans only, whatever their owner.
            for name in ("department", "state"):
                del self.form.fields[name]

    def matching(self, plans: QuerySet, name: str, text: str) -> QuerySet:
        """Every word is in the code or in the title."""
        return _with_words(plans, text, "code", "title")

    def in_state(self, plans: QuerySet, name: str, state: str) -> QuerySet:
        """In preparation, in execution or closed."""
        return plans.filter(_STATES[ActionPlan.State(state)])


class ProgrammeFilter(ListFilterSet):
    """Filters of the list of programmes."""

    q = django_filters.CharFilter(label="Mots du titre, sigle ou code", method="matching")
    sector = CodeFilter(Sector, label="Domaine", empty_label="Tous", field_name="sectors")
    place = PlaceFilter(label="Région, cercle ou commune")
    partner = CodeFilter(Partner, label="Partenaire", empty_label="Tous", method="with_partner")

    class Meta:
        model = Programme
        fields: list[str] = []

    def matching(self, programmes: QuerySet, name: str, text: str) -> QuerySet:
        """Every word is in the code, the acronym or the title."""
        return _with_words(programmes, text, "code", "acronym", "title")

    def with_partner(self, programmes: QuerySet, name: str, partner: Partner | None) -> QuerySet:
        """In which the partner takes part, whatever its role."""
        if partner is None:
            return programmes
        return programmes.filter(pk__in=partner.participations.values("programme"))


def sorted_plans(plans: QuerySet, key: str) -> QuerySet:
    """In the order of a column; the newest first without one."""
    return sorted_by(plans, key, PLAN_SORTS)


def sorted_programmes(programmes: QuerySet, key: str) -> QuerySet:
    """In the order of a column; by code without one."""
    return sorted_by(programmes, key, PROGRAMME_SORTS)


def _with_words(rows: QuerySet, text: str, *fields: str) -> QuerySet:
    """Rows whose fields hold every word, whatever the accents and capitals.

    Compared here and not by the database: SQLite does not fold accents, and plans and programmes are some hundreds.
    """
    words = normalise(text).split()
    found = [
        pk
        for pk, *values in rows.order_by().values_list("pk", *fields)
        if all(word in normalise(" ".join(values)) for word in words)
    ]
    return rows.filter(pk__in=found)
