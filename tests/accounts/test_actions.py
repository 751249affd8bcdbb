"""What is done to accounts: each action does its work, writes one event, and refuses what must not be."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from accounts import actions
from accounts.invitations import find_link
from accounts.models import AuditEvent, PasswordLink, User
from accounts.roles import Role
from tests.factories import UserFactory

ROOT = "https://portail.exemple.ml/"
LAST_ADMINISTRATOR = "dernier compte d’administrateur actif"

pytestmark = pytest.mark.django_db


class DeadMailServer(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected


def trail():
    """The codes of the events, in the order they were written."""
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def link_of(sent):
    return find_link(sent.url.rstrip("/").rsplit("/", 1)[1])


@pytest.fixture
def invited(admin):
    return actions.create_account(
        by=admin, email="Nouveau@Exemple.ml", full_name=" Nouvel Agent ", role=Role.AGENT
    )


@pytest.fixture
def signed_up(db):
    """An agent who has chosen a password."""
    return UserFactory(password="une phrase de passe", full_name="Sira Inscrite")


@pytest.fixture
def chief(db):
    """An administrator who has chosen a password."""
    return UserFactory(role=Role.ADMINISTRATOR, password="une phrase de passe", full_name="Chef Premier")


# --- opening --------------------------------------------------------------------------------------


def test_create_account(invited, admin):
    invited.refresh_from_db()
    assert (invited.email, invited.full_name) == ("nouveau@exemple.ml", "Nouvel Agent")
    assert invited.is_invited
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.target_id) == ("account.create", admin, str(invited.pk))
    assert event.after == {
        "email": "nouveau@exemple.ml",
        "full_name": "Nouvel Agent",
        "role": "agent",
        "phone": "",
    }


def test_create_account_marks_a_demonstration_account():
    user = actions.create_account(
        by=None, email="d@exemple.ml", full_name="D", role=Role.AGENT, password="x", is_demonstration=True
    )
    assert user.is_demonstration
    assert user.check_password("x")
    event = AuditEvent.objects.get()
    assert event.after["is_demonstration"] is True
    assert "x" not in event.after.values()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "nouveau@exemple.ml"}, "email"),
        ({"email": "NOUVEAU@exemple.ml"}, "__all__"),
        ({"email": "nobody"}, "email"),
        ({"full_name": "  "}, "full_name"),
        ({"role": "visitor"}, "role"),
        ({"phone": "abc"}, "phone"),
    ],
)
def test_create_account_refuses_and_changes_nothing(invited, changed, field):
    fields = {"email": "autre@exemple.ml", "full_name": "Autre", "role": Role.AGENT} | changed
    with pytest.raises(ValidationError) as refusal:
        actions.create_account(by=None, **fields)
    assert field in refusal.value.message_dict or "__all__" in refusal.value.message_dict
    assert User.objects.filter(is_active=True).count() == 2
    assert trail() == ["account.create"]


# --- links ----------------------------------------------------------------------------------------


def test_invite_sends_a_link_valid_seven_days(invited, admin):
    sent = actions.invite(user=invited, by=admin, root_url=ROOT)
    assert sent.is_sent
    assert sent.url.startswith("https://portail.exemple.ml/invitation/")
    assert sent.expires_at - timezone.now() > timedelta(days=6, hours=23)
    (message,) = mail.outbox
    assert message.to == ["nouveau@exemple.ml"]
    assert sent.url in message.body
    assert "Il sert une seule fois" in message.body
    assert trail() == ["account.create", "account.invite"]


def test_the_secret_is_not_stored(invited, admin):
    sent = actions.invite(user=invited, by=admin, root_url=ROOT)
    secret = sent.url.rstrip("/").rsplit("/", 1)[1]
    assert len(secret) > 40
    stored = str(list(PasswordLink.objects.values())) + str(list(AuditEvent.objects.values()))
    assert secret not in stored


def test_a_new_invitation_replaces_the_former(invited, admin):
    first = actions.invite(user=invited, by=admin, root_url=ROOT)
    second = actions.invite(user=invited, by=admin, root_url=ROOT)
    assert not link_of(first).is_pending
    assert link_of(second).is_pending


def test_a_mail_server_that_does_not_answer_is_said(invited, admin, settings):
    settings.EMAIL_BACKEND = "tests.accounts.test_actions.DeadMailServer"
    sent = actions.invite(user=invited, by=admin, root_url=ROOT)
    assert not sent.is_sent
    assert link_of(sent).is_pending


def test_invite_refuses_whoever_has_a_password(signed_up, admin):
    with pytest.raises(ValidationError, match="déjà choisi un mot de passe"):
        actions.invite(user=signed_up, by=admin, root_url=ROOT)
    assert mail.outbox == []


def test_reset_password_withdraws_the_old_one(signed_up, admin):
    sent = actions.reset_password(user=signed_up, by=admin, root_url=ROOT)
    signed_up.refresh_from_db()
    assert signed_up.is_invited
    assert link_of(sent).is_pending
    assert "réinitialisé" in mail.outbox[0].body
    assert trail() == ["account.reset_password"]


def test_reset_password_refuses_ones_own(chief):
    with pytest.raises(ValidationError, match="votre propre compte"):
        actions.reset_password(user=chief, by=chief, root_url=ROOT)
    chief.refresh_from_db()
    assert not chief.is_invited


@pytest.mark.parametrize("action", [actions.invite, actions.reset_password])
def test_a_deactivated_account_gets_no_link(invited, admin, action):
    actions.deactivate_account(user=invited, by=admin)
    with pytest.raises(ValidationError, match="Ce compte est désactivé"):
        action(user=invited, by=admin, root_url=ROOT)
    assert mail.outbox == []


def test_a_forgotten_password_keeps_working_until_the_link_is_used(signed_up):
    actions.send_forgotten_link(email=f" {signed_up.email.upper()} ", root_url=ROOT)
    assert len(mail.outbox) == 1
    signed_up.refresh_from_db()
    assert signed_up.check_password("une phrase de passe")
    assert signed_up.password_links.get().expires_at - timezone.now() < timedelta(hours=4)


def test_a_forgotten_link_is_not_sent_twice_in_five_minutes(signed_up):
    with time_machine.travel("2023-12-20T12:00Z", tick=False) as clock:
        actions.send_forgotten_link(email=signed_up.email, root_url=ROOT)
        actions.send_forgotten_link(email=signed_up.email, root_url=ROOT)
        assert len(mail.outbox) == 1
        clock.shift(timedelta(minutes=6))
        actions.send_forgotten_link(email=signed_up.email, root_url=ROOT)
        assert len(mail.outbox) == 2


@pytest.mark.parametrize("is_active", [True, False])
def test_a_forgotten_password_of_nobody_sends_nothing(is_active, signed_up):
    User.objects.filter(pk=signed_up.pk).update(is_active=False)
    actions.send_forgotten_link(email="inconnu@exemple.ml" if is_active else signed_up.email, root_url=ROOT)
    assert mail.outbox == []
    assert not PasswordLink.objects.exists()


# --- choosing -------------------------------------------------------------------------------------


def test_choose_password_uses_the_link(invited, admin):
    link = link_of(actions.invite(user=invited, by=admin, root_url=ROOT))
    actions.choose_password(link=link, password="une autre phrase")
    invited.refresh_from_db()
    link.refresh_from_db()
    assert invited.check_password("une autre phrase")
    assert link.used_at
    assert trail()[-1] == "account.choose_password"


def test_choose_password_refuses_a_link_used_meanwhile(invited, admin):
    """Two pages were open on the same link: both hold it as it was before the first used it."""
    first = link_of(actions.invite(user=invited, by=admin, root_url=ROOT))
    second = find_link_again(first)
    actions.choose_password(link=first, password="la première phrase")
    with pytest.raises(ValidationError, match="ne fonctionne plus"):
        actions.choose_password(link=second, password="la seconde phrase")
    invited.refresh_from_db()
    assert invited.check_password("la première phrase")


def find_link_again(link):
    return PasswordLink.objects.get(pk=link.pk)


def test_choose_password_refuses_an_expired_link(invited, admin):
    link = link_of(actions.invite(user=invited, by=admin, root_url=ROOT))
    with (
        time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)),
        pytest.raises(ValidationError, match="ne fonctionne plus"),
    ):
        actions.choose_password(link=link, password="une autre phrase")


def test_change_password_cancels_the_links(signed_up):
    actions.send_forgotten_link(email=signed_up.email, root_url=ROOT)
    actions.change_password(user=signed_up, password="encore une phrase", by=signed_up)
    assert not signed_up.password_links.pending().exists()
    assert trail()[-1] == "account.change_password"


def test_nobody_changes_the_password_of_another(signed_up, admin):
    with pytest.raises(ValidationError, match="son propre mot de passe"):
        actions.change_password(user=signed_up, password="x", by=admin)


# --- details and role -----------------------------------------------------------------------------


def test_change_details_keeps_only_what_changed(signed_up, admin):
    actions.change_details(
        user=signed_up, by=admin, email=signed_up.email, full_name="Sira Traoré", phone="+223 20 22 00 00"
    )
    event = AuditEvent.objects.get()
    assert event.before == {"full_name": "Sira Inscrite", "phone": ""}
    assert event.after == {"full_name": "Sira Traoré", "phone": "+223 20 22 00 00"}


def test_change_details_without_change_leaves_no_trace(signed_up, admin):
    actions.change_details(user=signed_up, by=admin, email=signed_up.email, full_name=signed_up.full_name)
    assert trail() == []


def test_a_new_address_makes_the_links_sent_to_the_old_one_useless(invited, admin):
    link = link_of(actions.invite(user=invited, by=admin, root_url=ROOT))
    actions.change_details(user=invited, by=admin, email="juste@exemple.ml", full_name=invited.full_name)
    link.refresh_from_db()
    assert not link.is_pending


def test_change_details_refuses_the_address_of_another(signed_up, invited, admin):
    with pytest.raises(ValidationError, match="Un compte existe déjà"):
        actions.change_details(user=signed_up, by=admin, email=invited.email, full_name="Sira")


def test_change_role(signed_up, admin):
    actions.change_role(user=signed_up, role=Role.VALIDATOR, by=admin)
    signed_up.refresh_from_db()
    assert signed_up.role == Role.VALIDATOR
    event = AuditEvent.objects.get()
    assert (event.before, event.after) == ({"role": "agent"}, {"role": "validator"})


def test_change_role_to_the_same_leaves_no_trace(signed_up, admin):
    actions.change_role(user=signed_up, role=Role.AGENT, by=admin)
    assert trail() == []


# --- closing --------------------------------------------------------------------------------------


def test_deactivate_then_reactivate(signed_up, admin):
    actions.send_forgotten_link(email=signed_up.email, root_url=ROOT)
    actions.deactivate_account(user=signed_up, by=admin)
    actions.deactivate_account(user=signed_up, by=admin)
    signed_up.refresh_from_db()
    assert not signed_up.is_active
    assert PasswordLink.objects.get().cancelled_at
    actions.reactivate_account(user=signed_up, by=admin)
    actions.reactivate_account(user=signed_up, by=admin)
    signed_up.refresh_from_db()
    assert signed_up.is_active
    assert signed_up.check_password("une phrase de passe")
    assert trail() == ["account.forgot_password", "account.deactivate", "account.reactivate"]


def deactivate(user):
    actions.deactivate_account(user=user, by=user)


def demote(user):
    actions.change_role(user=user, role=Role.DIRECTION, by=user)


@pytest.mark.parametrize("action", [deactivate, demote])
def test_the_last_administrator_stays(chief, action):
    # These do not count: one never chose a password, the other is deactivated.
    UserFactory(role=Role.ADMINISTRATOR)
    UserFactory(role=Role.ADMINISTRATOR, password="x", is_active=False)
    with pytest.raises(ValidationError, match=LAST_ADMINISTRATOR):
        action(chief)
    chief.refresh_from_db()
    assert (chief.is_active, chief.role) == (True, Role.ADMINISTRATOR)
    assert trail() == []


@pytest.mark.parametrize("action", [deactivate, demote])
def test_an_administrator_among_two_may_leave(chief, action):
    UserFactory(role=Role.ADMINISTRATOR, password="x")
    action(chief)
    chief.refresh_from_db()
    assert not chief.is_staff
