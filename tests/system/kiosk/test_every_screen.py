"""Every screen in both shapes: it can be drawn, and all of it can be touched by a finger."""

import json
import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from uuid import UUID

import cv2
import pytest
import zxingcpp

from kiosk.paper_context import VISIT_PREFIX
from tests.system.parts import PATIENCE, virtual_screen


@pytest.mark.parametrize("size", ["1080x1920", "1280x800"])
def test_every_screen_fits(tmp_path: Path, size: str) -> None:
    with virtual_screen(size) as display:
        subprocess.run(
            [sys.executable, "-m", "tests.system.kiosk.every_screen", size, tmp_path],
            env={**os.environ, "DISPLAY": display},
            check=True,
            timeout=4 * PATIENCE,
        )
    width, height = (int(edge) for edge in size.split("x"))
    targets: dict[str, list[tuple[str, int, int, int, int]]] = json.loads(
        (tmp_path / "targets.json").read_text()
    )
    # about 15 mm on a 32-inch upright screen, and on a 10-inch lying one
    smallest = 80 if height > width else 58
    for screen, places in targets.items():
        picture = cv2.imread(str(tmp_path / f"{screen}.png"))
        assert picture is not None
        assert picture.shape == (height, width, 3)
        assert picture.std() > 10, f"{screen} is empty"
        for name, x, y, wide, high in places:
            assert min(wide, high) >= smallest, f"{screen}: {name} is too small"
            assert x >= 0, f"{screen}: {name}"
            assert y >= 0, f"{screen}: {name}"
            assert x + wide <= width, f"{screen}: {name}"
            assert y + high <= height, f"{screen}: {name}"
        if not screen.endswith(("ending", "ending-en")):
            for one, other in combinations(places, 2):
                assert not _overlap(one, other), f"{screen}: {one[0]} lies on {other[0]}"
    for screen in ("issued-paper_out", "issued-stuck-en", "issued-failed", "issued-no_printer"):
        # without a ticket, a telephone's camera reads what would be on it
        (code,) = zxingcpp.read_barcodes(cv2.imread(str(tmp_path / f"{screen}.png")))
        assert code.text == f"{VISIT_PREFIX}{UUID(int=1)}"
    assert zxingcpp.read_barcodes(cv2.imread(str(tmp_path / "issued-printed.png"))) == []
    assert {name for name, *_ in targets["trouble-no_answer"]} == {
        "language:ja",
        "language:en",
        "control:back",
    }
    assert "control:stay" in {name for name, *_ in targets["services-ending"]}


def _overlap(one: tuple[str, int, int, int, int], other: tuple[str, int, int, int, int]) -> bool:
    _, x, y, wide, high = one
    _, left, top, width, height = other
    return x < left + width and left < x + wide and y < top + height and top < y + high
