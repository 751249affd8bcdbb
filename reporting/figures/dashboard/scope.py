"""What a dashboard looks at: a year or all, filters, two dates; and the activities this makes for a reader."""

from dataclasses import dataclass, replace
from typing import Self

from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.roles import Permission
from programmes.dimensions import INTERNAL, Dimension
from programmes.models import Activity
from programmes.owners import Owner
from programmes.querysets.activities import ActivityQuerySet
from programmes.situation import Situation
from reporting.figures.dashboard.keys import within


def dimensions_for(user: User) -> tuple[Dimension, ...]:
    """The dimensions a reader may filter and group by, in the order they are offered."""
    if user.may(Permission.READ_ALL):
        return tuple(Dimension)
    return tuple(one for one in Dimension if one not in INTERNAL)


@dataclass(frozen=True)
class DashboardScope:
    """`year` None is all years; `filters` hold codes as in addresses (`programmes.dimensions.NONE` for « sans … »).

    `situation` None is the present. `owner` says whose plans, and means nothing within one plan.
    """

    year: int | None = None
    filters: tuple[tuple[Dimension, str], ...] = ()
    situation: Situation | None = None
    owner: Owner = Owner.DEPARTMENT

    @property
    def shown(self) -> Situation:
        """The dates of its figures."""
        return self.situation or Situation.today()

    @property
    def is_of_one_plan(self) -> bool:
        """Whether it lies within one plan: its activities then weigh what the plan says, and no chain is merged."""
        return any(dimension == Dimension.PLAN for dimension, _ in self.filters)

    def value_of(self, dimension: Dimension) -> str | None:
        """What it is filtered by in a dimension."""
        return dict(self.filters).get(dimension)

    def with_filter(self, dimension: Dimension, code: str) -> Self:
        """The same, one filter more (or another)."""
        kept = tuple(one for one in self.filters if one[0] != dimension)
        return replace(self, filters=(*kept, (dimension, code)))

    def without_filter(self, dimension: Dimension) -> Self:
        """The same, one filter less."""
        return replace(self, filters=tuple(one for one in self.filters if one[0] != dimension))

    def settled(self) -> Self:
        """The same; a filter by year is its year."""
        code = self.value_of(Dimension.YEAR)
        if code is None or not (code.isascii() and code.isdecimal()) or self.year not in {None, int(code)}:
            return self
        return replace(self.without_filter(Dimension.YEAR), year=int(code))

    def activities(self, user: User) -> ActivityQuerySet:
        """Those it holds that the reader may see, drafts left to the figures. Raises PermissionDenied."""
        check_dimensions(user, *(dimension for dimension, _ in self.filters))
        found = Activity.objects.visible_to(user)
        if not self.is_of_one_plan:
            found = found.owned_by(self.owner)
        if self.year is not None:
            found = found.filter(plan__year=self.year)
        for dimension, code in self.filters:
            found = within(found, dimension, code, user, self.situation)
        return found


def check_dimensions(user: User, *dimensions: Dimension | None) -> None:
    """Raises PermissionDenied for a dimension that the reader may not tell activities apart by."""
    allowed = {None, *dimensions_for(user)}
    if not allowed.issuperset(dimensions):
        raise PermissionDenied("Cette répartition n’est pas montrée aux partenaires.")
