"""The fields of the filters of lists: a row by its code, a place as people write it, a box to tick, a day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst

from communes.models import Level, Place
from communes.reference import load_gazetteer
from programmes.models import ActionPlan
from programmes.past_dates import PastDateField

#: A select box never holds more: a longer list would weigh more than the page it filters.
MOST_CHOICES = 60
LONGEST_CHOICE = 60

#: The years that a plan may be of, as the database holds them to be.
FIRST_YEAR, LAST_YEAR = 1990, 2100

#: What no text of PostgreSQL may hold: a form refuses it, and is then drawn with it.
NUL = "\x00"


class SomeChoices(ModelChoiceIterator):
    """The first rows of a list and, when it is not among them, the one that was chosen."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        rows = list(self.queryset[:MOST_CHOICES])
        key = self.field.to_field_name
        chosen = self.field.chosen
        if chosen and len(rows) == MOST_CHOICES and chosen not in {getattr(row, key) for row in rows}:
            rows += list(self.queryset.filter(**{key: chosen}))
        for row in rows:
            yield (getattr(row, key), self.field.label_from_instance(row))


class CodeSelect(forms.Select):
    """A select box drawn from its choices at once: what Django prepares for each of them is not used here."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: object = None) -> SafeString:
        """The same HTML as `forms.Select`."""
        chosen = {str(one) for one in self.format_value(value)}
        options = "\n".join(
            f'  <option value="{escape(key)}"{mark}>{conditional_escape(label)}</option>'
            for key, label in self.choices
            for mark in (" selected" if str(key) in chosen else "",)
        )
        attributes = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return mark_safe(f"<select{attributes}>\n{options}\n</select>")  # noqa: S308 (each part is escaped)


class CodeChoiceField(forms.ModelChoiceField):
    """A row named by its code in the address."""

    iterator = SomeChoices
    widget = CodeSelect
    chosen = ""

    def label_from_instance(self, obj: Any) -> str:
        """A plan or a programme opens with its code: that is how people call it."""
        named = f"{obj.code} – {obj}" if isinstance(obj, ActionPlan) else str(obj)
        return named if len(named) <= LONGEST_CHOICE else Truncator(named).chars(LONGEST_CHOICE)


class CodeFilter(django_filters.ModelChoiceFilter):
    """Rows whose relation is the row of this code."""

    field_class = CodeChoiceField

    def __init__(self, model: type, **kwargs: Any) -> None:
        super().__init__(
            queryset=lambda request: model.objects.visible_to(request.user), to_field_name="code", **kwargs
        )


class PlaceInput(forms.TextInput):
    """Shows a place given by its key under its name."""

    def format_value(self, value: Any) -> str | None:
        """What the field shows."""
        known = value and NUL not in value
        place = Place.objects.filter(key=value).with_parents().first() if known else None
        return label_of(place) if place else super().format_value(value)


class PlaceField(forms.CharField):
    """A place, by its key or by its name as people write it; homonyms and near names are proposed."""

    widget = PlaceInput

    def clean(self, value: Any) -> Place | None:
        """The place, None for an empty field. Raises ValidationError, whose params hold the candidates."""
        text = super().clean(value).strip()
        if not text:
            return None
        found = Place.objects.filter(key=text).with_parents().first()
        if found:
            return found
        match = load_gazetteer().find(text)
        if not match.is_resolved:
            raise forms.ValidationError(match.message, code="place", params={"candidates": match.candidates})
        return Place.objects.with_parents().get(key=match.key)


def label_of(place: Place) -> str:
    """« Commune de Bara (cercle d’Ansongo) »: as it may be typed back, for it names one place only."""
    parent = place.cercle or place.region
    return capfirst(place.designation) + (f" ({parent.designation})" if parent else "")


class PlaceFilter(django_filters.Filter):
    """Rows attached to a place or to anything that belongs to it."""

    field_class = PlaceField

    def filter(self, qs: QuerySet, value: Place | None) -> QuerySet:
        """Through the table of attachments, so that no row comes twice.

        Of a region, where one row in twenty stands, each row is asked; of less, the few rows are listed first.
        """
        if value is None:
            return qs
        field = qs.model._meta.get_field("places")
        row = field.m2m_field_name()
        attached = field.remote_field.through.objects.all()
        if value.level == Level.REGION:
            within = Q(place=value) | Q(place__region=value) | Q(place__cercle=value)
            return qs.filter(Exists(attached.filter(within, **{row: OuterRef("pk")})))
        places = Place.objects.within(value).values("pk")
        return qs.filter(pk__in=attached.filter(place__in=places).values(row))


class Tick(django_filters.BooleanFilter):
    """A box to tick: `?late=1`."""

    field_class = forms.BooleanField


class DayFilter(django_filters.Filter):
    """A date that the whole list is looked at: it leaves rows out only with the others of the set."""

    field_class = PastDateField

    def filter(self, qs: QuerySet, value: date | None) -> QuerySet:
        """Every row: see `ActivityFilter.filter_queryset`."""
        return qs


class YearField(forms.IntegerField):
    """The year of a plan, among those that plans have."""

    widget = forms.Select

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, **kwargs)

    def offer(self, first: int | None, last: int | None) -> None:
        """Propose these years and those between, the newest first; none where there is no plan."""
        years = range(last, first - 1, -1) if first and last else ()
        self.choices = self.widget.choices = [("", "Tous"), *((str(year), str(year)) for year in years)]


class YearFilter(django_filters.Filter):
    """Rows of the plans of one year."""

    field_class = YearField
