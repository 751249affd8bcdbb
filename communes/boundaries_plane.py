"""The plane that maps of Mali are drawn on: whole numbers, and boundaries as SVG paths of them. Pure: no Django.

An equirectangular projection whose scale is true along the parallel 17.5° North, the middle of the country. One unit
is a two-hundredth of a degree of latitude, some 550 metres: fine enough for the map of one region, small enough for
all communes to be sent at once. `y` grows southwards, as on a screen.
"""

import re
from collections.abc import Iterable, Sequence

#: A frame around Mali, a little wider than its borders, in degrees: the one that coordinates of places must keep to.
WEST, EAST, SOUTH, NORTH = -12.5, 4.5, 10.0, 25.1
UNITS = 200
#: The cosine of 17.5°: how much shorter a degree of longitude is than one of latitude there.
SHORTER = 0.9537
WIDTH = round((EAST - WEST) * UNITS * SHORTER)
HEIGHT = round((NORTH - SOUTH) * UNITS)

Point = tuple[int, int]
#: A closed line, its first point not repeated; a polygon is its outline then its holes; a shape is its polygons.
Ring = Sequence[Point]
Polygon = Sequence[Ring]
Shape = Sequence[Polygon]
Box = tuple[int, int, int, int]

_NUMBER = re.compile(r"-?\d+")


def on_plane(longitude: float, latitude: float) -> Point:
    """Where a point of the earth falls on the plane."""
    return round((longitude - WEST) * UNITS * SHORTER), round((NORTH - latitude) * UNITS)


def path_of(shape: Shape) -> str:
    """The shape as the `d` of an SVG path: each ring from its first point, by steps; to be filled even-odd."""
    return "".join(_ring_path(ring) for polygon in shape for ring in polygon)


def _ring_path(ring: Ring) -> str:
    x, y = ring[0]
    steps = []
    for next_x, next_y in ring[1:]:
        steps += [next_x - x, next_y - y]
        x, y = next_x, next_y
    return f"M{_joined(ring[0])}l{_joined(steps)}z"


def _joined(numbers: Iterable[int]) -> str:
    """Numbers side by side; the sign of a negative one parts it from what comes before."""
    return " ".join(map(str, numbers)).replace(" -", "-")


def rings_of(path: str) -> list[list[Point]]:
    """The rings of a path that `path_of` wrote."""
    rings = []
    for part in filter(None, path.split("M")):
        start, _, steps = part.partition("l")
        x, y = map(int, _NUMBER.findall(start))
        ring, numbers = [(x, y)], map(int, _NUMBER.findall(steps))
        for step_x, step_y in zip(numbers, numbers, strict=True):
            x, y = x + step_x, y + step_y
            ring.append((x, y))
        rings.append(ring)
    return rings


def box_of(points: Iterable[Point]) -> Box:
    """Left, top, right and bottom of the points, of which there is one at least."""
    columns, rows = zip(*points, strict=True)
    return min(columns), min(rows), max(columns), max(rows)


def holds(rings: Iterable[Ring], point: Point) -> bool:
    """Whether a point lies inside these rings filled even-odd; on a border, either answer."""
    x, y = point
    inside = False
    for ring in rings:
        before_x, before_y = ring[-1]
        for after_x, after_y in ring:
            if (after_y > y) != (before_y > y):
                cross = (before_x - after_x) * (y - after_y) / (before_y - after_y) + after_x
                inside ^= x < cross
            before_x, before_y = after_x, after_y
    return inside
