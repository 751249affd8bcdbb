"""Selections of workshops."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.roles import Permission
from communes.text import normalise


class WorkshopQuerySet(models.QuerySet):
    """Workshops, round tables, training sessions, meetings."""

    def visible_to(self, user: User) -> Self:
        """All for a DGCT account; a partner sees those of its programmes, and those it organised or attended."""
        if user.may(Permission.READ_ALL):
            return self
        workshops = self.model.objects
        programmes = self.model.programmes.field.related_model.objects.visible_to(user).values("pk")
        return self.filter(
            Q(pk__in=workshops.filter(programmes__in=programmes).values("pk"))
            | Q(pk__in=workshops.filter(organisations__partner__members=user).values("pk"))
        )

    def with_page(self) -> Self:
        """Loads what the page of one workshop shows."""
        return self.select_related("place").prefetch_related(
            "officials",
            "organisations",
            "sections",
            "days",
            "groups",
            "places__region",
            "places__cercle",
            "participants",
            "recommendations__department",
            "recommendations__partner",
            "declared_figures",
        )

    def matching(self, text: str) -> Self:
        """Workshops whose code or title contains every word of the text, whatever the accents.

        Compared here and not by the database: SQLite does not fold accents, and workshops are some hundreds.
        """
        words = normalise(text).split()
        rows = self.order_by().values_list("pk", "code", "title")
        found = [
            pk for pk, code, title in rows if all(word in normalise(f"{code} {title}") for word in words)
        ]
        return self.filter(pk__in=found)
