"""Twelve people at the same minute, in front of a real server: nothing is lost, nothing fails, figures are the history.

`python -m bench.people` does the same with fifty, and measures; here nothing is timed.
"""

import sqlite3

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from bench.people import all_at_once, lost, serving, settle
from programmes.models import Activity, StatusReport
from tests.programmes.test_concurrency import in_shared

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, EACH = 12, 3
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.fixture
def database_url(tmp_path, monkeypatch):
    """A function to call once the rows are made: the address of a database that other processes open too."""

    def share() -> str:
        if connection.vendor == "postgresql":
            told = connection.settings_dict
            password = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
            return f"postgres://{told['USER']}{password}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
        file = tmp_path / "shared.sqlite3"
        copy = sqlite3.connect(file)
        connection.connection.backup(copy)
        copy.close()
        monkeypatch.setitem(connections.settings["default"], "NAME", str(file))
        return f"sqlite:///{file}"

    return share


def test_twelve_people_report_at_once(settings, tmp_path, database_url):
    settings.PASSWORD_HASHERS = ARGON2
    on = timezone.localdate()
    people = settle(PEOPLE, on, EACH)
    url, media = database_url(), tmp_path / "media"
    media.mkdir()
    with serving(url, media) as base:
        crowd = all_at_once(base, people, on)
    assert crowd.faults == []
    assert len(crowd.sent) + len(crowd.with_file) == PEOPLE * EACH
    assert len(crowd.with_file) == sum(1 for _ in media.rglob("*.pdf")) > 0

    def left() -> tuple:
        call_command("verify")
        unchanged = Activity.objects.filter(status="planned").count()
        return lost(people), StatusReport.objects.count(), unchanged

    assert in_shared(left) == ([], PEOPLE * EACH, 0)
