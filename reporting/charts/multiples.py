"""Small multiples: one little drawing a group, all alike and to one scale, so that the eye compares them."""

from dataclasses import dataclass
from html import escape

from reporting.charts.stacked import Part, swatches
from reporting.charts.stacks import Stack
from reporting.charts.svg import INK, INK_SOFT, Table, drawing, element, number, text, text_width, wrap
from reporting.charts.tones import PAINTS, hatch

_SIZE = 14.0
_LINE = 18.0
_COLUMNS = 84.0  # height of the tallest column
_ROOM = 20.0  # for the number above a column
_NARROWEST = 150.0
_GUTTER = 24.0
_MOST_LINES = 3


@dataclass(frozen=True)
class SmallMultiples:
    """The legend, then the panels in rows: name, rate, a column a status with its number on it."""

    title: str
    description: str
    panels: tuple[Stack, ...]
    heading: str = "Groupe"

    def render(self, *, key: str = "multiples", width: float = 720) -> str:
        """The drawing, or nothing when every column is empty."""
        highest = max((part.value for panel in self.panels for part in panel.parts), default=0)
        if highest <= 0:
            return ""
        marks, top = swatches(self.panels[0].parts, 0, width, with_figures=False)
        across = max(1, int((width + _GUTTER) // (_NARROWEST + _GUTTER)))
        breadth = (width - _GUTTER * (across - 1)) / across
        top += 14
        for start in range(0, len(self.panels), across):
            row = self.panels[start : start + across]
            names = [wrap(panel.label, width=breadth, size=_SIZE, lines=_MOST_LINES) for panel in row]
            head = _LINE * (max(map(len, names)) + 1)
            for index, (panel, lines) in enumerate(zip(row, names, strict=True)):
                marks += _panel(panel, lines, (breadth + _GUTTER) * index, top, breadth, head, highest)
            top += head + _ROOM + _COLUMNS + 26
        return drawing(
            marks,
            key=key,
            width=width,
            height=top - 20,
            title=self.title,
            description=self.description,
        )

    def table(self) -> Table:
        """Each group, the number of each column, its rate."""
        names = tuple(part.label for part in self.panels[0].parts) if self.panels else ()
        rows = tuple(
            (panel.label, *(part.figure for part in panel.parts), panel.figure) for panel in self.panels
        )
        return Table((self.heading, *names, "Réalisées / base"), rows)


def _panel(
    panel: Stack, lines: list[str], left: float, top: float, width: float, head: float, highest: int
) -> str:
    drawn = _name(panel.label, lines, left, top + 14)
    drawn += text(panel.figure, x=left, y=top + head - 4, size=_SIZE, font_weight="600")
    foot = top + head + _ROOM + _COLUMNS
    step = width / len(panel.parts)
    for index, part in enumerate(panel.parts):
        drawn += _column(part, left + step * index, foot, step, part.value / highest * _COLUMNS)
    axis = f"M{number(left)} {number(foot)}H{number(left + width)}"
    return drawn + element("path", class_="grid", d=axis, stroke=INK_SOFT)


def _name(whole: str, lines: list[str], left: float, foot: float) -> str:
    spans = "".join(
        element("tspan", escape(words), x=left, y=foot + _LINE * index) for index, words in enumerate(lines)
    )
    title = element("title", escape(whole)) if " ".join(lines) != whole else ""
    return element("text", title + spans, x=left, y=foot, font_size=_SIZE, fill=INK)


def _column(part: Part, left: float, foot: float, step: float, height: float) -> str:
    """A column and its number above; a count of zero is written, not drawn."""
    # Whole units: columns of a height are then written alike, which a compressed page rewards.
    breadth, height = float(round(min(step - 10, 34.0))), float(round(height))
    x, y = round(left + (step - breadth) / 2), foot - height
    paint, size = PAINTS[part.tone], _SIZE
    drawn = ""
    if part.value > 0:
        drawn = element(
            "rect",
            class_="column",
            x=x,
            y=y,
            width=breadth,
            height=max(height, 1),
            fill=paint.ground,
            stroke=paint.line,
        )
        drawn += hatch(part.tone, x=x, y=y, width=breadth, height=height)
    while text_width(part.figure, size) > step and size > 9:
        size -= 1
    return drawn + text(
        part.figure,
        x=left + step / 2,
        y=min(y, foot) - 5,
        size=size,
        fill=INK if part.value else INK_SOFT,
        text_anchor="middle",
    )
