"""Files as people send them: a photo with its place, an archive that holds what it is told to."""

from io import BytesIO
from zipfile import ZipFile

from PIL import Image

ORIENTATION, GPS = 0x0112, 0x8825


def picture(
    size: tuple[int, int] = (60, 40),
    *,
    kind: str = "JPEG",
    mode: str = "RGB",
    orientation: int = 1,
    gps: bool = False,
) -> bytes:
    """A picture, red at its upper left corner and blue elsewhere."""
    drawn = Image.new("RGB", size, "blue")
    drawn.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if gps:
        exif[GPS] = {1: "N", 2: (12.0, 39.0, 0.0), 3: "W", 4: (8.0, 0.0, 0.0)}
    file = BytesIO()
    grey = Image.new(mode, size) if mode == "I;16" else drawn.convert(mode)
    grey.save(file, kind, exif=exif)
    return file.getvalue()


def archive(*names: str) -> bytes:
    """A file like those of Word and Excel: an archive of these members."""
    file = BytesIO()
    with ZipFile(file, "w") as members:
        for name in names:
            members.writestr(name, b"<xml/>" * 20)
    return file.getvalue()
