"""The places: their list by level, and the page of one: who does what there, derived and never typed twice."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import Permission
from communes.models import Level, Place
from communes.text import normalise
from programmes.exports.responses import exported
from reporting.figures.cards import lead_cards, rate_cards
from reporting.figures.dashboard import DashboardScope, dashboard_figures
from reporting.figures.map import DIMENSIONS, map_figures
from reporting.figures.map_measures import PlaceFigures
from reporting.figures.place import facts_of, partners_of, place_actions, place_programmes, place_workshops
from reporting.place_exports import place_sheet
from reporting.views.asked_map import LEVELS, AskedMap
from reporting.views.asked_scope import PLACES, pairs_of
from reporting.views.place_rows import place_rows
from reporting.views.scope_links import ScopeLinks

PAGE_SIZE = 50
#: A page of a place names so many activities; the list of activities has them all.
MOST_NAMED = 10
MOST_OTHERS = 60
#: Programmes and partners beyond are only counted.
MOST_LISTED = 20
CHILDREN = {Level.REGION: Level.CERCLE, Level.CERCLE: Level.COMMUNE}
SORTS = {
    "place": lambda one: normalise(one.place.label),
    "activities": lambda one: one.figures.base if one.figures else 0,
    "late": lambda one: one.figures.late if one.figures else 0,
    "programmes": lambda one: one.programmes,
}


@dataclass(frozen=True)
class Tab:
    """A level of the list: its name, how many places answer, its address, whether it is the one shown."""

    label: str
    count: int
    url: str
    is_current: bool


class AskedPlaces(AskedMap):
    """Which places are listed: of a level, within another, by name."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.words = self.asked.get("q", "").replace("\x00", "").strip()[:100]
        key = self.asked.get("within", "").replace("\x00", "")
        self.frame = Place.objects.with_parents().filter(key=key).first() if key else None
        if "level" not in self.asked:
            usual = CHILDREN.get(self.frame.level, Level.COMMUNE) if self.frame else Level.REGION
            self.level = Level.COMMUNE if self.words else usual

    def address_here(self, scope: DashboardScope | None = None, **more: str) -> str:
        """The same list, of another scope."""
        kept = {"level": self.level.value, "q": self.words, "within": self.frame.key if self.frame else ""}
        pairs = pairs_of(scope or self.scope) + [(k, v) for k, v in (kept | more).items() if v]
        return f"{self.path}?{urlencode(pairs)}"

    def at(self, level: str) -> str:
        """The same list at another level."""
        pairs = [("level", level), *(((("q", self.words)),) if self.words else ())]
        pairs += [("within", self.frame.key)] if self.frame else []
        query = self.place_query
        return f"?{urlencode(pairs)}" + (f"&{query}" if query else "")

    def named(self) -> dict[str, list[int]]:
        """The places that answer, by level."""
        places = Place.objects.active()
        if self.frame:
            places = places.within(self.frame).exclude(pk=self.frame.pk)
        found: dict[str, list[int]] = {level: [] for level in Level.values}
        wanted = normalise(self.words)
        for pk, level, search in places.order_by().values_list("pk", "level", "search"):
            if wanted in search:
                found[level].append(pk)
        return found


@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """The places of a level, by name or by what is done there."""
    asked = AskedPlaces(request)
    found = asked.named()
    rows = _sorted(_listed(asked, found), request.GET.get("tri", ""))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "page": page,
        "rows": place_rows(
            request.user,
            asked.scope,
            page.object_list,
            query=asked.place_query,
            insides=_insides(page.object_list),
        ),
        "tabs": [
            Tab(label, len(found[level]), asked.at(level), level == asked.level)
            for level, label in LEVELS.items()
        ],
        "is_partial": not request.user.may(Permission.READ_ALL),
        "kept": [pair for pair in request.GET.items() if pair[0] not in {"q", "page", "tri", "level"}],
        "map_url": f"{reverse('reporting:map')}?{asked.query()}",
        "owner_links": asked.owner_choices(),
        "year_links": asked.year_choices(),
    }
    return render(request, "reporting/place_list.html", context, status=asked.dates.status)


@require_safe
def place_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same places, with all their figures."""
    asked = AskedPlaces(request)
    listed = _listed(asked, asked.named(), with_partners=True)
    rows = _sorted(listed, request.GET.get("tri", ""))
    return exported(
        request,
        form,
        place_sheet(rows),
        name=f"{asked.level.value}s",
        count=len(rows),
        back=reverse("reporting:place_list"),
        valid=asked.dates.are_good,
    )


def _listed(
    asked: AskedPlaces, found: dict[str, list[int]], *, with_partners: bool = False
) -> list[PlaceFigures]:
    wanted = set(found[asked.level])
    figures = map_figures(asked.user, asked.scope, asked.level, with_partners=with_partners)
    return [one for one in figures.places if one.place.pk in wanted]


def _sorted(rows: list[PlaceFigures], asked: str) -> list[PlaceFigures]:
    read = SORTS.get(asked.removeprefix("-"))
    return sorted(rows, key=read, reverse=asked.startswith("-")) if read else rows


def _insides(rows: list[PlaceFigures]) -> dict[int, str]:
    """« cercle d’Ansongo », by primary key, of what contains these places."""
    keys = {key for one in rows for key in (one.place.cercle, one.place.region) if key}
    return {place.pk: place.designation for place in Place.objects.filter(pk__in=keys)}


@require_safe
def place_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One place: its figures, who does what there, what it holds."""
    place = get_object_or_404(Place.objects.visible_to(request.user).with_parents(), key=key)
    asked = AskedMap(request)
    scope = _scope_of(asked, place)
    links = ScopeLinks.of(request.user, scope)
    figures = dashboard_figures(request.user, scope)
    programmes = place_programmes(request.user, place)
    partners = partners_of(request.user, scope, programmes)
    children = _children(asked, place)
    context = {
        "asked": asked,
        "dates": asked.dates,
        "place": place,
        "parents": [one for one in (place.region, place.cercle) if one],
        "facts": facts_of(place),
        "figures": figures,
        "cards": [(card, links.to(card.query or "")) for card in lead_cards(figures.total)],
        "rate_cards": rate_cards(figures.total),
        "activities_url": links.counted,
        "activities": _activities(request.user, scope),
        "programmes": programmes[:MOST_LISTED],
        "more_programmes": len(programmes) - MOST_LISTED,
        "partners": partners[:MOST_LISTED],
        "more_partners": len(partners) - MOST_LISTED,
        "workshops": place_workshops(request.user, place),
        "actions": place_actions(request.user, place),
        "children_label": LEVELS.get(CHILDREN.get(place.level)),
        "children": place_rows(request.user, asked.scope, children, query=asked.place_query),
        "children_url": f"{reverse('reporting:place_list')}?{urlencode({'within': place.key})}",
        "map_url": _map_url(asked, place),
        "is_partial": not request.user.may(Permission.READ_ALL),
        "year_links": asked.year_choices(),
        "owner_links": asked.owner_choices(),
    }
    return render(request, "reporting/place_detail.html", context, status=asked.dates.status)


def _scope_of(asked: AskedMap, place: Place) -> DashboardScope:
    """The scope of the page, of this place whatever place the address named."""
    scope = asked.scope
    for dimension in PLACES:
        scope = scope.without_filter(dimension)
    return scope.with_filter(DIMENSIONS[place.level], place.key)


def _activities(user: User, scope: DashboardScope) -> list:
    """Some of its activities, the latest entered first: an order that costs nothing whatever their number."""
    rows = scope.activities(user).in_base(scope.shown.at, scope.shown.known)
    rows = rows.filter(cancelled_on__isnull=True).select_related("plan", "department")
    return list(rows.order_by("-pk")[:MOST_NAMED])


def _children(asked: AskedMap, place: Place) -> tuple[PlaceFigures, ...]:
    """What it is made of: the cercles of a region, the communes of a cercle; those of a district without cercles."""
    level = CHILDREN.get(place.level)
    if level is None:
        return ()
    scope = asked.scope
    for dimension in PLACES:
        scope = scope.without_filter(dimension)
    own = map_figures(asked.user, scope, level).within(place).places
    if not own and place.level == Level.REGION:
        own = map_figures(asked.user, scope, Level.COMMUNE).within(place).places
    return own[:MOST_OTHERS]


def _map_url(asked: AskedMap, place: Place) -> str:
    """The map of its region."""
    region = place if place.level == Level.REGION else place.region
    return asked.framed(region.key) if region else reverse("reporting:map")
