"""A person in front of the portal: opens a page, fills its form as it stands there, sends it."""

from html import unescape

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.year.pages import form_of


class Person:
    """Signs in again every day: a session lasts twelve hours."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = Client()
        self.signed_in_on = None
        self.kept: dict = {}

    def open(self, address: str) -> HttpResponse:
        """A page that is there, for this person."""
        self._arrive()
        response = self.client.get(address)
        assert response.status_code == 200, f"{self.user}: {address} answers {response.status_code}"
        return response

    def read(self, address: str) -> str:
        """The text of a page, with plain spaces."""
        return plain(self.open(address))

    def send(self, address: str, data: dict | None = None) -> HttpResponse:
        """Press a button that sends this and nothing more."""
        self._arrive()
        return self.client.post(address, data or {})

    def opens(self, address: str, *, having: str) -> dict[str, list[str]]:
        """What the form that has this control would send, as it stands now."""
        return form_of(self.open(address).content.decode(), having)[1]

    def fill(
        self, address: str, *, having: str, sent_to: str = "", keep: bool = False, **typed: object
    ) -> HttpResponse:
        """Open the page, change what is typed in the form that has this control, send all of it.

        `sent_to` tells apart several forms of the page; `keep` sends a page opened earlier the same day again.
        """
        self._arrive()
        if not keep or address not in self.kept:
            self.kept[address] = form_of(self.open(address).content.decode(), having, sent_to)
        action, sent = self.kept[address]
        return self.send(action or address, sent | typed)

    def does(self, address: str, **filled: object) -> HttpResponse:
        """As `fill`, and the portal takes it: it answers by another page."""
        return taken(self.fill(address, **filled))

    def presses(self, address: str, data: dict | None = None) -> HttpResponse:
        """As `send`, and the portal takes it."""
        return taken(self.send(address, data))

    def _arrive(self) -> None:
        if self.signed_in_on != timezone.localdate():
            self.client.force_login(self.user)
            self.signed_in_on = timezone.localdate()
            self.kept.clear()


def taken(response: HttpResponse) -> HttpResponse:
    """The answer to what was sent, once it is sure that nothing was refused."""
    assert response.status_code == 302, f"{response.status_code}: {refused(response)}"
    assert not [one for one in get_messages(response.wsgi_request) if one.level_tag == "error"], said(
        response
    )
    return response


def refused(response: HttpResponse) -> object:
    """Why a form came back; the whole page where it is not said."""
    form = (response.context or {}).get("form")
    return dict(form.errors) if form is not None and form.errors else plain(response)


def said(response: HttpResponse) -> list[str]:
    """The messages of an answer, with plain spaces."""
    return [_spaced(str(message)) for message in get_messages(response.wsgi_request)]


def plain(response: HttpResponse) -> str:
    """The text of a page, with plain spaces."""
    return _spaced(unescape(response.content.decode()))


def _spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")
