"""A year of activities as bars: planned, revised, actual, late; by group, under quarters and months.

Each row has two lanes: what is planned above (a plain outline, followed by its delay), what happened below (filled
in the tone of the status). What was planned before a revision is a bracket over them. Shapes and hatches tell
everything without colour. Hatches are dashed strokes, one element a bar: a hundred rows are drawn in a few
milliseconds. The vocabulary is drawn once by `calendar_legend`.
"""

from dataclasses import dataclass, replace
from datetime import date
from html import escape

from reporting.charts.calendar_marks import (
    LATE,
    Box,
    bracket,
    edge_mark,
    filled,
    open_end,
    outlined,
    shape,
)
from reporting.charts.svg import FONT, INK, INK_SOFT, LINE, Table, number, text_width, wrap
from reporting.charts.tones import PAINTS, Tone

MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
BAND = "#f6f3ea"
ROW_LINE = "#e9e4d8"


@dataclass(frozen=True)
class Span:
    """From a day to another, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class CalendarRow:
    """One activity.

    `planned` is the period in force and `initial` what it was before revisions, when it was another; `actual` goes
    from the start to the end of the work, or to the day looked at while it `is_open`; `late` runs from the planned
    end. `tone` is the status. `reading` says all of it in a sentence, for who does not see the drawing.
    """

    code: str
    title: str
    tone: Tone
    reading: str
    planned: Span | None = None
    initial: Span | None = None
    actual: Span | None = None
    is_open: bool = False
    late: Span | None = None
    href: str = ""


@dataclass(frozen=True)
class CalendarGroup:
    """The rows of a department; its name is written over them where it is given."""

    label: str
    rows: tuple[CalendarRow, ...]


@dataclass(frozen=True)
class Marker:
    """A day that crosses the whole drawing: today, the date looked at, the closing of the plan."""

    day: date
    label: str


@dataclass(frozen=True)
class CalendarLayout:
    """Sizes: of the text, of a line of it, of a row with one line, of the bars; the share of the names."""

    size: float
    line: float
    row: float
    bars: float
    names: float

    @property
    def indent(self) -> float:
        """Where a name starts, after the shapes of the status and of the delay."""
        return self.size * 2.6


SCREEN = CalendarLayout(size=14.5, line=18, row=34, bars=1, names=0.37)
PAPER = CalendarLayout(size=10.2, line=12.2, row=17, bars=0.55, names=0.38)


@dataclass(frozen=True)
class Calendar:
    """The drawing of one year; a row whose dates fall outside shows an arrow at the edge."""

    title: str
    description: str
    year: int
    groups: tuple[CalendarGroup, ...]
    marker: Marker | None = None
    layout: CalendarLayout = SCREEN

    def render(self, *, key: str = "calendar", width: float = 1168) -> str:
        """The drawing, or nothing without a row."""
        if not any(group.rows for group in self.groups):
            return ""
        sheet = _Sheet(self, width)
        body, foot = "", sheet.head
        for group in self.groups:
            if group.label:
                body += sheet.heading(group.label, foot)
                foot += sheet.heading_height
            for row in group.rows:
                drawn, height = sheet.row(row, foot)
                body += drawn
                foot += height
        return self._svg(sheet.ground(foot) + body + sheet.marker(foot), key, width, foot + 2)

    def table(self) -> Table:
        """Each activity and what its bars say."""
        rows = tuple(
            (f"{row.code} – {row.title}", row.reading) for group in self.groups for row in group.rows
        )
        return Table(("Activité", "Calendrier"), rows)

    def with_groups(self, groups: tuple[CalendarGroup, ...]) -> "Calendar":
        """The same drawing of other rows."""
        return replace(self, groups=groups)

    def _svg(self, content: str, key: str, width: float, height: float) -> str:
        """A list whose items are links on a page; a picture on paper, where nothing is followed."""
        linked = any(row.href for group in self.groups for row in group.rows)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}"'
            f' width="{number(width)}" height="{number(height)}" role="{"list" if linked else "img"}"'
            f' aria-labelledby="{key}-t" aria-describedby="{key}-d" font-family="{FONT}"'
            f' font-size="{number(self.layout.size)}">'
            f'<title id="{key}-t">{escape(self.title)}</title><desc id="{key}-d">{escape(self.description)}</desc>'
            f"{content}</svg>"
        )


class _Sheet:
    """Where things stand on a drawing of some width, and what draws each part of it."""

    def __init__(self, calendar: Calendar, width: float) -> None:
        layout = calendar.layout
        self.layout, self.year, self.day = layout, calendar.year, calendar.marker
        self.left, self.right = round(width * layout.names), width - 1
        self.start = date(calendar.year, 1, 1)
        self.days = (date(calendar.year + 1, 1, 1) - self.start).days
        self.step = (self.right - self.left) / self.days
        self.strip = layout.line if self._shown_marker() else 0.0
        self.head = 2 * layout.line + layout.size * 0.45 + self.strip
        self.heading_height = layout.row * 0.92

    # --- places

    def _at(self, days: int) -> float:
        return self.left + self.step * min(max(days, 0), self.days)

    def _box(self, span: Span, top: float, height: float) -> Box:
        first = (span.first - self.start).days
        last = (span.last - self.start).days + 1
        left, right = self._at(first), self._at(last)
        if right - left < 3:  # a single day must be seen
            left = min(left, self.right - 3)
            right = left + 3
        return Box(left, top, right - left, height)

    def _is_outside(self, span: Span) -> bool:
        return span.last.year < self.year or span.first.year > self.year

    def _shown_marker(self) -> Marker | None:
        return self.day if self.day and self.day.day.year == self.year else None

    def height_of(self, row: CalendarRow) -> float:
        """How tall a row is: its name may take two lines."""
        return self._height(len(self._lines(row)))

    def _height(self, lines: int) -> float:
        return self.layout.row + self.layout.line * (lines - 1)

    def _lines(self, row: CalendarRow) -> list[str]:
        # Widths are those of the bolder face: names, in the regular one, are a twentieth narrower.
        width = (self.left - self.layout.indent - 12) * 1.05
        return wrap(f"{row.code} {row.title}", width=width, size=self.layout.size, lines=2)

    # --- parts

    def ground(self, foot: float) -> str:
        """Bands of the quarters, lines and names of the months."""
        layout, edges = self.layout, [(date(self.year, month, 1) - self.start).days for month in range(1, 13)]
        edges.append(self.days)
        drawn = ""
        for quarter in range(4):
            left, right = self._at(edges[quarter * 3]), self._at(edges[quarter * 3 + 3])
            if quarter % 2 == 0:
                drawn += (
                    f'<rect x="{left:.1f}" y="0" width="{right - left:.1f}"'
                    f' height="{foot:.1f}" fill="{BAND}"/>'
                )
            drawn += _words(
                f"T{quarter + 1} {self.year}", (left + right) / 2, layout.line * 0.8, is_strong=True
            )
        months = "".join(f"M{self._at(edge):.1f} {self.head:.1f}V{foot:.1f}" for edge in edges)
        drawn += f'<path d="{months}" stroke="{LINE}" stroke-width=".7"/>'
        for month, name in enumerate(MONTHS):
            middle = (self._at(edges[month]) + self._at(edges[month + 1])) / 2
            drawn += _words(name, middle, layout.line * 1.85)
        drawn += f'<path d="M0 {self.head:.1f}H{self.right:.1f}" stroke="{INK}" stroke-width="1.2"/>'
        return f'<g aria-hidden="true" text-anchor="middle">{drawn}</g>'

    def heading(self, label: str, top: float) -> str:
        """The name of a group, over its rows."""
        size, height = self.layout.size * 1.08, self.heading_height
        (name,) = wrap(label, width=self.right - 12, size=size, lines=1)
        return (
            f'<rect x="0" y="{top:.1f}" width="{self.right:.1f}" height="{height:.1f}" fill="#e5efe8"/>'
            f'<text x="4" y="{top + height * 0.69:.1f}" font-size="{size:.1f}" font-weight="600"'
            f' fill="#0c3b2d">{escape(name)}</text>'
        )

    def row(self, row: CalendarRow, top: float) -> tuple[str, float]:
        """One activity: its shapes, its name, its bars; and how tall it is."""
        lines = self._lines(row)
        height = self._height(len(lines))
        inner = self._name(row, lines, top, height) + self._bars(row, top + height / 2)
        title = f"<title>{escape(f'{row.code} – {row.title}. {row.reading}')}</title>"
        if row.href:  # the whole row is pressed, not its letters only
            target = (
                f'<path d="M0 {top:.1f}h{self.right:.1f}v{height:.1f}H0z" fill="none" pointer-events="all"/>'
            )
            inner = f'<g role="listitem"><a href="{escape(row.href)}">{title}{target}{inner}</a></g>'
        else:
            inner = f"<g>{title}{inner}</g>"
        foot = top + height
        return f'{inner}<path d="M0 {foot:.1f}H{self.right:.1f}" stroke="{ROW_LINE}"/>', height

    def _name(self, row: CalendarRow, lines: list[str], top: float, height: float) -> str:
        layout = self.layout
        foot = top + (height - layout.line * len(lines)) / 2 + layout.line * 0.76
        icon = top + (height - layout.size) / 2
        drawn = shape(row.tone, 1, icon, layout.size)
        if row.late:
            drawn += shape(Tone.LATE, 1 + layout.size * 1.2, icon, layout.size)
        for number_, line in enumerate(lines):
            words = escape(line)
            if number_ == 0 and line.startswith(row.code):
                words = f'<tspan fill="{INK_SOFT}">{escape(row.code)}</tspan>{escape(line[len(row.code) :])}'
            drawn += f'<text x="{layout.indent:.1f}" y="{foot + layout.line * number_:.1f}" fill="{INK}">{words}</text>'
        return drawn

    def _bars(self, row: CalendarRow, middle: float) -> str:
        unit, drawn = self.layout.bars, ""
        upper, lower = middle - 8.5 * unit, middle + 1.5 * unit
        for span, draw, top, height in (
            (row.initial, bracket, middle - 14.5 * unit, 4.5 * unit),
            (row.planned, outlined, upper, 8 * unit),
            (row.late, LATE, upper, 8 * unit),
            (row.actual, filled(row.tone), lower, 9 * unit),
        ):
            if span is None:
                continue
            if self._is_outside(span):
                is_before = span.last.year < self.year
                at = self.left + 1 if is_before else self.right - 1
                drawn += edge_mark(at, top + height / 2, 4 * unit, is_before=is_before)
                continue
            drawn += draw(self._box(span, top, height))
        if row.actual and row.is_open and not self._is_outside(row.actual):
            box = self._box(row.actual, lower, 9 * unit)
            drawn += open_end(box, PAINTS[row.tone].line)
        return drawn

    def marker(self, foot: float) -> str:
        """The line of the day looked at, its name over it."""
        marker = self._shown_marker()
        if not marker:
            return ""
        at = self._at((marker.day - self.start).days + 1)
        width = text_width(marker.label, self.layout.size)
        left = min(max(at - width / 2, self.left), self.right - width)
        words = self.head - self.layout.size * 0.35
        return (
            f'<g aria-hidden="true"><path d="M{at:.1f} {self.head:.1f}V{foot:.1f}" stroke="{INK}"'
            f' stroke-width="1.6" stroke-dasharray="5 3"/><text x="{left:.1f}" y="{words:.1f}"'
            f' font-weight="600" fill="{INK}">{escape(marker.label)}</text></g>'
        )


def _words(words: str, middle: float, foot: float, *, is_strong: bool = False) -> str:
    weight = f' font-weight="600" fill="{INK}"' if is_strong else f' fill="{INK_SOFT}"'
    return f'<text x="{middle:.1f}" y="{foot:.1f}"{weight}>{words}</text>'


def pages_of(calendar: Calendar, *, width: float, first: float, height: float) -> tuple[Calendar, ...]:
    """The drawing cut into sheets of some height (the first may have less room), groups kept with their heading.

    A group that goes on has « (suite) » after its name; a heading never stands alone at the foot.
    """
    sheet = _Sheet(calendar, width)
    pages: list[list[CalendarGroup]] = [[]]
    room = first - sheet.head
    for group in calendar.groups:
        label = group.label
        rows: list[CalendarRow] = []
        room -= sheet.heading_height
        for row in group.rows:
            tall = sheet.height_of(row)
            if tall > room and (rows or pages[-1]):
                if rows:
                    pages[-1].append(CalendarGroup(label, tuple(rows)))
                    label = f"{group.label} (suite)"
                pages.append([])
                rows, room = [], height - sheet.head - sheet.heading_height
            rows.append(row)
            room -= tall
        if rows:
            pages[-1].append(CalendarGroup(label, tuple(rows)))
    return tuple(calendar.with_groups(tuple(groups)) for groups in pages if groups)
