"""The figures of a dashboard: of a scope, for a reader, whole and by group."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from programmes.dimensions import NONE, Dimension
from programmes.owners import Owner
from reporting.figures.dashboard import (
    Comparison,
    Dashboard,
    DashboardScope,
    changes_between,
    curve_of,
    dashboard_figures,
    lateness_of,
)
from reporting.rates import Rate
from tests.factories import (
    ActivityFactory,
    FundingFactory,
    FundingSourceFactory,
    PartnerFactory,
    PlanFactory,
    ProgrammeFactory,
)
from tests.recount.worlds import World
from tests.reporting.dashboard.kept import keep
from tests.reporting.histories import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> World:
    return keep(World(5))


def test_what_is_the_states_business_is_refused_to_a_partner(world):
    partner = world.people["partner"]
    for dimension in (Dimension.DEPARTMENT, Dimension.SOURCE):
        with pytest.raises(PermissionDenied):
            dashboard_figures(partner, DashboardScope(2023), dimension)
        with pytest.raises(PermissionDenied):
            dashboard_figures(partner, DashboardScope(2023, ((dimension, NONE),)))


def test_every_dimension_gives_its_groups(world):
    direction = world.people["direction"]
    for dimension in Dimension:
        shown = dashboard_figures(direction, DashboardScope(), dimension)
        assert shown.groups, dimension
        assert sum(group.figures.counts.total for group in shown.groups) >= shown.total.counts.total
        assert shown.years == (2023, 2022, 2021)


def test_time_is_told_for_a_scope(world):
    direction, scope = world.people["direction"], DashboardScope(2022)
    total = dashboard_figures(direction, scope).total
    curve = curve_of(direction, scope)
    assert curve.base == total.base
    assert lateness_of(direction, scope, 3).count == total.late
    assert changes_between(direction, scope, curve.points[0].on, curve.points[-1].on).of("done").count


@pytest.fixture
def hidden(partner) -> dict:
    """An activity that a partner funds with another one, in the plan of a programme they have no part in."""
    programme = ProgrammeFactory(code="CACHE", title="Programme caché")
    plan = PlanFactory(department=None, programme=programme)
    activity = ActivityFactory(plan=plan, department=None)
    other = PartnerFactory(code="AUTRE-PTF", name="Bailleur caché")
    for one in (partner, other):
        FundingFactory(activity=activity, source=FundingSourceFactory(partner=one))
    FundingFactory(activity=ActivityFactory(plan=plan), source=FundingSourceFactory(partner=other))
    return {Dimension.PROGRAMME: "CACHE", Dimension.PARTNER: "AUTRE-PTF"}


def test_a_partner_finds_no_group_they_may_not_know(hidden, partner, partner_user):
    board = Dashboard(partner_user, DashboardScope(owner=Owner.PROGRAMME))
    of_programmes = board.figures(Dimension.PROGRAMME)
    assert of_programmes.total.base == 1
    assert [(group.key, group.label) for group in of_programmes.groups] == [("", "Autres programmes")]


@pytest.mark.parametrize("code", [None, NONE])
def test_a_partner_asks_nothing_of_other_partners(hidden, partner_user, code):
    """Who funds with whom, and what nobody else funds, could be told apart from the totals."""
    filters = ((Dimension.PARTNER, code or hidden[Dimension.PARTNER]),)
    with pytest.raises(PermissionDenied):
        dashboard_figures(partner_user, DashboardScope(filters=filters, owner=Owner.PROGRAMME))
    with pytest.raises(PermissionDenied):
        dashboard_figures(partner_user, DashboardScope(owner=Owner.PROGRAMME), Dimension.PARTNER)


def test_a_filter_by_a_programme_a_partner_may_not_know_holds_nothing(hidden, partner_user):
    filters = ((Dimension.PROGRAMME, hidden[Dimension.PROGRAMME]),)
    scope = DashboardScope(filters=filters, owner=Owner.PROGRAMME)
    assert dashboard_figures(partner_user, scope).total.counts.total == 0


def test_the_largest_groups_are_kept_and_counted(world):
    direction = world.people["direction"]
    for scope in (DashboardScope(), DashboardScope(filters=((Dimension.SECTOR, "domaine-0"),))):
        whole = dashboard_figures(direction, scope, Dimension.COMMUNE)
        cut = dashboard_figures(direction, scope, Dimension.COMMUNE, most=2)
        assert (len(cut.groups), cut.group_count) == (2, len(whole.groups))
        least = min(group.figures.counts.total for group in cut.groups)
        left = [group for group in whole.groups if group not in cut.groups]
        assert all(group.figures.counts.total <= least for group in left)


def test_groups_that_do_not_add_up_say_why(world):
    direction = world.people["direction"]
    by_region = dashboard_figures(direction, DashboardScope(), Dimension.REGION)
    assert plain(by_region.notes[0]) == (
        "Une activité de plusieurs régions compte dans chaque groupe ; le total la compte une fois."
    )
    by_year = dashboard_figures(direction, DashboardScope(), Dimension.YEAR)
    assert plain(by_year.notes[0]).startswith(
        "Une activité reconduite compte dans le groupe de chacun de ses plans"
    )
    by_source = dashboard_figures(direction, DashboardScope(), Dimension.SOURCE)
    assert any(note.startswith("L’argent n’est donné par source") for note in by_source.notes)


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (Rate(42, 68), Rate(60, 80), "13,24 points de plus qu’à la même date en 2022"),
        (Rate(3, 4), Rate(1, 2), "25 points de moins qu’à la même date en 2022"),
        (Rate(1, 100), Rate(2, 100), "1 point de plus qu’à la même date en 2022"),
        (Rate(1, 2), Rate(2, 4), "autant qu’à la même date en 2022"),
        (Rate(1, 2), Rate(0, 0), ""),
    ],
)
def test_the_year_before_is_compared_in_points(then, now, said):
    assert plain(Comparison(2022, date(2022, 6, 1), then, now).text) == said
