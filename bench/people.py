"""Many people at once, each in a browser of their own, in front of a real server: who reports, how long they wait.

python -m bench.people --people 50 --database sqlite        prints a table, and what the history says afterwards

Everybody signs in, opens the form of an activity, sends it, and so on; every fifth report carries a file. Nothing may
be lost and nothing may fail: that is checked here and in tests/programmes/test_fifty_people.py.
"""

import argparse
import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from bench.databases import DatabaseError, throw_away
from programmes.models import ActionPlan, Activity, Department, DepartmentMembership, StatusReport
from programmes.summaries import rebuild_tallies

PROJECT = Path(__file__).resolve().parent.parent
PASSWORD = "Une-phrase-assez-longue-pour-la-mesure"  # noqa: S105
EACH = 5
FILE_EVERY = 5
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#: As bin/run starts it.
SERVER = ("--workers", "2", "--threads", "4", "--timeout", "120")
LONGEST = 120


@dataclass(frozen=True)
class Reporting:
    """One person and the activities they report on."""

    email: str
    activities: tuple[int, ...]


@dataclass
class Crowd:
    """What everybody met: the seconds of each act, and every answer that was not the one expected."""

    signed_in: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    with_file: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lasted: float = 0.0


# --- the server


@contextmanager
def serving(database: str, media: Path) -> Iterator[str]:
    """The address of a server of its own over that database."""
    port = _free_port()
    settings = {
        "DATABASE_URL": database,
        "MEDIA_ROOT": str(media),
        "PORTAL_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}", *SERVER]
    with open(media / "server.log", "w") as log:
        server = subprocess.Popen(  # noqa: S603
            command, cwd=PROJECT, env={**os.environ, **settings}, stdout=log, stderr=log
        )
    try:
        _wait(port, server, media / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def _wait(port: int, server: subprocess.Popen, log: Path) -> None:
    for _ in range(300):
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/"):
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"Le serveur n’a pas démarré : {log.read_text()[-2000:]}")


# --- a person in front of it


class Browser:
    """Keeps its cookies; sends forms with the words that protect them."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _Stay())

    def cookies(self) -> str:
        """As they are sent."""
        return "; ".join(f"{one.name}={one.value}" for one in self.jar)

    def get(self, path: str) -> tuple[int, str]:
        """The status and the text of a page."""
        return self._open(urllib.request.Request(self.base + path))  # noqa: S310

    def post(self, path: str, data: dict) -> tuple[int, str]:
        """The status and the text of the answer to a form; a redirection is not followed."""
        body = encode_multipart(BOUNDARY, data)
        headers = {"Content-Type": MULTIPART_CONTENT, "Referer": self.base + path}
        return self._open(urllib.request.Request(self.base + path, body, headers))  # noqa: S310

    def _open(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=LONGEST) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode(errors="replace")


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirection says that the form was taken; where to does not matter."""

    def redirect_request(self, *args: object) -> None:
        return None


def hidden(page: str, name: str) -> str:
    """The value of a hidden control."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    return found.group(1) if found else ""


def all_at_once(base: str, people: Sequence[Reporting], on: date) -> Crowd:
    """Everybody starts together; the answer once the last one has finished."""
    crowd, start = Crowd(), threading.Barrier(len(people) + 1)
    threads = [threading.Thread(target=_reports, args=(base, person, on, start, crowd)) for person in people]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    crowd.lasted = time.perf_counter() - began
    return crowd


def _reports(base: str, person: Reporting, on: date, start: threading.Barrier, crowd: Crowd) -> None:
    browser = Browser(base)
    start.wait()
    try:
        _signs_in(browser, person, crowd)
        for rank, key in enumerate(person.activities):
            _reports_one(browser, key, on, crowd, file=(rank + key) % FILE_EVERY == 0)
    except Exception as error:  # whatever stops one person is told with the others
        crowd.faults.append(f"{person.email}: {error!r}")


def _signs_in(browser: Browser, person: Reporting, crowd: Crowd) -> None:
    _, page = browser.get("/connexion/")
    data = {
        "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken"),
        "username": person.email,
        "password": PASSWORD,
        "next": "/",
    }
    _timed(crowd, crowd.signed_in, 302, f"{person.email} signs in", browser.post, "/connexion/", data)


def _reports_one(browser: Browser, key: int, on: date, crowd: Crowd, *, file: bool) -> None:
    path = f"/activites/{key}/etat/"
    page = _timed(crowd, crowd.opened, 200, f"GET {path}", browser.get, path)
    data: dict[str, object] = {
        "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken"),
        "token": hidden(page, "token"),
        "status": "in_progress",
        "progress": str(key % 90 + 5),
        "effective_date": on.isoformat(),
        "spent": str(1000 + key),
        "comment": "Mesure",
    }
    if file:
        data["files"] = _Scan(f"piece-{key}.pdf")
    times = crowd.with_file if file else crowd.sent
    _timed(crowd, times, 302, f"POST {path}", browser.post, path, data)


class _Scan:
    """A small signed page, as a form sends files."""

    content_type = "application/pdf"

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self) -> bytes:
        return PDF


def _timed(crowd: Crowd, times: list[float], expected: int, what: str, act, *args: object) -> str:
    began = time.perf_counter()
    status, text = act(*args)
    times.append(time.perf_counter() - began)
    if status != expected:
        said = " ".join(
            re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(script|style|head).*?</\1>", "", text)).split()
        )
        crowd.faults.append(f"{what}: {status} {said[-400:]}")
    return text


# --- the people, and what they left


def settle(count: int, on: date, each: int = EACH) -> list[Reporting]:
    """So many agents of one sub-directorate, each with activities of their own in an adopted plan."""
    department = Department.objects.create(code="MESURE-SD", name="Sous-direction de mesure", acronym="MSD")
    plan = ActionPlan.objects.create(
        code="MESURE-PERSONNES", title="Plan de mesure", year=on.year, department=department, adopted_on=on
    )
    people = []
    for number in range(count):
        user = User.objects.create_user(
            email=f"mesure{number}@exemple.ml",
            full_name=f"Agent de mesure {number}",
            role=Role.AGENT,
            password=PASSWORD,
        )
        DepartmentMembership.objects.create(user=user, department=department)
        rows = [
            Activity(
                plan=plan,
                code=f"{number}.{rank}",
                title=f"Activité de mesure {number}.{rank}",
                department=department,
                responsible=user,
                position=number * each + rank,
                is_demonstration=True,
            )
            for rank in range(each)
        ]
        for row in rows:
            row.save()
        people.append(Reporting(user.email, tuple(row.pk for row in rows)))
    rebuild_tallies()
    return people


def lost(people: Sequence[Reporting]) -> list[str]:
    """Every report that is not in the history exactly once, as it was sent by its author; every missing file."""
    found = []
    for person in people:
        for rank, key in enumerate(person.activities):
            rows = list(StatusReport.objects.filter(activity=key).select_related("author"))
            told = [(row.author.email, int(row.progress or 0), int(row.spent or 0)) for row in rows]
            files = sum(row.evidence.count() for row in rows)
            wanted = int((rank + key) % FILE_EVERY == 0)
            if told != [(person.email, key % 90 + 5, 1000 + key)] or files != wanted:
                found.append(f"{person.email}, {key}: {told}, {files} files")
    return found


# --- the command


def percentile(times: Sequence[float], share: float) -> float:
    """The time within which that share of the requests were answered, in milliseconds; 0 without any."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0


def table(crowd: Crowd, count: int, database: str) -> str:
    """One line for each act."""
    rows = [("acte", "base", "personnes", "nombre", "p50 ms", "p99 ms", "le plus long ms", "p99 / p50")]
    acts = (
        ("se connecter", crowd.signed_in),
        ("ouvrir le formulaire", crowd.opened),
        ("déclarer", crowd.sent),
        ("déclarer, avec une pièce", crowd.with_file),
    )
    for label, times in acts:
        half, most = percentile(times, 0.5), percentile(times, 0.99)
        ratio = f"× {most / half:.1f}".replace(".", ",") if half else "–"
        figures = (len(times), round(half), round(most), round(percentile(times, 1)))
        rows.append((label, database, str(count), *map(str, figures), ratio))
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines)


def main() -> int:
    """Prepare, let them report, print; 1 when something was lost or refused."""
    parser = argparse.ArgumentParser(prog="python -m bench.people", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=50, metavar="N")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--on", metavar="ADRESSE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.on:
        return _measure(options.people, options.on, Path(os.environ["MEDIA_ROOT"]))
    try:
        with throw_away(options.database) as url, tempfile.TemporaryDirectory() as media:
            again = [sys.executable, "-m", "bench.people", "--people", str(options.people), "--on", url]
            settings = {"DATABASE_URL": url, "MEDIA_ROOT": media, "PORTAL_MODE": "test"}
            return subprocess.run(again, cwd=PROJECT, env={**os.environ, **settings}, check=False).returncode  # noqa: S603
    except DatabaseError as error:
        print(f"bench.people : {error}", file=sys.stderr)
        return 1


def _measure(count: int, url: str, media: Path) -> int:
    """In a process whose settings name the database."""
    on = timezone.localdate()
    call_command("migrate", verbosity=0)
    people = settle(count, on)
    connections.close_all()
    with serving(url, media) as base:
        crowd = all_at_once(base, people, on)
    print(table(crowd, count, connection.vendor))
    print(f"\nEn tout : {crowd.lasted:.1f} s.".replace(".", ",", 1))
    wrong = [*crowd.faults, *lost(people)]
    print("\n".join(wrong[:20]) or "Aucune erreur, aucune déclaration perdue.")
    call_command("verify")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
