"""Every paper is, dot for dot, the picture that somebody looked at and found good."""

import difflib
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from tests.unit.papers.goldens import FOLDER, GOLDENS, Golden, side_by_side


@pytest.mark.parametrize("golden", GOLDENS, ids=[golden.name for golden in GOLDENS])
def test_the_paper_is_its_golden_picture(
    golden: Golden, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "PIL")  # its remarks would stand between a failure and its reader
    new, text = golden.picture(), golden.text()
    with Image.open(golden.picture_file) as kept:
        old = kept.convert("1")
    same = old.size == new.size and ImageChops.logical_xor(old, new).getbbox() is None
    old_text = golden.text_file.read_text(encoding="utf-8")
    if same and old_text == text:
        return
    where = tmp_path / f"{golden.name}.difference.png"
    side_by_side(old, new).save(where)
    lines = difflib.unified_diff(
        old_text.splitlines(), text.splitlines(), "golden", "now", lineterm="", n=1
    )
    pytest.fail(
        f"{golden.name} is printed differently.\n"
        f"Golden, now, and the difference (red is gone, blue is new): {where}\n"
        "If it is better so: make goldens, look at the pictures, commit them.\n"
        + ("\n".join(lines) or "The words are the same."),
        pytrace=False,
    )


def test_there_is_nothing_but_goldens() -> None:
    wanted = {file for one in GOLDENS for file in (one.picture_file, one.text_file)}
    assert set(FOLDER.iterdir()) == wanted


def test_a_difference_is_shown_in_colours() -> None:
    old, new = Image.new("1", (40, 20), 1), Image.new("1", (40, 30), 1)
    for picture, left in ((old, 2), (new, 20)):
        ImageDraw.Draw(picture).rectangle((left, 2, left + 8, 10), fill=0)
        ImageDraw.Draw(picture).rectangle((2, 14, 6, 18), fill=0)
    sheet = side_by_side(old, new)
    assert sheet.size == (200, 70)
    colours = {
        name: sheet.getpixel((20 + 2 * 60 + x, 20 + y))
        for name, x, y in (("gone", 5, 5), ("new", 24, 5), ("same", 4, 16), ("white", 38, 25))
    }
    assert colours == {
        "gone": (255, 0, 0),
        "new": (0, 0, 255),
        "same": (190, 190, 190),
        "white": (255, 255, 255),
    }
