"""Imports in the admin: looked at; what is remembered of headings may be forgotten, which leaves its trace."""

import pytest
from django.contrib import admin as django_admin
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.models import AuditEvent
from programmes.imports import runs
from programmes.models import MappingMemory
from tests.programmes.imports.run_files import UNICEF, partners_file

pytestmark = pytest.mark.django_db


def test_a_run_is_looked_at_and_not_changed(client_as, admin):
    run = runs.receive_file(file=partners_file(UNICEF), kind="partners", by=admin)
    address = reverse("admin:programmes_importrun_change", args=[run.pk])
    page = client_as(admin).get(address).content.decode()
    assert run.sha256 in page
    assert "à confirmer" in page
    assert client_as(admin).post(address, {"state": "applied"}).status_code == 403
    assert client_as(admin).post(address.replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_what_is_remembered_may_be_forgotten(client_as, admin):
    memory = MappingMemory.objects.create(
        kind="partners", fingerprint="0" * 64, columns={"sigle": "code", "x": ""}
    )
    client = client_as(admin)
    assert (
        "sigle → code, x → ignoré"
        in client.get(reverse("admin:programmes_mappingmemory_changelist")).content.decode()
    )
    client.post(reverse("admin:programmes_mappingmemory_delete", args=[memory.pk]), {"post": "yes"})
    assert not MappingMemory.objects.exists()
    assert AuditEvent.objects.filter(action="mappingmemory.delete").exists()


def test_the_queue_is_not_shown():
    assert not django_admin.site.is_registered(DBTaskResult)
