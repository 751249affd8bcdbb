"""Files kept with objects: what is accepted, who gets them back, and how."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import AuditEvent
from programmes.actions.documents import attach_document
from programmes.actions.refusals import Refusal
from programmes.file_kinds import DOCX, JPEG, LARGEST, PDF, PNG, XLSX, file_kind
from programmes.models import Document
from tests.factories import ActivityFactory, ProgrammeFactory, WorkshopFactory

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
    ("content", "message"),
    [
        (b"", "vide"),
        (b"%PDF-" + b"a" * LARGEST, "la limite est"),
        (b"#!/bin/sh\nrm -rf", "sorte acceptée"),
    ],
)
def test_refused_and_nothing_kept(content, message):
    with pytest.raises(Refusal, match=message):
        attached(content, programme=ProgrammeFactory())
    assert not Document.objects.exists()


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
            self.form(
                programme=programme.pk, workshop="", file=ContentFile(b"\xff\xd8\xff\xe0a", name="a.jpg")
            ),
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
