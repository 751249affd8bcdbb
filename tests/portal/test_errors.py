"""What a person is told when something fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from portal.views.errors import server_error

PROJECT = Path(__file__).resolve().parents[2]


def run(*arguments: str, database: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), *arguments],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{database}", "PORTAL_MODE": "demonstration"},
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
    )


@pytest.mark.parametrize(
    "command", [("figures", "DGCT-2023"), ("report", "plan", "DGCT-2023", "-o", "x.pdf"), ("verify",)]
)
def test_a_command_without_a_database_says_so_in_french(tmp_path, command):
    done = run(*command, database=tmp_path / "vide.sqlite3")
    assert done.returncode == 1
    assert "La base de données ne répond pas ou n’est pas préparée" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_code_is_said_without_a_stack_trace(tmp_path):
    done = run("report", "planète", "X", "-o", str(tmp_path / "x.pdf"), database=tmp_path / "vide.sqlite3")
    assert done.returncode == 1
    assert "Nature de document inconnue" in done.stderr
    assert "Traceback" not in done.stderr


def answer_to(fault: Exception) -> HttpResponse:
    """The page of a request whose view raised this."""

    def view() -> None:
        raise fault

    try:
        view()
    except type(fault):
        return server_error(RequestFactory().get("/plans/"))


def test_a_page_without_a_database_says_so():
    response = answer_to(OperationalError("no such table"))
    assert response.status_code == 503
    assert "base de données ne répond pas" in response.content.decode()


def test_a_base_that_a_long_import_holds_says_to_send_again():
    response = answer_to(OperationalError("database is locked"))
    assert response.status_code == 503
    page = response.content.decode()
    assert "l’import d’un gros fichier" in page
    assert "DATABASE_URL" not in page


def test_an_unexpected_fault_says_that_nothing_was_saved():
    response = answer_to(ZeroDivisionError())
    assert response.status_code == 500
    assert "n’a pas été enregistré" in response.content.decode()
