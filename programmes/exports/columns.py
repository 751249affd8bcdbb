"""The columns of a kind read from the database: by which path each is found, and how its cell is made.

They come from the very lines that the importer reads by, so that an exported file is imported back unchanged.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import models

from accounts.models import User
from accounts.roles import Permission
from communes.models import Place
from programmes.exports.cells import Cell, OutColumn, Style, dated
from programmes.exports.places import PlaceLabels
from programmes.formats import CURRENCY_NAMES, local
from programmes.imports import cell_types
from programmes.imports.columns import Column, Kind
from programmes.imports.kinds import KINDS
from programmes.imports.lookups import model_of
from programmes.models import (
    Activity,
    ActivityKind,
    Department,
    Funding,
    FundingSource,
    Partner,
    Sector,
)
from programmes.models.fields import AmountField

SEPARATOR = " ; "
CLOSE_TOGETHER = 3
# Lists that say nothing of what a partner may not see.
COMMON_KNOWLEDGE = (Place, Department, Partner, FundingSource, Sector, ActivityKind)

Loader = Callable[[list[int]], Mapping[int, Cell]]


@dataclass(frozen=True)
class Taken:
    """One column of an export: `make` takes the values at `paths` (without it, the value is the cell); or `load` gives
    the cells of many rows by primary key, what belongs to several objects being read apart."""

    column: OutColumn
    paths: tuple[str, ...] = ()
    make: Callable[..., Cell] | None = None
    load: Loader | None = None


class Reader:
    """For whom an export is made; None, the command line, sees everything."""

    def __init__(self, user: User | None = None) -> None:
        self.user = user
        self.sees_all = user is None or user.may(Permission.READ_ALL)
        self.places = PlaceLabels()
        self._visible: dict[type[models.Model], frozenset[int]] = {}

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        """The rows of a model that the reader may see."""
        rows = model._default_manager.all()
        return rows if self.user is None else rows.visible_to(self.user)

    def may_name(self, model: type[models.Model]) -> Callable[[int | None], bool] | None:
        """Which rows of a model may be named in those of another; None for all of them."""
        if self.sees_all or model in COMMON_KNOWLEDGE:
            return None
        if model not in self._visible:
            visible = () if model is User else self.rows(model).order_by().values_list("pk", flat=True)
            self._visible[model] = frozenset(visible)
        return self._visible[model].__contains__


def columns_of(kind: Kind, reader: Reader) -> tuple[Taken, ...]:
    """The columns of a kind that are stored, in their order."""
    return tuple(taken for column in kind.columns if (taken := _taken(kind, column, reader)))


def stored_columns(kind: Kind) -> tuple[Column, ...]:
    """The columns of a kind that a row holds; others are only other ways to write these."""
    return tuple(column for column in kind.columns if column.name in SETS or path_of(kind, column.name))


def path_of(kind: Kind, name: str) -> str:
    """By which relations a column is reached from a row: « indicator__programme »; empty when it is not stored."""
    fields = {one.name for one in (*model_of(kind)._meta.fields, *model_of(kind)._meta.many_to_many)}
    if name in fields:
        return name
    for path in kind.loaded_by:
        if path.rsplit("__", 1)[-1] == name:
            return path
    inner = path_of(KINDS[kind.parent.kind], name) if kind.parent else ""
    return f"{kind.parent.field}__{inner}" if inner else ""


def _taken(kind: Kind, column: Column, reader: Reader) -> Taken | None:
    if column.name in SETS:
        return Taken(OutColumn(column.heading, Style.TEXT, 30), load=SETS[column.name](kind, reader))
    path = path_of(kind, column.name)
    if not path:
        return None
    field = _field_at(model_of(kind), path)
    if isinstance(field, models.ManyToManyField):
        return Taken(OutColumn(column.heading, Style.TEXT, 30), load=_set_loader(field, reader))
    if isinstance(field, models.ForeignKey):
        return _reference(kind, column, path, field.related_model, reader)
    if column.name == "attendance":
        paths = (path, f"{path}_count", f"{path}_text")
        return Taken(OutColumn(column.heading, Style.NUMBER, 22), paths, _attendance)
    return _plain(column, path, field)


def _field_at(model: type[models.Model], path: str) -> models.Field:
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return model._meta.get_field(name)


def _plain(column: Column, path: str, field: models.Field) -> Taken:
    """A value of the row's own: its style by the type of its field."""
    if field.flatchoices and column.name != "currency":
        labels = {value: str(label) for value, label in field.flatchoices}
        return Taken(OutColumn(column.heading), (path,), lambda value: labels.get(value, value))
    for types, style, make in _BY_TYPE:
        if isinstance(field, types):
            return Taken(
                OutColumn(column.heading, _style(column, style)), _with_precision(column, path), make
            )
    if column.name == "currency":
        return Taken(OutColumn(column.heading, width=9), (path,), lambda code: CURRENCY_NAMES.get(code, code))
    style = Style.CODE if column.name == "code" else Style.TEXT
    return Taken(OutColumn(column.heading, style, _room(field)), (path,))


def _style(column: Column, style: Style) -> Style:
    return {cell_types.PERCENT: Style.PERCENT, cell_types.YEAR: Style.YEAR}.get(column.parse, style)


def _with_precision(column: Column, path: str) -> tuple[str, ...]:
    """A date that may be known in part goes with the column that says how much of it is."""
    held = [name for name in column.parse.spread(column.name, None) if name.endswith("_precision")]
    return (path, *(path.removesuffix(column.name) + name for name in held))


def _room(field: models.Field) -> int:
    longest = field.max_length or 0
    return next((width for most, width in ((40, 16), (120, 28), (200, 36)) if longest <= most), 48)


def _day(day: Any, precision: str = "day") -> Cell:
    if isinstance(day, datetime):
        return local(day).date()
    return dated(day, precision)


def _clock(moment: time | None) -> str:
    if moment is None:
        return ""
    return f"{moment.hour} h {moment.minute:02d}" if moment.minute else f"{moment.hour} h"


def _yes_no(value: bool | None) -> str:
    return "" if value is None else ("oui" if value else "non")


def _attendance(total: int | None, counted: str, written: str) -> Cell:
    """As the document says it, else the number."""
    if written or total is None:
        return written
    return f"environ {total}" if counted == "approximate" else total


_BY_TYPE: tuple[tuple[Any, Style, Callable[..., Cell] | None], ...] = (
    (models.DateField, Style.DATE, _day),
    (models.TimeField, Style.TEXT, _clock),
    (models.BooleanField, Style.TEXT, _yes_no),
    (AmountField, Style.AMOUNT, None),
    ((models.DecimalField, models.IntegerField), Style.NUMBER, None),
    (models.TextField, Style.LONG, None),
)


# --- objects named by a row


def _reference(kind: Kind, column: Column, path: str, model: type[models.Model], reader: Reader) -> Taken:
    """Another object, by the name the importer finds it by; nothing where the reader may not see it."""
    out = OutColumn(column.heading, width=24 if model in (User, Place) else 16)
    allowed = reader.may_name(model)
    if model is Place:
        return Taken(out, (f"{path}__pk",), reader.places.get)
    # An activity is named within its plan where the row names the plan, else with it.
    with_plan = model is Activity and f"{path}__plan" not in kind.loaded_by
    names = tuple(f"{path}__{name}" for name in (("plan__code", "code") if with_plan else (_naming(model),)))
    if allowed is None:
        return Taken(out, names, _joined if with_plan else None)

    def make(key: int | None, *words: str | None) -> str | None:
        return _joined(*words) if key is not None and allowed(key) else None

    return Taken(out, (f"{path}__pk", *names), make)


def _naming(model: type[models.Model]) -> str:
    """The field that names an object of a model in a sheet."""
    known = {field.name for field in model._meta.fields}
    return next(name for name in ("code", "email", "name") if name in known)


def _joined(*words: str | None) -> str | None:
    return "/".join(word for word in words if word) or None


# --- several in one cell


def among(owner: str, keys: list[int]) -> dict[str, Any]:
    """What selects the rows of these owners, and perhaps of a few others: a span where they lie close together, which
    the database and Django read faster than a thousand keys."""
    first, last = min(keys), max(keys)
    close = last - first < CLOSE_TOGETHER * len(keys)
    return {f"{owner}__gte": first, f"{owner}__lte": last} if close else {f"{owner}__in": keys}


def _set_loader(field: models.ManyToManyField, reader: Reader) -> Loader:
    owner, other = field.m2m_field_name(), field.m2m_reverse_field_name()
    through, model = field.remote_field.through, field.related_model
    allowed = reader.may_name(model)

    def load(keys: list[int]) -> Mapping[int, Cell]:
        rows = through.objects.filter(**among(owner, keys)).order_by("pk")
        if model is Place:
            named = (
                (key, reader.places.get(place))
                for key, place in rows.values_list(f"{owner}_id", f"{other}_id")
            )
            return _gathered(named)
        found = rows.values_list(f"{owner}_id", f"{other}_id", f"{other}__{_naming(model)}")
        return _gathered((key, name) for key, pk, name in found if allowed is None or allowed(pk))

    return load


def _spellings(kind: Kind, reader: Reader) -> Loader:
    """The spellings known of a partner or a department."""
    relation = model_of(kind)._meta.get_field("aliases")
    owner = relation.field.name

    def load(keys: list[int]) -> Mapping[int, Cell]:
        rows = relation.related_model.objects.filter(**among(owner, keys)).order_by("pk")
        return _gathered(rows.values_list(f"{owner}_id", "written"))

    return load


def _sources(kind: Kind, reader: Reader) -> Loader:
    """Who funds an activity; to a partner its own sources alone. The amounts are in a sheet of their own."""

    def load(keys: list[int]) -> Mapping[int, Cell]:
        rows = Funding.objects.filter(**among("activity", keys)).order_by("pk")
        if not reader.sees_all:
            rows = rows.filter(source__partner__members=reader.user).distinct()
        return _gathered(rows.values_list("activity_id", "source__code"))

    return load


def _gathered(pairs: Iterable[tuple[int, str]]) -> Mapping[int, Cell]:
    """The texts of each row in one cell."""
    found: dict[int, list[str]] = defaultdict(list)
    for key, text in pairs:
        found[key].append(text)
    return {key: SEPARATOR.join(texts) for key, texts in found.items()}


SETS: dict[str, Callable[[Kind, Reader], Loader]] = {"aliases": _spellings, "funding_sources": _sources}
