"""The constraints of links, and what refused sign-ins and links say of themselves."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import FailedSignIn, PasswordLink
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def constraint(name):
    return next(one for one in PasswordLink._meta.constraints if one.name == name)


@pytest.mark.parametrize(
    ("name", "fields", "message"),
    [
        ("accounts_link_secret_unique", {"secret_digest": "taken"}, "Ce lien existe déjà."),
        (
            "accounts_link_expires_later",
            {"expires_at": timedelta(days=-1)},
            "Un lien expire après sa création.",
        ),
        (
            "accounts_link_used_or_cancelled",
            {"used_at": timedelta(), "cancelled_at": timedelta()},
            "Un lien est utilisé ou annulé, pas les deux.",
        ),
        ("accounts_link_purpose_known", {"purpose": "other"}, "Choisissez un motif de la liste."),
    ],
)
def test_a_constraint_holds_in_the_database_and_speaks_french(name, fields, message):
    now = timezone.now()
    right = {
        "user": UserFactory(),
        "purpose": "invitation",
        "created_at": now,
        "expires_at": now + timedelta(days=7),
    }
    PasswordLink.objects.create(**right, secret_digest="taken")
    dated = {key: now + value if isinstance(value, timedelta) else value for key, value in fields.items()}
    link = PasswordLink(**{"secret_digest": "free"} | right | dated)
    with pytest.raises(ValidationError, match=message):
        constraint(name).validate(PasswordLink, link)
    with pytest.raises(IntegrityError, match=f"{name}|secret_digest"), transaction.atomic():
        link.save()


def test_their_texts(agent):
    link = PasswordLink(user=agent, purpose=PasswordLink.Purpose.FORGOTTEN)
    assert str(link) == "Mot de passe oublié – Awa Agent"
    assert str(FailedSignIn(at=timezone.now(), address="10.0.0.1")).endswith("10.0.0.1")
