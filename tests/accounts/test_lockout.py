"""Too many refused sign-ins close the door: when, for whom, for how long, in every process."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from accounts import lockout
from accounts.models import FailedSignIn

HERE, ELSEWHERE = "41.73.96.1", "41.73.96.2"
NOON = datetime(2023, 12, 20, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def fail(times=1, email="awa@exemple.ml", address=HERE):
    for _ in range(times):
        lockout.begin(email=email, address=address)


def remaining(email="awa@exemple.ml", address=HERE):
    """Minutes left of the lock; None when the door is open."""
    try:
        lockout.check(email=email, address=address)
    except lockout.LockedError as locked:
        return locked.remaining / timedelta(minutes=1)
    return None


def test_the_door_closes_after_five_refusals():
    fail(4)
    assert remaining() is None
    fail()
    assert remaining() > 14
    with pytest.raises(lockout.LockedError):
        lockout.begin(email="awa@exemple.ml", address=HERE)


def test_an_attempt_while_locked_does_not_lengthen_the_lock():
    with time_machine.travel(NOON, tick=False) as clock:
        fail(5)
        clock.shift(timedelta(minutes=14))
        with pytest.raises(lockout.LockedError):
            lockout.begin(email="awa@exemple.ml", address=HERE)
        assert FailedSignIn.objects.count() == 5
        clock.shift(timedelta(minutes=1))
        assert remaining() is None


def test_after_the_lock_one_more_refusal_does_not_close_the_door_again():
    with time_machine.travel(NOON, tick=False) as clock:
        fail(5)
        clock.shift(timedelta(minutes=15))
        fail()
        assert remaining() is None


def test_refusals_far_apart_do_not_count_together():
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(8):
            fail()
            clock.shift(timedelta(minutes=4))
        assert remaining() is None


@pytest.mark.parametrize(
    ("email", "address", "is_locked"),
    [
        ("awa@exemple.ml", HERE, True),
        ("AWA@exemple.ml ", HERE, True),
        ("moussa@exemple.ml", HERE, False),
        # Somebody elsewhere cannot lock Awa out of her own office.
        ("awa@exemple.ml", ELSEWHERE, False),
    ],
)
def test_the_lock_is_for_one_account_and_one_address(email, address, is_locked):
    fail(5)
    assert (remaining(email, address) is not None) is is_locked


def test_an_address_that_tries_many_accounts_is_stopped():
    for number in range(lockout.ADDRESS_LIMIT):
        assert remaining(f"someone{number}@exemple.ml") is None
        fail(email=f"someone{number}@exemple.ml")
    assert remaining("another@exemple.ml") > 14
    assert remaining("another@exemple.ml", ELSEWHERE) is None


def test_people_whose_address_is_unknown_do_not_lock_one_another():
    for number in range(lockout.ADDRESS_LIMIT):
        fail(email=f"someone{number}@exemple.ml", address="")
    assert remaining("another@exemple.ml", "") is None


def test_success_forgets_what_was_counted():
    fail(4)
    lockout.succeed(lockout.begin(email="awa@exemple.ml", address=HERE))
    fail(4)
    assert remaining() is None


def test_requests_sent_at_the_same_instant_are_counted_before_they_are_answered():
    """An attempt is written down before the password is checked: five are under way, the sixth waits."""
    under_way = [lockout.begin(email="awa@exemple.ml", address=HERE) for _ in range(5)]
    with pytest.raises(lockout.LockedError):
        lockout.begin(email="awa@exemple.ml", address=HERE)
    assert FailedSignIn.objects.count() == len(under_way)


def test_old_refusals_are_removed():
    with time_machine.travel(NOON, tick=False) as clock:
        fail(3)
        clock.shift(timedelta(days=2))
        fail()
        assert FailedSignIn.objects.count() == 1


def test_the_address_typed_is_not_stored():
    fail(email="MonMotDePasse!2023")
    assert "motdepasse" not in str(FailedSignIn.objects.values().get()).lower()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (900, "dans 15\u00a0minutes"),
        (841, "dans 15\u00a0minutes"),
        (60, "dans 1\u00a0minute,"),
        (2, "dans 1\u00a0minute,"),
    ],
)
def test_the_message_gives_the_time_left(seconds, words):
    assert words in lockout.message(timedelta(seconds=seconds))


# --- in several processes -------------------------------------------------------------------------

# Each runs with its own memory and its own connection: only the table is shared.
FAIL_THREE_TIMES = """
from accounts import lockout
for _ in range(3):
    lockout.begin(email="awa@exemple.ml", address="41.73.96.1")
"""
TRY_ONCE = """
from accounts import lockout
try:
    lockout.begin(email="awa@exemple.ml", address="41.73.96.1")
except lockout.LockedError as locked:
    print(locked)
"""


def run(code, database):
    """Run some code in another process, on another connection to the database, and return what it prints."""
    before = "import django; django.setup()"
    environment = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", f"{before}{code}"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.sqlite_only
def test_refusals_in_several_processes_count_together_on_sqlite(tmp_path):
    database = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    run(
        "\nfrom django.core.management import call_command; call_command('migrate', 'accounts', verbosity=0)",
        database,
    )
    run(FAIL_THREE_TIMES, database)
    assert run(TRY_ONCE, database) == ""
    assert run(TRY_ONCE, database) == ""
    assert "Réessayez dans 15\u00a0minutes" in run(TRY_ONCE, database)


@pytest.mark.postgresql_only
@pytest.mark.django_db(transaction=True)
def test_refusals_in_several_processes_count_together_on_postgresql():
    database = settings.DATABASES["default"]
    login = f"{database['USER']}:{quote(database['PASSWORD'])}" if database["PASSWORD"] else database["USER"]
    host = f"{database['HOST']}:{database['PORT']}" if database["PORT"] else database["HOST"]
    url = f"postgresql://{login}@{host}/{connection.settings_dict['NAME']}"
    fail(2)
    run(FAIL_THREE_TIMES, url)
    assert remaining() > 14
    assert "Réessayez dans 15\u00a0minutes" in run(TRY_ONCE, url)
