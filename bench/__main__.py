"""`python -m bench`: prepares a throw-away database, measures, prints one table."""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.databases import DatabaseError, throw_away
from bench.registry import BENCHMARKS
from bench.table import rows_of, table

PROJECT = Path(__file__).resolve().parent.parent
FEWEST_ROUNDS = 5
BUSY = 0.7  # load of each processor above which the clock says little


def main() -> int:
    """Prepare, measure, print; 1 when something could not be measured."""
    options = arguments()
    rows: list[tuple[str, ...]] = []
    failed: list[str] = []
    try:
        for place, size in enumerate(options.activities):
            wanted = [name for name in options.names if place == 0 or BENCHMARKS[name].by_size]
            with database(options, size) as url:
                for name in wanted:
                    result = measured(url, name, options.repeat)
                    if result is None:
                        failed.append(name)
                    else:
                        rows += rows_of(result, BENCHMARKS[name].label, size)
    except DatabaseError as error:
        print(f"\nbin/bench : {error}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(table(rows))
    if failed:
        print(f"\nbin/bench : pas mesuré : {', '.join(failed)} (voir ci-dessus)", file=sys.stderr)
    return 1 if failed else 0


def arguments() -> argparse.Namespace:
    """The command line; faults are said in French and end the program."""
    parser = argparse.ArgumentParser(
        prog="bin/bench",
        description="Mesure le portail sur des données inventées, chaque chose à côté de son plancher.",
        epilog="Mesures : " + " ; ".join(f"{one.name} ({one.label})" for one in BENCHMARKS.values()),
    )
    parser.add_argument("names", nargs="*", metavar="MESURE", help="seulement celles-ci (sinon toutes)")
    parser.add_argument(
        "--activities", default="10000", metavar="N,N", help="tailles de la base (par défaut 10000)"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--repeat", type=int, default=FEWEST_ROUNDS, metavar="N", help="tours (au moins 5)")
    parser.add_argument(
        "--on",
        metavar="ADRESSE",
        help="mesure cette base de passage, préparée par demo et populate, qui sera modifiée",
    )
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in BENCHMARKS]:
        parser.error(f"mesure inconnue : {', '.join(unknown)}. Mesures : {', '.join(BENCHMARKS)}")
    try:
        options.activities = [int(size) for size in options.activities.split(",")]
    except ValueError:
        parser.error("--activities attend des nombres séparés par des virgules, par exemple 10000,100000")
    if options.on and len(options.activities) > 1:
        parser.error("--on mesure une seule base : donnez sa taille seule dans --activities")
    options.names = options.names or list(BENCHMARKS)
    options.repeat = max(FEWEST_ROUNDS, options.repeat)
    return options


@contextmanager
def database(options: argparse.Namespace, size: int) -> Iterator[str]:
    """The address of a database filled with so many activities."""
    if options.on:
        yield options.on
        return
    with throw_away(options.database) as url:
        say(f"Préparation de {size} activités ({options.database})")
        start = time.monotonic()
        if child(url, "prepare", str(size)) is None:
            raise DatabaseError("la base n’a pas pu être préparée (voir ci-dessus).")
        say(f"Prête en {round(time.monotonic() - start)} s")
        yield url


def measured(url: str, name: str, rounds: int) -> dict | None:
    """The result of one measurement; None when it failed, which was then said."""
    busy = os.getloadavg()[0] / (os.cpu_count() or 1) > BUSY
    say(BENCHMARKS[name].label + (" (machine occupée : ne lisez que le CPU)" if busy else ""))
    printed = child(url, "measure", name, str(rounds))
    return None if printed is None else json.loads(printed.splitlines()[-1])


def child(url: str, *words: str) -> str | None:
    """What a process of its own printed; None when it failed."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bench.child", *words],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": url, "PORTAL_MODE": "test", "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return None if done.returncode else done.stdout


def say(text: str) -> None:
    """What is being done, on the error output: the table alone goes to the other."""
    print(f"→ {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
