"""What an activity has in each dimension, and which activities have a given thing.

The rule is that of the filters of the list of activities, so that a number opens the list of its rows.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import F, Func, IntegerField, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from communes.models import Level, Place
from programmes.dimensions import NONE, Dimension
from programmes.models import (
    ActionPlan,
    Activity,
    ActivityKind,
    Department,
    Funding,
    FundingSource,
    Partner,
    Programme,
    Sector,
)
from programmes.querysets.activities import ActivityQuerySet
from programmes.situation import Situation

#: The table that names the keys of a dimension; quarters and years have none.
NAMED: dict[Dimension, type] = {
    Dimension.PLAN: ActionPlan,
    Dimension.PROGRAMME: Programme,
    Dimension.DEPARTMENT: Department,
    Dimension.PARTNER: Partner,
    Dimension.SOURCE: FundingSource,
    Dimension.REGION: Place,
    Dimension.CERCLE: Place,
    Dimension.COMMUNE: Place,
    Dimension.SECTOR: Sector,
    Dimension.KIND: ActivityKind,
}
PLACES = {
    Dimension.REGION: Level.REGION,
    Dimension.CERCLE: Level.CERCLE,
    Dimension.COMMUNE: Level.COMMUNE,
}
NUL = "\x00"  # no text of PostgreSQL holds it
QUARTERS = {1: "1er trimestre", 2: "2e trimestre", 3: "3e trimestre", 4: "4e trimestre"}


class Named(NamedTuple):
    """A key as addresses and screens name it, and what sorts the groups."""

    code: str
    label: str
    order: tuple


def key_of(dimension: Dimension, code: str, user: User) -> int | None:
    """The key that a code names among what the reader may see: 0 for « sans … », None where nothing has it."""
    if code == NONE:
        return 0
    if dimension == Dimension.QUARTER:
        return next((key for key in QUARTERS if code == str(key)), None)
    if dimension == Dimension.YEAR:
        return int(code) if code.isascii() and code.isdecimal() and len(code) == 4 else None
    if NUL in code:
        return None
    rows = named_rows(dimension, user)
    field = "key" if dimension in PLACES else "code"
    return rows.filter(**{field: code}).order_by().values_list("pk", flat=True).first()


def named_rows(dimension: Dimension, user: User) -> QuerySet:
    """The rows that a reader may see of the table behind a dimension."""
    rows = NAMED[dimension].objects.visible_to(user)
    return rows.filter(level=PLACES[dimension]) if dimension in PLACES else rows


def names_of(dimension: Dimension, keys: Iterable[int], user: User) -> dict[int, Named]:
    """How these keys are named, those the reader may not know left out."""
    keys = set(keys)
    if dimension == Dimension.YEAR:
        return {key: Named(str(key), str(key), (-key,)) for key in keys if key}
    if dimension == Dimension.QUARTER:
        return {key: Named(str(key), QUARTERS[key], (key,)) for key in keys if key in QUARTERS}
    rows = named_rows(dimension, user).order_by()
    if len(keys) <= 200:  # a long list of keys costs more than reading the table
        rows = rows.filter(pk__in=keys)
    return {key: named for key, named in _named(dimension, rows) if key in keys}


def all_names(dimension: Dimension, user: User) -> dict[int, Named]:
    """All that the reader may know of a dimension that has a table."""
    return dict(_named(dimension, named_rows(dimension, user).order_by()))


def _named(dimension: Dimension, rows: QuerySet) -> Iterator[tuple[int, Named]]:
    columns, read = COLUMNS[dimension]
    for key, *values in rows.values_list("pk", *columns):
        yield key, Named(values[0], *read(*values))


def _of_list(code: str, name: str, position: int) -> tuple[str, tuple]:
    return name, (position, name)


def _of_place(key: str, name: str, search: str, qualifier: str) -> tuple[str, tuple]:
    return f"{name} ({qualifier})" if qualifier else name, (search, qualifier)


#: What is read of each table (its code first), and the label and the order this makes.
COLUMNS: dict[Dimension, tuple[tuple[str, ...], Callable[..., tuple[str, tuple]]]] = {
    Dimension.PLAN: (
        ("code", "title", "year"),
        lambda code, title, year: (f"{code} – {title}", (-year, code)),
    ),
    Dimension.PROGRAMME: (
        ("code", "acronym", "title"),
        lambda code, acronym, title: (f"{acronym} – {title}" if acronym else title, (code,)),
    ),
    Dimension.PARTNER: (
        ("code", "acronym", "name"),
        lambda code, acronym, name: (acronym or name, (name, code)),
    ),
    **dict.fromkeys((Dimension.DEPARTMENT, Dimension.SOURCE), (("code", "name", "position"), _of_list)),
    **dict.fromkeys(PLACES, (("key", "name", "search", "qualifier"), _of_place)),
    **dict.fromkeys(
        (Dimension.SECTOR, Dimension.KIND), (("code", "name"), lambda code, name: (name, (name,)))
    ),
}


# --- the activities that have a key ---------------------------------------------------------------


def within(
    activities: ActivityQuerySet, dimension: Dimension, code: str, user: User, situation: Situation | None
) -> ActivityQuerySet:
    """Those that have what a code names, or nothing in the dimension; none where the reader may not know it."""
    key = key_of(dimension, code, user)
    if key is None:
        return activities.none()
    if dimension == Dimension.PROGRAMME:
        return _of_programme(activities, key)
    if dimension in PLACES:
        return _placed(activities, dimension, key)
    if dimension == Dimension.QUARTER:
        return _of_quarter(activities, key, situation)
    if dimension == Dimension.SOURCE:
        lines = Funding.objects.filter(source=key) if key else Funding.objects
    elif dimension == Dimension.PARTNER:
        lines = Funding.objects.filter(
            **({"source__partner": key} if key else {"source__partner__isnull": False})
        )
    else:
        column = "plan__year" if dimension == Dimension.YEAR else dimension.value
        return activities.filter(**({column: key} if key else {f"{column}__isnull": True}))
    funded = Q(pk__in=lines.order_by().values("activity"))
    return activities.filter(funded if key else ~funded)


def _of_programme(activities: ActivityQuerySet, key: int) -> ActivityQuerySet:
    if not key:
        return activities.filter(programme__isnull=True, plan__programme__isnull=True)
    served = Programme.objects.filter(Q(pk=key) | Q(parent=key)).order_by().values("pk")
    return activities.filter(Q(programme__in=served) | Q(plan__programme__in=served))


def _placed(activities: ActivityQuerySet, dimension: Dimension, key: int) -> ActivityQuerySet:
    through = Activity.places.through.objects
    if key:
        inside = Place.objects.within(Place(pk=key)).order_by().values("pk")
        return activities.filter(pk__in=through.filter(place__in=inside).values("activity"))
    own = Q(place__level=PLACES[dimension])
    parent = Q() if dimension == Dimension.COMMUNE else Q(**{f"place__{dimension.value}__isnull": False})
    return activities.exclude(pk__in=through.filter(own | parent if parent else own).values("activity"))


class DatePart(Func):
    """A part of a date; SQLite would call Python for each row, where the text of the date is enough."""

    output_field = IntegerField()
    template = "CAST(EXTRACT(%(part)s FROM %(expressions)s) AS INTEGER)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        """The digits of the date as SQLite keeps it."""
        template = "CAST(SUBSTR(%(expressions)s, %(first)s, %(size)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)


def _of_quarter(activities: ActivityQuerySet, key: int, situation: Situation | None) -> ActivityQuerySet:
    """By the planned end in force; 0 where it is unknown or not in the plan's year."""
    end = F("planned_end")
    if situation:
        activities = activities.with_decisions_at(situation.at, situation.known)
        end = F("planned_end_at")
    activities = activities.annotate(
        quarter=Coalesce((DatePart(end, part="MONTH", first=6, size=2) + 2) / 3, 0),
        end_year=Coalesce(DatePart(end, part="YEAR", first=1, size=4), 0),
    )
    inside = Q(end_year=F("plan__year"))
    return activities.filter(inside, quarter=key) if key else activities.exclude(inside)
