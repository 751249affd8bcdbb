"""The small files beside a deposited file by which a long work says that it lives, how far it is, and hears « stop ».

Files and not the database: on SQLite the work holds the only write lock until it ends. They are read and written by
the processes of one machine, or of several that share the folder of deposited files. Pure: no Django.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

PROGRESS, LOCK, STOP = ".progress", ".lock", ".stop"


@dataclass(frozen=True)
class RunProgress:
    """How far a work is: the step, in French, `done` out of `total` (0: not known), when it was said."""

    step: str = ""
    done: int = 0
    total: int = 0
    at: datetime | None = None

    @property
    def percent(self) -> int | None:
        """0 to 100 within the step; None when the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total > 0 else None


def beside(path: Path, ending: str) -> Path:
    """The small file of a deposited file."""
    return path.with_name(path.name + ending)


def write_progress(path: Path, step: str, done: int, total: int) -> None:
    """Say how far the work is; a reader sees the old state or the new one, never half of it."""
    said = asdict(RunProgress(step, done, total)) | {"at": datetime.now(UTC).isoformat()}
    draft = beside(path, f"{PROGRESS}.{os.getpid()}")
    draft.write_text(json.dumps(said), encoding="utf-8")
    draft.replace(beside(path, PROGRESS))


def read_progress(path: Path) -> RunProgress:
    """What was said last; an empty one when nothing was."""
    try:
        said = json.loads(beside(path, PROGRESS).read_text(encoding="utf-8"))
        return RunProgress(
            str(said["step"]), int(said["done"]), int(said["total"]), datetime.fromisoformat(said["at"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return RunProgress()


def ask_to_stop(path: Path) -> None:
    """Leave word that the work is to stop."""
    beside(path, STOP).touch()


def is_to_stop(path: Path) -> bool:
    """Whether somebody left word that it is to stop."""
    return beside(path, STOP).exists()


def clear(path: Path) -> None:
    """Remove what an earlier work said and heard. The lock stays: another process may be waiting on that very file."""
    for ending in (PROGRESS, STOP):
        with suppress(FileNotFoundError):
            beside(path, ending).unlink()


@contextmanager
def only_worker(path: Path) -> Iterator[bool]:
    """Whether this process is the one that works on the file, until the block ends.

    The kernel gives the lock back when the process dies, however it dies: that is how `is_worked_on` knows.
    """
    beside(path, LOCK).parent.mkdir(parents=True, exist_ok=True)
    with beside(path, LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def is_worked_on(path: Path) -> bool:
    """Whether a living process works on the file."""
    try:
        with beside(path, LOCK).open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
