"""The classes of a map: from which value to which, their paint, the words of the legend. Pure.

Five classes at most. Their paint goes from light to dark, and each has a hatch of its own, so that a map printed in
black and white, or read by somebody who does not tell greens apart, still tells them.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from reporting.charts.svg import element
from reporting.charts.tones import Paint

#: From the lowest class to the highest.
RAMP: tuple[Paint, ...] = (
    Paint("#e4f0e8", "#7fae97"),
    Paint("#bcd9c8", "#5c937a", "/"),
    Paint("#86b79d", "#3a7459", "-"),
    Paint("#3f8867", "#c5e0d2", "\\"),
    Paint("#14543f", "#14543f"),
)
#: Where there is something, but none of what is shown; where nothing is known to be done; where nobody can tell.
ZERO = Paint("#fbfaf7", "#7f9a8b", ".")
NOTHING = Paint("#ffffff", "#827d71")
UNKNOWN = Paint("#f3f0e8", "#9a948a", "|")

MOST = len(RAMP)
#: What few classes take of the ramp, so that they are well apart.
SPREAD = {1: (3,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}

_STROKES = {
    "/": "M-1 9L9 -1M-1 1L1 -1M7 9L9 7",
    "\\": "M-1 -1L9 9M-1 7L1 9M7 -1L9 1",
    "-": "M0 4H8",
    "|": "M4 0V8",
    ".": "M3 4H5",
}
_TILE = 8


@dataclass(frozen=True)
class Steps:
    """The lowest value of each class but the first, and what the legend calls each."""

    bounds: tuple[float, ...]
    labels: tuple[str, ...]

    def step_of(self, value: float) -> int:
        """The class of a value, from 0."""
        return bisect_right(self.bounds, value)

    def paint_of(self, step: int) -> Paint:
        """The paint of a class."""
        return RAMP[SPREAD[len(self.labels)][step]]


#: Rates are always cut alike, so that two maps compare.
RATE_STEPS = Steps(
    (20, 40, 60, 80),
    (
        "moins de 20\u202f%",
        "20 à 39,99\u202f%",
        "40 à 59,99\u202f%",
        "60 à 79,99\u202f%",
        "80\u202f% et plus",
    ),
)


def steps_of(values: Iterable[float], say: Callable[[int], str], *, whole: bool = True) -> Steps:
    """Classes that hold about as many places each, cut at round numbers; `say` writes a bound.

    `whole` numbers say where a class ends (« 5 à 9 »); amounts of money say where the next begins. Without any value
    there is one class, empty.
    """
    ordered = sorted(values)
    if not ordered:
        return Steps((), ("",))
    distinct = sorted({floor(value) for value in ordered})
    if whole and len(distinct) <= MOST:
        return Steps(tuple(distinct[1:]), tuple(map(say, distinct)))
    # Where most places have the same low value, the others are told apart by their values alone.
    bounds = _bounds(ordered) or _bounds(distinct)
    return Steps(tuple(bounds), _labels(ordered, bounds, say, whole))


def _bounds(ordered: Sequence[float]) -> list[float]:
    """Round numbers that cut the values into parts of about the same length."""
    bounds: list[float] = []
    for share in range(1, MOST):
        bound = _rounded(ordered[min(len(ordered) - 1, ceil(len(ordered) * share / MOST))])
        if ordered[0] < bound <= ordered[-1] and (not bounds or bound > bounds[-1]):
            bounds.append(bound)
    return bounds


def _rounded(value: float) -> float:
    """Down to a number with one or two digits: 1 234 567 becomes 1 200 000, 17 stays."""
    if value < 20:
        return floor(value)
    unit = int(10 ** (floor(log10(value)) - 1))
    return floor(value / unit) * unit


def _labels(
    ordered: Sequence[float], bounds: Sequence[float], say: Callable[[int], str], whole: bool
) -> tuple[str, ...]:
    """« 1 à 4 », « 5 », « 6 et plus »."""
    starts = [floor(ordered[0]), *map(int, bounds)]
    labels = []
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        if following is None:
            labels.append(say(start) if ordered[-1] == start else f"{say(start)} et plus")
        elif whole:
            labels.append(say(start) if following == start + 1 else f"{say(start)} à {say(following - 1)}")
        elif start == starts[0]:
            labels.append(f"moins de {say(following)}")
        else:
            labels.append(f"de {say(start)} à moins de {say(following)}")
    return tuple(labels)


def pattern(paint: Paint, *, name: str, scale: float) -> str:
    """The ground and the hatch of a paint as a pattern that shapes of any form are filled with."""
    size = _TILE * scale
    content = element("rect", width=_TILE, height=_TILE, fill=paint.ground)
    content += element("path", d=_STROKES[paint.hatch], stroke=paint.line, stroke_width=1.4, fill="none")
    return element(
        "pattern",
        content,
        id=name,
        width=size,
        height=size,
        patternUnits="userSpaceOnUse",
        viewBox=f"0 0 {_TILE} {_TILE}",
    )


def sign(paint: Paint, *, fill: str, is_round: bool) -> str:
    """What a class looks like, in a box of 22 by 16: an area, or the circles and the marks of points."""
    if not is_round:
        return element("rect", x=0.5, y=0.5, width=21, height=15, fill=fill, stroke=paint.line)
    if paint is NOTHING:
        return element("circle", cx=11, cy=8, r=2, fill=paint.line)
    if paint is UNKNOWN:
        return element("path", d="M7 8H15M11 4V12", stroke=paint.line, stroke_width=1.5)
    return element("circle", cx=11, cy=8, r=7, fill=paint.ground, stroke=paint.line)


def swatch(paint: Paint, *, key: str, is_round: bool = False) -> str:
    """The sign of a class as a small drawing, for a legend on a page; `is_round` for a map of circles."""
    hatched = pattern(paint, name=key, scale=1) if paint.hatch and not is_round else ""
    shape = sign(paint, fill=f"url(#{key})" if hatched else paint.ground, is_round=is_round)
    return f'<svg viewBox="0 0 22 16" width="22" height="16" aria-hidden="true">{hatched}{shape}</svg>'
