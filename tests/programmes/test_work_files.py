"""The small files of a work in progress: what one process says, another hears."""

import subprocess
import sys
import time

import pytest

from programmes.imports.progress import ImportCancelledError
from programmes.imports.run_progress import FileProgress
from programmes.work_files import (
    PROGRESS,
    RunProgress,
    ask_to_stop,
    beside,
    clear,
    is_to_stop,
    is_worked_on,
    only_worker,
    read_progress,
    write_progress,
)
from tests.source import PROJECT

HOLD = """
import sys, time
from pathlib import Path
from programmes.work_files import only_worker
with only_worker(Path(sys.argv[1])) as alone:
    print(alone, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def file(tmp_path):
    """A deposited file."""
    path = tmp_path / "abc.xlsx"
    path.write_bytes(b"x")
    return path


def test_what_is_said_is_read(file):
    assert read_progress(file) == RunProgress()
    write_progress(file, "Lecture", 1, 3)
    said = read_progress(file)
    assert (said.step, said.done, said.total, said.percent) == ("Lecture", 1, 3, 33)
    assert said.at is not None


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, None), (5, 10, 50), (11, 10, 100), (0, 7, 0)])
def test_percent(done, total, percent):
    assert RunProgress("x", done, total).percent == percent


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"step": "x"}', '{"step":1,"done":"a","total":2,"at":""}']
)
def test_a_progress_that_cannot_be_read_says_nothing(file, content):
    beside(file, PROGRESS).write_text(content)
    assert read_progress(file) == RunProgress()


def test_stop_is_heard_until_it_is_cleared(file):
    assert not is_to_stop(file)
    ask_to_stop(file)
    assert is_to_stop(file)
    clear(file)
    clear(file)
    assert not is_to_stop(file)


def test_one_works_at_a_time(file):
    assert not is_worked_on(file)
    with only_worker(file) as alone:
        assert alone
        assert is_worked_on(file)
        with only_worker(file) as second:
            assert not second
        assert is_worked_on(file)
    assert not is_worked_on(file)


def test_looking_takes_nothing_away(file):
    with only_worker(file):
        pass
    assert not is_worked_on(file)
    with only_worker(file) as alone:
        assert alone


def test_a_killed_worker_leaves_the_file_free(file):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout.readline().strip() == "True"
        assert is_worked_on(file)
        worker.kill()
        worker.wait()
    assert not is_worked_on(file)


def test_an_import_says_little_and_always_its_steps(file, monkeypatch):
    said = []
    monkeypatch.setattr(
        "programmes.imports.run_progress.write_progress", lambda path, *what: said.append(what)
    )
    progress = FileProgress(file)
    for done in range(1001):
        progress.say("Lecture", done, 1000)
    progress.say("Écriture", 0, 1000)
    assert said[0] == ("Lecture", 0, 1000)
    assert said[-2:] == [("Lecture", 1000, 1000), ("Écriture", 0, 1000)]
    assert len(said) < 20


def test_an_import_stops_when_asked(file):
    progress = FileProgress(file)
    progress.say("Lecture", 0, 10)
    ask_to_stop(file)
    time.sleep(0.3)
    with pytest.raises(ImportCancelledError):
        progress.say("Lecture", 1, 10)
