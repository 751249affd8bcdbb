"""Every factory makes an object that its own model accepts, and the people are who they say."""

import pytest
from factory.django import DjangoModelFactory

from accounts.roles import Role
from tests import factories

FACTORIES = sorted(
    (
        value
        for value in vars(factories).values()
        if isinstance(value, type)
        and issubclass(value, DjangoModelFactory)
        and value is not DjangoModelFactory
    ),
    key=lambda made: made.__name__,
)


@pytest.mark.django_db
@pytest.mark.parametrize("made", FACTORIES, ids=lambda made: made.__name__)
def test_a_factory_makes_a_valid_object(made):
    first, second = made(), made()
    first.full_clean(exclude=["password"])
    assert first.pk != second.pk


def test_people(
    agent, other_agent, validator, direction, admin, partner_user, other_partner_user, department
):
    assert [user.role for user in (agent, validator, direction, admin, partner_user)] == list(Role)
    assert set(department.members.all()) == {agent, validator}
    assert not other_agent.departments.filter(pk=department.pk).exists()
    assert set(partner_user.partners.all()).isdisjoint(other_partner_user.partners.all())
