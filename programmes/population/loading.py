"""Filling a database with a population: refused where it would harm, whole or not at all."""

from collections.abc import Callable
from random import Random

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from communes.models import Place
from programmes.bulk_writing import after_keys_given, check_references, refresh_statistics
from programmes.models import ActionPlan, Activity, Result, StatusReport
from programmes.population.plans import Keys, PlanMaker, Tables
from programmes.population.reference import PREFIX, make_reference
from programmes.population.writing import large_cache
from programmes.summaries import rebuild_tallies

BATCH = 10_000


class PopulationError(Exception):
    """Why the population cannot be made, in French, with what to do."""


def measured_activities() -> QuerySet:
    """The activities that populations have made."""
    return Activity.objects.filter(plan__code__startswith=f"{PREFIX}-")


def foreign_data() -> str:
    """What the database holds that is neither the demonstration nor a population; empty for nothing."""
    accounts = User.objects.filter(is_demonstration=False).count()
    activities = Activity.objects.filter(is_demonstration=False).count()
    found = [
        f"{count} {name}{'s' if count > 1 else ''}"
        for count, name in ((accounts, "compte"), (activities, "activité"))
        if count
    ]
    return " et ".join(found)


def populate(
    total: int, *, last_year: int | None = None, tell: Callable[[int], None] = lambda done: None
) -> bool:
    """Fill the database with `total` activities; whether anything was written.

    `last_year` is that of the plans in execution, the tenth and last (by default the year before this one, so
    that every report lies in the past). `tell` hears how many are written. Nothing is written when as many are
    there; PopulationError is raised for another number, or without a territory.
    """
    present = measured_activities().count()
    if present == total:
        return False
    if present:
        raise PopulationError(
            f"La base contient déjà {present} activités de mesure. Pour en avoir {total}, partez d’une base neuve "
            "(DATABASE_URL)."
        )
    if not Place.objects.filter(level="commune").exists():
        raise PopulationError(
            "Aucune commune n’est chargée\u00a0: lancez d’abord manage.py load_territory --apply."
        )
    with large_cache():
        with transaction.atomic():
            _write(total, last_year or timezone.localdate().year - 1, tell)
            rebuild_tallies()
        refresh_statistics()
    return True


def _write(total: int, last_year: int, tell: Callable[[int], None]) -> None:
    tables = Tables()
    reference = make_reference(Random(PREFIX), last_year)  # noqa: S311 (the same data every time is the point)
    maker = PlanMaker(tables, Keys(), reference, last_year)
    done = number = 0
    while done < total:
        done += maker.make(number, total - done)
        number += 1
        if len(tables.activities.rows) >= BATCH or done == total:
            tables.write()
            check_references()
            tell(done)
    after_keys_given((ActionPlan, Result, Activity, StatusReport))
