"""The screens of imports: a file brought, settled, written, undone."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from programmes.actions.refusals import Refusal
from programmes.imports import runs
from programmes.imports.options import Act, Answer
from programmes.imports.runs import options_of, receive_file
from programmes.models import ImportRun, Participation, Partner
from programmes.work_files import only_worker, write_progress
from tests.factories import ActivityFactory, PartnerFactory, ProgrammeFactory, UserFactory
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
from tests.programmes.imports.run_files import PAM, UNICEF, csv_file, partners_file

pytestmark = pytest.mark.django_db

LIST = "/imports/"
State = ImportRun.State
PARTICIPATIONS = ("Programme", "Partenaire", "Rôle")


def page(run: ImportRun, name: str = "detail") -> str:
    return reverse(f"programmes:import_{name}", args=[run.pk])


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def text_of(response) -> str:
    return plain(response.content.decode())


def said(response) -> list[str]:
    return [plain(str(message)) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def http(client_as, admin):
    """The administrator's browser."""
    return client_as(admin)


@pytest.fixture
def partners(admin) -> ImportRun:
    """Two partners to create, ready to be imported."""
    return receive_file(file=partners_file(UNICEF, PAM), kind="partners", by=admin)


@pytest.fixture
def misspelt(admin) -> SimpleNamespace:
    """A participation whose partner is written « Unicéff »."""
    programme = ProgrammeFactory(code="EAM")
    partner = PartnerFactory(code="UNICEF", name="Fonds des Nations unies pour l’enfance", acronym="UNICEF")
    file = csv_file(PARTICIPATIONS, ("EAM", "Unicéff", "bailleur"), name="participations.csv")
    run = receive_file(file=file, kind="participations", by=admin)
    return SimpleNamespace(run=run, programme=programme, partner=partner, key=key_of(run))


def key_of(run: ImportRun) -> str:
    return runs.report_of(run).faults[0].key


# --- the list, and bringing a file ----------------------------------------------------------------


def test_list_works(http, partners):
    shown = text_of(http.get(LIST))
    assert "partenaires.csv" in shown
    assert "À confirmer" in shown
    assert "Adama Administrateur" in shown


def test_list_no_right_is_403(client_as, direction):
    assert client_as(direction).get(LIST).status_code == 403


def test_what_was_read_of_new_rows_is_shown_before_they_are_written(http, partners):
    shown = text_of(http.get(page(partners), {"show": "created"}))
    assert '<span class="muted">Nom :</span> Fonds des Nations unies pour l’enfance' in shown


def test_a_file_without_rows_is_not_said_to_be_there_already(http, admin):
    run = receive_file(file=partners_file(), kind="partners", by=admin)
    shown = text_of(http.get(page(run)))
    assert run.state == State.NOTHING
    assert "Aucune ligne n’a été trouvée dans ce fichier" in shown
    assert "tout est déjà dans le portail" not in shown


def test_undoing_says_which_status_reports_stay_to_be_read(http, partners, admin):
    runs.start_apply(run=partners, by=admin)
    shown = text_of(http.get(page(partners, "undo")))
    assert "à des activités plus anciennes seront retirés" in shown
    assert "ceux des activités qu’il a créées partent avec elles" in shown


def test_an_undoing_that_the_database_refused_says_why(http, partners, admin, monkeypatch):
    runs.start_apply(run=partners, by=admin)

    def refused(**others):
        raise Refusal("Quelque chose vient de se construire.")

    monkeypatch.setattr("programmes.views.import_acts.undo", refused)
    response = http.post(page(partners, "undo"))
    assert said(response) == ["Quelque chose vient de se construire."]


def test_an_answer_taken_back_leaves_those_given_meanwhile(misspelt, admin):
    one, other = misspelt.key, "another"
    held = ImportRun.objects.get(pk=misspelt.run.pk)
    runs.answer(run=held, answers={one: Answer(Act.EMPTY), other: Answer(Act.EMPTY)}, by=admin)
    runs.forget(run=misspelt.run, key=one, by=admin)
    assert list(options_of(ImportRun.objects.get(pk=held.pk)).answers) == [other]


def test_an_empty_list_says_what_to_do(http):
    assert "Choisissez ci-dessus un tableau que vous avez déjà" in text_of(http.get(LIST))


def test_a_list_is_filtered_and_says_when_nothing_answers(http, partners, admin):
    made(admin, State.FAILED, message="Illisible.")
    shown = text_of(http.get(LIST, {"state": "failed"}))
    assert ("plan.xlsx" in shown, "partenaires.csv" in shown) == (True, False)
    assert "partenaires.csv" in text_of(http.get(LIST, {"q": "adama PARTENAIRES"}))
    assert "Aucun ne répond à ces filtres" in text_of(http.get(LIST, {"q": "rien de tel"}))


@pytest.mark.parametrize("key", ["file", "-date", "person", "state", "nothing"])
def test_a_list_is_sorted(http, partners, key):
    assert http.get(LIST, {"tri": key}).status_code == 200


def test_the_number_of_queries_does_not_depend_on_the_imports(http, admin, django_assert_num_queries):
    counted: list[int] = []
    for rows in (1, 20):
        for _ in range(rows - len(counted)):
            made(UserFactory(role="administrator"))
        with django_assert_num_queries(counted[0] if counted else 100, exact=bool(counted)) as queries:
            http.get(LIST)
        counted.append(len(queries))


def test_a_file_that_is_read_leads_to_its_preview(http):
    response = http.post(LIST, {"file": partners_file(UNICEF), "kind": "partners"})
    run = ImportRun.objects.get()
    assert response.url == page(run)
    assert Partner.objects.count() == 0


def test_a_file_that_cannot_be_read_is_told_beside_its_field(http):
    junk = SimpleUploadedFile("partenaires.xlsx", b"PK\x03\x04 rien de lisible")
    response = http.post(LIST, {"file": junk, "kind": "partners"})
    assert response.status_code == 200
    run = ImportRun.objects.get()
    assert run.state == State.FAILED
    assert plain(response.context["form"].errors["file"][0]) == plain(run.message)


def test_no_file_is_told_beside_its_field(http):
    response = http.post(LIST, {"kind": "auto"})
    assert "Choisissez le fichier à lire." in text_of(response)
    assert ImportRun.objects.count() == 0


# --- the preview ----------------------------------------------------------------------------------


def test_preview_works(http, partners):
    shown = text_of(http.get(page(partners)))
    assert "À créer (2)" in shown
    assert "Tout est écrit d’un seul tenant" in shown
    assert 'aria-describedby="raison' not in shown


def test_an_import_that_does_not_exist_is_404(http):
    assert http.get(reverse("programmes:import_detail", args=[999])).status_code == 404


def test_a_preview_says_why_it_cannot_be_imported_yet(http, admin):
    run = made(admin, written=report(outcomes=[refused(9), created(10)], faults=[wrong_date(9)]))
    shown = text_of(http.get(page(run)))
    assert (
        'Pas encore possible : <a href="?show=faults#detail">1 faute à corriger dans le fichier</a>.' in shown
    )
    assert "Importer seulement les lignes correctes (1 sur 2)" in shown


def test_a_fault_is_shown_with_its_cell_what_was_found_and_what_is_expected(http, admin):
    run = made(admin, written=report(outcomes=[refused(9)], faults=[wrong_date(9)]))
    shown = text_of(http.get(page(run), {"show": "faults"}))
    for text in ("Cette date n’existe pas", "31 Novembre", "Plan 2025", "Ligne 9", "E Fin"):
        assert text in shown


def test_what_changes_is_shown_old_then_new(http, admin):
    run = made(admin, written=report(outcomes=[changed(9)]))
    shown = text_of(http.get(page(run), {"show": "changed"}))
    assert '<del>1 000</del> <span aria-hidden="true">→</span> <ins>2 000</ins>' in shown


def test_rows_are_searched(http, admin):
    rows = [created(8, "Former les régisseurs"), created(9, "Tenir une réunion")]
    run = made(admin, written=report(outcomes=rows))
    shown = text_of(http.get(page(run), {"show": "created", "q": "REGISSEURS"}))
    assert ("Former les régisseurs" in shown, "Tenir une réunion" in shown) == (True, False)
    assert "Aucune ne contient ces mots" in text_of(http.get(page(run), {"show": "created", "q": "absent"}))


@pytest.mark.parametrize(
    "part", ["settle", "faults", "created", "changed", "unchanged", "refused", "nothing"]
)
@pytest.mark.parametrize("number", ["1", "2", "999", "x"])
def test_every_part_has_pages(http, admin, part, number):
    outcomes = [made_row(n) for n in range(60) for made_row in (created, changed, unchanged, refused)]
    faults = [wrong_date(n) for n in range(120)]
    questions = [doubtful(n, str(n)) for n in range(40)]
    run = made(admin, written=report(outcomes=outcomes, faults=faults, questions=questions))
    assert http.get(page(run), {"show": part, "page": number}).status_code == 200


def test_the_same_file_imported_before_is_said(http, partners, admin):
    runs.start_apply(run=partners, by=admin)
    Partner.objects.filter(code="PAM").delete()
    again = receive_file(file=partners_file(UNICEF, PAM), kind="partners", by=admin)
    assert "Ce même fichier a déjà été importé" in text_of(http.get(page(again)))


def test_a_file_that_changes_nothing_says_so(http, partners, admin):
    runs.start_apply(run=partners, by=admin)
    again = receive_file(file=partners_file(UNICEF, PAM), kind="partners", by=admin)
    assert "Ce fichier ne change rien : tout est déjà dans le portail." in text_of(http.get(page(again)))


def test_the_same_file_is_not_asked_about_again(http, admin):
    ProgrammeFactory(code="EAM")
    PartnerFactory(code="UNICEF", name="Fonds des Nations unies pour l’enfance")
    rows = [("Programme", "Partenaire", "Montant"), ("EAM", "UNICEF", "1.500")]
    run = receive_file(file=csv_file(*rows), kind="contributions", by=admin)
    assert run.questions == 1
    http.post(page(run, "answers"), {"accept": "1"})
    http.post(page(run, "apply"))
    again = receive_file(file=csv_file(*rows), kind="contributions", by=admin)
    assert "Ce fichier ne change rien" in text_of(http.get(page(again)))


@pytest.mark.parametrize(
    ("state", "fields", "text"),
    [
        (State.FAILED, {"message": "Protégé par un mot de passe."}, "Protégé par un mot de passe."),
        (State.CANCELLED, {}, "Import abandonné"),
    ],
)
def test_an_import_that_stopped_says_so(http, admin, state, fields, text):
    assert text in text_of(http.get(page(made(admin, state, **fields))))


def test_a_sheet_to_settle_leads_to_its_reading(http, admin):
    run = made(admin, State.FOUND, report(sheets=[sheet()], faults=[wrong_date(7)]))
    assert http.get(page(run)).url == page(run, "reading")


def test_a_file_to_settle_without_sheets_shows_its_faults(http, admin):
    run = made(admin, State.FOUND, report(faults=[wrong_date(0)]))
    assert "Fautes du fichier (1)" in text_of(http.get(page(run)))


# --- settling -------------------------------------------------------------------------------------


def test_a_name_is_settled_among_the_nearest(http, misspelt):
    shown = text_of(http.get(page(misspelt.run)))
    assert "« Unicéff »" in shown
    decision = f"choose:{misspelt.partner.pk}"
    typed = {f"decision-{misspelt.key}": decision, f"text-{misspelt.key}": ""}
    response = http.post(page(misspelt.run, "answers"), typed)
    assert said(response) == ["1 réponse enregistrée. Le fichier a été relu."]
    run = ImportRun.objects.get()
    assert options_of(run).answers[misspelt.key].act == Act.CHOOSE
    assert run.created == 1
    assert "1 réponse donnée" in text_of(http.get(page(run), {"show": "settle"}))


def test_a_name_is_searched_and_nothing_is_settled(http, misspelt):
    other = PartnerFactory(code="PAM", name="Programme alimentaire mondial")
    typed = {"search": misspelt.key, f"text-{misspelt.key}": "alimentaire"}
    response = http.post(page(misspelt.run, "answers"), typed)
    assert f'value="choose:{other.pk}"' in response.content.decode()
    assert options_of(ImportRun.objects.get()).answers == {}


def test_a_search_in_vain_says_so(http, misspelt):
    typed = {"search": misspelt.key, f"text-{misspelt.key}": "zzzz qqqq"}
    assert "Aucun nom proche" in text_of(http.post(page(misspelt.run, "answers"), typed))


def test_what_a_search_found_can_be_chosen(http, misspelt):
    other = PartnerFactory(code="PAM", name="Programme alimentaire mondial")
    typed = {f"decision-{misspelt.key}": f"choose:{other.pk}", f"text-{misspelt.key}": "alimentaire"}
    http.post(page(misspelt.run, "answers"), typed)
    assert options_of(ImportRun.objects.get()).answers[misspelt.key].value == str(other.pk)


def test_nothing_chosen_is_said(http, misspelt):
    response = http.post(page(misspelt.run, "answers"), {f"text-{misspelt.key}": ""})
    assert "Choisissez au moins une réponse" in text_of(response)


def test_a_wrong_answer_is_told_beside_its_question(http, misspelt):
    typed = {f"decision-{misspelt.key}": "choose:999999", f"text-{misspelt.key}": ""}
    response = http.post(page(misspelt.run, "answers"), typed)
    assert list(response.context["settle"].errors) == [f"decision-{misspelt.key}"]
    assert options_of(ImportRun.objects.get()).answers == {}


def test_an_answer_is_taken_back(http, misspelt):
    typed = {f"decision-{misspelt.key}": f"choose:{misspelt.partner.pk}", f"text-{misspelt.key}": ""}
    http.post(page(misspelt.run, "answers"), typed)
    http.post(page(misspelt.run, "forget"), {"key": misspelt.key})
    run = ImportRun.objects.get()
    assert options_of(run).answers == {}
    assert run.faults == 1


def test_all_readings_are_accepted_at_once(http, admin, monkeypatch):
    run = made(admin, written=report(questions=[doubtful(9), doubtful(10, "2.500")], faults=[unknown_name()]))
    taken = {}
    monkeypatch.setattr(runs, "answer", lambda *, run, answers, by: taken.update(answers))
    http.post(page(run, "answers"), {"accept": "1"})
    assert {key: answer.act for key, answer in taken.items()} == {
        "lecture-1.500": Act.ACCEPT,
        "lecture-2.500": Act.ACCEPT,
    }


def test_answers_to_an_import_already_written_change_nothing(http, partners, admin):
    runs.start_apply(run=partners, by=admin)
    assert http.post(page(partners, "answers"), {"accept": "1"}).url == page(partners)


# --- how the file is read -------------------------------------------------------------------------


def test_reading_works(http, admin):
    run = made(admin, State.FOUND, report(sheets=[sheet()], faults=[wrong_date(7)]))
    shown = text_of(http.get(page(run, "reading")))
    assert "Feuille « Plan 2025 »" in shown
    assert "Il manque de quoi lire ce fichier" in shown
    assert "Activités prévues" in shown


def test_a_file_read_otherwise_is_read_again(http, admin, monkeypatch):
    run = made(admin, written=report(sheets=[sheet()], outcomes=[created(8)]))
    asked = {}
    monkeypatch.setattr(runs, "start_preview", lambda **named: asked.update(named) or run)
    typed = {
        "s0-kind": "activities",
        "s0-header": "7",
        "s0-A": "position",
        "s0-B": "title",
        "s0-C": "",
        "s0-D": "",
    }
    response = http.post(page(run, "reading"), typed)
    assert response.url == page(run)
    assert asked["options"].sheets[0].columns["C"] == ""


def test_a_sheet_of_another_kind_is_looked_at_again(http, admin, monkeypatch):
    run = made(admin, written=report(sheets=[sheet()], outcomes=[created(8)]))
    monkeypatch.setattr(runs, "start_preview", lambda **named: run)
    typed = {"s0-kind": "plans", "s0-header": "7", "s0-A": "", "s0-B": "", "s0-C": "", "s0-D": ""}
    assert http.post(page(run, "reading"), typed).url == page(run, "reading")


def test_a_new_plan_half_described_is_told_beside_its_fields(http, admin):
    run = made(admin, State.FOUND, report(sheets=[sheet()]))
    typed = {"s0-kind": "activities", "s0-header": "7", "plan": "+"}
    assert "Donnez un code au nouveau plan." in text_of(http.post(page(run, "reading"), typed))


def test_what_was_written_is_read_no_more(http, partners, admin):
    runs.start_apply(run=partners, by=admin)
    assert http.get(page(partners, "reading")).url == page(partners)


# --- writing, stopping, undoing -------------------------------------------------------------------


def test_apply_works(http, partners, admin):
    assert http.post(page(partners, "apply")).url == page(partners)
    assert Partner.objects.count() == 2
    shown = text_of(http.get(page(partners)))
    assert "Le fichier est importé." in shown
    assert "Créées (2)" in shown
    assert partners.sha256 in shown
    assert "Annuler cet import" in shown


def test_apply_rejects_get(http, partners):
    assert http.get(page(partners, "apply")).status_code == 405


def test_a_refusal_to_write_is_said(http, misspelt):
    response = http.post(page(misspelt.run, "apply"))
    assert "Il reste des fautes ou des questions" in said(response)[0]
    assert Participation.objects.count() == 0


def test_only_the_correct_rows_are_written_when_it_is_asked(http, admin):
    ProgrammeFactory(code="EAM")
    PartnerFactory(code="UNICEF", name="Fonds des Nations unies pour l’enfance")
    rows = [("EAM", "UNICEF", "bailleur"), ("EAM", "Inconnu", "bailleur")]
    run = receive_file(file=csv_file(PARTICIPATIONS, *rows, name="p.csv"), kind="participations", by=admin)
    assert "Importer seulement les lignes correctes (1 sur 2)" in text_of(http.get(page(run)))
    http.post(page(run, "apply"), {"only_correct": "1"})
    assert Participation.objects.count() == 1
    assert "1 ligne a été laissée de côté" in text_of(http.get(page(run)))


def test_cancel_works(http, partners):
    response = http.post(page(partners, "cancel"))
    assert response.url == LIST
    assert ImportRun.objects.get().state == State.CANCELLED


def test_what_is_written_is_not_abandoned(http, partners, admin):
    runs.start_apply(run=partners, by=admin)
    response = http.post(page(partners, "cancel"))
    assert "plus rien à abandonner" in said(response)[0]


def test_resume_works(http, partners):
    http.post(page(partners, "cancel"))
    http.post(page(partners, "resume"))
    assert ImportRun.objects.get().state == State.PREVIEWED


def test_undo_works(http, partners, admin):
    runs.start_apply(run=partners, by=admin)
    assert "sera supprimé" in text_of(http.get(page(partners, "undo")))
    response = http.post(page(partners, "undo"), {"reason": "Mauvaise version."})
    assert response.url == page(partners)
    assert Partner.objects.count() == 0
    shown = text_of(http.get(page(partners)))
    assert "Cet import a été annulé." in shown
    assert "Motif : Mauvaise version." in shown


def test_undo_lists_all_that_stands_in_the_way(http, partners, admin):
    runs.start_apply(run=partners, by=admin)
    programme = ProgrammeFactory(code="EAM")
    for partner in Partner.objects.all():
        Participation.objects.create(programme=programme, partner=partner, role="donor")
    response = http.post(page(partners, "undo"), {"reason": ""})
    assert len(response.context["obstacles"]) == 2
    assert "Cet import ne peut pas être annulé" in text_of(response)
    assert Partner.objects.count() == 2


def test_what_was_not_written_is_not_undone(http, partners):
    assert http.get(page(partners, "undo")).url == page(partners)


def test_an_import_leads_to_what_it_wrote(http, admin):
    activity = ActivityFactory(code="A-01", title="Former les régisseurs")
    written = report(applied=True, outcomes=[created(8, "A-01", pk=activity.pk)])
    run = made(admin, State.APPLIED, written)
    shown = text_of(http.get(page(run)))
    assert f'<a href="{activity.get_absolute_url()}">' in shown
    assert "Former les régisseurs" in shown


def test_the_number_of_queries_does_not_depend_on_the_rows(http, admin, django_assert_num_queries):
    counted: list[int] = []
    for size in (1, 20):
        activities = [ActivityFactory() for _ in range(size)]
        rows = [created(8, one.code, pk=one.pk) for one in activities]
        written = report(applied=True, outcomes=rows)
        ImportRun.objects.all().delete()
        run = made(admin, State.APPLIED, written)
        with django_assert_num_queries(counted[0] if counted else 100, exact=bool(counted)) as queries:
            http.get(page(run))
        counted.append(len(queries))


# --- long work ------------------------------------------------------------------------------------


def progress(http, run: ImportRun) -> dict:
    return json.loads(http.get(page(run, "progress")).content)


def test_progress_says_how_far_the_work_is(http, admin):
    run = made(admin, State.PREVIEWING, started_at=timezone.now())
    with only_worker(run.path):
        write_progress(run.path, "Lecture des lignes", 1200, 5000)
        assert progress(http, run) == {
            "running": True,
            "phase": "working",
            "text": "Lecture des lignes\u00a0: 1\u202f200 sur 5\u202f000",
            "percent": 24,
        }
        shown = http.get(page(run)).content.decode()
        assert 'max="100" value="24"' in shown
        assert 'http-equiv="refresh"' in shown


def test_a_work_that_nobody_takes_says_what_to_do(http, admin):
    run = made(admin, State.PREVIEWING, created_at=timezone.now() - timedelta(seconds=20))
    assert progress(http, run)["phase"] == "late"
    assert "<div data-advance-late>" in text_of(http.get(page(run)))


def test_a_work_that_waits_its_turn_is_not_late(http, admin):
    run = made(admin, State.PREVIEWING, created_at=timezone.now() - timedelta(hours=1))
    write_progress(run.path, "", 0, 0)
    assert progress(http, run)["phase"] == "waiting"
    assert "<div data-advance-late hidden>" in text_of(http.get(page(run)))


def test_a_work_that_was_interrupted_says_so_and_can_be_taken_up(http, admin):
    run = made(admin, State.APPLYING, started_at=timezone.now())
    assert progress(http, run)["phase"] == "interrupted"
    shown = text_of(http.get(page(run)))
    assert "Le serveur s’est arrêté avant la fin" in shown
    assert "Reprendre" in shown


def test_a_work_that_is_over_is_running_no_more(http, partners):
    assert progress(http, partners) == {"running": False}


# --- files ----------------------------------------------------------------------------------------


def test_the_file_is_given_back_as_it_came(http, partners):
    response = http.get(page(partners, "file"))
    assert response.content == partners_file(UNICEF, PAM).read()
    assert response["Content-Disposition"] == 'attachment; filename="partenaires.csv"'
    assert "private" in response["Cache-Control"]


def test_a_file_that_is_gone_is_404(http, partners):
    partners.path.unlink()
    assert http.get(page(partners, "file")).status_code == 404


def test_the_marked_workbook_is_downloaded(http, misspelt):
    response = http.get(page(misspelt.run, "marked"))
    assert response.status_code == 200
    assert response.content.startswith(b"PK")
    assert "participations-fautes.xlsx" in response["Content-Disposition"]
