"""A chart as it leaves the portal: under its title, over what it is drawn from, on a white ground."""

import re
from html import escape

from reporting.charts.svg import FONT, INK, INK_SOFT, PAPER, element, number, text, wrap

_MARGIN = 24.0
_TITLE = 22.0
_NOTE = 14.0
_HEIGHT = re.compile(r'<svg[^>]* height="([0-9.]+)"')


def sheet(drawn: str, *, title: str, notes: tuple[str, ...], width: float = 960) -> str:
    """A drawing of `width` less two margins (`inner_width`), with its title above and its notes below.

    Raises ValueError for what is not a drawing of `reporting.charts`.
    """
    found = _HEIGHT.match(drawn)
    if found is None:
        raise ValueError("an empty chart has nothing to keep")
    room = inner_width(width)
    head = wrap(title, width=room, size=_TITLE, lines=3)
    foot = [line for note in notes for line in wrap(note, width=room, size=_NOTE, lines=3)]
    top = _MARGIN + 28 * len(head) + 8
    bottom = top + float(found[1]) + 26
    height = bottom + 20 * len(foot) + _MARGIN - 14
    content = element("title", escape(title))
    content += element("rect", width=width, height=height, fill=PAPER)
    for index, line in enumerate(head):
        content += text(
            line, x=_MARGIN, y=_MARGIN + 20 + 28 * index, size=_TITLE, fill=INK, font_weight="600"
        )
    content += f'<svg x="{number(_MARGIN)}" y="{number(top)}" {drawn.removeprefix("<svg ")}'
    for index, line in enumerate(foot):
        content += text(line, x=_MARGIN, y=bottom + 20 * index, size=_NOTE, fill=INK_SOFT)
    return element(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        font_family=FONT,
    )


def inner_width(width: float = 960) -> float:
    """How wide a chart is drawn to stand on a sheet."""
    return width - 2 * _MARGIN
