"""In production the portal refuses to start with what everyone knows: default key, debug, demonstration accounts."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from accounts.models import User
from accounts.roles import Role
from portal.safety import no_demonstration_account, refuse_unsafe_start

PROJECT = Path(__file__).resolve().parent.parent.parent
OWN_KEY = "k" * 64


def run(code_or_command: list[str], **environment: str) -> subprocess.CompletedProcess:
    """Run Python in a process of its own, with this environment and nothing of the tests'."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *code_or_command],
        cwd=PROJECT,
        env={**kept, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def read_settings(**environment: str) -> subprocess.CompletedProcess:
    """What every command and the web server do first of all."""
    return run(["-c", "import portal.settings"], **environment)


def start(**environment: str) -> subprocess.CompletedProcess:
    """What a web server does."""
    return run(["-c", "import portal.wsgi; print('started')"], **environment)


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> str:
    """The address of a database of its own, where only the accounts have been prepared."""
    address = f"sqlite:///{tmp_path_factory.mktemp('safety') / 'db.sqlite3'}"
    made = run(["manage.py", "migrate", "accounts", "-v0"], PORTAL_MODE="demonstration", DATABASE_URL=address)
    assert made.returncode == 0, made.stderr
    return address


@pytest.fixture(scope="module")
def demonstration_database(tmp_path_factory, database) -> str:
    """The same with one demonstration account, written there without Django: a process takes a second to start."""
    path = tmp_path_factory.mktemp("safety-demonstration") / "db.sqlite3"
    path.write_bytes(Path(database.removeprefix("sqlite:///")).read_bytes())
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO accounts_user"
            " (password, email, full_name, role, phone, is_active, is_demonstration, date_joined)"
            " VALUES ('!', 'agent@demonstration.example', 'Agent', 'agent', '', 1, 1, '2024-01-01')"
        )
    return f"sqlite:///{path}"


class TestProductionStart:
    def test_it_starts_with_its_own_key_and_no_demonstration_account(self, database):
        started = start(SECRET_KEY=OWN_KEY, DATABASE_URL=database)
        assert (started.returncode, started.stdout) == (0, "started\n"), started.stderr

    @pytest.mark.parametrize("key", [None, "cle-de-demonstration-sans-valeur-hors-de-cette-machine", "court"])
    def test_a_default_or_short_key_is_refused(self, key):
        refused = read_settings(**({"SECRET_KEY": key} if key else {}))
        assert refused.returncode != 0
        assert "SECRET_KEY doit être définie en production" in refused.stderr

    def test_debug_mode_is_refused(self):
        refused = read_settings(SECRET_KEY=OWN_KEY, DEBUG="1")
        assert refused.returncode != 0
        assert "DEBUG est refusé en production" in refused.stderr

    def test_any_host_is_refused(self):
        refused = read_settings(SECRET_KEY=OWN_KEY, ALLOWED_HOSTS="*")
        assert refused.returncode != 0
        assert "ALLOWED_HOSTS=* est refusé en production" in refused.stderr

    def test_demonstration_accounts_are_refused_and_named(self, demonstration_database):
        refused = start(SECRET_KEY=OWN_KEY, DATABASE_URL=demonstration_database)
        assert refused.returncode != 0
        assert "comptes de démonstration (agent@demonstration.example)" in refused.stderr
        assert "DATABASE_URL" in refused.stderr

    def test_the_same_database_serves_a_demonstration(self, demonstration_database):
        started = start(PORTAL_MODE="demonstration", DATABASE_URL=demonstration_database)
        assert (started.returncode, started.stdout) == (0, "started\n"), started.stderr

    def test_a_database_that_is_not_prepared_is_refused(self, tmp_path):
        refused = start(SECRET_KEY=OWN_KEY, DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        assert refused.returncode != 0
        assert "n’est pas préparée" in refused.stderr

    def test_an_unknown_mode_is_refused(self):
        refused = read_settings(PORTAL_MODE="prod")
        assert refused.returncode != 0
        assert "PORTAL_MODE vaut « prod »" in refused.stderr


@pytest.fixture
def production(settings):
    settings.PRODUCTION = True
    settings.PORTAL_MODE = "production"


@pytest.fixture
def demonstration_account(db) -> User:
    return User.objects.create_user(
        email="direction@demonstration.example",
        full_name="Direction",
        role=Role.DIRECTION,
        is_demonstration=True,
    )


class TestChecks:
    def test_accounts_of_real_people_are_accepted(self, production, db):
        User.objects.create_user(email="d@dgct.example", full_name="Direction", role=Role.DIRECTION)
        refuse_unsafe_start()
        assert no_demonstration_account(databases=["default"]) == []

    def test_a_demonstration_account_is_refused(self, production, demonstration_account):
        with pytest.raises(ImproperlyConfigured, match=r"direction@demonstration\.example"):
            refuse_unsafe_start()
        errors = no_demonstration_account(databases=["default"])
        assert [error.id for error in errors] == ["portal.E001"]

    def test_even_a_deactivated_one(self, production, demonstration_account):
        demonstration_account.is_active = False
        demonstration_account.save()
        with pytest.raises(ImproperlyConfigured):
            refuse_unsafe_start()

    def test_outside_production_nothing_is_refused(self, demonstration_account):
        refuse_unsafe_start()
        assert no_demonstration_account(databases=["default"]) == []

    def test_manage_check_says_it(self, production, demonstration_account):
        with pytest.raises(SystemCheckError, match=r"portal\.E001"):
            call_command("check", databases=["default"], stdout=StringIO(), stderr=StringIO())

    def test_without_a_database_the_check_says_nothing(self, production, demonstration_account):
        assert no_demonstration_account(databases=None) == []
