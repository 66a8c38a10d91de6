"""Star's commands for pictures and codes.

"StarPRNT Command Specifications": Bit Image Graphics, Bar Code, QR Code, PDF417. `print_rest` is
what they all do first: the line that is being filled goes onto the paper.
"""

from collections.abc import Callable
from typing import Final

from PIL import Image

from printer_drivers.emulator.head import Head, code_modules, unknown
from printer_drivers.emulator.star.eating import Bytes, Eating, take, until, word
from printer_drivers.emulator.star.status import code_size
from printer_drivers.emulator.star.tables import BARCODES, CODE128, digit
from printer_drivers.emulator.state import Settings

PrintRest = Callable[[], None]

_RS: Final = 0x1E
_ROW_BYTES_MAX: Final = 128
_QR_LEVELS: Final = "lmqh"
_QR_DOTS_MAX: Final = 8
_QR_BYTES_MAX: Final = 7089
_BARCODE_BYTES_MAX: Final = 255


def raster(head: Head, print_rest: PrintRest) -> Eating:
    """`ESC GS S m xL xH yL yH n d…`: one block of two tones, the highest bit leftmost."""
    tones = yield
    row_bytes = yield from word()
    rows = yield from word()
    yield  # the colour
    data = yield from take(row_bytes * rows)
    if tones != 1 or not 1 <= row_bytes <= _ROW_BYTES_MAX:
        unknown(bytes([0x1B, 0x1D, ord("S"), tones]))
        return
    print_rest()
    head.draw_dots(row_bytes * 8, rows, data, (1, 1))


def bit_image(head: Head, name: str) -> Eating:
    """`ESC K/L` columns of 8 dots, `ESC X` of 24, `ESC k` rows of n1 bytes, 24 of them.

    They stand on the line like characters.
    """
    count = yield from word()
    if name == "k":
        data = yield from take(count * 24)
        size = (count * 8, 24)
    else:
        column_bytes = 3 if name == "X" else 1
        data = yield from take(count * column_bytes)
        size = (column_bytes * 8, count)
    if not count:
        return
    image = Image.frombytes("1", size, data).convert("L")
    if name != "k":
        image = image.transpose(Image.Transpose.TRANSPOSE)
        across, down = {"K": (2, 3), "L": (1, 3), "X": (1, 1)}[name]
        larger = (image.width * across, image.height * down)
        image = image.resize(larger, Image.Resampling.NEAREST)
    image = image.crop((0, 0, min(image.width, head.settings.area), image.height))
    head.place(image, before=0, after=0, underline=0)


def code(head: Head, print_rest: PrintRest, answer: Callable[[bytes], None]) -> Eating:
    """`ESC GS y`: a QR code's settings, its data, the command to print it, and how large it is."""
    state = head.settings
    match chr((yield)):
        case "S":
            setting = chr((yield))
            value = yield
            if setting == "1" and value < len(_QR_LEVELS):
                state.qr_level = _QR_LEVELS[value]
            elif setting == "2" and 1 <= value <= _QR_DOTS_MAX:
                state.qr_dots = value
        case "D":
            if chr((yield)) == "1":
                yield
                state.qr_data = yield from _code_data()
            else:
                blocks = yield
                data = b""
                for _ in range(blocks):
                    yield
                    data += yield from _code_data()
                state.qr_data = data
        case "P":
            print_rest()
            head.draw_code()
        case "I":
            answer(code_size(_side(state)))
        case other:
            unknown(b"\x1b\x1dy" + other.encode("latin-1"))


def _code_data() -> Bytes:
    length = yield from word()
    data = yield from take(length)
    return data if length <= _QR_BYTES_MAX else b""


def _side(state: Settings) -> int:
    """Dots of the stored code's side; 0 where it cannot be printed."""
    if not state.qr_data:
        return 0
    modules = code_modules(state.qr_data, state.qr_level)
    side = 0 if modules is None else modules.width * state.qr_dots
    return side if side <= state.area else 0


def pdf417() -> Eating:
    """`ESC GS x`: passed over."""
    match chr((yield)):
        case "S":
            setting = yield
            yield from take(3 if setting == ord("0") else 1)
        case "D":
            yield from take((yield from word()))
        case _:
            unknown(b"\x1b\x1dx")


def barcode(head: Head, print_rest: PrintRest) -> Eating:
    """`ESC b n1 n2 n3 n4 d… RS`: kind, characters below it, how wide the thinnest bar is, height.

    Two thicknesses of bars (CODE39, ITF, NW-7) are drawn as the emulator's own, not as n3 says.
    """
    state = head.settings
    system = digit((yield))
    option = digit((yield))
    mode = digit((yield))
    state.bar_height = max(1, (yield))
    data = yield from until(_RS, _BARCODE_BYTES_MAX)
    kind = BARCODES.get(system)
    if kind is None:
        unknown(bytes([0x1B, ord("b"), system]))
        return
    if kind == CODE128 and not data.startswith(b"{"):
        data = b"{B" + data
    state.bar_dots = max(2, min(4, mode + 1))
    state.bar_text = 2 if option in {2, 4} else 0
    print_rest()
    head.draw_barcode(kind, data)
