"""What the list of activities may be narrowed to: those without something, those that count, the last of a chain.

Every number of the dashboard opens one of these selections; each is what the figures count, today or at two dates
(*at*, what had happened by then; *known*, what had been entered by then).
"""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast

from programmes.owners import Owner
from programmes.querysets.dated import DatedActivityQuerySet

NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"

#: Activities that carry another one on: few, and looked at before the chain is followed.
CARRYING_ON = Q(carried_from__isnull=False)

AMOUNT = models.DecimalField(max_digits=18, decimal_places=2)


#: The first and the last day of each quarter.
QUARTERS = {1: ("01-01", "03-31"), 2: ("04-01", "06-30"), 3: ("07-01", "09-30"), 4: ("10-01", "12-31")}


class DayOfPlan(Func):
    """A day, as « 04-01 », of the year of a plan: what a planned end is compared with, as quickly as with a date."""

    output_field = models.DateField()

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """As SQLite keeps dates."""
        return self.as_sql(compiler, connection, template="printf('%%%%04d-%%%%s', %(expressions)s)")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A date."""
        return self.as_sql(compiler, connection, template="(%(expressions)s)::date", arg_joiner=" || '-' || ")


class Links(Func):
    """The keys of the links of a chain of carried-over activities, on one side of a link."""

    output_field = models.BigIntegerField()
    template = ""


class Among(Func):
    """Whether a key is one of some links.

    PostgreSQL is given an array: it then goes to these few rows, where it would look for the links of all rows.
    """

    output_field = models.BooleanField()
    template = "%(expressions)s"
    arg_joiner = " IN "
    arity = 2

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """As above."""
        return self.as_sql(compiler, connection, arg_joiner=" = ANY(ARRAY", template="%(expressions)s)")


class LaterLinks(Links):
    """What carries an activity on, near and far."""

    template = """(WITH RECURSIVE later(id) AS (
        SELECT one.id FROM programmes_activity one WHERE one.carried_from_id = %(expressions)s
        UNION SELECT two.id FROM programmes_activity two JOIN later ON two.carried_from_id = later.id
    ) SELECT id FROM later)"""


class EarlierLinks(Links):
    """What an activity carries on, near and far."""

    template = """(WITH RECURSIVE earlier(id) AS (
        SELECT one.carried_from_id FROM programmes_activity one WHERE one.id = %(expressions)s
        UNION SELECT two.carried_from_id FROM programmes_activity two JOIN earlier ON two.id = earlier.id
    ) SELECT id FROM earlier WHERE id IS NOT NULL)"""


class NarrowedActivityQuerySet(DatedActivityQuerySet):
    """Selections of the list of activities; `at` and `known` are those of a situation, None for today's copies."""

    def counted(self, at: date, known: datetime | None = None, *, is_past: bool = False) -> Self:
        """The base of the rates: adopted plans, additions in force, the cancelled ones left out."""
        base = self.in_base(at, known)
        if not is_past:
            return base.exclude(status="cancelled")
        return base.with_status_at(at, known).exclude(status_at="cancelled")

    def owned_by(self, owner: Owner) -> Self:
        """Those of plans of structures, or of plans of programmes: the ones are never added to the others."""
        return self.filter(plan__programme__isnull=owner == Owner.DEPARTMENT)

    def in_quarter(self, quarter: int, end: str = "planned_end") -> Self:
        """Planned to end in a quarter of the year of their plan; 0: in none, for want of a date or in another year.

        `end` names the column, or the annotation, that holds the planned end.
        """
        first, last = (DayOfPlan(F("plan__year"), Value(day)) for day in QUARTERS[quarter or 1])
        if quarter:
            return self.filter(**{f"{end}__gte": first, f"{end}__lte": last})
        year = (DayOfPlan(F("plan__year"), Value(day)) for day in ("01-01", "12-31"))
        before, after = (Q(**{f"{end}__{side}": day}) for side, day in zip(("lt", "gt"), year, strict=True))
        return self.filter(Q(**{f"{end}__isnull": True}) | before | after)

    def funded_by_partner(self, partner: models.Model) -> Self:
        """A line names a source of the partner; what funds a whole plan is never spread over its activities."""
        return self.filter(pk__in=self._lines().filter(source__partner=partner).values("activity"))

    def shared(self, partner: models.Model | None = None) -> Self:
        """Those that several sources fund, whose money is therefore no group's; another funder beside `partner`."""
        lines = self._lines().filter(activity=OuterRef("pk"))
        if partner is not None:
            return self.filter(Exists(lines.exclude(source__partner=partner)))
        return self.filter(Exists(lines.filter(activity__funding_lines__pk__lt=F("pk"))))

    def additions(self, scope: Self | None = None) -> Self:
        """Those that entered their plan after its adoption.

        With `scope`, the last links of its chains: what the chain began as says it, whatever came after.
        """
        if scope is None:
            return self.filter(added_on__isnull=False)
        # Said by cases, lest PostgreSQL join every row with every other.
        earlier = Case(When(_holding(scope, EarlierLinks), then=Value(1)), default=Value(0))
        first = scope.order_by().alias(earlier=earlier).filter(earlier=0, added_on__isnull=False)
        alone = Q(added_on__isnull=False) & (~CARRYING_ON | ~_holding(scope, EarlierLinks))
        return self.filter(alone | CARRYING_ON & Exists(first.filter(_among(EarlierLinks))))

    def last_links(self, scope: Self) -> Self:
        """Leaves out what a later activity of `scope` carries on, be it through links that are not in it."""
        carried = Exists(self.model.objects.order_by().filter(CARRYING_ON, carried_from=OuterRef("pk")))
        return self.exclude(carried & _holding(scope, LaterLinks))

    def overspent(self) -> Self:
        """Those that spent more than their budget."""
        return self.filter(spent__gt=F("budget"))

    def overspent_at(self, at: date, known: datetime | None) -> Self:
        """As `overspent`, by the amounts stated and the budget in force at a past date."""
        reports = self._reports_at(at, known).filter(spent__isnull=False)
        return self.with_budget_at(at, known).filter(
            budget_at__lt=Subquery(reports.values("spent")[:1], output_field=AMOUNT)
        )

    def with_budget_at(self, at: date, known: datetime | None) -> Self:
        """Adds `budget_at`, the budget as revisions left it at a date; None where there was none."""
        revisions = self.model.revisions.rel.related_model.objects.filter(
            activity=OuterRef("pk"), field="budget"
        )
        decided = revisions.filter(self._known("entered_at", known), decided_on__lte=at)
        latest = decided.order_by("-decided_on", "-entered_at", "-pk")
        return self.annotate(
            budget_at=Case(
                When(Exists(decided), then=_amount_of(latest, "new")),
                When(Exists(revisions), then=_amount_of(revisions.order_by("entered_at", "pk"), "old")),
                default=F("budget"),
                output_field=AMOUNT,
            )
        )

    def without(self, what: str) -> Self:
        """Those that lack something, today: « department », « source », « commune », « budget », « evidence »…

        Raises KeyError for what an activity cannot lack.
        """
        return self.filter(self._lacking()[what])

    def without_at(self, what: str, at: date, known: datetime | None) -> Self:
        """As `without`, by the planned end and the budget in force at a past date; the rest keeps no history."""
        if what == "planned_end":
            return self.with_decisions_at(at, known).filter(planned_end_at__isnull=True)
        if what == "budget":
            return self.with_budget_at(at, known).filter(budget_at__isnull=True)
        return self.without(what)

    def without_budget_in(self, scope: Self) -> Self:
        """The last links of the chains of `scope` of which no link has a budget, in the currency of the last."""
        earlier = scope.order_by().filter(
            _among(EarlierLinks), budget__isnull=False, currency=OuterRef("currency")
        )
        return self.filter(budget__isnull=True).exclude(CARRYING_ON & Exists(earlier))

    def _lacking(self) -> dict[str, Q]:
        own = OuterRef("pk")
        lines = self._lines().filter(activity=own)
        places = self.model.places.through.objects.filter(activity=own)
        documents = self.model.documents.rel.related_model.objects.order_by()
        reports = self.model.reports.rel.related_model.objects.order_by().counting()
        return {
            "department": Q(department__isnull=True),
            "programme": Q(programme__isnull=True, plan__programme__isnull=True),
            "source": ~Exists(lines),
            "partner": ~Exists(lines.filter(source__partner__isnull=False)),
            "place": ~Exists(places),
            "region": ~Exists(places.filter(Q(place__level="region") | Q(place__region__isnull=False))),
            "cercle": ~Exists(places.filter(Q(place__level="cercle") | Q(place__cercle__isnull=False))),
            "commune": ~Exists(places.filter(place__level="commune")),
            "sector": Q(sector__isnull=True),
            "kind": Q(kind__isnull=True),
            "planned_end": Q(planned_end__isnull=True),
            "budget": Q(budget__isnull=True),
            "evidence": ~Exists(documents.filter(activity=own))
            & ~Exists(reports.filter(activity=own, evidence__isnull=False)),
        }

    def _lines(self) -> models.QuerySet:
        return self.model.funding_lines.rel.related_model.objects.order_by()


def _holding(scope: models.QuerySet, links: type[Links]) -> Exists:
    """Whether a set holds one of the links of the chain of an activity."""
    return Exists(scope.order_by().filter(_among(links)))


def _among(links: type[Links]) -> Among:
    return Among(F("pk"), links(OuterRef("pk")))


def _amount_of(revisions: models.QuerySet, side: str) -> Any:
    """The amount on one side of the first of these revisions, which is written; None where it is not one."""
    written = When(**{f"{side}__regex": NUMBER}, then=Cast(side, AMOUNT))
    return Subquery(
        revisions.annotate(amount=Case(written, default=Value(None), output_field=AMOUNT)).values("amount")[
            :1
        ]
    )
