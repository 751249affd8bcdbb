"""Places as the rows of a table: their figures written, each leading to the activities it counts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from programmes.formats import UNKNOWN, integer
from reporting.figures.dashboard import DashboardScope
from reporting.figures.map import DIMENSIONS
from reporting.figures.map_measures import Measure, PlaceFigures
from reporting.views.asked_scope import PLACES
from reporting.views.scope_links import ScopeLinks


@dataclass(frozen=True)
class PlaceRow:
    """A place: its page, what contains it, what is read of it, and where its numbers lead."""

    label: str
    url: str
    inside: str
    text: str
    base: str
    base_url: str
    rate: str
    late: str
    late_url: str
    programmes: str


def place_rows(
    user: User,
    scope: DashboardScope,
    places: Iterable[PlaceFigures],
    *,
    query: str = "",
    measure: Measure | None = None,
    insides: dict[int, str] | None = None,
) -> list[PlaceRow]:
    """The rows; `query` is what the pages of places keep of the scope, `insides` names what contains each place."""
    for dimension in PLACES:
        scope = scope.without_filter(dimension)
    return [_row(user, scope, one, query, measure, insides or {}) for one in places]


def _row(
    user: User,
    scope: DashboardScope,
    one: PlaceFigures,
    query: str,
    measure: Measure | None,
    insides: dict[int, str],
) -> PlaceRow:
    figures, place = one.figures, one.place
    links = ScopeLinks.of(user, scope.with_filter(DIMENSIONS[place.level], place.key))
    base, late = (figures.base, figures.late) if figures else (0, 0)
    url = reverse("reporting:place_detail", args=[place.key])
    return PlaceRow(
        label=place.label,
        url=f"{url}?{query}" if query else url,
        inside=insides.get(place.cercle or place.region or 0, ""),
        text=one.text(measure) if measure else one.standing_text,
        base=integer(base) if base else UNKNOWN,
        base_url=links.counted if base else "",
        rate=figures.execution.text if figures else UNKNOWN,
        late=integer(late) if base else UNKNOWN,
        late_url=links.to("late=1") if late else "",
        programmes=integer(one.programmes),
    )
