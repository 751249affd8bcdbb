"""What the address of a map or of a list of places asks, besides what a dashboard does: a measure, a level, a frame."""

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst

from communes.models import Level, Place
from programmes.dimensions import Dimension
from programmes.models import Status
from programmes.owners import Owner
from reporting.figures.dashboard import DashboardScope
from reporting.figures.dashboard.keys import named_rows, names_of
from reporting.figures.map_measures import Measure
from reporting.views.asked_scope import ALL_YEARS, PLACES, AskedScope, pairs_of

LONGEST = 60
#: A longer list would weigh more than the map.
MOST_CHOICES = 250
LEVELS = {Level.REGION: "Régions", Level.CERCLE: "Cercles", Level.COMMUNE: "Communes"}


@dataclass(frozen=True)
class Box:
    """A select box with its choices already written."""

    name: str
    label: str
    options: SafeString


class AskedMap(AskedScope):
    """The scope of the map, what it shows, and of which places."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.level = Level(self.asked["level"]) if self.asked.get("level") in Level.values else Level.COMMUNE
        #: None while nothing is asked: the page shows what there is.
        self.asked_measure = self._measure()
        self.as_points = self.asked.get("drawing") == "points"
        self.frame = self._frame()

    def _measure(self) -> Measure | None:
        """The measure asked; a status alone, as the list of activities is filtered by, asks for how many have it."""
        asked = self.asked.get("measure") or ""
        if asked in {"", Measure.ACTIVITIES} and self.asked.get("status") in Status.values:
            asked = self.asked["status"]
        return Measure(asked) if asked in set(Measure) else None

    def _frame(self) -> Place | None:
        """The narrowest region or cercle that the scope is filtered by: the map shows that part of the country."""
        for dimension in reversed(PLACES):
            code = self.scope.value_of(dimension)
            place = Place.objects.with_parents().filter(key=code).first() if code else None
            if place:
                return place.cercle or place.region if place.level == Level.COMMUNE else place
        return None

    def query(self, scope: DashboardScope | None = None, **more: str) -> str:
        """The parameters of the page, of this scope or another; what is empty is left out."""
        kept = {
            "measure": self.asked_measure or "",
            "level": self.level.value,
            "drawing": "points" if self.as_points else "",
        } | more
        if kept["level"] == Level.COMMUNE:
            kept["level"] = ""
        return urlencode([*pairs_of(scope or self.scope), *((k, v) for k, v in kept.items() if v)])

    def address_here(self, scope: DashboardScope | None = None, **more: str) -> str:
        """The page at hand, of another scope or otherwise looked at."""
        return f"{self.path}?{self.query(scope, **more)}"

    def framed(self, key: str) -> str:
        """The map of one region."""
        scope = self.scope
        for dimension in PLACES:
            scope = scope.without_filter(dimension)
        return f"{reverse('reporting:map')}?{self.query(scope.with_filter(Dimension.REGION, key))}"

    @property
    def whole_country_url(self) -> str:
        """The map without a frame."""
        scope = self.scope
        for dimension in PLACES:
            scope = scope.without_filter(dimension)
        return self.address_here(scope)

    @property
    def place_query(self) -> str:
        """What the pages of places keep of the scope: its year and dates, its filters but the place."""
        scope = self.scope
        for dimension in PLACES:
            scope = scope.without_filter(dimension)
        usual = DashboardScope(self._usual_year(), owner=self._usual_owner())
        return "" if scope == usual else urlencode(pairs_of(scope))

    def _usual_owner(self) -> Owner:
        return self.owners[0] if self.owners else Owner.DEPARTMENT

    def _usual_year(self) -> int | None:
        own = self.dates.shown.at.year
        return next((year for year in self.years if year <= own), self.years[0] if self.years else own)

    def boxes(self, measure: Measure) -> list[Box]:
        """What the map may be asked: what it shows, of which places, which year, which part of the activities."""
        years = [(str(year), str(year)) for year in sorted({*self.years, *self._own_year()}, reverse=True)]
        found = [
            Box("measure", "Montrer", options([(one.value, one.label) for one in Measure], measure.value)),
            Box("level", "Par", options([(k.value, v) for k, v in LEVELS.items()], self.level.value)),
            Box(
                "year",
                "Exercice",
                options([*years, (ALL_YEARS, "Tous")], str(self.scope.year or ALL_YEARS)),
            ),
        ]
        if self.owner_choices():
            owners = [(one.value, capfirst(one.label)) for one in Owner]
            found.append(Box("owner", "Plans", options(owners, self.scope.owner.value)))
        wanted = (Dimension.REGION, Dimension.PROGRAMME, Dimension.DEPARTMENT, Dimension.PARTNER)
        return found + [self._box(one) for one in wanted if one in self.offered]

    def _own_year(self) -> list[int]:
        return [self.scope.year] if self.scope.year else []

    def _box(self, dimension: Dimension) -> Box:
        """The groups of a dimension that the reader may see, by name."""
        current = self.scope.value_of(dimension) or ""
        keys = list(named_rows(dimension, self.user).order_by().values_list("pk", flat=True)[:MOST_CHOICES])
        named = sorted(names_of(dimension, keys, self.user).values(), key=lambda one: one.order)
        choices = [("", "Tout le pays" if dimension == Dimension.REGION else "Peu importe")]
        choices += [(one.code, Truncator(one.label).chars(LONGEST)) for one in named]
        if current and current not in {code for code, _ in choices}:
            choices.append((current, current))
        return Box(dimension.value, capfirst(dimension.label), options(choices, current))

    def kept(self) -> list[tuple[str, str]]:
        """What the form keeps of the address though it has no box for it."""
        own = {"region", "programme", "department", "partner", "year"}
        own |= {"owner"} if self.owner_choices() else set()
        return [pair for pair in pairs_of(self.scope) if pair[0] not in own]


def options(choices: list[tuple[str, str]], current: str) -> SafeString:
    """The choices of a select box, written at once: a template a choice costs too much."""
    return mark_safe(  # noqa: S308 (every code and label is escaped)
        "".join(
            f'<option value="{escape(code)}"{" selected" if code == current else ""}>{escape(label)}</option>'
            for code, label in choices
        )
    )
