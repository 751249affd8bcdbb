"""Where the objects that an import wrote are looked at."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model

from accounts.models import User
from programmes.import_pages.rows import Seen
from programmes.imports.faults import Outcome
from programmes.imports.kinds import KINDS

#: Through what an object without a page of its own is reached.
HOLDERS = ("activity", "plan", "workshop", "programme", "action", "indicator", "recommendation")


def objects_of(rows: Iterable[Outcome], *, user: User) -> dict[tuple[str, Any], Seen]:
    """Each row's object that has a page, by kind and key: one query a kind; none of what the person may not see."""
    keys: dict[str, set[Any]] = {}
    for row in rows:
        if row.kind in KINDS and row.pk is not None:
            keys.setdefault(row.kind, set()).add(row.pk)
    found: dict[tuple[str, Any], Seen] = {}
    for kind, pks in keys.items():
        found |= {(kind, one.pk): Seen(_address(one), str(one)) for one in _visible(kind, pks, user)}
    return {key: seen for key, seen in found.items() if seen.address}


def _visible(kind: str, pks: set[Any], user: User) -> Iterable[Model]:
    model = apps.get_model(KINDS[kind].model)
    holders = [name for name in HOLDERS if name in {field.name for field in model._meta.fields}]
    return model.objects.visible_to(user).filter(pk__in=pks).select_related(*holders)


def _address(instance: Model) -> str:
    for one in (instance, *(getattr(instance, name, None) for name in HOLDERS)):
        if one is not None and hasattr(one, "get_absolute_url"):
            return one.get_absolute_url()
    return ""
