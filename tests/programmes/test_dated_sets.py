"""A whole set read in one statement stands as each of its activities read by itself."""

from datetime import date, timedelta
from random import Random

import pytest

from programmes.models import Activity
from programmes.querysets.dated_sets import DatedSet, day_of, stand
from programmes.situation import Situation
from programmes.summaries import rebuild_states
from tests.recount.worlds import World

pytestmark = pytest.mark.django_db
NAMES = ("report_at", "committed_at", "spent_at", "planned_end_at", "cancelled_at")


@pytest.fixture
def world(db) -> World:
    return World(11)


def test_each_activity_stands_as_by_itself(world):
    random = Random(11)
    for _ in range(8):
        at = date(2021, 2, 1) + timedelta(days=random.randint(0, 1300))
        situation = Situation.today(at, random.choice((None, at, at + timedelta(days=40))))
        alone = Activity.objects.order_by("pk").as_of(situation.at, situation.known)
        together = list(Activity.objects.order_by("pk"))
        stand(together, situation.at, situation.known)
        for one, other in zip(alone, together, strict=True):
            expected = [getattr(one, name) for name in NAMES]
            assert [getattr(other, name) for name in NAMES] == expected, situation


def test_the_present_is_the_copy_of_the_history(world):
    rebuild_states(Activity.objects.all())
    columns = "id, status, planned_end, budget, committed, spent, is_reported, is_pending"
    today = Situation.today().at

    def told(dated: DatedSet) -> list[tuple]:
        rows = dated.rows(columns, "ORDER BY id")
        return [(key, status, day_of(end), *rest) for key, status, end, *rest in rows]

    copies = DatedSet.of(Activity.objects.all(), today, is_present=True)
    assert told(copies) == told(DatedSet.of(Activity.objects.all(), today, as_closed=True))


def test_those_that_do_not_count_yet_are_left_out(world):
    keys = list(Activity.objects.values_list("pk", flat=True))
    at = date(2022, 6, 1)
    among = {key for (key,) in DatedSet.among(keys, at).rows("id")}
    assert among == set(Activity.objects.in_base(at).values_list("pk", flat=True))
    known = Situation.today(at, at).known
    among = {key for (key,) in DatedSet.among(keys, at, known).rows("id")}
    assert among == set(Activity.objects.in_base(at, known).values_list("pk", flat=True))


def test_an_empty_set_is_known_to_be_one():
    assert DatedSet.of(Activity.objects.none(), date(2022, 6, 1)) is None
    assert DatedSet.among([], date(2022, 6, 1)).rows() == []
