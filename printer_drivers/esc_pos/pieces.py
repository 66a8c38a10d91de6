"""A long job in pieces, so that the printer's memory is never full.

A printer whose receive buffer is full hears nothing, not even real-time commands: without paper it
could neither tell its state nor be made to forget the rest of the job.
"""

from typing import Final

from printer_drivers.esc_pos.frames import (
    CodePrint,
    CutPaper,
    Feed,
    LineFeed,
    PrintGraphics,
    Raster,
    decode,
)
from printer_drivers.shape import FrameError

MEMORY_BYTES: Final = 4096
"""The receive buffer of Epson's TM series and of most others as they leave the factory."""
PIECE_BYTES: Final = 1536
UNDER_WAY: Final = 2
"""Pieces that may be in the printer and not done: enough for the head never to wait, and room is
left for questions."""
_ENDS_LINE: Final = (LineFeed, Feed, Raster, PrintGraphics, CodePrint, CutPaper)


def pieces_of(data: bytes) -> tuple[bytes, ...]:
    """A job whole where it is short, else in pieces that end where a line does.

    A picture that is longer than a piece is one. So is what consists of commands that are not ours.
    """
    if len(data) <= PIECE_BYTES * UNDER_WAY:
        return (data,)
    try:
        frames = decode(data)
    except FrameError:
        return (data,)
    pieces = list[bytes]()
    piece = line = b""
    for frame in frames:
        line += frame.encode()
        if not isinstance(frame, _ENDS_LINE):
            continue
        if piece and len(piece) + len(line) > PIECE_BYTES:
            pieces.append(piece)
            piece = b""
        piece, line = piece + line, b""
    return (*pieces, piece + line)
