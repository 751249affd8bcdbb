"""Charts as pictures: the same SVG drawn in pixels, with the fonts of the project and nothing from outside."""

from pathlib import Path

import resvg_py

_FONTS = Path(__file__).resolve().parent / "fonts"
_FILES = [str(_FONTS / f"SourceSans3-{weight}.ttf") for weight in ("Regular", "SemiBold")]
#: Pixels for one unit of the drawing: sharp in a document and on a screen.
ZOOM = 2.0


def png_of(svg: str) -> bytes:
    """The drawing as PNG. Raises ValueError when it is not one."""
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=ZOOM,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=_FILES,
        # A family whose name holds a digit is not one to a strict reader of CSS: it takes this one.
        font_family="Source Sans 3",
        sans_serif_family="Source Sans 3",
    )
