"""The account: its constraints, its e-mail address, what Django's admin asks it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Permission, Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def constraint(name):
    return next(one for one in User._meta.constraints if one.name == name)


@pytest.mark.parametrize(
    ("name", "fields", "message"),
    [
        (
            "accounts_user_email_unique",
            {"email": "awa@exemple.ml"},
            "Un compte existe déjà avec cette adresse électronique.",
        ),
        (
            "accounts_user_email_lowercase",
            {"email": "Moussa@exemple.ml"},
            "Écrivez l’adresse électronique en minuscules.",
        ),
        (
            "accounts_user_email_lowercase",
            {"email": ""},
            "Écrivez l’adresse électronique en minuscules.",
        ),
        ("accounts_user_full_name_given", {"full_name": ""}, "Indiquez le nom complet."),
        ("accounts_user_role_known", {"role": "visitor"}, "Choisissez un rôle de la liste."),
    ],
)
def test_a_constraint_holds_in_the_database_and_speaks_french(name, fields, message):
    UserFactory(email="awa@exemple.ml")
    user = User(
        **{"email": "moussa@exemple.ml", "full_name": "Moussa", "role": Role.AGENT, "password": "!"} | fields
    )
    with pytest.raises(ValidationError, match=message):
        constraint(name).validate(User, user)
    with pytest.raises(IntegrityError, match=f"{name}|accounts_user.email"), transaction.atomic():
        user.save()


@pytest.mark.parametrize("written", ["Awa@Exemple.ML", "  awa@exemple.ml ", "AWA@EXEMPLE.ML"])
def test_an_address_is_one_whatever_its_capitals(written):
    user = UserFactory(email=written)
    assert user.email == "awa@exemple.ml"
    assert User.objects.get_by_natural_key(written) == user


@pytest.mark.parametrize(
    ("phone", "is_right"),
    [
        ("+223 20 22 00 00", True),
        ("20220000", True),
        ("", True),
        ("+223\u202f20\u202f22\u202f00\u202f00", True),
        ("20 22", False),
        ("vingt", False),
        ("+223 20 22 00 00 poste 4", False),
    ],
)
def test_a_telephone_number_is_digits(phone, is_right):
    user = UserFactory.build(email="a@exemple.ml", phone=phone, password="!")
    if is_right:
        user.full_clean()
    else:
        with pytest.raises(ValidationError, match="Écrivez le numéro avec des chiffres"):
            user.full_clean()


def test_without_a_password_nobody_can_sign_in():
    user = UserFactory()
    assert user.is_invited
    assert not user.check_password("")


def test_createsuperuser_makes_an_administrator():
    user = User.objects.create_superuser(email="chef@exemple.ml", full_name="Chef", password="x")
    assert user.role == Role.ADMINISTRATOR
    assert user.is_staff


@pytest.mark.parametrize("role", Role)
def test_the_admin_opens_for_administrators_only(role):
    user = UserFactory(role=role)
    expected = role == Role.ADMINISTRATOR
    assert user.is_staff is expected
    assert user.has_perm("programmes.change_activity") is expected
    assert user.has_perms(["programmes.change_activity"]) is expected
    assert user.has_module_perms("programmes") is expected
    assert user.may(Permission.USE_ADMIN) is expected


def test_a_deactivated_administrator_has_no_right_in_the_admin(admin):
    admin.is_active = False
    assert not admin.is_staff
    assert not admin.has_perm("accounts.view_user")


def test_visible_to(admin, agent, other_agent, direction):
    assert set(User.objects.visible_to(admin)) == {admin, agent, other_agent, direction}
    assert set(User.objects.visible_to(direction)) == {direction}
    assert set(User.objects.visible_to(agent)) == {agent}


def test_its_names(agent):
    assert str(agent) == agent.get_full_name() == agent.get_short_name() == "Awa Agent"
    assert agent.get_absolute_url() == f"/comptes/{agent.pk}/"
