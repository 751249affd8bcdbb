"""Two lines that climb: what was planned to be done by each date, what was done by then."""

from dataclasses import dataclass

from reporting.charts.svg import INK, INK_SOFT, LINE, PAPER, Table, drawing, element, number, text, text_width
from reporting.charts.tones import PAINTS, Tone

_SIZE = 15.0
_HEIGHT = 260.0
_TOP = 14.0
_BOTTOM = 34.0
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Point:
    """What was planned and done by a date, in total; `done` is None for a date still to come."""

    label: str
    planned: int
    done: int | None


@dataclass(frozen=True)
class Curve:
    """Planned dashed and grey, done plain and green, each named at its own end: no legend to look up."""

    title: str
    description: str
    points: tuple[Point, ...]
    planned_label: str = "Prévues"
    done_label: str = "Réalisées"

    def render(self, *, key: str = "curve", width: float = 720) -> str:
        """The drawing, or nothing with fewer than two points or nothing but zeros."""
        highest = max((max(point.planned, point.done or 0) for point in self.points), default=0)
        if len(self.points) < 2 or highest <= 0:
            return ""
        ticks = ticks_up_to(highest)
        left = max(text_width(grouped(tick), _SIZE) for tick in ticks) + 12
        right = max(self._end_width(self.planned_label), self._end_width(self.done_label)) + 14
        frame = _Frame(left, width - right, _TOP, _HEIGHT - _BOTTOM, len(self.points), ticks[-1])
        content = self._grid(frame, ticks) + self._dates(frame)
        content += self._line(frame, [point.planned for point in self.points], INK_SOFT, "6 4", 2)
        content += self._line(frame, self._done(), PAINTS[Tone.DONE].ground, "", 3)
        content += self._ends(frame)
        return drawing(
            content,
            key=key,
            width=width,
            height=_HEIGHT,
            title=self.title,
            description=self.description,
        )

    def table(self) -> Table:
        """Each date, what was planned, what was done (a dash for a date to come)."""
        rows = tuple(
            (point.label, grouped(point.planned), "—" if point.done is None else grouped(point.done))
            for point in self.points
        )
        return Table(("Fin de période", self.planned_label, self.done_label), rows)

    def _done(self) -> list[int]:
        """The line of what is done stops at the first date to come."""
        values = []
        for point in self.points:
            if point.done is None:
                break
            values.append(point.done)
        return values

    @staticmethod
    def _end_width(label: str) -> float:
        return text_width(label, _SIZE)

    @staticmethod
    def _grid(frame: "_Frame", ticks: list[int]) -> str:
        lines = ""
        for tick in ticks:
            height = frame.y(tick)
            lines += element(
                "path",
                class_="grid",
                d=f"M{number(frame.left)} {number(height)}H{number(frame.right)}",
                stroke=INK_SOFT if tick == 0 else LINE,
            )
            lines += text(
                grouped(tick),
                x=frame.left - 8,
                y=height + 5,
                size=_SIZE,
                fill=INK_SOFT,
                text_anchor="end",
            )
        return lines

    def _dates(self, frame: "_Frame") -> str:
        """As many dates as fit without touching; the first and the last always among them."""
        need = max(text_width(point.label, _SIZE) for point in self.points) + 10
        last = len(self.points) - 1
        each = next((step for step in range(1, last + 1) if frame.step * step >= need), last)
        written = ""
        for index, point in enumerate(self.points):
            near_the_end = index != last and (last - index) * frame.step < need
            if (index % each and index != last) or near_the_end:
                continue
            written += text(
                point.label,
                x=frame.x(index),
                y=_HEIGHT - 10,
                size=_SIZE,
                fill=INK_SOFT,
                text_anchor="middle",
                class_="date",
            )
        return written

    @staticmethod
    def _line(frame: "_Frame", values: list[int], colour: str, dashes: str, thickness: float) -> str:
        if not values:
            return ""
        path = "L".join(f"{number(frame.x(i))} {number(frame.y(value))}" for i, value in enumerate(values))
        return element(
            "path",
            class_="line",
            d=f"M{path}",
            fill="none",
            stroke=colour,
            stroke_width=thickness,
            stroke_linejoin="round",
            **({"stroke_dasharray": dashes} if dashes else {}),
        )

    def _ends(self, frame: "_Frame") -> str:
        """The name of each line and its last number, at its end, kept two lines of text apart."""
        planned, done = self.points[-1].planned, self._done()
        planned_y = frame.y(planned)
        written = _dot(frame.x(len(self.points) - 1), planned_y, PAPER, INK_SOFT)
        ends = [(planned_y, self.planned_label, grouped(planned), INK_SOFT)]
        if done:
            done_y = frame.y(done[-1])
            written += _dot(
                frame.x(len(done) - 1), done_y, PAINTS[Tone.DONE].ground, PAINTS[Tone.DONE].ground
            )
            ends.append((done_y, self.done_label, grouped(done[-1]), PAINTS[Tone.DONE].ground))
        # Both lines of text stay above the dates.
        ends = sorted(
            (min(height, frame.bottom - 23), label, figure, colour) for height, label, figure, colour in ends
        )
        if len(ends) == 2 and ends[1][0] - ends[0][0] < 42:
            upper = min(max((ends[0][0] + ends[1][0]) / 2 - 21, _TOP + 2), frame.bottom - 65)
            ends = [(upper, *ends[0][1:]), (upper + 42, *ends[1][1:])]
        for height, label, figure, colour in ends:
            beside = frame.right + 12
            written += text(
                figure, x=beside, y=height + 2, size=18, fill=INK, font_weight="600", class_="end"
            )
            written += text(label, x=beside, y=height + 19, size=_SIZE, fill=colour, class_="end")
        return written


@dataclass(frozen=True)
class _Frame:
    """Where the lines are drawn."""

    left: float
    right: float
    top: float
    bottom: float
    count: int
    highest: int

    @property
    def step(self) -> float:
        return (self.right - self.left) / (self.count - 1)

    def x(self, index: int) -> float:
        return self.left + self.step * index

    def y(self, value: int) -> float:
        return self.bottom - (self.bottom - self.top) * value / self.highest


def _dot(x: float, y: float, fill: str, stroke: str) -> str:
    return element("circle", cx=x, cy=y, r=4.5, fill=fill, stroke=stroke, stroke_width=2)


def grouped(value: int) -> str:
    """A whole number with its thousands set apart by a narrow space."""
    return f"{value:,}".replace(",", "\u202f")


def ticks_up_to(highest: int) -> list[int]:
    """Round numbers from zero to the first one that is not below `highest`, five steps at most.

    >>> ticks_up_to(68)
    [0, 20, 40, 60, 80]
    """
    step = 1
    for power in range(len(str(highest)) + 1):
        found = next((digit * 10**power for digit in _STEPS if digit * 10**power * 5 >= highest), None)
        if found is not None:
            step = found
            break
    return list(range(0, highest + step, step))
