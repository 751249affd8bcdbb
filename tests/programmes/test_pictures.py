"""Pictures as they are kept: upright, small enough, silent about where they were taken, and never a bomb."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from programmes.file_kinds import JPEG, PNG
from programmes.pictures import PictureError, shrunk, thumbnail
from tests.pictures import GPS, picture

KINDS = {"JPEG": JPEG, "PNG": PNG}


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_of(width: int, height: int) -> bytes:
    """A file of some bytes that says it unfolds to so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def grain(kind: str) -> bytes:
    """A picture that does not press into nothing."""
    file = BytesIO()
    Image.effect_noise((600, 400), 80).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((4000, 1000), (2000, 500)),
        ((1000, 4000), (500, 2000)),
        ((2000, 2000), (2000, 2000)),
        ((60, 40), (60, 40)),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_the_longest_side_is_two_thousand_pixels(size, kept, kind):
    found = opened(shrunk(picture(size, kind=kind), KINDS[kind]))
    assert (found.size, found.format) == (kept, kind)


def test_where_it_was_taken_is_gone():
    content = picture(gps=True, orientation=6)
    assert opened(content).getexif()[GPS]
    found = opened(shrunk(content, JPEG))
    assert dict(found.getexif()) == {}
    assert "exif" not in found.info


@pytest.mark.parametrize(("orientation", "corner"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))])
def test_it_stands_upright(orientation, corner):
    """The red corner is where the photographer saw it."""
    found = opened(shrunk(picture((400, 300), orientation=orientation), JPEG)).convert("RGB")
    assert (found.width > found.height) == (orientation in {1, 3})
    x, y = (10 if side == 0 else length - 10 for side, length in zip(corner, found.size, strict=True))
    red, _, blue = found.getpixel((x, y))
    assert red > 200 > 60 > blue


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_of_png_is_kept_and_shown(mode):
    content = picture(kind="PNG", mode=mode)
    assert opened(shrunk(content, PNG)).size == (60, 40)
    assert opened(thumbnail(content, PNG)).format == "JPEG"


def test_a_photo_for_print_becomes_one_for_the_screen():
    assert opened(shrunk(picture(mode="CMYK"), JPEG)).mode == "RGB"


def test_what_shows_through_becomes_white_in_a_small_picture():
    file = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, "PNG")
    assert opened(thumbnail(file.getvalue(), PNG)).getpixel((5, 5)) == (255, 255, 255)


def test_a_bomb_is_refused_before_it_unfolds():
    with pytest.raises(PictureError, match="trop grande"):
        shrunk(png_of(60_000, 60_000), PNG)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_one_that_was_cut_is_refused(kind, share):
    content = grain(kind)
    with pytest.raises(PictureError, match="incomplète ou abîmée"):
        shrunk(content[: int(len(content) * share)], KINDS[kind])


# Pillow warns of metadata that make no sense; they are thrown away.
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(st.binary(max_size=400), st.sampled_from([JPEG, PNG]), st.integers(0, 600))
def test_any_bytes_are_a_picture_or_refused(noise, kind, at):
    """Nothing but PictureError comes out, whatever comes in."""
    content = picture((30, 20), kind="JPEG" if kind == JPEG else "PNG")
    spoilt = content[: at % len(content)] + noise + content[at % len(content) :]
    with suppress(PictureError):
        assert max(opened(shrunk(spoilt, kind)).size) <= 2000
