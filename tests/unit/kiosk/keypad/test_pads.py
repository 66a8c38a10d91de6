"""A pad on a device file: its keys, unplugged and back; and what its setting says."""

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.keypad.pad import BackgroundPad, NoPad, open_pad, pad_of
from kiosk.keypad.pad_keys import CODES, USUAL, PadKey, pad_keys_of
from kiosk.scanners.input_device import InputDevice
from kiosk.scanners.scanner import ScannerState
from tests.unit.kiosk.scanners.hands import DeviceFile, press, recorded
from tests.waiting import PATIENCE, eventually


class Pressed:
    """The keys that a pad told, in order."""

    def __init__(self) -> None:
        self._keys = queue.SimpleQueue[PadKey]()

    def __call__(self, key: PadKey) -> None:
        self._keys.put(key)

    def next(self) -> PadKey:
        return self._keys.get(timeout=PATIENCE)


@pytest.fixture
def device(tmp_path: Path) -> DeviceFile:
    return DeviceFile(tmp_path / "event-kbd")


@pytest.fixture
def told() -> Pressed:
    return Pressed()


@pytest.fixture
def pad(device: DeviceFile, told: Pressed) -> Iterator[BackgroundPad]:
    found = InputDevice(str(device.path), (), grab=device.grabbed.append)
    keys = pad_keys_of({"next": "F14", "volume": "f16"})
    pad = BackgroundPad("pad", found.open, keys, told, retry_seconds=0.02).start()
    yield pad
    pad.close()
    assert pad.state is ScannerState.MISSING


def test_keys_unplugged_and_back(pad: BackgroundPad, device: DeviceFile, told: Pressed) -> None:
    eventually(lambda: pad.state is ScannerState.MISSING)
    for _ in range(2):
        device.plug_in()
        eventually(lambda: pad.state is ScannerState.READY)
        # what nobody has set means nothing
        for name in ("F14", "F5", "UP", "ENTER", "F16"):
            device.press(recorded(press(CODES[name])))
        keys = [told.next() for _ in range(4)]
        assert keys == [PadKey.NEXT, PadKey.PREVIOUS, PadKey.CHOOSE, PadKey.VOLUME]
        device.unplug()
        eventually(lambda: pad.state is ScannerState.MISSING)
    assert len(device.grabbed) == 2, "grabbed each time that it was opened"


def test_a_key_that_is_held_is_pressed_once(
    pad: BackgroundPad, device: DeviceFile, told: Pressed
) -> None:
    device.plug_in()
    down, *rest = press(CODES["UP"])[1:]
    held = type(down)(down.kind, down.code, 2)
    device.press(recorded([down, held, held, *rest, *press(CODES["DOWN"])]))
    assert [told.next(), told.next()] == [PadKey.PREVIOUS, PadKey.NEXT]
    device.unplug()


def test_five_keys_of_any_keyboard_are_enough() -> None:
    five = {CODES[name] for name in ("UP", "DOWN", "ENTER", "LEFT", "RIGHT")}
    meant = {USUAL[code] for code in five}
    assert meant == {
        PadKey.PREVIOUS,
        PadKey.NEXT,
        PadKey.CHOOSE,
        PadKey.BACK,
        PadKey.VOLUME,
    }


def test_settings() -> None:
    assert isinstance(open_pad("none", lambda _: None), NoPad)
    found = pad_of("evdev:Storm AudioNav?next=F22&choose=F20")
    assert found is not None
    device, keys = found
    assert (device.where, device.needed) == ("Storm AudioNav", (CODES["F22"], CODES["F20"]))
    assert keys[CODES["F22"]] is PadKey.NEXT
    assert keys[CODES["DOWN"]] is PadKey.NEXT


@pytest.mark.parametrize(
    "address",
    [
        "",
        "evdev:",
        "serial:///dev/ttyACM0",
        "evdev:Pad?jump=F13",
        "evdev:Pad?next=F99",
        "evdev:Pad?next=F13&choose=F13",
        "evdev:Pad?next=F13&next=F14",
    ],
)
def test_what_cannot_be_a_pad_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        pad_of(address)
