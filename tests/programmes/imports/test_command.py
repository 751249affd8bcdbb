"""`manage.py import`: what it prints, when it writes, how it ends."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from programmes.models import Partner

pytestmark = pytest.mark.django_db

ROWS = [["Code", "Nom"], ["PAM", "Programme alimentaire mondial"]]


@pytest.fixture
def run(book):
    """A function that runs the command on the rows of a sheet and gives what it printed."""

    def command(kind: str, rows, *options: str) -> str:
        printed = StringIO()
        call_command("import", kind, str(book({kind: rows})), *options, stdout=printed)
        return printed.getvalue().replace("\u00a0", " ").replace("\u202f", " ")

    return command


def test_it_shows_and_writes_only_with_apply(run):
    printed = run("partners", ROWS)
    assert "Partenaires (partners)" in printed
    assert "partners, ligne 2 : PAM" in printed
    assert "relancez avec --apply" in printed
    assert Partner.objects.count() == 0
    assert "Les changements sont écrits." in run("partners", ROWS, "--apply")
    assert Partner.objects.get().code == "PAM"
    assert "Aucun changement" in run("partners", ROWS, "--apply")


def test_it_shows_what_changes(run):
    run("partners", ROWS, "--apply")
    printed = run("partners", [ROWS[0], ["PAM", "Le PAM"]])
    assert "partners, ligne 2 : PAM : Nom : Programme alimentaire mondial → Le PAM" in printed


def test_faults_are_listed_and_end_in_an_error(run, capsys):
    with pytest.raises(CommandError, match="2 fautes"):
        run("partners", [ROWS[0], ["P A M", None]], "--apply")
    assert Partner.objects.count() == 0


def test_questions_end_in_an_error_unless_accepted(run):
    rows = [["Code", "Titre", "Budget"], ["EAM", "Ensemble", "1.500"]]
    with pytest.raises(CommandError, match="--accept"):
        run("programmes", rows, "--apply")
    assert "Les changements sont écrits." in run("programmes", rows, "--apply", "--accept")


def test_it_writes_in_the_name_of_an_account(run, admin):
    run("partners", ROWS, "--apply", "--as", admin.email.upper())
    assert AuditEvent.objects.get(action="partner.create").actor == admin


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("partenaires", "x.xlsx"), "n’est pas une sorte d’import"),
        (("partners", "absent.xlsx"), "n’existe pas"),
        (("partners", "absent.xlsx", "--as", "personne@exemple.ml"), "Aucun compte actif"),
    ],
)
def test_what_is_wrong_is_said(options, said):
    with pytest.raises(CommandError, match=said):
        call_command("import", *options, stdout=StringIO())


def test_who_may_not_import_is_told(run, agent):
    with pytest.raises(CommandError, match="rôle"):
        run("partners", ROWS, "--as", agent.email)


def test_a_long_list_is_cut(run):
    rows = [ROWS[0], *([f"P{n}", f"Partenaire {n}"] for n in range(70))]
    printed = run("partners", rows)
    assert "… et 10 autres" in printed
    assert "P69" not in printed
    assert "P69" in run("partners", rows, "--all")
