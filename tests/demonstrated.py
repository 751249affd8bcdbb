"""The demonstration as a fixture: loaded once for a module that imports it, undone after its last test."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction


def run_demo() -> str:
    """What `manage.py demo` prints, with plain spaces."""
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue().replace("\u00a0", " ")


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """The demonstration in the database; the value is what the first run printed.

    Each test runs in a savepoint of its own (`django_db`), so that what it changes is undone before the next.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield run_demo()
        transaction.set_rollback(True)
