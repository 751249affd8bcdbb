"""The audit trail: what `record` writes, and that nothing written changes or goes."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts import audit
from accounts.models import AuditEvent, User
from accounts.models.audit_event import AppendOnlyError
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(admin, agent):
    return audit.record(by=admin, action="account.create", target=agent, after={"role": "agent"})


def constraint(name):
    return next(one for one in AuditEvent._meta.constraints if one.name == name)


def test_an_event_says_who_did_what_to_which_object(event, admin, agent):
    event.refresh_from_db()
    assert event.actor == admin
    assert event.actor_text == f"Adama Administrateur ({admin.email})"
    assert (event.target_type, event.target_id, event.target_text) == (
        "accounts.user",
        str(agent.pk),
        "Awa Agent",
    )
    assert (event.before, event.after) == ({}, {"role": "agent"})


def test_a_command_signs_as_such(agent):
    event = audit.record(by=None, action="account.create", target=agent, text="Autre nom")
    assert (event.actor, event.actor_text, event.target_text) == (None, "ligne de commande", "Autre nom")


def test_events_of_one_operation_share_its_number(agent):
    operation = uuid.uuid4()
    audit.record(by=None, action="a.b", target=agent, operation=operation)
    audit.record(by=None, action="a.c", target=agent, operation=operation)
    audit.record(by=None, action="a.d", target=agent)
    assert AuditEvent.objects.filter(operation=operation).count() == 2


def test_dates_and_amounts_are_kept(agent):
    event = audit.record(
        by=None, action="a.b", target=agent, after={"on": date(2023, 12, 20), "sum": Decimal("1.50")}
    )
    event.refresh_from_db()
    assert event.after == {"on": "2023-12-20", "sum": "1.50"}


def test_a_long_name_is_cut(agent):
    assert len(audit.record(by=None, action="a.b", target=agent, text="x" * 400).target_text) == 300


def test_about_gives_the_history_of_one_object_latest_first(event, admin, agent, other_agent):
    later = audit.record(by=admin, action="account.deactivate", target=agent)
    audit.record(by=admin, action="account.deactivate", target=other_agent)
    assert list(AuditEvent.objects.all().about(agent)) == [later, event]


def test_visible_to(event, admin, agent, direction):
    own = audit.record(by=agent, action="account.change_password", target=agent)
    assert set(AuditEvent.objects.visible_to(admin)) == {event, own}
    assert set(AuditEvent.objects.visible_to(direction)) == {event, own}
    assert set(AuditEvent.objects.visible_to(agent)) == {own}


# --- nothing written changes: by Python -----------------------------------------------------------


@pytest.mark.parametrize(
    "attempt",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.update(action="x"),
        lambda event: AuditEvent.objects.filter(pk=event.pk).delete(),
        lambda event: AuditEvent.objects.bulk_update([event], ["action"]),
    ],
    ids=["save", "delete", "update", "queryset delete", "bulk_update"],
)
def test_the_models_refuse_to_rewrite(event, attempt):
    event.action = "other"
    with pytest.raises(AppendOnlyError, match="ne se modifie pas"), transaction.atomic():
        attempt(event)
    assert AuditEvent.objects.get().action == "account.create"


# --- nothing written changes: by the database -----------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_auditevent SET action = 'other'",
        "UPDATE accounts_auditevent SET actor_text = 'Somebody'",
        "UPDATE accounts_auditevent SET at = '2020-01-01'",
        "UPDATE accounts_auditevent SET \"after\" = '{}'",
        "UPDATE accounts_auditevent SET operation = '00000000000000000000000000000000'",
        "UPDATE accounts_auditevent SET actor_id = (SELECT max(id) FROM accounts_user)",
        "DELETE FROM accounts_auditevent",
    ],
)
def test_the_database_refuses_to_rewrite(event, statement):
    UserFactory()
    with (
        pytest.raises(IntegrityError, match="ne se modifie pas"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    kept = AuditEvent.objects.get()
    assert (kept.action, kept.actor_id, kept.after) == ("account.create", event.actor_id, {"role": "agent"})


def test_every_column_is_guarded(event):
    """A column added to the model has to be added to the trigger."""
    others = {"actor_id"}
    for column in {field.column for field in AuditEvent._meta.fields} - others:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'UPDATE accounts_auditevent SET "{column}" = "{column}"')


def test_an_author_who_is_removed_stays_in_the_text(event, admin):
    text = event.actor_text
    User.objects.get(pk=admin.pk).delete()
    kept = AuditEvent.objects.get()
    assert (kept.actor, kept.actor_text) == (None, text)


@pytest.mark.django_db(transaction=True)
def test_flush_empties_the_trail_and_leaves_it_guarded(event):
    call_command("flush", verbosity=0, interactive=False, allow_cascade=False, inhibit_post_migrate=True)
    assert not AuditEvent.objects.exists()
    audit.record(by=None, action="a.b", target=UserFactory())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditevent")


@pytest.mark.parametrize(
    ("name", "fields", "message"),
    [
        ("accounts_audit_actor_given", {"actor_text": ""}, "Indiquez l’auteur de l’opération."),
        ("accounts_audit_action_given", {"action": ""}, "Indiquez l’action."),
    ],
)
def test_a_constraint_holds_in_the_database_and_speaks_french(name, fields, message):
    event = AuditEvent(**{"actor_text": "Quelqu’un", "action": "a.b"} | fields)
    with pytest.raises(ValidationError, match=message):
        constraint(name).validate(AuditEvent, event)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        event.save()
