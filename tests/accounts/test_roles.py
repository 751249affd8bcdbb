"""The table of roles: who may do what."""

import pytest

from accounts.roles import ROLE_DESCRIPTIONS, ROLES, Permission, Role, may

EXPECTED = {
    Permission.READ_ALL: "agent validator direction administrator",
    Permission.DOWNLOAD_REPORTS: "agent validator direction administrator partner",
    Permission.REPORT_STATUS: "agent validator",
    Permission.PROPOSE_ACTIVITIES: "agent validator direction administrator",
    Permission.PREPARE_PLANS: "direction administrator",
    Permission.REVISE_ACTIVITIES: "validator direction administrator",
    Permission.VALIDATE_REPORTS: "validator direction",
    Permission.ADOPT_PLANS: "direction",
    Permission.CANCEL_ACTIVITIES: "direction",
    Permission.CLOSE_PLANS: "direction",
    Permission.REOPEN_PLANS: "direction",
    Permission.WRITE_PRIORITIES: "agent validator direction",
    Permission.CLOSE_WEEKS: "direction",
    Permission.REASSIGN: "validator direction administrator",
    Permission.IMPORT: "administrator",
    Permission.MANAGE_REFERENCE: "administrator",
    Permission.MANAGE_ACCOUNTS: "administrator",
    Permission.USE_ADMIN: "administrator",
    Permission.READ_AUDIT: "direction administrator",
}


@pytest.mark.parametrize("permission", Permission)
def test_who_holds_a_permission(permission):
    assert {role for role in Role if may(role, permission)} == set(EXPECTED[permission].split())


def test_every_role_has_a_line_and_a_description():
    assert set(ROLES) == set(ROLE_DESCRIPTIONS) == set(Role)


def test_a_permission_has_a_french_label():
    assert Permission.CLOSE_PLANS.label == "Clore un plan d’actions"
    assert all(permission.label for permission in Permission)


def test_a_permission_is_its_code():
    assert Permission("read_all") is Permission.READ_ALL
    assert str(Permission.READ_ALL) == "read_all"


def test_an_unknown_role_may_nothing():
    assert not any(may("visitor", permission) for permission in Permission)
