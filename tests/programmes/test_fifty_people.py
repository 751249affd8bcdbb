"""In front of a real server: twelve people at the same minute, a connection cut in the middle of a file.

Nothing is lost, nothing fails, figures are the history.

`python -m bench.people` does the same with fifty, and measures; here nothing is timed.
"""

import socket
import sqlite3
import time
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from bench.people import PASSWORD, Browser, all_at_once, hidden, lost, serving, settle
from programmes.models import Activity, Document, StatusReport
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


def test_an_upload_cut_in_the_middle_leaves_nothing(settings, tmp_path, database_url):
    settings.PASSWORD_HASHERS = ARGON2
    (person,) = settle(1, timezone.localdate(), 1)
    url, media = database_url(), tmp_path / "media"
    media.mkdir()
    with serving(url, media) as base:
        browser = Browser(base)
        _, page = browser.get("/connexion/")
        token = hidden(page, "csrfmiddlewaretoken")
        told = {"csrfmiddlewaretoken": token, "username": person.email, "password": PASSWORD, "next": "/"}
        assert browser.post("/connexion/", told)[0] == 302
        path = f"/activites/{person.activities[0]}/etat/"
        _, page = browser.get(path)
        cut(base, path, page, browser.cookies())
        time.sleep(1)  # the server reads the end of the stream
        assert browser.get(path)[0] == 200
        assert [file for file in media.rglob("*") if file.is_file() and file.name != "server.log"] == []

    def left() -> tuple[int, int]:
        call_command("verify")
        return StatusReport.objects.count(), Document.objects.count()

    assert in_shared(left) == (0, 0)


def cut(base: str, path: str, page: str, cookies: str) -> None:
    """Announce a file of four megabytes, send three of them, and go."""
    address = urlsplit(base)
    fields = {
        "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken"),
        "token": hidden(page, "token"),
        "status": "done",
        "effective_date": timezone.localdate().isoformat(),
    }
    parts = "".join(
        f'--coupe\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    file = '--coupe\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.4\n'
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: {cookies}\r\nReferer: {base}{path}\r\n"
        "Content-Type: multipart/form-data; boundary=coupe\r\nContent-Length: 4000000\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port)) as line:
        line.sendall((head + parts + file).encode() + b"x" * 3_000_000)
