"""Charts as pictures."""

from io import BytesIO

import pytest
from PIL import Image

from reporting.charts import Part, StackedBar, Tone, inner_width, sheet
from reporting.pictures import ZOOM, png_of

BAR = StackedBar("État", "Une barre.", (Part("Réalisées", 42, Tone.DONE, "42"),))


def picture(title):
    drawn = sheet(BAR.render(width=inner_width(480)), title=title, notes=("Source.",), width=480)
    return Image.open(BytesIO(png_of(drawn)))


def test_a_picture_has_the_size_and_the_colours_of_the_drawing():
    image = picture("Titre")
    assert image.format == "PNG"
    assert image.width == 480 * ZOOM
    colours = {colour for _, colour in image.convert("RGB").getcolors(100_000)}
    assert {(255, 255, 255), (0x14, 0x54, 0x3F)} <= colours


def test_its_texts_are_written_with_our_own_fonts():
    """Without a font a title leaves no trace: two titles would give the same picture."""
    assert picture("Titre ɛ ɔ ɲ ŋ").tobytes() != picture("Autre").tobytes()


def test_what_is_not_a_drawing_is_refused():
    with pytest.raises(ValueError, match="SVG"):
        png_of("<p>rien</p>")
