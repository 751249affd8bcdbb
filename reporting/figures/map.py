"""Who does what where: the figures of each region, cercle or commune, and what may be said of those that have none.

A place has what is located in it or in what belongs to it: the activities of the dashboard's scope, and the programmes
that name it. « Sans intervention » is never said of a place that something located only at a higher level may reach
(« région de Kidal »), nor of a cercle whose communes are not known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.roles import Permission
from communes.models import Level, Place
from programmes.dimensions import NONE, Dimension
from programmes.models import Programme
from reporting.charts.map import Standing
from reporting.figures.dashboard import Dashboard, DashboardScope
from reporting.figures.map_measures import PlaceFigures
from reporting.figures.map_places import (
    MapPlace,
    holders,
    in_any_plan,
    map_places,
    partners_by_place,
    programmes_by_place,
    programmes_of,
)
from reporting.figures.totals import Figures

DIMENSIONS = {
    Level.REGION: Dimension.REGION,
    Level.CERCLE: Dimension.CERCLE,
    Level.COMMUNE: Dimension.COMMUNE,
}


@dataclass(frozen=True)
class MapFigures:
    """A map at its dates, as the reader may see it.

    `unplaced` activities have no place at all, `higher` are located at a higher level than the map's only.
    `regions` are all those of the country, whatever the level; `nothing` is said of a place where nothing is known.
    """

    scope: DashboardScope
    level: Level
    total: Figures
    places: tuple[PlaceFigures, ...]
    regions: tuple[MapPlace, ...]
    unplaced: int
    higher: int
    nothing: str

    def within(self, frame: Place | None) -> "MapFigures":
        """Those of a region or of a cercle."""
        if frame is None:
            return self
        own = tuple(one for one in self.places if frame.pk in holders(one.place))
        return replace(self, places=own)

    @property
    def located(self) -> bool:
        """Whether any activity is located at all."""
        return any(one.figures and one.figures.counts.total for one in self.places)


def map_figures(
    user: User, scope: DashboardScope, level: Level, *, with_partners: bool = False
) -> MapFigures:
    """The figures of every place of a level that exists today."""
    places = map_places()
    dashboard = Dashboard(user, scope)
    found = dashboard.figures(DIMENSIONS[level])
    by_key = {group.key: group.figures for group in found.groups if group.key}
    without = by_key.pop(NONE, None)
    missing = without.base if without else 0
    unplaced = missing
    if missing and level != Level.REGION:
        regions = dashboard.figures(Dimension.REGION).groups
        unplaced = next((group.figures.base for group in regions if group.key == NONE), 0)
    programmes = programmes_by_place(programmes_of(user, scope), places)
    partners = partners_by_place(user, scope, places, level, programmes) if with_partners else None
    own = [place for place in places.values() if place.level == level]
    standings = _standings(user, scope, own, places, by_key, programmes)
    nothing = nothing_words(user, scope)
    return MapFigures(
        scope=scope,
        level=level,
        total=found.total,
        places=tuple(
            PlaceFigures(
                place=place,
                figures=by_key.get(place.key),
                programmes=len(programmes[place.pk]),
                partners=None if partners is None else len(partners[place.pk]),
                standing=standings[place.pk],
                nothing=nothing,
            )
            for place in own
        ),
        regions=tuple(place for place in places.values() if place.level == Level.REGION),
        unplaced=unplaced,
        higher=missing - unplaced,
        nothing=nothing,
    )


def nothing_words(user: User, scope: DashboardScope) -> str:
    """What may be said of a place without anything: what a reader of a part sees there says nothing of the rest."""
    then = f" en {scope.year}" if scope.year else ""
    if not user.may(Permission.READ_ALL):
        return f"rien dans vos programmes{then}"
    if any(dimension not in DIMENSIONS.values() for dimension, _ in scope.filters):
        return f"rien dans cette sélection{then}"
    return f"aucune intervention connue{then}"


def _standings(
    user: User,
    scope: DashboardScope,
    own: Iterable[MapPlace],
    places: Mapping[int, MapPlace],
    figures: Mapping[str, Figures],
    programmes: Mapping[int, set[int]],
) -> Mapping[int, Standing]:
    """A figure where something is known, nothing where nothing can be, else that nobody can tell.

    Plans of structures and of programmes are shown apart; what the others do in a place is done there all the same.
    """
    empty = [
        place
        for place in own
        if not programmes[place.pk] and not (place.key in figures and figures[place.key].base)
    ]
    if empty and not scope.is_of_one_plan:
        others = Dashboard(user, replace(scope, owner=scope.owner.other))
        busy = {
            group.key
            for group in others.figures(DIMENSIONS[Level(empty[0].level)]).groups
            if group.figures.base
        }
        empty = [place for place in empty if place.key not in busy]
    above = {key for place in empty for key in (place.cercle, place.region) if key}
    reaching = _located_at(user, scope, above)
    with_communes = {place.cercle for place in places.values() if place.cercle}
    standings = dict.fromkeys((place.pk for place in own), Standing.FIGURE)
    for place in empty:
        may_be_reached = reaching & {place.cercle, place.region}
        is_blank = place.level == Level.CERCLE and place.pk not in with_communes
        standings[place.pk] = Standing.UNKNOWN if may_be_reached or is_blank else Standing.NOTHING
    return standings


def _located_at(user: User, scope: DashboardScope, places: set[int]) -> set[int]:
    """Those of these places that an activity or a programme names itself."""
    if not places:
        return set()
    programmes = programmes_of(user, scope).order_by().values("pk")
    named = Programme.places.through.objects.filter(place__in=places, programme__in=programmes)
    # Place by place, so that the first activity found ends the search; what names a place lies within it.
    for dimension in DIMENSIONS.values():
        scope = scope.without_filter(dimension)
    found = Q()
    for activities in in_any_plan(user, scope):
        found |= Q(Exists(activities.filter(places=OuterRef("pk"))))
    used = Place.objects.filter(found, pk__in=places).order_by()
    return {*named.values_list("place", flat=True), *used.values_list("pk", flat=True)}
