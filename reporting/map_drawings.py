"""The map of the territory from its figures: classes, circles or areas, names, what part of the country is shown."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import quote

from communes.boundaries_plane import Box, box_of, rings_of
from communes.models import Boundary, Level, Place
from programmes.formats import integer
from reporting.charts.map import MALI, MOST_NAMED, Label, Spot, Standing, TerritoryMap
from reporting.charts.map_steps import RATE_STEPS, Steps, steps_of
from reporting.figures.map import MapFigures
from reporting.figures.map_measures import ZERO_WORDS, Measure, PlaceFigures, short_text
from reporting.figures.map_places import MapPlace

#: What is left around a part of the country, and the least that is shown, in units of the plane.
MARGIN, LEAST = 60, 300
MILLION = 1_000_000


def boundaries_of(level: Level) -> Mapping[int, str]:
    """The outline of each place of a level, by primary key; of the communes it is made of where it has none itself."""
    own = dict(Boundary.objects.at(level).values_list("place", "path"))
    if level == Level.COMMUNE:
        return own
    parts: dict[int, list[str]] = defaultdict(list)
    rows = Boundary.objects.at(Level.COMMUNE).exclude(**{f"place__{level}": None})
    for place, path in rows.order_by("place").values_list(f"place__{level}", "path"):
        if place not in own:
            parts[place].append(path)
    return own | {place: "".join(paths) for place, paths in parts.items()}


def territory_map(
    figures: MapFigures,
    measure: Measure,
    *,
    title: str,
    address: Callable[[str], str],
    frame: Place | None = None,
    region_address: Callable[[str], str] | None = None,
    as_points: bool = False,
) -> TerritoryMap:
    """The map of one measure. `address` makes that of a place from its key, `region_address` that of a region's map."""
    shown = figures.within(frame)
    paths = boundaries_of(figures.level)
    is_filled = bool(paths) and not as_points
    steps = steps_for(shown, measure)
    drawn = paths if is_filled else {}
    spots = tuple(_spot(one, measure, steps, address(quote(one.place.key)), drawn) for one in shown.places)
    if len(spots) <= MOST_NAMED:
        spots = tuple(
            replace(spot, short=short_text(one, measure))
            for spot, one in zip(spots, shown.places, strict=True)
        )
    outlines = () if is_filled else tuple(Boundary.objects.at(Level.REGION).values_list("path", flat=True))
    return TerritoryMap(
        title=title,
        description=described(shown, measure),
        spots=spots,
        steps=steps,
        is_filled=is_filled,
        box=_box(spots, frame),
        outlines=outlines,
        labels=() if frame or figures.level == Level.REGION else _labels(figures.regions, region_address),
        zero=ZERO_WORDS[measure],
        nothing=figures.nothing,
        headings=(LEVEL_NAMES[figures.level], measure.label),
    )


LEVEL_NAMES = {Level.REGION: "Région", Level.CERCLE: "Cercle", Level.COMMUNE: "Commune"}


def steps_for(figures: MapFigures, measure: Measure) -> Steps:
    """The classes of a measure: always the same for rates, else so that each holds about as many places."""
    if measure.is_rate:
        return RATE_STEPS
    if measure == Measure.NOTHING:
        return Steps((), (ZERO_WORDS[measure],))
    values = [value for one in figures.places if (value := one.value(measure)) is not None]
    if measure.is_money:
        return steps_of(values, _millions, whole=False)
    return steps_of(values, integer)


def _millions(amount: int) -> str:
    """« 12 millions »: the bounds of the classes are round numbers."""
    if amount < MILLION:
        return f"{integer(amount)} FCFA"
    tenths = round(amount / (MILLION // 10))
    words = integer(tenths // 10) + (f",{tenths % 10}" if tenths % 10 else "")
    return f"{words}\u00a0million{'s' if tenths >= 20 else ''}"


def described(figures: MapFigures, measure: Measure) -> str:
    """What the map says, in a sentence, for who does not see it."""
    known = [one for one in figures.places if one.value(measure) is not None]
    most = sorted(known, key=lambda one: -(one.value(measure) or 0))[:5]
    said = "\u202f; ".join(f"{one.place.label}, {one.text(measure)}" for one in most)
    return f"{measure.label}. " + (f"D’abord {said}." if said else "Aucun lieu n’a ce chiffre.")


def _spot(
    one: PlaceFigures,
    measure: Measure,
    steps: Steps,
    href: str,
    paths: Mapping[int, str],
) -> Spot:
    value = one.value(measure)
    standing = one.standing
    if value is not None:
        standing = Standing.FIGURE
    elif standing == Standing.FIGURE:
        standing = Standing.FIGURE if measure == Measure.NOTHING else Standing.ZERO
    return Spot(
        name=one.place.label,
        figure=one.text(measure),
        href=href,
        point=one.place.point,
        standing=standing,
        size=_size(one, measure, value),
        step=0 if value is None else steps.step_of(value),
        path=paths.get(one.place.pk, ""),
    )


def _size(one: PlaceFigures, measure: Measure, value: float | None) -> float:
    """What the surface of a circle tells: the value, or the number of activities behind a rate."""
    if value is None:
        return 0
    return float(one.figures.base) if measure.is_rate and one.figures else value


def _box(spots: tuple[Spot, ...], frame: Place | None) -> Box:
    """What is shown: the country, or what the places of a region need."""
    if frame is None:
        return MALI
    points = [point for spot in spots if spot.path for ring in rings_of(spot.path) for point in ring]
    points += [spot.point for spot in spots if spot.point]
    if not points:
        return MALI
    left, top, right, bottom = box_of(points)
    width = max(LEAST, right - left + 2 * MARGIN, (bottom - top + 2 * MARGIN) // 2)
    height = max(LEAST, bottom - top + 2 * MARGIN, width // 2)
    middle_x, middle_y = (left + right) // 2, (top + bottom) // 2
    return (
        middle_x - width // 2,
        middle_y - height // 2,
        middle_x + (width + 1) // 2,
        middle_y + (height + 1) // 2,
    )


def _labels(regions: tuple[MapPlace, ...], region_address: Callable[[str], str] | None) -> tuple[Label, ...]:
    """The names of the regions, each leading to its map."""
    return tuple(
        Label(region.name, region.point, region_address(region.key) if region_address else "")
        for region in regions
        if region.point
    )
