"""Where the numbers of a dashboard lead: the list of activities, narrowed to exactly those that were counted."""

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission
from communes.models import Place
from programmes.dimensions import NONE, Dimension
from programmes.filters import INTERNAL_FILTERS, INTERNAL_LACKING
from programmes.models import Programme
from reporting.figures.dashboard import DashboardScope
from reporting.views.asked_scope import PLACES
from reporting.views.dates import dates_query

#: What the list must leave out to be the base of the rates.
COUNTED = "counted=1"


@dataclass(frozen=True)
class ScopeLinks:
    """The list of activities of a scope; `base` is empty where the list cannot be narrowed alike."""

    base: str
    hidden: frozenset[str] = frozenset()

    @classmethod
    def of(cls, user: User, scope: DashboardScope) -> Self:
        """That of a scope for a reader."""
        pairs = [] if scope.is_of_one_plan else [("owner", scope.owner.value)]
        pairs += [] if scope.year is None else [("year", str(scope.year))]
        pairs += [_parameter(dimension, code) for dimension, code in scope.filters]
        hidden = frozenset() if user.may(Permission.READ_ALL) else _HIDDEN
        names = [name for name, _ in pairs]
        is_told = all(name == "without" or names.count(name) == 1 for name in names)
        if not is_told or any(pair[0] in hidden or "=".join(pair) in hidden for pair in pairs):
            return cls("", hidden)
        if not scope.is_of_one_plan:
            pairs.append(("latest", "1"))
        dates = f"&{dates_query(scope.situation)}" if scope.situation else ""
        return cls(f"{reverse('programmes:activity_list')}?{urlencode(pairs)}{dates}", hidden)

    @property
    def counted(self) -> str:
        """The base: all that the rates are made of."""
        return self.to(COUNTED)

    def to(self, query: str) -> str:
        """Those that a number counts; nothing where the reader cannot narrow a list so."""
        parts = query.split("&")
        if not self.base or not query or any(self.hidden & {part, part.split("=")[0]} for part in parts):
            return ""
        return f"{self.base}&{query}"


_HIDDEN = frozenset({*INTERNAL_FILTERS, *(f"without={name}" for name in INTERNAL_LACKING)})


def _parameter(dimension: Dimension, code: str) -> tuple[str, str]:
    """A filter of the dashboard as the list of activities names it."""
    if code == NONE:
        return ("quarter", "0") if dimension == Dimension.QUARTER else ("without", dimension.value)
    return ("place" if dimension in PLACES else dimension.value, code)


def links_of_group(
    user: User, scope: DashboardScope, by: Dimension, key: str, inner: frozenset[str]
) -> ScopeLinks:
    """The list of a group of a scope; `inner` holds the groups that lie within what the scope is filtered by."""
    if not key:
        return ScopeLinks("")
    if by == Dimension.YEAR:
        return ScopeLinks.of(user, replace(scope, year=int(key)))
    if key == NONE:
        own = scope.value_of(by)
        return ScopeLinks.of(user, scope.with_filter(by, key)) if own in {None, key} else ScopeLinks("")
    for dimension in PLACES if by in PLACES else (by,):
        if scope.value_of(dimension) not in {None, NONE}:
            if key not in inner:
                return ScopeLinks("")
            scope = scope.without_filter(dimension)
    return ScopeLinks.of(user, scope.with_filter(by, key))


def groups_within(scope: DashboardScope, by: Dimension, keys: list[str]) -> frozenset[str]:
    """Those of these groups that lie within what the scope is filtered by in the same dimension.

    An activity of several places, programmes or funders brings other groups with it: the list of activities, which
    takes one place, one programme, cannot show the part of them that the scope holds.
    """
    holders = [scope.value_of(one) for one in (PLACES if by in PLACES else (by,))]
    asked = [code for code in holders if code not in {None, NONE}]
    if not asked:
        return frozenset()
    found = set(asked) if len(asked) == 1 else set()
    if by == Dimension.PROGRAMME:
        phases = Programme.objects.filter(code__in=keys, parent__code=asked[0])
        found.update(phases.order_by().values_list("code", flat=True))
    if by in PLACES:
        inside = Q()
        for code in asked:
            inside &= Q(key=code) | Q(region__key=code) | Q(cercle__key=code)
        found = set(Place.objects.filter(inside, key__in=keys).order_by().values_list("key", flat=True))
    return frozenset(found)
