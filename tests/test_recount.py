"""What every surface says equals a plain count of the exported rows: random data, random dates, every role."""

import json
from datetime import date, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command

from programmes.models import Activity
from programmes.situation import end_of
from programmes.summaries import rebuild_states
from tests.recount.counting import Rows, as_told, figures
from tests.recount.worlds import World

pytestmark = pytest.mark.django_db

SEEDS = (1, 2, 3)


def printed(name: str, *args: str) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


class Told:
    """A random portal, its exported rows, and random dates to ask it."""

    def __init__(self, seed: int) -> None:
        self.world = World(seed)
        rebuild_states(Activity.objects.all())
        self.rows = Rows(printed("dumpdata", "communes.place", "programmes"))
        self.random = Random(seed)
        self.readers = {
            role: (person, person.pk if "partner" in role else None)
            for role, person in self.world.people.items()
        }

    def dates(self, number: int) -> list[tuple[date, date | None]]:
        """So many pairs of dates: what had happened by the one, as entered by the other."""
        pairs = []
        for _ in range(number):
            at = date(2021, 1, 1) + timedelta(days=self.random.randint(0, 1400))
            pairs.append((at, self.random.choice((None, at, at + timedelta(days=30)))))
        return pairs


@pytest.fixture(params=SEEDS)
def told(request, db) -> Told:
    return Told(request.param)


def asked(at: date, known: date | None) -> list[str]:
    return ["--at", str(at), *(["--known", str(known)] if known else [])]


def test_the_command_gives_the_figures_of_each_plan(told):
    for role, (person, key) in told.readers.items():
        seen = told.rows.seen_by(key)
        for at, known in told.dates(1):
            for pk, plan in told.rows.plans.items():
                own = {one for one in seen if told.rows.activities[one]["plan"] == pk}
                if not own:
                    continue
                data = json.loads(
                    printed("figures", plan["code"], "--as", person.email, "--json", *asked(at, known))
                )
                expected = figures(told.rows.stands(own, at, end_of(known)))
                assert as_told(data) == expected, (role, plan["code"], at, known)
