"""A camera is set for screens as far as it can be set."""

import errno
import struct
from pathlib import Path

import pytest

from kiosk.reading.optics import Control, Optics, Range, apply, wanted
from kiosk.settings import SettingsError, load_settings

NEEDED = {"site": "aizu", "kiosk": "kiosk-1", "data": "/var/lib/kiosk"}
WEBCAM = {
    Control.POWER_LINE_FREQUENCY: Range(0, 2, 1),
    Control.BACKLIGHT_COMPENSATION: Range(0, 1, 1),
    Control.EXPOSURE_AUTO: Range(0, 3, 1),
    Control.EXPOSURE_ABSOLUTE: Range(3, 2047, 1),
    Control.EXPOSURE_DYNAMIC_FRAMERATE: Range(0, 1, 1),
    Control.FOCUS_ABSOLUTE: Range(0, 250, 5),
    Control.FOCUS_AUTO: Range(0, 1, 1),
}
"""A Logitech C920's."""


class FakeDriver:
    """A V4L2 driver with some controls, of which one may refuse to be set."""

    def __init__(self, has: dict[Control, Range], refuses: Control | None = None) -> None:
        self._has = has
        self._refuses = refuses
        self.values: dict[Control, int] = {}

    def ioctl(self, _descriptor: int, request: int, argument: bytes) -> bytes:
        (number,) = struct.unpack_from("@I", argument)
        control = Control(number)
        if control not in self._has:
            raise OSError(errno.EINVAL, "no such control")
        limits = self._has[control]
        if request == 0xC0445624:  # VIDIOC_QUERYCTRL
            assert len(argument) == 68
            return struct.pack(
                "@II32siiiiI2I", number, 1, b"x", limits.low, limits.high, limits.step, 0, 0, 0, 0
            )
        assert request == 0xC008561C  # VIDIOC_S_CTRL
        if control is self._refuses:
            raise OSError(errno.EBUSY, "not now")
        self.values[control] = struct.unpack("@Ii", argument)[1]
        assert limits.low <= self.values[control] <= limits.high
        return argument


@pytest.fixture
def device(tmp_path: Path) -> str:
    path = tmp_path / "video0"
    path.touch()
    return str(path)


def test_by_itself_it_never_exposes_longer_than_a_frame(device: str) -> None:
    driver = FakeDriver(WEBCAM)
    assert apply(Optics(), device, driver.ioctl) == driver.values
    assert driver.values == {
        Control.EXPOSURE_AUTO: 3,
        Control.EXPOSURE_DYNAMIC_FRAMERATE: 0,
        Control.BACKLIGHT_COMPENSATION: 0,
        Control.FOCUS_AUTO: 1,
    }


def test_all_of_it_fixed(device: str) -> None:
    driver = FakeDriver(WEBCAM)
    apply(Optics("8.33", "41", "50"), device, driver.ioctl)
    assert driver.values == {
        Control.EXPOSURE_AUTO: 1,
        Control.EXPOSURE_ABSOLUTE: 83,
        Control.EXPOSURE_DYNAMIC_FRAMERATE: 0,
        Control.BACKLIGHT_COMPENSATION: 0,
        Control.POWER_LINE_FREQUENCY: 1,
        Control.FOCUS_AUTO: 0,
        Control.FOCUS_ABSOLUTE: 100,
    }


def test_manual_comes_before_the_value_that_needs_it() -> None:
    order = [control for control, _ in wanted(Optics("8", "50"), WEBCAM.get)]
    assert order.index(Control.EXPOSURE_AUTO) < order.index(Control.EXPOSURE_ABSOLUTE)
    assert order.index(Control.FOCUS_AUTO) < order.index(Control.FOCUS_ABSOLUTE)


def test_a_value_beyond_the_cameras_range_is_its_limit() -> None:
    has = {Control.EXPOSURE_AUTO: Range(1, 1, 1), Control.EXPOSURE_ABSOLUTE: Range(10, 100, 10)}
    assert dict(wanted(Optics("0.2"), has.get))[Control.EXPOSURE_ABSOLUTE] == 10
    assert dict(wanted(Optics("66"), has.get))[Control.EXPOSURE_ABSOLUTE] == 100


def test_a_camera_with_other_controls_or_none_or_none_at_all(device: str) -> None:
    driver = FakeDriver({})
    assert apply(Optics("8", "40", "60"), device, driver.ioctl) == {}
    driver = FakeDriver(WEBCAM, refuses=Control.EXPOSURE_AUTO)
    apply(Optics("8"), device, driver.ioctl)
    assert Control.BACKLIGHT_COMPENSATION in driver.values, "the others are set all the same"
    # the real thing: a file that is no camera, and no file
    assert apply(Optics("8"), device) == {}
    assert apply(Optics("8"), device + "-none") == {}


@pytest.mark.parametrize(
    ("setting", "value"),
    [("camera_exposure", "bright"), ("camera_exposure", "0"), ("camera_exposure", "100"),
     ("camera_exposure", "nan"), ("camera_focus", "-1"), ("camera_focus", "101"),
     ("camera_flicker", "55")],
)  # fmt: skip
def test_a_setting_that_is_none_is_refused(setting: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"settings: {setting}: "):
        load_settings({**NEEDED, setting: value}, None)


def test_settings_reach_the_camera() -> None:
    given = {"camera_exposure": "8", "camera_focus": "40", "camera_flicker": "50"}
    assert load_settings({**NEEDED, **given}, None).optics == Optics("8", "40", "50")
    assert load_settings(NEEDED, None).optics == Optics()
