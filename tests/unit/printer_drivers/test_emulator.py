"""The emulated printer, by bytes of the command reference that our encoder has no part in."""

import ast
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from structlog.testing import capture_logs

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.esc_pos.interpreter import Interpreter
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.head import Head
from printer_drivers.emulator.paper import MARGIN, TOP, Roll
from printer_drivers.emulator.server import Emulator
from printer_drivers.fonts import find_fonts
from printer_drivers.wires.escpos_library import python_escpos
from tests.unit.printer_drivers.wires import Switch, black, codes, connected, emulator, tickets
from tests.waiting import PATIENCE, eventually

CUT = b"\x1dV\x00"
QR = (
    b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E1"
    b"\x1d(k\x08\x001P0HELLO\x1d(k\x03\x001Q0"
)


@pytest.fixture
def switch() -> Switch:
    return Switch()


@pytest.fixture
def printer(tmp_path: Path, switch: Switch) -> Iterator[Emulator]:
    with emulator(tmp_path, switch) as running:
        yield running


@pytest.fixture(scope="module")
def glyphs() -> Glyphs:
    return Glyphs(find_fonts())


def draw(data: bytes, glyphs: Glyphs, dots: int = 576) -> list[Image.Image]:
    """The pictures that bytes become, without a connection."""
    pages = list[Image.Image]()
    head = Head(Roll(dots), glyphs, gate=lambda: None, on_cut=pages.append)
    Interpreter(head, dpi=203, answer=lambda _: None).feed(data)
    return pages


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


def test_it_shares_nothing_with_our_encoder_but_the_fonts() -> None:
    folder = Path(__file__).parents[3] / "printer_drivers" / "emulator"
    imported = {
        node.module
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module is not None
    }
    ours = {name for name in imported if name.startswith("printer_drivers.")}
    others = {name for name in ours if not name.startswith("printer_drivers.emulator.")}
    assert others == {"printer_drivers.fonts"}


def test_a_ticket_for_each_cut(printer: Emulator, tmp_path: Path) -> None:
    with connected(printer.port) as connection:
        connection.sendall(b"\x1b@one\n\x1dV\x01two\n\x1dVB\x10three\n\x1bi")
        pictures = tickets(tmp_path, 3)
    assert all(picture.width == 576 + 2 * MARGIN for picture in pictures)
    assert not list(tmp_path.glob(".*")), "unfinished files"


def test_a_code_drawn_by_the_printer_is_read(printer: Emulator, tmp_path: Path) -> None:
    with connected(printer.port) as connection:
        connection.sendall(b"\x1ba\x01" + QR + CUT)
        (picture,) = tickets(tmp_path, 1)
    assert codes(picture) == ["HELLO"]
    left, top, right, bottom = black(picture)
    assert (left + right) / 2 == picture.width / 2
    assert bottom - top == right - left == 21 * 6


def test_real_time_questions_are_answered_inside_a_picture(printer: Emulator) -> None:
    with connected(printer.port) as connection:
        connection.sendall(b"\x1dv0\x00\x08\x00\xff\x00" + b"\x00" * 100 + b"\x10\x04\x04")
        assert connection.recv(1) == b"\x12"


def test_a_question_in_two_pieces_is_answered(printer: Emulator) -> None:
    with connected(printer.port) as connection:
        connection.sendall(b"\x10")
        connection.sendall(b"\x04")
        connection.sendall(b"\x01")
        assert connection.recv(1) == b"\x12"


@pytest.mark.parametrize(
    ("condition", "wire"),
    [
        (Condition.READY, "12 12 12 12"),
        (Condition.PAPER_NEAR_END, "12 12 12 1e"),
        (Condition.PAPER_OUT, "1a 32 12 7e"),
        (Condition.COVER_OPEN, "1a 16 12 12"),
        (Condition.CUTTER_ERROR, "1a 52 1a 12"),
        (Condition.OVERHEATED, "1a 52 52 12"),
        (Condition.UNRECOVERABLE_ERROR, "1a 52 32 12"),
        (Condition.OFFLINE, "1a 12 12 12"),
    ],
)
def test_answers_by_condition(
    printer: Emulator, switch: Switch, condition: Condition, wire: str
) -> None:
    switch.condition = condition
    answers = b""
    with connected(printer.port) as connection:
        for number in (1, 2, 3, 4):
            connection.sendall(bytes([0x10, 4, number]))
            answers += connection.recv(1)
    assert answers.hex(" ") == wire


def test_paper_out_holds_the_job_until_there_is_paper(
    printer: Emulator, switch: Switch, tmp_path: Path
) -> None:
    switch.condition = Condition.PAPER_OUT
    with connected(printer.port) as connection:
        connection.sendall(b"held\n" + CUT + b"\x10\x04\x01")
        assert connection.recv(1) == b"\x1a"
    assert not list(tmp_path.glob("*.png"))
    switch.condition = Condition.READY
    tickets(tmp_path, 1)


def test_a_held_job_can_be_cleared(printer: Emulator, switch: Switch, tmp_path: Path) -> None:
    switch.condition = Condition.COVER_OPEN
    with connected(printer.port) as connection:
        clear = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
        connection.sendall(b"old\n" + QR + CUT + clear + b"new\n" + CUT)
        assert connection.recv(3, socket.MSG_WAITALL) == b"\x37\x25\x00"
        switch.condition = Condition.READY
        (picture,) = tickets(tmp_path, 1)
    assert codes(picture) == [], "what was cleared is not printed"


def test_gs_r_is_answered_in_its_turn(printer: Emulator, switch: Switch, tmp_path: Path) -> None:
    with connected(printer.port) as connection:
        connection.sendall(b"a\n" + CUT + b"\x1dr\x01")
        assert connection.recv(1) == b"\x00"
        tickets(tmp_path, 1)
        switch.condition = Condition.PAPER_NEAR_END
        connection.sendall(b"\x1dr\x01")
        assert connection.recv(1) == b"\x03"


def test_one_connection_at_a_time_and_its_job_goes_on_when_it_ends(
    printer: Emulator, switch: Switch, tmp_path: Path
) -> None:
    switch.condition = Condition.STUCK
    with connected(printer.port) as one, connected(printer.port) as other:
        one.sendall(QR + CUT)
        other.sendall(b"\x10\x04\x01")
        other.settimeout(0.3)
        with pytest.raises(TimeoutError):
            other.recv(1)
        one.close()
        other.settimeout(PATIENCE)
        assert other.recv(1) == b"\x12"
        switch.condition = Condition.READY
        (picture,) = tickets(tmp_path, 1)
    assert codes(picture) == ["HELLO"]


def test_a_job_of_hours_does_not_hold_up_the_end(tmp_path: Path) -> None:
    code = b"\x1d(k\xd3\x071P0" + b"A" * 2000
    with emulator(tmp_path, Switch()) as printer:
        with connected(printer.port) as connection:
            connection.sendall(b"A\n" + CUT + code + b"\x1d(k\x03\x001Q0" * 40_000)
            tickets(tmp_path, 1)
        ended = Thread(target=printer.stop, daemon=True)
        ended.start()
        ended.join(PATIENCE)
        assert not ended.is_alive()


def test_a_tray_that_is_taken_away_or_full_loses_a_paper_and_not_the_printer(
    tmp_path: Path,
) -> None:
    tray = tmp_path / "tray"
    with emulator(tray, Switch()) as printer, connected(printer.port) as connection:
        tray.rmdir()
        connection.sendall(b"A\n" + CUT)
        tickets(tray, 1)
        (tray / ".000002.png.part").mkdir()  # nobody can write there
        connection.sendall(b"B\n" + CUT + b"C\n" + CUT)
        eventually((tray / "000003.png").exists, "the third ticket")
        assert not (tray / "000002.png").exists()


def test_paper_that_nobody_cut_is_a_ticket_at_the_end(printer: Emulator, tmp_path: Path) -> None:
    with connected(printer.port) as connection:
        connection.sendall(QR + b"\x1dI\x01")
        assert connection.recv(1) == b" ", "the model's number, once the code is printed"
    assert not list(tmp_path.glob("*.png")), "it hangs out of the printer"
    printer.stop()
    (picture,) = tickets(tmp_path, 1)
    assert codes(picture) == ["HELLO"]


def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    for count in (1, 2):
        with emulator(tmp_path, Switch()) as running, connected(running.port) as connection:
            connection.sendall(b"a\n" + CUT)
            tickets(tmp_path, count)


def test_unknown_commands_are_told_and_print_nothing(glyphs: Glyphs) -> None:
    with capture_logs() as logs:
        (page,) = draw(b"\x1b~\x1d\xfe\x1c\xf0\x1d(Z\x02\x00AB" + CUT, glyphs)
    assert page.getextrema() == (255, 255)
    assert [log["command"] for log in logs] == ["1b 7e", "1d fe", "1c f0", "1d 28 5a 41 42"]


def test_parameters_of_known_commands_are_no_text(glyphs: Glyphs) -> None:
    commands = (
        b"\x1bp\x00AB\x1b{A\x1dhA\x1dwB\x1dH2\x1dfA\x1daA\x1dE1\x1bc5A\x1b(A\x02\x00AB\x1c(A\x02\x0000"
        b"\x1c(Z\x03\x00ABC\x1d(K\x02\x0021\x1cq\x02\x01\x00\x01\x00ABCDEFGH\x01\x00\x01\x00ABCDEFGH"
    )
    (page,) = draw(commands + CUT, glyphs)
    assert page.getextrema() == (255, 255)


def test_kanji_of_both_codes_look_the_same(glyphs: Glyphs) -> None:
    shift_jis = b"\x1cC\x01\x1c&" + "窓口".encode("cp932") + b"\n" + CUT
    jis = b"\x1cC\x00\x1c&" + "窓口".encode("iso2022_jp")[3:-3] + b"\x1c.\n" + CUT
    assert same(*draw(shift_jis, glyphs), *draw(jis, glyphs))


def test_shift_jis_needs_no_kanji_mode_and_jis_does(glyphs: Glyphs) -> None:
    words = "窓口".encode("cp932") + b"\n" + CUT
    assert same(*draw(b"\x1cC\x01\x1c&" + words, glyphs), *draw(b"\x1cC\x01" + words, glyphs))
    ascii_text = b"4Z4Z\n" + CUT
    assert not same(*draw(b"\x1c&" + ascii_text, glyphs), *draw(ascii_text, glyphs))


def test_single_bytes_are_katakana(glyphs: Glyphs) -> None:
    (page,) = draw(b"\x1bt\x01" + "ｱｲ".encode("cp932") + b"\n" + CUT, glyphs)
    left, _, right, _ = black(page)
    assert right - left <= 2 * 12


def test_yen_sign_in_the_japanese_set(glyphs: Glyphs) -> None:
    assert not same(*draw(b"\\\n" + CUT, glyphs), *draw(b"\x1bR\x08\\\n" + CUT, glyphs))


@pytest.mark.parametrize(
    ("commands", "width", "height"),
    [
        (b"", 24, 24),
        (b"\x1d!\x11", 48, 48),
        (b"\x1d!\x77", 192, 192),
        (b"\x1c!\x0c", 48, 48),
        (b"\x1c!\x04", 48, 24),
        (b"\x1cW\x01", 48, 48),
        (b"\x1d!\x11\x1b@\x1cC\x01\x1c&", 24, 24),
    ],
)
def test_sizes_of_kanji(glyphs: Glyphs, commands: bytes, width: int, height: int) -> None:
    (page,) = draw(b"\x1cC\x01\x1c&" + commands + "■".encode("cp932") + b"\n" + CUT, glyphs)
    left, top, right, bottom = black(page)
    assert width * 0.7 < right - left <= width
    assert height * 0.7 < bottom - top <= height


@pytest.mark.parametrize(("justify", "share"), [(0, 0.0), (1, 0.5), (2, 1.0)])
def test_justification(glyphs: Glyphs, justify: int, share: float) -> None:
    (page,) = draw(
        bytes([0x1B, ord("a"), justify]) + b"\x1dv0\x00\x02\x00\x01\x00\xff\xff" + CUT, glyphs
    )
    left, _, right, _ = black(page)
    assert left - MARGIN == (576 - 16) * share
    assert right - left == 16


def test_feeds_and_spacing_in_motion_units(glyphs: Glyphs) -> None:
    dot = b"\x1dv0\x00\x01\x00\x01\x00\x80"
    for feed, dots in [
        (b"\x1bJ\x64", 100),
        (b"\x1bd\x02", 60),
        (b"\x1b3\x28\n", 40),
        (b"\x1dP\xcb\x66\x1bJ\x32", 100),
    ]:
        (page,) = draw(dot + feed + dot + CUT, glyphs)
        _, top, _, bottom = black(page)
        assert (top, bottom - top) == (TOP, dots + 2), feed


def test_a_tall_character_makes_room_for_itself(glyphs: Glyphs) -> None:
    (page,) = draw(b"\x1b3\x0a\x1d!\x03H\n" + CUT, glyphs)
    assert page.height >= TOP + 4 * 24


def test_position_and_margin(glyphs: Glyphs) -> None:
    bar = b"\x1b*\x21\x01\x00\xff\xff\xff"
    (page,) = draw(b"\x1dL\x10\x00\x1b$\x64\x00" + bar + b"\n" + CUT, glyphs)
    left, top, right, bottom = black(page)
    assert (left - MARGIN, right - left, bottom - top) == (16 + 100, 1, 24)


def test_graphics_of_both_commands_look_the_same(glyphs: Glyphs) -> None:
    dots = bytes(range(1, 33))
    old = b"\x1dv0\x00\x04\x00\x08\x00" + dots
    new = b"\x1d(L\x2a\x000p0\x01\x011\x20\x00\x08\x00" + dots + b"\x1d(L\x02\x0002"
    assert same(*draw(old + CUT, glyphs), *draw(new + CUT, glyphs))


@pytest.mark.parametrize(("mode", "across", "down"), [(0, 1, 1), (1, 2, 1), (2, 1, 2), (3, 2, 2)])
def test_pictures_of_every_scale(glyphs: Glyphs, mode: int, across: int, down: int) -> None:
    dots = bytes.fromhex("ffff8001bffdffff")
    number = bytes([0x30 + mode])
    old = b"\x1dv0" + number + b"\x02\x00\x04\x00" + dots
    scale = bytes([across, down])
    store = b"0p0" + scale + b"1\x10\x00\x04\x00" + dots
    new = b"\x1d(L\x12\x00" + store + b"\x1d(L\x02\x0002"
    long = b"\x1d8L\x12\x00\x00\x00" + store + b"\x1d(L\x02\x000\x02"
    (page,) = draw(old + CUT, glyphs)
    left, top, right, bottom = black(page)
    assert (right - left, bottom - top) == (16 * across, 4 * down)
    small = page.crop((left, top, right, bottom)).resize((16, 4), Image.Resampling.NEAREST)
    assert [small.getpixel((x, 2)) for x in (0, 1, 2, 13, 14, 15)] == [0, 255, 0, 0, 255, 0]
    assert same(page, *draw(new + CUT, glyphs))
    assert same(page, *draw(long + CUT, glyphs))


@pytest.mark.parametrize(
    "command",
    [
        b"\x1d(L\x0b\x000p0\x00\x011\x08\x00\x01\x00\xff",
        b"\x1d(L\x0b\x000p0\x01\xff1\x08\x00\x01\x00\xff",
        b"\x1d(H\x2c\x0100" + b"a" * 298,
    ],
)
def test_what_is_out_of_range_is_told_and_passed_over(glyphs: Glyphs, command: bytes) -> None:
    with capture_logs() as logs:
        (page,) = draw(command + b"\x1d(L\x02\x0002" + CUT, glyphs)
    assert page.getextrema() == (255, 255)
    assert [log["event"] for log in logs] == ["command_unknown"]


def test_a_code_sent_small_and_printed_large_is_read(glyphs: Glyphs) -> None:
    code = segno.make_qr("MG1:TEST", error="m")
    rows = [[*row, *[0] * (-len(row) % 8)] for row in code.matrix]
    dots = b"".join(
        int("".join(str(int(dot)) for dot in row), 2).to_bytes(len(row) // 8) for row in rows
    )
    header = bytes([len(rows[0]) // 8, 0, len(rows), 0])
    twice = b"\x1dv03" + header + dots
    (page,) = draw(b"\x1ba1" + twice + CUT, glyphs)
    assert codes(page) == ["MG1:TEST"]


def test_a_line_too_long_goes_on_in_the_next(glyphs: Glyphs) -> None:
    (page,) = draw(b"H" * 49 + b"\n" + CUT, glyphs)
    _, top, right, bottom = black(page)
    assert bottom - top > 30
    assert right <= MARGIN + 576


@given(
    st.lists(st.one_of(st.binary(max_size=30), st.sampled_from([b"\x1b", b"\x1d(", b"\x1c", QR])))
)
@settings(max_examples=60)
def test_no_bytes_stop_the_printer(glyphs: Glyphs, pieces: list[bytes]) -> None:
    draw(b"".join(pieces), glyphs)


def test_an_endless_job_is_cut(glyphs: Glyphs) -> None:
    pages = draw(b"a" + b"\x1bd\xff" * 20, glyphs)
    assert pages
    assert max(page.height for page in pages) < 60_000


def test_another_programs_encoder_is_understood(printer: Emulator, tmp_path: Path) -> None:
    """python-escpos has its own encoder: what it prints looks as it should."""
    square = Image.new("1", (64, 64), 0)
    with capture_logs() as logs:
        other = python_escpos().Network("127.0.0.1", port=printer.port, timeout=PATIENCE)
        other.open()
        other.set(align="center", bold=True, double_height=True, double_width=True)
        other.text("B103\n")
        other.qr("https://lobby.example.jp/v/1", ec=1, size=6, native=True)
        other.image(square, impl="bitImageRaster")
        other.image(square, impl="graphics")
        other.image(square, impl="bitImageColumn")
        other.cut()
        (picture,) = tickets(tmp_path, 1)
        other.close()
    assert codes(picture) == ["https://lobby.example.jp/v/1"]
    assert [log["command"] for log in logs if log["event"] == "command_unknown"] == []
    rows = [
        picture.crop((0, y, picture.width, y + 1)).getextrema()[0] for y in range(picture.height)
    ]
    assert rows.count(0) >= 3 * 64, "three black squares"
