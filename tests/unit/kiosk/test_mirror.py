"""The screen as files."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.mirror import EDGE_MAX, Mirror
from kiosk.page import Box, Target


def test_a_picture_and_what_can_be_touched(tmp_path: Path) -> None:
    mirror = Mirror(tmp_path / "mirror")
    pixels = np.zeros((1920, 1080, 3), np.uint8)
    pixels[:960] = (255, 0, 0)  # OpenGL's lowest rows, red
    target = Target("control:back", "もどる Back", Box(10.4, 20.0, 300.0, 100.0), lambda: None)
    mirror.describe("services", 1080, 1920, [target])
    mirror.show(pixels.tobytes(), 1080, 1920)
    mirror.close()
    assert json.loads((tmp_path / "mirror" / "screen.json").read_bytes()) == {
        "screen": "services",
        "width": 1080,
        "height": 1920,
        "targets": [
            {
                "name": "control:back",
                "words": "もどる Back",
                "x": 10,
                "y": 20,
                "width": 300,
                "height": 100,
            }
        ],
    }
    picture = cv2.imread(str(tmp_path / "mirror" / "screen.jpg"))
    assert picture is not None
    assert picture.shape == (EDGE_MAX, 720, 3)
    assert picture[10, 360].max() < 10
    blue, green, red = (int(level) for level in picture[1270, 360])
    assert red > 240
    assert max(blue, green) < 15
    assert not list((tmp_path / "mirror").glob(".*"))


def test_pictures_of_an_earlier_run_are_gone(tmp_path: Path) -> None:
    (tmp_path / "screen.jpg").write_bytes(b"old")
    Mirror(tmp_path).close()
    assert not (tmp_path / "screen.jpg").exists()


def test_a_folder_that_vanishes_does_not_end_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mirror"
    mirror = Mirror(folder)
    folder.rmdir()
    for _ in range(3):
        mirror.describe("start", 1080, 1920, [])
    mirror.close()
    assert capsys.readouterr().out.count("mirror_not_written") == 1
