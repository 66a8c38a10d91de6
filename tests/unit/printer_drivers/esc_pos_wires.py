"""Printers at the other end of a wire that a test writes: what was sent, and what they say."""

import re
from collections.abc import Callable

from printer_drivers.esc_pos.answers import (
    AutomaticStatus,
    BuffersCleared,
    Information,
    ProcessIdAnswer,
    RealTimeAnswer,
    SensorAnswer,
)
from printer_drivers.wires.wire import WireLostError, WireStuckError

_COMMANDS = re.compile(
    rb"\x10\x04(?P<real_time>[\x01-\x04])|\x1da(?P<tell>.)|\x1dr(?P<sensor>.)"
    rb"|\x1d\(H\x06\x0000(?P<process>....)|\x1dI(?P<who>.)|(?P<clear>\x10\x14\x08)",
    re.DOTALL,
)
_TAIL = 10
"""Bytes of the longest command, but one: a wire brings pieces of any size."""


class Talker:
    """A printer that answers as its model does. A test changes what it is; nothing is printed."""

    def __init__(self) -> None:
        self.real_time = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}
        self.told = AutomaticStatus(0x10, 0x00, 0x00)
        self.words = {66: b"EPSON", 67: b"TM-T88VI"}
        self.does_commands = True
        """Off: it is stopped, and what is sent waits; real-time commands are obeyed."""
        self.silent = False
        self.takes_jobs = True
        self.plugged_in = True
        self.sent = b""
        self.closed = 0
        self.dribbles = False
        """Says one byte at a time, as a serial port may bring them."""
        self.waited = 0
        """How often somebody waited for it in vain."""
        self.before_answer: Callable[[], None] = lambda: None
        """What happens at the printer when a command is about to be done."""
        self._waiting = b""
        self._undone = b""
        self._tail = b""

    def __call__(self) -> "Talker":
        """Connect."""
        if not self.plugged_in:
            raise WireLostError("no such device")
        self._waiting = b""
        return self

    def say(self, data: bytes) -> None:
        """By itself."""
        self._waiting += data

    def send(self, data: bytes) -> None:
        if not self.plugged_in:
            raise WireLostError("unplugged")
        if not self.takes_jobs and len(data) > 16:
            raise WireStuckError("the printer takes no more bytes")
        self.sent += data
        self._obey(data)

    def go_on(self) -> None:
        """What was sent while it was stopped is done now."""
        self.does_commands = True
        undone, self._undone = self._undone, b""
        self._obey(undone)

    def receive(self, seconds: float) -> bytes:
        if not self.plugged_in:
            raise WireLostError("unplugged")
        size = 1 if self.dribbles else len(self._waiting)
        waiting, self._waiting = self._waiting[:size], self._waiting[size:]
        if self.silent:
            waiting = b""
        if not waiting and seconds:
            self.waited += 1
        return waiting

    def close(self) -> None:
        self.closed += 1

    def _obey(self, data: bytes) -> None:
        data = self._tail + data
        done = 0
        for found in _COMMANDS.finditer(data):
            done = found.end()
            if found["real_time"]:
                bits = self.real_time[found["real_time"][0]]
                self.say(RealTimeAnswer(bits).encode())
            elif found["clear"]:
                self._undone = b""
                self.say(BuffersCleared().encode())
            else:
                self.before_answer()
                if not self.does_commands:
                    self._undone += found[0]
                else:
                    self._answer(found)
        self._tail = data[max(done, len(data) - _TAIL) :]

    def _answer(self, found: re.Match[bytes]) -> None:
        if found["tell"]:
            self.say(self.told.encode())
        elif found["sensor"]:
            self.say(SensorAnswer(0).encode())
        elif found["process"]:
            self.say(ProcessIdAnswer(found["process"]).encode())
        elif found["who"] and found["who"][0] in self.words:
            self.say(Information(self.words[found["who"][0]]).encode())
