"""Barcodes of `GS k` as bars: patterns by python-barcode, the meaning of data by ESC/POS."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from barcode.charsets import code39, code128
from barcode.codabar import CODABAR
from barcode.ean import EAN8, EAN13
from barcode.itf import ITF
from PIL import Image, ImageDraw

_NAMES: Final = (
    "UPC-A",
    "UPC-E",
    "EAN-13",
    "EAN-8",
    "CODE39",
    "ITF",
    "CODABAR",
    "CODE93",
    "CODE128",
    "GS1-128",
    "GS1 DataBar Omnidirectional",
    "GS1 DataBar Truncated",
    "GS1 DataBar Limited",
    "GS1 DataBar Expanded",
)
_THIN, _THICK = 1, 3
"""Modules of thin and thick bars where there are but two."""


@dataclass(frozen=True, slots=True)
class Barcode:
    """Bars, and the characters that people read."""

    modules: str
    """1 is black, 0 white, each as wide as the thinnest bar."""
    text: str


def name(system: int) -> str:
    """What the reference calls the number after `GS k`."""
    kind = system if system <= 6 else system - 65
    return _NAMES[kind] if 0 <= kind < len(_NAMES) else f"barcode {system}"


def pattern(system: int, data: bytes) -> Barcode | None:
    """The barcode of `GS k`, by its number in either form (0 to 6, 65 to 73).

    None where the data does not fit the system, as the reference has it, and for the systems that
    are not drawn: UPC-E, CODE93, GS1-128, GS1 DataBar.
    """
    encode = _ENCODERS.get(name(system))
    return None if encode is None else encode(data)


def _upc_a(data: bytes) -> Barcode | None:
    # UPC-A is EAN-13 that starts with 0
    longer = _ean_13(b"0" + data)
    return None if longer is None else Barcode(longer.modules, longer.text[1:])


def _ean_13(data: bytes) -> Barcode | None:
    if not re.fullmatch(rb"[0-9]{12,13}", data):
        return None
    # a check digit that was sent is printed as it is
    code = EAN13(data.decode("ascii"), no_checksum=len(data) == 13)
    return Barcode("".join(code.build()), code.get_fullcode())


def _ean_8(data: bytes) -> Barcode | None:
    if not re.fullmatch(rb"[0-9]{7,8}", data):
        return None
    code = EAN8(data.decode("ascii"), no_checksum=len(data) == 8)
    return Barcode("".join(code.build()), code.get_fullcode())


def _code_39(data: bytes) -> Barcode | None:
    text = data.decode("latin-1")
    text = text[1:-1] if len(text) > 2 and text[0] == text[-1] == "*" else text
    if not text or not set(text) <= set(code39.REF):
        return None
    letters = [code39.EDGE, *(code39.MAP[letter][1] for letter in text), code39.EDGE]
    return Barcode(code39.MIDDLE.join(letters), text)


def _itf(data: bytes) -> Barcode | None:
    if not data or len(data) % 2 or not re.fullmatch(rb"[0-9]+", data):
        return None
    code = ITF(data.decode("ascii"), narrow=_THIN, wide=_THICK)
    return Barcode("".join(code.build()), data.decode("ascii"))


def _codabar(data: bytes) -> Barcode | None:
    if not re.fullmatch(rb"(?i)[A-D][0-9$+./:-]+[A-D]", data):
        return None
    text = data.decode("ascii").upper()
    return Barcode("".join(CODABAR(text, narrow=_THIN, wide=_THICK).build()), text)


def _code_128(data: bytes) -> Barcode | None:
    """Data as the reference has it: `{A`, `{B`, `{C` first, and wherever the code set changes.

    In code set C a byte of 0 to 99 is two digits. `{S` is a shift, `{1` to `{4` are functions,
    `{{` is a brace.
    """
    if data[:2] not in {b"{A", b"{B", b"{C"}:
        return None
    code_set = chr(data[1])
    values = [code128.START_CODES[code_set]]
    text = ""
    shifted = False
    rest = iter(data[2:])
    for byte in rest:
        character = chr(byte)
        if character == "{":
            special = chr(next(rest, 0))
            if special in "ABC":
                if special != code_set:
                    values.append(_CODE_SETS[special])
                code_set = special
                continue
            if special in "1234S":
                value = _FUNCTIONS[code_set].get(special)
                if value is None or shifted:
                    return None
                values.append(value)
                shifted = special == "S"
                continue
            if special != "{" or code_set == "C":
                return None
        actual = {"A": "B", "B": "A"}[code_set] if shifted else code_set
        shifted = False
        value = _value(actual, byte)
        if value is None:
            return None
        values.append(value)
        text += f"{byte:02}" if code_set == "C" else character
    if len(values) == 1 or shifted:
        return None
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    modules = "".join(code128.CODES[value] for value in [*values, check])
    return Barcode(f"{modules}{code128.STOP}11", text)


def _value(code_set: str, byte: int) -> int | None:
    match code_set:
        case "A" if byte < 0x60:
            return byte - 0x20 if byte >= 0x20 else byte + 0x40
        case "B" if 0x20 <= byte < 0x80:
            return byte - 0x20
        case "C" if byte < 100:
            return byte
        case _:
            return None


_CODE_SETS: Final = {"A": 101, "B": 100, "C": 99}
_FUNCTIONS: Final = {
    "A": {"1": 102, "2": 97, "3": 96, "4": 101, "S": 98},
    "B": {"1": 102, "2": 97, "3": 96, "4": 100, "S": 98},
    "C": {"1": 102},
}
"""Symbol values of ISO/IEC 15417."""

_ENCODERS: Final[dict[str, Callable[[bytes], Barcode | None]]] = {
    "UPC-A": _upc_a,
    "EAN-13": _ean_13,
    "EAN-8": _ean_8,
    "CODE39": _code_39,
    "ITF": _itf,
    "CODABAR": _codabar,
    "CODE128": _code_128,
}


def drawn(barcode: Barcode, dots: int, height: int) -> Image.Image:
    """The bars, the thinnest so many dots across."""
    row = bytes(255 if module == "1" else 0 for module in barcode.modules)
    image = Image.frombytes("L", (len(row), 1), row)
    return image.resize((len(row) * dots, height), Image.Resampling.NEAREST)


def beside(images: Iterable[Image.Image]) -> Image.Image:
    """Images of one height in a row."""
    parts = list(images)
    row = Image.new("L", (max(1, sum(part.width for part in parts)), 24), 0)
    x = 0
    for part in parts:
        row.paste(part, (x, 0))
        x += part.width
    return row


def stacked(*images: Image.Image) -> Image.Image:
    """Images under each other, on one middle."""
    whole = Image.new(
        "L", (max(image.width for image in images), sum(image.height for image in images)), 0
    )
    y = 0
    for image in images:
        whole.paste(image, ((whole.width - image.width) // 2, y))
        y += image.height
    return whole


def framed(words: Image.Image, height: int) -> Image.Image:
    """Words in a frame: the place of something that cannot be drawn."""
    frame = Image.new("L", (words.width + 24, max(height, words.height + 8)), 0)
    ImageDraw.Draw(frame).rectangle((0, 0, frame.width - 1, frame.height - 1), outline=255, width=2)
    frame.paste(words, (12, (frame.height - words.height) // 2))
    return frame
