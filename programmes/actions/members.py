"""Where a person belongs: a department of the State, or one or several partners.

An agent or a validator belongs to exactly one department; the Direction and administrators may belong to one;
a partner's account belongs to one partner at least and to no department. The rule depends on the role, so a
change of role and a move are one operation here (`assign`).
"""

import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.actions import change_role, create_account
from accounts.models import User
from accounts.roles import Role
from programmes.models import Department, DepartmentMembership, Partner

_NEED_A_DEPARTMENT = {Role.AGENT, Role.VALIDATOR}


@transaction.atomic
def open_account(
    *,
    by: User | None,
    email: str,
    full_name: str,
    role: str,
    phone: str = "",
    department: Department | None = None,
    partners: Iterable[Partner] = (),
    password: str | None = None,
    is_demonstration: bool = False,
) -> User:
    """A new account, with its role and the department or the partners it belongs to."""
    partners = list(partners)
    check_belonging(role=role, department=department, partners=partners)
    operation = uuid.uuid4()
    user = create_account(
        by=by,
        email=email,
        full_name=full_name,
        role=role,
        phone=phone,
        password=password,
        is_demonstration=is_demonstration,
        operation=operation,
    )
    _set_department(user=user, department=department, by=by, operation=operation)
    _set_partners(user=user, partners=partners, by=by, operation=operation)
    return user


@transaction.atomic
def assign(
    *, user: User, role: str, department: Department | None, partners: Iterable[Partner], by: User | None
) -> User:
    """Give a role together with the department or the partners that go with it; what is unchanged leaves no trace."""
    partners = list(partners)
    check_belonging(role=role, department=department, partners=partners)
    operation = uuid.uuid4()
    user = change_role(user=user, role=role, by=by, operation=operation)
    _set_department(user=user, department=department, by=by, operation=operation)
    _set_partners(user=user, partners=partners, by=by, operation=operation)
    return user


@transaction.atomic
def move_to_department(*, user: User, department: Department | None, by: User | None) -> None:
    """Move a person of the DGCT to another department; None, only for roles that need none, takes them out."""
    user = User.objects.select_for_update().get(pk=user.pk)
    check_belonging(role=user.role, department=department, partners=list(user.partners.all()))
    _set_department(user=user, department=department, by=by, operation=uuid.uuid4())


@transaction.atomic
def move_to_partner(*, user: User, partner: Partner, by: User | None) -> None:
    """Move a partner's account to another partner, in place of those it belonged to."""
    user = User.objects.select_for_update().get(pk=user.pk)
    check_belonging(role=user.role, department=department_of(user), partners=[partner])
    _set_partners(user=user, partners=[partner], by=by, operation=uuid.uuid4())


def department_of(user: User) -> Department | None:
    """The department an account belongs to, or None."""
    return Department.objects.filter(memberships__user=user).first()


def check_belonging(*, role: str, department: Department | None, partners: list[Partner]) -> None:
    """Raises ValidationError, by field, when a role does not go with this department and these partners."""
    errors = {}
    if role == Role.PARTNER:
        if department:
            errors["department"] = (
                "Un compte de partenaire n’appartient à aucune structure\u00a0: laissez vide."
            )
        if not partners:
            errors["partners"] = "Choisissez au moins un partenaire pour ce compte."
    else:
        if role in _NEED_A_DEPARTMENT and not department:
            errors["department"] = "Choisissez la structure de cette personne\u00a0: son rôle en demande une."
        if partners:
            errors["partners"] = (
                "Seul un compte de partenaire est rattaché à un partenaire\u00a0: laissez vide."
            )
    if errors:
        raise ValidationError(errors)


def _set_department(
    *, user: User, department: Department | None, by: User | None, operation: uuid.UUID
) -> None:
    old = department_of(user)
    if old == department:
        return
    if department:
        DepartmentMembership.objects.update_or_create(user=user, defaults={"department": department})
    else:
        DepartmentMembership.objects.filter(user=user).delete()
    audit.record(
        by=by,
        action="account.move_to_department",
        target=user,
        before={"department": old.name if old else ""},
        after={"department": department.name if department else ""},
        operation=operation,
    )


def _set_partners(*, user: User, partners: list[Partner], by: User | None, operation: uuid.UUID) -> None:
    old = set(user.partners.all())
    if old == set(partners):
        return
    user.partners.set(partners)
    audit.record(
        by=by,
        action="account.move_to_partner",
        target=user,
        before={"partners": sorted(str(partner) for partner in old)},
        after={"partners": sorted(str(partner) for partner in partners)},
        operation=operation,
    )
