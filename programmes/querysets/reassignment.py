"""Which hand-overs of activities a person sees, and which activities they may hand over."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.roles import Permission


class ReassignmentQuerySet(models.QuerySet):
    """Hand-overs of activities from one person to another."""

    def visible_to(self, user: User) -> Self:
        """All for whoever reassigns anywhere; those that touch their department for a validator; else one's own."""
        if not user.may(Permission.REASSIGN):
            return self.filter(models.Q(from_user=user) | models.Q(to_user=user))
        if not user.may(Permission.REPORT_STATUS):
            return self
        activities = self.model.lines.rel.related_model.objects.filter(
            reassignment=OuterRef("pk"), activity__department__memberships__user=user
        )
        return self.filter(Exists(activities))

    def endable_by(self, user: User) -> Self:
        """In force, and for that person to undo or give back: they may hand over every activity of it."""
        if not user.may(Permission.REASSIGN):
            return self.none()
        if not user.may(Permission.REPORT_STATUS):
            return self.in_force()
        foreign = self.model.lines.rel.related_model.objects.filter(reassignment=OuterRef("pk")).exclude(
            activity__department__in=user.departments.values("pk")
        )
        return self.in_force().filter(~Exists(foreign))

    def with_counts(self) -> Self:
        """Loads who, and adds `count`, how many activities."""
        people = self.select_related("from_user", "to_user", "by", "ended_by")
        return people.annotate(count=models.Count("lines"))

    def in_force(self) -> Self:
        """Neither undone nor given back."""
        return self.filter(ended_at__isnull=True)

    def absences(self) -> Self:
        """Temporary ones, not given back yet; the one that ends first comes first."""
        return self.in_force().filter(reason="absence").order_by("until", "pk")
