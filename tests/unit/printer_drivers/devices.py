"""Device files of this machine with a printer behind them, which are plugged in and out."""

import contextlib
import os
import select
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

from tests.unit.printer_drivers.esc_pos_wires import Talker


class Plug:
    """A device file at a path, while it is plugged in: a pseudo-terminal, answered by a talker."""

    def __init__(self, path: Path, talker: Talker) -> None:
        self.path = path
        self.talker = talker
        self._ours = -1
        self._ended, self._end = os.pipe()
        self._carrying: threading.Thread | None = None

    def plug_in(self) -> None:
        """The file appears; another one than before, as after every plugging in."""
        self._ours, theirs = os.openpty()
        tty.setraw(self._ours)
        # a file that nobody has open is always ready to be read, until somebody opens it just then
        os.set_blocking(self._ours, False)
        tty.setraw(theirs)
        self.path.symlink_to(os.ttyname(theirs))
        os.close(theirs)
        self._carrying = threading.Thread(target=self._carry)
        self._carrying.start()

    def unplug(self) -> None:
        """The file goes, and what was open of it is dead."""
        os.write(self._end, b"x")
        if self._carrying is not None:
            self._carrying.join()
            self._carrying = None
        os.read(self._ended, 1)
        self.path.unlink()
        os.close(self._ours)

    def close(self) -> None:
        """Nothing is left open."""
        if self._carrying is not None:
            self.unplug()
        os.close(self._ended)
        os.close(self._end)

    def _carry(self) -> None:
        while True:
            ready, _, _ = select.select([self._ours, self._ended], [], [])
            if self._ended in ready:
                return
            try:
                self.talker.send(os.read(self._ours, 4096))
            except OSError:
                # nobody has the file open, or has said anything: look again in a moment
                if select.select([self._ended], [], [], 0.01)[0]:
                    return
                continue
            if said := self.talker.receive(0):
                os.write(self._ours, said)


@contextlib.contextmanager
def plugged_in(path: Path, talker: Talker | None = None) -> Iterator[Plug]:
    """A device file with a printer behind it."""
    plug = Plug(path, talker or Talker())
    try:
        plug.plug_in()
        yield plug
    finally:
        plug.close()


@contextlib.contextmanager
def deaf_port() -> Iterator[str]:
    """A serial port whose other end takes nothing."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    try:
        yield os.ttyname(theirs)
    finally:
        os.close(theirs)
        os.close(ours)
