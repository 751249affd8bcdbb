"""Activities at a past date: which ones counted, and where each stood.

Two dates everywhere (see the glossary): *at*, what had happened by then; *known*, what had been entered by then.
"""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce


class DatedActivityQuerySet(models.QuerySet):
    """What can be asked of activities at two dates; the base of their queryset."""

    def in_base(self, at: date, known: datetime | None = None) -> Self:
        """Activities of adopted plans at that date, additions of that date included, cancelled ones too.

        The cancelled ones are told apart by `cancelled_at` of `as_of`: they are counted beside the base.
        """
        added = Q(added_on__lte=at)
        if known is not None:
            added &= Q(added_recorded_at__isnull=True) | Q(added_recorded_at__lte=known)
        return self.filter(Q(added_on__isnull=True) | added, plan__adopted_on__lte=at)

    def still_open(self, day: date, known: datetime | None = None) -> Self:
        """Those whose plan was not closed before a day, as it was known: a closing entered since changes nothing."""
        closed = Q(plan__closed_on__lt=day)
        if known is None:
            return self.exclude(closed)
        plans = self.model.plan.field.related_model
        closings = plans.closings.rel.related_model.objects.order_by()
        then = closings.filter(
            Q(reopened_at__isnull=True) | Q(reopened_at__gt=known), closed_on__lt=day, recorded_at__lte=known
        )
        since = closings.filter(recorded_at__gt=known).values("plan")
        return self.exclude(Q(plan__in=then.values("plan")) | (closed & ~Q(plan__in=since)))

    def as_of(self, at: date, known: datetime | None = None) -> Self:
        """Each activity with what was true at `at`, as it had been entered by `known` (None: now).

        Adds `report_at` (id of the latest report that counts, None without one), `committed_at` and `spent_at`
        (the last stated amounts: a report that leaves them empty restates nothing), `planned_end_at`, and
        `cancelled_at` (date of the cancellation in force, None without one).
        """
        reports = self._reports_at(at, known)
        return self.annotate(
            report_at=Subquery(reports.values("pk")[:1]),
            committed_at=Subquery(reports.filter(committed__isnull=False).values("committed")[:1]),
            spent_at=Subquery(reports.filter(spent__isnull=False).values("spent")[:1]),
            planned_end_at=self._date_in_force("planned_end", at, known),
            cancelled_at=self._date_in_force("cancelled_on", at, known),
        )

    def with_decisions_at(self, at: date, known: datetime | None = None) -> Self:
        """Adds `planned_end_at` and `cancelled_at` of `as_of`, and nothing of the reports."""
        return self.annotate(
            planned_end_at=self._date_in_force("planned_end", at, known),
            cancelled_at=self._date_in_force("cancelled_on", at, known),
        )

    def with_status_at(self, at: date, known: datetime | None = None) -> Self:
        """Adds `cancelled_at` and `status_at`, the status at those dates: what a list is filtered and sorted by."""
        latest = self._reports_at(at, known).values("status")[:1]
        return self.annotate(
            cancelled_at=self._date_in_force("cancelled_on", at, known),
            status_at=models.Case(
                models.When(cancelled_at__lte=at, then=models.Value("cancelled")),
                default=Coalesce(Subquery(latest), models.Value("planned")),
                output_field=models.CharField(),
            ),
        )

    def late_at(self, at: date, known: datetime | None = None) -> Self:
        """As `late`, by the statuses and the planned ends of those dates."""
        dated = self.with_status_at(at, known).annotate(
            planned_end_at=self._date_in_force("planned_end", at, known)
        )
        return dated.filter(
            Q(plan__closed_on__isnull=True) | Q(planned_end_at__lt=F("plan__closed_on")),
            status_at__in=("planned", "in_progress"),
            planned_end_at__lt=at,
        )

    def unreported_at(self, at: date, known: datetime | None = None) -> Self:
        """Those of which nothing that counts had been said, cancelled ones left out."""
        return self.with_status_at(at, known).filter(
            ~Exists(self._reports_at(at, known)), ~Q(status_at="cancelled")
        )

    def pending_at(self, at: date, known: datetime | None = None) -> Self:
        """Those whose latest report was waiting for a validator, cancelled ones left out."""
        reports = self.model.reports.rel.related_model.objects
        latest = self.with_status_at(at, known).annotate(
            report_at=Subquery(self._reports_at(at, known).values("pk")[:1])
        )
        waiting = reports.filter(self._waiting(known), pk=OuterRef("report_at"))
        return latest.filter(Exists(waiting), ~Q(status_at="cancelled"))

    def sortable_at(self, at: date, known: datetime | None = None) -> Self:
        """Adds what a list is sorted by: `status_at`, `progress_at`, `status_date_at`, `planned_end_at`."""
        reports = self._reports_at(at, known)
        return self.with_status_at(at, known).annotate(
            progress_at=Subquery(reports.values("progress")[:1]),
            status_date_at=Subquery(reports.values("effective_date")[:1]),
            planned_end_at=self._date_in_force("planned_end", at, known),
        )

    def _reports_at(self, at: date, known: datetime | None) -> models.QuerySet:
        """The reports of an activity that count at those dates, the latest first."""
        reports = self.model.reports.rel.related_model.objects
        return reports.filter(activity=OuterRef("pk"), effective_date__lte=at).counting(known).latest_first()

    def _date_in_force(self, field: str, at: date, known: datetime | None) -> models.Expression:
        """A date column as revisions left it at a date.

        The new value of the last revision decided by then; before the first revision, the old value of the one
        entered first (a decision entered late was taken on a value that was already revised); where nothing was
        ever revised, the column itself.
        """
        revisions = self.model.revisions.rel.related_model.objects.filter(
            activity=OuterRef("pk"), field=field
        )
        decided = revisions.filter(self._known("entered_at", known), decided_on__lte=at)
        return models.Case(
            models.When(
                Exists(decided),
                then=Subquery(decided.order_by("-decided_on", "-entered_at", "-pk").values("new_date")[:1]),
            ),
            models.When(
                Exists(revisions),
                then=Subquery(revisions.order_by("entered_at", "pk").values("old_date")[:1]),
            ),
            default=F(field),
            output_field=models.DateField(),
        )

    @staticmethod
    def _waiting(known: datetime | None) -> Q:
        """Reports that were waiting for a validator at a moment (None: now), among those that count then."""
        if known is None:
            return Q(review="pending")
        return Q(reviewed_at__isnull=True) | Q(reviewed_at__gt=known)

    @staticmethod
    def _known(column: str, known: datetime | None) -> Q:
        return Q() if known is None else Q(**{f"{column}__lte": known})
