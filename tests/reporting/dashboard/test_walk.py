"""Each number of the dashboard opens the list of exactly its rows: walked for several scopes, readers and dates."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from programmes.filters import ActivityFilter
from programmes.models import Activity
from tests.recount.worlds import World
from tests.reporting.dashboard.kept import keep

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a href="(/activites/\?[^"]*)">(.*?)</a>', re.S)
TAG = re.compile(r"<[^>]*>")

PAGES = [
    "year=2022",
    "year=2022&owner=programme&par=programme",
    "year=all&owner=programme",
    "year=2023&par=programme",
    "year=all&par=year",
    "year=all&par=partner",
    "year=all&par=plan",
    "year=2022&par=region",
    "year=all&region=region-0&par=cercle",
    "year=all&cercle=cercle-0&par=commune",
    "year=all&commune=commune-1&par=region",
    "year=all&programme=PROG&par=programme",
    "year=all&source=SOURCE-A&par=source",
    "year=2023&par=quarter&department=SD-1",
    "year=all&department=none&sector=domaine-0",
    "year=all&plan=P-2022-0&par=kind",
    "year=all&par=commune&sector=none",
    "year=all&par=source&montre=argent",
    "year=2022&par=department&montre=argent&quarter=2",
]
PARTNER_PAGES = [
    "year=all&par=programme",
    "year=2022&par=region",
    "year=2023&par=plan&programme=PROG-I",
    "year=all&par=sector&montre=argent",
]
DATES = ["", "&at=2022-09-30", "&at=2023-03-31&known=2022-12-31"]


@pytest.fixture
def world(db) -> World:
    return keep(World(11))


def numbers(page: str) -> list[tuple[str, int]]:
    """Every address of the list of activities, and the number that it is written on."""
    found = []
    for url, text in LINK.findall(page):
        words = unescape(TAG.sub("", text)).replace("\u202f", "").replace("\u00a0", " ")
        number = re.match(r"\d+", words)
        assert number, f"{url} is not the address of a number: {words}"
        found.append((unescape(url), int(number[0])))
    return found


def count_of(user, url: str) -> int:
    request = RequestFactory().get(url)
    request.user = user
    query = QueryDict(urlsplit(url).query)
    shown = ActivityFilter(query, queryset=Activity.objects.visible_to(user), request=request)
    assert shown.form.is_valid(), (url, shown.form.errors)
    ignored = [name for name in query if name not in shown.form.fields]
    assert not ignored, f"the list of this reader knows nothing of {ignored}"
    return shown.qs.count()


def walk(user, pages: list[str]) -> int:
    """Checks every number of these pages; how many there were."""
    client, walked = Client(), {}
    client.force_login(user)
    for page in pages:
        response = client.get(f"{reverse('reporting:dashboard')}?{page}")
        assert response.status_code == 200, page
        for url, number in numbers(response.content.decode()):
            if url not in walked:
                walked[url] = count_of(user, url)
            assert walked[url] == number, (page, url)
    return len(walked)


@pytest.mark.parametrize("dates", DATES)
def test_every_number_opens_its_rows(world, dates):
    pages = PAGES[::3] if dates else PAGES  # a list at a past date is slow to count
    assert walk(world.people["direction"], [page + dates for page in pages]) > 60


@pytest.mark.parametrize("dates", DATES)
def test_every_number_of_a_partner_opens_their_rows(world, dates):
    walked = [
        walk(world.people[person], [page + dates for page in PARTNER_PAGES[rank :: 3 if dates else 2]])
        for rank, person in enumerate(("partner", "other partner"))
    ]
    assert min(walked) > 3


@pytest.mark.parametrize("dates", DATES)
@pytest.mark.parametrize("address", ["/programmes/PROG/", "/programmes/AUTRE/", "/plans/P-2022-0/"])
def test_every_number_of_a_programme_or_of_a_plan_opens_its_rows(world, address, dates):
    user, client = world.people["direction"], Client()
    client.force_login(user)
    page = client.get(f"{address}?{dates.removeprefix('&')}").content.decode()
    written = [(url, text) for url, text in LINK.findall(page) if re.match(r"\s*\d", TAG.sub("", text))]
    assert len(written) > 3
    for url, text in written:
        number = int(re.match(r"\s*(\d+)", TAG.sub("", unescape(text)))[1])
        assert count_of(user, unescape(url)) == number, url
