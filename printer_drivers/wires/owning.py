"""One owner a device: locks that end with the process that holds them, however it ends.

Two programs on one printer would read each other's answers. On a device file the lock is on the
file itself. A network printer has no file, so there is a lock file for its host and port, and it
has limits: it keeps apart the programs of one machine, which spell the host alike.
"""

import contextlib
import fcntl
import os
import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import quote

from printer_drivers.wires.wire import WireTakenError

LOCK_FOLDER: Final = Path("/run/lock")
"""Where everybody on a Linux system may put lock files (FHS 3.0, 5.9)."""
TAKEN: Final = "another program has it"


def own_file(descriptor: int, name: str) -> None:
    """Lock an open device file until it is closed.

    Raises:
        WireTakenError: somebody else has locked it.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise WireTakenError(f"{name}: {TAKEN}") from error


def own_address(host: str, port: int, folder: Path | None = None) -> int | None:
    """Lock a network printer; the descriptor to close when done with it.

    None where no lock file can be made: then the printer itself has to keep programs apart, as
    those that take one connection do.

    Raises:
        WireTakenError: another program of this machine has it.
    """
    path = _folder(folder) / f"ticket-printer-{quote(host, safe='')}-{port}.lock"
    descriptor = None
    # first without making it: in a folder that all may write to, Linux lets nobody "make" a file
    # that is there and belongs to somebody else (fs.protected_regular)
    for flags in (os.O_RDONLY, os.O_RDONLY | os.O_CREAT | os.O_EXCL, os.O_RDONLY):
        with contextlib.suppress(OSError):
            descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
            break
    if descriptor is None:
        return None
    try:
        own_file(descriptor, f"{host} port {port}")
    except WireTakenError:
        os.close(descriptor)
        raise
    return descriptor


def _folder(wished: Path | None) -> Path:
    if wished is not None:
        return wished
    return LOCK_FOLDER if os.access(LOCK_FOLDER, os.W_OK) else Path(tempfile.gettempdir())
