"""The tone of each status: a colour and, for a black-and-white print, a hatch of its own.

Hatches are drawn line by line rather than by an SVG pattern: a pattern's tiles show their seams in a PDF, and its
identifier would have to be unique in the page.
"""

from dataclasses import dataclass
from enum import StrEnum

from reporting.charts.svg import INK, PAPER, element, number


class Tone(StrEnum):
    """What a mark means; its value is the code of the status."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    NOT_DONE = "not_done"
    PLANNED = "planned"
    LATE = "late"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Paint:
    """Ground colour, line colour, the strokes of the hatch (any of ``/``, ``\\``, ``-``, ``|``), and the colour of a
    number written on it."""

    ground: str
    line: str
    hatch: str = ""
    figure: str = INK


PAINTS: dict[Tone, Paint] = {
    Tone.DONE: Paint("#14543f", "#14543f", figure=PAPER),
    Tone.IN_PROGRESS: Paint("#d3e6da", "#2f7a5d", "/"),
    Tone.NOT_DONE: Paint("#f4d5d0", "#98291f", "/\\"),
    Tone.PLANNED: Paint("#fbfaf7", "#827d71"),
    Tone.LATE: Paint("#f6deb0", "#855508", "-"),
    Tone.CANCELLED: Paint("#ece8de", "#827d71", "|"),
}

_DIAGONAL_STEP = 9.0
_STRAIGHT_STEP = 7.0

Segment = tuple[float, float, float, float]


def hatch(tone: Tone, *, x: float, y: float, width: float, height: float) -> str:
    """The strokes of a tone inside a rectangle, as one path; nothing for a plain tone."""
    segments = [
        segment for stroke in PAINTS[tone].hatch for segment in strokes(stroke, width=width, height=height)
    ]
    if not segments:
        return ""
    steps, at_x, at_y = "", -x, -y
    for x1, y1, x2, y2 in segments:
        # From the end of the one before: strokes of a length are written alike, which a compressed page rewards.
        steps += f"m{number(x1 - at_x)} {number(y1 - at_y)}l{number(x2 - x1)} {number(y2 - y1)}"
        at_x, at_y = x2, y2
    return element("path", class_="hatch", d=steps, stroke=PAINTS[tone].line, stroke_width=1.2)


def strokes(stroke: str, *, width: float, height: float) -> list[Segment]:
    """The lines of one direction that cross a rectangle placed at the origin, cut at its edges."""
    if stroke == "-":
        return [(0.0, at, width, at) for at in _every(_STRAIGHT_STEP, height)]
    if stroke == "|":
        return [(at, 0.0, at, height) for at in _every(_STRAIGHT_STEP, width)]
    lines = []
    for total in _every(_DIAGONAL_STEP, width + height):
        left, right = max(0.0, total - height), min(width, total)
        line = (left, total - left, right, total - right)
        lines.append(line if stroke == "/" else (left, height - line[1], right, height - line[3]))
    return lines


def _every(step: float, length: float) -> list[float]:
    """Positions a step apart along a length, none on its ends."""
    count = int(length // step) + 1
    return [step * (index + 0.5) for index in range(count) if step * (index + 0.5) < length]
