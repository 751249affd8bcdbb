"""Accounts and the audit trail in Django's admin."""

import pytest

from accounts import audit
from accounts.models import AuditEvent, User
from accounts.roles import Role

pytestmark = pytest.mark.django_db

USERS, EVENTS = "/admin/accounts/user/", "/admin/accounts/auditevent/"


@pytest.fixture
def admin_client(client, admin):
    client.force_login(admin)
    return client


def test_it_works(admin_client, agent):
    assert "Awa Agent" in admin_client.get(f"{USERS}?q=awa&role__exact=agent").content.decode()
    page = admin_client.get(f"{USERS}{agent.pk}/change/").content.decode()
    assert agent.email in page
    assert agent.password not in page


@pytest.mark.parametrize("person", ["agent", "validator", "direction", "partner_user"])
@pytest.mark.parametrize("address", [USERS, EVENTS, "/admin/"])
def test_others_are_sent_away(client, request, person, address):
    client.force_login(request.getfixturevalue(person))
    response = client.get(address)
    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


def test_correcting_a_person_writes_the_trail(admin_client, admin, agent):
    data = {"full_name": "Awa Corrigée", "email": "AWA@exemple.ml", "phone": ""}
    assert admin_client.post(f"{USERS}{agent.pk}/change/", data).status_code == 302
    agent.refresh_from_db()
    assert (agent.full_name, agent.email, agent.role) == ("Awa Corrigée", "awa@exemple.ml", Role.AGENT)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("account.change_details", admin)


def test_role_and_state_are_not_changed_here(admin_client, agent):
    data = {"full_name": "Awa", "email": agent.email, "role": "administrator", "is_active": ""}
    admin_client.post(f"{USERS}{agent.pk}/change/", data)
    agent.refresh_from_db()
    assert (agent.role, agent.is_active) == (Role.AGENT, True)


def test_adding_a_person_writes_the_trail(admin_client):
    data = {"full_name": "Nouveau", "email": "Nouveau@exemple.ml", "phone": "", "role": "direction"}
    assert admin_client.post(f"{USERS}add/", data).status_code == 302
    user = User.objects.get(email="nouveau@exemple.ml")
    assert user.is_invited
    assert AuditEvent.objects.get().action == "account.create"


def test_an_address_already_taken_is_refused(admin_client, agent):
    data = {"full_name": "Double", "email": agent.email.upper(), "phone": "", "role": "direction"}
    response = admin_client.post(f"{USERS}add/", data)
    assert "Un compte existe déjà avec cette adresse électronique." in response.content.decode()


def test_nobody_is_removed(admin_client, agent):
    assert admin_client.post(f"{USERS}{agent.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=agent.pk).exists()


def test_the_trail_is_read_only(admin_client, agent):
    event = audit.record(by=None, action="account.create", target=agent)
    assert "account.create" in admin_client.get(f"{EVENTS}?q=awa").content.decode()
    assert admin_client.get(f"{EVENTS}{event.pk}/change/").status_code == 200
    assert admin_client.post(f"{EVENTS}{event.pk}/change/", {"action": "x"}).status_code == 403
    assert admin_client.post(f"{EVENTS}{event.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.get(f"{EVENTS}add/").status_code == 403


def test_groups_are_not_offered(admin_client):
    assert admin_client.get("/admin/auth/group/").status_code == 404
