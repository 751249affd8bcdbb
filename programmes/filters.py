"""Filters of the lists of what people enter; the parameters of their addresses are in English, as in the API."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst

from accounts.roles import Permission
from communes.models import Place
from programmes.filter_fields import (
    NUL,
    CodeChoiceField,
    CodeFilter,
    DayFilter,
    PlaceFilter,
    Tick,
    label_of,
)
from programmes.formats import date_long
from programmes.models import (
    ActionPlan,
    Activity,
    ActivityKind,
    Department,
    FundingSource,
    Programme,
    Sector,
    Status,
    Workshop,
)
from programmes.querysets.activities import ActivityQuerySet
from programmes.querysets.workshops import WorkshopQuerySet
from programmes.situation import Situation
from programmes.weeks import Week

#: Filters that mean nothing to a partner, or name what is none of its business.
INTERNAL_FILTERS = ("department", "source", "mine", "due", "silent", "review")

#: Columns a list may be sorted by, and the fields behind each.
ACTIVITY_SORTS = {
    "activity": ("search",),
    "department": ("department__position", "department__name"),
    "planned_end": ("planned_end",),
    "status": ("status", "progress"),
    "status_date": ("status_date",),
}
WORKSHOP_SORTS = {"title": ("title", "code"), "dates": ("start", "code")}

#: The same columns at a past date, where they differ.
PAST_SORTS = {
    "planned_end": ("planned_end_at",),
    "status": ("status_at", "progress_at"),
    "status_date": ("status_date_at",),
}


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
        return [
            ActiveFilter(self.form.fields[name].label, self._shown(name, value), self._without(name))
            for name, value in cleaned.items()
            if value
        ]

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
        left = self.data.copy()
        for key in (name, "page"):
            left.pop(key, None)
        return f"?{left.urlencode()}"

    def candidates(self) -> list[tuple[str, str]]:
        """Places proposed for a name that is not resolved: what each is called, and the address that chooses it."""
        errors = self.form.errors.as_data().get("place", []) if self.form.errors else []
        found = [place for error in errors for place in (error.params or {}).get("candidates", ())]
        return [(place.label, self._with("place", place.key)) for place in found]

    def _with(self, name: str, value: str) -> str:
        asked = self.data.copy()
        asked.pop("page", None)
        asked[name] = value
        return f"?{asked.urlencode()}"


class ActivityFilter(ListFilterSet):
    """Filters of the list of activities."""

    q = django_filters.CharFilter(label="Mots de l’intitulé ou code", method="matching")
    plan = CodeFilter(ActionPlan, label="Plan", empty_label="Tous")
    status = django_filters.ChoiceFilter(
        label="État",
        choices=[(value, capfirst(label)) for value, label in Status.choices],
        empty_label="Tous",
        method="of_status",
    )
    department = CodeFilter(Department, label="Structure", empty_label="Toutes")
    place = PlaceFilter(label="Région, cercle ou commune")
    programme = CodeFilter(Programme, label="Programme", empty_label="Tous", method="of_programme")
    source = CodeFilter(
        FundingSource, label="Source de financement", empty_label="Toutes", method="funded_by"
    )
    sector = CodeFilter(Sector, label="Domaine", empty_label="Tous")
    kind = CodeFilter(ActivityKind, label="Nature", empty_label="Toutes")
    late = Tick(label="En retard", method="only_late")
    mine = Tick(label="Mes activités", method="only_mine")
    unreported = Tick(label="Sans aucune déclaration", method="never_reported")
    open = Tick(label="Plans en exécution", method="only_open")
    due = Tick(label="À finir cette semaine", method="only_due")
    silent = Tick(label=f"Sans nouvelle depuis {settings.REMINDER_DAYS} jours", method="only_silent")
    review = django_filters.ChoiceFilter(
        label="Validation", choices=[("pending", "À valider")], empty_label="Toutes", method="waiting"
    )
    at = DayFilter(label="Situation au")
    known = DayFilter(label="Telle que connue le")

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, queryset: QuerySet, request: HttpRequest) -> None:
        super().__init__(data, queryset=queryset, request=request)
        if not request.user.may(Permission.READ_ALL):
            for name in INTERNAL_FILTERS:
                del self.form.fields[name]

    @cached_property
    def situation(self) -> Situation | None:
        """The dates the list is looked at; None for the present, and while a filter cannot be read."""
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        at, known = asked.get("at"), asked.get("known")
        return Situation.today(at, known) if at or known else None

    @property
    def present_url(self) -> str:
        """The address of the same list today."""
        left = self.data.copy()
        for key in ("at", "known", "page"):
            left.pop(key, None)
        return f"?{left.urlencode()}"

    def filter_queryset(self, queryset: ActivityQuerySet) -> ActivityQuerySet:
        """At a past date, only what figures count then: no draft, no later addition."""
        if self.situation:
            queryset = queryset.in_base(*self.dates)
        return super().filter_queryset(queryset)

    @property
    def dates(self) -> tuple[date, datetime | None]:
        """The two dates of the situation, which there must be."""
        return self.situation.at, self.situation.known

    def matching(self, activities: ActivityQuerySet, name: str, text: str) -> ActivityQuerySet:
        """Every word is in the code or in the title."""
        return activities.matching(text)

    def of_status(self, activities: ActivityQuerySet, name: str, status: str) -> ActivityQuerySet:
        """The status of today, or of the date looked at."""
        if self.situation:
            return activities.with_status_at(*self.dates).filter(status_at=status)
        return activities.filter(status=status)

    def of_programme(
        self, activities: ActivityQuerySet, name: str, programme: Programme | None
    ) -> ActivityQuerySet:
        """Its phases and its plans included, as on the page of the programme."""
        return activities if programme is None else activities.serving(programme)

    def funded_by(
        self, activities: ActivityQuerySet, name: str, source: FundingSource | None
    ) -> ActivityQuerySet:
        """A line of the activity names the source; what funds a whole plan is never spread over its activities."""
        if source is None:
            return activities
        return activities.filter(pk__in=source.activity_lines.values("activity"))

    def only_late(self, activities: ActivityQuerySet, name: str, ticked: bool) -> ActivityQuerySet:
        """Late today or at the date looked at; at the closing of their plan if that came before."""
        if not ticked:
            return activities
        return activities.late_at(*self.dates) if self.situation else activities.late(timezone.localdate())

    def never_reported(self, activities: ActivityQuerySet, name: str, ticked: bool) -> ActivityQuerySet:
        """What is missing to the coverage of the figures."""
        if not ticked:
            return activities
        return activities.unreported_at(*self.dates) if self.situation else activities.unreported()

    def only_open(self, activities: ActivityQuerySet, name: str, ticked: bool) -> ActivityQuerySet:
        """Of plans that are adopted and not closed today."""
        return activities.filter(plan__in=ActionPlan.objects.open()) if ticked else activities

    def only_due(self, activities: ActivityQuerySet, name: str, ticked: bool) -> ActivityQuerySet:
        """Not finished, and due from the day looked at to its Sunday."""
        if not ticked:
            return activities
        if self.situation:
            return activities.due_at(*self.dates)
        today = timezone.localdate()
        return activities.due_in(today, Week.of(today).sunday)

    def only_silent(self, activities: ActivityQuerySet, name: str, ticked: bool) -> ActivityQuerySet:
        """Not finished and not heard of for long, neither late nor due this week."""
        if not ticked:
            return activities
        days = settings.REMINDER_DAYS
        if self.situation:
            return activities.silent_at(*self.dates, days)
        return activities.silent(timezone.localdate(), days)

    def waiting(self, activities: ActivityQuerySet, name: str, review: str) -> ActivityQuerySet:
        """Those whose latest report waits for a validator; figures leave the cancelled ones out, and so does this."""
        if self.situation:
            return activities.pending_at(*self.dates)
        return activities.filter(review=review).exclude(status=Status.CANCELLED)

    def only_mine(self, activities: ActivityQuerySet, name: str, ticked: bool) -> ActivityQuerySet:
        """Those of the person signed in."""
        return activities.mine(self.request.user) if ticked else activities


class WorkshopFilter(ListFilterSet):
    """Filters of the list of workshops."""

    q = django_filters.CharFilter(label="Mots du titre", method="matching")
    kind = django_filters.ChoiceFilter(
        label="Nature",
        choices=[(value, capfirst(label)) for value, label in Workshop.Kind.choices],
        empty_label="Toutes",
    )

    class Meta:
        model = Workshop
        fields: list[str] = []

    def matching(self, workshops: WorkshopQuerySet, name: str, text: str) -> WorkshopQuerySet:
        """Every word is in the code or in the title."""
        return workshops.matching(text)


def sorted_activities(
    activities: ActivityQuerySet, key: str, situation: Situation | None = None
) -> ActivityQuerySet:
    """In the order of a column (`-` before its name turns it round); the newest plan first without one.

    What a row does not say stands last either way. At a situation, by what was true then.
    """
    column = key.removeprefix("-")
    fields = ACTIVITY_SORTS.get(column)
    if fields is None:
        return activities.order_by("-plan__year", "plan__code", "position", "pk")
    if situation and column in PAST_SORTS:
        activities = activities.sortable_at(situation.at, situation.known)
        fields = PAST_SORTS[column]
    return _in_order(activities, fields, down=key.startswith("-"))


def sorted_by(rows: QuerySet, key: str, sorts: Mapping[str, tuple[str, ...]]) -> QuerySet:
    """In the order of a column of a list (`-` before its name turns it round); the model's own without one."""
    fields = sorts.get(key.removeprefix("-"))
    return _in_order(rows, fields, down=key.startswith("-")) if fields else rows


def sorted_workshops(workshops: WorkshopQuerySet, key: str) -> WorkshopQuerySet:
    """In the order of a column; the latest first without one."""
    return sorted_by(workshops, key, WORKSHOP_SORTS)


def _in_order(rows: QuerySet, fields: Iterable[str], *, down: bool) -> QuerySet:
    """What a row does not say stands last, up and down."""
    order = [F(field).desc(nulls_last=True) if down else F(field).asc(nulls_last=True) for field in fields]
    return rows.order_by(*order, "pk")
