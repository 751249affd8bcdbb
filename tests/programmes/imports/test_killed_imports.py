"""The server is killed in the middle of an import, or two people apply it at once: nothing is half written."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from accounts.models import AuditEvent
from programmes.actions.refusals import Refusal
from programmes.imports import runs
from programmes.models import ImportRun, Partner
from tests.programmes.imports.run_files import partners_file
from tests.programmes.test_concurrency import at_once, in_shared, shared_database
from tests.source import PROJECT

__all__ = ["shared_database"]

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 1_200  # more than are written together
State = ImportRun.State


def database_url() -> str:
    """The database of the tests, for another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    secret = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    return f"postgres://{given['USER']}{secret}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


@pytest.fixture
def previewed(admin, request) -> ImportRun:
    """A run ready to be written, in a database that other processes share."""
    share = request.getfixturevalue("shared_database")
    rows = [(f"P{number}", f"Partenaire {number}", "") for number in range(ROWS)]
    run = runs.receive_file(file=partners_file(*rows), kind="partners", by=admin)
    runs.perform(run.pk, apply=False)
    run.refresh_from_db()
    assert (run.state, run.created) == (State.PREVIEWED, ROWS)
    ImportRun.objects.update(state=State.APPLYING, applied_by=admin, started_at=None, finished_at=None)
    share()
    return run


def kill_at(moment: str, run: ImportRun, tmp_path) -> None:
    """Begin to write the run in a process of its own and kill it at this moment."""
    come = tmp_path / "come"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.programmes.imports.killed_import", str(run.pk), moment, str(come)],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": in_shared(database_url), "MEDIA_ROOT": str(settings.MEDIA_ROOT)},
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + 60
    while not come.exists():
        assert process.poll() is None, process.stderr.read().decode()
        assert time.monotonic() < until, "the moment never came"
        time.sleep(0.05)
    assert in_shared(lambda: (ImportRun.objects.get().is_interrupted, Partner.objects.count())) == (False, 0)
    process.kill()
    process.communicate()


def what_is_left() -> tuple:
    run = ImportRun.objects.get()
    return run.state, run.is_interrupted, Partner.objects.count(), AuditEvent.objects.count()


@pytest.mark.parametrize("moment", ["reading", "half", "written"])
def test_a_killed_import_leaves_nothing_and_starts_again(previewed, admin, tmp_path, moment):
    events = in_shared(AuditEvent.objects.count)
    kill_at(moment, previewed, tmp_path)
    assert in_shared(what_is_left) == (State.APPLYING, True, 0, events)
    again = in_shared(lambda: runs.start_apply(run=ImportRun.objects.get(), by=admin))
    assert again.is_waiting  # a file of this length goes to the worker
    in_shared(lambda: runs.perform(previewed.pk, apply=True))
    assert in_shared(what_is_left) == (State.APPLIED, False, ROWS, events + ROWS + 1)


def test_a_killed_import_may_be_abandoned(previewed, admin, tmp_path):
    kill_at("reading", previewed, tmp_path)
    run = in_shared(lambda: runs.cancel(run=ImportRun.objects.get(), by=admin))
    assert run.state == State.CANCELLED
    assert in_shared(Partner.objects.count) == 0


def test_two_browsers_apply_once(request, admin):
    share = request.getfixturevalue("shared_database")
    rows = [(f"P{number}", f"Partenaire {number}", "") for number in range(20)]
    runs.receive_file(file=partners_file(*rows), kind="partners", by=admin)
    share()

    def apply():
        return runs.start_apply(run=ImportRun.objects.get(), by=admin)

    outcomes = at_once(apply, apply, apply)
    assert [one for one in outcomes if not isinstance(one, ImportRun | Refusal)] == []
    applied = AuditEvent.objects.filter(action="import.apply")
    assert in_shared(lambda: (ImportRun.objects.get().state, Partner.objects.count(), applied.count())) == (
        State.APPLIED,
        20,
        1,
    )


def test_the_worker_that_stands_beside_the_portal_does_the_work(admin, monkeypatch):
    monkeypatch.setattr(runs, "SHORT_FILE", 1)
    run = runs.receive_file(
        file=partners_file(("UNICEF", "Fonds pour l’enfance", "")), kind="partners", by=admin
    )
    assert run.is_waiting
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)
    run = ImportRun.objects.get()
    assert (run.state, run.is_running) == (State.PREVIEWED, False)
    runs.start_apply(run=run, by=admin)
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)
    assert ImportRun.objects.get().state == State.APPLIED
    assert Partner.objects.count() == 1
