"""The map, the pages of places and the quality of data in a browser: accessible, never wider than the window."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from communes.models import Boundary, Place
from tests.browser.conftest import accessibility_faults, layout_faults

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESSES = {
    "direction": [
        "/carte/?year=2023",
        "/carte/?year=2023&level=region&measure=programmes",
        "/carte/?year=2023&region=region-gao&measure=nothing",
        "/communes/",
        "/communes/?q=ans&level=commune",
        "/communes/region-gao/",
        "/communes/commune-bara/?year=2023",
        "/qualite/?year=2023",
        "/qualite/cercles/",
    ],
    "partner": ["/carte/", "/communes/region-gao/"],
}


def person(role: str) -> User:
    return User.objects.filter(is_demonstration=True, role=role).order_by("pk").first()


def test_the_pages_are_accessible_and_fit_and_the_map_leads_to_places(
    page, phone_page, transactional_db, sign_in
):
    call_command("demo", stdout=StringIO())
    bara = Place.objects.get(key="commune-bara")
    faults = []
    for role, addresses in ADDRESSES.items():
        for device, shown in {"desk": page, "phone": phone_page}.items():
            sign_in(shown, person(role))
            for address in addresses:
                assert shown.goto(address).status == 200, f"{role}: {address}"
                found = layout_faults(shown) + accessibility_faults(shown)
                faults += [f"{role}, {device}, {address}: {fault}" for fault in found]
    sign_in(page, person("direction"))
    page.goto("/carte/?year=2024")
    page.locator(".map__names a", has_text="Gao").first.click()
    page.wait_for_url("**region=region-gao**")
    page.locator(".map__spots a").first.click()
    page.wait_for_url("**/communes/commune-**")
    # Areas, once somebody has loaded boundaries.
    Boundary.objects.create(
        place=bara,
        path="M2400 2000l90 0 0 90-90 0z",
        left=2400,
        top=2000,
        right=2490,
        bottom=2090,
        source="essai",
    )
    page.goto("/carte/?year=2023")
    faults += accessibility_faults(page)
    page.get_by_role("link", name="Montrer en cercles").click()
    assert page.locator(".map__spots").count() == 1
    assert faults == [], "\n".join(faults)
