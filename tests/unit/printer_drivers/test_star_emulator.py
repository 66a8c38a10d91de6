"""The emulated Star printer, by bytes of the command reference that our encoder has no part in."""

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.paper import MARGIN, TOP
from tests.unit.printer_drivers.star import Bench, draw, same
from tests.unit.printer_drivers.wires import black, codes

CUT = b"\x1bd\x03"
QR = b"\x1b\x1dyS0\x02\x1b\x1dyS1\x01\x1b\x1dyS2\x06\x1b\x1dyD1\x00\x05\x00HELLO\x1b\x1dyP"
DOT = b"\x1b\x1dS\x01\x01\x00\x01\x00\x00\x80"
BLOCK = "■".encode("cp932")


def test_it_shares_nothing_with_our_encoder_but_the_fonts() -> None:
    folder = Path(__file__).parents[3] / "printer_drivers" / "emulator" / "star"
    imported = {
        node.module
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module is not None
    }
    ours = {name for name in imported if name.startswith("printer_drivers.")}
    assert all(name.startswith("printer_drivers.emulator.") for name in ours)


def test_a_picture_for_each_cut() -> None:
    pages = draw(b"\x1b@one\n\x1bd0two\n\x1bd\x01three\x1bd3\x1bd\x02")
    assert len(pages) == 4
    assert all(page.width == 576 + 2 * MARGIN for page in pages)


def test_kanji_of_both_codes_look_the_same() -> None:
    shift_jis = "窓口".encode("cp932") + b"\n" + CUT
    jis = b"\x1bp" + "窓口".encode("iso2022_jp")[3:-3] + b"\x1bq\n" + CUT
    assert same(*draw(shift_jis), *draw(jis))


def test_without_shift_jis_every_byte_is_a_character() -> None:
    page, katakana = (
        draw(b"\x1b\x1dt\x02" + mode + "ｱｲ".encode("cp932") + b"\n" + CUT)[0]
        for mode in (b"\x1b$0", b"\x1b$1")
    )
    assert same(page, katakana), "katakana of one byte are the same in both"
    wide, narrow = (
        draw(b"\x1b\x1dt\x02" + mode + "窓".encode("cp932") + b"\n" + CUT)[0]
        for mode in (b"\x1b$1", b"\x1b$0")
    )
    assert not same(wide, narrow)


def test_yen_sign_in_the_japanese_set() -> None:
    assert same(*draw(b"\x1bR8\\\n" + CUT), *draw(b"\x1bR\x08\\\n" + CUT))
    assert not same(*draw(b"\\\n" + CUT), *draw(b"\x1bR8\\\n" + CUT))


@pytest.mark.parametrize(
    ("commands", "width", "height"),
    [
        (b"", 24, 24),
        (b"\x1bi\x01\x01", 48, 48),
        (b"\x1bi51", 48, 144),
        (b"\x1bi\x06\x00", 24, 24),
        (b"\x1bW\x02", 72, 24),
        (b"\x1bh1", 24, 48),
        (b"\x0e", 48, 24),
        (b"\x0e\x14", 24, 24),
        (b"\x1b\x0e", 24, 48),
        (b"\x1bi\x01\x01\x1b@", 24, 24),
        (b"\x1bi\x01\x01\x18", 24, 24),
    ],
)
def test_sizes_of_kanji(commands: bytes, width: int, height: int) -> None:
    (page,) = draw(commands + BLOCK + b"\n" + CUT)
    left, top, right, bottom = black(page)
    assert width * 0.7 < right - left <= width
    assert height * 0.7 < bottom - top <= height


@pytest.mark.parametrize(("where", "share"), [(b"\x00", 0.0), (b"1", 0.5), (b"\x02", 1.0)])
def test_alignment(where: bytes, share: float) -> None:
    (page,) = draw(b"\x1b\x1da" + where + b"\x1b\x1dS\x01\x02\x00\x01\x00\x00\xff\xff" + CUT)
    left, _, right, _ = black(page)
    assert left - MARGIN == (576 - 16) * share
    assert right - left == 16


@pytest.mark.parametrize(
    ("feed", "dots"),
    [
        (b"\x1bJ\x19", 50),
        (b"\x1bI\x32", 50),
        (b"\n", 32),
        (b"\x1b0\n", 24),
        (b"\x1b0\x1bz1\n", 32),
        (b"\x1ba\x03", 96),
        (b"\x1ba\x00", 0),
    ],
)
def test_feeds_in_millimetres(feed: bytes, dots: int) -> None:
    # 8 dots a mm: n/4 and n/8 mm, lines of 4 and 3 mm
    (page,) = draw(DOT + feed + DOT + CUT)
    _, top, _, bottom = black(page)
    assert (top, bottom - top) == (TOP, dots + 2)


def test_a_line_is_fed_as_often_as_its_characters_are_high() -> None:
    (page,) = draw(b"\x1bi\x02\x00" + BLOCK + b"\n" + DOT + CUT)
    assert black(page)[3] == TOP + 3 * 32 + 1
    (page,) = draw(b"\x1bi\x02\x00" + BLOCK + b"\x1bI\x50" + DOT + CUT)
    assert black(page)[3] == TOP + 80 + 1, "but not with n/8 mm"


def test_positions() -> None:
    bar = b"\x1bX\x01\x00\xff\xff\xff"
    for command, x in [
        (b"\x1b\x1dA\x64\x00", 100),
        (b"\x1b\x1dA\x64\x00\x1b\x1dR\xf6\xff", 90),
        (b"\x1b\x1dA\xff\xff", 0),
        (b"\x1bl\x02", 24),
        (b"\x1bD\x05\x00\x09", 60),
    ]:
        (page,) = draw(command + bar + b"\n" + CUT)
        left, top, right, bottom = black(page)
        assert (left - MARGIN, right - left, bottom - top) == (x, 1, 24), command


def test_a_code_can_be_read() -> None:
    (page,) = draw(QR + CUT)
    assert codes(page) == ["HELLO"]
    left, top, right, bottom = black(page)
    assert right - left == bottom - top == 21 * 6
    (manual,) = draw(QR.replace(b"D1\x00\x05\x00HELLO", b"D2\x01\x03\x05\x00HELLO") + CUT)
    assert same(page, manual)


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        (b"\x1bb321\x50490123456789\x1e", ["4901234567894"]),
        (b"\x1bb621\x50AB-12\x1e", ["AB-12"]),
        (b"\x1bb621\x50{BAB-12\x1e", ["AB-12"]),
        (b"\x1bb421\x50AB12\x1e", ["AB12"]),
    ],
)
def test_barcodes_can_be_read(commands: bytes, expected: list[str]) -> None:
    (page,) = draw(commands + CUT)
    assert codes(page) == expected


def test_parameters_of_known_commands_are_no_text() -> None:
    commands = (
        b"\x1b/1\x1bM\x1bP\x1b:\x1b6\x1b7\x1b1\x1bN\x41\x1bO\x1bC\x41\x1bC\x00\x41\x1bB\x41\x42\x00"
        b"\x1b\x1ed\x41\x1b\x1er\x41\x1b\x1ei\x41\x1b\x1dcAB\x1b\x07AB\x1b\x1d\x07ABC\x1b\x1d\x19\x11ABC"
        b"\x07\x1a\x19\x1c\x1b\x1d)U\x02\x000\x01\x1b\x1d#@N1234\n\x00\x1b \x30\x1bs00\x1bt00"
        b"\x1b\x06\x01\x1b\x1dxS0ABC\x1b\x1dxS1A\x1b\x1dxD\x02\x00AB\x1b\x1d\x03\x05\x01\x41\x13ABC\x11"
    )
    (page,) = draw(commands + CUT)
    assert page.getextrema() == (255, 255)


def test_unknown_commands_are_told_and_print_nothing() -> None:
    with capture_logs() as logs:
        (page,) = draw(b"\x1b~\x1b\x1d\xfe\x1b\x1e\xf0\x1b\x1d(Z\x02\x00AB" + CUT)
    assert page.getextrema() == (255, 255)
    told = [log["command"] for log in logs if log["event"] == "command_unknown"]
    assert told == ["1b 7e", "1b 1d fe", "1b 1e f0", "1b 1d 28 5a"]


def test_the_status_is_told_at_once_also_within_a_picture() -> None:
    bench = Bench()
    bench.send(b"\x1b\x06\x01")
    bench.send(b"\x1b\x1dS\x01\x03\x00\x01\x00\x00\x1b\x06")
    bench.send(b"\x01" + CUT)
    assert bench.said == [bytes.fromhex("230600000000000000")] * 2
    assert black(bench.pages[0])[3] == TOP + 1, "and it is dots all the same"


def test_a_reset_forgets_all_that_came_before_it_and_nothing_after() -> None:
    bench = Bench()
    cleared = list[None]()
    bench.cleared = lambda: cleared.append(None)
    left = bench.firmware.hear(b"\x1bi\x01\x01old\x1b\x06\x18new\n", bench.said.append)
    assert (left, len(cleared), bench.said) == (b"new\n", 1, [])
    assert bench.firmware.hear(b"\x1b\x06", bench.said.append) == b"\x1b\x06"
    assert bench.firmware.hear(b"\x18A\n", bench.said.append) == b"A\n"
    bench.firmware.feed(b"\x1b\x1ea1\x17\x1bi\x01\x01A")
    bench.firmware.forget()
    bench.send(BLOCK + b"\n" + CUT)
    assert same(*bench.pages, *draw(BLOCK + b"\n" + CUT))
    bench.send(b"\x1b\x06\x01")
    assert bench.said[-1][7] == 0, "the ETB counter"


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        (Condition.READY, "00 00 00 00"),
        (Condition.PAPER_NEAR_END, "00 00 00 04"),
        (Condition.PAPER_OUT, "08 00 00 0c"),
        (Condition.COVER_OPEN, "28 00 00 00"),
        (Condition.CUTTER_ERROR, "08 08 00 00"),
        (Condition.OVERHEATED, "08 40 00 00"),
        (Condition.UNRECOVERABLE_ERROR, "08 20 00 00"),
        (Condition.OFFLINE, "08 00 00 00"),
    ],
)
def test_what_the_status_says(condition: Condition, status: str) -> None:
    bench = Bench(condition)
    bench.send(b"\x1b\x06\x01")
    assert bench.said == [bytes.fromhex(f"23 06 {status} 00 00 00")]


def test_etb_counts_what_is_printed_and_tells_once() -> None:
    bench = Bench()
    bench.send(b"\x1b\x1ea1" + b"A\x17" * 33)
    bench.send(b"\x1b\x06\x01")
    # sent unasked from `ESC RS a` on; bit 1 of the third byte is told once
    counters = [answer[7] for answer in bench.said[1:]]
    assert counters[:4] == [0x02, 0x04, 0x06, 0x08]
    assert counters[30:34] == [0x6E, 0x00, 0x02, 0x02], "31, 0, 1, and 1 when asked"
    assert [answer[2] for answer in bench.said[1:]] == [0x02] * 33 + [0x00]
    bench.send(b"\x1b\x1eE0")
    bench.send(b"\x1b\x06\x01")
    assert bench.said[-1][7] == 0


def test_the_end_of_a_job_is_told_with_its_number() -> None:
    # the communication examples of the reference, ESC GS ETX
    bench = Bench()
    bench.send(b"\x1b\x1d\x03\x00\x00\x00" + b"A\x1b\x1d\x03\x01\x02\x11" * 2)
    assert bench.said == [
        b"\x1b\x1d\x03\x00\x00\x00\x00\x00",
        b"\x1b\x1d\x03\x01\x02\x11\x01\x00",
        b"\x1b\x1d\x03\x01\x02\x11\x02\x00",
    ]
    bench.send(b"\x1b\x1d\x03\x02\x00\x00\x1b\x1d\x03\x00\x02\x00")
    assert bench.said[-1] == b"\x1b\x1d\x03\x00\x02\x00\x00\x00"


def test_on_networks_a_length_stands_behind_the_status_and_changes_are_told() -> None:
    bench = Bench(on_network=True)
    bench.firmware.greet(bench.said.append)
    bench.condition = Condition.COVER_OPEN
    bench.firmware.notice(bench.said.append)
    bench.send(b"\x1b\x1ea0")
    bench.condition = Condition.READY
    bench.firmware.notice(bench.said.append)
    assert [answer.hex() for answer in bench.said] == [
        "2386000000000000000000",
        "2386280000000000000000",
        "2386280000000000000000",
        "2386000000000000000000",
    ]


def test_elsewhere_changes_are_told_where_they_were_asked_for() -> None:
    bench = Bench()
    bench.firmware.greet(bench.said.append)
    bench.firmware.notice(bench.said.append)
    assert bench.said == []
    bench.send(b"\x1b\x1ea\x01")
    bench.firmware.notice(bench.said.append)
    assert len(bench.said) == 2


def test_other_questions() -> None:
    bench = Bench()
    bench.send(b"\x1b#*\n\x00\x05\x04" + QR + b"\x1b\x1dyI\x1b\x1dyS2\x01\x1b\x1dyD1\x00\x00\x00")
    bench.send(b"\x1b\x1dyI")
    assert bench.said == [
        b"\x1b#*,MCP31Ver.1.0\n\x00",
        b"\x20",
        b"\x10",
        b"\x1b\x1dyI\x7e\x00",
        b"\x1b\x1dyI\x00\x00",
    ]


START, END = b"\x1b\x1d\x03\x03\x00\x00", b"\x1b\x1d\x03\x04\x00\x00"


def broken_at_the_second_line(bench: Bench) -> None:
    """Paper runs out before the second line, and somebody puts a roll in."""
    moves = [0]

    def wait() -> None:
        moves[0] += 1
        bench.condition = Condition.PAPER_OUT if moves[0] == 1 else Condition.READY

    bench.wait = wait


@pytest.mark.parametrize("piece", [1, 3, 1000])
def test_after_an_error_the_rest_of_a_document_is_thrown_away(piece: int) -> None:
    bench = Bench()
    broken_at_the_second_line(bench)
    job = START + b"A\nB\nC\n" + QR + CUT + b"\x1b\x1d\x03\x01\x07\x00" + END + b"next\n" + CUT
    for at in range(0, len(job), piece):
        bench.send(job[at : at + piece])
    assert bench.said == [], "nobody is told that it was printed"
    (page,) = bench.pages
    assert codes(page) == []
    _, top, _, bottom = black(page)
    assert bottom - top < 2 * 32 + 24, "the first line, and the next job's"


def test_without_a_document_a_job_goes_on_after_an_error() -> None:
    bench = Bench()
    broken_at_the_second_line(bench)
    bench.send(b"A\nB\nC\n" + QR + CUT + b"\x1b\x1d\x03\x01\x07\x00")
    assert bench.said == [b"\x1b\x1d\x03\x01\x07\x00\x01\x00"]
    assert codes(bench.pages[0]) == ["HELLO"]


def test_throwing_away_ends_after_ten_quiet_seconds() -> None:
    bench = Bench()
    broken_at_the_second_line(bench)
    bench.send(START + b"A\nB\nC\n")
    bench.now = 9.0
    bench.send(b"D\n")
    bench.now = 19.5
    bench.send(QR + CUT)
    (page,) = bench.pages
    assert codes(page) == ["HELLO"]


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=30),
            st.sampled_from([b"\x1b", b"\x1b\x1d", b"\x1b\x1e", b"\x1b\x1dy", QR, START, END]),
        )
    )
)
@settings(max_examples=60)
def test_no_bytes_stop_the_printer(pieces: list[bytes]) -> None:
    draw(b"".join(pieces))
