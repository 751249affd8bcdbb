"""The places of a map, and what names them besides activities: programmes, and the partners that take part there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import Permission
from communes.boundaries_plane import Point, on_plane
from communes.models import Level, Place
from programmes.dimensions import Dimension
from programmes.models import Participation, Partner, Programme
from programmes.owners import Owner
from programmes.querysets.activities import ActivityQuerySet
from reporting.figures.dashboard import DashboardScope


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place as a map needs it; `point` is its coordinates on the plane or, where it has communes, their middle."""

    pk: int
    key: str
    level: str
    name: str
    label: str
    region: int | None
    cercle: int | None
    point: Point | None


def map_places() -> dict[int, MapPlace]:
    """The places that exist today, by primary key, in the order of their names: one query."""
    rows = (
        Place.objects.active()
        .order_by("search", "qualifier", "pk")
        .values_list("pk", "key", "level", "name", "qualifier", "region", "cercle", "longitude", "latitude")
    )
    found, middles = [], defaultdict(list)
    for pk, key, level, name, qualifier, region, cercle, x, y in rows:
        point = None if x is None else on_plane(float(x), float(y))
        name = name.replace("'", "’")
        label = f"{name} ({qualifier})" if qualifier else name
        found.append(MapPlace(pk, key, level, name, label, region, cercle, point))
        if level == Level.COMMUNE and point:
            middles[region].append(point)
            middles[cercle].append(point)
    return {
        place.pk: replace(place, point=_middle(middles[place.pk])) if middles.get(place.pk) else place
        for place in found
    }


def _middle(points: list[Point]) -> Point:
    columns, rows = zip(*points, strict=True)
    return round(sum(columns) / len(points)), round(sum(rows) / len(points))


def holders(place: MapPlace) -> tuple[int, ...]:
    """The place and what it belongs to."""
    return tuple(key for key in (place.pk, place.cercle, place.region) if key)


def programmes_of(user: User, scope: DashboardScope) -> QuerySet[Programme]:
    """The programmes that a scope holds: of the year looked at where they say when they run, of a partner.

    What only tells activities apart (a structure, a sector…) leaves them all out.
    """
    found = Programme.objects.visible_to(user)
    if scope.year is not None:
        found = found.filter(
            Q(start__isnull=True) | Q(start__lte=date(scope.year, 12, 31)),
            Q(end__isnull=True) | Q(end__gte=date(scope.year, 1, 1)),
        )
    for dimension, code in scope.filters:
        if dimension == Dimension.PROGRAMME:
            found = found.filter(Q(code=code) | Q(parent__code=code))
        elif dimension == Dimension.PARTNER:
            found = found.filter(pk__in=Participation.objects.filter(partner__code=code).values("programme"))
        elif dimension not in (Dimension.REGION, Dimension.CERCLE, Dimension.COMMUNE):
            return found.none()
    return found


def programmes_by_place(
    programmes: QuerySet[Programme], places: Mapping[int, MapPlace]
) -> Mapping[int, set[int]]:
    """The programmes that name each place or something in it: a phase stands for itself."""
    through = Programme.places.through.objects.filter(programme__in=programmes.order_by().values("pk"))
    found: dict[int, set[int]] = defaultdict(set)
    for programme, place in through.values_list("programme", "place"):
        for holder in holders(places[place]) if place in places else ():
            found[holder].add(programme)
    return found


def in_any_plan(user: User, scope: DashboardScope) -> Iterator[ActivityQuerySet]:
    """The activities of the scope that count, of plans of structures then of programmes, each apart.

    What is done in a place is done there whoever has the plan; one query for both is planned badly by SQLite.
    """
    for owner in (scope.owner,) if scope.is_of_one_plan else Owner:
        activities = replace(scope, owner=owner).activities(user)
        yield activities.in_base(scope.shown.at, scope.shown.known).order_by()


def funders_in(user: User, scope: DashboardScope, *columns: str) -> Iterator[tuple]:
    """The partners that fund activities of the scope, with columns of these, each once for each kind of plan."""
    for activities in in_any_plan(user, scope):
        # From the activities and not from the funding lines, of which SQLite would read them all.
        rows = activities.filter(funding_lines__source__partner__isnull=False)
        yield from rows.values_list("funding_lines__source__partner", *columns).distinct()


def partners_by_place(
    user: User,
    scope: DashboardScope,
    places: Mapping[int, MapPlace],
    level: Level,
    programmes: Mapping[int, set[int]],
) -> Mapping[int, set[int]]:
    """The partners that take part in a programme of each place or, for who reads all, fund an activity there."""
    visible = set(Partner.objects.visible_to(user).order_by().values_list("pk", flat=True))
    taking_part: dict[int, set[int]] = defaultdict(set)
    for programme, partner in Participation.objects.order_by().values_list("programme", "partner"):
        if partner in visible:
            taking_part[programme].add(partner)
    found: dict[int, set[int]] = defaultdict(set)
    for place, own in programmes.items():
        found[place].update(*(taking_part[programme] for programme in own))
    if not user.may(Permission.READ_ALL):
        return found
    for partner, place in funders_in(user, scope, "places"):
        for holder in holders(places[place]) if place in places else ():
            found[holder].add(partner)
    return found
