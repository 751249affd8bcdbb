"""Pictures as they are kept and shown: turned upright, shrunk, with nothing of where or by what they were taken.

Pure: Pillow and no Django. Only the reader of the kind that the first bytes announce is opened.
"""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from programmes.file_kinds import JPEG, PNG, FileKind

LONGEST_SIDE = 2000  # pixels: a page of A4 is still read
THUMBNAIL_SIDE = 320
#: A JPEG is decoded already reduced; a PNG is unfolded whole, four bytes a pixel.
MOST_PIXELS = {JPEG: 64_000_000, PNG: 30_000_000}
READERS = {JPEG: JpegImageFile, PNG: PngImageFile}
PNG_END = b"IEND\xaeB`\x82"
JPEG_END, JPEG_SCAN = b"\xff\xd9", 0xDA
#: What Pillow raises for a picture that is cut, damaged or made to harm.
DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
    zlib.error,
)


class PictureError(Exception):
    """A picture that cannot be kept; the message says why, in French."""


def shrunk(content: bytes, kind: FileKind) -> bytes:
    """The picture to keep: upright, no longer than 2,000 pixels, no metadata; of the same kind.

    Raises PictureError for one that is damaged, cut in the middle, or that unfolds to more than memory should hold.
    """
    return _redrawn(content, kind, LONGEST_SIDE, kind)


def thumbnail(content: bytes, kind: FileKind) -> bytes:
    """A small JPEG of a picture that was kept. Raises PictureError as `shrunk`."""
    return _redrawn(content, kind, THUMBNAIL_SIDE, JPEG)


def _redrawn(content: bytes, kind: FileKind, side: int, wanted: FileKind) -> bytes:
    try:
        _check_whole(content, kind)
        with READERS[kind](BytesIO(content)) as picture:
            _check_size(picture, kind)
            # A JPEG is read at a half, a quarter or an eighth of its size where that is enough.
            picture.draft(None, (side, side))
            drawn = _upright(picture)
            drawn.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
            return _written(drawn, wanted, picture.info.get("icc_profile"))
    except DAMAGED as error:
        raise PictureError(
            "Cette image est incomplète ou abîmée\u00a0: ouvrez-la pour vérifier, puis envoyez-la de nouveau."
        ) from error


def _check_whole(content: bytes, kind: FileKind) -> None:
    """Raises ValueError for a picture whose end is missing.

    Pillow would say so, but WeasyPrint, in the same process, has told it to fill what is missing with grey.
    """
    end = content.find(JPEG_END, _scan_of(content)) if kind == JPEG else content.find(PNG_END)
    if end < 0:
        raise ValueError("cut before its end")


def _scan_of(content: bytes) -> int:
    """Where the pixels of a JPEG begin: its metadata hold a small picture of their own, with an end of its own."""
    at = 2
    while content[at] == 0xFF and content[at + 1] != JPEG_SCAN:
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return at


def _check_size(picture: Image.Image, kind: FileKind) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS[kind]:
        most = MOST_PIXELS[kind] // 1_000_000
        raise PictureError(
            f"Cette image est trop grande ({width} × {height} points\u202f; {most} millions au plus)\u00a0: "
            "réduisez-la avant de l’envoyer."
        )


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its metadata say, in a mode that both kinds can hold."""
    drawn = ImageOps.exif_transpose(picture)
    if drawn.mode in {"RGB", "L", "RGBA"}:
        return drawn
    return drawn.convert("RGBA" if drawn.mode in {"LA", "PA"} or "transparency" in drawn.info else "RGB")


def _written(drawn: Image.Image, wanted: FileKind, profile: bytes | None) -> bytes:
    """A new file that holds the pixels and the meaning of their colours, and nothing else."""
    file = BytesIO()
    drawn.info = {}
    if wanted == PNG:
        drawn.save(file, "PNG", optimize=True, icc_profile=profile)
        return file.getvalue()
    if drawn.mode == "RGBA":
        paper = Image.new("RGB", drawn.size, "white")
        paper.paste(drawn, mask=drawn.getchannel("A"))
        drawn = paper
    drawn.save(file, "JPEG", quality=82, optimize=True, progressive=True, icc_profile=profile)
    return file.getvalue()
