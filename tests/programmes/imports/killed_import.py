"""A process that works on a run and stops at a moment of it, waiting to be killed: `python killed_import.py`.

Arguments: the key of the run, the moment ("reading", "half", "written"), the file that says it has come.
"""

import os
import sys
import time
from pathlib import Path

import django


def wait() -> None:
    """Say that the moment has come, and wait."""
    Path(sys.argv[3]).touch()
    time.sleep(120)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from programmes.imports import performing  # noqa: PLC0415 (after the setup)
    from programmes.imports.run_progress import FileProgress  # noqa: PLC0415
    from programmes.models import Partner  # noqa: PLC0415

    moment, said = sys.argv[2], FileProgress.say

    def say(self, step, done, total):
        said(self, step, done, total)
        if moment == "reading" or (moment == "half" and Partner.objects.exists()):
            wait()

    FileProgress.say = say
    if moment == "written":
        performing.remember = lambda *args, **kwargs: wait()
    performing.perform(int(sys.argv[1]), apply=True)


if __name__ == "__main__":
    main()
