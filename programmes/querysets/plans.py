"""Selections of plans."""

from typing import Self

from django.db import models

from accounts.models import User
from accounts.roles import Permission
from programmes.owners import Owner


class PlanQuerySet(models.QuerySet):
    """Action plans."""

    def visible_to(self, user: User) -> Self:
        """All for a DGCT account; a partner sees the adopted plans that hold something of its programmes."""
        if user.may(Permission.READ_ALL):
            return self
        programmes = self.model.programme.field.related_model.objects.visible_to(user).order_by()
        activities = self.model.activities.rel.related_model.objects.visible_to(user).order_by()
        own = self.model.objects.order_by().filter(programme__in=programmes.values("pk")).values("pk")
        return self.adopted().filter(pk__in=own.union(activities.values("plan")))

    def adopted(self) -> Self:
        """Plans that were adopted, closed ones included: the only ones that figures are made of."""
        return self.filter(adopted_on__isnull=False)

    def owned_by(self, owner: Owner) -> Self:
        """Plans of structures, or plans of programmes: the ones are never added to the others."""
        return self.filter(programme__isnull=owner == Owner.DEPARTMENT)

    def open(self) -> Self:
        """Plans in execution: adopted and not closed."""
        return self.adopted().filter(closed_on__isnull=True)
