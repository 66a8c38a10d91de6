"""How an interpreter eats bytes: generators that take one at a time."""

from collections.abc import Generator

Eating = Generator[None, int, None]
Bytes = Generator[None, int, bytes]
Number = Generator[None, int, int]
Done = Generator[None, int, bool]


def take(count: int) -> Bytes:
    """So many bytes."""
    data = bytearray()
    for _ in range(count):
        data.append((yield))
    return bytes(data)


def word() -> Number:
    """A number of two bytes, the lower one first."""
    low = yield
    high = yield
    return low + 256 * high


def until(end: int, most: int) -> Bytes:
    """The bytes before an end mark; of too many, the first `most`."""
    data = bytearray()
    while (byte := (yield)) != end:
        if len(data) < most:
            data.append(byte)
    return bytes(data)
