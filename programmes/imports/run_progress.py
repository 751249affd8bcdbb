"""How an import that runs says how far it is and hears « stop »: by files, since its transaction hides what it
writes in the database until it ends. Pure: no Django."""

import time
from pathlib import Path

from programmes.imports.progress import ImportCancelledError, Progress
from programmes.work_files import is_to_stop, write_progress

EVERY = 0.25  # seconds: four times a second is all that a person sees


class FileProgress(Progress):
    """Writes beside the deposited file, seldom enough to cost nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.step = ""
        self.next = 0.0

    def say(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if step == self.step and now < self.next and done != total:
            return
        self.step, self.next = step, now + EVERY
        if is_to_stop(self.path):
            raise ImportCancelledError
        write_progress(self.path, step, done, total)
