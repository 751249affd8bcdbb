"""The main menu: one table, read by every page through the context processor `menu`."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.roles import Permission


@dataclass(frozen=True)
class Entry:
    """One line of the menu: what it says, where it leads, what one must be allowed to do to see it."""

    label: str
    url_name: str
    permission: Permission | None = None


MENU: tuple[Entry, ...] = (
    Entry("Accueil", "portal:home"),
    Entry("Tableau de bord", "reporting:dashboard"),
    Entry("Activités", "programmes:activity_list"),
    Entry("Semaine", "reporting:week_list", Permission.READ_ALL),
    Entry("Plans", "reporting:plan_list", Permission.READ_ALL),
    Entry("Programmes", "reporting:programme_list"),
    Entry("Carte", "reporting:map"),
    Entry("Ateliers", "programmes:workshop_list"),
    Entry("Rapports", "reporting:report_list", Permission.DOWNLOAD_REPORTS),
    Entry("Imports", "programmes:import_list", Permission.IMPORT),
    Entry("Comptes", "portal:account_list", Permission.MANAGE_ACCOUNTS),
    Entry("Administration", "admin:index", Permission.USE_ADMIN),
)


@dataclass(frozen=True)
class Link:
    """A line of the menu as one person sees it on one page."""

    label: str
    url: str
    is_current: bool


def links_for(user: Any, path: str) -> list[Link]:
    """The lines a person may follow; the one that holds the page at `path` is marked.

    Nobody signed in, no menu. Several addresses may hold the page (the home address holds them all): the
    longest wins.
    """
    if not user.is_authenticated:
        return []
    allowed = [
        (entry.label, reverse(entry.url_name))
        for entry in MENU
        if entry.permission is None or user.may(entry.permission)
    ]
    home = reverse("portal:home")
    holders = [url for _, url in allowed if path == url or (url != home and path.startswith(url))]
    current = max(holders, key=len, default=None)
    return [Link(label, url, url == current) for label, url in allowed]


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `menu_links`, and `is_demonstration` for the strip at the top of each page."""
    user = getattr(request, "user", None)
    return {
        "menu_links": links_for(user, request.path) if user is not None else [],
        "is_demonstration": settings.PORTAL_MODE == "demonstration",
    }
