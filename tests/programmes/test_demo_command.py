"""`manage.py demo`: what it prints, what it refuses, what it leaves alone the second time."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError

from accounts.actions import change_password, deactivate_account
from accounts.models import AuditEvent, User
from accounts.roles import Role
from communes.models import Place
from programmes import demonstration as demonstration_module
from programmes.actions.activities import cancel_activity
from programmes.actions.closing import close_plan
from programmes.demonstration import ACCOUNTS, PASSWORD, WORKBOOKS, Workbook
from programmes.models import ActionPlan, Activity, Programme, Sector, StatusReport, Workshop
from tests.demonstrated import demonstration, run_demo

__all__ = ["demonstration"]

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.django_db]

COUNTED = (Activity, ActionPlan, AuditEvent, Place, Programme, Sector, StatusReport, User, Workshop)


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in COUNTED}


def test_it_is_refused_in_production(settings):
    settings.PORTAL_MODE = "production"
    before = counts()
    with pytest.raises(CommandError, match="portail en production"):
        run_demo()
    assert counts() == before


def test_the_first_run_says_what_it_loaded_and_how_to_sign_in(demonstration):
    for workbook in WORKBOOKS:
        assert f"{workbook.file} : chargé (" in demonstration
    for account in ACCOUNTS:
        assert account.email in demonstration
    assert PASSWORD in demonstration
    assert "rien n’a été changé" not in demonstration


def test_the_second_run_changes_nothing_and_says_so():
    before = counts()
    second = run_demo()
    assert "rien n’a été changé" in second
    assert second.count("déjà chargé.") == 5
    assert counts() == before


def test_what_people_did_since_stays():
    direction = User.objects.get(email="direction@demonstration.example")
    plan = ActionPlan.objects.get(code="DGCT-2024")
    cancelled = plan.activities.first()
    cancel_activity(
        activity=cancelled, decided_on=plan.adopted_on, reason="Décision de la direction", by=direction
    )
    close_plan(plan=plan, on=plan.adopted_on, by=direction)
    change_password(user=direction, password="un-autre-mot-de-passe", by=direction)
    deactivate_account(user=User.objects.get(email="amss@demonstration.example"), by=None)

    again = run_demo()
    direction.refresh_from_db()
    assert direction.check_password("un-autre-mot-de-passe")
    assert ActionPlan.objects.get(code="DGCT-2024").closed_on == plan.adopted_on
    assert Activity.objects.get(pk=cancelled.pk).cancelled_on == plan.adopted_on
    lines = {line.split()[0]: line for line in again.splitlines() if "@" in line}
    assert lines["direction@demonstration.example"].endswith("(mot de passe changé depuis)")
    assert lines["amss@demonstration.example"].endswith("(désactivé)")
    assert lines["unicef@demonstration.example"].rstrip().endswith("UNICEF")


def test_accounts_are_those_the_portal_needs():
    users = User.objects.all()
    assert all(user.is_demonstration for user in users)
    assert all(user.email.endswith("@demonstration.example") for user in users)
    by_role = {role: [user for user in users if user.role == role] for role in Role}
    assert {role: len(found) for role, found in by_role.items()} == {
        Role.ADMINISTRATOR: 1,
        Role.DIRECTION: 1,
        Role.VALIDATOR: 1,
        Role.AGENT: 2,
        Role.PARTNER: 2,
    }
    departments = {agent.membership.department.code for agent in by_role[Role.AGENT]}
    assert departments == {"SDFL", "SDDL"}
    validator = by_role[Role.VALIDATOR][0]
    assert validator.membership.department.code in departments
    partners = {partner.code for user in by_role[Role.PARTNER] for partner in user.partners.all()}
    assert partners == {"UNICEF", "AMSS"}
    for user in users:
        validate_password(PASSWORD, user)


def test_partners_see_their_own_programmes():
    def seen(email: str) -> set[str]:
        user = User.objects.get(email=email)
        return set(Programme.objects.visible_to(user).values_list("code", flat=True))

    assert seen("unicef@demonstration.example") == {"ICAE"}
    assert seen("amss@demonstration.example") == {"EAM", "PECIC-II"}


def test_a_missing_workbook_is_said(monkeypatch):
    monkeypatch.setattr(demonstration_module, "WORKBOOKS", (Workbook("absent.xlsx", Workshop, "ABSENT"),))
    with pytest.raises(CommandError, match=r"absent\.xlsx"):
        run_demo()


def test_a_refused_workbook_is_said_cell_by_cell_and_nothing_is_written(monkeypatch, tmp_path, capsys):
    (tmp_path / "faulty.csv").write_text("Code;Nom\nbon;Bon\ncode faux;Mauvais\n", encoding="utf-8")
    monkeypatch.setattr(demonstration_module, "FOLDER", tmp_path)
    monkeypatch.setattr(demonstration_module, "WORKBOOKS", (Workbook("faulty.csv", Workshop, "ABSENT"),))
    monkeypatch.setattr(demonstration_module, "KIND", "sectors")
    before = counts()
    with pytest.raises(CommandError, match=r"faulty\.csv"):
        run_demo()
    assert "ligne 3" in capsys.readouterr().err
    assert counts() == before


def test_a_database_that_is_not_prepared_is_said(tmp_path):
    refused = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PORTAL_MODE": "test", "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert refused.returncode == 1
    assert refused.stderr.replace("\u00a0", " ").endswith("puis lancez « manage.py migrate ».\n")
    assert "Traceback" not in refused.stderr
