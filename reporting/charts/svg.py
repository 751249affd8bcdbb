"""Writing SVG: elements, escaped text, the width a text will take, lines of text."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise

INK = "#1b231f"
INK_SOFT = "#5f6963"
LINE = "#d5cebf"
PAPER = "#ffffff"
FONT = "Portail Sans, Source Sans 3, DejaVu Sans, sans-serif"

#: Width of each letter of Source Sans 3 SemiBold, in thousandths of the size of the text: the regular weight
#: is narrower, so what is measured always fits.
_WIDTHS = {
    **dict.fromkeys("ijlI.,:;'’|!", 285),
    **dict.fromkeys("ft()rJ/-– \u00a0", 350),
    "\u202f": 200,
    **dict.fromkeys("mwMW%—", 860),
    **dict.fromkeys("ABCDGHKNOQRUVXYZÀÉÈÊÔ&", 640),
}
_ORDINARY = 545


@dataclass(frozen=True)
class Table:
    """The figures of a chart as a table: what is read instead of the drawing."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=8192)
def number(value: float) -> str:
    """A coordinate, two decimals at most, with a point whatever the language: ``12.5``, ``3``."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def element(name: str, content: str = "", **attributes: str | float) -> str:
    """One element; ``text_anchor`` becomes ``text-anchor``, and values are escaped. `content` is already SVG."""
    written = "".join(
        [
            f' {_name(key)}="{_quoted(value) if isinstance(value, str) else number(value)}"'
            for key, value in attributes.items()
        ]
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


@lru_cache(maxsize=256)
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


@lru_cache(maxsize=1024)
def _quoted(value: str) -> str:
    """Colours, classes and anchors come again and again."""
    return escape(value)


def text(
    words: str, *, x: float, y: float, size: float = 15, fill: str = INK, **attributes: str | float
) -> str:
    """A line of text whose foot stands at `y`."""
    return element("text", escape(words), x=x, y=y, font_size=size, fill=fill, **attributes)


def text_width(words: str, size: float) -> float:
    """About how wide a text is, never less than it really is."""
    return _units(words) * size / 1000


@lru_cache(maxsize=2048)
def _units(words: str) -> int:
    return sum(_WIDTHS.get(letter, _ORDINARY) for letter in words)


def wrap(words: str, *, width: float, size: float, lines: int = 2) -> list[str]:
    """A text cut into lines that fit in `width`; what remains after the last one gives way to « … »."""
    parts = words.split(" ")
    widths = [text_width(part, size) for part in parts]
    space, start = text_width(" ", size), 0
    wrapped: list[str] = []
    while start < len(parts) and len(wrapped) < lines:
        end, taken = start + 1, widths[start]
        while end < len(parts) and taken + space + widths[end] <= width:
            taken += space + widths[end]
            end += 1
        wrapped.append(" ".join(parts[start:end]))
        start = end
    if start < len(parts):
        wrapped[-1] = f"{wrapped[-1]} {parts[start]}…"
    return [_cut(line, width, size) for line in wrapped]


def _cut(line: str, width: float, size: float) -> str:
    """A line shortened until it fits."""
    if text_width(line, size) <= width:
        return line
    while line and text_width(f"{line}…", size) > width:
        line = line[:-1].rstrip(" …")
    return f"{line}…"


def drawing(content: str, *, key: str, width: float, height: float, title: str, description: str) -> str:
    """The whole drawing, with its title and description for those who do not see it."""
    heading = element("title", escape(title), id=f"{key}-t")
    heading += element("desc", escape(description), id=f"{key}-d") if description else ""
    return element(
        "svg",
        heading + content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{key}-t",
        **({"aria_describedby": f"{key}-d"} if description else {}),
        font_family=FONT,
    )


def shares(values: list[int], length: float) -> list[tuple[float, float]]:
    """Start and width of each value along `length`: they touch, and their sum is exactly the length.

    >>> shares([1, 1], 10)
    [(0.0, 5.0), (5.0, 5.0)]
    """
    total = sum(values)
    edges, seen = [0.0], 0
    for value in values:
        seen += value
        edges.append(round(length * seen / total, 2) if total else 0.0)
    return [(start, round(end - start, 2)) for start, end in pairwise(edges)]
