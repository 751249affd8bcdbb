"""What the bars of a calendar are made of, and its legend: outline, bracket, fills with their hatch, arrows, shapes."""

from collections.abc import Callable
from dataclasses import dataclass

from reporting.charts.shapes import STATUS_SHAPES
from reporting.charts.svg import INK, INK_SOFT, PAPER, drawing, text, text_width
from reporting.charts.tones import PAINTS, Tone

#: The colour of each shape, dark enough on paper.
STROKES = {
    Tone.DONE: "#14543f",
    Tone.IN_PROGRESS: "#0c3b2d",
    Tone.NOT_DONE: "#98291f",
    Tone.PLANNED: "#5f6963",
    Tone.LATE: "#855508",
    Tone.CANCELLED: "#5f6963",
}


@dataclass(frozen=True)
class Box:
    """Where a bar stands."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


Draw = Callable[[Box], str]


def outlined(box: Box) -> str:
    """What is planned, as in force."""
    return _rect("planned", box, PAPER, INK_SOFT)


def bracket(box: Box) -> str:
    """What was planned before a revision."""
    return (
        f'<path class="initial" d="M{box.left:.1f} {box.top:.1f}v{box.height:.1f}M{box.left:.1f} {box.middle:.1f}'
        f'H{box.right:.1f}M{box.right:.1f} {box.top:.1f}v{box.height:.1f}" stroke="{INK_SOFT}" fill="none"/>'
    )


def filled(tone: Tone) -> Draw:
    """What happened, in the tone of the status."""
    paint = PAINTS[tone]
    strokes = paint.hatch

    def draw(box: Box) -> str:
        bar = _rect(f"actual {tone}", box, paint.ground, paint.line)
        return bar + "".join(_hatch(stroke, box, paint.line) for stroke in strokes)

    return draw


def LATE(box: Box) -> str:  # noqa: N802 - it stands for a tone
    """The delay: what goes on past the planned end."""
    paint = PAINTS[Tone.LATE]
    return _rect("late", box, paint.ground, paint.line) + _hatch("-", box, paint.line)


def open_end(box: Box, colour: str) -> str:
    """The arrow of what is still under way."""
    reach = box.height * 0.7
    return (
        f'<path class="open" d="M{box.right:.1f} {box.top - 1:.1f}L{box.right + reach:.1f} {box.middle:.1f}'
        f'L{box.right:.1f} {box.top + box.height + 1:.1f}z" fill="{colour}"/>'
    )


def edge_mark(at: float, middle: float, size: float, *, is_before: bool) -> str:
    """An arrow at the edge: the dates are those of another year."""
    reach = size if is_before else -size
    return (
        f'<path class="outside" d="M{at:.1f} {middle:.1f}l{reach:.1f} {-size:.1f}v{2 * size:.1f}z"'
        f' fill="{INK_SOFT}"/>'
    )


def shape(tone: Tone, left: float, top: float, size: float) -> str:
    """The shape of a status, in its box."""
    colour = STROKES[tone]
    drawn = STATUS_SHAPES[tone].replace("currentColor", colour)
    return (
        f'<g class="shape {tone}" transform="translate({left:.1f} {top:.1f}) scale({size / 16:.3f})" fill="none"'
        f' stroke="{colour}" stroke-width="2">{drawn}</g>'
    )


def _rect(name: str, box: Box, ground: str, line: str) -> str:
    return (
        f'<rect class="{name}" x="{box.left + 0.5:.1f}" y="{box.top + 0.5:.1f}" width="{max(box.width - 1, 1.5):.1f}"'
        f' height="{box.height - 1:.1f}" fill="{ground}" stroke="{line}"/>'
    )


def _hatch(stroke: str, box: Box, colour: str) -> str:
    """The strokes of a tone across a bar: one thick dashed line, leaning for a diagonal."""
    height = box.height - 2
    if stroke == "-":
        return (
            f'<path d="M{box.left + 1:.1f} {box.middle:.1f}h{max(box.width - 2, 1):.1f}" stroke="{colour}"'
            f' stroke-width="1.4"/>'
        )
    lean = 0.0 if stroke == "|" else height / 2
    length = box.width - 2 - 2 * lean
    if length < 2:
        return ""
    slant = {"|": 0, "/": -45, "\\": 45}[stroke]
    return (
        f'<path d="M0 0h{length:.1f}" transform="translate({box.left + 1 + lean:.1f} {box.middle:.1f})'
        f' skewX({slant})" stroke="{colour}" stroke-width="{height:.1f}" stroke-dasharray="1.3 4.7"/>'
    )


SAMPLES: tuple[tuple[str, Tone | None, Draw], ...] = (
    ("Prévue à l’origine, avant révision", None, bracket),
    ("Prévue, dates en vigueur", None, outlined),
    ("En retard", Tone.LATE, LATE),
    ("Planifiée", Tone.PLANNED, lambda _: ""),
    ("En cours", Tone.IN_PROGRESS, filled(Tone.IN_PROGRESS)),
    ("Réalisée", Tone.DONE, filled(Tone.DONE)),
    ("Non réalisée", Tone.NOT_DONE, filled(Tone.NOT_DONE)),
    ("Annulée", Tone.CANCELLED, filled(Tone.CANCELLED)),
)


def calendar_legend(*, key: str = "legend", width: float = 1168, size: float = 14.5) -> str:
    """What each mark means, in as many lines as the width asks."""
    left = top = 0.0
    drawn, line, sample = "", size * 1.75, size * 2.4
    for label, tone, draw in SAMPLES:
        icon = size * 1.3 if tone else 0.0
        bar = sample if draw(Box(0, 0, 9, 9)) else 0.0
        breadth = icon + bar + 6 + text_width(label, size)
        if left and left + breadth > width:
            left, top = 0.0, top + line
        if tone:
            drawn += shape(tone, left + 1, top + (line - size) / 2, size)
        if bar:
            height = size * 0.35 if draw is bracket else size * 0.62
            drawn += draw(Box(left + icon, top + (line - height) / 2, sample - 4, height))
        drawn += text(label, x=left + icon + bar + 4, y=top + line * 0.66, size=size, fill=INK)
        left += breadth + size * 1.5
    words = ", ".join(label.lower() for label, _, _ in SAMPLES)
    return drawing(
        drawn, key=key, width=width, height=top + line, title="Légende du calendrier", description=words
    )
