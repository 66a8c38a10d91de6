"""A pad of keys, in a thread of its own, which looks for it again whenever it is gone."""

import re
import threading
from collections.abc import Callable, Mapping
from typing import Final, Protocol
from urllib.parse import parse_qsl

import structlog

from kiosk.keypad.pad_keys import CODES, PadKey, pad_keys_of, pressed
from kiosk.scanners.background import ABSENT
from kiosk.scanners.input_device import Events, InputDevice
from kiosk.scanners.scanner import ScannerState

RETRY_SECONDS: Final = 1.0
LISTEN_SECONDS: Final = 0.1
"""The longest wait for a key; then the thread looks whether it is to end."""
KINDS: Final = "one of evdev:/dev/input/by-id/…, evdev:NAME?next=F14&previous=F13, none"

OnKey = Callable[[PadKey], None]
"""Is told each key, in the pad's own thread: it only puts it in a queue."""

log = structlog.get_logger(__name__)


class Pad(Protocol):
    """A pad that is listened to in the background."""

    @property
    def state(self) -> ScannerState:
        """What it is doing now."""
        ...

    def close(self) -> None:
        """Let go of it. A second call does nothing."""
        ...


class NoPad:
    """The pad of a kiosk that has none."""

    @property
    def state(self) -> ScannerState:
        """Always missing."""
        return ScannerState.MISSING

    def close(self) -> None:
        """Nothing to end."""


class BackgroundPad:
    """Listens to whatever `connect` opens."""

    def __init__(
        self,
        name: str,
        connect: Callable[[], Events],
        keys: Mapping[int, PadKey],
        on_key: OnKey,
        *,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        """`connect` raises OSError where the pad is not there or cannot be used."""
        self._name = name
        self._connect = connect
        self._keys = keys
        self._on_key = on_key
        self._retry = retry_seconds
        self._state = ScannerState.STARTING
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keypad", daemon=True)

    @property
    def state(self) -> ScannerState:
        """As it was a tenth of a second ago at most."""
        return self._state

    def start(self) -> "BackgroundPad":
        """Listen in the background, until `close`. Called once."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Let go of the pad, and end the thread."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()
        self._state = ScannerState.MISSING

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                events = self._connect()
            except OSError as error:
                self._fail(error)
            else:
                try:
                    self._become(ScannerState.READY)
                    self._listen(events)
                except OSError as error:
                    self._fail(error)
                finally:
                    events.close()
            self._ending.wait(self._retry)

    def _listen(self, events: Events) -> None:
        while not self._ending.is_set():
            for event in events.read(LISTEN_SECONDS):
                key = pressed(event, self._keys)
                if key is not None:
                    self._on_key(key)

    def _fail(self, error: OSError) -> None:
        absent = error.errno in ABSENT
        self._become(ScannerState.MISSING if absent else ScannerState.STUCK, str(error))

    def _become(self, state: ScannerState, why: str = "") -> None:
        if state is self._state:
            return
        self._state = state
        if state is ScannerState.READY:
            log.info("keypad_ready", keypad=self._name)
        else:
            log.warning("keypad_lost", keypad=self._name, state=state.value, why=why)


def pad_of(address: str) -> tuple[InputDevice, Mapping[int, PadKey]] | None:
    """The device that an address names, and what its keys mean; None for `none`.

    Nothing is opened.

    Raises:
        ValueError: it names no kind of pad that there is.
    """
    if address == "none":
        return None
    where, _, query = address.partition("?")
    named = re.fullmatch(r"evdev:(.*\S.*)", where)
    if named is None:
        raise ValueError(KINDS)
    settings = parse_qsl(query, keep_blank_values=True)
    own = dict(settings)
    if len(own) < len(settings):
        raise ValueError("each of a pad's keys is set once")
    keys = pad_keys_of(own)
    needed = tuple(CODES[key.upper()] for key in own.values()) or (CODES["DOWN"], CODES["ENTER"])
    return InputDevice(named[1], needed), keys


def open_pad(address: str, on_key: OnKey) -> Pad:
    """A pad that is listened to. One that is missing is a state of it, not an error.

    Raises:
        ValueError: the address names no kind of pad that there is.
    """
    found = pad_of(address)
    if found is None:
        return NoPad()
    device, keys = found
    return BackgroundPad(address, device.open, keys, on_key).start()
