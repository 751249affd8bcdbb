"""Imports as an administrator walks through them, with script and without."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.imports.faults import Choice
from programmes.models import Activity, ImportRun, Participation
from tests.browser.conftest import DESKTOP, accessibility_faults, layout_faults
from tests.factories import DepartmentFactory, PartnerFactory, ProgrammeFactory
from tests.programmes.import_pages.made_runs import made
from tests.programmes.import_pages.reports import (
    changed,
    created,
    doubtful,
    refused,
    report,
    sheet,
    unchanged,
    unknown_name,
    wrong_date,
)
from tests.programmes.imports.canevas import ground, lines
from tests.programmes.imports.canevas_book import build
from tests.programmes.imports.run_files import csv_file

pytestmark = pytest.mark.django_db(transaction=True)

State = ImportRun.State


def full_report(**named):
    """Everything that a report may say."""
    near = (Choice("1", "Sous-direction Finances locales", 81), Choice("2", "Sous-direction A", 70))
    return report(
        sheets=[
            sheet(keyed_by="reconnues à leur intitulé", also=("results", "status")),
            sheet(sheet="Notes", kind=""),
        ],
        outcomes=[
            *(created(row, f"Former les régisseurs de {row} communes") for row in range(8, 70)),
            changed(70),
            unchanged(71),
            refused(72),
        ],
        faults=[wrong_date(72), unknown_name(73, *near)],
        questions=[doubtful(row, f"{row}.500") for row in range(9, 13)],
        notices=[f"Remarque {number}." for number in range(5)],
        **named,
    )


@pytest.fixture
def screens(admin) -> list[str]:
    """Every page of the imports, in every state."""
    DepartmentFactory(code="SDFL", name="Sous-direction Finances locales")
    previewed = made(admin, written=full_report())
    applied = made(admin, State.APPLIED, full_report(applied=True))
    others = [
        made(admin, written=report(sheets=[sheet()], outcomes=[created(8)])),
        made(admin, State.NOTHING, report(sheets=[sheet()], outcomes=[unchanged(8)])),
        made(admin, State.UNDONE, report(sheets=[sheet()], outcomes=[created(8)], applied=True)),
        made(admin, State.FAILED, message="Ce classeur est protégé par un mot de passe."),
        made(admin, State.CANCELLED),
        made(admin, State.APPLYING, started_at=timezone.now()),
    ]
    parts = ("settle", "faults", "created", "changed", "unchanged", "refused")
    return [
        reverse("programmes:import_list"),
        f"{reverse('programmes:import_list')}?state=failed&q=rien",
        *(f"{previewed.get_absolute_url()}?show={part}" for part in parts),
        reverse("programmes:import_reading", args=[previewed.pk]),
        applied.get_absolute_url(),
        reverse("programmes:import_undo", args=[applied.pk]),
        *(run.get_absolute_url() for run in others),
    ]


@pytest.mark.parametrize("device", ["page", "phone_page"])
def test_every_page_in_every_state_is_accessible_and_fits(device, request, screens, sign_in, admin):
    shown = request.getfixturevalue(device)
    sign_in(shown, admin)
    faults = []
    for address in screens:
        assert shown.goto(address).status == 200, address
        faults += [f"{address}: {fault}" for fault in layout_faults(shown) + accessibility_faults(shown)]
    assert faults == [], "\n".join(faults)


def test_the_bar_of_a_long_work_follows_it_to_its_end(page, sign_in, admin):
    """A work that waits is watched; once it is over, its page shows by itself what became of it."""
    run = made(admin, State.PREVIEWING, report(sheets=[sheet()], outcomes=[created(8)]))
    sign_in(page, admin)
    page.goto(run.get_absolute_url())
    page.get_by_text("En attente de son tour").wait_for()
    ImportRun.objects.filter(pk=run.pk).update(state=State.PREVIEWED)
    page.get_by_role("button", name="Importer", exact=True).first.wait_for()


# --- the whole way of a hurried official's plan -----------------------------------------------------

MISSPELT = "Celule d’apui à la décentralisation"
BAD_DATE = "31 Novembre 2025"


def untidy(path, *, bad: bool = True):
    """The canevas of 68 activities; in its bad version a department is misspelt and a date does not exist."""
    plan = lines()
    plan = [replace(line, budget_cell=1_500) if "budget" in line.doubts else line for line in plan]
    plan[2] = replace(plan[2], budget_cell="1.500")
    if bad:
        plan[6] = replace(plan[6], department_cell=MISSPELT)
        plan[8] = replace(plan[8], period_cell=BAD_DATE)
    build(path, plan, merge_departments=False)
    return path


def bring(page, path) -> None:
    page.goto(reverse("programmes:import_list"))
    page.get_by_label("Fichier", exact=True).set_input_files(path)
    page.get_by_role("button", name="Lire le fichier").click()


def describe_plan(page) -> None:
    """The plan is a new one, adopted, and the date of its statuses is given."""
    page.get_by_label("Plan de ces lignes").select_option("+")
    page.get_by_label("Code du nouveau plan").fill("DGCT-2025")
    page.get_by_label("Exercice").fill("2025")
    page.get_by_label("Titre du nouveau plan").fill("Plan d’actions 2025 (essai)")
    page.locator("[name=new_department]").select_option("DGCT")
    page.get_by_label("Adopté le").fill("2025-01-15")
    page.get_by_label("Date des états d’exécution").fill("2025-12-20")
    page.get_by_role("button", name="Relire le fichier").click()


def main_text(page) -> str:
    return page.locator("main").inner_text().replace("\u00a0", " ").replace("\u202f", " ")


def settle(page, value: str, choice: str) -> None:
    """Tick an answer to what is asked about a text of the file."""
    question = page.get_by_role("group").filter(has_text=f"«\u00a0{value}\u00a0»")
    question.get_by_label(choice).first.check()


def test_an_untidy_plan_is_read_settled_imported_in_part_corrected_and_undone(
    page, sign_in, admin, tmp_path, assert_accessible
):
    ground()
    bad, good = untidy(tmp_path / "plan.xlsx"), untidy(tmp_path / "plan corrigé.xlsx", bad=False)
    sign_in(page, admin)

    bring(page, bad)
    page.wait_for_url("**/lecture/")
    assert "Il manque de quoi lire ce fichier" in main_text(page)
    describe_plan(page)
    page.wait_for_url(lambda url: "lecture" not in url)
    assert "Feuille « Plan 2025 »" in main_text(page)
    assert page.get_by_role("button", name="Importer", exact=True).first.is_disabled()
    assert_accessible(page)

    settle(page, MISSPELT, "Cellule d’appui à la décentralisation")
    settle(page, "1.500", "C’est exact")
    page.get_by_role("button", name="Enregistrer les réponses").last.click()
    page.get_by_text("2 réponses enregistrées").wait_for()
    page.get_by_role("button", name="Tenir pour exactes les 6 lectures proposées").click()
    page.get_by_text("6 réponses enregistrées").wait_for()
    assert page.get_by_role("link", name="À régler (0)").is_visible()
    page.get_by_role("link", name="Fautes du fichier (1)").click()
    assert BAD_DATE in main_text(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le classeur, fautes marquées").click()
    assert download.value.suggested_filename == "plan-fautes.xlsx"

    page.get_by_role("button", name="Importer seulement les lignes correctes").first.click()
    page.get_by_text("Le fichier est importé.").first.wait_for()
    assert Activity.objects.filter(plan__code="DGCT-2025").count() == 67

    # Corrected, it brings the line that was left aside; what was settled is not asked again.
    bring(page, good)
    page.get_by_label("Plan de ces lignes").select_option("DGCT-2025")
    page.get_by_label("Date des états d’exécution").fill("2025-12-20")
    page.get_by_role("button", name="Relire le fichier").click()
    page.wait_for_url(lambda url: "lecture" not in url)
    page.get_by_role("button", name="Tenir pour exactes les 7 lectures proposées").click()
    page.get_by_text("7 réponses enregistrées").wait_for()
    page.get_by_role("button", name="Importer", exact=True).first.click()
    page.get_by_text("Le fichier est importé.").first.wait_for()
    assert Activity.objects.filter(plan__code="DGCT-2025").count() == 68

    written = page.url
    bring(page, good)
    page.get_by_text("Ce fichier ne change rien").wait_for()

    page.goto(written)
    page.get_by_role("link", name="Annuler cet import").click()
    page.get_by_label("Motif").fill("Essai.")
    page.get_by_role("button", name="Annuler l’import").click()
    page.get_by_text("Cet import a été annulé.").wait_for()
    assert Activity.objects.filter(plan__code="DGCT-2025").count() == 67


PARTICIPATIONS = ("Programme", "Partenaire", "Rôle")


def test_the_whole_way_without_script(new_page, sign_in, admin, tmp_path):
    """Brought, a name searched and settled, imported, brought again, undone: nothing of it needs JavaScript."""
    ProgrammeFactory(code="EAM")
    PartnerFactory(code="PAM", name="Programme alimentaire mondial")
    path = tmp_path / "participations.csv"
    path.write_bytes(csv_file(PARTICIPATIONS, ("EAM", "Cantine scolaire", "bailleur")).read())
    page = sign_in(new_page(**DESKTOP, java_script_enabled=False), admin)

    page.goto(reverse("programmes:import_list"))
    page.get_by_label("Fichier", exact=True).set_input_files(path)
    page.get_by_label("Ce qu’il contient").select_option("participations")
    page.get_by_role("button", name="Lire le fichier").click()
    assert page.get_by_role("button", name="Importer", exact=True).first.is_disabled()

    page.get_by_label("Chercher un autre nom").fill("alimentaire")
    page.get_by_role("button", name="Chercher pour Cantine scolaire").click()
    settle(page, "Cantine scolaire", "Programme alimentaire mondial")
    page.get_by_role("button", name="Enregistrer les réponses").last.click()
    page.get_by_text("1 réponse enregistrée").wait_for()
    page.get_by_role("button", name="Importer", exact=True).first.click()
    page.get_by_text("Le fichier est importé.").first.wait_for()
    assert Participation.objects.count() == 1

    # The name is a known spelling: the same file is not asked about again, and changes nothing.
    page.goto(reverse("programmes:import_list"))
    page.get_by_label("Fichier", exact=True).set_input_files(path)
    page.get_by_label("Ce qu’il contient").select_option("participations")
    page.get_by_role("button", name="Lire le fichier").click()
    page.get_by_text("Ce fichier ne change rien").wait_for()

    page.goto(ImportRun.objects.get(state=State.APPLIED).get_absolute_url())
    page.get_by_role("link", name="Annuler cet import").click()
    page.get_by_role("button", name="Annuler l’import").click()
    page.get_by_text("Cet import a été annulé.").wait_for()
    assert Participation.objects.count() == 0
