"""A workbook with a sheet for each of several kinds, under the names that a person gives to sheets."""

from pathlib import Path

import pytest

from programmes.imports.options import ImportOptions, SheetMapping
from programmes.imports.run import import_file
from programmes.models import Activity, Department, Partner
from tests.programmes.imports import canevas

pytestmark = pytest.mark.django_db

SHEETS: dict[str, list[list[object]]] = {
    "Lisez-moi": [["Classeur d’essai : toutes les lignes sont inventées"]],
    "États d’exécution": [
        ["Plan", "Code activité", "Situation au", "Statut", "Dépensé"],
        ["ESSAI-2023", "A-1", "20/12/2023", "Réalisée", "1.500.000"],
    ],
    "Activités": [
        ["Plan", "Code", "Activités", "Structure resp.", "Coût (FCFA)", "Communes"],
        ["ESSAI-2023", "A-1", "Former les élus (ligne d’essai)", "CEN", "2 000 000", "Bara"],
    ],
    "Plans d’actions": [
        ["Code", "Intitulé", "Exercice", "Structure", "Adopté le"],
        ["ESSAI-2023", "Plan d’essai 2023", 2023, "CEN", "10/01/2023"],
    ],
    "Structures": [["Code", "Nom", "Sigle"], ["CEN", "Centre d’essai", "CE"]],
    "Partenaires": [["Code", "Nom", "Sigle"], ["ONG-E", "Organisation d’essai", "OE"]],
    "Programmes et projets": [
        ["Code", "Titre", "Début", "Localisation"],
        ["PRO-E", "Programme d’essai", "fin 2022", "cercle d’Ansongo"],
    ],
    "Partenaires des programmes": [["Programme", "Partenaire", "Rôle"], ["PRO-E", "OE", "chef de file"]],
    "Apports des partenaires": [["Programme", "Partenaire", "Montant"], ["PRO-E", "OE", "1 000 EUR"]],
    "Cadre logique": [["Programme", "Code", "Énoncé"], ["PRO-E", "R1.1", "Les élus savent"]],
    "Résultats atteints": [
        ["Programme", "Résultat", "Nature", "Réalisation", "Quantité"],
        ["PRO-E", "R1.1", "formation", "Session d’essai", 20],
    ],
    "Indicateurs": [["Programme", "Code", "Indicateur"], ["PRO-E", "IND-1", "Sessions tenues"]],
    "Mesures des indicateurs": [
        ["Programme", "Indicateur", "Début", "Fin", "Valeur"],
        ["PRO-E", "IND-1", "2023", "2023", 8],
    ],
    "Ateliers": [
        ["Code", "Titre", "Date de début", "Date de fin", "Participants"],
        ["ATELIER-E", "Atelier d’essai", "20/12/2023", "23/12/2023", "une cinquantaine"],
    ],
    "Liste de présence": [["Atelier", "Nom"], ["ATELIER-E", "Personne d’essai"]],
    "Recommandations": [["Atelier", "N°", "Recommandation"], ["ATELIER-E", 1, "Recommencer l’essai"]],
    "FFOM": [["Programme", "Commune", "Rubrique", "Constat"], ["PRO-E", "Bara", "force", "Un essai"]],
    "Actions prioritaires": [["Code", "Action", "Commune"], ["PA-E", "Puits d’essai", "Gabéro"]],
    "Promesses de financement": [
        ["Action prioritaire", "Partenaire", "Promesse"],
        ["PA-E", "OE", "Financer l’essai"],
    ],
}


@pytest.fixture(autouse=True)
def ground(db):
    canevas.territory()


@pytest.fixture
def take(admin):
    return lambda path, word="auto", **settled: import_file(
        path, word, by=admin, apply=True, options=ImportOptions(**settled)
    )


def plain(texts) -> list[str]:
    return [text.replace("\u00a0", " ").replace("\u202f", " ") for text in texts]


def is_whole(report) -> None:
    """Each sheet was read and written, the plan with its activity and its status."""
    assert plain(fault.message for fault in report.faults) == []
    assert plain(question.message for question in report.questions) == []
    assert report.created == len(SHEETS) - 1
    activity = Activity.objects.get()
    assert (activity.status, activity.spent, activity.department.code) == ("done", 1_500_000, "CEN")
    assert (activity.places.get().key, activity.added_on) == ("bara", None)
    assert Partner.objects.get().contributions.get().currency == "EUR"


def test_sheets_named_in_french(book, take):
    path = book(SHEETS)
    report = take(path)
    is_whole(report)
    again = take(path)
    assert again.changes_nothing
    assert again.unchanged == report.created


def test_names_in_capitals_without_accents_or_spaces(book, take):
    untidy = {
        name.upper()
        .replace("É", "E")
        .replace("’", "'")
        .replace("ETATS D'EXECUTION", " ETATS D'EXECUTION "): rows
        for name, rows in SHEETS.items()
    }
    is_whole(take(book(untidy)))


def test_the_order_of_the_sheets_does_not_matter(book, take):
    is_whole(take(book(dict(reversed(SHEETS.items())))))


def test_sheets_whose_names_say_nothing_are_known_by_their_headings(book, take):
    names = ("Structures", "Plans d’actions", "Activités")
    path = book({f"Feuil{number}": SHEETS[name] for number, name in enumerate(names, start=1)})
    report = take(path)
    kinds = {sheet.sheet: sheet.kind for sheet in report.sheets}
    # A list of codes and names may be of several kinds: it is asked rather than guessed.
    assert kinds["Feuil2"] == "plans"
    assert kinds["Feuil3"] == "activities"
    assert kinds["Feuil1"] in {"", "departments"}


def test_what_is_what_may_be_said_by_hand(book, take):
    path: Path = book({"Feuil1": SHEETS["Structures"], "Feuil2": SHEETS["Partenaires"]})
    mapped = (SheetMapping("Feuil1", "departments"), SheetMapping("Feuil2", ""))
    report = take(path, sheets=mapped)
    assert report.applied
    assert (Department.objects.count(), Partner.objects.count()) == (1, 0)
    assert {sheet.sheet: sheet.kind for sheet in report.sheets} == {"Feuil1": "departments", "Feuil2": ""}


@pytest.mark.parametrize(
    "mapping",
    [
        SheetMapping("Feuil1", "inconnue"),
        SheetMapping("Feuil1", "workbook"),
        SheetMapping("Feuil1", "departments", columns={"A": "nulle part"}),
        SheetMapping("Feuil1", "departments", columns={"A": "code", "B": "code"}),
        SheetMapping("Feuil1", "departments", columns={"A": "", "B": ""}),
    ],
    ids=["kind", "no kind", "column", "twice", "nothing"],
)
def test_a_mapping_that_makes_no_sense_is_said(book, take, mapping):
    report = take(book({"Feuil1": SHEETS["Structures"]}), sheets=(mapping,))
    assert report.faults
    assert not report.applied
    assert all(len(message) > 20 for message in plain(fault.message for fault in report.faults))


@pytest.mark.parametrize("header", [99, 2, -1])
def test_a_row_of_headings_that_holds_none_is_said_or_looked_for(book, take, header):
    """Never is a row of data taken for the headings and lost."""
    report = take(
        book({"Feuil1": SHEETS["Structures"]}), sheets=(SheetMapping("Feuil1", "departments", header),)
    )
    assert report.faults or (report.sheets[0].header == 1 and Department.objects.count() == 1)


def test_a_mapping_of_a_sheet_that_is_not_there_hurts_nobody(book, take):
    """A remembered mapping meets a workbook whose sheets were renamed."""
    report = take(book({"Partenaires": SHEETS["Partenaires"]}), sheets=(SheetMapping("Ancienne", "plans"),))
    assert report.applied
    assert Partner.objects.count() == 1
