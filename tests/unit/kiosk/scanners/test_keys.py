"""Key events become the characters that a scanner typed."""

import pytest

from kiosk.scanners.keys import (
    EV_KEY,
    EV_SYN,
    EVENT,
    SYN_DROPPED,
    KeyEvent,
    Keys,
    Layout,
    events_of,
)
from kiosk.scanners.lines import CANCEL
from tests.unit.kiosk.scanners.hands import PASS, keys_of, press, recorded

ASCII = "".join(map(chr, range(32, 127)))


def typed(events: list[KeyEvent], layout: Layout = "us") -> bytes:
    keys = Keys(layout)
    return b"".join(keys.typed(event) for event in events)


@pytest.mark.parametrize("layout", ["us", "jp"])
def test_every_character_on_either_layout(layout: Layout) -> None:
    assert typed(keys_of(ASCII, layout), layout) == ASCII.encode() + b"\n"


def test_a_pass_as_a_scanner_types_it_in_the_kernels_own_bytes() -> None:
    data = recorded(keys_of(PASS))
    assert len(data) % EVENT.size == 0
    assert typed(list(events_of(data + b"\0" * (EVENT.size - 1)))) == PASS.encode() + b"\n"


def test_the_codes_are_those_of_linux() -> None:
    # linux/input-event-codes.h: KEY_M 50, KEY_G 34, KEY_1 2, KEY_SEMICOLON 39; shift is 42 or 54
    shift = 54
    events = [
        KeyEvent(EV_KEY, shift, 1), *press(50), *press(34), KeyEvent(EV_KEY, shift, 0),
        *press(2), KeyEvent(EV_KEY, 42, 1), *press(39), KeyEvent(EV_KEY, 42, 0),
    ]  # fmt: skip
    assert typed(events) == b"MG1:"


def test_a_held_key_is_one_character_and_a_command_none() -> None:
    held = [KeyEvent(EV_KEY, 30, 1), *[KeyEvent(EV_KEY, 30, 2)] * 20, KeyEvent(EV_KEY, 30, 0)]
    assert typed(held) == b"a"
    control = [KeyEvent(EV_KEY, 29, 1), *press(46), KeyEvent(EV_KEY, 29, 0)]
    assert typed(control + press(46)) == b"c"


def test_both_shifts_and_the_keypad() -> None:
    both = [KeyEvent(EV_KEY, 42, 1), KeyEvent(EV_KEY, 54, 1), KeyEvent(EV_KEY, 42, 0), *press(30)]
    assert typed([*both, KeyEvent(EV_KEY, 54, 0), *press(30)]) == b"Aa"
    assert typed([*press(79), *press(80), *press(96)]) == b"12\n"


def test_keys_that_the_kernel_lost_cancel_the_text() -> None:
    lost = [KeyEvent(EV_KEY, 42, 1), KeyEvent(EV_SYN, SYN_DROPPED, 0), *press(30)]
    assert typed(lost) == bytes([CANCEL]) + b"a"


def test_other_devices_events_are_nothing() -> None:
    assert typed([KeyEvent(2, 0, 5), KeyEvent(3, 0, 700), *press(113), *press(999)]) == b""
