"""Throw-away databases: a SQLite file, or a PostgreSQL cluster started for the occasion like that of bin/test."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2

# The tests' settings, and no parallel workers: the processor time of one server process then holds all of it.
POSTGRESQL_OPTIONS = (
    "listen_addresses=127.0.0.1", "fsync=off", "synchronous_commit=off", "full_page_writes=off",
    "shared_buffers=512MB", "max_wal_size=4GB", "max_parallel_workers_per_gather=0",
)  # fmt: skip


class DatabaseError(Exception):
    """Why there is no database, in French, with what to do."""


@contextmanager
def throw_away(kind: str) -> Iterator[str]:
    """The address of an empty database, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="portail-mesure.") as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/mesure.sqlite3"
        else:
            with _postgresql(Path(folder)) as url:
                yield url


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    programs = _programs()
    user = _unprivileged()
    if user:
        shutil.chown(folder, user)
    data, port = folder / "data", _free_port()
    _run(
        programs / "initdb", f"--pgdata={data}", "--username=portail", "--auth=trust", "--encoding=UTF8",
        "--locale=C.UTF-8", "--no-sync", "--no-instructions", user=user,
    )  # fmt: skip
    options = [word for option in POSTGRESQL_OPTIONS for word in ("-c", option)]
    with open(folder.parent / f"{folder.name}.log", "w") as log:
        server = subprocess.Popen(  # noqa: S603
            [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, *options],
            stdout=log, stderr=log, user=user, cwd="/",
        )  # fmt: skip
        try:
            _wait(port, server)
            yield f"postgres://portail@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(20)
            server.kill()
            os.unlink(log.name)


def _programs() -> Path:
    """The newest PostgreSQL of the machine."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0])
    )
    found = shutil.which("initdb")
    folders = [*([Path(found).resolve().parent] if found else []), *folders]
    usable = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    if not usable:
        raise DatabaseError("PostgreSQL n’est pas installé : sudo apt-get install -y postgresql")
    return usable[-1]


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: it is then run as the user of its package."""
    return "postgres" if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def _run(program: Path, *arguments: str, user: str | None) -> None:
    done = subprocess.run(  # noqa: S603
        [program, *arguments], capture_output=True, text=True, user=user, cwd="/", check=False
    )
    if done.returncode:
        raise DatabaseError(f"PostgreSQL n’a pas pu créer sa base de passage : {done.stderr.strip()}")


def _wait(port: int, server: subprocess.Popen) -> None:
    """Until the server answers."""
    for _ in range(150):
        with suppress(psycopg2.OperationalError):
            psycopg2.connect(host="127.0.0.1", port=port, user="portail", dbname="postgres").close()
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise DatabaseError("PostgreSQL n’a pas démarré.")
