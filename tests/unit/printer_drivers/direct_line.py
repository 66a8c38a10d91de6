"""A line to the emulated printer without a network: nothing waits for a clock.

A driver that waits for an answer gets none as soon as the printer has nothing more to do, or cannot
go on: what would be the end of its patience is there at once, and always at the same place.
"""

from collections.abc import Callable

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.device import Channel
from printer_drivers.emulator.server import Emulator
from printer_drivers.wires.wire import WireLostError, WireStuckError
from tests.waiting import PATIENCE


class DirectLine:
    """An open connection, as a driver has it (`wires.Wire`)."""

    def __init__(self, emulator: Emulator) -> None:
        """Connect. Raises WireLostError where the printer is unplugged."""
        self._device = emulator.device
        self._faults = emulator.faults
        self._powered = self._faults.powered
        self._heard = _Heard(emulator)
        if self._is_lost():
            raise WireLostError("nobody is there")
        self._device.connected(self._heard)

    def send(self, data: bytes) -> None:
        """To the printer, as far as it takes anything."""
        while data:
            with self._faults.changed:
                self._wait_for(lambda: self._is_lost() or self._device.room or self._device.quiet)
                room = self._device.room
            if self._is_lost():
                raise WireLostError("the connection ended")
            if not self._faults.condition.reads:
                return
            if not room:
                raise WireStuckError("the printer takes no more bytes")
            self._device.take(self._heard, data[:room])
            data = data[room:]

    def receive(self, seconds: float) -> bytes:
        """What it said. With no time to wait, what it has said until now."""
        with self._faults.changed:
            self._wait_for(
                lambda: self._heard.data or not seconds or self._is_lost() or self._device.quiet
            )
            if not self._heard.data and self._is_lost():
                raise WireLostError("the connection ended")
            data, self._heard.data = self._heard.data, b""
            return data

    def close(self) -> None:
        """Hang up."""
        self._device.disconnected(self._heard)

    def _wait_for(self, true: Callable[[], object]) -> None:
        ended = self._faults.changed.wait_for(true, PATIENCE)
        assert ended, "the printer neither goes on nor waits"

    def _is_lost(self) -> bool:
        return (
            self._faults.condition is Condition.UNPLUGGED or self._powered != self._faults.powered
        )


class _Heard(Channel):
    def __init__(self, emulator: Emulator) -> None:
        self._changed = emulator.faults.changed
        self.data = b""

    def send(self, data: bytes) -> None:
        with self._changed:
            self.data += data
            self._changed.notify_all()
