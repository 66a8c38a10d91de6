"""How a camera is set for passes: bright little screens held close, in somebody's hand.

Through V4L2's controls (linux/videodev2.h, v4l2-controls.h). A camera that has not all of them, or
none, is used as it is.
"""

import fcntl
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

AUTO: Final = "auto"
FOCUS_MAX: Final = 100.0
EXPOSURE_MAX: Final = 66.0
"""Milliseconds: a frame at 15 a second has no more."""
_VIDIOC_S_CTRL: Final = 0xC008561C
_VIDIOC_QUERYCTRL: Final = 0xC0445624
_CONTROL: Final = struct.Struct("@Ii")
"""struct v4l2_control: id, value."""
_QUERY: Final = struct.Struct("@II32siiiiI2I")
"""struct v4l2_queryctrl: id, type, name, minimum, maximum, step, default, flags, reserved."""
_DISABLED: Final = 1
_EXPOSURE_MANUAL, _EXPOSURE_APERTURE_PRIORITY = 1, 3
_FLICKER = {"50": 1, "60": 2, AUTO: 3}


class Control(IntEnum):
    """The controls that we set, by their ids."""

    POWER_LINE_FREQUENCY = 0x00980918
    BACKLIGHT_COMPENSATION = 0x0098091C
    EXPOSURE_AUTO = 0x009A0901
    EXPOSURE_ABSOLUTE = 0x009A0902
    """In 0.1 ms."""
    EXPOSURE_DYNAMIC_FRAMERATE = 0x009A0903
    FOCUS_ABSOLUTE = 0x009A090A
    """Greater is nearer."""
    FOCUS_AUTO = 0x009A090C


@dataclass(frozen=True, slots=True)
class Optics:
    """How to set a camera."""

    exposure: str = AUTO
    """`auto`, as long as a frame lasts at most; or fixed, in milliseconds."""
    focus: str = AUTO
    """`auto`; or fixed, in percent of the way from far to near."""
    flicker: str = AUTO
    """The mains' frequency in Hz, `50` (eastern Japan) or `60` (western), or `auto`."""

    def __post_init__(self) -> None:
        """Raises:
        ValueError: one of them is none of these.
        """
        _number(self.exposure, "exposure", EXPOSURE_MAX, "ms")
        _number(self.focus, "focus", FOCUS_MAX, "%")
        if self.flicker not in _FLICKER:
            raise ValueError("flicker is auto, 50 or 60")


@dataclass(frozen=True, slots=True)
class Range:
    """What a control of this camera takes."""

    low: int
    high: int
    step: int

    def nearest(self, value: float) -> int:
        """The value that it takes which is nearest."""
        step = max(1, self.step)
        steps = round((min(max(value, self.low), self.high) - self.low) / step)
        return min(self.high, self.low + steps * step)


def wanted(
    optics: Optics, range_of: Callable[[Control], Range | None]
) -> Iterator[tuple[Control, int]]:
    """What to set, in this order, on a camera with such ranges (None: it has no such control)."""
    fixed = optics.exposure != AUTO
    values: list[tuple[Control, float]] = [
        (
            Control.EXPOSURE_AUTO,
            _EXPOSURE_MANUAL if fixed else _EXPOSURE_APERTURE_PRIORITY,
        ),
        # else in a dim lobby it takes longer than a frame lasts: a hand trembles, a screen blooms
        (Control.EXPOSURE_DYNAMIC_FRAMERATE, 0),
        # it brightens what is before a bright window, and burns out a screen before a dark wall
        (Control.BACKLIGHT_COMPENSATION, 0),
        (Control.POWER_LINE_FREQUENCY, _FLICKER[optics.flicker]),
        (Control.FOCUS_AUTO, optics.focus == AUTO),
    ]
    if fixed:
        values.insert(1, (Control.EXPOSURE_ABSOLUTE, float(optics.exposure) * 10))
    for control, value in values:
        limits = range_of(control)
        if limits is None:
            continue
        if control is Control.EXPOSURE_ABSOLUTE:
            yield control, limits.nearest(value)
        elif limits.low <= value <= limits.high:
            yield control, int(value)
    reach = range_of(Control.FOCUS_ABSOLUTE)
    if optics.focus != AUTO and reach is not None:
        share = float(optics.focus) / FOCUS_MAX
        yield Control.FOCUS_ABSOLUTE, reach.nearest(reach.low + share * (reach.high - reach.low))


Ioctl = Callable[[int, int, bytes], bytes]
"""Descriptor, request and argument -> the argument as the driver changed it. Raises OSError."""


def apply(optics: Optics, device: str, ioctl: Ioctl = fcntl.ioctl) -> dict[Control, int]:
    """Set a camera (`/dev/video0`) as far as it can be set. What was set.

    Controls may be set from beside while another descriptor takes the frames.
    """
    done = dict[Control, int]()
    try:
        descriptor = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return done  # whoever opens it for its frames will see, and say so
    try:
        for control, value in wanted(optics, lambda control: _range(descriptor, control, ioctl)):
            with suppress(OSError):  # a control that is there and will not: so be it
                ioctl(descriptor, _VIDIOC_S_CTRL, _CONTROL.pack(control, value))
                done[control] = value
    finally:
        os.close(descriptor)
    return done


def _range(descriptor: int, control: Control, ioctl: Ioctl) -> Range | None:
    asked = _QUERY.pack(control, 0, b"", 0, 0, 0, 0, 0, 0, 0)
    try:
        answer = _QUERY.unpack(ioctl(descriptor, _VIDIOC_QUERYCTRL, asked))
    except OSError:
        return None
    low, high, step, flags = answer[3], answer[4], answer[5], answer[7]
    return None if flags & _DISABLED else Range(low, high, step)


def _number(text: str, what: str, most: float, unit: str) -> None:
    if text == AUTO:
        return
    try:
        value = float(text)
    except ValueError:
        value = -1
    least = 0.1 if unit == "ms" else 0
    if not least <= value <= most:
        raise ValueError(f"{what} is auto, or from {least:g} to {most:g} {unit}")
