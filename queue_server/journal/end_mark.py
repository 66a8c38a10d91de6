"""How far a stream was acknowledged, in a file beside the journal.

SQLite drops, without a word, what a damaged write-ahead log held, and takes an old copy for the
journal as it is. Numbers that are on paper would then be given again. The mark is written after
each commit, and not forced to the disk: it may be behind the journal, and is never ahead of it.
"""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class End:
    """The last event of a stream: its position, and its seal."""

    position: int
    seal: bytes


def mark_path(journal: Path, stream: str) -> Path:
    """Where the mark of a stream is."""
    return journal.with_name(f"{journal.stem}.{stream}.end")


class EndMark:
    """The mark of one stream, to be written again and again."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises:
            OSError: it cannot be.
        """
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def write(self, end: End) -> None:
        """Say how far it is now.

        Raises:
            OSError: it is not written.
        """
        # one line of one length in one call: a process that is killed leaves the old or the new
        os.pwrite(self._file, _line(end), 0)

    def renew(self, end: End) -> None:
        """The same, after the journal; what is durable there is no reason to fail here."""
        with suppress(OSError):
            self.write(end)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


def read_mark(path: Path) -> End | None:
    """How far the stream was; None where nobody knows: no file, or one that is torn."""
    try:
        line = path.read_bytes()
        position, seal, _ = line.decode().split()
        end = End(int(position), bytes.fromhex(seal))
    except (FileNotFoundError, ValueError):
        return None
    return end if _line(end) == line else None


def _line(end: End) -> bytes:
    text = f"{end.position:020d} {end.seal.hex()}"
    return f"{text} {hashlib.sha256(text.encode()).hexdigest()[:16]}\n".encode()
