"""Selections of workshops."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.roles import Permission

if TYPE_CHECKING:
    from accounts.models import User


class WorkshopQuerySet(models.QuerySet):
    """Workshops, round tables, training sessions, meetings."""

    def visible_to(self, user: "User") -> Self:
        """All for a DGCT account; a partner sees those of its programmes, and those it organised or attended."""
        if user.may(Permission.READ_ALL):
            return self
        workshops = self.model.objects
        programmes = self.model.programmes.field.related_model.objects.visible_to(user).values("pk")
        return self.filter(
            Q(pk__in=workshops.filter(programmes__in=programmes).values("pk"))
            | Q(pk__in=workshops.filter(organisations__partner__members=user).values("pk"))
        )
