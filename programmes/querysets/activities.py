"""Selections of activities and of their reports, and their state at a past date.

Two dates everywhere (see the glossary): *at*, what had happened by then; *known*, what had been entered by then.
"""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.roles import Permission
from communes.text import normalise
from programmes.querysets.access import funded_by_partners_of
from programmes.querysets.narrowed import NarrowedActivityQuerySet
from programmes.search_index import candidates

# The latest report: by effective date, then time of entry, then id.
#: A title holds fewer words than that, and a database takes so many conditions only.
MOST_WORDS = 40

LATEST_FIRST = ("-effective_date", "-entered_at", "-pk")


def unheard(day: date, *, reported: str = "status_date") -> Q:
    """Activities of which nothing is known since a day: no report, and they were to be under way before it.

    `reported` names the column, or the annotation, that holds the date of their latest report. One that was to start
    later, or entered the plan later, owes no news yet.
    """
    nothing = Q(plan__adopted_on__lt=day)
    for name in (reported, "planned_start", "added_on"):
        nothing &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lt": day})
    return nothing


def _sunday(day: date) -> date:
    """The last day of the week of a day."""
    return day + timedelta(days=6 - day.weekday())


class StatusReportQuerySet(models.QuerySet):
    """Dated statements about activities."""

    def visible_to(self, user: User) -> Self:
        """The reports of the activities the user may see; a partner sees none that was returned or withdrawn."""
        if user.may(Permission.READ_ALL):
            return self
        activities = self.model.activity.field.related_model.objects.visible_to(user)
        return self.filter(activity__in=activities.values("pk")).counting()

    def live(self) -> Self:
        """Neither returned nor withdrawn."""
        return self.exclude(review__in=("returned", "withdrawn"))

    def counting(self, known: datetime | None = None) -> Self:
        """Reports that count: live, and not replaced by a correction that is itself live.

        `known`: as things had been entered by that moment (None: now). A report that was returned after it
        still counted then.
        """
        return self._live_when(known).exclude(
            Exists(self.model.objects.filter(corrects=OuterRef("pk"))._live_when(known))
        )

    def _live_when(self, known: datetime | None) -> Self:
        if known is None:
            return self.live()
        return self.filter(entered_at__lte=known).exclude(
            review__in=("returned", "withdrawn"), reviewed_at__lte=known
        )

    def until_closing(self) -> Self:
        """Without what was said for a day after the closing of the plan."""
        closing = "activity__plan__closed_on"
        return self.filter(Q(**{f"{closing}__isnull": True}) | Q(effective_date__lte=F(closing)))

    def latest_first(self) -> Self:
        """In the order that decides which report is the latest."""
        return self.order_by(*LATEST_FIRST)

    def pending(self) -> Self:
        """Waiting for a validator."""
        return self.filter(review="pending")

    def to_review_by(self, user: User) -> Self:
        """The queue of a validator: pending reports of their department, never their own nor one already corrected.

        The Direction's queue holds the reports that validators wrote, and those that no validator can settle: of
        activities without a department, or of a department without an active validator. Nobody else has a queue.
        """
        if not user.may(Permission.VALIDATE_REPORTS):
            return self.none()
        pending = self.pending().counting().exclude(author=user)
        if user.may(Permission.REPORT_STATUS):
            # Looked at from the reports that wait, fewer than the activities of a department.
            activities = self.model.activity.field.related_model.objects
            own = activities.filter(pk=OuterRef("activity"), department__members=user)
            return pending.filter(Exists(own)).exclude(author__role="validator")
        department = self.model.activity.field.related_model.department.field.related_model
        members = department.memberships.rel.related_model.objects
        validators = members.filter(
            department=OuterRef("activity__department"), user__role="validator", user__is_active=True
        )
        return pending.filter(Q(author__role="validator") | ~Exists(validators))

    def followed(self) -> Self:
        """Reports after which another was entered on their activity, or that a living one corrects."""
        later = self.model.objects.live().filter(activity=OuterRef("activity"))
        return self.filter(
            Exists(later.filter(entered_at__gt=OuterRef("reviewed_at")))
            | Exists(later.filter(corrects=OuterRef("pk")))
        )

    def approved_today_by(self, user: User, now: datetime) -> Self:
        """Those that a person approved on the day of `now` and may still give back: nothing followed."""
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        mine = self.filter(review="approved", reviewer=user, reviewed_at__gte=day)
        return mine.filter(activity__plan__closed_on__isnull=True).exclude(
            pk__in=mine.followed().order_by().values("pk")
        )

    def to_redo_by(self, user: User) -> Self:
        """Returned reports that wait for a new one: the user wrote them, or is now in charge of their activity.

        Nothing was reported on the activity since the return; what was withdrawn again says nothing.
        """
        later = self.model.objects.exclude(review="withdrawn").filter(
            activity=OuterRef("activity"), entered_at__gt=OuterRef("reviewed_at")
        )
        activities = self.model.activity.field.related_model.objects.reportable_by(user)
        return self.filter(
            ~Exists(later),
            Q(author=user) | Q(activity__responsible=user),
            review="returned",
            activity__in=activities.values("pk"),
        )


class ActivityQuerySet(NarrowedActivityQuerySet):
    """Lines of plans."""

    def visible_to(self, user: User) -> Self:
        """All for a DGCT account; else those of the user's programmes, or funded by them, in adopted plans."""
        if user.may(Permission.READ_ALL):
            return self
        # Looked up first: they are few, which PostgreSQL does not guess from the selection.
        visible = self.model.programme.field.related_model.objects.visible_to(user).order_by()
        programme = list(visible.values_list("pk", flat=True))
        every = self.model.objects.order_by()
        # A union and not an "or": each way is looked up by its own index, once, and not for every row.
        seen = (
            every.filter(programme__in=programme)
            .values("pk")
            .union(
                every.filter(plan__programme__in=programme).values("pk"),
                funded_by_partners_of(user, every),
            )
        )
        return self.filter(plan__adopted_on__isnull=False, pk__in=seen)

    def serving(self, programme: models.Model) -> Self:
        """Those that serve a programme or one of its phases, or stand in one of their plans."""
        served = type(programme).objects.filter(Q(pk=programme.pk) | Q(parent=programme.pk)).values("pk")
        every = self.model.objects.order_by()
        # A union and not an "or", as in `visible_to`.
        serving = every.filter(programme__in=served).values("pk")
        return self.filter(pk__in=serving.union(every.filter(plan__programme__in=served).values("pk")))

    def with_row(self) -> Self:
        """Loads what a row of a list shows."""
        return self.select_related("plan", "department")

    def with_page(self) -> Self:
        """Loads what the page of one activity shows."""
        return self.select_related("plan", "department", "responsible", "sector", "kind").prefetch_related(
            "funding_lines__source", "places__region", "places__cercle", "associated_departments"
        )

    def mine(self, user: User) -> Self:
        """Activities of which the user is the responsible person or, where nobody is named, of their department."""
        # Their department is looked up first: each side of the "or" is then found by its own index.
        departments = list(self._departments_of(user).values_list("pk", flat=True))
        return self.filter(Q(responsible=user) | Q(responsible__isnull=True, department__in=departments))

    def answered_for_by(self, user: User) -> Self:
        """Activities whose status it is the user's part to report, whatever the state of their plan."""
        if not user.may(Permission.REPORT_STATUS):
            return self.none()
        return self.filter(Q(responsible=user) | Q(department__in=self._departments_of(user)))

    def tended_by(self, user: User) -> Self:
        """Lines that the user may propose, change or revise: all for whoever prepares plans, else their department's.

        What the state of the plan allows, and to whom, is for the actions to say.
        """
        if not user.may(Permission.PROPOSE_ACTIVITIES):
            return self.none()
        if user.may(Permission.PREPARE_PLANS):
            return self
        return self.filter(department__in=self._departments_of(user))

    def _departments_of(self, user: User) -> models.QuerySet:
        """Looked up apart: joined to their members, an activity would come once a colleague."""
        departments = self.model.department.field.related_model.objects
        return departments.filter(memberships__user=user).values("pk")

    def reportable_by(self, user: User) -> Self:
        """Activities whose status the user may report now: theirs, in a plan in execution, not cancelled."""
        return self.answered_for_by(user).filter(
            plan__adopted_on__isnull=False,
            plan__closed_on__isnull=True,
            cancelled_on__isnull=True,
        )

    def matching(self, text: str) -> Self:
        """Activities whose code or title contains every word of the text, whatever the accents and capitals.

        Of a long text the first `MOST_WORDS` words are looked for. The index, where it helps, only says which titles to
        read: what is found does not depend on it.
        """
        words = list(dict.fromkeys(normalise(text).split()))[:MOST_WORDS]
        found = self
        for word in words:
            found = found.filter(search__contains=word)
        among = candidates(words)
        return found if among is None else found.filter(pk__in=among)

    def late(self, today: date) -> Self:
        """Planned or in progress, past the planned end in force; a closed plan is judged at its closing date."""
        return self.filter(
            plan__adopted_on__isnull=False,
            status__in=("planned", "in_progress"),
            planned_end__lt=Coalesce(F("plan__closed_on"), today, output_field=models.DateField()),
        )

    def reassignable_by(self, user: User) -> Self:
        """Those that the user may hand over from one person to another: of their department, or all."""
        if not user.may(Permission.REASSIGN):
            return self.none()
        if user.may(Permission.REPORT_STATUS):
            return self.filter(department__in=self._departments_of(user))
        return self

    def unfinished(self) -> Self:
        """Planned or in progress in a plan in execution: what is still to be done."""
        return self.filter(
            status__in=("planned", "in_progress"),
            plan__adopted_on__isnull=False,
            plan__closed_on__isnull=True,
        )

    def due_in(self, first: date, last: date) -> Self:
        """Unfinished, and planned to end between two days."""
        return self.unfinished().filter(planned_end__range=(first, last))

    def silent(self, day: date, days: int) -> Self:
        """Unfinished, not heard of for so many days, and neither late nor due in the week of `day`."""
        return self.unfinished().filter(
            unheard(day - timedelta(days=days)),
            Q(planned_end__isnull=True) | Q(planned_end__gt=_sunday(day)),
        )

    def unheard(self, day: date, days: int) -> Self:
        """Unfinished, and not heard of for so many days, late or not."""
        return self.unfinished().filter(unheard(day - timedelta(days=days)))

    def unheard_at(self, at: date, known: datetime | None, days: int) -> Self:
        """As `unheard`, by what was true and known at a past date."""
        return self._unfinished_at(at, known).filter(
            unheard(at - timedelta(days=days), reported="status_date_at")
        )

    def due_at(self, at: date, known: datetime | None) -> Self:
        """As `due_in`, for the end of the week of a past date, by what was true and known then."""
        return self._unfinished_at(at, known).filter(planned_end_at__range=(at, _sunday(at)))

    def silent_at(self, at: date, known: datetime | None, days: int) -> Self:
        """As `silent`, by what was true and known at a past date."""
        return self._unfinished_at(at, known).filter(
            unheard(at - timedelta(days=days), reported="status_date_at"),
            Q(planned_end_at__isnull=True) | Q(planned_end_at__gt=_sunday(at)),
        )

    def _unfinished_at(self, at: date, known: datetime | None) -> Self:
        return self.sortable_at(at, known).filter(
            Q(plan__closed_on__isnull=True) | Q(plan__closed_on__gt=at),
            status_at__in=("planned", "in_progress"),
        )

    def unreported(self) -> Self:
        """Those of adopted plans of which nothing that counts was said, cancelled ones left out."""
        return self.filter(
            plan__adopted_on__isnull=False, latest_report__isnull=True, cancelled_on__isnull=True
        )
