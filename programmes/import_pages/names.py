"""Objects to choose from for a name that nobody bears: searched by what a person types, accents forgiven."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from rapidfuzz import fuzz

from accounts.models import User
from communes.models import Place
from communes.reference import load_gazetteer
from communes.text import normalise
from programmes.filter_fields import label_of
from programmes.imports.faults import Choice
from programmes.imports.kinds import KINDS

MOST_FOUND = 12
LOWEST_SCORE = 72
LONGEST_KEY = 18
PLACES, ACCOUNTS = "places", "accounts"
NAMING = ("code", "acronym", "name", "title", "full_name", "email")


def search_names(refers_to: str, text: str, *, user: User) -> list[Choice]:
    """The objects of that kind whose names hold the words typed, else the nearest; empty when nothing is near."""
    if not normalise(text):
        return []
    if refers_to == PLACES:
        return _places(text)
    rows = _visible(refers_to, user)
    return _nearest(rows, text) if rows is not None else []


def choice_of(refers_to: str, key: str, *, user: User) -> Choice | None:
    """The object of that primary key as a choice; None when there is none that the person may see."""
    rows = _visible(refers_to, user)
    if rows is None or not (key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY):
        return None
    found = rows.filter(pk=key).first()
    return Choice(key, _label(found)) if found else None


def _visible(refers_to: str, user: User) -> QuerySet[Any] | None:
    if refers_to == PLACES:
        return Place.objects.visible_to(user).active().with_parents()
    if refers_to == ACCOUNTS:
        return User.objects.visible_to(user).active()
    if refers_to not in KINDS:
        return None
    return apps.get_model(KINDS[refers_to].model).objects.visible_to(user)


def _places(text: str) -> list[Choice]:
    """Those whose name holds the text, then those that resemble it."""
    holding = Place.objects.active().search(text).with_parents().order_by("search", "level")[:MOST_FOUND]
    found = {place.pk: Choice(str(place.pk), label_of(place)) for place in holding}
    keys = {one.key: one.score for one in load_gazetteer().find(text).candidates}
    for place in Place.objects.filter(key__in=keys).with_parents():
        found.setdefault(place.pk, Choice(str(place.pk), label_of(place), keys[place.key]))
    return list(found.values())[:MOST_FOUND]


def _nearest(rows: Iterable[Model], text: str) -> list[Choice]:
    """Compared here and not by the database: SQLite does not fold accents, and these lists are some hundreds."""
    asked = normalise(text)
    scored = ((_score(asked, _names(row)), row) for row in rows)
    near = sorted(
        ((score, row) for score, row in scored if score >= LOWEST_SCORE),
        key=lambda pair: (-pair[0], _label(pair[1])),
    )
    return [Choice(str(row.pk), _label(row)) for _, row in near[:MOST_FOUND]]


def _score(asked: str, names: list[str]) -> float:
    """100 when a name holds every word asked for, else how near the nearest name is."""
    if any(all(word in name for word in asked.split()) for name in names):
        return 100
    return max((fuzz.WRatio(asked, name) for name in names), default=0)


def _names(row: Model) -> list[str]:
    return [normalise(text) for name in NAMING if (text := getattr(row, name, ""))]


def _label(row: Model) -> str:
    if isinstance(row, Place):
        return label_of(row)
    code, text = getattr(row, "code", ""), str(row)
    return text if not code or code in text else f"{text} ({code})"
