"""A live portal and a real Chromium: `page` (1280 pixels wide), `phone_page` (360), `sign_in`, `assert_accessible`.

Whatever a test looks at, it also fails when the page writes an error on the console, when one of its files is
missing, or when it asks anything of another host.
"""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# Playwright's synchronous interface runs an event loop in this thread, and Django would then refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("PORTAL_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
# WCAG 2.2 AA, and the good practices that axe knows.
ACCESSIBILITY_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Watch:
    """Notes what goes wrong in the pages of one browser context."""

    def __init__(self, context: BrowserContext, own_host: str) -> None:
        self.faults: list[str] = []
        self.own_host = own_host
        context.route("**/*", self._route)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("response", self._response)

    def _route(self, route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in {"data", "blob"} or address.netloc == self.own_host:
            route.continue_()
        else:
            self.faults.append(f"asked of another host: {route.request.url}")
            route.abort()

    def _console(self, message) -> None:
        # The answer of the page itself (403, 404) is looked at by the test; its files are seen by `_response`.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _response(self, response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.faults.append(f"{response.status} {response.url}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # As root (containers, CI), Chromium's own sandbox cannot start.
        sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
        options = [
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            *sandbox,
        ]
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield started
        started.close()


@pytest.fixture
def new_page(browser, live_server):
    """A function that opens a page of its own; at the end of the test its faults are counted."""
    contexts, watches = [], []

    def open_page(**options) -> Page:
        context = browser.new_context(
            base_url=live_server.url, locale="fr-FR", timezone_id="Africa/Bamako", **options
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        watches.append(Watch(context, urlsplit(live_server.url).netloc))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(new_page) -> Page:
    """A page on a desk."""
    return new_page(**DESKTOP)


@pytest.fixture
def phone_page(new_page) -> Page:
    """A page on a phone 360 pixels wide."""
    return new_page(**PHONE)


@pytest.fixture
def sign_in(live_server):
    """A function that signs a user in without going through the form: `sign_in(page, agent)`."""

    def give_session(page: Page, user) -> Page:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        return page

    return give_session


AXE = Axe()


def accessibility_faults(page: Page) -> list[str]:
    """What axe-core finds in the page, once it has its style sheet: the rule, then the elements."""
    page.wait_for_load_state()
    found = AXE.run(page, options={"runOnly": {"type": "tag", "values": ACCESSIBILITY_RULES}})
    return [
        f"{fault['id']} ({fault['help']}): {'; '.join(str(node['target'][0]) for node in fault['nodes'])}"
        for fault in found.response["violations"]
    ]


def layout_faults(page: Page) -> list[str]:
    """Whether the page scrolls sideways."""
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [f"the page is {wide} pixels wide in a window of {seen}"] if wide > seen else []


@pytest.fixture
def assert_accessible():
    """A function that fails on any fault that axe-core finds in the page as it stands."""

    def check(page: Page) -> None:
        assert accessibility_faults(page) == [], page.url

    return check


@pytest.fixture
def assert_fits():
    """A function that fails when the page scrolls sideways."""

    def check(page: Page) -> None:
        assert layout_faults(page) == [], page.url

    return check
