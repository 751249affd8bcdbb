"""What every filtered list has: which filters are in force, the address without each, what a place may mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from communes.models import Place
from programmes.filter_fields import NUL, CodeChoiceField, label_of
from programmes.formats import date_long

#: Where a page of a list starts: another list starts at its first page.
PLACE = ("page", "after", "before")


def address(asked: QueryDict, *without: str) -> str:
    """The address of the first page of a list, with what is asked of it but some filters."""
    left = asked.copy()
    for name in (*PLACE, *without):
        left.pop(name, None)
    return f"?{left.urlencode()}"


@dataclass(frozen=True)
class ActiveFilter:
    """One filter in force: what it says, and the address of the list without it."""

    label: str
    value: str
    url: str


class ListFilterSet(django_filters.FilterSet):
    """A filter set that knows the chosen row of each select box, and tells which filters are in force."""

    def __init__(self, data: QueryDict, *, queryset: QuerySet, request: HttpRequest) -> None:
        super().__init__(data, queryset=queryset, request=request)
        for name, field in self.form.fields.items():
            if isinstance(field, CodeChoiceField):
                field.chosen = data.get(name, "").replace(NUL, "")

    @property
    def qs(self) -> QuerySet:
        """The rows asked for; none while a filter cannot be read, never the whole list in its place."""
        return super().qs if self.form.is_valid() else self.queryset.none()

    def active(self) -> list[ActiveFilter]:
        """The filters in force, in the order of the form."""
        cleaned = self.form.cleaned_data if self.form.is_valid() else {}
        return [one for name, value in cleaned.items() if value for one in self._active(name, value)]

    def _active(self, name: str, value: Any) -> Iterator[ActiveFilter]:
        """One filter; one for each value of those that may be given several times, whose choices say it all."""
        field = self.form.fields[name]
        if not isinstance(value, list):
            yield ActiveFilter(field.label, self._shown(name, value), self._without(name))
            return
        for one in value:
            left = self.data.copy()
            left.setlist(name, [other for other in left.getlist(name) if other != one])
            yield ActiveFilter(dict(field.choices)[one], "", address(left))

    def _shown(self, name: str, value: Any) -> str:
        if value is True:
            return ""
        if isinstance(value, Place):
            return label_of(value)
        if isinstance(value, date):
            return date_long(value)
        choices = dict(getattr(self.form.fields[name], "choices", ())) if isinstance(value, str) else {}
        return str(choices.get(value, value))

    def _without(self, name: str) -> str:
        return address(self.data, name)

    def candidates(self) -> list[tuple[str, str]]:
        """Places proposed for a name that is not resolved: what each is called, and the address that chooses it."""
        errors = self.form.errors.as_data().get("place", []) if self.form.errors else []
        found = [place for error in errors for place in (error.params or {}).get("candidates", ())]
        return [(place.label, self._with("place", place.key)) for place in found]

    def _with(self, name: str, value: str) -> str:
        asked = self.data.copy()
        asked[name] = value
        return address(asked)
