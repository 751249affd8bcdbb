"""Files kept with objects: what is accepted, who gets them back, and how."""

import hashlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from accounts.models import AuditEvent
from programmes.actions.documents import attach_document
from programmes.actions.refusals import Refusal
from programmes.file_kinds import DOCX, JPEG, LARGEST, PDF, PNG, XLSX, file_kind
from programmes.models import Document
from tests.factories import ActivityFactory, ProgrammeFactory, WorkshopFactory
from tests.pictures import archive, picture

pytestmark = pytest.mark.django_db

CONTENT = b"%PDF-1.4 une decision"


def attached(content: bytes = CONTENT, name: str = "décision.pdf", **fields) -> Document:
    fields = {"title": "Décision d’adoption", "kind": "decision", "by": None, **fields}
    return attach_document(file=ContentFile(content, name=name), **fields)


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"%PDF-1.7", "a.pdf", PDF),
        (b"\xff\xd8\xff\xe0aaaa", "a.png", JPEG),
        (b"\x89PNG\r\n\x1a\n", "a.png", PNG),
        (b"PK\x03\x04aaaa", "Rapport.DOCX", DOCX),
        (b"PK\x03\x04aaaa", "plan.xlsx", XLSX),
        (b"PK\x03\x04aaaa", "archive.zip", None),
        (b"MZ\x90aaaaaa", "decision.pdf", None),
        (b"<html><script>", "photo.jpg", None),
        (b"<svg onload=", "dessin.png", None),
        (b"", "vide.pdf", None),
    ],
)
def test_a_file_is_what_its_bytes_say(head, name, kind):
    assert file_kind(head, name) is kind


def test_kept_under_its_fingerprint_with_a_trace(admin):
    programme = ProgrammeFactory()
    document = attached(programme=programme, by=admin, name="../../etc/passwd.pdf")
    fingerprint = hashlib.sha256(CONTENT).hexdigest()
    assert document.sha256 == fingerprint
    assert document.file.name.endswith(f"{fingerprint[:32]}.pdf")
    assert "passwd" not in document.file.name
    with document.file.open("rb") as file:
        assert file.read() == CONTENT
    event = AuditEvent.objects.get(action="document.attach")
    assert (event.actor, event.after["sha256"]) == (admin, fingerprint)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.pdf", "vide"),
        (b"%PDF-" + b"a" * LARGEST, "a.pdf", "la limite est 10.Mo"),
        (b"#!/bin/sh\nrm -rf", "a.pdf", "sorte acceptée"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "photo.jpg", "HEIC des iPhone.*capture d’écran"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "photo.webp", "JPEG ou en PNG"),
        (archive("word/document.xml"), "photos.zip", "Une archive ne se joint pas"),
        (archive("word/document.xml"), "plan.xlsx", "classeur Excel est abîmé"),
        (archive("xl/workbook.xml", "xl/vbaProject.bin"), "plan.xlsx", "porte des macros"),
        (archive("word/document.xml")[:60], "rapport.docx", "document Word est abîmé"),
        (picture()[:400], "photo.jpg", "incomplète ou abîmée"),
    ],
)
def test_refused_and_nothing_kept(content, name, message):
    with pytest.raises(Refusal, match=message):
        attached(content, name=name, kind="photo", programme=ProgrammeFactory())
    assert not Document.objects.exists()


def test_word_and_excel_files_are_kept_as_they_are():
    content = archive("[Content_Types].xml", "word/document.xml")
    document = attached(content, name="rapport.docx", kind="evidence", programme=ProgrammeFactory())
    assert document.file.name.endswith(".docx")
    with document.file.open("rb") as file:
        assert file.read() == content


def test_a_picture_is_shrunk_and_an_act_is_kept_to_the_byte():
    content = picture(size=(2400, 1200), gps=True)
    photo = attached(content, name="a.jpg", kind="photo", programme=ProgrammeFactory())
    with photo.file.open("rb") as file:
        kept = file.read()
    assert kept != content
    assert photo.sha256 == hashlib.sha256(kept).hexdigest()
    act = attached(content, name="a.jpg", kind="decision", programme=ProgrammeFactory())
    with act.file.open("rb") as file:
        assert file.read() == content


def test_a_row_that_cannot_be_written_leaves_no_file(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def fail(**kwargs):
        raise RuntimeError("cut")

    monkeypatch.setattr("programmes.actions.documents.audit.record", fail)
    with pytest.raises(RuntimeError, match="cut"):
        attached(programme=ProgrammeFactory())
    assert not Document.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_exactly_one_owner():
    with pytest.raises(ValidationError, match="appartient à un objet"):
        attached()
    with pytest.raises(ValidationError, match="appartient à un objet"):
        attached(programme=ProgrammeFactory(), workshop=WorkshopFactory())
    assert not Document.objects.exists()


class TestDownload:
    def address(self, document: Document) -> str:
        return reverse("programmes:document_file", args=[document.pk])

    def test_it_works(self, client_as, agent):
        response = client_as(agent).get(self.address(attached(programme=ProgrammeFactory())))
        assert response.content == CONTENT
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_out_of_scope_is_404(self, client_as, partner_user):
        for owner in ({"programme": ProgrammeFactory()}, {"activity": ActivityFactory()}):
            assert client_as(partner_user).get(self.address(attached(**owner))).status_code == 404

    def test_a_file_that_is_gone_is_404(self, client_as, agent):
        document = attached(programme=ProgrammeFactory())
        document.file.storage.delete(document.file.name)
        assert client_as(agent).get(self.address(document)).status_code == 404

    def test_rejects_post(self, client_as, agent):
        assert client_as(agent).post(self.address(attached(programme=ProgrammeFactory()))).status_code == 405


class TestThumbnail:
    def address(self, document: Document) -> str:
        return reverse("programmes:document_thumbnail", args=[document.pk])

    def photo(self) -> Document:
        return attached(picture(size=(900, 600)), name="a.jpg", kind="photo", programme=ProgrammeFactory())

    def test_it_works(self, client_as, agent):
        response = client_as(agent).get(self.address(self.photo()))
        assert response["Content-Type"] == "image/jpeg"
        assert "private" in response["Cache-Control"]
        assert Image.open(BytesIO(response.content)).size == (320, 213)

    def test_out_of_scope_is_404(self, client_as, partner_user):
        assert client_as(partner_user).get(self.address(self.photo())).status_code == 404

    def test_of_what_is_no_picture_is_404(self, client_as, agent):
        assert client_as(agent).get(self.address(attached(programme=ProgrammeFactory()))).status_code == 404

    def test_of_a_file_that_is_gone_is_404(self, client_as, agent):
        photo = self.photo()
        photo.file.storage.delete(photo.file.name)
        assert client_as(agent).get(self.address(photo)).status_code == 404

    def test_of_a_file_that_was_damaged_is_404(self, client_as, agent):
        photo = self.photo()
        with photo.file.storage.open(photo.file.name, "wb") as file:
            file.write(b"\xff\xd8\xff\xe0 no longer")
        assert client_as(agent).get(self.address(photo)).status_code == 404

    def test_rejects_post(self, client_as, agent):
        assert client_as(agent).post(self.address(self.photo())).status_code == 405


class TestPages:
    def test_each_page_lists_its_files(self, client_as, agent):
        activity, workshop = ActivityFactory(), WorkshopFactory()
        programme = ProgrammeFactory()
        for number, owner in enumerate(
            (
                {"activity": activity},
                {"workshop": workshop},
                {"programme": programme},
                {"plan": activity.plan},
            )
        ):
            attached(title=f"Pièce {number}", **owner)
        client = client_as(agent)
        for number, target in enumerate((activity, workshop, programme, activity.plan)):
            page = client.get(target.get_absolute_url()).content.decode()
            assert f"Pièce {number}" in page
            assert page.count("Pièce ") == 1


class TestAdmin:
    def form(self, **fields) -> dict:
        return {
            "title": "Photo",
            "kind": "photo",
            "taken_on": "",
            "plan": "",
            "activity": "",
            "report": "",
            **fields,
        }

    def test_adds_by_the_action(self, client_as, admin):
        programme = ProgrammeFactory()
        response = client_as(admin).post(
            reverse("admin:programmes_document_add"),
            self.form(programme=programme.pk, workshop="", file=ContentFile(picture(), name="a.jpg")),
        )
        assert response.status_code == 302
        document = Document.objects.get()
        assert document.uploaded_by == admin
        assert document.file.name.endswith(".jpg")
        page = client_as(admin).get(reverse("admin:programmes_document_change", args=[document.pk]))
        assert document.sha256 in page.content.decode()

    def test_a_faulty_file_is_said_beside_its_field(self, client_as, admin):
        response = client_as(admin).post(
            reverse("admin:programmes_document_add"),
            self.form(programme=ProgrammeFactory().pk, workshop="", file=ContentFile(b"MZ", name="a.jpg")),
        )
        assert response.status_code == 200
        assert "sorte acceptée" in response.content.decode()
        assert not Document.objects.exists()

    def test_never_changed(self, client_as, admin):
        document = attached(programme=ProgrammeFactory())
        address = reverse("admin:programmes_document_change", args=[document.pk])
        assert client_as(admin).post(address, self.form(title="Autre")).status_code == 403
