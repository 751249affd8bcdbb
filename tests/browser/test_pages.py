"""Every screen on the real demonstration, on a desk and on a phone: readable by all, never wider than the window."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from programmes.models import Activity
from programmes.weeks import Week
from tests.browser.conftest import accessibility_faults, layout_faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demonstration(transactional_db):
    """The five documents and the accounts of the demonstration."""
    call_command("demo", stdout=StringIO())


def person(role: str) -> User:
    return User.objects.filter(is_demonstration=True, role=role).order_by("pk").first()


def screens() -> dict[str, list[str]]:
    """Addresses by the role that looks at them."""
    ongoing = Activity.objects.reportable_by(person("agent")).order_by("pk").first()
    done = Activity.objects.filter(plan__code="DGCT-2023", status="done").order_by("pk").first()
    plans = [
        reverse("reporting:plan_detail", args=[code]) for code in ("DGCT-2023", "DGCT-2024", "ICAE-2024")
    ]
    programmes = ("EAM", "PECIC-II", "DDRK", "DDRK-IV", "ICAE", "PRO-ARIDES")
    workshops = ("ATELIER-SEGOU-2023", "TABLE-RONDE-SEGOU-2023")
    this_week = Week.of(timezone.localdate()).code
    return {
        "agent": [
            reverse("portal:home"),
            reverse("programmes:activity_list"),
            reverse("programmes:own_activities"),
            reverse("programmes:report_table"),
            reverse("programmes:report_status", args=[ongoing.pk]),
            reverse("accounts:password_change"),
        ],
        "validator": [
            reverse("portal:home"),
            reverse("programmes:review_queue"),
            reverse("programmes:reminders"),
            reverse("programmes:reassignment"),
            reverse("programmes:priority_add", args=[this_week]),
            reverse("programmes:week_outcomes", args=[this_week]),
        ],
        "direction": [
            reverse("portal:home"),
            reverse("programmes:activity_detail", args=[done.pk]),
            reverse("reporting:plan_list"),
            *plans,
            reverse("reporting:week_list"),
            reverse("reporting:week_detail", args=["2023-W51"]),
            reverse("reporting:week_detail", args=[this_week]),
            reverse("programmes:week_reopen", args=[this_week]),
            reverse("programmes:reminders"),
            reverse("reporting:programme_list"),
            *(reverse("reporting:programme_detail", args=[code]) for code in programmes),
            reverse("programmes:workshop_list"),
            *(reverse("programmes:workshop_detail", args=[code]) for code in workshops),
            reverse("reporting:report_list"),
        ],
        "administrator": [
            reverse("portal:home"),
            reverse("portal:account_list"),
            reverse("portal:roles"),
            reverse("portal:account_create"),
            reverse("portal:account_detail", args=[person("agent").pk]),
        ],
        "partner": [
            reverse("portal:home"),
            reverse("reporting:programme_list"),
            reverse("reporting:report_list"),
        ],
    }


def test_every_screen_is_accessible_and_fits(page, phone_page, demonstration, sign_in):
    """All screens are looked at before the test speaks: one fault is often the same on several."""
    faults = []
    for role, addresses in screens().items():
        for device, shown in {"desk": page, "phone": phone_page}.items():
            sign_in(shown, person(role))
            for address in addresses:
                assert shown.goto(address).status == 200, f"{role}: {address}"
                found = layout_faults(shown) + accessibility_faults(shown)
                faults += [f"{role}, {device}, {address}: {fault}" for fault in found]
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("width", ["page", "phone_page"])
def test_the_pages_of_a_visitor_are_accessible_and_fit(width, request, assert_accessible, assert_fits):
    shown = request.getfixturevalue(width)
    for name in ("accounts:login", "accounts:password_forgotten"):
        assert shown.goto(reverse(name)).status == 200
        assert_fits(shown)
        assert_accessible(shown)


def test_a_page_that_does_not_exist_says_so(page, sign_in, admin, assert_accessible):
    sign_in(page, admin)
    assert page.goto("/nulle-part/").status == 404
    assert_accessible(page)
