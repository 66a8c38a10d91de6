"""What a reading process and its parent say to each other.

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
Decode = Callable[[bytes, int, int], list[str]]
"""Grey pixels, width and height -> texts."""


def serve(decode: Decode, requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer until the parent goes."""
    write_reply(replies, b"[]")  # ready
    while (request := read_request(requests)) is not None:
        high, wide = SIZE.unpack_from(request)
        texts = decode(request[SIZE.size :], wide, high)
        write_reply(replies, json.dumps(texts).encode())


def serve_parent(decode: Decode, *, memory_max: int) -> None:
    """Serve this process's own input and output, with at most so many bytes of address space."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_max, memory_max))
    requests, replies = own_streams()
    end_with_parent(requests)
    decode(bytes([255] * 64), 8, 8)  # load the library before saying that it is ready
    with suppress(BrokenPipeError):  # the parent went while this was answering
        serve(decode, requests, replies)
