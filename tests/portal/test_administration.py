"""The technical administration opens by the portal's own door, with its lock-out and its trail."""

import pytest

from accounts.lockout import LIMIT
from accounts.models import FailedSignIn

pytestmark = pytest.mark.django_db


def test_a_visitor_is_sent_to_the_page_that_counts_refusals(client, admin):
    address = "/admin/login/?next=/admin/programmes/"
    assert client.get(address).url == "/connexion/?next=/admin/programmes/"
    for _ in range(LIMIT + 1):
        response = client.post(address, {"username": admin.email, "password": "faux"}, follow=True)
    assert response.redirect_chain[0][0].startswith("/connexion/")
    assert not FailedSignIn.objects.exists()


def test_the_right_password_does_not_enter_by_the_admin(client, admin):
    admin.set_password("une phrase de quatre mots")
    admin.save()
    client.post("/admin/login/", {"username": admin.email, "password": "une phrase de quatre mots"})
    assert "_auth_user_id" not in client.session


def test_an_administrator_already_signed_in_goes_in(client_as, admin):
    assert client_as(admin).get("/admin/login/").url == "/admin/"


@pytest.mark.parametrize("person", ["agent", "validator", "direction", "partner_user"])
def test_no_right_is_403(client_as, request, person):
    response = client_as(request.getfixturevalue(person)).get("/admin/", follow=True)
    assert response.status_code == 403
    assert "Ouvrir l’administration technique" in response.content.decode()


def test_a_password_is_changed_on_the_portal(client_as, admin):
    assert client_as(admin).get("/admin/password_change/").url == "/mot-de-passe/"
    assert client_as(admin).post("/admin/password_change/").url == "/mot-de-passe/"
