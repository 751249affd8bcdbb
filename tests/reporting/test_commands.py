"""`manage.py figures` and `manage.py verify`: what they print, and what they refuse."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db.models import F

from programmes.actions.closing import close_plan
from programmes.actions.status import report_status
from programmes.imports.runs import receive_file, start_apply
from programmes.models import Activity, ActivityKind, DayTally, ImportRun, Stage, StageGrid, Status, Tally
from programmes.summaries import rebuild_states, rebuild_tallies
from reporting.figures import Situation, plan_figures
from reporting.figures.as_data import plan_data
from tests.factories import DeclaredFigureFactory, PlanFactory
from tests.reporting.histories import add, plain, plan_of_68

pytestmark = pytest.mark.django_db


def run(name, *args) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out)
    return plain(out.getvalue())


# --- figures --------------------------------------------------------------------------------------


def test_json_gives_exact_numbers():
    DeclaredFigureFactory(plan=plan_of_68(code="DGCT-2023"))
    found = json.loads(run("figures", "DGCT-2023", "--at", "2023-12-31", "--json"))
    assert found["counts"] == {"planned": 0, "in_progress": 15, "done": 42, "not_done": 11, "cancelled": 0}
    assert found["base"] == 68
    assert found["rates"]["execution"] == {
        "numerator": "42",
        "denominator": "68",
        "percent": "61.76",
        "text": "42 / 68 = 61,76 %",
    }
    assert found["rates"]["progress"]["unknown"] == 15
    assert found["situation"]["at"] == "2023-12-31"
    assert found["declared"][0]["declared"] == "67.74"
    assert found["declared"][0]["explanation"] == "aucune explication trouvée"


def test_the_command_prints_what_the_page_prints():
    plan = plan_of_68()
    page = plan_data(plan_figures(plan, Activity.objects.all(), Situation.today(date(2023, 12, 31))))
    printed = run("figures", plan.code, "--at", "31/12/2023", "--json")
    assert json.loads(printed) == json.loads(plain(json.dumps(page, ensure_ascii=False)))


def test_text_says_the_rates_and_what_is_declared():
    DeclaredFigureFactory(plan=plan_of_68(code="DGCT-2023"))
    text = run("figures", "dgct-2023", "--at", "2023-12-31")
    assert "42 / 68 = 61,76 %" in text
    assert "68 activités renseignées sur 68, depuis le 20 décembre 2023" in text
    assert "déclaré 67,74 %, calculé 61,76 % (42 / 68) – aucune explication trouvée" in text


def test_known_is_a_day_or_a_moment():
    plan = plan_of_68()  # entered on 20 December 2023 at 10:00
    for known, done in (
        ("2023-12-19", 0),
        ("2023-12-20", 42),
        ("2023-12-20T09:59", 0),
        ("2023-12-20T10:00:00+00:00", 42),
    ):
        found = json.loads(run("figures", plan.code, "--at", "2023-12-31", "--known", known, "--json"))
        assert found["counts"]["done"] == done, known


def test_a_draft_says_it_has_no_figures():
    plan = PlanFactory(adopted_on=None)
    add(plan, 3)
    assert "Plan non adopté à cette date : 3 activités inscrites" in run("figures", plan.code)


def test_it_is_scoped_to_the_reader(partner_user):
    plan = plan_of_68()
    with pytest.raises(CommandError, match="Aucun plan ne porte le code"):
        run("figures", plan.code, "--as", partner_user.email)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["INCONNU"], "Aucun plan ne porte le code « INCONNU »"),
        (["P", "--at", "2023-02-30"], "La date « 2023-02-30 » n’est pas lisible"),
        (["P", "--at", "hier"], "La date « hier » n’est pas lisible"),
        (["P", "--known", "2023-12-31T25:00"], "n’est pas lisible"),
        (["P", "--as", "personne@exemple.ml"], "Aucun compte actif n’a l’adresse « personne@exemple.ml »"),
    ],
)
def test_what_is_unknown_is_refused_clearly(arguments, message):
    PlanFactory(code="P")
    with pytest.raises(CommandError) as refused:
        run("figures", *arguments)
    assert message in plain(str(refused.value))


# --- the dashboard --------------------------------------------------------------------------------


def test_without_a_plan_it_gives_the_dashboard():
    plan = plan_of_68(year=2023, code="DGCT-2023")
    add(PlanFactory(year=2022), 3, "done")
    rebuild_states(Activity.objects.all())
    rebuild_tallies()
    found = json.loads(run("figures", "--year", "2023", "--by", "department", "--json"))
    assert found["scope"] == {"owner": "department", "year": 2023, "filters": {}}
    assert plain(found["rates"]["execution"]["text"]) == "42 / 68 = 61,76 %"
    assert [(group["code"], group["base"]) for group in found["groups"]] == [(plan.department.code, 68)]
    assert found["years"] == [2023, 2022]
    assert json.loads(run("figures", "--json"))["base"] == 71
    text = run("figures", "--department", plan.department.code)
    assert "Tableau de bord : plans des structures, tous les exercices, structure" in text
    assert "42 / 68 = 61,76 %" in text


def test_the_dashboard_is_scoped_to_the_reader_and_to_the_date(partner_user):
    plan_of_68()
    found = json.loads(run("figures", "--json", "--as", partner_user.email))
    assert (found["base"], found["groups"]) == (0, [])
    assert json.loads(run("figures", "--json", "--at", "2023-12-19"))["counts"]["done"] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["P", "--year", "2023"], "--year n’a pas de sens avec un plan"),
        (["--department", "INCONNUE"], "Rien ne s’appelle « INCONNUE » (--department)"),
    ],
)
def test_what_the_dashboard_cannot_be_asked_is_refused_clearly(arguments, message):
    PlanFactory(code="P")
    with pytest.raises(CommandError) as refused:
        run("figures", *arguments)
    assert message in plain(str(refused.value))


def test_a_partner_is_refused_the_departments(partner_user):
    with pytest.raises(CommandError, match="n’est pas montrée aux partenaires"):
        run("figures", "--by", "department", "--as", partner_user.email)


# --- verify ---------------------------------------------------------------------------------------


@pytest.fixture
def true_plan(agent):
    """A plan whose history was written by the actions."""
    plan = PlanFactory(department=agent.departments.get())
    rows = add(plan, 3)
    rebuild_tallies()
    for row in rows:
        report_status(
            activity=row, by=agent, status=Status.DONE, effective_date=date(2023, 6, 1), spent=Decimal(5)
        )
    return plan


def test_everything_agrees(true_plan):
    text = run("verify")
    assert "Tout concorde." in text
    assert "état des activités égal à l’histoire (3) : concorde" in text


def differences() -> str:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify", stdout=out)
    return plain(out.getvalue())


def test_a_copy_that_differs_is_said(true_plan):
    first = true_plan.activities.first()
    Activity.objects.filter(pk=first.pk).update(status=Status.PLANNED)
    assert f"{true_plan.code} {first.code} : état gardé planifiée, l’histoire donne réalisée" in differences()


def test_a_kept_count_that_differs_is_said_by_its_name(true_plan):
    Tally.objects.filter(year=2023, dimension="department").update(done=F("done") + 1)
    DayTally.objects.filter(year=0, dimension="all", clock="first").update(day=date(2023, 7, 1))
    said = differences()
    code = true_plan.department.code
    assert f"exercice 2023, structure {code} : réalisées (XOF) gardé 4, le recompte donne 3" in said
    assert "tous les exercices : par première déclaration, 1er juin 2023, nombre gardé 0" in said
    call_command("rebuild_tallies", stdout=StringIO())
    assert "Tout concorde." in run("verify")


def test_a_budget_that_no_revision_gives_is_said(true_plan):
    first = true_plan.activities.first()
    first.revisions.create(field="budget", new="8.00", decided_on=date(2023, 7, 1), reason="Devis")
    assert f"{true_plan.code} {first.code} : budget gardé —, les révisions donnent 8.00" in differences()


def test_a_date_that_no_revision_gives_is_said(true_plan):
    first = true_plan.activities.first()
    first.revisions.create(
        field="planned_end", new_date=date(2023, 9, 30), decided_on=date(2023, 7, 1), reason="Retard"
    )
    assert "fin prévue gardée —, les révisions donnent 30 septembre 2023" in differences()


def test_a_search_text_that_differs_is_said(true_plan):
    true_plan.activities.update(title="Autre chose")
    assert "le texte de recherche ne correspond plus" in differences()


def test_a_grid_that_is_not_100_is_said(true_plan):
    grid = StageGrid.objects.create(kind=ActivityKind.objects.create(code="etude", name="Étude"))
    Stage.objects.create(grid=grid, label="Termes de référence", weight=20)
    assert "les poids font 20 et non 100" in differences()


def test_a_closing_whose_figures_differ_is_said(true_plan):
    close_plan(plan=true_plan, on=date(2023, 12, 31), by=None, figures={"counts": {"done": 2}})
    text = differences()
    assert "réalisée arrêté à 2, l’histoire donne 3" in text


def test_the_figures_frozen_at_a_closing_agree(true_plan):
    frozen = plan_data(plan_figures(true_plan, Activity.objects.all(), Situation(date(2023, 12, 31))))
    close_plan(plan=true_plan, on=date(2023, 12, 31), by=None, figures=frozen)
    assert "Tout concorde." in run("verify")


def test_a_carried_activity_of_a_later_year_is_said(true_plan):
    (later,) = add(PlanFactory(year=2025), 1)
    Activity.objects.filter(pk=true_plan.activities.first().pk).update(carried_from=later)
    assert "qui n’est pas d’un exercice antérieur" in differences()


@pytest.fixture
def imported(admin):
    """An import that was written."""
    file = SimpleUploadedFile("partenaires.csv", b"Code;Nom\nPAM;Programme alimentaire mondial\n")
    run_of_file = receive_file(file=file, kind="partners", by=admin)
    return start_apply(run=run_of_file, by=admin)


def test_an_import_that_was_written_agrees(imported):
    text = run("verify")
    assert "fichiers des imports tels que déposés (1) : concorde" in text
    assert "imports écrits avec leur trace (1) : concorde" in text


def test_a_file_of_an_import_that_was_changed_is_said(imported):
    imported.path.write_bytes(b"Code;Nom\nPAM;Autre\n")
    assert "partenaires.csv : le fichier n’est plus celui qui a été déposé" in differences()
    imported.path.unlink()
    assert "partenaires.csv : le fichier n’est plus là" in differences()


def test_an_import_without_its_trace_is_said(imported):
    ImportRun.objects.filter(pk=imported.pk).update(operation=uuid4())
    assert "partenaires.csv : écrit sans trace au journal" in differences()


def test_a_date_that_has_not_come_and_a_year_that_no_plan_has_are_refused():
    plan = PlanFactory()
    with pytest.raises(CommandError, match="pas encore venue"):
        run("figures", plan.code, "--at", "2999-01-01")
    with pytest.raises(CommandError, match="de 1990 à 2100"):
        run("figures", "--year", "0")
