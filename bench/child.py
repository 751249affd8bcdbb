"""One process per measurement, so that none inherits what another has warmed up or left in memory.

python -m bench.child prepare ACTIVITIES
python -m bench.child measure NAME ROUNDS      prints one line of JSON
"""

import json
import os
import resource
import sys

from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from bench.registry import BENCHMARKS
from bench.timing import alternate, is_measurable

MEGABYTE = 1024  # ru_maxrss counts in kilobytes on Linux


def prepare(activities: int) -> None:
    """Schema, demonstration, population."""
    call_command("migrate", verbosity=0)
    with open(os.devnull, "w") as nowhere:
        call_command("demo", stdout=nowhere)
    call_command("populate", activities=activities, stdout=sys.stderr)


def measure(name: str, rounds: int) -> dict[str, object]:
    """The timings of one measurement and of its floors, with the peak of this process's memory."""
    if not is_measurable():
        raise SystemExit(
            "Le temps du serveur PostgreSQL ne peut pas être lu : il faut un serveur sur cette machine."
        )
    with override_settings(ROOT_URLCONF="bench.urls"), BENCHMARKS[name].case() as case:
        timings = alternate([case.work, *(floor.work for floor in case.floors)], rounds)
    return {
        "name": name,
        "database": connection.vendor,
        "cpu": timings[0].cpu,
        "wall": timings[0].wall,
        "most": case.most,
        "floors": [
            {"label": floor.label, "cpu": timing.cpu, "wall": timing.wall, "most": floor.most}
            for floor, timing in zip(case.floors, timings[1:], strict=True)
        ],
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE,
    }


def main() -> None:
    """What the first argument asks for."""
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        print(json.dumps(measure(sys.argv[2], int(sys.argv[3]))))


if __name__ == "__main__":
    main()
