"""What holds for every camera: a folder, a device (the real process, on a film), and the fake."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.reading.camera import HEIGHT_MAX, WIDTH_MAX, Camera, CameraState, FakeCamera, Pixels
from kiosk.reading.cameras import open_camera
from kiosk.reading.device_camera import DeviceCamera
from tests.unit.kiosk.reading.looking import seen
from tests.waiting import eventually

Opened = tuple[Camera, Callable[[], None]]
"""A camera, and what makes something happen in front of it."""


def _film(path: Path) -> None:
    """A film of a picture that is larger than a frame may be, in MJPEG."""
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 15, (1600, 1200))
    for number in range(40):
        film.write(np.full((1200, 1600, 3), 40 + 5 * number, np.uint8))
    film.release()


def _device(folder: Path) -> Opened:
    film = folder / "film.avi"
    _film(film)
    camera = DeviceCamera(str(film))
    camera.start()
    return camera, lambda: None


def _folder(folder: Path) -> Opened:
    return open_camera(f"folder:{folder}"), lambda: None


def _fake(_: Path) -> Opened:
    camera = FakeCamera(time.monotonic)
    shade = iter(range(256))

    def show() -> None:
        pixels: Pixels = np.full((1200, 1600, 3), next(shade), np.uint8)
        camera.show(pixels)

    return camera, show


@pytest.fixture(params=[_device, _folder, _fake], ids=["device", "folder", "fake"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    opened: Opened = request.param(tmp_path)
    yield opened
    opened[0].close()


def test_it_comes_to_see_and_its_frames_are_bounded_fresh_and_numbered(opened: Opened) -> None:
    camera, happen = opened
    assert camera.state in {CameraState.STARTING, CameraState.SEEING}
    first = seen(camera, happen)
    high, wide, depth = first.pixels.shape
    assert (high <= HEIGHT_MAX, wide <= WIDTH_MAX, depth) == (True, True, 3)
    assert first.pixels.dtype == np.uint8
    assert first.taken_at <= time.monotonic()
    eventually(lambda: camera.state is CameraState.SEEING)

    def newer() -> bool:
        now = seen(camera, happen)
        return now.serial > first.serial and now.taken_at >= first.taken_at

    eventually(newer)


def test_once_closed_it_shows_nothing_and_may_be_closed_again(opened: Opened) -> None:
    camera, _ = opened
    camera.close()
    camera.close()
    assert camera.state is CameraState.MISSING
    assert camera.frame() is None


def test_the_kiosk_without_a_camera() -> None:
    camera = open_camera("none")
    assert camera.state is CameraState.MISSING
    assert camera.frame() is None
    camera.close()


@pytest.mark.parametrize("address", ["", "device", "device:", "device:x", "folder:", "none:", "0"])
def test_an_address_that_names_no_camera_is_refused_with_what_there_is(address: str) -> None:
    with pytest.raises(ValueError, match="device:0, device:/dev/video2, folder:DIR, none"):
        open_camera(address)


def test_a_missing_device_is_a_state() -> None:
    camera = open_camera("device:/dev/video99")
    try:
        eventually(lambda: camera.state is CameraState.MISSING)
    finally:
        camera.close()


def test_opening_does_not_wait_for_the_driver(tmp_path: Path) -> None:
    silent = (sys.executable, "-c", "import time; time.sleep(600)")
    camera = DeviceCamera("0", command=silent).start()
    assert camera.state is CameraState.STARTING
    assert camera.frame() is None
    camera.close()
