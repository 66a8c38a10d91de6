"""The process in which zbar reads: a crafted code can abort it, or keep it busy for ever."""

from kiosk.reading.reading_pipe import Decode, serve_parent

MEMORY_MAX = 2 << 30
"""Bytes of address space: a crafted code must not take the kiosk's memory."""


def decode(pixels: bytes, wide: int, high: int) -> list[str]:
    """The ASCII texts that zbar reads.

    It guesses at the encoding of all others (and makes 日本語 into something else), so those are
    left to zxing-cpp.
    """
    from pyzbar.pyzbar import ZBarSymbol  # noqa: PLC0415 - loads libzbar; only this process does
    from pyzbar.pyzbar import decode as zbar_decode  # noqa: PLC0415 - as above

    found = zbar_decode((pixels, wide, high), symbols=[ZBarSymbol.QRCODE])
    return [str(code.data, "ascii") for code in found if code.data and code.data.isascii()]


def main(decode: Decode = decode) -> None:
    """Serve this process's own input and output."""
    serve_parent(decode, memory_max=MEMORY_MAX)


if __name__ == "__main__":
    main()
