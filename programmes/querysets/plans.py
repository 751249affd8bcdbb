"""Selections of plans."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.roles import Permission

if TYPE_CHECKING:
    from accounts.models import User


class PlanQuerySet(models.QuerySet):
    """Action plans."""

    def visible_to(self, user: "User") -> Self:
        """All for a DGCT account; a partner sees the adopted plans that hold something of its programmes."""
        if user.may(Permission.READ_ALL):
            return self
        programmes = self.model.programme.field.related_model.objects.visible_to(user)
        activities = self.model.activities.rel.related_model.objects.visible_to(user)
        return self.adopted().filter(
            Q(programme__in=programmes.values("pk")) | Q(pk__in=activities.values("plan"))
        )

    def adopted(self) -> Self:
        """Plans that were adopted, closed ones included: the only ones that figures are made of."""
        return self.filter(adopted_on__isnull=False)

    def open(self) -> Self:
        """Plans in execution: adopted and not closed."""
        return self.adopted().filter(closed_on__isnull=True)
