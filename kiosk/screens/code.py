"""A QR code on the glass, for a telephone's camera."""

import segno

from kiosk.page import Box
from kiosk.screens.common import Drawing

QUIET = 4
"""White modules around a code (ISO/IEC 18004)."""


def draw_code(drawing: Drawing, text: str, box: Box) -> None:
    """The code as large as whole pixels let it be, in the middle of a box, with its quiet zone."""
    code = segno.make(text, error="m", boost_error=False, micro=False)
    rows = [bytes(row) for row in code.matrix_iter(border=QUIET)]
    across = len(rows)
    edge = max(1, int(min(box.width, box.height) / across)) * across
    x, y = box.x + (box.width - edge) / 2, box.y + (box.height - edge) / 2
    drawing.page.squares(rows, Box(x, y, edge, edge))
