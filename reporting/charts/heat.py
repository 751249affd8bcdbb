"""A calendar heat map: the weeks of a year in their months, each the darker the more falls in it."""

from dataclasses import dataclass
from html import escape

from reporting.charts.curve import grouped
from reporting.charts.svg import INK, INK_SOFT, LINE, PAPER, Table, drawing, element, text, text_width

_SIZE = 15.0
_CELL = 30.0
_NAME = 26.0
_GAP = 3.0

#: Ground and number of each class, lightest first: read by lightness alone, so also in black and white.
RAMP = (("#e5efe8", INK), ("#a9cdb8", INK), ("#4f9576", INK), ("#14543f", PAPER))


@dataclass(frozen=True)
class Cell:
    """A week: how it is called, and how many fall in it."""

    label: str
    value: int


@dataclass(frozen=True)
class Month:
    """A month and its weeks, four or five."""

    label: str
    weeks: tuple[Cell, ...]


@dataclass(frozen=True)
class HeatMap:
    """Months side by side, or one below the other where it is narrow; the number in each week."""

    title: str
    description: str
    months: tuple[Month, ...]
    headings: tuple[str, str] = ("Semaine", "Activités")

    def render(self, *, key: str = "heat", width: float = 720) -> str:
        """The drawing, or nothing when nothing falls in the year."""
        highest = max((week.value for month in self.months for week in month.weeks), default=0)
        if highest <= 0:
            return ""
        bounds = classes_up_to(highest)
        longest = max(len(month.weeks) for month in self.months)
        draw = self._across if width >= 560 else self._down
        marks, bottom = draw(width, longest, bounds)
        legend, bottom = _legend(bounds, bottom + 30, width)
        return drawing(
            marks + legend,
            key=key,
            width=width,
            height=bottom,
            title=self.title,
            description=self.description,
        )

    def table(self) -> Table:
        """Each week and its number; the weeks with nothing are left out."""
        rows = tuple(
            (week.label, grouped(week.value)) for month in self.months for week in month.weeks if week.value
        )
        return Table(self.headings, rows)

    def _across(self, width: float, longest: int, bounds: tuple[int, ...]) -> tuple[str, float]:
        """A column a month."""
        step = width / len(self.months)
        marks = ""
        for at, month in enumerate(self.months):
            marks += text(
                month.label,
                x=step * at + (step - _GAP) / 2,
                y=15,
                size=_SIZE,
                fill=INK_SOFT,
                text_anchor="middle",
            )
            for row, week in enumerate(month.weeks):
                marks += _cell(week, step * at, _NAME + _CELL * row, step - _GAP, bounds)
        return marks, _NAME + _CELL * longest

    def _down(self, width: float, longest: int, bounds: tuple[int, ...]) -> tuple[str, float]:
        """A line a month."""
        names = max(text_width(month.label, _SIZE) for month in self.months) + 10
        step = (width - names) / longest
        marks = ""
        for at, month in enumerate(self.months):
            top = _CELL * at
            marks += text(month.label, x=0, y=top + 19, size=_SIZE, fill=INK_SOFT)
            for place, week in enumerate(month.weeks):
                marks += _cell(week, names + step * place, top, step - _GAP, bounds)
        return marks, _CELL * len(self.months)


def _cell(week: Cell, left: float, top: float, width: float, bounds: tuple[int, ...]) -> str:
    """A week of zero is an outline without a number."""
    name = element("title", escape(f"{week.label} : {grouped(week.value)}"))
    height = _CELL - _GAP
    if week.value <= 0:
        return element(
            "rect", name, class_="week", x=left, y=top, width=width, height=height, fill=PAPER, stroke=LINE
        )
    ground, ink = RAMP[class_of(week.value, bounds)]
    drawn = element(
        "rect", name, class_="week", x=left, y=top, width=width, height=height, fill=ground, stroke=ground
    )
    return drawn + text(
        grouped(week.value),
        x=left + width / 2,
        y=top + height / 2 + 5,
        size=_SIZE,
        fill=ink,
        text_anchor="middle",
    )


def _legend(bounds: tuple[int, ...], foot: float, width: float) -> tuple[str, float]:
    """What each class holds, in as many lines as the width asks for; and where it ends."""
    written, left = "", 0.0
    for index, last in enumerate(bounds):
        first = bounds[index - 1] + 1 if index else 1
        said = grouped(first) if first == last else f"{grouped(first)} à {grouped(last)}"
        need = 22 + text_width(said, _SIZE)
        if left and left + need > width:
            left, foot = 0.0, foot + 24
        ground = RAMP[_rank(index, bounds)][0]
        at, top = left + 0.5, foot - 13
        written += element(
            "rect", class_="swatch", x=at, y=top, width=16, height=16, fill=ground, stroke=INK_SOFT
        )
        written += text(said, x=left + 22, y=foot, size=_SIZE - 1, fill=INK_SOFT)
        left += need + 14
    return written, foot + 10


def classes_up_to(highest: int) -> tuple[int, ...]:
    """The last number of each class, four at most, of equal breadth.

    >>> classes_up_to(18)
    (5, 10, 15, 18)
    """
    step = -(-highest // len(RAMP))
    return tuple(dict.fromkeys(min(step * (index + 1), highest) for index in range(len(RAMP))))


def class_of(value: int, bounds: tuple[int, ...]) -> int:
    """The rank, in the ramp, of the class that holds a number above zero."""
    return _rank(next(index for index, last in enumerate(bounds) if value <= last), bounds)


def _rank(index: int, bounds: tuple[int, ...]) -> int:
    """Fewer classes than tones take the darker ones."""
    return index + len(RAMP) - len(bounds)
