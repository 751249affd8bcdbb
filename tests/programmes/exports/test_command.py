"""manage.py export and manage.py template."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from programmes.exports.xlsx import ExportError
from programmes.imports.run import import_file
from programmes.management.commands import export as command
from tests.factories import (
    ActivityFactory,
    CommuneFactory,
    PartnerFactory,
    PlanFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db


def run(*words: object, name: str = "export") -> str:
    out = StringIO()
    call_command(name, *map(str, words), stdout=out)
    return out.getvalue()


@pytest.fixture
def two_plans():
    for code in ("P-1", "P-2"):
        ActivityFactory(plan=PlanFactory(code=code), code=f"A-{code}")


def test_csv_goes_to_the_standard_output(two_plans):
    lines = run("activities").splitlines()
    assert lines[0].startswith("\ufeffPlan;Code;Intitulé;")
    assert [line.split(";")[1] for line in lines[1:]] == ["A-P-1", "A-P-2"]


def test_a_file_takes_the_format_of_its_name(two_plans, tmp_path):
    said = run("activities", "-o", tmp_path / "a.xlsx")
    assert "2 lignes" in said
    assert load_workbook(tmp_path / "a.xlsx").sheetnames == ["activities"]
    run("activities", "-o", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfPlan;")
    run("activities", "-o", tmp_path / "sans-nom", "--format", "csv")
    assert (tmp_path / "sans-nom").read_bytes() == (tmp_path / "a.csv").read_bytes()


@pytest.mark.parametrize(("kind", "found"), [("activities", ["A-P-2"]), ("plans", ["P-2"])])
def test_a_plan_alone(two_plans, kind, found):
    lines = run(kind, "--plan", "p-2").splitlines()[1:]
    assert [line.split(";")[1 if kind == "activities" else 0] for line in lines] == found


def test_a_workbook_of_one_plan_holds_nothing_else(two_plans, tmp_path):
    PartnerFactory()
    run("workbook", "--plan", "P-1", "-o", tmp_path / "plan.xlsx")
    book = load_workbook(tmp_path / "plan.xlsx")
    filled = {sheet.title: sheet.max_row - 1 for sheet in book if sheet.max_row > 1}
    assert filled == {"plans": 1, "activities": 1}
    assert import_file(tmp_path / "plan.xlsx", "workbook", by=None, apply=False).unchanged == 2


def test_what_an_account_may_see(two_plans, partner_user):
    WorkshopFactory()
    assert len(run("workshops").splitlines()) == 2
    assert len(run("workshops", "--as", partner_user.email).splitlines()) == 1


def test_the_territory_is_a_folder_of_csv_or_a_workbook(tmp_path):
    commune = CommuneFactory()
    run("territory", "--format", "csv", "-o", tmp_path / "lieux")
    assert sorted(path.name for path in (tmp_path / "lieux").iterdir()) == [
        "cercles.csv",
        "communes.csv",
        "regions.csv",
    ]
    assert commune.key in (tmp_path / "lieux" / "communes.csv").read_text()
    run("territory", "-o", tmp_path / "lieux.xlsx")
    assert load_workbook(tmp_path / "lieux.xlsx").sheetnames == ["regions", "cercles", "communes"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chose"], "n’est pas une sorte d’export"),
        (["activities", "--format", "xlsx"], "-o FICHIER"),
        (["workbook"], "-o FICHIER"),
        (["workbook", "-o", "x.csv"], "sorte par sorte"),
        (["partners", "--plan", "P-1"], "n’en dépend pas"),
        (["territory", "-o", "x.xlsx", "--plan", "P-1"], "n’en dépend pas"),
        (["activities", "--plan", "P-9"], "n’est pas connu"),
        (["activities", "--as", "personne@exemple.ml"], "Aucun compte actif"),
    ],
)
def test_what_cannot_be_done_is_said(two_plans, words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as refused:
        run(*words)
    assert said in str(refused.value).replace("\u202f", " ")
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_fails_leaves_the_former_file(two_plans, tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"avant")

    def fail(*args, **kwargs):
        raise ExportError("Trop long.")

    monkeypatch.setattr(command, "write_workbook", fail)
    with pytest.raises(CommandError, match="Trop long"):
        run("activities", "-o", path)
    assert path.read_bytes() == b"avant"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_said(two_plans):
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        run("activities", "-o", Path("/proc/nulle/part.xlsx"))


def test_template(tmp_path):
    run("activities", "-o", tmp_path / "modele.xlsx", name="template")
    assert load_workbook(tmp_path / "modele.xlsx").sheetnames[0] == "activities"
    with pytest.raises(CommandError, match="n’a pas de modèle"):
        run("chose", "-o", tmp_path / "x.xlsx", name="template")
