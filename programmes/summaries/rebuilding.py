"""The kept counts made anew from every activity, and compared with what is kept."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from programmes.chains import paths
from programmes.measures import MEASURES
from programmes.models import DayTally, Tally
from programmes.summaries.accounts import Account, Accounts
from programmes.summaries.links import Group, Link
from programmes.summaries.reading import read_all
from programmes.summaries.tables import kept_accounts, write_tables


@dataclass(frozen=True)
class TallyDifference:
    """A number that is not what a recount gives: a column of `Tally` for a currency, or of `DayTally` for a day."""

    group: Group
    column: str
    kept: int
    recounted: int
    currency: str = ""
    clock: str = ""
    day: date | None = None


@contextmanager
def _without_collection() -> Iterator[None]:
    """Millions of small lists that all stay: looking among them for what can go takes half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collection()
def recounted() -> Accounts:
    """Every group, counted from all activities: a stretch of them at a time, then the chains, which may be long."""
    accounts = Accounts()
    chained: dict[int, Link] = {}
    steps: dict[int, int | None] = {}
    for read in read_all():
        for key, link in read.links.items():
            if key in read.steps:
                chained[key] = link
            else:
                accounts.add_of_year(link)
        # A link of another stretch is known there for what carries it on, and not for what it carries on.
        steps |= {key: before for key, before in read.steps.items() if before or key not in steps}
    accounts.sum_years()
    for path in paths(steps):
        if chain := [chained[key] for key in path if key in chained]:
            accounts.add_chain(chain)
    return accounts


@transaction.atomic
def rebuild_tallies() -> int:
    """Write the kept counts anew; how many groups there are. Whoever writes an activity meanwhile waits for the end."""
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in (Tally, DayTally))
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
    with _without_collection():
        accounts = recounted()
        write_tables(accounts)
    return len(accounts.groups)


def tally_differences() -> Iterator[TallyDifference]:
    """Every number that is kept and is not what a recount gives; nothing when all is well."""
    with _one_moment():
        kept, counted = kept_accounts(), recounted()
    for group in sorted(kept.groups.keys() | counted.groups.keys()):
        yield from _differences(group, kept.account(group), counted.account(group))


@contextmanager
def _one_moment() -> Iterator[None]:
    """On PostgreSQL everything is read as it was at one moment, and whoever writes meanwhile does not wait."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _differences(group: Group, kept: Account, counted: Account) -> Iterator[TallyDifference]:
    zeros = [0] * len(MEASURES)
    for currency in sorted(kept.measures.keys() | counted.measures.keys()):
        pairs = zip(
            MEASURES, kept.measures.get(currency, zeros), counted.measures.get(currency, zeros), strict=True
        )
        for name, held, found in pairs:
            if held != found:
                yield TallyDifference(group, name, held, found, currency=currency)
    for clock, day in sorted(kept.days.keys() | counted.days.keys()):
        pairs = zip(
            ("number", "done"),
            kept.days.get((clock, day), (0, 0)),
            counted.days.get((clock, day), (0, 0)),
            strict=True,
        )
        for name, held, found in pairs:
            if held != found:
                yield TallyDifference(group, name, held, found, clock=clock, day=day)
