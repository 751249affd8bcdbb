"""`manage.py import`: what it prints, when it writes, how it ends."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from programmes.models import Activity, Partner
from tests.factories import PlanFactory

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


def test_the_correct_rows_alone_are_written_on_demand(run):
    rows = [*ROWS, ["U N", "Fautif"]]
    assert "relancez avec --apply" in run("partners", rows, "--only-correct")
    assert Partner.objects.count() == 0
    printed = run("partners", rows, "--only-correct", "--apply")
    assert "Les lignes correctes sont écrites (1 ligne laissée)" in printed
    assert [one.code for one in Partner.objects.all()] == ["PAM"]


def test_a_value_is_given_for_all_the_rows(run, department):
    PlanFactory(code="P-1", department=department, adopted_on=None)
    run("activities", [["Intitulé"], ["Former les maires"]], "--given", "plan=P-1", "--apply")
    assert Activity.objects.get().plan.code == "P-1"
    with pytest.raises(CommandError, match="COLONNE=VALEUR"):
        run("activities", [["Intitulé"], ["Former les maires"]], "--given", "plan")


def test_a_mapping_is_shown_corrected_and_given_back(run, tmp_path):
    rows = [["Sigle interne", "Nom"], ["PAM", "Programme alimentaire mondial"]]
    with pytest.raises(CommandError):
        run("partners", rows, "--apply")
    shown = json.loads(run("partners", rows, "--show-mapping"))
    assert Partner.objects.count() == 0
    [sheet] = shown["sheets"]
    assert sheet["columns"]["B"] == "name"
    sheet["columns"]["A"] = "code"
    settings = tmp_path / "réglages.json"
    settings.write_text(json.dumps(shown), encoding="utf-8")
    run("partners", rows, "--mapping", str(settings), "--apply")
    assert Partner.objects.get().code == "PAM"


@pytest.mark.parametrize("content", ["", "[1]", '{"sheets": [{"kind": 1}]}'])
def test_settings_that_are_none_are_refused_in_french(run, tmp_path, content):
    settings = tmp_path / "r.json"
    settings.write_text(content)
    with pytest.raises(CommandError, match="ne se lit pas"):
        run("partners", ROWS, "--mapping", str(settings))
