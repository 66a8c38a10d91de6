"""Seals: each event's seal stands for it and for all before it, so that none of them can change, go
or come without being noticed. SQLite itself would not see a page whose bytes have changed.
"""

import hashlib

SEAL_BYTES = 32


def first_seal(stream: str) -> bytes:
    """What the first event of a stream follows."""
    return hashlib.sha256(f"madoguchi {stream}".encode()).digest()


def seal(before: bytes, position: int, kind: str, body: str) -> bytes:
    """The seal of an event; `before` is that of the one before it. SHA-256, 32 bytes."""
    return hashlib.sha256(before + f"{position} {kind} {body}".encode()).digest()
