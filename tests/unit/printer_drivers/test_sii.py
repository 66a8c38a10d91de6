"""SII's printers: what they say, what is made of it, and what nobody knows of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printer_drivers.composing import Composer, Job
from printer_drivers.documents import Code, Document, Number
from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.esc_pos.sii import SII, Sii
from printer_drivers.emulator.faults import Fault, Faults, Moment
from printer_drivers.emulator.server import Emulator
from printer_drivers.esc_pos.encode import encode_lines
from printer_drivers.esc_pos.printer import EscPosPrinter
from printer_drivers.esc_pos.sii_answers import (
    SII_ANSWERS,
    Executed,
    Initialized,
    Progress,
    SiiAnswer,
    SiiAnswerSorter,
    SiiStatus,
    StatusByte,
)
from printer_drivers.esc_pos.states import status_told
from printer_drivers.models import MODELS
from printer_drivers.opening import PrinterAddressError, device, open_printer
from printer_drivers.shape import Frame, FrameError, Marked
from printer_drivers.status import Confirmation, PrinterState
from tests.unit.printer_drivers.direct_line import DirectLine
from tests.unit.printer_drivers.wires import codes, connected, emulator, printed, tickets

TICKET = Document(blocks=(Number(text="B103"), Code(text="MG1:TEST")))
NEXT = Document(blocks=(Number(text="B104"),))
JOB = Job(b"\x1b@B103\n\x1dVB\x00", 60.0)
FINE = bytes.fromhex("c0 d0 d0 d8 d0 d0 d0 d0")


def answers_of(kind: type[SiiAnswer]) -> st.SearchStrategy[SiiAnswer]:
    """Any value of a declared answer, made from its declaration."""
    parts = [part for part in kind.shape if isinstance(part, Marked)]
    return st.builds(
        kind, **{part.field: st.integers(part.fixed, part.fixed | 0x0F) for part in parts}
    )


any_answer = st.one_of(*map(answers_of, SII_ANSWERS))


@given(st.lists(any_answer, max_size=12), st.lists(st.integers(1, 5), max_size=40), st.data())
def test_what_is_said_is_sorted_in_pieces_of_any_size(
    said: list[SiiAnswer], sizes: list[int], data: st.DataObject
) -> None:
    wire = b"".join(answer.encode() for answer in said)
    flow = data.draw(st.integers(0, len(wire)))
    wire = wire[:flow] + b"\x13\x11" + wire[flow:]
    sorter = SiiAnswerSorter()
    found: list[SiiAnswer] = []
    for size in sizes:
        found += sorter.feed(wire[:size])
        wire = wire[size:]
    found += sorter.feed(wire)
    assert found == said
    assert sorter.junk == 0


@given(st.lists(st.binary(max_size=20), max_size=10))
def test_any_bytes_are_sorted_or_left_out(pieces: list[bytes]) -> None:
    sorter = SiiAnswerSorter()
    found = [answer for piece in pieces for answer in sorter.feed(piece)]
    told = b"".join(answer.encode() for answer in found)
    flow = sum(piece.count(sign) for piece in pieces for sign in (b"\x11", b"\x13"))
    rest = sum(map(len, pieces)) - len(told) - sorter.junk - flow
    assert 0 <= rest < 8, "no more than half a status waits for the rest"


@pytest.mark.parametrize(
    ("answer", "wire"),
    [
        (Executed(0x84), "84"),
        (Progress(0x90), "90"),
        (StatusByte(0xA1), "a1"),
        (Initialized(0xB0), "b0"),
        (SiiStatus(0xC0, drawer=0xD8), "c0 d0 d0 d8 d0 d0 d0 d0"),
    ],
)
def test_bytes_as_in_table_6_7(answer: Frame, wire: str) -> None:
    assert answer.encode().hex(" ") == wire
    assert SiiAnswerSorter().feed(bytes.fromhex(wire)) == [answer]


@pytest.mark.parametrize("kind", SII_ANSWERS)
def test_an_answer_with_another_identifier_cannot_be_made(kind: type[SiiAnswer]) -> None:
    with pytest.raises(FrameError):
        kind(0x12).encode()


def test_a_status_that_something_cut_into_is_none_and_the_next_one_is_heard() -> None:
    sorter = SiiAnswerSorter()
    assert sorter.feed(FINE[:5] + b"\x84" + FINE[5:]) == [Executed(0x84)]
    assert sorter.junk == len(FINE)
    assert sorter.feed(FINE) == [SiiStatus(0xC0, drawer=0xD8)]


@given(st.integers(0, 15), st.integers(0, 15))
def test_no_bit_of_a_fault_is_read_as_fine(errors: int, paper: int) -> None:
    status = status_told(SiiStatus(0xC0 | errors, 0xD0 | paper))
    assert status.can_print == (not (errors & 0b1011 or paper & 0b1001))


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("c0 d0 d0 d8 d0 d0 d0 d0", PrinterState.READY),
        ("c8 d8 d0 d8 d0 d0 d0 d0", PrinterState.COVER_OPEN),
        ("c8 d1 d0 d8 d0 d0 d0 d0", PrinterState.PAPER_OUT),
        ("c8 d9 d0 d8 d0 d0 d0 d0", PrinterState.COVER_OPEN),
        ("c1 d0 d0 d8 d0 d0 d0 d0", PrinterState.RECOVERABLE_ERROR),
        ("c2 d0 d0 d8 d0 d0 d0 d0", PrinterState.RECOVERABLE_ERROR),
        ("c8 d0 d0 d8 d0 d0 d0 d0", PrinterState.RECOVERABLE_ERROR),
    ],
)
def test_state_of_bits(told: str, state: PrinterState) -> None:
    (answer,) = SiiAnswerSorter().feed(bytes.fromhex(told))
    assert isinstance(answer, SiiStatus)
    status = status_told(answer)
    assert status.state is state
    if state is PrinterState.RECOVERABLE_ERROR:
        assert told[:2].upper() in status.detail, "whoever calls service can say which"


class Script:
    """A wire on which is said what a test wrote, one piece for each time that it is listened to."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces
        self.sent = b""
        self.waited = 0
        """How often somebody waited for it in vain."""

    def __call__(self) -> "Script":
        return self

    def send(self, data: bytes) -> None:
        self.sent += data

    def receive(self, seconds: float) -> bytes:
        if not seconds:
            return b""
        if not self.pieces:
            self.waited += 1
            return b""
        return self.pieces.pop(0)

    def close(self) -> None:
        pass


def printer_of(wire: Script, confirm: Confirmation = "executed") -> EscPosPrinter:
    return EscPosPrinter(
        wire, lambda _: JOB, status_by="sii_asb", confirm=confirm, process_id=lambda: b"0004"
    )


def test_a_job_as_it_is_sent_and_answered() -> None:
    wire = Script([FINE, b"\xb0" + FINE, b"\x85", FINE])
    result = printer_of(wire).print(TICKET)
    assert (result.printed, result.confirmed_by) == (True, "executed")
    assert wire.sent == (
        b"\x1da\xff" + b"\x1b@" + b"\x1da\xff" + b"B103\n\x1dVB\x00" + b"\x12q\x05" + b"\x1da\xff"
    )


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([b"\x84"], id="another number"),
        pytest.param([b"\xff\x85"], id="a byte that no printer of SII's says"),
        pytest.param([b"\x85\x85"], id="twice"),
        pytest.param([b"\x12", b"\x00", b"7\x220004\x00"], id="as Epson's printers answer"),
        pytest.param([], id="nothing"),
    ],
)
def test_what_is_not_the_answer_confirms_nothing(said: list[bytes]) -> None:
    result = printer_of(Script([FINE, b"\xb0" + FINE, *said])).print(TICKET)
    assert (result.printed, result.started, result.confirmed_by) == (False, True, None)


LONG = Job(b"\x1b@" + (b"B103" * 200 + b"\n") * 6 + b"\x1dVB\x00", 60.0)


@pytest.mark.parametrize(
    ("answers", "is_printed"),
    [
        ("85 86 87 88 89 8a", True),
        ("85 8687 88 898a", True),
        ("85 86 87 88 8a 89", False),
        ("85 86 88 89 8a", False),
        ("85 86 87 88 89 89", False),
    ],
)
def test_the_pieces_of_a_long_job_are_answered_one_after_the_other(
    answers: str, *, is_printed: bool
) -> None:
    wire = Script([FINE, b"\xb0" + FINE, *map(bytes.fromhex, answers.split()), FINE])
    printer = EscPosPrinter(
        wire,
        lambda _: LONG,
        status_by="sii_asb",
        confirm="executed",
        process_id=lambda: b"0004",
    )
    assert printer.print(TICKET).printed == is_printed
    if is_printed:
        assert wire.waited == 0
        assert [wire.sent.count(bytes([0x12, 0x71, n])) for n in range(4, 12)] == [0, *[1] * 6, 0]


@given(
    st.lists(st.binary(min_size=1, max_size=12), max_size=30),
    st.sampled_from([b"\xff", b"\x00", b"\x5f", b"\xe1"]),
    st.sampled_from(["executed", "status"]),
)
@settings(max_examples=300)
def test_garbage_is_never_ready(pieces: list[bytes], bad: bytes, confirm: Confirmation) -> None:
    """Each piece has a byte that SII's printers do not say to us."""
    printer = printer_of(Script([piece + bad for piece in pieces]), confirm)
    for _ in range(3):
        assert not printer.status().can_print
    assert not printer.print(TICKET).printed


@given(
    st.lists(
        st.one_of(st.binary(max_size=9), st.sampled_from([FINE, b"\x85", b"\xb0" + FINE, b""])),
        max_size=30,
    )
)
@settings(max_examples=200)
def test_any_bytes_at_any_time_are_a_state(pieces: list[bytes]) -> None:
    printer = printer_of(Script(pieces))
    seen = [printer.status(), printer.print(TICKET).status, printer.status()]
    assert {status.state for status in seen} <= set(PrinterState)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Emulator]:
    with emulator(tmp_path, Faults(), language=SII) as emulated:
        yield emulated


def test_the_emulator_answers_as_is_published(running: Emulator) -> None:
    with connected(running.port) as line:
        for question, answer in (
            (b"\x10\x04\x01", b"\xa1"),
            (b"\x1b@", b"\xb0"),
            (b"\x1da\xff", FINE),
            (b"\x12q\x04", b"\x84"),
            (b"\x12q\xf5", b"\x85"),
            (b"\x1dr\x01", b"\xa0"),
        ):
            line.sendall(question)
            assert line.recv(64) == answer
        running.faults.condition = Condition.COVER_OPEN
        assert line.recv(64) == bytes.fromhex("c0 d8 d0 d8 d0 d0 d0 d0")


def test_a_phone_reads_the_code_that_is_sent_as_graphics(running: Emulator, tmp_path: Path) -> None:
    printer = open_printer(f"tcp://127.0.0.1:{running.port}?model=sii-rp-g10")
    assert printer.print(TICKET).printed
    printer.close()
    (ticket,) = tickets(tmp_path, 1)
    assert codes(ticket) == ["MG1:TEST"]


def test_graphics_look_as_raster_does(tmp_path: Path) -> None:
    for name in ("esc-pos&qr=raster&font=jisx0208", "sii", "fujitsu-fp-1100"):
        open_printer(f"png://{tmp_path}?model={name}").print(TICKET)
    raster, *graphics = tickets(tmp_path, 3)
    assert [picture.tobytes() for picture in graphics] == [raster.tobytes()] * 2
    job = Composer(MODELS["sii"].profile, encode_lines)(TICKET).data
    assert b"\x1dv0" not in job
    assert job.count(b"\x1d8L") == job.count(b"\x1d(L\x02\x0002") > 0


STOPS = [
    Condition.PAPER_OUT,
    Condition.COVER_OPEN,
    Condition.CUTTER_ERROR,
    Condition.OVERHEATED,
    Condition.OFFLINE,
    Condition.STUCK,
    Condition.SILENT,
]


@pytest.mark.parametrize("clears", [True, False])
@pytest.mark.parametrize("condition", STOPS)
def test_what_is_left_of_a_job_when_all_is_well_again(
    tmp_path: Path, condition: Condition, *, clears: bool
) -> None:
    """Whether SII's printers know `DLE DC4 8` is not published. If they do not, the rest of the
    ticket comes out, on a paper of its own; it is never claimed, and the next one is whole."""
    with emulator(tmp_path, Faults(), language=Sii(clears=clears)) as running:
        printer = device(lambda: DirectLine(running), MODELS["sii"])
        running.faults.set(Fault(condition, Moment.AFTER_BYTES, 60))
        result = printer.print(TICKET)
        assert (result.printed, result.started) == (False, True)
        assert not result.status.can_print
        if condition is not Condition.STUCK:
            # with half a job in its memory it does not get to a question, and yet has told why
            assert printer.status().state is result.status.state
        running.faults.set()
        assert printer.status().state is PrinterState.READY
        assert printer.print(NEXT).printed
        printer.close()
    *others, last = printed(tmp_path)
    assert [codes(paper) for paper in others if codes(paper)] == ([] if clears else [["MG1:TEST"]])
    open_printer(f"png://{tmp_path}/next?model=sii").print(NEXT)
    (expected,) = tickets(tmp_path / "next", 1)
    assert last.tobytes() == expected.tobytes()


@pytest.mark.parametrize(
    "options",
    [
        "model=sii&confirm=sensor",
        "model=sii&confirm=process_id",
        "model=sii&status=dle_eot",
        "confirm=executed",
        "language=star_prnt&confirm=executed",
    ],
)
def test_an_answer_that_the_printer_does_not_have_is_refused(options: str) -> None:
    with pytest.raises(PrinterAddressError, match=r"confirm"):
        open_printer(f"tcp://h?{options}")
