"""Who writes what on the Monday sheets, and whom a department's people are."""

from typing import Self

from accounts.models import User
from accounts.roles import Permission
from programmes.querysets.access import InternalQuerySet


class DepartmentQuerySet(InternalQuerySet):
    """State services."""

    def own(self) -> Self:
        """The DGCT and its sub-directorates, without the other services of the State."""
        return self.exclude(kind="state_service")

    def planned_by(self, user: User) -> Self:
        """Those whose priorities of the week a person writes: their own, or all of the DGCT's for the Direction."""
        if not user.may(Permission.WRITE_PRIORITIES):
            return self.none()
        if user.may(Permission.CLOSE_WEEKS):
            return self.own()
        return self.filter(memberships__user=user)


class PriorityQuerySet(InternalQuerySet):
    """Priorities of Monday sheets."""

    def written_by(self, user: User) -> Self:
        """Those that a person may change, or say the outcome of."""
        department = self.model.department.field.related_model
        return self.filter(department__in=department.objects.planned_by(user).values("pk"))

    def with_row(self) -> Self:
        """Loads what a line of the sheet shows."""
        return self.select_related("department", "activity__plan", "owner", "sheet")
