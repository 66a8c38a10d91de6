"""The emulated printer's font ROM: BIZ UDGothic in cells of 12 or 24 by 24 dots."""

import math

from PIL import Image, ImageChops, ImageDraw

from printer_drivers.emulator.lines import line, lines_have
from printer_drivers.fonts import Fonts

_HEIGHT = 24
_BASELINE = 21


class Glyphs:
    """Characters as dots, each drawn once."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._drawn: dict[tuple[str, int, int, int, bool], Image.Image] = {}

    def image(
        self, character: str, cell: int, across: int, down: int, *, bold: bool
    ) -> Image.Image:
        """A character in its cell of `cell` by 24 dots, made wider and higher."""
        key = (character, cell, across, down, bold)
        image = self._drawn.get(key)
        if image is None:
            image = self._draw(character, cell, across, down, bold=bold)
            self._drawn[key] = image
        return image

    def _draw(
        self, character: str, cell: int, across: int, down: int, *, bold: bool
    ) -> Image.Image:
        if lines_have(character):
            image = line(character, cell, _HEIGHT)
            return image.resize((cell * across, _HEIGHT * down), Image.Resampling.NEAREST)
        # drawn at the larger size from its outline, as printers that smooth large characters do
        times = max(across, down)
        width = cell * times
        font = self._fonts.choose(character, _HEIGHT * times, bold=bold)
        if font is not None:
            # wide characters of one byte are pressed together
            width = max(width, math.ceil(font.getlength(character)))
        image = Image.new("L", (width, _HEIGHT * times), 0)
        canvas = ImageDraw.Draw(image)
        if font is None:
            canvas.rectangle((2, 2, image.width - 3, image.height - 3), outline=255, width=2)
        else:
            place = (image.width / 2, _BASELINE * times)
            canvas.text(place, character, fill=255, font=font, anchor="ms")
        return image.resize((cell * across, _HEIGHT * down), Image.Resampling.LANCZOS)


def underlined(image: Image.Image, dots: int) -> Image.Image:
    """With a line under it."""
    copy = image.copy()
    ImageDraw.Draw(copy).rectangle((0, copy.height - dots, copy.width, copy.height), fill=255)
    return copy


def reversed_image(image: Image.Image) -> Image.Image:
    """White on black."""
    return ImageChops.invert(image)
