"""A camera that is not there, goes silent, repeats itself or takes its process along."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.reading.camera import CameraState
from kiosk.reading.device_camera import DeviceCamera, FrameHealth, Patience
from kiosk.reading.fake_capture_process import Mood
from tests.unit.kiosk.reading.looking import seen
from tests.waiting import eventually

HASTY = Patience(start=8, silence=0.4, sameness=0.4, retry=0.05)
SEEN_IN = {
    Mood.STEADY: CameraState.SEEING,
    Mood.FROZEN: CameraState.STUCK,
    Mood.SILENT: CameraState.STUCK,
    Mood.ABSENT: CameraState.MISSING,
    Mood.ABORTING: CameraState.STUCK,
}


@pytest.fixture
def mood(tmp_path: Path) -> Path:
    return tmp_path / "mood"


@pytest.fixture
def camera(mood: Path) -> Iterator[DeviceCamera]:
    command = (sys.executable, "-P", "-m", "kiosk.reading.fake_capture_process", str(mood))
    camera = DeviceCamera("fake", command=command, patience=HASTY)
    yield camera
    camera.close()


@pytest.mark.parametrize("fault", [mood for mood in Mood if mood is not Mood.STEADY])
def test_a_camera_fails_while_it_sees_and_comes_back(
    camera: DeviceCamera, mood: Path, fault: Mood
) -> None:
    mood.write_text(Mood.STEADY.value)
    camera.start()
    frame = seen(camera)
    assert frame.pixels.shape == (48, 64, 3)
    mood.write_text(fault.value)
    eventually(lambda: camera.state is SEEN_IN[fault])
    assert camera.frame() is None, "an old picture is not shown as if it were live"
    mood.write_text(Mood.STEADY.value)
    assert seen(camera).serial > frame.serial
    assert camera.restarts >= 1


@pytest.mark.parametrize("fault", [Mood.ABSENT, Mood.ABORTING])
def test_a_camera_that_fails_at_the_start_is_found_later(
    camera: DeviceCamera, mood: Path, fault: Mood
) -> None:
    mood.write_text(fault.value)
    camera.start()
    eventually(lambda: camera.state is SEEN_IN[fault])
    mood.write_text(Mood.STEADY.value)
    eventually(lambda: camera.state is CameraState.SEEING)


def test_health_by_age_and_by_change() -> None:
    patience = Patience(start=15, silence=3, sameness=5)
    health = FrameHealth(patience, 0)
    assert health.verdict(15) is CameraState.STARTING
    assert health.verdict(15.1) is CameraState.STUCK
    health.saw(b"one", 16)
    assert health.verdict(16) is CameraState.STARTING, "one frame proves nothing"
    health.saw(b"two", 17)
    assert health.verdict(17) is CameraState.SEEING
    for second in range(18, 23):
        health.saw(b"two", second)
        assert health.verdict(second) is CameraState.SEEING
    health.saw(b"two", 22.1)
    assert health.verdict(22.1) is CameraState.STUCK, "fresh, and always the same"
    health.saw(b"three", 23)
    assert health.verdict(26) is CameraState.SEEING
    assert health.verdict(26.1) is CameraState.STUCK, "silent"


def test_the_real_process_says_that_there_is_no_such_device() -> None:
    camera = DeviceCamera("/dev/video99").start()
    try:
        eventually(lambda: camera.state is CameraState.MISSING)
        assert camera.frame() is None
    finally:
        camera.close()
