"""What holds when several people act at the same instant, on a database that lets them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts import actions, lockout
from accounts.models import User
from accounts.roles import Role
from tests.factories import UserFactory

pytestmark = [pytest.mark.postgresql_only, pytest.mark.django_db(transaction=True)]


def at_once(*calls):
    """Run all calls at the same instant; the result of each, or the refusal it met."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait()
            return call()
        except (ValidationError, lockout.LockedError) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_administrators_cannot_remove_each_other():
    first, second = (UserFactory(role=Role.ADMINISTRATOR, password="x") for _ in range(2))
    results = at_once(
        lambda: actions.deactivate_account(user=first, by=second),
        lambda: actions.deactivate_account(user=second, by=first),
    )
    assert sum(isinstance(result, ValidationError) for result in results) == 1
    assert User.objects.active().count() == 1


def test_twenty_passwords_tried_at_once_are_five_at_most():
    def attempt():
        return lockout.begin(email="awa@exemple.ml", address="41.73.96.1")

    results = at_once(*[attempt] * 20)
    tried = [result for result in results if not isinstance(result, lockout.LockedError)]
    assert len(tried) <= lockout.LIMIT


def test_a_link_used_in_two_places_at_once_serves_one():
    user = UserFactory()
    sent = actions.invite(user=user, by=None, root_url="https://portail.exemple.ml/")
    assert sent.is_sent
    link = user.password_links.get()
    results = at_once(
        lambda: actions.choose_password(link=link, password="la première phrase"),
        lambda: actions.choose_password(link=link, password="la seconde phrase"),
    )
    assert sum(isinstance(result, ValidationError) for result in results) == 1
