"""The figures of a dashboard: of a scope, for a reader, whole and by group."""

import pytest
from django.core.exceptions import PermissionDenied

from programmes.dimensions import NONE, Dimension
from reporting.figures.dashboard import (
    DashboardScope,
    changes_between,
    curve_of,
    dashboard_figures,
    lateness_of,
)
from tests.recount.worlds import World
from tests.reporting.dashboard.kept import keep

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
