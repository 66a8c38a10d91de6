"""What somebody holds up or plugs in at a kiosk: codes, scanners, keypads, printers."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise

from base45 import b45decode, b45encode

from kiosk.keypad.pad_keys import USUAL, pressed
from kiosk.reading.admission import FOREIGN, admitted
from kiosk.scanners.keys import KeyEvent, Keys, Layout, events_of
from kiosk.scanners.lines import Lines
from kiosk.session.own_ticket import visit_of
from printer_drivers.esc_pos.answers import AnswerSorter, AutomaticStatus, Said, Sorter
from printer_drivers.esc_pos.sii_answers import SiiAnswerSorter, SiiStatus
from printer_drivers.esc_pos.states import status_told
from printer_drivers.ipp.frames import Group, Message
from printer_drivers.ipp.requests import get_printer_attributes
from printer_drivers.ipp.states import device_of, job_of
from printer_drivers.shape import FrameError
from printer_drivers.star_prnt.answers import AnswerReader
from protocol.passes import PREFIX, PassRefusedError, verify_pass
from tests.fuzz.target import Target
from tests.unit.kiosk.samples import FORGER, KEY, OTHER_CITY, WALL, pass_text

ISSUER = "aizu"
KEYS = (KEY.public,)
LAYOUTS: tuple[Layout, ...] = ("us", "jp")


def _code(data: bytes) -> None:
    """The text of any code that a camera reads."""
    _held_up(data.decode("utf-8", "replace"))


def _pass(data: bytes) -> None:
    """A pass whose bytes are anything: what a forger can make."""
    _held_up(PREFIX + b45encode(data).decode())


def _held_up(text: str) -> None:
    got = admitted(text)
    if got == FOREIGN or visit_of(got) is not None:
        return
    with suppress(PassRefusedError):
        claims = verify_pass(got, KEYS, issuer=ISSUER, now=WALL)
        assert claims.issuer == ISSUER
        assert claims.expires_at > WALL


def _scanner(data: bytes) -> None:
    """What a serial scanner sends, whole and in pieces: the same texts come of it."""
    whole, pieces = Lines(), Lines()
    once = whole.take(data, 0.0)
    again = [text for part in _pieces(data) for text in pieces.take(part, 0.0)]
    assert list(once) == again
    for text in (*once, *whole.take(b"", 9.0)):
        _held_up(text)


def _wedge(data: bytes) -> None:
    """What a scanner that is a keyboard sends, and what a pad of keys does."""
    for layout in LAYOUTS:
        keys, lines = Keys(layout), Lines()
        for event in events_of(data):
            pressed(event, USUAL)
            for text in lines.take(keys.typed(event), 0.0):
                _held_up(text)


def _esc_pos(make: Callable[[], Sorter[Said]]) -> Callable[[bytes], None]:
    """What an ESC/POS printer says, whole and in pieces: the same answers come of it."""

    def take(data: bytes) -> None:
        whole, pieces = make(), make()
        once = whole.feed(data)
        again = [answer for part in _pieces(data) for answer in pieces.feed(part)]
        assert once == again, "the same in pieces"
        for answer in once:
            if isinstance(answer, AutomaticStatus | SiiStatus):
                str(status_told(answer))

    return take


def _star(data: bytes) -> None:
    """What a Star printer says."""
    whole, pieces = AnswerReader(), AnswerReader()
    once = whole.feed(data)
    again = [answer for part in _pieces(data) for answer in pieces.feed(part)]
    assert list(once) == again, "the same in pieces"


def _ipp(data: bytes) -> None:
    """What a printer in the network answers (RFC 8010)."""
    with suppress(FrameError):
        message = Message.decode(data)
        for group in message.groups:
            str(device_of(group).status)
        with suppress(FrameError):
            job_of(message.group(Group.JOB))
        assert message.encode() == data


def _pieces(data: bytes) -> Sequence[bytes]:
    """The same bytes as they may arrive: cut where their own values say."""
    cuts = sorted({0, len(data), *(at * 7 % (len(data) + 1) for at in data[:8])})
    return [data[start:end] for start, end in pairwise(cuts)]


def _typed(text: str) -> bytes:
    us = {letter: (code, False) for code, letter in ((2, "1"), (30, "a"), (28, "\n"), (39, ";"))}
    return b"".join(
        KeyEvent(1, us.get(letter, (30, False))[0], value).to_bytes()
        for letter in text
        for value in (1, 0)
    )


_OURS = pass_text(KEY)
_PASSES = (_OURS, pass_text(FORGER), pass_text(OTHER_CITY), pass_text(KEY, issuer="other"))
_TICKET = "MGT1:01890000-0000-7000-8000-000000000001"

TARGETS = (
    Target("code", _code, [text.encode() for text in (*_PASSES, _TICKET, "https://a.b/v/x-1")]),
    Target("pass", _pass, [b45decode(text.removeprefix(PREFIX)) for text in _PASSES]),
    Target("scanner", _scanner, [f"{_OURS}\r\n{_TICKET}\r".encode(), b"\x02abc\x03\x18\t\0"]),
    Target("keyboard", _wedge, [_typed("1a;\n"), KeyEvent(0, 3, 0).to_bytes()]),
    Target(
        "printer Epson",
        _esc_pos(AnswerSorter),
        [b"\x12\x12\x12\x12", b"\x10\0\0\0\x37\x22abcd\0", b"\x5fTM-T88VI\0\x37\x25\0"],
    ),
    Target(
        "printer Seiko", _esc_pos(SiiAnswerSorter), [b"\x12\x12\x12\x12", b"\xc0\x80\0\0\0\0\0\0"]
    ),
    Target("printer Star", _star, [b"\x23\x86\0\0\0\0\0\0\0", b"\x1b\x1d\x03\x03\x01\0\0"]),
    Target(
        "printer IPP",
        _ipp,
        [
            get_printer_attributes("ipp://127.0.0.1/ipp/print").encode(),
            b"\x02\x00\x00\x00\x00\x00\x00\x01\x01\x04\x23\x00\x0dprinter-state\x00\x04\0\0\0\x03\x03",
        ],
    ),
)
