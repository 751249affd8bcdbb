"""Whatever is written, by whatever actions, the kept counts equal a recount and the figures of the pages."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programmes.summaries import rebuild_tallies
from tests.programmes.summaries.counted import assert_kept_counts_are_the_figures
from tests.programmes.summaries.world import ACTS, World

numbers = st.integers(0, 700)
lines = st.tuples(st.integers(0, 2), st.integers(0, 15), numbers)
acts = st.tuples(
    st.sampled_from([*ACTS, "report", "report", "carry"]), st.integers(0, 9), st.integers(0, 15), numbers
)


@pytest.fixture
def world(db) -> World:
    return World.make()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    lines=st.lists(lines, min_size=3, max_size=6),
    acts=st.lists(acts, min_size=10, max_size=16),
    day=numbers,
)
def test_the_kept_counts_are_the_figures_after_any_history(world, lines, acts, day):
    plans = list(world.plans)
    with transaction.atomic():
        rebuild_tallies()
        for one, other, number in lines:
            world.act("add", one, other, number)
        for act in acts:
            world.act(*act)
        assert_kept_counts_are_the_figures(world.day(day))
        transaction.set_rollback(True)
    world.plans = plans
