"""What is done to accounts: each function is one transaction, says who did it, and writes the audit trail.

A refusal is a `ValidationError` with a French message, ready to be shown by a form; nothing has changed then.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import audit
from accounts.invitations import SentLink, new_link, send
from accounts.models import PasswordLink, User
from accounts.models.user import normalise_email
from accounts.roles import Role

LAST_ADMINISTRATOR = (
    "C’est le dernier compte d’administrateur actif\u00a0: nommez d’abord un autre administrateur, "
    "qui aura choisi son mot de passe."
)


@transaction.atomic
def create_account(
    *,
    by: User | None,
    email: str,
    full_name: str,
    role: str,
    phone: str = "",
    password: str | None = None,
    is_demonstration: bool = False,
    operation: uuid.UUID | None = None,
) -> User:
    """A new account. Without a password (the usual case) its owner chooses one from an invitation link."""
    user = User(email=email, full_name=full_name, role=role, phone=phone, is_demonstration=is_demonstration)
    user.set_password(password)
    user.full_clean()
    user.save()
    after = {"email": user.email, "full_name": user.full_name, "role": user.role, "phone": user.phone}
    if is_demonstration:
        after["is_demonstration"] = True
    audit.record(by=by, action="account.create", target=user, after=after, operation=operation)
    return user


def invite(*, user: User, by: User | None, root_url: str) -> SentLink:
    """Send a link to choose a first password, valid 7 days and once; earlier links stop working.

    `root_url` is the portal's own address, "https://…/". The link is in what is returned, to be handed over
    by other means where e-mail does not arrive.
    """
    with transaction.atomic():
        user = _locked(user)
        _must_be_active(user)
        if user.has_usable_password():
            raise ValidationError(
                "Cette personne a déjà choisi un mot de passe\u00a0: réinitialisez-le si elle l’a perdu."
            )
        _cancel_links(user)
        link = new_link(user=user, purpose=PasswordLink.Purpose.INVITATION, root_url=root_url)
        audit.record(by=by, action="account.invite", target=user, after={"link_expires_at": link.expires_at})
    return send(link)


def reset_password(*, user: User, by: User, root_url: str) -> SentLink:
    """Withdraw the password, end the sessions, and send a link to choose another, valid 7 days and once."""
    with transaction.atomic():
        user = _locked(user)
        _must_be_active(user)
        if user == by:
            raise ValidationError(
                "C’est votre propre compte\u00a0: changez votre mot de passe dans «\u00a0Mon mot de passe\u00a0»."
            )
        _cancel_links(user)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        link = new_link(user=user, purpose=PasswordLink.Purpose.RESET, root_url=root_url)
        audit.record(
            by=by, action="account.reset_password", target=user, after={"link_expires_at": link.expires_at}
        )
    return send(link)


def send_forgotten_link(*, email: str, root_url: str) -> None:
    """Send a link to whoever says they forgot their password; the password keeps working until it is used.

    Nothing happens, and nothing tells so, when no active account has this address or when a link was sent
    in the last minutes.
    """
    with transaction.atomic():
        user = User.objects.active().select_for_update().filter(email=normalise_email(email)).first()
        if user is None or user.password_links.recently_forgotten().exists():
            return
        link = new_link(user=user, purpose=PasswordLink.Purpose.FORGOTTEN, root_url=root_url)
        audit.record(
            by=user,
            action="account.forgot_password",
            target=user,
            after={"link_expires_at": link.expires_at},
        )
    send(link)


@transaction.atomic
def choose_password(*, link: PasswordLink, password: str) -> User:
    """Use a link: the password becomes that of the account, and no other link of this account works."""
    user = _locked(link.user)
    used = user.password_links.pending().filter(pk=link.pk).update(used_at=timezone.now())
    if not used:
        raise ValidationError("Ce lien ne fonctionne plus\u00a0: demandez-en un autre.")
    _set_password(user, password)
    audit.record(by=user, action="account.choose_password", target=user, after={"link": link.purpose})
    return user


@transaction.atomic
def change_password(*, user: User, password: str, by: User) -> User:
    """A person changes their own password; their other sessions end, the links sent to them stop working."""
    if user != by:
        raise ValidationError("Chacun change son propre mot de passe.")
    user = _locked(user)
    _set_password(user, password)
    audit.record(by=by, action="account.change_password", target=user)
    return user


@transaction.atomic
def change_details(*, user: User, by: User | None, email: str, full_name: str, phone: str = "") -> User:
    """Correct the name, the address or the telephone; a new address makes the links sent to the old one useless."""
    user = _locked(user)
    old_email = user.email
    before = {"email": user.email, "full_name": user.full_name, "phone": user.phone}
    user.email, user.full_name, user.phone = email, full_name, phone
    user.full_clean()
    after = {"email": user.email, "full_name": user.full_name, "phone": user.phone}
    if before == after:
        return user
    user.save(update_fields=["email", "full_name", "phone"])
    if user.email != old_email:
        _cancel_links(user)
    audit.record(by=by, action="account.change_details", target=user, **_changed(before, after))
    return user


@transaction.atomic
def change_role(*, user: User, role: str, by: User | None, operation: uuid.UUID | None = None) -> User:
    """Give another role. The last active administrator keeps theirs."""
    user, administrators = _locked_with_administrators(user)
    before = {"role": user.role}
    if role == user.role:
        return user
    _keep_an_administrator(user, administrators)
    user.role = role
    user.full_clean()
    user.save(update_fields=["role"])
    audit.record(
        by=by,
        action="account.change_role",
        target=user,
        before=before,
        after={"role": role},
        operation=operation,
    )
    return user


@transaction.atomic
def deactivate_account(*, user: User, by: User | None) -> User:
    """The person can no longer sign in, their sessions end, the links sent to them stop working."""
    user, administrators = _locked_with_administrators(user)
    if not user.is_active:
        return user
    _keep_an_administrator(user, administrators)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _cancel_links(user)
    audit.record(
        by=by,
        action="account.deactivate",
        target=user,
        before={"is_active": True},
        after={"is_active": False},
    )
    return user


@transaction.atomic
def reactivate_account(*, user: User, by: User | None) -> User:
    """The person can sign in again, with the password they had."""
    user = _locked(user)
    if user.is_active:
        return user
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(
        by=by,
        action="account.reactivate",
        target=user,
        before={"is_active": False},
        after={"is_active": True},
    )
    return user


def _locked(user: User) -> User:
    """The account as it is now, held until the end of the transaction."""
    return User.objects.select_for_update().get(pk=user.pk)


def _must_be_active(user: User) -> None:
    if not user.is_active:
        raise ValidationError("Ce compte est désactivé\u00a0: réactivez-le d’abord.")


def _locked_with_administrators(user: User) -> tuple[User, list[User]]:
    """The account as it is now, and the other administrators who can sign in.

    All are held, always in the same order: two administrators who remove each other at the same instant wait
    for one another, and the second is refused.
    """
    held = User.objects.filter(Q(pk=user.pk) | Q(role=Role.ADMINISTRATOR)).order_by("pk").select_for_update()
    people = {person.pk: person for person in held}
    person = people.pop(user.pk)
    return person, [other for other in people.values() if other.is_active and not other.is_invited]


def _keep_an_administrator(user: User, others: list[User]) -> None:
    """Refuse to take the last administrator away."""
    if user.role == Role.ADMINISTRATOR and user.is_active and not others:
        raise ValidationError(LAST_ADMINISTRATOR, code="last_administrator")


def _set_password(user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    _cancel_links(user)


def _cancel_links(user: User) -> None:
    user.password_links.unused().update(cancelled_at=timezone.now())


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """`before` and `after` of the audit trail, with only the fields that differ."""
    names = [name for name in before if before[name] != after[name]]
    return {
        "before": {name: before[name] for name in names},
        "after": {name: after[name] for name in names},
    }
