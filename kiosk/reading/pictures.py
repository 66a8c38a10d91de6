"""Picture files of any kind -> pixels, with refusals for what is no picture."""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from kiosk.reading.camera import Pixels

PIXELS_MAX = 120_000_000
"""A larger picture is refused unread: phones go up to 108 megapixels, and a file of a few kB can
claim to be far larger (a decompression bomb)."""
PIXELS_IN_COLOUR = 50_000_000
"""A larger picture is loaded in grey: memory is short. It keeps its size, because a small code in
it may have two pixels a module."""
HIDDEN = 3
"""A contrast of so many greys (of 255) is none."""
FORMATS = tuple(
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
        GifImagePlugin.GifImageFile,
        BmpImagePlugin.BmpImageFile,
        TiffImagePlugin.TiffImageFile,
        PpmImagePlugin.PpmImageFile,
        AvifImagePlugin.AvifImageFile,
    )
)
"""Only formats that cameras, phones and scanners make: the rest are ways in for crafted files."""


class NotAPictureError(Exception):
    """A file that is no picture, and why, in words for whoever named it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def load_picture(path: Path, *, whole: bool = False) -> Pixels:
    """The picture, upright (EXIF), on white where it is transparent; the first of several.

    Height × width × 3, or height × width where it has more than PIXELS_IN_COLOUR.
    A picture that stops in the middle is read as far as it goes, unless it must be `whole`.

    Raises:
        NotAPictureError: it is missing, not to be read, no picture, too large, or broken.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns about odd metadata, and about sizes for which we have our own limit
            warnings.simplefilter("ignore")
            with path.open("rb") as file:
                return _decoded(file, whole=whole)
    except NotAPictureError:
        raise
    except FileNotFoundError as error:
        raise NotAPictureError("there is no such file") from error
    except IsADirectoryError as error:
        raise NotAPictureError("it is a folder") from error
    except PermissionError as error:
        raise NotAPictureError("it may not be read") from error
    except UnidentifiedImageError as error:
        raise NotAPictureError("it is no picture, or of a kind that is not read here") from error
    except Image.DecompressionBombError as error:
        raise NotAPictureError("it has too many pixels") from error
    except MemoryError as error:
        raise NotAPictureError("it does not fit in the memory") from error
    except Exception as error:  # decoders raise anything for a crafted file
        raise NotAPictureError(f"it is broken ({error})") from error


def _decoded(file: IO[bytes], *, whole: bool) -> Pixels:
    with Image.open(file, formats=FORMATS) as opened:
        image: Image.Image = opened
        wide, high = image.size
        if wide * high > PIXELS_MAX:
            raise NotAPictureError(f"it has too many pixels ({wide}×{high})")
        grey = wide * high > PIXELS_IN_COLOUR
        if grey:
            # JPEG is decoded as grey, for a quarter of the memory
            image.draft("L", image.size)
        if whole:
            image.load()
        else:
            with _TRUNCATED_LOCK, _truncated_allowed():
                image.load()
        with suppress(Exception):  # unreadable EXIF is no reason to refuse the picture
            image = ImageOps.exif_transpose(image)
        return _grey(image) if grey else _blue_green_red(image)


_TRUNCATED_LOCK = threading.Lock()


@contextmanager
def _truncated_allowed() -> Iterator[None]:
    """Pillow's only switch for this is global: it is on for this one call."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _grey(image: Image.Image) -> Pixels:
    if image.mode.startswith("I") or image.mode == "F":
        return _stretched(np.asarray(image, np.float32))
    if image.has_transparency_data:
        image = _on_paper(image.convert("RGBA"))
    return np.asarray(image.convert("L"), np.uint8)


def _blue_green_red(image: Image.Image) -> Pixels:
    if image.mode.startswith("I") or image.mode == "F":
        return np.ascontiguousarray(np.repeat(_grey(image)[:, :, None], 3, axis=2))
    if image.has_transparency_data:
        image = _on_paper(image.convert("RGBA"))
    return np.ascontiguousarray(np.asarray(image.convert("RGB"), np.uint8)[:, :, ::-1])


def _stretched(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Values of any depth, darkest to lightest, in 8 bits: a 16-bit picture may use only 12."""
    values = np.nan_to_num(values)
    low, high = float(values.min()), float(values.max())
    return ((values - low) * (255 / max(high - low, 1e-9))).round().astype(np.uint8)


def _on_paper(image: Image.Image) -> Image.Image:
    """On white; on black where white would hide all there is (a white code on nothing); without
    its transparency where that hides all there is (some programs write it wrongly).
    """
    for colour in ("white", "black"):
        paper = Image.new("RGBA", image.size, colour)
        paper.alpha_composite(image)
        if np.ptp(np.asarray(paper.convert("L"))) > HIDDEN:
            return paper
    return image
