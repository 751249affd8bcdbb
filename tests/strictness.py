"""What makes the suite strict: no network, no silent skip, two databases.

Loaded by `tests/conftest.py`; fixtures about people and data live there.
"""

import ipaddress
import socket

import pytest
from django.db import connection
from django.test import override_settings
from hypothesis import settings as hypothesis_settings

# The same examples every time: a test that fails today failed yesterday.
hypothesis_settings.register_profile("portal", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("portal")


# --- skipped tests, tests for one database --------------------------------------------------------


def pytest_addoption(parser):
    parser.addoption(
        "--no-skips", action="store_true", help="fail when a test was skipped (used by bin/test)"
    )


def pytest_collection_modifyitems(config, items):
    """Leave out the tests meant for the other database: they are not part of this run."""
    other = "sqlite_only" if connection.vendor == "postgresql" else "postgresql_only"
    left_out = [item for item in items if item.get_closest_marker(other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker(other)]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--no-skips") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("A skipped test counts as a failure here (--no-skips).", red=True)
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


# --- no network -----------------------------------------------------------------------------------


class NetworkForbiddenError(RuntimeError):
    """A test tried to reach another machine."""


def is_this_machine(address) -> bool:
    """True for a Unix socket or a loopback address; names other than localhost are not even looked up."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _no_network():
    """Sockets opened from Python reach this machine only."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def connect(self, address):
        if not is_this_machine(address):
            raise NetworkForbiddenError(f"test without network: {address!r}")
        return real_connect(self, address)

    def connect_ex(self, address):
        if not is_this_machine(address):
            raise NetworkForbiddenError(f"test without network: {address!r}")
        return real_connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        yield


# --- files ----------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _media_apart(tmp_path_factory):
    """What tests upload never lands among the files of the portal."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield
