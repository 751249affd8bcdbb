"""The tables of the kept counts: differences added to them, everything written anew, and everything read."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from programmes.bulk_writing import Table
from programmes.measures import MEASURES
from programmes.models import DayTally, Tally
from programmes.summaries.accounts import Accounts
from programmes.summaries.links import Group

TALLY = ("owner", "year", "dimension", "key", "currency")
DAY_TALLY = ("owner", "year", "dimension", "clock", "key", "day")
NUMBERS = ("number", "done")
PAGE = 1000  # rows of one statement

Row = tuple[Any, ...]


def add_to_tables(accounts: Accounts) -> None:
    """Add differences to the rows there are, or make them: in one order, so that two writers never wait both."""
    _add(Tally._meta.db_table, TALLY, MEASURES, sorted(tally_rows(accounts)))
    _add(DayTally._meta.db_table, DAY_TALLY, NUMBERS, sorted(day_rows(accounts)))


def write_tables(accounts: Accounts) -> None:
    """Write these counts in the place of those there are."""
    for model, names, rows in (
        (Tally, (*TALLY, *MEASURES), tally_rows(accounts)),
        (DayTally, (*DAY_TALLY, *NUMBERS), day_rows(accounts)),
    ):
        model.objects.all().delete()
        table = Table(model, *names)
        table.rows = sorted(rows)
        table.write()


def tally_rows(accounts: Accounts) -> Iterator[Row]:
    """The rows of `Tally` that are not all zeros."""
    for (owner, year, dimension, key), account in accounts.groups.items():
        for currency, held in account.measures.items():
            if any(held):
                yield (owner, year, dimension, key, currency, *held)


def day_rows(accounts: Accounts) -> Iterator[Row]:
    """The rows of `DayTally` that are not all zeros; the day as text, as both databases read it."""
    for (owner, year, dimension, key), account in accounts.groups.items():
        for (clock, day), (number, done) in account.days.items():
            if number or done:
                yield (owner, year, dimension, clock, key, day.isoformat(), number, done)


def kept_accounts() -> Accounts:
    """What the tables hold."""
    accounts = Accounts()
    for owner, year, dimension, key, currency, *held in Tally.objects.values_list(
        *TALLY, *MEASURES
    ).iterator():
        accounts.account(Group(owner, year, dimension, key)).measures[currency] = held
    rows = DayTally.objects.values_list(*DAY_TALLY, *NUMBERS)
    for owner, year, dimension, clock, key, day, number, done in rows.iterator():
        accounts.account(Group(owner, year, dimension, key)).days[clock, day] = [number, done]
    return accounts


def _add(table: str, keys: tuple[str, ...], values: tuple[str, ...], rows: list[Row]) -> None:
    if not rows:
        return
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, (*keys, *values)))
    added = ", ".join(
        f"{quote(name)} = {quote(table)}.{quote(name)} + excluded.{quote(name)}" for name in values
    )
    into = f"INSERT INTO {quote(table)} ({names})"
    conflict = f"ON CONFLICT ({', '.join(map(quote, keys))}) DO UPDATE SET {added}"
    marks = f"({', '.join(['%s'] * len(rows[0]))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for start in range(0, len(rows), PAGE):
                part = rows[start : start + PAGE]
                statement = f"{into} VALUES {', '.join([marks] * len(part))} {conflict}"
                cursor.execute(statement, [value for row in part for value in row])
        else:
            cursor.executemany(f"{into} VALUES {marks} {conflict}", rows)
