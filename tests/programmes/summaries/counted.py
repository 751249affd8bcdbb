"""The kept counts beside the figures of the pages: every group of every year, and the days behind it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import timezone

from programmes.measures import AMOUNTS, COUNTS, SMALL
from programmes.models import Activity, DayTally, Tally
from programmes.querysets.activities import unheard
from programmes.situation import Situation
from programmes.summaries import tally_differences
from reporting.figures.lines import Line, lines_of
from reporting.figures.several import carried_keys, latest_links
from reporting.figures.totals import Figures, figures_of

Group = tuple[str, int, str, int]  # whose plans, year, dimension, key


def assert_kept_counts_are_the_figures(*days: date) -> None:
    """What is kept equals a recount, and the figures of the same activities; at these days, for the days kept."""
    assert list(tally_differences()) == []
    today = timezone.localdate()
    kept = _kept(today)
    groups = _groups(_lines(today))
    expected = {group: _numbers(group, lines) for group, lines in groups.items()}
    assert {group: kept[group] for group in expected} == expected
    assert {group for group, numbers in kept.items() if numbers} <= expected.keys()
    for day in days:
        _assert_moves(groups, day)
        _assert_unheard(groups, day)


def _lines(day: date) -> tuple[Line, ...]:
    return lines_of(Activity.objects.all(), Situation(day, as_closed=True))


def _groups(lines: Iterable[Line]) -> dict[Group, list[Line]]:
    found: dict[Group, list[Line]] = defaultdict(list)
    for line in lines:
        plan = line.activity.plan
        owner = "department" if plan.department_id else "programme"
        found[owner, plan.year, "plan", plan.pk].append(line)
        for dimension, keys in _keys(line).items():
            for key in keys or {0}:
                found[owner, plan.year, dimension, key].append(line)
                found[owner, 0, dimension, key].append(line)
    return found


def _keys(line: Line) -> dict[str, set[int]]:
    """By what an activity is counted, read from the objects themselves."""
    activity, plan = line.activity, line.activity.plan
    programmes = {one for one in (activity.programme, plan.programme) if one}
    programmes |= {one.parent for one in programmes if one.parent}
    places = list(activity.places.all())
    sources = [one.source for one in line.funding]
    end = line.planned_end
    return {
        "all": {0},
        "programme": {one.pk for one in programmes},
        "department": {activity.department_id} - {None},
        "sector": {activity.sector_id} - {None},
        "kind": {activity.kind_id} - {None},
        "source": {one.pk for one in sources},
        "partner": {one.partner_id for one in sources} - {None},
        "region": {one.pk if one.level == "region" else one.region_id for one in places},
        "cercle": {one.pk if one.level == "cercle" else one.cercle_id for one in places} - {None},
        "commune": {one.pk for one in places if one.level == "commune"},
        "quarter": {(end.month - 1) // 3 + 1} if end and end.year == plan.year else set(),
    }


def _numbers(group: Group, lines: list[Line]) -> dict[object, object]:
    """What the figures of a group say, without its zeros."""
    merged = tuple(lines) if group[2] == "plan" else latest_links(lines)
    figures = figures_of(merged)
    shared = [line for line in merged if _is_shared(group[2], line)]
    found = _counts(figures) | {
        "carried": 0 if group[2] == "plan" else len(carried_keys(lines)),
        "shared": sum(not line.is_cancelled for line in shared),
    }
    if group[2] in SMALL:
        found |= {"due": figures.due.due, "due_done": figures.due.done, "since": figures.coverage.since}
    found |= _money(figures_of([line for line in merged if not _is_shared(group[2], line)]))
    for line in shared:
        if not line.is_cancelled:
            for name in ("budget", "spent", "committed"):
                key = f"shared_{name}", line.currency
                found[key] = found.get(key, 0) + (getattr(line, name) or 0)
    return {name: value for name, value in found.items() if value}


def _is_shared(dimension: str, line: Line) -> bool:
    funders = {
        "source": [one.source_id for one in line.funding],
        "partner": {one.source.partner_id for one in line.funding},
    }
    return len(funders.get(dimension, ())) > 1


def _counts(figures: Figures) -> dict[object, object]:
    counts = figures.counts
    return {
        **{name: counts.of(name) for name in ("planned", "in_progress", "done", "not_done", "cancelled")},
        "added": figures.added,
        "added_done": figures.execution.numerator - figures.initial.numerator,
        "progress": figures.progress.known,
        "weight": figures.progress.weights,
        "progress_unknown": figures.progress.unknown,
        "reported": figures.coverage.reported,
        "pending": figures.pending,
        "demonstration": figures.demonstration,
        "undated": figures.due.undated,
        "late": figures.late,
    }


def _money(figures: Figures) -> dict[object, object]:
    found: dict[object, object] = {
        "spent_unstated": figures.spent_unstated,
        "committed_unstated": figures.committed_unstated,
        "without_budget": sum(rate.without_budget for rate in figures.financial),
    }
    for rate in figures.financial:
        found["budget", rate.currency] = rate.budget
        found["spent", rate.currency] = rate.spent
        found["spent_without_budget", rate.currency] = rate.spent_without_budget
    for rate in figures.commitment:
        found["committed", rate.currency] = rate.spent
        found["committed_without_budget", rate.currency] = rate.spent_without_budget
    for amount in figures.cancelled_spent:
        found["cancelled_spent", amount.currency] = amount.value
    return found


def _kept(today: date) -> dict[Group, dict[object, object]]:
    """The same from the rows that are kept."""
    found: dict[Group, dict[object, object]] = defaultdict(lambda: defaultdict(int))
    for row in Tally.objects.all():
        numbers = found[row.owner, row.year, row.dimension, row.key]
        for name in set(COUNTS) - {"late_closed", "cancelled_stated", "left_out_stated"}:
            numbers[name] += getattr(row, name)
        numbers["late"] += row.late_closed
        numbers["weight"] += Decimal(row.weight) / 1000
        numbers["progress"] += Decimal(row.progress) / 100_000
        for name in set(AMOUNTS) - {"left_out"}:
            numbers[name, row.currency] += Decimal(getattr(row, name)) / 100
    for row in DayTally.objects.filter(number__gt=0):
        numbers = found[row.owner, row.year, row.dimension, row.key]
        if row.clock == "open" and row.day < today:
            numbers["late"] += row.number
        if row.clock == "due" and row.day <= today:
            numbers["due"] += row.number
            numbers["due_done"] += row.done
        if row.clock == "first":
            numbers["since"] = min(numbers["since"] or row.day, row.day)
    return defaultdict(
        dict,
        {
            group: {name: value for name, value in numbers.items() if value}
            for group, numbers in found.items()
        },
    )


def _assert_moves(groups: dict[Group, list[Line]], day: date) -> None:
    """The base and those done at a past day, from what came and went before it."""
    kept: dict[Group, list[int]] = defaultdict(lambda: [0, 0])
    for row in DayTally.objects.filter(clock="moves", day__lte=day):
        kept[row.owner, row.year, row.dimension, row.key][0] += row.number
        kept[row.owner, row.year, row.dimension, row.key][1] += row.done
    past = _lines(day)
    for group, lines in groups.items():
        if group[2] in SMALL:
            keys = {line.activity.pk for line in lines}
            merged = latest_links([line for line in past if line.activity.pk in keys])
            counts = figures_of(merged).counts
            assert kept[group] == [counts.base, counts.done], (group, day)


def _assert_unheard(groups: dict[Group, list[Line]], day: date) -> None:
    """The activities nothing was heard of since a day."""
    silent = set(Activity.objects.unfinished().filter(unheard(day)).values_list("pk", flat=True))
    kept: dict[Group, int] = defaultdict(int)
    for row in DayTally.objects.filter(clock="heard", day__lt=day):
        kept[row.owner, row.year, row.dimension, row.key] += row.number
    for group, lines in groups.items():
        if group[2] in SMALL:
            found = sum(line.activity.pk in silent for line in latest_links(lines))
            assert kept[group] == found, (group, day)
