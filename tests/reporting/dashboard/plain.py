"""The figures of a dashboard, activity by activity, as those of a plan are counted: what the rest must equal."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from django.conf import settings

from accounts.models import User
from communes.models import Place
from programmes.dimensions import NONE, Dimension
from programmes.models import Activity, Programme, Revision
from programmes.situation import Situation
from programmes.states import judged_on
from reporting.figures.amounts import sums
from reporting.figures.dashboard.curve import WEEK, span_of, weeks_of
from reporting.figures.dashboard.keys import PLACES, Named, names_of
from reporting.figures.dashboard.scope import DashboardScope
from reporting.figures.dashboard.shapes import DashboardGroup
from reporting.figures.lines import Line, lines_of
from reporting.figures.several import carried_keys, latest_links
from reporting.figures.totals import Figures, figures_of

Keys = Mapping[int, set[int]]


def plain_lines(user: User, scope: DashboardScope) -> tuple[Line, ...]:
    """The activities of the scope as they stood at its dates."""
    return lines_of(scope.activities(user), scope.shown)


def plain_total(scope: DashboardScope, lines: Iterable[Line]) -> Figures:
    """All together: within one plan as its page counts, else a chain counts once."""
    return figures_of(lines if scope.is_of_one_plan else latest_links(lines))


def plain_carried(lines: Iterable[Line]) -> int:
    """Those that a line of another year carries on."""
    lines = tuple(lines)
    by_year: dict[int, list[Line]] = {}
    for line in lines:
        by_year.setdefault(line.activity.plan.year, []).append(line)
    return len(carried_keys(lines)) - sum(len(carried_keys(own)) for own in by_year.values())


def plain_silent(scope: DashboardScope, lines: Iterable[Line]) -> int:
    """Open, in a plan in execution, of which nothing was heard since so many days, that owe news since then."""
    situation, lines = scope.shown, lines if scope.is_of_one_plan else latest_links(lines)
    since = situation.at - timedelta(days=settings.REMINDER_DAYS)
    return sum(_is_silent(line, situation, since) for line in lines)


def _is_silent(line: Line, situation: Situation, since: date) -> bool:
    activity = line.activity
    if line.status not in {"planned", "in_progress"}:
        return False
    if activity.plan.closed_on and activity.plan.closed_on <= situation.at:
        return False
    said = line.report.effective_date if line.report else None
    days = (activity.plan.adopted_on, said, activity.planned_start, activity.added_on)
    return all(day is None or day < since for day in days)


def plain_groups(
    user: User, scope: DashboardScope, by: Dimension, lines: Iterable[Line]
) -> tuple[DashboardGroup, ...]:
    """The groups of a dimension; what the reader may not know comes together, under no key."""
    lines = tuple(lines)
    keys = keys_of(by, lines)
    names = names_of(by, {key for own in keys.values() for key in own}, user)
    found: dict[int | None, list[Line]] = {}
    for line in lines:
        own = keys[line.activity.pk]
        known = {key for key in own if key in names}
        for key in known or ({None} if own else {0}):
            found.setdefault(key, []).append(line)
    ordered = sorted((key for key in found if key), key=lambda key: names[key].order)
    last = [key for key in (None, 0) if key in found]
    return tuple(_group(scope, by, key, found[key], names) for key in (*ordered, *last))


def _group(
    scope: DashboardScope, by: Dimension, key: int | None, members: list[Line], names: Mapping[int, Named]
) -> DashboardGroup:
    merged = by != Dimension.PLAN and not scope.is_of_one_plan
    members = latest_links(members) if merged else tuple(members)
    several = [line for line in members if by.is_funder and _is_shared(by, line)]
    shared = [line for line in several if not line.is_cancelled]
    figures = figures_of(members)
    if several:
        money = figures_of(line for line in members if line not in several)
        figures = replace(
            figures,
            financial=money.financial,
            commitment=money.commitment,
            spent_unstated=money.spent_unstated,
            committed_unstated=money.committed_unstated,
            cancelled_spent=money.cancelled_spent,
        )
    if key:
        code, label = names[key].code, names[key].label
    else:
        code = NONE if key == 0 else ""
        label = by.without.capitalize() if key == 0 else f"Autres {by.plural}"
    figures = replace(figures, coverage=replace(figures.coverage, since=None))
    remainder = [amount for amount in sums((line.spent, line.currency) for line in shared) if amount.value]
    return DashboardGroup(code, label, figures, len(shared), tuple(remainder))


def _is_shared(by: Dimension, line: Line) -> bool:
    """Several sources; for partners, sources that are not all of one partner."""
    if by == Dimension.SOURCE:
        return len(line.funding) > 1
    return len({funding.source.partner_id for funding in line.funding}) > 1


def keys_of(by: Dimension, lines: Iterable[Line]) -> Keys:
    """What each activity has in a dimension, by their keys."""
    activities = {line.activity.pk: line for line in lines}
    if by in PLACES:
        return _places(by, activities)
    if by == Dimension.PROGRAMME:
        parents = dict(Programme.objects.order_by().values_list("pk", "parent"))
        return {key: _programmes(line.activity, parents) for key, line in activities.items()}
    return {key: {found for found in _own(by, line) if found} for key, line in activities.items()}


def _own(by: Dimension, line: Line) -> set[int | None]:
    activity = line.activity
    if by == Dimension.SOURCE:
        return {funding.source_id for funding in line.funding}
    if by == Dimension.PARTNER:
        return {funding.source.partner_id for funding in line.funding}
    if by == Dimension.YEAR:
        return {activity.plan.year}
    if by == Dimension.QUARTER:
        end = line.planned_end
        return {(end.month + 2) // 3} if end and end.year == activity.plan.year else set()
    return {getattr(activity, f"{by}_id")}


def _programmes(activity: Activity, parents: Mapping[int, int | None]) -> set[int]:
    own = {activity.programme_id, activity.plan.programme_id}
    return {key for one in own for key in (one, parents.get(one)) if key}


def _places(by: Dimension, keys: Iterable[int]) -> Keys:
    found: dict[int, set[int]] = {key: set() for key in keys}
    through = Activity.places.through.objects.filter(activity__in=found)
    places = Place.objects.in_bulk(through.values_list("place", flat=True))
    for activity, place in through.values_list("activity", "place"):
        one = places[place]
        key = one.pk if one.level == PLACES[by] else getattr(one, f"{by}_id", None)
        if key:
            found[activity].add(key)
    return found


def plain_curve(
    user: User, scope: DashboardScope, weeks: Iterable[int]
) -> list[tuple[date, int, int | None]]:
    """Some weeks: what was planned to end by then, what was done, as it stood that Sunday."""
    situation = scope.shown
    base = [line for line in _counted(scope, plain_lines(user, scope)) if not line.is_cancelled]
    points = []
    days = weeks_of(*span_of(scope))
    for day in (days[week] for week in weeks):
        planned = sum(line.planned_end is not None and line.planned_end <= day for line in base)
        done = None
        if day - WEEK < situation.at:
            then = replace(situation, at=min(day, situation.at))
            lines = _counted(scope, lines_of(scope.activities(user), then))
            done = sum(line.status == "done" for line in lines)
        points.append((day, planned, done))
    return points


def plain_late(user: User, scope: DashboardScope) -> list[tuple[int, int]]:
    """The late activities and for how many days: plans in execution first, then the earliest planned end."""
    late = [
        line for line in _counted(scope, plain_lines(user, scope)) if line.is_late and not line.is_cancelled
    ]
    at = scope.shown.at
    late.sort(
        key=lambda line: (
            (line.activity.plan.closed_on or date.max) <= at,
            line.planned_end,
            line.activity.pk,
        )
    )
    return [
        (line.activity.pk, (judged_on(line.activity, scope.shown) - line.planned_end).days) for line in late
    ]


def plain_changes(user: User, scope: DashboardScope, first: date, last: date) -> dict[str, set[int]]:
    """What changed between two dates, by comparing all that stood at each."""
    known = scope.situation.known if scope.situation else None
    activities = scope.activities(user)
    before = {line.activity.pk: line for line in lines_of(activities, Situation(first, known))}
    after = {line.activity.pk: line for line in lines_of(activities, Situation(last, known))}

    def late(line: Line | None) -> bool:
        return line is not None and line.is_late

    def became(status: str) -> set[int]:
        return {
            key for key, line in after.items()
            if line.status == status and (key not in before or before[key].status != status)
        }  # fmt: skip

    decided = Revision.objects.filter(decided_on__gt=first, decided_on__lte=last, activity__in=after)
    decided = decided.filter(field__in=("planned_start", "planned_end", "budget", "department", "title"))
    if known is not None:
        decided = decided.filter(entered_at__lte=known)
    return {
        "done": became("done"),
        "started": became("in_progress"),
        "cancelled": became("cancelled"),
        "late_no_more": {key for key, line in after.items() if late(before.get(key)) and not late(line)},
        "newly_late": {key for key, line in after.items() if late(line) and not late(before.get(key))},
        "added": {key for key, line in after.items() if key not in before and line.is_addition},
        "revised": set(decided.values_list("activity", flat=True)),
    }


def _counted(scope: DashboardScope, lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(lines if scope.is_of_one_plan else latest_links(lines))
