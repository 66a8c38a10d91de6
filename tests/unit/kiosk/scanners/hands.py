"""Hands that hold codes under scanners: a serial port at both ends, and keys as the kernel says."""

import os
import queue
import tty
from pathlib import Path

from kiosk.scanners.keys import (
    EV_KEY,
    EV_SYN,
    KEY_ENTER,
    KEY_LEFT_SHIFT,
    KeyEvent,
    Layout,
    characters_of,
)
from kiosk.scanners.wedge_scanner import WedgePort
from tests.waiting import PATIENCE

PASS = "MG1:6BF$Z %A*B+C-D./:0123456789"


class Heard:
    """What a scanner told, in order."""

    def __init__(self) -> None:
        self._texts = queue.SimpleQueue[str]()

    def __call__(self, text: str) -> None:
        self._texts.put(text)

    def next(self) -> str:
        """The next text, once it is there."""
        return self._texts.get(timeout=PATIENCE)

    def nothing(self) -> bool:
        """Whether all that was told was looked at."""
        return self._texts.empty()


class SerialHand:
    """The scanner's end of a serial port that is plugged in and out at a path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ends: tuple[int, int] | None = None

    def plug_in(self) -> None:
        """From now on there is a port at the path."""
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        self._ends = (ours, theirs)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(theirs))

    def send(self, data: bytes) -> None:
        """The scanner sends."""
        assert self._ends is not None
        os.write(self._ends[0], data)

    def unplug(self) -> None:
        """The port is gone, as with a USB cable."""
        if self._ends is not None:
            self.path.unlink()
            for end in self._ends:
                os.close(end)
            self._ends = None


class DeviceFile:
    """A named pipe as a keyboard's device file: what is written to it was pressed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.grabbed = list[int]()

    def port(self) -> WedgePort:
        """A scanner there."""
        return WedgePort(str(self.path), grab=self.grabbed.append)

    def plug_in(self) -> None:
        """From now on it is there."""
        os.mkfifo(self.path)
        # opened for both, so that neither end waits for the other
        self._end = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def press(self, data: bytes) -> None:
        """It says so."""
        assert os.write(self._end, data) == len(data)

    def unplug(self) -> None:
        """It is gone."""
        self.path.unlink()
        os.close(self._end)


def press(code: int) -> list[KeyEvent]:
    """A key down and up, as the kernel says it."""
    sync = KeyEvent(EV_SYN, 0, 0)
    # 4: the scan code, which stands before the key itself
    return [
        KeyEvent(4, 4, 458_756), KeyEvent(EV_KEY, code, 1), sync, KeyEvent(EV_KEY, code, 0), sync
    ]  # fmt: skip


def keys_of(text: str, layout: Layout = "us", *, end: int | None = KEY_ENTER) -> list[KeyEvent]:
    """What a wedge presses to type a text."""
    events = list[KeyEvent]()
    known = characters_of(layout)
    for letter in text:
        code, shifted = next(
            (code, pair[0] != letter) for code, pair in known.items() if letter in pair
        )
        if shifted:
            events.append(KeyEvent(EV_KEY, KEY_LEFT_SHIFT, 1))
        events += press(code)
        if shifted:
            events.append(KeyEvent(EV_KEY, KEY_LEFT_SHIFT, 0))
    return events + (press(end) if end is not None else [])


def recorded(events: list[KeyEvent]) -> bytes:
    """The bytes that a device file gives."""
    return b"".join(event.to_bytes() for event in events)
