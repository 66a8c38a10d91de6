"""The folder as a camera: what is dropped in is held up, oldest first, and not kept."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.reading.camera import CameraState, Frame
from kiosk.reading.folder_camera import FolderCamera
from kiosk.reading.two_readers import ZxingReader
from tests.unit.kiosk.reading.photographs import DENSE, SPARSE, code


class Stage:
    """A folder camera on a clock that the test moves."""

    def __init__(self, folder: Path) -> None:
        self.now = 1000.0
        self.folder = folder
        self.camera = FolderCamera(folder, lambda: self.now, hold_seconds=1.5)

    def drop(self, name: str, data: bytes, *, age: int = 0) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        os.utime(path, (5000 - age, 5000 - age))
        return path

    def pass_time(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.now += 0.1
            self.camera.step()

    def frame(self) -> Frame:
        frame = self.camera.frame()
        assert frame is not None
        return frame

    def state(self) -> CameraState:
        return self.camera.state

    def texts(self) -> tuple[str, ...]:
        return ZxingReader().read(self.frame().pixels)


def png(text: str, module: int = 6, border: int = 4) -> bytes:
    return cv2.imencode(".png", code(text, module=module, border=border))[1].tobytes()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_between_pictures_it_sees_an_empty_lobby_that_lives(stage: Stage) -> None:
    stage.pass_time(0.1)
    first = stage.frame()
    assert first.pixels.shape == (720, 1280, 3)
    assert stage.texts() == ()
    stage.pass_time(0.1)
    assert stage.frame().serial > first.serial
    assert not np.array_equal(stage.frame().pixels, first.pixels)


def test_a_picture_is_held_up_for_its_time_and_then_deleted(stage: Stage) -> None:
    path = stage.drop("pass.png", png(SPARSE))
    stage.pass_time(0.2)
    assert stage.texts() == (SPARSE,)
    held = stage.frame()
    stage.pass_time(1.4)
    assert stage.texts() == (SPARSE,)
    assert stage.frame().serial > held.serial
    assert path.exists()
    stage.pass_time(0.2)
    assert stage.texts() == ()
    assert not path.exists()


def test_the_oldest_first(stage: Stage) -> None:
    stage.drop("a.png", png("SECOND"), age=10)
    stage.drop("b.png", png("FIRST"), age=20)
    stage.drop("c.png", png("THIRD"), age=0)
    seen: list[str] = []
    for _ in range(60):
        stage.pass_time(0.1)
        seen.extend(text for text in stage.texts() if text not in seen)
    assert seen == ["FIRST", "SECOND", "THIRD"]
    assert list(stage.folder.iterdir()) == []


@pytest.mark.parametrize("name", [".pass.png", "pass.png.part", "pass.png.PART", "x.tmp"])
def test_unfinished_names_are_left_alone(stage: Stage, name: str) -> None:
    path = stage.drop(name, png(SPARSE))
    stage.pass_time(5)
    assert stage.texts() == ()
    assert path.exists()


def test_a_file_that_is_still_being_written_is_waited_for(stage: Stage) -> None:
    whole = png(DENSE)
    path = stage.folder / "pass.png"
    for size in range(100, len(whole), len(whole) // 20):
        path.write_bytes(whole[:size])
        stage.pass_time(0.3)
        assert stage.texts() == ()
        assert path.exists()
    path.write_bytes(whole)
    stage.pass_time(0.3)
    assert stage.texts() == (DENSE,)


@pytest.mark.parametrize(
    "data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + bytes(50), b"<svg/>"]
)
def test_what_is_no_picture_is_deleted_and_does_not_stop_the_next(
    stage: Stage, data: bytes
) -> None:
    path = stage.drop("bad.png", data, age=60)
    stage.drop("good.png", png(SPARSE))
    stage.pass_time(0.3)
    assert stage.texts() == (SPARSE,)
    stage.pass_time(4)
    assert not path.exists()
    assert stage.camera.state is CameraState.SEEING


def test_folders_pipes_and_dead_links_are_left_alone(stage: Stage) -> None:
    (stage.folder / "folder.png").mkdir()
    os.mkfifo(stage.folder / "pipe.png")
    (stage.folder / "link.png").symlink_to("/nowhere/at/all.png")
    stage.drop("写真.png", png(SPARSE))
    stage.pass_time(0.3)
    assert stage.texts() == (SPARSE,)


@pytest.mark.parametrize("shape", [(3000, 4000), (4000, 300), (5, 5), (1, 3000), (720, 1280)])
def test_pictures_of_any_size_fit_into_the_frame(stage: Stage, shape: tuple[int, int]) -> None:
    picture = np.full((*shape, 3), (255, 0, 0), np.uint8)
    stage.drop("big.png", cv2.imencode(".png", picture)[1].tobytes())
    stage.pass_time(0.3)
    pixels = stage.frame().pixels
    assert pixels.shape == (720, 1280, 3)
    assert (pixels[:, 640] == (255, 0, 0)).all(axis=1).any()


@pytest.mark.parametrize(("module", "border"), [(1, 4), (3, 0), (10, 4), (40, 4)])
def test_codes_small_large_and_without_a_margin_are_readable(
    stage: Stage, module: int, border: int
) -> None:
    stage.drop("pass.png", png(SPARSE, module, border))
    stage.pass_time(0.3)
    assert stage.texts() == (SPARSE,)


def test_a_missing_folder_is_a_state_until_it_is_there(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "later")
    stage.pass_time(0.5)
    assert stage.state() is CameraState.MISSING
    assert stage.camera.frame() is None
    stage.folder.mkdir()
    stage.pass_time(0.1)
    assert stage.state() is CameraState.SEEING


def test_closing_deletes_what_is_held_up(stage: Stage) -> None:
    path = stage.drop("pass.png", png(SPARSE))
    stage.pass_time(0.3)
    stage.camera.close()
    assert not path.exists()


def test_a_picture_that_somebody_takes_away_is_forgotten(stage: Stage) -> None:
    path = stage.drop("pass.png", png(SPARSE))
    stage.pass_time(0.3)
    path.unlink()
    stage.pass_time(2)
    assert stage.texts() == ()


def test_a_new_picture_under_the_same_name_is_held_up_too(stage: Stage) -> None:
    stage.drop("pass.png", png("FIRST"))
    stage.pass_time(2)
    stage.drop("pass.png", png("SECOND"))
    stage.pass_time(0.3)
    assert stage.texts() == ("SECOND",)
