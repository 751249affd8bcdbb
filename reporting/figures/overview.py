"""The figures of many plans at once, for lists: as of today, or at a date.

One query a figure, whatever the number of plans; `plan_figures` gives the same numbers for one plan. Today's come from
the copy each activity keeps of its latest state, and a closed plan is as its page shows it, at its closing: where
something was said for a later day, it is counted anew. At a date they come from the history, for every plan alike.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from programmes.models import ActionPlan, Programme, Revision
from programmes.querysets.activities import ActivityQuerySet
from programmes.situation import Situation
from reporting.figures.lines import lines_of
from reporting.figures.totals import Counts, figures_of
from reporting.rates import Rate


@dataclass(frozen=True)
class PlanOverview:
    """A plan in a list. `listed` is how many activities the reader sees in it, a draft's included."""

    plan: ActionPlan
    counts: Counts
    late: int
    pending: int
    listed: int

    @property
    def execution(self) -> Rate:
        """Done out of the base."""
        return Rate(self.counts.done, self.counts.base)


def plan_overviews(
    plans: Iterable[ActionPlan], activities: ActivityQuerySet, situation: Situation | None = None
) -> tuple[PlanOverview, ...]:
    """One line a plan, over the activities the reader may see; four queries besides that of the plans."""
    plans = tuple(plans)
    mine = activities.filter(plan__in=[plan.pk for plan in plans]).order_by()
    if situation:
        return _plans_at(plans, mine, situation)
    today = timezone.localdate()
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    pending: dict[int, int] = defaultdict(int)
    for plan, status, review, number in (
        mine.in_base(today).values_list("plan", "status", "review").annotate(number=Count("pk"))
    ):
        counts[plan][status] = counts[plan].get(status, 0) + number
        if review == "pending" and status != "cancelled":
            pending[plan] += number
    late = dict(mine.in_base(today).late(today).values_list("plan").annotate(number=Count("pk")))
    listed = dict(mine.values_list("plan").annotate(number=Count("pk")))
    found = {
        plan.pk: PlanOverview(
            plan, Counts(**counts[plan.pk]), late.get(plan.pk, 0), pending[plan.pk], listed.get(plan.pk, 0)
        )
        for plan in plans
    }
    for pk in _outlived(mine):
        found[pk] = _at_closing(found[pk], mine)
    return tuple(found.values())


def _plans_at(
    plans: tuple[ActionPlan, ...], mine: ActivityQuerySet, situation: Situation
) -> tuple[PlanOverview, ...]:
    """The plans as their pages count them at these dates."""
    dates = situation.at, situation.known
    base = mine.in_base(*dates)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    states = base.with_status_at(*dates).values_list("plan", "status_at")
    for plan, status, number in states.annotate(number=Count("pk")):
        counts[plan][status] = number

    def by_plan(rows: ActivityQuerySet) -> dict[int, int]:
        return dict(rows.values_list("plan").annotate(number=Count("pk")))

    late, pending, listed = by_plan(base.late_at(*dates)), by_plan(base.pending_at(*dates)), by_plan(mine)
    return tuple(
        PlanOverview(
            plan,
            Counts(**counts[plan.pk]),
            late.get(plan.pk, 0),
            pending.get(plan.pk, 0),
            listed.get(plan.pk, 0),
        )
        for plan in plans
    )


def _outlived(activities: ActivityQuerySet) -> list[int]:
    """The closed plans of which something was reported or decided for a day after their closing."""
    closing = OuterRef("plan__closed_on")
    decided = Revision.objects.filter(activity=OuterRef("pk"), decided_on__gt=closing)
    later = activities.filter(Q(status_date__gt=F("plan__closed_on")) | Exists(decided))
    return list(later.filter(plan__closed_on__isnull=False).values_list("plan", flat=True).distinct())


def _at_closing(one: PlanOverview, activities: ActivityQuerySet) -> PlanOverview:
    """The plan as its own page counts it."""
    figures = figures_of(lines_of(activities.filter(plan=one.plan), Situation.of_plan(one.plan)))
    return PlanOverview(one.plan, figures.counts, figures.late, figures.pending, one.listed)


@dataclass(frozen=True)
class ProgrammeOverview:
    """A programme in a list, with the activities of its phases; a carried-over activity counts once."""

    programme: Programme
    phases: tuple[Programme, ...]
    counts: Counts

    @property
    def execution(self) -> Rate:
        """Done out of the base."""
        return Rate(self.counts.done, self.counts.base)


def programme_overviews(
    programmes: Iterable[Programme], activities: ActivityQuerySet, situation: Situation | None = None
) -> tuple[ProgrammeOverview, ...]:
    """One line a programme that is not the phase of another in the list; two queries besides that of the programmes."""
    programmes = tuple(programmes)
    keys = {programme.pk for programme in programmes}
    phases: dict[int, list[Programme]] = defaultdict(list)
    for programme in programmes:
        if programme.parent_id in keys:
            phases[programme.parent_id].append(programme)
    counts = _counts_by_programme(programmes, activities, situation)
    return tuple(
        ProgrammeOverview(programme, tuple(phases[programme.pk]), Counts(**counts[programme.pk]))
        for programme in programmes
        if programme.parent_id not in keys
    )


def _counts_by_programme(
    programmes: tuple[Programme, ...], activities: ActivityQuerySet, situation: Situation | None
) -> dict[int, dict[str, int]]:
    """By status, for each programme and for the one it is a phase of.

    An activity carried over leaves the count of the programmes its later link serves too, as on their pages.
    """
    parents = {programme.pk: programme.parent_id for programme in programmes}

    def served(*keys: int | None) -> set[int]:
        return {key for own in keys for key in (own, parents.get(own))} - {None}

    dates = (situation.at, situation.known) if situation else (timezone.localdate(), None)
    base = activities.in_base(*dates).order_by()
    state = "status_at" if situation else "status"
    stated = base.with_status_at(*dates) if situation else base
    own = ("programme", "plan__programme")
    later = [f"carried_to__{name}" for name in own]
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for *keys, status, number in stated.values_list(*own, state).annotate(number=Count("pk")):
        for programme in served(*keys):
            counts[programme][status] += number
    links = stated.filter(carried_to__in=base.values("pk")).values_list(*own, *later, state)
    for one, other, of_one, of_other, status, number in links.annotate(number=Count("pk")):
        for programme in served(one, other) & served(of_one, of_other):
            counts[programme][status] -= number
    return counts
