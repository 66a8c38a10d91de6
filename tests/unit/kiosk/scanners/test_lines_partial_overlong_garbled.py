"""Characters become texts: line ends, silence, and what is no text."""

import pytest

from kiosk.reading.reader import TEXT_LENGTH_MAX
from kiosk.scanners.lines import CANCEL, SILENCE_SECONDS, Lines
from tests.unit.kiosk.scanners.hands import PASS


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x03", b"\r\n\r\n"])
def test_a_text_ends_as_scanners_end_it(end: bytes) -> None:
    lines = Lines()
    assert lines.take(b"\x02" + PASS.encode() + end, 0) == (PASS,)
    assert lines.take(b"NEXT" + end, 0.01) == ("NEXT",)


def test_a_text_in_pieces_and_two_at_once() -> None:
    lines = Lines()
    told = [lines.take(bytes([byte]), n / 100) for n, byte in enumerate(b"ONE\rTW")]
    assert [text for texts in told for text in texts] == ["ONE"]
    assert lines.take(b"O\rTHREE\r", 0.1) == ("TWO", "THREE")


def test_without_an_end_a_silence_ends_it() -> None:
    lines = Lines()
    assert lines.take(PASS.encode(), 1) == ()
    assert lines.take(b"", 1 + SILENCE_SECONDS * 0.9) == ()
    assert lines.take(b"", 1 + SILENCE_SECONDS * 1.1) == (PASS,)
    assert lines.take(b"", 9) == ()
    assert lines.take(b"A", 10) == ()
    assert lines.take(b"B", 11) == ("A",)


def test_what_was_begun_when_the_plug_came_out_is_forgotten() -> None:
    lines = Lines()
    lines.take(b"MG1:HALF", 0)
    lines.forget()
    assert lines.take(b"WHOLE\r", 0.1) == ("WHOLE",)


def test_lost_keys_spoil_only_the_text_they_were_lost_from() -> None:
    lines = Lines()
    assert lines.take(b"MG1:A" + bytes([CANCEL]) + b"B\rNEXT\r", 0) == ("NEXT",)


def test_no_more_than_the_longest_text_is_ever_kept() -> None:
    lines = Lines()
    for n in range(100):
        assert lines.take(b"x" * 1000, n / 100) == ()
    assert lines.overlong == 100_000 - TEXT_LENGTH_MAX
    assert lines.take(b"\rNEXT\r", 1) == ("NEXT",)
    assert lines.overlong == 0
    assert lines.take(b"9" * TEXT_LENGTH_MAX + b"\r", 1.1) == ("9" * TEXT_LENGTH_MAX,)


def test_what_is_no_ascii_is_said_to_be_none() -> None:
    (text,) = Lines().take("受付".encode() + b"\r", 0)
    assert not text.isascii()
