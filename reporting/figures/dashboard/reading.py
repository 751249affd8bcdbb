"""The activities of a scope for a reader, as sets that can be added up; what a partner sees is looked for once."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property

from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from programmes.models import ActionPlan, Activity
from programmes.owners import Owner
from programmes.querysets.activities import ActivityQuerySet
from programmes.querysets.dated_sets import DatedSet, query_of
from programmes.situation import Situation
from reporting.figures.dashboard.scope import DashboardScope

_YEARS = """
    WITH RECURSIVE found(year) AS (
        SELECT MAX(year) FROM programmes_actionplan WHERE adopted_on IS NOT NULL {owned}
        UNION ALL
        SELECT (
            SELECT MAX(p.year) FROM programmes_actionplan p
            WHERE p.adopted_on IS NOT NULL {owned} AND p.year < found.year
        ) FROM found WHERE found.year IS NOT NULL
    ) SELECT year FROM found WHERE year IS NOT NULL
"""

# The sign keeps the index of the column out: it holds half of the plans, that of the years is left at the first found.
_OWNED = {
    None: "",
    Owner.DEPARTMENT: "AND +programme_id IS NULL",
    Owner.PROGRAMME: "AND +programme_id IS NOT NULL",
}


class Seen:
    """Whose plans, and of which years, a reader may see something; for a partner, the activities they see.

    What a partner sees is looked for once: a page makes one of these and gives it to its dashboard.
    """

    def __init__(self, user: User) -> None:
        self.user = user
        self.is_all = user.may(Permission.READ_ALL)

    @property
    def owners(self) -> tuple[Owner, ...]:
        """Whose adopted plans hold something the reader may see."""
        if self.is_all:
            return owners_of(self.user)
        return tuple(owner for owner in Owner if any(one == owner for one, _ in self._keys))

    def years(self, owner: Owner) -> tuple[int, ...]:
        """The years of the adopted plans of these owners that hold something the reader may see, the latest first."""
        if self.is_all:
            return years_of(self.user, owner)
        return tuple(sorted((year for one, year in self._keys if one == owner), reverse=True))

    def keys(self, owner: Owner, year: int | None) -> str:
        """The activities a partner sees in the adopted plans of these owners, of a year or of all (None)."""
        return ",".join(
            keys for (one, own), keys in self._keys.items() if one == owner and year in {None, own}
        )

    @cached_property
    def _keys(self) -> dict[tuple[Owner, int], str]:
        """By owner and year, between commas: the database puts them together, quicker than they could be read."""
        seen = query_of(_counting(self.user), "pk", "plan__year", "plan__programme")
        if seen is None:
            return {}
        together = (
            "STRING_AGG(CAST(pk AS TEXT), ',')" if connection.vendor == "postgresql" else "GROUP_CONCAT(pk)"
        )
        query = f"SELECT plan__programme IS NULL, plan__year, {together} FROM ({seen.text}) one GROUP BY 1, 2"
        with connection.cursor() as cursor:
            cursor.execute(query, seen.params)
            rows = cursor.fetchall()
        return {(Owner.DEPARTMENT if own else Owner.PROGRAMME, year): keys for own, year, keys in rows}


class Reading:
    """What a reader sees of a scope."""

    def __init__(self, user: User, scope: DashboardScope, seen: Seen | None = None) -> None:
        self.user, self.scope, self.seen = user, scope, seen or Seen(user)

    @property
    def reads_all(self) -> bool:
        return self.seen.is_all

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the adopted plans that hold something the reader may see, the latest first."""
        return self.seen.years(self.scope.owner)

    def stood(self) -> DatedSet | None:
        """The activities of the scope at its dates; None where there is none."""
        situation = self.scope.situation
        if situation is None:
            return self._set(self.scope, timezone.localdate(), None, is_present=True)
        return self._set(self.scope, situation.at, situation.known)

    def stood_at(self, situation: Situation) -> DatedSet | None:
        """The same activities at other dates."""
        return self._set(self.scope, situation.at, situation.known)

    def stood_then(self, scope: DashboardScope) -> DatedSet | None:
        """Those of another scope of the same filters, at its dates."""
        shown = scope.shown
        return self._set(scope, shown.at, shown.known, as_closed=shown.as_closed)

    def _set(
        self,
        scope: DashboardScope,
        at: date,
        known: datetime | None,
        *,
        is_present: bool = False,
        as_closed: bool = False,
    ) -> DatedSet | None:
        if self.reads_all and not scope.filters:
            activities = scope.activities(self.user)
            return DatedSet.of(activities, at, known, is_present=is_present, as_closed=as_closed)
        return DatedSet.among(self._keys(scope), at, known, is_present=is_present, as_closed=as_closed)

    def _keys(self, scope: DashboardScope) -> Iterable[int] | str:
        if not self.reads_all and not scope.filters:
            return self.seen.keys(scope.owner, scope.year)
        return _keys_of(scope.activities(self.user))


def years_of(user: User, owner: Owner | None = None) -> tuple[int, ...]:
    """The years of the adopted plans (of these owners) that hold something the reader may see, the latest first."""
    if not user.may(Permission.READ_ALL):
        seen = _counting(user).owned_by(owner) if owner else _counting(user)
        return tuple(seen.values_list("plan__year", flat=True).distinct().order_by("-plan__year"))
    with connection.cursor() as cursor:
        cursor.execute(_YEARS.format(owned=_OWNED[owner]))
        return tuple(year for (year,) in cursor.fetchall())


def owners_of(user: User) -> tuple[Owner, ...]:
    """Whose adopted plans hold something the reader may see."""
    held = ActionPlan.objects.adopted() if user.may(Permission.READ_ALL) else _counting(user)
    return tuple(owner for owner in Owner if held.owned_by(owner).exists())


def _counting(user: User) -> ActivityQuerySet:
    return Activity.objects.visible_to(user).filter(plan__adopted_on__isnull=False).order_by()


def _keys_of(rows: ActivityQuerySet) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True))
