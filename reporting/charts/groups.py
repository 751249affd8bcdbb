"""One bar a group: what is done, out of what was to be done. Bars share one scale, so that lengths compare."""

from dataclasses import dataclass
from html import escape

from reporting.charts.svg import INK, INK_SOFT, PAPER, Table, drawing, element, text, text_width, wrap
from reporting.charts.tones import PAINTS, Tone, hatch

_SIZE = 16.0
_LINE = 20.0
_BAR = 20.0
_GAP = 18.0


@dataclass(frozen=True)
class Group:
    """One group: its name, done, to be done (never less), and the figure as read: ``12 / 20 = 60 %``."""

    label: str
    done: int
    total: int
    figure: str


@dataclass(frozen=True)
class GroupBars:
    """The names at the left (above the bar where it is narrow), the bars, the figures at the right."""

    title: str
    description: str
    groups: tuple[Group, ...]
    tone: Tone = Tone.DONE
    headings: tuple[str, str] = ("Groupe", "Réalisées / base")

    def render(self, *, key: str = "groups", width: float = 720) -> str:
        """The drawing, or nothing when no group has anything to be done."""
        longest = max((group.total for group in self.groups), default=0)
        if longest <= 0:
            return ""
        figures = max(text_width(group.figure, _SIZE) for group in self.groups) + 14
        is_wide = width >= 560
        labels = min(260.0, width * 0.36) if is_wide else 0.0
        scale = (width - labels - (figures if is_wide else 0)) / longest
        marks, top = "", 0.0
        for group in self.groups:
            draw = self._wide_row if is_wide else self._narrow_row
            row, height = draw(group, top, labels, scale, width)
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
        """Each group and its figure."""
        return Table(self.headings, tuple((group.label, group.figure) for group in self.groups))

    def _wide_row(
        self, group: Group, top: float, labels: float, scale: float, width: float
    ) -> tuple[str, float]:
        lines = wrap(group.label, width=labels - 18, size=_SIZE, lines=3)
        height = max(_BAR + 4, _LINE * len(lines))
        foot = top + (height - _LINE * len(lines)) / 2 + 15
        row = label(group.label, lines, foot)
        bar_top = top + (height - _BAR) / 2
        row += self._bar(group, labels, bar_top, scale)
        row += text(group.figure, x=width, y=bar_top + 15, size=_SIZE, text_anchor="end", font_weight="600")
        return row, height

    def _narrow_row(
        self, group: Group, top: float, labels: float, scale: float, width: float
    ) -> tuple[str, float]:
        figure = text_width(group.figure, _SIZE)
        lines = wrap(group.label, width=width - figure - 16, size=_SIZE)
        row = label(group.label, lines, top + 15)
        foot = top + 15 + _LINE * (len(lines) - 1)
        row += text(group.figure, x=width, y=foot, size=_SIZE, text_anchor="end", font_weight="600")
        bar_top = top + _LINE * len(lines) + 4
        row += self._bar(group, labels, bar_top, scale)
        return row, _LINE * len(lines) + 4 + _BAR

    def _bar(self, group: Group, left: float, top: float, scale: float) -> str:
        """The whole as an outline, what is done filled; a group with nothing to do has no bar."""
        if group.total <= 0:
            return ""
        whole = element(
            "rect",
            class_="whole",
            x=left + 0.5,
            y=top + 0.5,
            width=max(group.total * scale - 1, 1),
            height=_BAR - 1,
            fill=PAPER,
            stroke=INK_SOFT,
        )
        if group.done <= 0:
            return whole
        breadth = min(group.done, group.total) * scale
        done = element(
            "rect",
            class_="done",
            x=left,
            y=top,
            width=breadth,
            height=_BAR,
            fill=PAINTS[self.tone].ground,
        )
        return whole + done + hatch(self.tone, x=left, y=top, width=breadth, height=_BAR)


def label(whole: str, lines: list[str], foot: float, *, size: float = _SIZE, line: float = _LINE) -> str:
    """A name on its lines; the whole of it in the title when it was cut."""
    spans = "".join(
        element("tspan", escape(words), x=0, y=foot + line * index) for index, words in enumerate(lines)
    )
    name = element("title", escape(whole)) if " ".join(lines) != whole else ""
    return element("text", name + spans, x=0, y=foot, font_size=size, fill=INK)
