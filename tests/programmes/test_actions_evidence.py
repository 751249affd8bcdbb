"""A report and its files: kept together or not at all, each file once."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from accounts.models import AuditEvent
from programmes.actions.evidence import MOST_FILES, report_with_evidence
from programmes.actions.refusals import Refusal
from programmes.actions.reviews import return_report
from programmes.models import Activity, Document, StatusReport
from programmes.summaries import state_differences
from tests.factories import ActivityFactory, PlanFactory, StatusReportFactory
from tests.pictures import picture

DAY = date(2023, 12, 20)
PROOF = b"%PDF-1.4 proces-verbal"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def activity(department):
    return ActivityFactory(plan=PlanFactory(department=department))


@pytest.fixture
def say(activity, agent):
    def report(*files, **said):
        return report_with_evidence(
            **{"activity": activity, "by": agent, "status": "done", "effective_date": DAY, **said},
            files=files,
        )

    return report


def photo(name="IMG_2041 ouverture.jpg", **fields):
    return ContentFile(picture(**fields), name=name)


def proof(content=PROOF, name="Procès-verbal.pdf"):
    return ContentFile(content, name=name)


def on_disk(folder) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_each_file_is_kept_with_the_report_under_the_name_its_author_gave(say, agent):
    report = say(photo(), proof())
    kept = {document.title: document for document in report.evidence.all()}
    assert set(kept) == {"IMG_2041 ouverture", "Procès-verbal"}
    assert kept["IMG_2041 ouverture"].kind == Document.Kind.PHOTO
    assert kept["Procès-verbal"].kind == Document.Kind.EVIDENCE
    assert {document.uploaded_by for document in kept.values()} == {agent}


def test_the_report_and_its_files_are_one_operation(say):
    say(photo(), proof())
    assert len(set(AuditEvent.objects.values_list("operation", flat=True))) == 1


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (proof(b"MZ not a proof", "facture.pdf"), "« facture.pdf » : Ce fichier n’est pas"),
        (ContentFile(picture()[:300], name="photo.jpg"), "« photo.jpg » : Cette image est incomplète"),
    ],
)
def test_one_bad_file_and_nothing_is_kept(say, activity, folder, bad, message):
    with pytest.raises(Refusal) as refused:
        say(photo(), bad)
    assert message in refused.value.message.replace("\u00a0", " ")
    assert refused.value.field == "files"
    assert not StatusReport.objects.exists()
    assert on_disk(folder) == []


def test_a_refused_report_leaves_no_file(say, folder):
    with pytest.raises(Refusal):
        say(photo(), effective_date=date(2022, 1, 1))
    assert not Document.objects.exists()
    assert on_disk(folder) == []


@pytest.mark.parametrize("at", [1, 2])
def test_a_failure_in_the_middle_leaves_neither_row_nor_file(say, folder, monkeypatch, at):
    """As when the database goes away while the second file is kept."""
    saves, save = [], Document.save

    def fail(document, *args, **kwargs):
        saves.append(document)
        if len(saves) == at:
            raise RuntimeError("cut")
        save(document, *args, **kwargs)

    monkeypatch.setattr(Document, "save", fail)
    with pytest.raises(RuntimeError, match="cut"):
        say(photo(), proof())
    assert not StatusReport.objects.exists()
    assert not Document.objects.exists()
    assert on_disk(folder) == []
    assert list(state_differences(Activity.objects.all())) == []


def test_the_same_form_sent_twice_keeps_each_file_once(say, folder):
    token = "5d2f7c1e-0f3b-4f57-9f3c-0d7a1f6f7b11"
    first, second = say(photo(), proof(), token=token), say(photo(), proof(), token=token)
    assert first == second
    assert first.evidence.count() == 2
    assert len(on_disk(folder)) == 2


def test_the_same_file_chosen_twice_is_kept_once(say):
    assert say(proof(), proof(name="copie.pdf")).evidence.count() == 1


def test_too_many_files_are_refused(say):
    with pytest.raises(Refusal, match="au plus 10"):
        say(*[proof(PROOF + str(number).encode()) for number in range(MOST_FILES + 1)])


def test_the_files_of_a_returned_report_prove_the_next_one_without_being_sent_again(say, validator, folder):
    first = say(photo(), proof())
    return_report(report=first, by=validator, reason="Montant à vérifier")
    second = say(proof(PROOF + b" 2", "facture.pdf"), evidence_of=first)
    assert set(second.evidence.values_list("title", flat=True)) == {
        "IMG_2041 ouverture",
        "Procès-verbal",
        "facture",
    }
    assert first.evidence.count() == 2
    assert len(on_disk(folder)) == 3
    assert Document.objects.of_activity(second.activity).count() == 3


def test_only_the_files_of_this_activity_are_taken_up(say):
    with pytest.raises(Refusal, match="de cette activité"):
        say(evidence_of=StatusReportFactory())


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("sans-fin", "sans-fin"),
        (".pdf", ".pdf"),
        ("a\x00b\n c.pdf", "a b c"),
        ("x" * 300 + ".pdf", "x" * 200),
    ],
)
def test_a_title_is_one_line_that_fits(say, name, title):
    file = proof()
    file.name = name
    assert say(file).evidence.get().title == title
