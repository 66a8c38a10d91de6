"""The process in which zbar reads: a crafted code can abort it, or keep it busy for ever.

A request is height and width (2 × 4 bytes) and the grey pixels; a reply is a JSON list of texts.
"""

import json
import resource
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from kiosk.reading.worker import end_with_parent, own_streams, read_request, write_reply

SIZE = struct.Struct("<II")
MEMORY_MAX = 2 << 30
"""Bytes of address space: a crafted code must not take the kiosk's memory."""
Decode = Callable[[bytes, int, int], list[str]]
"""Grey pixels, width and height -> texts."""


def decode(pixels: bytes, wide: int, high: int) -> list[str]:
    """The ASCII texts that zbar reads.

    It guesses at the encoding of all others (and makes 日本語 into something else), so those are
    left to zxing-cpp.
    """
    from pyzbar.pyzbar import ZBarSymbol  # noqa: PLC0415 - loads libzbar; only this process does
    from pyzbar.pyzbar import decode as zbar_decode  # noqa: PLC0415 - as above

    found = zbar_decode((pixels, wide, high), symbols=[ZBarSymbol.QRCODE])
    return [str(code.data, "ascii") for code in found if code.data and code.data.isascii()]


def serve(decode: Decode, requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer until the parent goes."""
    write_reply(replies, b"[]")  # ready
    while (request := read_request(requests)) is not None:
        high, wide = SIZE.unpack_from(request)
        texts = decode(request[SIZE.size :], wide, high)
        write_reply(replies, json.dumps(texts).encode())


def main(decode: Decode = decode) -> None:
    """Serve this process's own input and output."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    requests, replies = own_streams()
    end_with_parent(requests)
    decode(bytes([255] * 64), 8, 8)  # load the library before saying that it is ready
    with suppress(BrokenPipeError):  # the parent went while this was answering
        serve(decode, requests, replies)


if __name__ == "__main__":
    main()
