"""The kept counts brought up to date around every write, in its transaction: what was counted before goes, what counts
after comes, and the difference is written in one statement a table.

    with tallied([activity.pk]):
        …  # the write

A write within another's `tallied` joins it, and the outermost writes the difference once, at its end. So an action that
writes several activities opens one around all it does: the rows of counts, which every writer shares, are then the last
that its transaction locks, in one order, and two writers wait for each other without ever waiting both.

What was counted before is read once the activities are held until the end of the transaction, and with them the chains
they belong to (by a lock of their own, since the other links may be held by somebody else). No update can be lost.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from communes.models import Place
from programmes.chains import paths
from programmes.summaries.accounts import Accounts
from programmes.summaries.affected import behind
from programmes.summaries.reading import BATCH, Read, read_again, read_chains, steps_of
from programmes.summaries.tables import add_to_tables

CHAINS = 5_272_611  # what the locks of chains are named by on PostgreSQL, with the first link of each


class Ledger:
    """What a write took away and brought: the activities it may change, and the difference so far."""

    def __init__(self) -> None:
        self.accounts = Accounts()
        self.keys: set[int] = set()
        self.reads: list[Read] | None = []  # what was read, as long as nothing moves

    def before(self, keys: Iterable[int], *, moves: bool = True) -> None:
        """Take away what these activities, and those of their chains, count; each once."""
        new = set(keys) - self.keys
        if moves and (new or self.keys):
            self.reads = None
        if not new:
            return
        _hold(new)
        read = read_chains(new, _held_chains(new))
        for chain in read.chains():
            if not self.keys.intersection(link.key for link in chain):
                self.accounts.add_chain(chain, -1)
        self.keys.update(read.keys)
        if self.reads is not None:
            self.reads.append(read)

    def created(self, keys: Iterable[int]) -> None:
        """These activities counted nothing before: they are new."""
        self.keys.update(keys)
        self.reads = None

    def after(self) -> None:
        """Bring what counts now, and write the difference."""
        reads = [read_chains(self.keys)] if self.reads is None else map(read_again, self.reads)
        for read in reads:
            for chain in read.chains():
                self.accounts.add_chain(chain)
        add_to_tables(self.accounts)


class NoLedger(Ledger):
    """For what is undone in any case: nothing is read nor written."""

    def before(self, keys: Iterable[int], *, moves: bool = True) -> None:
        """Nothing to take away."""


_LEDGER: ContextVar[Ledger | None] = ContextVar("ledger", default=None)


@contextmanager
def tallied(keys: Iterable[int] = (), *, moves: bool = True) -> Iterator[Ledger]:
    """Keep the counts true around a write about these activities, by key, within a transaction.

    What the write creates is told to `created`. Activities of drafts count nothing: they need not be named. `moves` is
    False for a write that leaves places, funders and chains as they are: they are then not read again.
    """
    outer = _LEDGER.get()
    if outer is not None:
        outer.before(keys, moves=moves)
        yield outer
        return
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("counts are kept within the transaction of the write")
    ledger = Ledger()
    token = _LEDGER.set(ledger)
    try:
        ledger.before(keys, moves=moves)
        yield ledger
        if not connection.needs_rollback:  # an import that is refused undoes all it wrote
            ledger.after()
    finally:
        _LEDGER.reset(token)


@contextmanager
def untallied() -> Iterator[None]:
    """Keep no count of writes that will all be undone, as those of a preview are."""
    token = _LEDGER.set(NoLedger())
    try:
        yield
    finally:
        _LEDGER.reset(token)


def moving_places(places: Collection[int]) -> AbstractContextManager[Ledger]:
    """Around a write that moves places, or removes them (`communes.moves`)."""
    return tallied(behind(Place, places))


def _hold(keys: Collection[int]) -> None:
    """Nobody else writes these activities until the end of the transaction; most actions hold them already."""
    if connection.vendor != "postgresql":
        return  # one writer at a time
    ordered = sorted(keys)
    with connection.cursor() as cursor:
        for start in range(0, len(ordered), BATCH):
            cursor.execute(
                "SELECT 1 FROM programmes_activity WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                [ordered[start : start + BATCH]],
            )


def _held_chains(keys: Collection[int]) -> dict[int, int | None]:
    """The chains of these activities, which nobody else counts until the end of the transaction.

    Each is named by its first link; once it is held it is read again, for what was written meanwhile.
    """
    steps = steps_of(keys)
    if not steps or connection.vendor != "postgresql":
        return steps
    with connection.cursor() as cursor:
        for first in sorted(path[0] for path in paths(steps)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CHAINS, first % 2**31])
    return steps_of(keys)
