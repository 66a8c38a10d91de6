"""One emulated printer: one memory, one roll of paper, one blade, whoever is connected."""

import os
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import structlog
from PIL import Image

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.faults import Faults, Moment
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.languages import ClearedError, CommandLanguage, Firmware, Mechanism
from printer_drivers.emulator.paper import Roll, Tray

_log = structlog.get_logger()

BUFFER_BYTES: Final = 4096
"""The receive buffer of Epson's TM series as it leaves the factory."""
PIECE_BYTES: Final = 64
"""What leaves the receive buffer at once."""
MM_PER_INCH: Final = 25.4


class Channel(Protocol):
    """A line to the printer with somebody at the other end."""

    def send(self, data: bytes) -> None:
        """Hand bytes over. Never raises: a printer does not mind who has gone."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast it is; None is as fast as this machine can."""

    wire: float | None = None
    """Bytes a second."""
    head: float | None = None
    """Millimetres of paper a second."""
    slow_head: float = 8.0
    """The same while the condition is `slow`."""
    rest: Callable[[float], None] | None = None
    """Takes so many seconds; None is the machine's clock."""


FULL_SPEED: Final = Pace()


@dataclass(frozen=True, slots=True)
class _Piece:
    channel: Channel
    data: bytes


class Device:
    """Takes bytes from channels into its receive buffer; its own thread obeys them in turn.

    A job goes on when its connection ends, as in real printers, and what hangs out uncut stays
    there: only a cut, or somebody who opens the printer, takes it away. `buffer_bytes` is the size
    of the receive buffer; where it is full, the sender waits. `look` is called before bytes are
    heard: whatever was written about faults before is then known.
    """

    def __init__(
        self,
        language: CommandLanguage,
        tray: Tray,
        glyphs: Glyphs,
        faults: Faults,
        *,
        dots: int = 576,
        pace: Pace = FULL_SPEED,
        buffer_bytes: int = BUFFER_BYTES,
        look: Callable[[], None] = lambda: None,
    ) -> None:
        self.language = language
        self.faults = faults
        self.pace = pace
        self.tray = tray
        self.stopping = threading.Event()
        self.ended, self._end = os.pipe()
        """Ready to be read once it is stopping: what wakes a line that waits for bytes."""
        self.voice = threading.RLock()
        """Held by whoever hears or says something, so that nothing falls between the two."""
        self._glyphs = glyphs
        self._roll = Roll(dots, self._moved)
        self._buffer_bytes = buffer_bytes
        self._look = look
        self._state = faults.changed
        self._pieces: deque[_Piece] = deque()
        self._held = 0
        self._cleared = 0
        """Goes up with every clearing; what came before it is not printed any more."""
        self._powered = faults.powered
        self._handled = faults.handled
        self._firmware = self._power_on()
        self._printing_for: Channel | None = None
        self._printing = 0
        self._active: Channel | None = None
        self._waits_for: Callable[[], bool] | None = None
        self._dots_used = 0
        self._thread = threading.Thread(
            target=self._print, name="printer-emulator-paper", daemon=True
        )
        faults.listen(self._condition_changed)

    @property
    def used_mm(self) -> float:
        """Paper that went through since the roll was changed."""
        return self._dots_used * MM_PER_INCH / self._roll.dpi

    @property
    def quiet(self) -> bool:
        """Whether nothing happens until somebody does something: all is done, or it cannot go on.

        Notified by `faults.changed`, which is also its lock.
        """
        with self._state:
            return self._waits_for is not None and not self._waits_for()

    @property
    def room(self) -> int:
        """Bytes that the receive buffer has room for."""
        with self._state:
            return max(0, self._buffer_bytes - self._held)

    def wait_for_room(self, seconds: float) -> int:
        """The same, after waiting for some a while at most."""
        with self._state:
            self._state.wait_for(lambda: self.room or self.stopping.is_set(), seconds)
            return self.room

    @property
    def hanging(self) -> Image.Image | None:
        """What hangs out of the printer uncut."""
        with self._state:
            return None if self._roll.blank else self._roll.picture()

    @property
    def hanging_lines(self) -> int:
        """How many lines hang out of the printer uncut."""
        return self._roll.lines

    def new_roll(self) -> None:
        """Somebody puts a new roll in, and pulls out what was there."""
        self._tear_off()
        self._dots_used = 0
        self.faults.new_roll()

    def start(self) -> None:
        """Obey what comes in from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Stop in the middle of whatever is done. What hangs out uncut is a picture, too."""
        self.stopping.set()
        os.write(self._end, b"x")
        with self._state:
            self._state.notify_all()
        self._thread.join()
        self._tear_off()

    def close(self) -> None:
        """Once its lines have stopped, too."""
        os.close(self.ended)
        os.close(self._end)

    def connected(self, channel: Channel) -> None:
        """Somebody is at the other end of a channel."""
        with self.voice:
            self._active = channel
            self._current().greet(lambda data: self._say(channel, data))

    def disconnected(self, channel: Channel) -> None:
        """Nobody is there any more."""
        with self.voice:
            if self._active is channel:
                self._active = None

    def take(self, channel: Channel, data: bytes) -> None:
        """Bytes from a channel. Waits while the receive buffer is full."""
        self._look()
        with self.voice:
            self._active = channel
            cleared = self._cleared
            kept = self._current().hear(data, lambda answer: self._say(channel, answer))
            # its own clearing is behind it: what is kept came after that
            cleared = self._cleared if len(kept) < len(data) else cleared
        while kept:
            with self._state:
                room = self._buffer_bytes - self._held
                if self.stopping.is_set() or self._cleared != cleared or self._is_off():
                    return
                if room <= 0:
                    self._state.wait(0.05)
                    continue
                self._pieces.append(_Piece(channel, kept[:room]))
                self._held += len(kept[:room])
                kept = kept[room:]
                self._state.notify_all()

    def rest(self, seconds: float) -> None:
        """Take so long, or until what is being done is not wanted any more."""
        if self.pace.rest is not None:
            self.pace.rest(seconds)
            return
        with self._state:
            self._state.wait_for(self._is_unwanted, seconds)

    def _current(self) -> Firmware:
        """The firmware, switched on anew where power was off since."""
        with self._state:
            if self._is_off():
                self._powered = self.faults.powered
                self._forget()
                self._firmware = self._power_on()
            return self._firmware

    def _is_off(self) -> bool:
        return self._powered != self.faults.powered

    def _power_on(self) -> Firmware:
        return self.language.power_on(
            Mechanism(
                roll=self._roll,
                glyphs=self._glyphs,
                gate=self._gate,
                blade=self._blade,
                on_cut=self._cut,
                say=self._say_in_turn,
                confirm=self._confirm,
                condition=lambda: self.faults.condition,
                near_end=lambda: self.faults.near_end,
                clear=self._forget,
                recover=self.faults.recover,
            )
        )

    def _forget(self) -> None:
        with self._state:
            self._pieces.clear()
            self._held = 0
            self._cleared += 1
            self._state.notify_all()

    def _print(self) -> None:
        forgotten = self._cleared
        while True:
            with self._state:
                self._wait_for(lambda: self.stopping.is_set() or bool(self._pieces))
                if self.stopping.is_set():
                    return
                firmware = self._current()
                if not self._pieces:
                    continue
                piece = self._pop()
                self._printing = self._cleared
                self._printing_for = piece.channel
            if forgotten != self._printing:
                forgotten = self._printing
                firmware.forget()
            try:
                self._obey(firmware, piece.data)
            except ClearedError:
                continue

    def _wait_for(self, true: Callable[[], bool]) -> None:
        """Wait until somebody does something. On the thread that prints."""
        self._waits_for = true
        while not true():
            self._state.notify_all()
            self._state.wait()
        self._waits_for = None

    def _pop(self) -> _Piece:
        piece = self._pieces.popleft()
        now, later = piece.data[:PIECE_BYTES], piece.data[PIECE_BYTES:]
        if later:
            self._pieces.appendleft(_Piece(piece.channel, later))
        self._held -= len(now)
        self._state.notify_all()
        return _Piece(piece.channel, now)

    def _obey(self, firmware: Firmware, data: bytes) -> None:
        while data:
            left = self.faults.bytes_left()
            step = len(data) if left is None else max(1, min(left, len(data)))
            firmware.feed(data[:step])
            self.faults.pass_bytes(step)
            data = data[step:]
            if self.faults.condition is Condition.DEAD:
                self._gate()  # a program that hangs does not even think

    def _is_unwanted(self) -> bool:
        return self.stopping.is_set() or self._printing != self._cleared or self._is_off()

    def _gate(self) -> None:
        with self._state:
            # also while it prints: what was sent may be enough for hours
            self._wait_for(lambda: self._is_unwanted() or self.faults.condition.prints)
            if self._is_unwanted():
                raise ClearedError
        self._tear_off_if_handled()

    def _blade(self) -> None:
        self.faults.reach(Moment.AT_THE_CUT)
        self._gate()

    def _cut(self, page: Image.Image) -> None:
        self._drop(page)
        self.faults.reach(Moment.AFTER_THE_CUT)

    def _drop(self, page: Image.Image) -> None:
        try:
            path = self.tray.drop(page)
        except OSError as error:
            # a full disk loses this paper, not the printer
            _log.error("ticket_lost", error=error.strerror)
            return
        _log.info("ticket_cut", path=str(path))

    def _tear_off_if_handled(self) -> None:
        with self._state:
            handled, self._handled = self._handled, self.faults.handled
        if handled != self._handled:
            self._tear_off()

    def _tear_off(self) -> None:
        with self._state:
            page = None if self._roll.blank else self._roll.cut()
        if page is not None:
            self._drop(page)

    def _moved(self, dots: int) -> None:
        self._dots_used += dots
        slow = self.faults.condition is Condition.SLOW
        speed = self.pace.slow_head if slow else self.pace.head
        if speed and dots > 0:
            self.rest(dots * MM_PER_INCH / self._roll.dpi / speed)

    def _condition_changed(self) -> None:
        self._tear_off_if_handled()
        with self.voice:
            active = self._active
            if active is not None:
                self._current().notice(lambda data: self._say(active, data))

    def _say(self, channel: Channel, data: bytes) -> None:
        with self.voice:
            condition = self.faults.condition
            if condition is Condition.GARBAGE:
                data = bytes(byte ^ 0xFF for byte in data)
            if condition.answers:
                channel.send(data)

    def _say_in_turn(self, data: bytes) -> None:
        if self._printing_for is not None:
            self._say(self._printing_for, data)

    def _confirm(self, data: bytes) -> None:
        # nobody hears the answer and asks again before what comes with it has come
        with self.voice:
            self._say_in_turn(data)
            self.faults.reach(Moment.AFTER_THE_ANSWER)
