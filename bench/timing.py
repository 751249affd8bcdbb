"""How long something takes: processor time beside the clock, medians over rounds that alternate with the floor."""

import os
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

SHORTEST_ROUND = (
    0.05  # seconds: what is quicker is repeated inside a round, or the clock would measure itself
)
LONG = 1.0  # seconds: beside what takes longer, the filling of caches is nothing
Work = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """Median of the rounds, in milliseconds for one execution; `cpu` holds the database server's share."""

    cpu: float
    wall: float


def alternate(works: list[Work], rounds: int) -> list[Timing]:
    """The timing of each work. All are warmed up first, then take turns, so that a busy moment hits all alike."""
    times = [_repetitions(work) for work in works]
    samples: list[list[Timing]] = [[] for _ in works]
    for _ in range(rounds):
        for work, count, own in zip(works, times, samples, strict=True):
            own.append(_round(work, count))
    return [_median(own) for own in samples]


def _repetitions(work: Work) -> int:
    """Warm up and say how often a round repeats the work; what is quick is run twice, its caches are then full."""
    for _ in range(2):
        start = time.perf_counter()
        work()
        spent = time.perf_counter() - start
        if spent > LONG:
            break
    return max(1, int(SHORTEST_ROUND / max(spent, 1e-6)))


def _round(work: Work, count: int) -> Timing:
    cpu, wall = own_time() + server_time(), time.perf_counter()
    for _ in range(count):
        work()
    spent = own_time() + server_time() - cpu
    return Timing(spent * 1000 / count, (time.perf_counter() - wall) * 1000 / count)


def _median(samples: list[Timing]) -> Timing:
    return Timing(
        statistics.median(sample.cpu for sample in samples),
        statistics.median(sample.wall for sample in samples),
    )


def own_time() -> float:
    """Processor seconds of this process and of those it has started and seen end (workbooks are read in one)."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def server_time() -> float:
    """Processor seconds the PostgreSQL process behind our connection has used; 0 on SQLite, which runs in ours."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    # First field: nanoseconds on a processor, exact while the server waits for us.
    with open(f"/proc/{connection.connection.info.backend_pid}/schedstat") as file:
        return int(file.read().split()[0]) / 1e9


def is_measurable() -> bool:
    """Whether the server's share can be read (Linux, server on this machine)."""
    try:
        server_time()
    except OSError:
        return False
    return os.name == "posix"
