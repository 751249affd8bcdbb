"""Files written by commands: whole, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from os import getpid
from pathlib import Path
from typing import IO

from django.core.management.base import CommandError

from programmes.formats import typeset


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name once it is whole: what fails leaves what stood there. Raises CommandError."""
    unfinished = path.with_name(f".{path.name}.{getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = unfinished.open("wb")
    except OSError as error:
        raise CommandError(typeset(f"« {path} » ne peut pas être écrit : {error.strerror}.")) from error
    try:
        with file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
