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
from programmes.querysets.dated_sets import DatedSet
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

_OWNED = {
    None: "",
    Owner.DEPARTMENT: "AND programme_id IS NULL",
    Owner.PROGRAMME: "AND programme_id IS NOT NULL",
}


class Reading:
    """What a reader sees of a scope."""

    def __init__(self, user: User, scope: DashboardScope) -> None:
        self.user, self.scope = user, scope
        self.reads_all = user.may(Permission.READ_ALL)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the adopted plans that hold something the reader may see, the latest first."""
        return (
            years_of(self.user, self.scope.owner)
            if self.reads_all
            else tuple(sorted(self._seen, reverse=True))
        )

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
        return self._set(scope, scope.shown.at, scope.shown.known)

    def _set(
        self, scope: DashboardScope, at: date, known: datetime | None, *, is_present: bool = False
    ) -> DatedSet | None:
        if self.reads_all and not scope.filters:
            return DatedSet.of(scope.activities(self.user), at, known, is_present=is_present)
        return DatedSet.among(self._keys(scope), at, known, is_present=is_present)

    def _keys(self, scope: DashboardScope) -> Iterable[int]:
        if not self.reads_all and not scope.filters:
            years = self._seen.keys() if scope.year is None else {scope.year}
            return [key for year in years for key in self._seen.get(year, ())]
        return _keys_of(scope.activities(self.user))

    @cached_property
    def _seen(self) -> dict[int, list[int]]:
        """The activities of adopted plans of these owners that the reader sees, by year."""
        found: dict[int, list[int]] = {}
        rows = _counting(self.user).owned_by(self.scope.owner)
        for key, year in rows.values_list("pk", "plan__year"):
            found.setdefault(year, []).append(key)
        return found


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
