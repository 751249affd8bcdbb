"""Who may see what, for the models whose visibility follows a programme.

The one rule: a DGCT account reads everything internal; a partner's account sees the programmes in which one of its
partners takes part (participation, contribution, or a line that funds one of its activities), and what hangs on them.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.roles import Permission


class InternalQuerySet(models.QuerySet):
    """Reference lists: every signed-in account of the DGCT reads them, a partner reads none."""

    def visible_to(self, user: User) -> Self:
        """All rows for a DGCT account, none for a partner."""
        return self if user.may(Permission.READ_ALL) else self.none()


class SharedQuerySet(models.QuerySet):
    """Reference lists that every signed-in account may read (sectors, kinds of activities)."""

    def visible_to(self, user: User) -> Self:
        """All rows for an active account."""
        return self if user.is_active else self.none()


class PartnerQuerySet(models.QuerySet):
    """Partners and what describes them."""

    def visible_to(self, user: User) -> Self:
        """All for a DGCT account; a partner's people see their own organisation and those of their programmes."""
        if user.may(Permission.READ_ALL):
            return self
        programmes = self.model.participations.rel.related_model.programme.field.related_model
        mine = programmes.objects.visible_to(user)
        return self.filter(
            Q(pk__in=self.model.objects.filter(members=user).values("pk"))
            | Q(pk__in=self.model.objects.filter(participations__programme__in=mine).values("pk"))
        )


def funded_by_partners_of(user: User, activities: models.QuerySet) -> models.QuerySet:
    """The keys of the activities that a partner of the user funds.

    From the user to the lines, one selection within the other: joined, SQLite would begin with all activities.
    """
    lines = activities.model.funding_lines.rel.related_model.objects.order_by()
    sources = lines.model.source.field.related_model.objects.order_by()
    partners = sources.model.partner.field.related_model.objects.order_by().filter(members=user)
    return lines.filter(source__in=sources.filter(partner__in=partners.values("pk")).values("pk")).values(
        "activity"
    )


class ProgrammeQuerySet(models.QuerySet):
    """Programmes and their phases."""

    def visible_to(self, user: User) -> Self:
        """All for a DGCT account; else those of the user's partners, phases of a shared programme included."""
        if user.may(Permission.READ_ALL):
            return self
        # A union and not an "or": each way is looked up by its own index, once, and not for every row.
        activities = self.model.activities.rel.related_model.objects.order_by()
        own = self._taken_part_in(user, "participations__partner__members").union(
            self._taken_part_in(user, "contributions__partner__members"),
            activities.filter(pk__in=funded_by_partners_of(user, activities), programme__isnull=False).values(
                "programme"
            ),
        )
        return self.filter(Q(pk__in=own) | Q(parent__in=own))

    def _taken_part_in(self, user: User, members: str) -> Self:
        return self.model.objects.order_by().filter(**{members: user}).values("pk")

    def roots(self) -> Self:
        """Programmes that are not the phase of another."""
        return self.filter(parent__isnull=True)


class OfProgrammeQuerySet(models.QuerySet):
    """Rows that hang on a programme and are seen with it; `programme_path` says by which relation."""

    programme_path = "programme"

    def visible_to(self, user: User) -> Self:
        """All for a DGCT account; else the rows of the programmes the user may see."""
        if user.may(Permission.READ_ALL):
            return self
        model = self.model
        for name in self.programme_path.split("__"):
            model = model._meta.get_field(name).related_model
        return self.filter(**{f"{self.programme_path}__in": model.objects.visible_to(user).values("pk")})


def of_programme(path: str) -> type[OfProgrammeQuerySet]:
    """A queryset class whose rows are seen with the programme found at `path`, e.g. ``indicator__programme``."""
    return type("OfProgrammeQuerySet", (OfProgrammeQuerySet,), {"programme_path": path})


class OfParentQuerySet(models.QuerySet):
    """Rows seen exactly when the object they belong to is seen; `parent_path` names it."""

    parent_path = ""

    def visible_to(self, user: User) -> Self:
        """The rows whose parent the user may see."""
        parent = self.model._meta.get_field(self.parent_path).related_model
        if user.may(Permission.READ_ALL):
            return self
        return self.filter(**{f"{self.parent_path}__in": parent.objects.visible_to(user).values("pk")})


def of_parent(path: str) -> type[OfParentQuerySet]:
    """A queryset class whose rows are seen with their parent, e.g. ``workshop``."""
    return type("OfParentQuerySet", (OfParentQuerySet,), {"parent_path": path})
