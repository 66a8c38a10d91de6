"""Lines for tables, in whole dots that join: a font's lie between dots and lose their strength."""

from typing import Final

from PIL import Image, ImageDraw

_TABLE: Final = (
    "─0101 │1010 ┌0110 ┐0011 └1100 ┘1001 ├1110 ┤1011 ┬0111 ┴1101 ┼1111 ═0202 ║2020 ╒0210 ╓0120 "
    "╔0220 ╕0012 ╖0021 ╗0022 ╘1200 ╙2100 ╚2200 ╛1002 ╜2001 ╝2002 ╞1210 ╟2120 ╠2220 ╡1012 ╢2021 "
    "╣2022 ╤0212 ╥0121 ╦0222 ╧1202 ╨2101 ╩2202 ╪1212 ╫2121 ╬2222 ╭0110 ╮0011 ╯1001 ╰1100"
)
_ARMS: Final = {entry[0]: entry[1:] for entry in _TABLE.split()}
"""Lines from the middle up, right, down and left: 0 none, 1 a line, 2 two lines."""
_ROUND: Final = "╭╮╯╰"


def lines_have(character: str) -> bool:
    """Whether a character is a line for tables."""
    return character in _ARMS


def line(character: str, width: int, height: int) -> Image.Image:
    """A line in its cell, mode L, 255 is black."""
    image = Image.new("L", (width, height), 0)
    canvas = ImageDraw.Draw(image)
    x, y = width // 2, height // 2
    up, right, down, left = (int(arm) for arm in _ARMS[character])
    if character in _ROUND:
        _corner(canvas, (x, y), (width, height), (1 if right else -1, 1 if down else -1))
        return image
    # where two lines cross something, the outer one goes round its corner
    over_x = 1 if 2 in {up, down} else 0
    over_y = 1 if 2 in {right, left} else 0
    arms = (
        (up, (x, 0, x, y + over_y)),
        (right, (x - over_x, y, width, y)),
        (down, (x, y - over_y, x, height)),
        (left, (0, y, x + over_x, y)),
    )
    cores = ((x, 0, x, y), (x, y, width, y), (x, y, x, height), (0, y, x, y))
    for place, (count, box) in enumerate(arms):
        if count == 2:
            side, below = (1, 0) if place in {0, 2} else (0, 1)
            wide = (box[0] - side, box[1] - below, box[2] + side, box[3] + below)
            canvas.rectangle(wide, fill=255)
    for (count, _), core in zip(arms, cores, strict=True):
        if count == 2:
            canvas.rectangle(core, fill=0)
    for count, box in arms:
        if count == 1:
            canvas.rectangle(box, fill=255)
    return image


def _corner(
    canvas: ImageDraw.ImageDraw,
    middle: tuple[int, int],
    size: tuple[int, int],
    towards: tuple[int, int],
) -> None:
    """A rounded corner, from the middle across and down by the signs of `towards`."""
    x, y = middle
    across, down = towards
    radius = min(4, size[0] // 2 - 1)
    box = sorted((x, x + 2 * radius * across)), sorted((y, y + 2 * radius * down))
    start = {(1, 1): 180, (-1, 1): 270, (-1, -1): 0, (1, -1): 90}[towards]
    canvas.arc((box[0][0], box[1][0], box[0][1], box[1][1]), start, start + 90, fill=255)
    canvas.line((x + radius * across, y, size[0] if across > 0 else 0, y), fill=255)
    canvas.line((x, y + radius * down, x, size[1] if down > 0 else 0), fill=255)
