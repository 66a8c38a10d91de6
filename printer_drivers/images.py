"""Pictures that people give: checked and bounded, and made black dots by a fixed pattern."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

PICTURE_BYTES_MAX: Final = 300_000
"""Bytes of one picture's file."""
PICTURE_SIDE_MAX: Final = 2400
"""Dots of either side, before it is made to fit: a file of a few bytes can claim to be huge."""
FORMATS: Final = ("PNG", "JPEG", "GIF", "BMP")
_PURE: Final = 0.92
"""The share of dots that are nearly black or white in a drawing. A photo has far fewer."""
_NEARLY: Final = 40
"""Of 255: how far from black or white still counts as such."""


class PictureError(Exception):
    """A file is no picture that can be printed. The message says why."""


@dataclass(frozen=True, slots=True)
class Size:
    """Dots across and down."""

    across: int
    down: int


def checked_picture(data: bytes) -> bytes:
    """The file itself, where it is a picture within the bounds.

    Raises:
        PictureError: it is none, or too large.
    """
    _upright(data)
    return data


def pictures_in(folder: Path) -> Callable[[str], bytes]:
    """Reads pictures by their path inside a folder; what lies outside of it is not found.

    The function raises FileNotFoundError for that, OSError where the file cannot be read.
    """
    root = folder.resolve()

    def read(path: str) -> bytes:
        found = (root / path).resolve()
        if not found.is_relative_to(root) or not found.is_file():
            raise FileNotFoundError(f"no such picture in {root.name}")
        with found.open("rb") as file:
            # one byte more than is allowed, so that it is refused and not cut off
            return file.read(PICTURE_BYTES_MAX + 1)

    return read


def picture_size(data: bytes) -> Size:
    """How large a picture is, the way up that its camera says.

    Raises:
        PictureError: it is none, or too large.
    """
    image = _open(data)
    turned = image.getexif().get(_ORIENTATION, 1) >= _LYING
    return Size(image.height, image.width) if turned else Size(image.width, image.height)


def picture_dots(data: bytes, size: Size) -> Image.Image:
    """A picture made to a size, mode 1, 1 is black.

    A drawing is cut at half of black, so that its edges stay sharp; a photo is dithered after
    Floyd and Steinberg, which has no randomness: the same file gives the same dots.

    Raises:
        PictureError: the file is none, or ends too early.
    """
    upright = _upright(data)
    paper = Image.new("RGBA", upright.size, "white")
    paper.alpha_composite(upright)
    grey = paper.convert("L").resize((size.across, size.down), Image.Resampling.LANCZOS)
    counts = grey.histogram()
    pure = sum(counts[:_NEARLY]) + sum(counts[-_NEARLY:])
    dither = Image.Dither.NONE if pure >= _PURE * sum(counts) else Image.Dither.FLOYDSTEINBERG
    return ImageOps.invert(grey).convert("1", dither=dither)


_ORIENTATION: Final = 0x0112
"""Exif's tag for the side that is up; from 5 on the picture lies."""
_LYING: Final = 5


def _upright(data: bytes) -> Image.Image:
    """All of the picture, turned as its camera says, mode RGBA."""
    image = _open(data)
    try:
        return ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureError(f"the picture cannot be read: {error}") from error


def _open(data: bytes) -> Image.Image:
    """The picture, of which only the head was read."""
    if len(data) > PICTURE_BYTES_MAX:
        raise PictureError(f"a picture of {len(data)} bytes, {PICTURE_BYTES_MAX} are allowed")
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureError(f"none of {', '.join(FORMATS)}") from error
    if max(image.size) > PICTURE_SIDE_MAX:
        raise PictureError(
            f"{image.width} × {image.height} dots, {PICTURE_SIDE_MAX} each way are allowed"
        )
    return image
