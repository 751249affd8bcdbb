"""However they are read, the figures of a dashboard are those counted activity by activity: random data, every role."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from programmes.dimensions import NONE, Dimension
from programmes.models import Activity
from programmes.owners import Owner
from programmes.situation import Situation
from programmes.summaries import rebuild_states, rebuild_tallies
from reporting.figures import Figures
from reporting.figures.dashboard import Dashboard, DashboardScope, dimensions_for
from reporting.figures.dashboard.comparison import year_before
from tests.recount.worlds import World
from tests.reporting.dashboard.plain import (
    plain_carried,
    plain_changes,
    plain_curve,
    plain_groups,
    plain_late,
    plain_lines,
    plain_silent,
    plain_total,
)

pytestmark = pytest.mark.django_db

SEEDS = (3, 8)
READERS = ("direction", "agent", "partner", "other partner")


class Asked:
    """A random portal, and what may be asked of it."""

    def __init__(self, seed: int) -> None:
        self.world = World(seed)
        self.random = Random(seed)
        rebuild_states(Activity.objects.all())
        rebuild_tallies()

    def filters(self) -> list[tuple[tuple[Dimension, str], ...]]:
        """Filters of each dimension, and pairs of them."""
        world = self.world
        ones = [
            (Dimension.PLAN, "P-2022-0"),
            (Dimension.PROGRAMME, "PROG"),
            (Dimension.PROGRAMME, "PROG-I"),
            (Dimension.PROGRAMME, NONE),
            (Dimension.DEPARTMENT, "SD-1"),
            (Dimension.DEPARTMENT, NONE),
            (Dimension.SOURCE, "SOURCE-A"),
            (Dimension.PARTNER, "PTF-1"),
            (Dimension.PARTNER, NONE),
            (Dimension.REGION, world.places[0].key),
            (Dimension.CERCLE, world.places[2].key),
            (Dimension.COMMUNE, world.places[-1].key),
            (Dimension.COMMUNE, NONE),
            (Dimension.SECTOR, world.sectors[0].code),
            (Dimension.KIND, NONE),
            (Dimension.QUARTER, "2"),
            (Dimension.QUARTER, NONE),
            (Dimension.YEAR, "2022"),
            (Dimension.DEPARTMENT, "INCONNU"),
        ]
        pairs = [tuple(self.random.sample(ones, 2)) for _ in range(4)]
        pairs = [pair for pair in pairs if pair[0][0] != pair[1][0]]
        return [(), *((one,) for one in ones), *pairs]

    def scopes(self, user, number: int) -> list[DashboardScope]:
        """So many scopes that the reader may ask, at the present and in the past."""
        allowed = set(dimensions_for(user))
        filters = [one for one in self.filters() if {dimension for dimension, _ in one} <= allowed]
        scopes = [DashboardScope(year, one) for one in filters for year in (None, 2022)]
        chosen = self.random.sample(scopes, min(number, len(scopes)))
        chosen = [replace(scope, owner=self.random.choice(list(Owner))) for scope in chosen]
        return [self.dated(scope) if place % 2 else scope for place, scope in enumerate(chosen)]

    def dated(self, scope: DashboardScope) -> DashboardScope:
        """The scope at a past date, sometimes as known then."""
        at = date(2021, 6, 1) + timedelta(days=self.random.randint(0, 1200))
        known = self.random.choice((None, at, at + timedelta(days=30)))
        return replace(scope, situation=Situation.today(at, known))


@pytest.fixture(params=SEEDS)
def asked(request, db) -> Asked:
    return Asked(request.param)


def sorted_money(figures: Figures) -> Figures:
    """The same, currencies in one order."""
    names = ("financial", "commitment", "cancelled_spent")
    ordered = {name: tuple(sorted(getattr(figures, name), key=lambda one: one.currency)) for name in names}
    return replace(figures, **ordered)


def shown(group, *, has_due: bool):
    figures = sorted_money(group.figures)
    if not has_due:
        figures = replace(figures, due=replace(figures.due, done=0, due=0))
    remainder = tuple(sorted(group.remainder, key=lambda one: one.currency))
    return (group.key, group.label, figures, group.shared, remainder)


def check(user, scope: DashboardScope, by: Dimension | None) -> None:
    found = Dashboard(user, scope).figures(by)
    lines = plain_lines(user, scope)
    assert sorted_money(found.total) == sorted_money(plain_total(scope, lines))
    assert found.silent == plain_silent(scope, lines)
    assert found.carried == (0 if scope.is_of_one_plan else plain_carried(lines))
    if by:
        expected = [
            shown(group, has_due=own.has_due)
            for own, group in zip(found.groups, plain_groups(user, scope, by, lines), strict=True)
        ]
        for group, told in zip(found.groups, expected, strict=True):
            assert shown(group, has_due=group.has_due) == told, (scope, by)
    if found.last_year:
        before = year_before(scope.settled())
        then = plain_total(before, plain_lines(user, before)).execution
        assert found.last_year.execution == then


@pytest.mark.parametrize("reader", READERS)
def test_figures_and_groups(asked, reader):
    user = asked.world.people[reader]
    for scope in asked.scopes(user, 9):
        check(user, scope, asked.random.choice((None, *dimensions_for(user))))


def test_what_is_kept_for_who_reads_all(asked):
    user = asked.world.people["direction"]
    for by, owner in product(Dimension, Owner):
        check(user, DashboardScope(owner=owner), by)
        check(user, DashboardScope(2022, owner=owner), by)


@pytest.mark.parametrize("reader", ["direction", "partner"])
def test_the_curve_what_is_late_and_what_changed(asked, reader):
    user = asked.world.people[reader]
    scopes = [DashboardScope(year) for year in (None, 2022)] + asked.scopes(user, 4)
    for scope in scopes:
        board = Dashboard(user, scope)
        curve = [(point.on, point.planned, point.done) for point in board.curve().points]
        weeks = sorted(asked.random.sample(range(len(curve)), 6))
        expected = plain_curve(user, scope.settled(), weeks)
        assert [curve[week] for week in weeks] == expected, scope
        found, late = board.lateness(50), plain_late(user, scope)
        assert found.count == len(late), scope
        assert [(row.activity.pk, row.days) for row in found.rows] == late[:50], scope
        first = date(2022, 1, 1) + timedelta(days=asked.random.randint(0, 300))
        last = first + timedelta(days=asked.random.randint(1, 400))
        told = {change.kind: set(change.keys) for change in board.changes(first, last).changes}
        assert told == plain_changes(user, scope, first, last), (scope, first, last)


def test_quarters_at_the_present_and_in_the_past(asked):
    user = asked.world.people["direction"]
    for code in ("2", NONE):
        scope = DashboardScope(filters=((Dimension.QUARTER, code),))
        check(user, scope, Dimension.QUARTER)
        check(user, asked.dated(scope), Dimension.SECTOR)
