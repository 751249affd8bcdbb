"""Signing in and out, the lock, choosing and changing a password, as a person meets them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import PasswordLink
from accounts.roles import Role
from tests.factories import UserFactory

PASSWORD = "quatre mots bien choisis"
NEW = "une phrase toute nouvelle"
HOME, LOGIN = "/", "/connexion/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def sira(db):
    return UserFactory(
        email="sira@exemple.ml", full_name="Sira Inscrite", role=Role.DIRECTION, password=PASSWORD
    )


def sign_in(client, password=PASSWORD, email="sira@exemple.ml", **extra):
    return client.post(LOGIN, {"username": email, "password": password, **extra})


def is_signed_in(client):
    return client.get(reverse("accounts:password_change")).status_code == 200


def text_of(response):
    """What a person reads, non-breaking spaces made plain."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


# --- signing in -----------------------------------------------------------------------------------


def test_sign_in(client, sira):
    response = sign_in(client, email="  Sira@Exemple.ML ")
    assert (response.status_code, response.url) == (302, HOME)
    assert is_signed_in(client)


def test_the_page_carries_no_account(client, sira):
    response = client.get(LOGIN)
    assert response.status_code == 200
    assert "sira" not in text_of(response).lower()


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("sira@exemple.ml", "autre chose"),
        ("inconnu@exemple.ml", PASSWORD),
        ("sira@exemple.ml", PASSWORD.upper()),
    ],
)
def test_a_wrong_password_gives_one_message_and_keeps_the_address(client, sira, email, password):
    response = sign_in(client, password, email)
    assert response.status_code == 200
    assert text_of(response).count("Adresse électronique ou mot de passe incorrect.") == 1
    assert response.context["form"]["username"].value() == email
    assert password not in response.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("", "", "Indiquez l’adresse électronique."),
        ("sira@exemple.ml", "", "Indiquez le mot de passe."),
        ("sira", PASSWORD, "elle s’écrit comme nom@exemple.ml"),
    ],
)
def test_an_incomplete_form_says_what_is_missing(client, sira, email, password, message):
    assert message in text_of(sign_in(client, password, email))


def test_a_deactivated_account_is_told_so_to_its_owner_only(client, sira, admin):
    actions.deactivate_account(user=sira, by=admin)
    assert "Ce compte est désactivé" in text_of(sign_in(client))
    assert "Ce compte est désactivé" not in text_of(sign_in(client, "autre chose"))
    assert not is_signed_in(client)


def test_deactivating_ends_the_sessions(client, sira, admin):
    sign_in(client)
    actions.deactivate_account(user=sira, by=admin)
    assert not is_signed_in(client)


def test_an_account_without_password_cannot_sign_in(client, agent):
    assert "incorrect" in text_of(sign_in(client, "!", agent.email))


@pytest.mark.parametrize(
    ("next_page", "expected"),
    [
        ("/mot-de-passe/", "/mot-de-passe/"),
        ("", HOME),
        ("https://ailleurs.example/", HOME),
        ("//ailleurs.example/", HOME),
        ("/\\ailleurs.example", HOME),
        ("javascript:alert(1)", HOME),
    ],
)
def test_next_is_followed_within_the_portal_only(client, sira, next_page, expected):
    assert sign_in(client, next=next_page).url == expected


def test_a_closed_page_leads_to_sign_in_and_back(client, sira):
    response = client.get("/mot-de-passe/")
    assert response.url == "/connexion/?next=/mot-de-passe/"
    assert 'name="next" value="/mot-de-passe/"' in client.get(response.url).content.decode()


def test_whoever_is_signed_in_goes_home(client, sira):
    client.force_login(sira)
    assert client.get(LOGIN).url == HOME


def test_signing_in_asks_for_the_token_of_the_form(sira):
    assert sign_in(Client(enforce_csrf_checks=True)).status_code == 403


# --- signing out ----------------------------------------------------------------------------------


def test_sign_out(client, sira):
    client.force_login(sira)
    response = client.post("/deconnexion/", follow=True)
    assert "Vous êtes déconnecté." in text_of(response)
    assert not is_signed_in(client)


def test_sign_out_rejects_get(client, sira):
    client.force_login(sira)
    assert client.get("/deconnexion/").status_code == 405
    assert is_signed_in(client)


# --- the lock -------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["sira@exemple.ml", "inconnu@exemple.ml"])
def test_five_wrong_passwords_close_the_door_whether_the_account_exists_or_not(sira, email):
    """Two browsers on the same connection: the count is theirs together."""
    first, second = Client(), Client()
    for client in (first, second, first, second):
        assert "incorrect" in text_of(sign_in(client, "faux", email))
    assert "Réessayez dans 15 minutes" in text_of(sign_in(first, "faux", email))
    response = sign_in(second, PASSWORD, email)
    assert "Réessayez dans 15 minutes" in text_of(response)
    assert response.context["form"]["username"].value() == email
    assert not is_signed_in(second)


def test_the_door_opens_again(client, sira):
    with time_machine.travel("2023-12-20T12:00Z", tick=False) as clock:
        for _ in range(5):
            sign_in(client, "faux")
        clock.shift(timedelta(minutes=13, seconds=30))
        assert "Réessayez dans 2 minutes" in text_of(sign_in(client))
        clock.shift(timedelta(minutes=2))
        assert sign_in(client).status_code == 302


def test_the_lock_holds_at_one_address_only(sira, settings):
    here, elsewhere = Client(REMOTE_ADDR="41.73.96.1"), Client(REMOTE_ADDR="41.73.96.2")
    for _ in range(5):
        sign_in(here, "faux")
    assert sign_in(here).status_code == 200
    assert sign_in(elsewhere).status_code == 302


@pytest.mark.parametrize(("proxies", "is_locked"), [(0, True), (1, False)])
def test_a_forwarded_address_counts_only_behind_our_own_proxy(sira, settings, proxies, is_locked):
    """Without a proxy of ours, changing the header at each attempt would escape the lock."""
    settings.TRUSTED_PROXIES = proxies
    for number in range(5):
        sign_in(Client(), "faux", HTTP_X_FORWARDED_FOR="")
        Client(HTTP_X_FORWARDED_FOR=f"10.0.0.{number}").post(
            LOGIN, {"username": sira.email, "password": "faux"}
        )
    response = Client(HTTP_X_FORWARDED_FOR="10.0.0.99").post(
        LOGIN, {"username": sira.email, "password": PASSWORD}
    )
    assert (response.status_code == 200) is is_locked


def test_the_right_password_forgets_the_wrong_ones(client, sira):
    for _ in range(4):
        sign_in(client, "faux")
    assert sign_in(client).status_code == 302
    client.post("/deconnexion/")
    for _ in range(4):
        sign_in(client, "faux")
    assert sign_in(client).status_code == 302


# --- one's own password ---------------------------------------------------------------------------


def change(client, old=PASSWORD, new=NEW, again=NEW):
    return client.post("/mot-de-passe/", {"old_password": old, "new_password1": new, "new_password2": again})


def test_changing_ones_password_ends_the_other_sessions(sira):
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)
    assert change(here).url == HOME
    sira.refresh_from_db()
    assert sira.check_password(NEW)
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("faux", NEW, NEW, "Ce n’est pas votre mot de passe actuel."),
        (PASSWORD, NEW, NEW + "x", "ne correspondent pas"),
        (PASSWORD, "court", "court", "trop court"),
        (PASSWORD, "123456789012345", "123456789012345", "entièrement numérique"),
        (PASSWORD, "sira@exemple.ml", "sira@exemple.ml", "trop semblable"),
        (PASSWORD, "Sira Inscrite", "Sira Inscrite", "trop semblable"),
        (PASSWORD, "", "", "Tapez le nouveau mot de passe."),
    ],
)
def test_a_password_that_will_not_do_says_why(client, sira, old, new, again, message):
    client.force_login(sira)
    assert message in text_of(change(client, old, new, again))
    sira.refresh_from_db()
    assert sira.check_password(PASSWORD)


@pytest.mark.parametrize("role", Role)
def test_every_role_changes_its_own_password(client, role):
    client.force_login(UserFactory(role=role, password=PASSWORD))
    assert change(client).url == HOME


# --- links ----------------------------------------------------------------------------------------


@pytest.fixture
def invitation(agent, admin):
    """The address of a fresh invitation."""
    return actions.invite(user=agent, by=admin, root_url="http://testserver/").url


def choose(client, url, new=NEW, again=NEW):
    return client.post(url, {"new_password1": new, "new_password2": again})


def test_an_invited_person_chooses_a_password_and_signs_in(client, agent, invitation):
    assert "Awa Agent" in text_of(client.get(invitation))
    response = client.post(invitation, {"new_password1": NEW, "new_password2": NEW}, follow=True)
    assert "Votre mot de passe est enregistré" in text_of(response)
    assert sign_in(client, NEW, agent.email).status_code == 302


def test_looking_at_a_link_does_not_use_it(client, invitation):
    """Mail programs open links to look for viruses."""
    for _ in range(3):
        assert client.get(invitation).status_code == 200
    assert choose(client, invitation).status_code == 302


def test_a_link_is_not_kept_by_the_browser(client, invitation):
    assert "no-store" in client.get(invitation)["Cache-Control"]


def test_a_link_used_twice(client, agent, invitation):
    choose(client, invitation)
    for response in (
        client.get(invitation),
        choose(client, invitation, "autre phrase encore", "autre phrase encore"),
    ):
        assert response.status_code == 410
        assert "Il a déjà servi" in text_of(response)
    agent.refresh_from_db()
    assert agent.check_password(NEW)


def test_an_expired_link(client, agent, invitation):
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        response = choose(client, invitation)
    assert response.status_code == 410
    assert "Il n’était valable que jusqu’au" in text_of(response)
    agent.refresh_from_db()
    assert agent.is_invited


def test_a_link_is_still_good_on_the_seventh_day(client, agent, invitation):
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert choose(client, invitation).status_code == 302


def test_a_replaced_link(client, agent, admin, invitation):
    actions.invite(user=agent, by=admin, root_url="http://testserver/")
    response = client.get(invitation)
    assert response.status_code == 410
    assert "Il a été remplacé ou annulé." in text_of(response)


def test_a_link_of_a_deactivated_account(client, agent, admin, invitation):
    actions.deactivate_account(user=agent, by=admin)
    response = client.get(invitation)
    assert response.status_code == 410
    assert "désactivé" in text_of(response)


def test_a_link_that_never_was(client):
    response = client.get("/invitation/abc/")
    assert response.status_code == 404
    assert "Il est incomplet, ou n’a jamais existé." in text_of(response)


def test_a_password_refused_leaves_the_link_good(client, invitation):
    assert "trop court" in text_of(choose(client, invitation, "court", "court"))
    assert choose(client, invitation).status_code == 302


def test_a_new_password_by_a_link_opens_the_door_as_the_lock_says(client, sira):
    for _ in range(5):
        response = sign_in(client, password="faux")
    assert "demandez un nouveau lien" in text_of(response)
    client.post(reverse("accounts:password_forgotten"), {"email": sira.email})
    (url,) = re.findall(r"http\S+", mail.outbox[0].body)
    choose(client, url)
    sign_in(client, password=NEW)
    assert is_signed_in(client)


def test_choosing_a_password_ends_the_sessions(sira, client):
    sign_in(client)
    actions.send_forgotten_link(email=sira.email, root_url="http://testserver/")
    link = re.search(r"http\S+", mail.outbox[0].body).group()
    choose(Client(), link)
    assert not is_signed_in(client)


# --- forgotten ------------------------------------------------------------------------------------


def test_the_answer_is_the_same_whether_the_account_exists_or_not(client, sira):
    known, unknown = (
        client.post("/mot-de-passe/oublie/", {"email": email})
        for email in ("sira@exemple.ml", "zora@exemple.ml")
    )
    assert known.status_code == unknown.status_code == 200
    assert text_of(known).replace("sira@", "zora@") == text_of(unknown)
    assert [message.to for message in mail.outbox] == [["sira@exemple.ml"]]
    assert PasswordLink.objects.get().user == sira


def test_forgotten_asks_for_an_address(client):
    assert client.get("/mot-de-passe/oublie/").status_code == 200
    response = client.post("/mot-de-passe/oublie/", {"email": "sira"})
    assert "elle s’écrit comme nom@exemple.ml" in text_of(response)
    assert mail.outbox == []
