"""Fixtures of the whole suite: the people of the portal, and a signed-in client for each."""

import pytest
from django.test import Client, override_settings

from accounts.models import User
from accounts.roles import Role
from programmes.models import Department, Partner
from tests.factories import DepartmentFactory, DepartmentMembershipFactory, PartnerFactory, UserFactory

pytest_plugins = ["tests.strictness"]


@pytest.fixture(scope="session", autouse=True)
def media_folder(tmp_path_factory):
    """Deposited files go to a folder that is thrown away."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture
def department(db) -> Department:
    """The sub-directorate of `agent` and `validator`."""
    return DepartmentFactory(code="SD-A", name="Sous-direction A", acronym="SDA")


@pytest.fixture
def other_department(db) -> Department:
    """The sub-directorate of `other_agent`."""
    return DepartmentFactory(code="SD-B", name="Sous-direction B", acronym="SDB")


@pytest.fixture
def partner(db) -> Partner:
    """The partner of `partner_user`."""
    return PartnerFactory(code="PARTENAIRE-A", name="Partenaire A")


@pytest.fixture
def other_partner(db) -> Partner:
    """The partner of `other_partner_user`."""
    return PartnerFactory(code="PARTENAIRE-B", name="Partenaire B")


def member_of(department: Department, **fields) -> User:
    return DepartmentMembershipFactory(department=department, user=UserFactory(**fields)).user


@pytest.fixture
def agent(department) -> User:
    return member_of(department, role=Role.AGENT, full_name="Awa Agent")


@pytest.fixture
def other_agent(other_department) -> User:
    """An agent of another sub-directorate."""
    return member_of(other_department, role=Role.AGENT, full_name="Oumar Agent")


@pytest.fixture
def validator(department) -> User:
    return member_of(department, role=Role.VALIDATOR, full_name="Vincent Validateur")


@pytest.fixture
def direction(db) -> User:
    return UserFactory(role=Role.DIRECTION, full_name="Diane Direction")


@pytest.fixture
def admin(db) -> User:
    return UserFactory(role=Role.ADMINISTRATOR, full_name="Adama Administrateur")


@pytest.fixture
def partner_user(partner) -> User:
    user = UserFactory(role=Role.PARTNER, full_name="Paul Partenaire")
    partner.members.add(user)
    return user


@pytest.fixture
def other_partner_user(other_partner) -> User:
    """Somebody of another partner."""
    user = UserFactory(role=Role.PARTNER, full_name="Pauline Partenaire")
    other_partner.members.add(user)
    return user


@pytest.fixture
def client_as():
    """A function giving a test client signed in as the user named."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
