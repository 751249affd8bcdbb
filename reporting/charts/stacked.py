"""One bar cut into parts that add up to a whole: the activities of a plan by status."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from reporting.charts.svg import (
    INK,
    INK_SOFT,
    PAPER,
    Table,
    drawing,
    element,
    number,
    shares,
    text,
    text_width,
)
from reporting.charts.tones import PAINTS, Tone, hatch

_BAR = 46.0
_FIGURE = 18.0
_LEGEND = 16.0
_LEGEND_LINE = 30.0


@dataclass(frozen=True)
class Part:
    """One part: its name, how many, its tone, and the number as a person reads it."""

    label: str
    value: int
    tone: Tone
    figure: str


@dataclass(frozen=True)
class StackedBar:
    """The bar, the number on each part, the legend below. A part of zero is only in the legend."""

    title: str
    description: str
    parts: tuple[Part, ...]

    def render(self, *, key: str = "stacked", width: float = 720) -> str:
        """The drawing, or nothing when the parts add up to zero."""
        drawn = [part for part in self.parts if part.value > 0]
        if not drawn:
            return ""
        places = [
            (1 + start, breadth) for start, breadth in shares([part.value for part in drawn], width - 2)
        ]
        narrow = [self._is_narrow(part, place[1]) for part, place in zip(drawn, places, strict=True)]
        top = 26.0 if any(narrow) else 1.0
        marks = ""
        for part, (start, breadth) in zip(drawn, places, strict=True):
            marks += self._mark(part, start, breadth, top)
        marks += self._figures_inside(drawn, places, narrow, top)
        marks += self._figures_above(drawn, places, narrow, width)
        legend, bottom = swatches(self.parts, top + _BAR + 12, width)
        return drawing(
            marks + legend,
            key=key,
            width=width,
            height=bottom,
            title=self.title,
            description=self.description,
        )

    def table(self) -> Table:
        """Each part and its number."""
        return Table(("État", "Nombre"), tuple((part.label, part.figure) for part in self.parts))

    @staticmethod
    def _is_narrow(part: Part, breadth: float) -> bool:
        return text_width(part.figure, _FIGURE) + 16 > breadth

    @staticmethod
    def _mark(part: Part, start: float, breadth: float, top: float) -> str:
        name = element("title", escape(f"{part.label} : {part.figure}"))
        ground = element(
            "rect",
            name,
            class_=f"mark mark--{part.tone.value}",
            x=start,
            y=top,
            width=breadth,
            height=_BAR,
            fill=PAINTS[part.tone].ground,
            stroke=PAINTS[part.tone].line,
            stroke_width=1,
        )
        return ground + hatch(part.tone, x=start, y=top, width=breadth, height=_BAR)

    @staticmethod
    def _figures_inside(
        parts: list[Part], places: list[tuple[float, float]], narrow: list[bool], top: float
    ) -> str:
        """White on the plain dark ground; in ink on a white plate over a hatch, so that it stays legible."""
        written = ""
        for part, (start, breadth), is_narrow in zip(parts, places, narrow, strict=True):
            if is_narrow:
                continue
            middle, foot = start + breadth / 2, top + _BAR / 2 + 6
            if PAINTS[part.tone].hatch:
                plate = text_width(part.figure, _FIGURE) + 8
                written += element(
                    "rect",
                    class_="plate",
                    x=middle - plate / 2,
                    y=top + _BAR / 2 - 12,
                    width=plate,
                    height=24,
                    rx=3,
                    fill=PAPER,
                )
            written += text(
                part.figure,
                x=middle,
                y=foot,
                size=_FIGURE,
                fill=PAINTS[part.tone].figure,
                font_weight="600",
                text_anchor="middle",
            )
        return written

    @staticmethod
    def _figures_above(
        parts: list[Part], places: list[tuple[float, float]], narrow: list[bool], width: float
    ) -> str:
        """The numbers of parts too thin to hold them, over the bar, pushed apart, each with its line."""
        thin = [
            (part, place) for part, place, is_narrow in zip(parts, places, narrow, strict=True) if is_narrow
        ]
        breadths = [text_width(part.figure, 15) + 8 for part, _ in thin]
        lefts: list[float] = []
        free = 0.0
        for (_, (start, breadth)), need in zip(thin, breadths, strict=True):
            lefts.append(max(free, start + breadth / 2 - need / 2))
            free = lefts[-1] + need
        limit = width
        for index in range(len(lefts) - 1, -1, -1):
            lefts[index] = min(lefts[index], limit - breadths[index])
            limit = lefts[index]
        written = ""
        for (part, (start, breadth)), left, need in zip(thin, lefts, breadths, strict=True):
            middle = left + need / 2
            path = _leader(middle, start + breadth / 2)
            written += element("path", class_="leader", d=path, stroke=INK_SOFT, stroke_width=1, fill="none")
            written += text(part.figure, x=middle, y=14, font_weight="600", text_anchor="middle")
        return written


def swatches(
    parts: Iterable[Part], top: float, width: float, *, with_figures: bool = True
) -> tuple[str, float]:
    """The legend: a swatch, the name and perhaps the number of each part, in as many lines as the width asks for;
    and where it ends."""
    written, left, foot = "", 0.0, top + 18
    for part in parts:
        figure = part.figure if with_figures else ""
        label = f"{part.label} " if with_figures else part.label
        need = 26 + text_width(label + figure, _LEGEND)
        if left and left + need > width:
            left, foot = 0.0, foot + _LEGEND_LINE
        written += element(
            "rect",
            class_="swatch",
            x=left + 0.5,
            y=foot - 14,
            width=17,
            height=17,
            rx=2,
            fill=PAINTS[part.tone].ground,
            stroke=PAINTS[part.tone].line,
        )
        written += hatch(part.tone, x=left + 0.5, y=foot - 14, width=17, height=17)
        value = element("tspan", escape(figure), font_weight="600") if with_figures else ""
        written += element("text", escape(label) + value, x=left + 25, y=foot, font_size=_LEGEND, fill=INK)
        left += need + 28
    return written, foot + 8


def _leader(above: float, below: float) -> str:
    """The line from a number over the bar to its part."""
    return f"M{number(above)} 18L{number(below)} 26"
