"""Where a person belongs: the rule of each role, moves, and one operation for role and belonging together."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, User
from accounts.roles import Role
from programmes.actions import members
from programmes.models import DepartmentMembership
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NEEDS_DEPARTMENT = "Choisissez la structure"
NO_DEPARTMENT = "n’appartient à aucune structure"
NEEDS_PARTNER = "Choisissez au moins un partenaire"
NO_PARTNER = "Seul un compte de partenaire"


def trail():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize(
    ("role", "has_department", "has_partner", "refusal"),
    [
        (Role.AGENT, True, False, None),
        (Role.AGENT, False, False, NEEDS_DEPARTMENT),
        (Role.AGENT, True, True, NO_PARTNER),
        (Role.VALIDATOR, True, False, None),
        (Role.VALIDATOR, False, False, NEEDS_DEPARTMENT),
        (Role.DIRECTION, False, False, None),
        (Role.DIRECTION, True, False, None),
        (Role.DIRECTION, False, True, NO_PARTNER),
        (Role.ADMINISTRATOR, False, False, None),
        (Role.ADMINISTRATOR, True, False, None),
        (Role.PARTNER, False, True, None),
        (Role.PARTNER, False, False, NEEDS_PARTNER),
        (Role.PARTNER, True, True, NO_DEPARTMENT),
    ],
)
def test_a_role_goes_with_a_department_or_with_partners(
    role, has_department, has_partner, refusal, department, partner, admin
):
    def give():
        return members.open_account(
            by=admin,
            email="nouveau@exemple.ml",
            full_name="Nouveau",
            role=role,
            department=department if has_department else None,
            partners=[partner] if has_partner else [],
        )

    if refusal is None:
        user = give()
        assert members.department_of(user) == (department if has_department else None)
        assert list(user.partners.all()) == ([partner] if has_partner else [])
    else:
        with pytest.raises(ValidationError, match=refusal):
            give()
        assert not User.objects.filter(email="nouveau@exemple.ml").exists()


def test_open_account_is_one_operation(department, admin):
    members.open_account(
        by=admin, email="a@exemple.ml", full_name="A", role=Role.AGENT, department=department, password="x"
    )
    assert trail() == ["account.create", "account.move_to_department"]
    assert AuditEvent.objects.values("operation").distinct().count() == 1


def test_move_to_department(agent, department, other_department, admin):
    members.move_to_department(user=agent, department=other_department, by=admin)
    assert members.department_of(agent) == other_department
    assert DepartmentMembership.objects.filter(user=agent).count() == 1
    event = AuditEvent.objects.get()
    assert (event.action, event.actor) == ("account.move_to_department", admin)
    assert event.before == {"department": "Sous-direction A"}
    assert event.after == {"department": "Sous-direction B"}


def test_moving_where_one_is_leaves_no_trace(agent, department, partner_user, partner, admin):
    members.move_to_department(user=agent, department=department, by=admin)
    members.move_to_partner(user=partner_user, partner=partner, by=admin)
    assert trail() == []


def test_an_agent_does_not_leave_without_a_department(agent, department, admin):
    with pytest.raises(ValidationError, match=NEEDS_DEPARTMENT):
        members.move_to_department(user=agent, department=None, by=admin)
    assert members.department_of(agent) == department


def test_the_direction_may_leave_a_department(direction, department, admin):
    members.move_to_department(user=direction, department=department, by=admin)
    members.move_to_department(user=direction, department=None, by=admin)
    assert members.department_of(direction) is None


def test_a_partner_is_not_moved_to_a_department(partner_user, department, admin):
    with pytest.raises(ValidationError, match=NO_DEPARTMENT):
        members.move_to_department(user=partner_user, department=department, by=admin)


def test_move_to_partner(partner_user, other_partner, admin):
    members.move_to_partner(user=partner_user, partner=other_partner, by=admin)
    assert list(partner_user.partners.all()) == [other_partner]
    event = AuditEvent.objects.get()
    assert (event.before, event.after) == ({"partners": ["Partenaire A"]}, {"partners": ["Partenaire B"]})


def test_an_agent_is_not_moved_to_a_partner(agent, partner, admin):
    with pytest.raises(ValidationError, match=NO_PARTNER):
        members.move_to_partner(user=agent, partner=partner, by=admin)
    assert not agent.partners.exists()


def test_assign_changes_role_and_belonging_at_once(agent, partner, other_partner, admin):
    members.assign(
        user=agent, role=Role.PARTNER, department=None, partners=[partner, other_partner], by=admin
    )
    agent.refresh_from_db()
    assert agent.role == Role.PARTNER
    assert members.department_of(agent) is None
    assert set(agent.partners.all()) == {partner, other_partner}
    assert trail() == ["account.change_role", "account.move_to_department", "account.move_to_partner"]
    assert AuditEvent.objects.values("operation").distinct().count() == 1


def test_assign_is_all_or_nothing(department):
    """The last administrator stays, and stays where they are."""
    chief = UserFactory(role=Role.ADMINISTRATOR, password="x")
    with pytest.raises(ValidationError, match="dernier compte d’administrateur"):
        members.assign(user=chief, role=Role.AGENT, department=department, partners=[], by=chief)
    chief.refresh_from_db()
    assert chief.role == Role.ADMINISTRATOR
    assert members.department_of(chief) is None
    assert trail() == []
