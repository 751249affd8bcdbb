"""Making boundaries lighter so that neighbours still touch. Pure: no Django.

Visvalingam's method: the point whose removal changes the drawing least, by the area of the triangle it makes with its
neighbours, goes first. It is applied not to each outline but to the lines between places: outlines are cut where three
places meet, a line between two places is made lighter once, and both take it back. So no gap opens between them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import inf

from communes.boundaries_plane import Point, Polygon, Ring, Shape

#: Twice the area, in units of the plane, below which no eye would see that a point is missing.
LEAST_SEEN = 6
#: What the outlines of all places of a level may hold together: the national map is to weigh 40 kB compressed, and
#: the regions are drawn beneath the points of the communes.
MOST_POINTS = {"region": 2500, "cercle": 5000, "commune": 9000}
#: A place that would vanish keeps this many points.
FEWEST_POINTS = 4

Arc = tuple[Point, ...]
Neighbours = tuple[Point, Point]


@dataclass
class _Line:
    """A line between two places, or between a place and the outside; `uses` is how many outlines take it."""

    points: Arc
    areas: list[float] = field(default_factory=list)
    uses: int = 0
    kept: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Outline:
    """A ring as the lines it is made of, each perhaps taken backwards."""

    lines: tuple[tuple[_Line, bool], ...]
    area: int

    def kept(self) -> list[Point]:
        """Its points that are left, none twice in a row."""
        points: list[Point] = []
        for line, is_backwards in self.lines:
            own = [line.points[at] for at in sorted(line.kept)]
            points += (own[::-1] if is_backwards else own)[:-1]
        return points

    @property
    def is_flat(self) -> bool:
        return len(set(self.kept())) < 3


def simplified(shapes: Mapping[str, Shape], *, most: int) -> dict[str, Shape]:
    """The shapes with no more than about `most` points in all, each place keeping one ring at least.

    Islands and holes that have become too small to be seen are left out. The same shapes always give the same result.
    """
    cut = _Cut(ring for shape in shapes.values() for polygon in shape for ring in polygon)
    outlines = {
        key: [[cut.outline(ring) for ring in polygon] for polygon in shape] for key, shape in shapes.items()
    }
    lines = list(cut.lines.values())
    for line in lines:
        line.areas = effective_areas(line.points)
    threshold = _threshold(lines, most)
    for line in lines:
        line.kept = {at for at, area in enumerate(line.areas) if area >= threshold}
    for polygons in outlines.values():
        _keep_one(polygons)
    return {key: tuple(_left(polygons)) for key, polygons in outlines.items()}


def _left(polygons: list[list[_Outline]]) -> Iterator[Polygon]:
    """The polygons that can still be seen."""
    for outline, *holes in polygons:
        if not outline.is_flat:
            yield (outline.kept(), *(hole.kept() for hole in holes if not hole.is_flat))


def _keep_one(polygons: list[list[_Outline]]) -> None:
    """Gives the largest outline of a place enough of its points back to be seen."""
    largest = max((polygon[0] for polygon in polygons), key=lambda outline: outline.area)
    left = sorted(
        (-area, number, at)
        for number, (line, _) in enumerate(largest.lines)
        for at, area in enumerate(line.areas)
        if at not in line.kept
    )
    for _, number, at in left:
        if len(set(largest.kept())) >= FEWEST_POINTS:
            break
        largest.lines[number][0].kept.add(at)


def _threshold(lines: Iterable[_Line], most: int) -> float:
    """The area below which points go, so that about `most` are drawn."""
    drawn = sorted(
        (area for line in lines for area in line.areas for _ in range(line.uses) if area < inf), reverse=True
    )
    ends = sum(line.uses for line in lines)
    room = max(0, most - ends)
    # One more than the first that has no room: all those of one area stay or go together.
    return max(LEAST_SEEN, drawn[room] + 1) if room < len(drawn) else LEAST_SEEN


class _Cut:
    """Outlines cut where their neighbours change; the same line is the same object for both its sides."""

    def __init__(self, rings: Iterable[Ring]) -> None:
        self.lines: dict[Arc, _Line] = {}
        self.meetings: set[Point] = set()
        seen: dict[Point, set[Neighbours]] = {}
        for ring in rings:
            for point, own in _neighbours(ring).items():
                # A ring that comes back to a point of its own (a bend, on a grid) meets nobody there.
                if seen.setdefault(point, own) != own:
                    self.meetings.add(point)

    def outline(self, ring: Ring) -> _Outline:
        """The ring as lines."""
        points = list(ring)
        cuts = [at for at, point in enumerate(points) if point in self.meetings]
        # An island touches nobody: it is cut where it begins, the same place whichever way it was drawn.
        start = cuts[0] if cuts else points.index(min(points))
        points = points[start:] + points[:start] + [points[start]]
        ends = [at - start for at in cuts] or [0]
        found = [
            self._line(tuple(points[first : last + 1]))
            for first, last in zip(ends, [*ends[1:], len(points) - 1], strict=True)
        ]
        return _Outline(tuple(found), abs(_twice_area(ring)))

    def _line(self, points: Arc) -> tuple[_Line, bool]:
        backwards = points[::-1]
        is_backwards = backwards < points
        key = backwards if is_backwards else points
        line = self.lines.setdefault(key, _Line(key))
        line.uses += 1
        return line, is_backwards


def _neighbours(ring: Ring) -> dict[Point, set[Neighbours]]:
    """Between which points the ring passes at each of its points, whichever way it is followed."""
    found: dict[Point, set[Neighbours]] = {}
    for at, point in enumerate(ring):
        before, after = ring[at - 1], ring[(at + 1) % len(ring)]
        pair = (before, after) if before <= after else (after, before)
        found.setdefault(point, set()).add(pair)
    return found


def effective_areas(points: Arc) -> list[float]:
    """For each point of a line, how much its removal would change it (twice an area); the ends never go.

    A point never weighs less than one removed before it: keeping those above a limit is removing the others in order.
    """
    last = len(points) - 1
    areas: list[float] = [inf] * (last + 1)
    before, after = list(range(-1, last)), list(range(1, last + 2))
    current: list[int] = [0] * (last + 1)
    for at in range(1, last):
        current[at] = _triangle(points[at - 1], points[at], points[at + 1])
    waiting = [(current[at], at) for at in range(1, last)]
    heapify(waiting)
    highest = 0
    while waiting:
        area, at = heappop(waiting)
        if areas[at] < inf or area != current[at]:
            continue
        highest = max(highest, area)
        areas[at] = highest
        left, right = before[at], after[at]
        after[left], before[right] = right, left
        for side in (left, right):
            if 0 < side < last:
                current[side] = _triangle(points[before[side]], points[side], points[after[side]])
                heappush(waiting, (current[side], side))
    return areas


def _triangle(one: Point, two: Point, three: Point) -> int:
    """Twice the area of a triangle."""
    return abs((two[0] - one[0]) * (three[1] - one[1]) - (three[0] - one[0]) * (two[1] - one[1]))


def _twice_area(ring: Ring) -> int:
    """Twice the signed area of a ring."""
    return sum(x * ring[at - 1][1] - ring[at - 1][0] * y for at, (x, y) in enumerate(ring))
