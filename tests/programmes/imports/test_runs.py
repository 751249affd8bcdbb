"""The way of a file through the portal: every state, and what leads from one to the next."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes.actions.refusals import Refusal
from programmes.imports import performing, runs
from programmes.imports.faults import Effect
from programmes.imports.options import Act, Answer, ImportOptions
from programmes.imports.performing import perform
from programmes.models import ImportRun, Partner
from programmes.work_files import LOCK, PROGRESS, STOP, beside, is_to_stop, only_worker
from tests.factories import PartnerFactory, UserFactory
from tests.programmes.imports.run_files import PAM, PARTNERS, UNICEF, csv_file, partners_file

pytestmark = pytest.mark.django_db

State = ImportRun.State


@pytest.fixture
def long_files(monkeypatch):
    """Every file is long enough for the background."""
    monkeypatch.setattr(runs, "SHORT_FILE", 1)


def received(admin, *rows, **named) -> ImportRun:
    return runs.receive_file(file=partners_file(*rows, **named), kind="partners", by=admin)


def work() -> None:
    """What the worker beside the portal does, without its closing of connections."""
    while waiting := DBTaskResult.objects.ready().first():
        waiting.claim("essai")
        arguments = waiting.args_kwargs
        waiting.task.call(*arguments["args"], **arguments["kwargs"])
        waiting.set_successful(None)


def counts(run: ImportRun) -> tuple[int, ...]:
    return run.created, run.changed, run.unchanged, run.refused, run.faults, run.questions, run.rows


# --- a short file, at once


def test_a_file_is_kept_and_previewed(admin):
    file = partners_file(UNICEF, PAM)
    run = runs.receive_file(file=file, kind="partners", by=admin)
    assert run.state == State.PREVIEWED
    assert run.sha256 == hashlib.sha256(file.open().read()).hexdigest()
    assert (run.file_name, run.size, run.by) == ("partenaires.csv", file.size, admin)
    assert run.path.name.startswith(run.sha256[:32])
    assert counts(run) == (2, 0, 0, 0, 0, 0, 2)
    assert Partner.objects.count() == 0
    report = runs.report_of(run)
    assert [row.effect for row in report.outcomes] == [Effect.CREATED, Effect.CREATED]
    assert report.file == "partenaires.csv"
    assert run.started_at <= run.finished_at


def test_what_was_previewed_is_written_with_its_date_its_author_and_its_operation(admin):
    run = received(admin, UNICEF, PAM)
    other = UserFactory(role=Role.ADMINISTRATOR)
    run = runs.start_apply(run=run, by=other)
    assert run.state == State.APPLIED
    assert (run.by, run.applied_by) == (admin, other)
    assert run.applied_at is not None
    assert Partner.objects.count() == 2
    events = AuditEvent.objects.filter(operation=run.operation).order_by("pk")
    assert [(event.action, event.actor) for event in events] == [
        ("partner.create", other),
        ("partner.create", other),
        ("import.apply", other),
    ]
    assert events.last().after == {"sha256": run.sha256, "created": 2, "changed": 0}


def test_the_same_file_twice_changes_nothing_and_says_so(admin):
    first = runs.start_apply(run=received(admin, UNICEF), by=admin)
    again = received(admin, UNICEF)
    assert again.state == State.NOTHING
    assert counts(again) == (0, 0, 1, 0, 0, 0, 1)
    assert runs.same_file(again, by=admin) == [first]
    with pytest.raises(Refusal, match="rien à écrire"):
        runs.start_apply(run=again, by=admin)


def test_a_changed_file_shows_old_and_new(admin):
    runs.start_apply(run=received(admin, UNICEF), by=admin)
    run = received(admin, ("UNICEF", "Unicef Mali", "UNICEF"))
    assert (run.state, run.changed) == (State.PREVIEWED, 1)
    [change] = runs.report_of(run).outcomes[0].changes
    assert (change.old, change.new) == (UNICEF[1], "Unicef Mali")


def test_with_a_fault_nothing_is_written(admin):
    run = received(admin, UNICEF, ("", "Sans code", ""))
    assert (run.state, run.faults, run.refused) == (State.PREVIEWED, 1, 1)
    with pytest.raises(Refusal, match="réglez-les"):
        runs.start_apply(run=run, by=admin)
    assert Partner.objects.count() == 0
    assert ImportRun.objects.get().state == State.PREVIEWED


def test_a_file_whose_headings_are_not_found_is_to_settle(admin):
    run = runs.receive_file(file=csv_file(("Rien", "du", "tout"), ("a", "b", "c")), kind="partners", by=admin)
    assert run.state == State.FOUND
    assert run.faults == 1


@pytest.mark.parametrize(
    ("content", "name"), [(b"%PDF-1.7 nothing", "plan.xlsx"), (b"PK\x03\x04cut", "plan.xlsx")]
)
def test_a_file_that_cannot_be_read_is_kept_and_says_why(admin, content, name):
    run = runs.receive_file(file=SimpleUploadedFile(name, content), kind="partners", by=admin)
    assert run.state == State.FAILED
    assert "plan.xlsx" in run.message
    assert run.path.read_bytes() == content


def test_an_error_of_the_portal_is_a_failure_that_says_nothing_was_written(admin, monkeypatch, caplog):
    run = received(admin, UNICEF)

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(performing, "import_file", broken)
    run = runs.start_apply(run=run, by=admin)
    assert run.state == State.FAILED
    assert "rien n’a été écrit" in run.message
    assert run.applied_by is None
    assert "ZeroDivisionError" in caplog.text


def test_what_goes_wrong_after_the_writing_undoes_the_writing(admin, monkeypatch):
    run = received(admin, UNICEF)

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(performing, "remember", broken)
    run = runs.start_apply(run=run, by=admin)
    assert (run.state, run.operation, run.applied_at) == (State.FAILED, None, None)
    assert Partner.objects.count() == 0
    assert not AuditEvent.objects.filter(action="import.apply").exists()


def test_a_failed_file_may_be_read_again(admin, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(performing, "import_file", lambda *args, **kwargs: 1 / 0)
        run = received(admin, UNICEF)
    assert run.state == State.FAILED
    run = runs.start_preview(run=run, by=admin)
    assert (run.state, run.message) == (State.PREVIEWED, "")


def test_a_base_that_changed_since_the_preview_is_said(admin):
    run = received(admin, UNICEF, PAM)
    PartnerFactory(code="AUTRE", name=PAM[1])
    run = runs.start_apply(run=run, by=admin)
    assert run.state == State.PREVIEWED
    assert "la base a changé" in run.message
    assert (run.faults, run.applied_by) == (1, None)
    assert Partner.objects.count() == 1


def test_a_base_that_holds_it_all_by_now_is_unchanged(admin):
    run, other = received(admin, UNICEF), received(admin, UNICEF)
    runs.start_apply(run=other, by=admin)
    run = runs.start_apply(run=run, by=admin)
    assert (run.state, run.applied_by, run.written) == (State.NOTHING, None, None)
    assert Partner.objects.count() == 1


# --- what may be brought, and by whom


def test_a_role_that_may_not_import_is_refused_everywhere(admin, agent):
    with pytest.raises(Refusal, match="ne permet pas"):
        runs.receive_file(file=partners_file(UNICEF), kind="partners", by=agent)
    run = received(admin, UNICEF)
    for act in (runs.start_preview, runs.start_apply, runs.cancel):
        with pytest.raises(Refusal, match="ne permet pas"):
            act(run=run, by=agent)
    with pytest.raises(Refusal, match="ne permet pas"):
        runs.answer(run=run, answers={}, by=agent)


@pytest.mark.parametrize(
    ("content", "kind", "field"), [(b"", "partners", "file"), (b"a", "nothing such", "kind")]
)
def test_what_cannot_be_kept_is_refused_before_it_is(admin, content, kind, field):
    with pytest.raises(Refusal) as refusal:
        runs.receive_file(file=SimpleUploadedFile("a.csv", content), kind=kind, by=admin)
    assert refusal.value.field == field
    assert not ImportRun.objects.exists()


def test_a_file_too_large_is_refused(admin, monkeypatch):
    monkeypatch.setattr(runs, "LARGEST_FILE", 10)
    with pytest.raises(Refusal, match="la limite est 10"):
        received(admin, UNICEF)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Plan 2024.csv", "Plan 2024.csv"),
        ("C:\\Bureau\\plan.csv", "plan.csv"),
        ("../../etc/passwd", "passwd"),
        ("pl\nan\x00.csv", "plan.csv"),
        (".csv", "fichier.csv"),
        ("..", "fichier"),
        ("é" * 300 + ".csv", "é" * 90 + ".csv"),
        ("sans point", "sans point"),
    ],
)
def test_a_name_is_tamed(given, kept):
    assert runs._tame(given) == kept


def test_only_those_who_import_see_the_imports(admin, agent, direction, partner_user):
    run = received(admin, UNICEF)
    assert list(ImportRun.objects.visible_to(admin)) == [run]
    for user in (agent, direction, partner_user):
        assert not ImportRun.objects.visible_to(user).exists()


# --- settled by a person


def test_answers_are_added_to_those_already_given(admin):
    run = received(admin, UNICEF)
    runs.answer(run=run, answers={"a": Answer(Act.ACCEPT)}, by=admin)
    run = runs.answer(run=run, answers={"b": Answer(Act.REPLACE, "12")}, by=admin)
    assert runs.options_of(run).answers == {"a": Answer(Act.ACCEPT), "b": Answer(Act.REPLACE, "12")}
    assert run.state == State.PREVIEWED


def test_only_correct_is_for_the_writing_and_not_kept_for_a_later_reading(admin):
    run = received(admin, UNICEF, ("", "Sans code", ""))
    run = runs.start_apply(run=run, by=admin, only_correct=True)
    assert runs.options_of(run).only_correct
    if run.state != State.APPLIED:
        run = runs.start_preview(run=run, by=admin)
        assert not runs.options_of(run).only_correct


def test_a_written_run_is_neither_read_nor_written_again(admin):
    run = runs.start_apply(run=received(admin, UNICEF), by=admin)
    for act in (runs.start_preview, runs.start_apply, runs.cancel):
        with pytest.raises(Refusal, match="importé"):
            act(run=run, by=admin)
    with pytest.raises(Refusal):
        runs.start_preview(run=run, by=admin, options=ImportOptions(accept=True))


# --- in the background


def test_a_long_file_waits_for_the_worker(admin, long_files):
    run = received(admin, UNICEF)
    assert (run.state, run.is_waiting, run.is_interrupted) == (State.PREVIEWING, True, False)
    work()
    run = ImportRun.objects.get()
    assert (run.state, run.created) == (State.PREVIEWED, 1)
    run = runs.start_apply(run=run, by=admin)
    assert (run.state, run.is_waiting) == (State.APPLYING, True)
    work()
    assert ImportRun.objects.get().state == State.APPLIED
    assert Partner.objects.count() == 1


def test_a_writing_asked_twice_is_done_once(admin, long_files):
    run = received(admin, UNICEF)
    work()
    runs.start_apply(run=run, by=admin)
    runs.start_apply(run=run, by=admin)
    work()
    assert ImportRun.objects.get().state == State.APPLIED
    assert AuditEvent.objects.filter(action="import.apply").count() == 1


def test_a_task_left_over_does_nothing(admin):
    run = received(admin, UNICEF)
    perform(run.pk, apply=True)
    assert Partner.objects.count() == 0
    runs.start_apply(run=run, by=admin)
    perform(run.pk, apply=False)
    perform(run.pk, apply=True)
    assert ImportRun.objects.get().state == State.APPLIED
    assert AuditEvent.objects.filter(action="import.apply").count() == 1
    perform(0, apply=True)


def test_a_waiting_run_is_abandoned_and_its_task_does_nothing(admin, long_files):
    run = runs.cancel(run=received(admin, UNICEF), by=admin)
    assert run.state == State.CANCELLED
    work()
    assert ImportRun.objects.get().state == State.CANCELLED
    assert runs.start_preview(run=run, by=admin).state == State.PREVIEWING


def test_a_waiting_writing_is_not_turned_into_a_reading(admin, long_files):
    run = received(admin, UNICEF)
    work()
    run = runs.start_apply(run=run, by=admin)
    with pytest.raises(Refusal, match="abandonnez-la"):
        runs.start_preview(run=run, by=admin)


def test_a_previewed_run_is_abandoned(admin):
    run = runs.cancel(run=received(admin, UNICEF), by=admin)
    assert run.state == State.CANCELLED
    with pytest.raises(Refusal, match="abandonné"):
        runs.cancel(run=run, by=admin)


def test_a_run_at_work_is_asked_to_stop_and_not_started_again(admin):
    run = received(admin, UNICEF)
    ImportRun.objects.filter(pk=run.pk).update(state=State.APPLYING)
    run.refresh_from_db()
    with only_worker(run.path):
        assert not run.is_interrupted
        for act in (runs.start_preview, runs.start_apply):
            with pytest.raises(Refusal, match="en train"):
                act(run=run, by=admin)
        runs.cancel(run=run, by=admin)
        assert is_to_stop(run.path)
        assert ImportRun.objects.get().state == State.APPLYING


class Interfering:
    """An import that does something in the middle, then says how far it is."""

    def __init__(self, monkeypatch, act):
        self.real, self.act = performing.import_file, act
        monkeypatch.setattr(performing, "import_file", self)

    def __call__(self, *args, progress, **options):
        report = self.real(*args, progress=progress, **options)
        progress.say("Essai", 250, 1000)
        self.act()
        progress.say("Fin", 1, 1)
        return report


def test_a_writing_stopped_in_the_middle_leaves_nothing(admin, monkeypatch):
    run = received(admin, UNICEF)
    seen = []

    def stop():
        seen.append(Partner.objects.count())
        runs.cancel(run=ImportRun.objects.get(), by=admin)

    Interfering(monkeypatch, stop)
    run = runs.start_apply(run=run, by=admin)
    assert seen == [1]  # it was being written
    assert (run.state, run.applied_by) == (State.CANCELLED, None)
    assert Partner.objects.count() == 0
    assert AuditEvent.objects.filter(action__startswith="partner").count() == 0
    assert [ending for ending in (PROGRESS, STOP) if beside(run.path, ending).exists()] == []
    assert runs.report_of(run).created == 1  # what the preview said is still there


def test_the_progress_survives_a_reload_and_goes_with_the_work(admin, monkeypatch):
    run = received(admin, UNICEF)
    seen = []
    Interfering(monkeypatch, lambda: seen.append(runs.progress_of(ImportRun.objects.get())))
    runs.start_apply(run=run, by=admin)
    [progress] = seen
    assert (progress.step, progress.done, progress.percent) == ("Essai", 250, 25)
    assert runs.progress_of(ImportRun.objects.get()).step == ""


def test_a_run_whose_worker_died_is_interrupted_and_starts_again(admin):
    run = received(admin, UNICEF)
    ImportRun.objects.filter(pk=run.pk).update(
        state=State.APPLYING, applied_by=admin, started_at=run.started_at, finished_at=None
    )
    run.refresh_from_db()
    assert run.is_interrupted
    assert beside(run.path, LOCK).exists()
    run = runs.start_apply(run=run, by=admin)
    assert run.state == State.APPLIED
    assert Partner.objects.count() == 1


def test_an_interrupted_run_is_abandoned(admin):
    run = received(admin, UNICEF)
    ImportRun.objects.filter(pk=run.pk).update(state=State.PREVIEWING)
    assert runs.cancel(run=ImportRun.objects.get(), by=admin).state == State.CANCELLED


def test_a_row_read_before_the_work_ended_does_not_call_it_interrupted(admin):
    run = received(admin, UNICEF)
    stale = ImportRun.objects.get()
    stale.state = State.PREVIEWING
    assert not stale.is_interrupted
    assert run.state == State.PREVIEWED


def test_what_counts_as_short(admin):
    few, many = [(f"P{n}", f"Partenaire {n}", "") for n in range(5)], [("P", "Partenaire", "")] * 1100
    assert runs.is_short(received(admin, *few))
    assert not runs.is_short(received(admin, *many))
    assert not runs.is_short(ImportRun(size=2_000_000))
    assert not runs.is_short(ImportRun(size=10, rows=5_000))


def test_lists_do_not_read_the_reports(admin, django_assert_num_queries):
    received(admin, UNICEF)
    with django_assert_num_queries(1):
        [run] = ImportRun.objects.all()
        assert run.get_deferred_fields() == {"report", "written"}
    assert PARTNERS
