"""`kiosk scan` on files of every kind: what is printed, and how it ends."""

import io
import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from kiosk.main import main
from kiosk.reading.process_reader import Budget
from kiosk.reading.scan import scan_files
from kiosk.reading.zbar_reader import ZbarReader
from tests.unit.kiosk.reading.photographs import DENSE, SPARSE, code, lobby, toned


def scan(*files: Path) -> tuple[Result, list[dict[str, Any]]]:
    result = CliRunner().invoke(main, ["scan", *map(str, files)])
    return result, [json.loads(line) for line in result.stdout.splitlines()]


def read(file: Path) -> list[str]:
    result, lines = scan(file)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [line["file"] for line in lines] == [str(file)]
    assert set(lines[0]) == {"file", "texts", "ms"}
    assert lines[0]["ms"] >= 0
    texts: list[str] = lines[0]["texts"]
    return texts


def picture(text: str = SPARSE) -> Image.Image:
    return Image.fromarray(code(text))


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "gif", "bmp", "tiff", "avif", "JPEG"])
def test_kinds(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"受付コード 1.{kind}"
    picture().save(file)
    assert read(file) == [SPARSE]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr", "LA", "RGBA", "I;16"])
def test_modes(tmp_path: Path, mode: str) -> None:
    file = tmp_path / ("code.tiff" if mode in {"CMYK", "YCbCr"} else "code.png")
    if mode == "I;16":
        deep = code(SPARSE).astype(np.uint16) * 16  # 12 bits, as scanners make them
        Image.fromarray(deep).save(file)
    else:
        picture().convert("RGB" if mode == "CMYK" else "L").convert(mode).save(file)
    assert read(file) == [SPARSE]


@pytest.mark.parametrize("ink", [0, 255])
def test_ink_of_either_colour_on_nothing(tmp_path: Path, ink: int) -> None:
    alpha = 255 - code(SPARSE)
    colour = np.full_like(alpha, ink)
    file = tmp_path / "code.png"
    Image.fromarray(np.dstack([colour, colour, colour, alpha])).save(file)
    assert read(file) == [SPARSE]


@pytest.mark.parametrize("alpha", [0, 1])
def test_a_picture_that_says_of_itself_that_it_is_not_to_be_seen(
    tmp_path: Path, alpha: int
) -> None:
    grey = code(SPARSE)
    file = tmp_path / "code.png"
    Image.fromarray(np.dstack([grey, grey, grey, np.full_like(grey, alpha)])).save(file)
    assert read(file) == [SPARSE]


@pytest.mark.parametrize("turned", range(1, 9))
def test_exif_orientation(tmp_path: Path, turned: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turned
    file = tmp_path / "code.jpg"
    picture().save(file, exif=exif)
    assert read(file) == [SPARSE]


def test_broken_exif(tmp_path: Path) -> None:
    file = tmp_path / "code.jpg"
    picture().save(file, exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f")
    assert read(file) == [SPARSE]


def test_an_animation_is_its_first_picture(tmp_path: Path) -> None:
    file = tmp_path / "code.gif"
    picture().save(file, save_all=True, append_images=[picture("OTHER")])
    assert read(file) == [SPARSE]


def test_a_huge_picture(tmp_path: Path) -> None:
    scene = lobby(np.random.default_rng(1), (9000, 6000))
    scene[2000:4500, 3000:5500] = np.asarray(picture(DENSE).resize((2500, 2500)))
    file = tmp_path / "huge.jpg"
    Image.fromarray(scene).save(file)
    assert read(file) == [DENSE]


def test_a_small_code_in_a_huge_picture(tmp_path: Path) -> None:
    page = np.full((7200, 7200), 255, np.uint8)
    small = code(SPARSE, module=2)
    page[3001 : 3001 + len(small), 3001 : 3001 + len(small)] = small
    # zxing-cpp reads it; at half its size nobody does
    file = tmp_path / "huge.jpg"
    Image.fromarray(page).save(file)
    assert read(file) == [SPARSE]


@pytest.mark.parametrize("kind", ["jpg", "png", "bmp", "gif"])
def test_a_truncated_picture_is_read_as_far_as_it_goes(tmp_path: Path, kind: str) -> None:
    page = Image.new("L", (600, 1200), 255)
    page.paste(picture(), (100, 100))
    noise = np.random.default_rng(2).integers(0, 256, (500, 600)).astype(np.uint8)
    page.paste(Image.fromarray(noise), (0, 600))
    out = io.BytesIO()
    page.save(out, {"jpg": "JPEG"}.get(kind, kind.upper()))
    data = out.getvalue()
    file = tmp_path / f"cut.{kind}"
    file.write_bytes(data[: len(data) * 3 // 4] if kind != "bmp" else data[:-100])
    if kind == "bmp":
        assert read(file) in ([], [SPARSE])  # kept upside down: what is lost is the top
    else:
        assert read(file) == [SPARSE]


def test_nothing_read_is_no_failure(tmp_path: Path) -> None:
    file = tmp_path / "empty.png"
    Image.new("RGB", (300, 200), "white").save(file)
    assert read(file) == []


def test_other_texts_than_ours_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "code.png"
    picture('転入届 & "引用"').save(file)
    assert read(file) == ['転入届 & "引用"']


def _bomb(wide: int, high: int) -> bytes:
    """A PNG of a few hundred bytes that claims to be so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + b""


BAD = {
    "text.png": b"not a picture at all",
    "empty.jpg": b"",
    "page.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "script.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "bomb.png": _bomb(60_000, 60_000),
    "bomb-under-pillows-limit.png": _bomb(12_000, 11_000),
    "negative.bmp": b"BM" + bytes(60),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_picture_is_named_and_the_others_are_still_read(
    tmp_path: Path, name: str
) -> None:
    first, bad, last = tmp_path / "1.png", tmp_path / name, tmp_path / "2.png"
    picture("ONE").save(first)
    bad.write_bytes(BAD[name])
    picture("TWO").save(last)
    result, lines = scan(first, bad, last)
    assert result.exit_code == 2
    assert [line["texts"] for line in lines] == [["ONE"], ["TWO"]]
    assert result.stderr.startswith(f"{bad}: ")
    assert len(result.stderr.splitlines()) == 1


def test_missing_files_and_folders(tmp_path: Path) -> None:
    result, lines = scan(tmp_path / "nowhere.png", tmp_path)
    assert (result.exit_code, lines) == (2, [])
    assert CliRunner().invoke(main, ["scan", ""]).stderr == ": there is no such file\n"
    assert result.stderr.splitlines() == [
        f"{tmp_path / 'nowhere.png'}: there is no such file",
        f"{tmp_path}: it is a folder",
    ]


def test_the_command_needs_neither_screen_nor_zbar_for_an_easy_code(tmp_path: Path) -> None:
    file = tmp_path / "code.png"
    picture().save(file)
    script = (
        "import sys; from kiosk.main import main; main(sys.argv[1:], standalone_mode=False);"
        "print(sorted(set(sys.modules) & {'kivy', 'pyzbar'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "scan", str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    line, modules = done.stdout.splitlines()
    assert json.loads(line)["texts"] == [SPARSE]
    assert modules == "[]"
    assert done.stderr == ""


def test_a_zbar_that_hangs_costs_nothing_but_its_own_say(tmp_path: Path) -> None:
    black, plain = tmp_path / "black.png", tmp_path / "plain.png"
    Image.new("RGB", (300, 200), "black").save(black)
    picture().save(plain)
    out, problems = io.StringIO(), io.StringIO()
    failures: list[str] = []
    hanging = (sys.executable, "-P", "-m", "kiosk.reading.fake_zbar_process", "hang")
    zbar = ZbarReader(command=hanging, budget=Budget(frame=1), on_failure=failures.append)
    assert scan_files([str(black), str(plain)], out, problems, zbar) == 0
    texts = [json.loads(line)["texts"] for line in out.getvalue().splitlines()]
    assert texts == [[], [SPARSE]]
    assert failures
    assert set(failures) == {"it did not answer in time"}


def test_an_output_that_cannot_say_japanese_gets_it_escaped(tmp_path: Path) -> None:
    file = tmp_path / "転入.png"
    picture("転入届").save(file)
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "ascii")
    scan_files([str(file)], out, io.StringIO())
    assert json.loads(raw.getvalue())["texts"] == ["転入届"]


@pytest.mark.parametrize("closing", [">/dev/full", ">&-"])
def test_an_output_that_takes_nothing_is_said_in_a_line(tmp_path: Path, closing: str) -> None:
    file = tmp_path / "code.png"
    picture().save(file)
    script = f'exec "$@" {closing}'
    kiosk = Path(sys.executable).parent / "kiosk"
    done = subprocess.run(
        ["sh", "-c", script, "sh", kiosk, "scan", file],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("kiosk: the output cannot be written: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_pale_code_needs_the_thorough_reading(tmp_path: Path) -> None:
    scene = np.full((700, 1000), 255, np.uint8)
    scene[200:460, 300:560] = np.asarray(picture().resize((260, 260)))
    file = tmp_path / "pale.png"
    Image.fromarray(toned(scene, 200, 206)).save(file)
    assert read(file) == [SPARSE]
