"""The ways in which files are spoilt."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from bench.disk.trials import JOURNAL, SITE, Left
from queue_server.journal.sqlite import SqliteJournal

Spoil = Callable[[Path], None]


def whole(left: Left, folder: Path) -> Left:
    """The same after the log has gone into the file, as after a clean end."""
    data = folder / "whole"
    shutil.copytree(left.data, data)
    with closing(SqliteJournal(data / JOURNAL, SITE.id)):
        pass
    return Left(data, left.backups, left.events)


def cut(name: str, size: int, every: int) -> Iterator[Spoil]:
    """A file ends earlier: at every so manieth byte."""
    for length in range(0, size, every):
        yield partial(_cut, name, length)


def flipped(name: str, size: int, every: int) -> Iterator[Spoil]:
    """One byte of a file is another."""
    for at in range(0, size, every):
        yield partial(_flip, name, at)


def zeroed(name: str, size: int, page: int = 512) -> Iterator[Spoil]:
    """A sector of a file is empty."""
    for at in range(0, size, page):
        yield partial(_zero, name, at, page)


def older_copy(backup: Path) -> Iterator[Spoil]:
    """Somebody copied a backup over the journal by hand."""

    def put(data: Path) -> None:
        _write(data / JOURNAL, backup.read_bytes())
        (data / f"{JOURNAL}-wal").unlink(missing_ok=True)

    yield put


def gone(name: str) -> Iterator[Spoil]:
    """A file is not there any more."""
    yield lambda data: (data / name).unlink()


def emptied(name: str) -> Iterator[Spoil]:
    """A file has no byte left."""
    yield lambda data: _write(data / name, b"")


def newest(left: Left) -> Path:
    """The backup."""
    return max(left.backups.iterdir())


def _cut(name: str, length: int, data: Path) -> None:
    _write(data / name, (data / name).read_bytes()[:length])


def _flip(name: str, at: int, data: Path) -> None:
    content = bytearray((data / name).read_bytes())
    content[at] ^= 0x55
    _write(data / name, content)


def _zero(name: str, at: int, count: int, data: Path) -> None:
    content = bytearray((data / name).read_bytes())
    content[at : at + count] = bytes(len(content[at : at + count]))
    _write(data / name, content)


def _write(path: Path, content: bytes | bytearray) -> None:
    path.write_bytes(content)
