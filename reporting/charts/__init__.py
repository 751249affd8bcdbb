"""Charts as SVG text, the same on a page and in a PDF. Pure Python: no Django, nothing read, nothing written.

A chart is frozen data; `render(key=…, width=…)` draws it and `table()` gives its figures as text. A chart with
nothing to show renders an empty string: the page then says what is missing. Only presentation attributes are
used (no style attribute, no style sheet inside), as the portal's security policy asks. Numbers that a person
reads arrive already written in French.
"""

from reporting.charts.calendar import (
    PAPER,
    Calendar,
    CalendarGroup,
    CalendarRow,
    Marker,
    Span,
    pages_of,
)
from reporting.charts.calendar_marks import calendar_legend
from reporting.charts.curve import Curve, Point, grouped
from reporting.charts.groups import Group, GroupBars
from reporting.charts.heat import Cell, HeatMap, Month
from reporting.charts.multiples import SmallMultiples
from reporting.charts.sheet import inner_width, sheet
from reporting.charts.stacked import Part, StackedBar
from reporting.charts.stacks import GroupStacks, Stack, strip, strip_hatches
from reporting.charts.svg import Table
from reporting.charts.tones import Tone

__all__ = [
    "PAPER",
    "Calendar",
    "CalendarGroup",
    "CalendarRow",
    "Cell",
    "Curve",
    "Group",
    "GroupBars",
    "GroupStacks",
    "HeatMap",
    "Marker",
    "Month",
    "Part",
    "Point",
    "SmallMultiples",
    "Span",
    "Stack",
    "StackedBar",
    "Table",
    "Tone",
    "calendar_legend",
    "grouped",
    "inner_width",
    "pages_of",
    "sheet",
    "strip",
    "strip_hatches",
]
