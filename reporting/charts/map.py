"""Mali drawn by the portal: circles at the coordinates of places, or filled areas once boundaries are loaded. Pure.

Everything is in units of `communes.boundaries_plane`; `scale` is how many of them a pixel is on a map a thousand pixels
wide. Hatches are patterns here, unlike those of bars: an area of any form cannot be hatched line by line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from html import escape
from math import sqrt

from communes.boundaries_plane import HEIGHT, SOUTH, WEST, WIDTH, Box, Point, on_plane
from reporting.charts.map_steps import NOTHING, UNKNOWN, ZERO, Steps, pattern, sign, swatch
from reporting.charts.svg import INK, INK_SOFT, LINE, PAPER, Table, element, number, text, text_width
from reporting.charts.tones import Paint

Rectangle = tuple[float, float, float, float]

MALI: Box = (0, 0, WIDTH, HEIGHT)
#: More places than this are not named one by one, and a keyboard does not stop at each: the table has them all.
MOST_NAMED = 40
_NOMINAL = 1000
_LARGEST, _SMALLEST = 30.0, 3.0
_NAME = 18.0
#: How much larger names are on a narrow screen: `static/css/map.css`.
LARGER = 1.8
#: Where a name may stand above or below its point, in lines: nearest first.
_CENTRED = (0.35, 1.4, -0.8, 2.3, -1.7)
_DROPS = (0.95, -0.3, 1.9, -1.2)


class Standing(StrEnum):
    """What may be said of a place: a figure, none of what is shown, that nothing is known there, or nothing at all."""

    FIGURE = "figure"
    ZERO = "zero"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


#: What stands for places without a figure, and their words in the legend.
_PLAIN: dict[Standing, Paint] = {
    Standing.ZERO: ZERO,
    Standing.NOTHING: NOTHING,
    Standing.UNKNOWN: UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map: what it is called, what is read of it, where its page is.

    `size` is what the surface of its circle is proportional to, `step` the class of its paint; `figure` is read
    (« 12 activités »), `short` is written beside it (« 12 »). `path` is its outline, empty where none is loaded.
    """

    name: str
    figure: str
    href: str
    point: Point | None
    standing: Standing = Standing.FIGURE
    size: float = 0
    step: int = 0
    short: str = ""
    path: str = ""

    @property
    def called(self) -> str:
        """The name without what tells it from its homonyms, which a map of one region does not need."""
        return self.name.partition(" (")[0]


@dataclass(frozen=True)
class Label:
    """A name written on the map, perhaps a link; `clear` of its point by so much where a circle stands there."""

    words: str
    point: Point
    href: str = ""
    clear: float = 0


@dataclass(frozen=True)
class TerritoryMap:
    """Places of one level. `outlines` are drawn beneath circles, `labels` above all; `box` is what is shown."""

    title: str
    description: str
    spots: tuple[Spot, ...]
    steps: Steps
    is_filled: bool = False
    box: Box = MALI
    outlines: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    zero: str = "aucune"
    nothing: str = "aucune intervention connue"
    headings: tuple[str, str] = ("Lieu", "Chiffre")

    @property
    def scale(self) -> float:
        """Units of the plane in a pixel."""
        return (self.box[2] - self.box[0]) / _NOMINAL

    @property
    def is_named(self) -> bool:
        """Whether places are few enough to be named and reached one by one."""
        return len(self.spots) <= MOST_NAMED

    def render(self, *, key: str = "map", width: float = 1000, with_legend: bool = False) -> str:
        """The drawing, or nothing without any place that can be drawn; with its legend where it leaves the page."""
        drawn = [spot for spot in self.spots if (spot.path if self.is_filled else spot.point)]
        if not drawn:
            return ""
        left, top, right, bottom = self.box
        content = self._ground(key)
        content += self._areas(drawn, key) if self.is_filled else self._circles(drawn)
        content += self._names(drawn)
        if with_legend:
            content += self._inner_legend(key)
        heading = element("title", escape(self.title), id=f"{key}-t")
        heading += element("desc", escape(self.description), id=f"{key}-d")
        height = width * (bottom - top) / (right - left)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {right - left} {bottom - top}" '
            f'width="{number(width)}" height="{number(height)}" role="group" aria-labelledby="{key}-t" '
            f'aria-describedby="{key}-d" font-family="Portail Sans, \'Source Sans 3\', DejaVu Sans, sans-serif">'
            f"{heading}{content}</svg>"
        )

    def table(self) -> Table:
        """Each place and what is read of it."""
        return Table(self.headings, tuple((spot.name, spot.figure) for spot in self.spots))

    def legend(self, *, key: str = "map") -> tuple[tuple[str, str], ...]:
        """A box of paint (SVG) and its words, for each class that the map shows."""
        return tuple(
            (swatch(paint, key=f"{key}-{name}", is_round=not self.is_filled), words)
            for name, paint, words in self._classes()
        )

    def _classes(self) -> list[tuple[str, Paint, str]]:
        """The classes that the map shows: a short name, the paint, the words."""
        used = {spot.step for spot in self.spots if spot.standing == Standing.FIGURE}
        found = [(f"h{step}", self.steps.paint_of(step), self.steps.labels[step]) for step in sorted(used)]
        words = {Standing.ZERO: self.zero, Standing.NOTHING: self.nothing, Standing.UNKNOWN: "on ne sait pas"}
        standings = {spot.standing for spot in self.spots}
        return found + [
            (f"h{standing}", paint, words[standing])
            for standing, paint in _PLAIN.items()
            if standing in standings
        ]

    def _inner_legend(self, key: str) -> str:
        """The legend in the upper left corner, where the country leaves room."""
        rows = ""
        for at, (name, paint, words) in enumerate(self._classes()):
            fill = f"url(#{key}-{name})" if paint.hatch and self.is_filled else paint.ground
            shape = sign(paint, fill=fill, is_round=not self.is_filled)
            rows += f'<g transform="translate(0 {at * 30}) scale(1.3)">{shape}</g>'
            rows += text(words, x=40, y=at * 30 + 16, size=17)
        left, top = self.box[0] + 20 * self.scale, self.box[1] + 20 * self.scale
        return (
            f'<g transform="translate({number(left)} {number(top)}) scale({number(self.scale)})">{rows}</g>'
        )

    def _ground(self, key: str) -> str:
        """The graticule, the outlines of the regions, the hatches that areas are filled with."""
        scale = self.scale
        lines = "".join(_graticule(self.box))
        content = element("path", d=lines, stroke=LINE, stroke_width=scale, fill="none") if lines else ""
        if self.outlines and not self.is_filled:
            content += element(
                "path",
                d="".join(self.outlines),
                fill=PAPER,
                fill_rule="evenodd",
                stroke=INK_SOFT,
                stroke_width=scale,
            )
        if not self.is_filled:
            return content
        hatches = "".join(
            pattern(paint, name=f"{key}-{name}", scale=scale)
            for name, paint, _ in self._classes()
            if paint.hatch
        )
        return element("defs", hatches) + content

    def _areas(self, spots: list[Spot], key: str) -> str:
        """The areas, each a link to its place, by class."""
        members: dict[str, list[str]] = {}
        for spot in spots:
            name = f"h{spot.step if spot.standing == Standing.FIGURE else spot.standing}"
            members.setdefault(name, []).append(self._linked(spot, f'<path d="{spot.path}"/>'))
        content = "".join(
            f'<g fill="{f"url(#{key}-{name})" if paint.hatch else paint.ground}">{"".join(members[name])}</g>'
            for name, paint, _ in self._classes()
            if name in members
        )
        return (
            f'<g class="map__areas" fill-rule="evenodd" stroke="{INK_SOFT}" stroke-linejoin="round" '
            f'stroke-width="{number(self.scale * 0.8)}">{content}</g>'
        )

    def _circles(self, spots: list[Spot]) -> str:
        """The circles, the largest first so that none is hidden; places without a figure are but marks."""
        figures = [spot for spot in spots if spot.standing in {Standing.FIGURE, Standing.ZERO} and spot.point]
        content = self._crosses(spots)
        marks = []
        for spot in sorted(figures, key=lambda spot: -spot.size):
            x, y = spot.point or (0, 0)
            is_zero = spot.standing == Standing.ZERO
            fill = ZERO.ground if is_zero else self.steps.paint_of(spot.step).ground
            radius = number(round(self._radius(spot), 1))
            marks.append(self._linked(spot, f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}"/>'))
        return (
            f'{content}<g class="map__spots" fill-opacity=".88" stroke="#14543f" '
            f'stroke-width="{number(self.scale)}">{"".join(marks)}</g>'
        )

    @cached_property
    def _largest(self) -> float:
        """The largest value, whose circle is as large as any may be."""
        return max((spot.size for spot in self.spots), default=0) or 1

    def _radius(self, spot: Spot) -> float:
        """The surface is proportional to the value; where places are many, all circles are smaller."""
        room = _LARGEST if self.is_named else _LARGEST * 0.55
        return max(_SMALLEST, room * sqrt(spot.size / self._largest)) * self.scale

    def _clear(self, spot: Spot) -> float:
        """How far from its point a name must stand."""
        return 0 if self.is_filled else self._radius(spot)

    def _crosses(self, spots: list[Spot]) -> str:
        """A dot where nothing is known to be done, a small cross where nobody can tell: one path each."""
        arm = number(3 * self.scale)
        dots = "".join(
            f"M{s.point[0]} {s.point[1]}h0" for s in spots if s.point and s.standing == Standing.NOTHING
        )
        crosses = "".join(
            f"M{s.point[0]} {s.point[1]}m-{arm} 0h{number(6 * self.scale)}m-{arm} -{arm}v{number(6 * self.scale)}"
            for s in spots
            if s.point and s.standing == Standing.UNKNOWN
        )
        width = self.scale
        content = ""
        if dots:
            content += element(
                "path",
                d=dots,
                stroke=NOTHING.line,
                stroke_width=4 * width,
                stroke_linecap="round",
                fill="none",
            )
        if crosses:
            content += element("path", d=crosses, stroke=UNKNOWN.line, stroke_width=width, fill="none")
        return content

    def _linked(self, spot: Spot, shape: str) -> str:
        """A shape that leads to the page of its place and says what is read of it."""
        title = f"<title>{escape(spot.name)}\u00a0: {escape(spot.figure)}</title>"
        skipped = "" if self.is_named else ' tabindex="-1"'
        return f'<a href="{escape(spot.href)}"{skipped}>{title}{shape}</a>'

    def _names(self, spots: list[Spot]) -> str:
        """The names of the places where they are few, else those given; none over another."""
        wanted = list(self.labels)
        if self.is_named:
            wanted = [
                Label(f"{spot.called} {spot.short}".strip(), spot.point, clear=self._clear(spot))
                for spot in sorted(spots, key=lambda spot: -spot.size)
                if spot.point
            ]
        size = _NAME * self.scale
        written = "".join(
            _written(label, x, y, is_minor=is_minor)
            for label, x, y, is_minor in _placed(wanted, size, self.box)
        )
        # A name that leads nowhere lets the place under it be pressed.
        reached = "" if self.labels and not self.is_named else ' pointer-events="none"'
        return (
            f'<g class="map__names"{reached} fill="{INK}" font-size="{number(size)}" font-weight="600" '
            f'text-anchor="middle" stroke="{PAPER}" stroke-width="{number(size / 5)}" stroke-linejoin="round" '
            f'paint-order="stroke">'
            f"{written}</g>"
            if written
            else ""
        )


def _written(label: Label, x: float, y: float, *, is_minor: bool) -> str:
    minor = ' class="minor"' if is_minor else ""
    place = f'x="{number(x)}" y="{number(y)}"'
    if not label.href:
        return f"<text {place}{minor}>{escape(label.words)}</text>"
    return f'<a href="{escape(label.href)}"{minor}><text {place}>{escape(label.words)}</text></a>'


def _placed(labels: Iterable[Label], size: float, box: Box) -> Iterator[tuple[Label, float, float, bool]]:
    """Where each name is written: on its point, or a little above or below; left out where it would hide another.

    A narrow screen writes names larger: those that would then hide another are said to be minor.
    """
    taken: list[Rectangle] = []
    taken_large: list[Rectangle] = []
    for label in labels:
        half = text_width(label.words, size) / 2
        edge = half * LARGER if half * LARGER * 2 < box[2] - box[0] else half
        x = min(max(label.point[0], box[0] + edge), box[2] - edge)
        for drop in _DROPS if label.clear else _CENTRED:
            y = label.point[1] + drop * size + (label.clear if drop > 0 else -label.clear)
            place = _rectangle(x, y, half, size)
            if _is_free(place, taken):
                taken.append(place)
                large = _rectangle(x, y, half * LARGER, size * LARGER)
                is_minor = not _is_free(large, taken_large)
                if not is_minor:
                    taken_large.append(large)
                yield label, x, y, is_minor
                break


def _rectangle(x: float, y: float, half: float, size: float) -> Rectangle:
    return x - half, y - size, x + half, y + size * 0.25


def _is_free(place: Rectangle, taken: list[Rectangle]) -> bool:
    return not any(_overlap(place, other) for other in taken)


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _graticule(box: Box, step: int = 5) -> Iterator[str]:
    """The meridians and parallels that cross the box, one every five degrees."""
    left, top, right, bottom = box
    for degrees in range(-15, 10, step):
        x, _ = on_plane(degrees, SOUTH)
        if left < x < right:
            yield f"M{x} {top}V{bottom}"
    for degrees in range(10, 30, step):
        _, y = on_plane(WEST, degrees)
        if top < y < bottom:
            yield f"M{left} {y}H{right}"
