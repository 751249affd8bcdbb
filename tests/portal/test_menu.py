"""The menu: what each role sees, and which line holds the page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory, override_settings
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from portal.menu import MENU, links_for, menu

READERS = [
    "Accueil",
    "Tableau de bord",
    "Activités",
    "Semaine",
    "Plans",
    "Programmes",
    "Carte",
    "Ateliers",
    "Rapports",
]
SEEN = {
    Role.AGENT: READERS,
    Role.VALIDATOR: READERS,
    Role.DIRECTION: READERS,
    Role.ADMINISTRATOR: [*READERS, "Imports", "Comptes", "Administration"],
    Role.PARTNER: ["Accueil", "Tableau de bord", "Activités", "Programmes", "Carte", "Ateliers", "Rapports"],
}


@pytest.mark.parametrize("role", Role)
def test_a_role_sees_its_lines_and_no_other(role):
    assert [link.label for link in links_for(User(role=role), "/")] == SEEN[role]


def test_nobody_signed_in_no_menu():
    assert links_for(AnonymousUser(), "/") == []


def test_every_line_leads_somewhere():
    addresses = [reverse(entry.url_name) for entry in MENU]
    assert len(set(addresses)) == len(MENU)


@pytest.mark.parametrize(
    ("url_name", "deeper", "label"),
    [
        ("portal:home", "", "Accueil"),
        ("programmes:activity_list", "", "Activités"),
        ("programmes:activity_list", "12/", "Activités"),
        ("reporting:plan_list", "DGCT-2023/", "Plans"),
        ("portal:account_list", "roles/", "Comptes"),
    ],
)
def test_the_line_that_holds_the_page_is_marked(url_name, deeper, label):
    links = links_for(User(role=Role.ADMINISTRATOR), reverse(url_name) + deeper)
    assert [link.label for link in links if link.is_current] == [label]


def test_a_page_outside_the_menu_marks_no_line():
    links = links_for(User(role=Role.DIRECTION), "/mot-de-passe/")
    assert not any(link.is_current for link in links)


@pytest.mark.parametrize(
    ("mode", "expected"), [("demonstration", True), ("production", False), ("test", False)]
)
def test_the_strip_is_shown_on_a_demonstration_only(mode, expected):
    request = RequestFactory().get("/")
    with override_settings(PORTAL_MODE=mode):
        assert menu(request)["is_demonstration"] is expected
