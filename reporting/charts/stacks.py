"""Groups side by side, each a bar cut by status: shares of one whole, so that rates compare whatever the size."""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.charts.groups import label
from reporting.charts.stacked import Part, swatches
from reporting.charts.svg import PAPER, Table, drawing, element, number, shares, text, text_width, wrap
from reporting.charts.tones import PAINTS, hatch

_SIZE = 15.0
_LINE = 19.0
_BAR = 22.0
_GAP = 14.0
_STRIP = (160, 14)
_TILES = {"/": "M-1 1L1 -1M0 6L6 0M5 7L7 5", "\\": "M-1 5L1 7M0 0L6 6M5 -1L7 1", "-": "M0 3H6", "|": "M3 0V6"}


@dataclass(frozen=True)
class Stack:
    """One group: its name, its parts in the order of the legend, and its rate as read: ``12 / 20 = 60 %``."""

    label: str
    parts: tuple[Part, ...]
    figure: str


@dataclass(frozen=True)
class GroupStacks:
    """The legend, then a bar a group from end to end, the number on each part that can hold it."""

    title: str
    description: str
    groups: tuple[Stack, ...]
    heading: str = "Groupe"

    def render(self, *, key: str = "stacks", width: float = 720) -> str:
        """The drawing, or nothing when no group has anything to show."""
        shown = [group for group in self.groups if _whole(group)]
        if not shown:
            return ""
        legend, top = swatches(shown[0].parts, 0, width, with_figures=False)
        figures = max(text_width(group.figure, _SIZE) for group in shown) + 14
        is_wide = width >= 560
        labels = min(300.0, width * 0.32) if is_wide else 0.0
        marks, top = legend, top + 8
        for group in shown:
            if is_wide:
                row, height = self._wide_row(group, top, labels, width - figures, width)
            else:
                row, height = self._narrow_row(group, top, width)
            marks += row
            top += height + _GAP
        return drawing(
            marks,
            key=key,
            width=width,
            height=top - _GAP + 2,
            title=self.title,
            description=self.description,
        )

    def table(self) -> Table:
        """Each group, the number of each part, its rate."""
        names = tuple(part.label for part in self.groups[0].parts) if self.groups else ()
        rows = tuple(
            (group.label, *(part.figure for part in group.parts), group.figure) for group in self.groups
        )
        return Table((self.heading, *names, "Réalisées / base"), rows)

    @staticmethod
    def _wide_row(group: Stack, top: float, labels: float, right: float, width: float) -> tuple[str, float]:
        lines = wrap(group.label, width=labels - 16, size=_SIZE)
        height = max(_BAR, _LINE * len(lines))
        foot = top + (height - _LINE * len(lines)) / 2 + 15
        bar_top = top + (height - _BAR) / 2
        row = label(group.label, lines, foot, size=_SIZE, line=_LINE)
        row += shares_bar(group.parts, left=labels, top=bar_top, width=right - labels, height=_BAR)
        row += text(group.figure, x=width, y=bar_top + 16, size=_SIZE, text_anchor="end", font_weight="600")
        return row, height

    @staticmethod
    def _narrow_row(group: Stack, top: float, width: float) -> tuple[str, float]:
        lines = wrap(group.label, width=width - text_width(group.figure, _SIZE) - 16, size=_SIZE)
        foot = top + 15 + _LINE * (len(lines) - 1)
        row = label(group.label, lines, top + 15, size=_SIZE, line=_LINE)
        row += text(group.figure, x=width, y=foot, size=_SIZE, text_anchor="end", font_weight="600")
        bar_top = top + _LINE * len(lines) + 4
        row += shares_bar(group.parts, left=0, top=bar_top, width=width, height=_BAR)
        return row, _LINE * len(lines) + 4 + _BAR


def _whole(group: Stack) -> int:
    return sum(part.value for part in group.parts)


def shares_bar(
    parts: Iterable[Part], *, left: float, top: float, width: float, height: float, has_figures: bool = True
) -> str:
    """A bar from end to end, cut by the share of each part; numbers on the parts that hold them."""
    drawn = [part for part in parts if part.value > 0]
    marks = ""
    for part, (start, breadth) in zip(drawn, shares([part.value for part in drawn], width - 1), strict=True):
        x = left + 0.5 + start
        paint = PAINTS[part.tone]
        marks += element(
            "rect",
            class_="share",
            x=x,
            y=top + 0.5,
            width=breadth,
            height=height - 1,
            fill=paint.ground,
            stroke=paint.line,
        )
        marks += hatch(part.tone, x=x, y=top + 0.5, width=breadth, height=height - 1)
        if has_figures and text_width(part.figure, _SIZE) + 10 <= breadth:
            marks += _figure(part, x + breadth / 2, top + height / 2)
    return marks


def _figure(part: Part, middle: float, centre: float) -> str:
    """White on the plain dark ground; in ink on a plate over a hatch."""
    paint, written = PAINTS[part.tone], ""
    if paint.hatch:
        plate = text_width(part.figure, _SIZE) + 4
        written = element(
            "rect", x=middle - plate / 2, y=centre - 8.5, width=plate, height=17, rx=2, fill=PAPER
        )
    return written + text(
        part.figure,
        x=middle,
        y=centre + 5,
        size=_SIZE,
        fill=paint.figure,
        font_weight="600",
        text_anchor="middle",
    )


def strip(parts: Iterable[Part]) -> str:
    """The bar alone, for the row of a table that gives its numbers: hidden from who does not see it.

    Its hatches are those that `strip_hatches` defines, once a page.
    """
    drawn = [part for part in parts if part.value > 0]
    marks = ""
    for part, (start, breadth) in zip(drawn, shares([part.value for part in drawn], _STRIP[0]), strict=True):
        name = part.tone.value
        fill = f"url(#hatch-{name})" if PAINTS[part.tone].hatch else PAINTS[part.tone].ground
        marks += f'<rect x="{number(start)}" width="{number(breadth)}" height="{_STRIP[1]}" fill="{fill}"/>'
    if not marks:
        return ""
    box = f'viewBox="0 0 {_STRIP[0]} {_STRIP[1]}" preserveAspectRatio="none"'
    return f'<svg class="strip" {box} aria-hidden="true">{marks}</svg>'


def strip_hatches() -> str:
    """The hatches of the strips of a page."""
    patterns = ""
    for tone, paint in PAINTS.items():
        if paint.hatch:
            tile = element("rect", width=6, height=6, fill=paint.ground)
            steps = "".join(_TILES[stroke] for stroke in paint.hatch)
            tile += element("path", d=steps, stroke=paint.line, stroke_width=1.1)
            patterns += element(
                "pattern",
                tile,
                id=f"hatch-{tone.value}",
                width=6,
                height=6,
                patternUnits="userSpaceOnUse",
            )
    return f'<svg class="strip-hatches" width="0" height="0" aria-hidden="true"><defs>{patterns}</defs></svg>'
