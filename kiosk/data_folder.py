"""A kiosk whose disk is full, read-only or breaks opens all the same.

Nothing that a number needs has to be written: the spool works in memory then, and the status says
so. Only Kivy wants a folder of its own, wherever that is.
"""

import errno
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import structlog

TROUBLE: Final = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM}
"""What a disk says that has room no more, or is not to be written. Else it is a wrong setting."""
KIVY_FOLDER: Final = "kivy"
_ROOM: Final = 1 << 18
"""Bytes that Kivy writes at its first start, with its icons."""

_log = structlog.get_logger(__name__)


def make_data_folder(data: Path) -> None:
    """Make it, where the disk lets it.

    Raises:
        OSError: there can never be such a folder: the setting is wrong.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        if error.errno not in TROUBLE:
            raise
        _log.error("data_folder_unusable", path=str(data), error=error.strerror)


def kivy_home(data: Path, elsewhere: Sequence[Path] | None = None) -> Path:
    """Where Kivy keeps its files: in the data folder, or else for as long as this process runs.

    `elsewhere` are folders to try then; the system's own for temporary files unless told.

    Raises:
        OSError: nothing can be written anywhere on this machine.
    """
    home = data / KIVY_FOLDER
    try:
        home.mkdir(parents=True, exist_ok=True)
        _try_room(home)
    except OSError as error:
        _log.error("data_folder_unusable", path=str(data), error=error.strerror)
    else:
        return home
    failed: OSError | None = None
    for folder in elsewhere or (Path(tempfile.gettempdir()), Path("/dev/shm")):  # noqa: S108  a folder of one's own is made in it
        made: Path | None = None
        try:
            made = Path(tempfile.mkdtemp(prefix="madoguchi-kivy-", dir=folder))
            _try_room(made)
        except OSError as error:
            failed = error
            if made is not None:
                shutil.rmtree(made, ignore_errors=True)
        else:
            return made
    raise failed or OSError(errno.ENOSPC, "no folder can be written")


def _try_room(folder: Path) -> None:
    trial = folder / ".room"
    try:
        trial.write_bytes(b"\0" * _ROOM)
    finally:
        trial.unlink(missing_ok=True)
