"""Filters of the lists of what people enter; the parameters of their addresses are in English, as in the API."""

from collections.abc import Iterable
from datetime import date, datetime

import django_filters
from django.conf import settings
from django.db.models import Max, Min, QuerySet
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst

from accounts.roles import Permission
from programmes.dimensions import INTERNAL, Dimension
from programmes.filter_fields import CodeFilter, DayFilter, PlaceFilter, Tick, YearFilter
from programmes.filter_sets import ListFilterSet, address
from programmes.models import (
    ActionPlan,
    Activity,
    ActivityKind,
    Department,
    FundingSource,
    Partner,
    Programme,
    Sector,
    Status,
    Workshop,
)
from programmes.owners import Owner
from programmes.querysets.activities import ActivityQuerySet
from programmes.querysets.workshops import WorkshopQuerySet
from programmes.situation import Situation
from programmes.weeks import Week

#: Filters that mean nothing to a partner, or name what is none of its business.
INTERNAL_FILTERS = (
    *INTERNAL, "mine", "due", "silent", "overspent", "shared",
)  # fmt: skip

#: The filters that say which activities are looked at; the others say how these stand. A chain of carried-over
#: activities is reduced to its last link among those looked at, and it is the last link that is done, late…
SCOPE = (
    "q", "owner", "year", "plan", "department", "place", "programme", "source", "partner", "sector", "kind", "quarter",
)  # fmt: skip

#: What an activity may lack, as the filter says it; the second part is no dimension: it says how an activity stands.
LACKING_KEY = {
    name: capfirst(Dimension(name).without)
    for name in (
        "department",
        "programme",
        "source",
        "partner",
        "region",
        "cercle",
        "commune",
        "sector",
        "kind",
    )
} | {"place": "Sans lieu"}
LACKING_VALUE = {
    "planned_end": "Sans fin prévue",
    "budget": "Sans budget",
    "evidence": "Sans pièce justificative",
}
INTERNAL_LACKING = (*INTERNAL, "evidence")

#: Filters that choose plans, and those that an index of activities serves: how a list is counted soonest.
BY_PLAN = {"year", "open", "due", "silent", "unheard"}
BY_INDEX = {
    "q",
    "plan",
    "department",
    "place",
    "programme",
    "source",
    "partner",
    "sector",
    "mine",
    "overspent",
    "addition",
}

#: The boxes of the form: the first ones, and those that open on demand. Other filters come from a link.
FIRST_BOXES = ("q", "year", "status", "department", "place")
MORE_BOXES = ("owner", "plan", "programme", "source", "partner", "sector", "kind", "quarter", "at", "known")


class ActivityFilter(ListFilterSet):
    """Filters of the list of activities."""

    q = django_filters.CharFilter(label="Mots de l’intitulé ou code", method="matching")
    owner = django_filters.ChoiceFilter(
        label="Plans",
        choices=[(one.value, one.label.removeprefix("plans ")) for one in Owner],
        empty_label="Tous",
        method="of_owner",
    )
    year = YearFilter(label="Exercice", field_name="plan__year")
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
    partner = CodeFilter(
        Partner, label="Partenaire qui finance", empty_label="Tous", method="funded_by_partner"
    )
    sector = CodeFilter(Sector, label="Domaine", empty_label="Tous")
    kind = CodeFilter(ActivityKind, label="Nature", empty_label="Toutes")
    quarter = django_filters.ChoiceFilter(
        label="Trimestre de la fin prévue",
        choices=[
            ("1", "1er trimestre"),
            *((str(number), f"{number}e trimestre") for number in (2, 3, 4)),
            ("0", capfirst(Dimension.QUARTER.without)),
        ],
        empty_label="Tous",
        method="of_quarter",
    )
    late = Tick(label="En retard", method="only_late")
    mine = Tick(label="Mes activités", method="only_mine")
    unreported = Tick(label="Sans aucune déclaration", method="never_reported")
    open = Tick(label="Plans en exécution", method="only_open")
    due = Tick(label="À finir cette semaine", method="only_due")
    silent = Tick(
        label=f"Sans nouvelle depuis {settings.REMINDER_DAYS} jours, ni en retard ni à finir cette semaine",
        method="only_silent",
    )
    unheard = Tick(label=f"Sans nouvelle depuis {settings.REMINDER_DAYS} jours", method="only_unheard")
    review = django_filters.ChoiceFilter(
        label="Validation", choices=[("pending", "À valider")], empty_label="Toutes", method="waiting"
    )
    counted = Tick(label="Comptées dans les taux", method="only_counted")
    addition = Tick(label="Hors plan initial", method="only_additions")
    overspent = Tick(label="Dépense supérieure au budget", method="only_overspent")
    shared = Tick(label="Plusieurs sources de financement", method="only_shared")
    without = django_filters.MultipleChoiceFilter(
        label="Sans", choices=list((LACKING_KEY | LACKING_VALUE).items()), method="lacking"
    )
    latest = Tick(label="Reconduites comptées une fois", method="only_latest")
    at = DayFilter(label="Situation au")
    known = DayFilter(label="Telle que connue le")

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, queryset: QuerySet, request: HttpRequest) -> None:
        super().__init__(data, queryset=queryset, request=request)
        fields = self.form.fields
        if not request.user.may(Permission.READ_ALL):
            for name in INTERNAL_FILTERS:
                del fields[name]
            without = fields["without"]
            without.choices = [one for one in without.choices if one[0] not in INTERNAL_LACKING]
        years = ActionPlan.objects.visible_to(request.user).aggregate(first=Min("year"), last=Max("year"))
        fields["year"].offer(years["first"], years["last"])
        #: The activities among which a chain is reduced to its last link; None where each link is shown.
        self.chains: ActivityQuerySet | None = None

    def first_boxes(self) -> list[BoundField]:
        """The fields that are always at hand."""
        return self._boxes(FIRST_BOXES)

    def more_boxes(self) -> list[BoundField]:
        """The fields that open on demand."""
        return self._boxes(MORE_BOXES)

    @property
    def is_opened(self) -> bool:
        """Whether the fields on demand are open: one of them could not be read. Those in force are named below."""
        return any(name in self.form.errors for name in MORE_BOXES)

    @property
    def is_by_plan(self) -> bool:
        """Whether what is asked chooses plans, and nothing an index of activities would find sooner."""
        asked = (
            {name for name, value in self.form.cleaned_data.items() if value}
            if self.form.is_valid()
            else set()
        )
        return bool(asked & BY_PLAN) and not asked & BY_INDEX

    def _boxes(self, names: Iterable[str]) -> list[BoundField]:
        return [self.form[name] for name in names if name in self.form.fields]

    def from_links(self) -> list[tuple[str, str]]:
        """The filters in force that have no field, to be sent again with the form."""
        boxes = {*FIRST_BOXES, *MORE_BOXES}
        names = [name for name in self.form.fields if name not in boxes]
        return [(name, value) for name in names for value in self.data.getlist(name) if value]

    def unread(self) -> list[str]:
        """What is said of filters that have no field and cannot be read."""
        boxes = {*FIRST_BOXES, *MORE_BOXES}
        return [
            str(error) for name, errors in self.form.errors.items() if name not in boxes for error in errors
        ]

    @cached_property
    def situation(self) -> Situation | None:
        """The dates the list is looked at; None for the present, and while a filter cannot be read."""
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        at, known = asked.get("at"), asked.get("known")
        return Situation.today(at, known) if at or known else None

    @property
    def present_url(self) -> str:
        """The address of the same list today."""
        return address(self.data, "at", "known")

    def filter_queryset(self, queryset: ActivityQuerySet) -> ActivityQuerySet:
        """At a past date, only what figures count then: no draft, no later addition.

        What is looked at comes first: a chain is reduced to its last link among that, as figures do.
        """
        asked = self.form.cleaned_data
        rows = queryset.in_base(*self.dates) if self.situation else queryset
        for name in SCOPE:
            if name in asked:
                rows = self.filters[name].filter(rows, asked[name])
        for what in asked.get("without", ()):
            rows = rows.without(what) if what in LACKING_KEY else rows
        if asked.get("latest"):
            self.chains = rows if self.situation else rows.in_base(timezone.localdate())
            rows = rows.last_links(self.chains)
        for name, value in asked.items():
            rows = rows if name in SCOPE else self.filters[name].filter(rows, value)
        return rows

    @property
    def dates(self) -> tuple[date, datetime | None]:
        """The two dates of the situation, which there must be."""
        return self.situation.at, self.situation.known

    def matching(self, activities: ActivityQuerySet, name: str, text: str) -> ActivityQuerySet:
        """Every word is in the code or in the title."""
        return activities.matching(text)

    def of_owner(self, activities: ActivityQuerySet, name: str, owner: str) -> ActivityQuerySet:
        """Of the plans of structures, or of those of programmes."""
        return activities.owned_by(Owner(owner)) if owner else activities

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

    def funded_by_partner(
        self, activities: ActivityQuerySet, name: str, partner: Partner | None
    ) -> ActivityQuerySet:
        """As `funded_by`, through any source of the partner."""
        return activities if partner is None else activities.funded_by_partner(partner)

    def of_quarter(self, activities: ActivityQuerySet, name: str, quarter: str) -> ActivityQuerySet:
        """By the planned end in force today, or at the date looked at."""
        if self.situation:
            return activities.with_decisions_at(*self.dates).in_quarter(int(quarter), "planned_end_at")
        return activities.in_quarter(int(quarter))

    def lacking(self, activities: ActivityQuerySet, name: str, lacking: list[str]) -> ActivityQuerySet:
        """What says how an activity stands; what says which ones are looked at came with the scope."""
        for what in set(lacking) & set(LACKING_VALUE):
            if self.situation:
                activities = activities.without_at(what, *self.dates)
            elif what == "budget" and self.chains is not None:
                activities = activities.without_budget_in(self.chains)
            else:
                activities = activities.without(what)
        return activities

    def only_counted(self, activities: ActivityQuerySet, name: str, ticked: bool) -> ActivityQuerySet:
        """The base of the rates."""
        if not ticked:
            return activities
        if self.situation:
            return activities.counted(*self.dates, is_past=True)
        return activities.counted(timezone.localdate())

    def only_additions(self, activities: ActivityQuerySet, name: str, ticked: bool) -> ActivityQuerySet:
        """What entered a plan after its adoption; of a chain, what it began as."""
        return activities.additions(self.chains) if ticked else activities

    def only_overspent(self, activities: ActivityQuerySet, name: str, ticked: bool) -> ActivityQuerySet:
        """Spent more than the budget in force."""
        if not ticked:
            return activities
        return activities.overspent_at(*self.dates) if self.situation else activities.overspent()

    def only_shared(self, activities: ActivityQuerySet, name: str, ticked: bool) -> ActivityQuerySet:
        """Several sources; with a partner, another funder beside it."""
        return activities.shared(self.form.cleaned_data.get("partner")) if ticked else activities

    def only_latest(self, activities: ActivityQuerySet, name: str, ticked: bool) -> ActivityQuerySet:
        """Every row: the chains were reduced before, see `filter_queryset`."""
        return activities

    def only_unheard(self, activities: ActivityQuerySet, name: str, ticked: bool) -> ActivityQuerySet:
        """Not finished and not heard of for long, late or not."""
        if not ticked:
            return activities
        days = settings.REMINDER_DAYS
        if self.situation:
            return activities.unheard_at(*self.dates, days)
        return activities.unheard(timezone.localdate(), days)

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
