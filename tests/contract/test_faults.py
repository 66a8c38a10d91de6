"""Every fault in every state of a job, for every way that a printer is spoken to.

What is checked for each pair: what the driver says of the printer, whether it claims a ticket,
what is on paper, and that the next job comes out whole, alone and once when all is well again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from printer_drivers.documents import Document, Number, Text
from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.device import BUFFER_BYTES, Pace
from printer_drivers.emulator.faults import Fault, Faults, Moment
from printer_drivers.emulator.server import Emulator
from printer_drivers.printers import Printer
from printer_drivers.status import PrinterState
from printer_drivers.wires.wire import WireLostError
from tests.contract.fault_tables import (
    COMPOSE,
    EXPECTED,
    MOMENTS,
    NEXT,
    SAID,
    SAID_BY_SII,
    TICKET,
    WAYS,
    During,
    Paper,
    Way,
    said,
)
from tests.unit.printer_drivers.direct_line import DirectLine
from tests.unit.printer_drivers.wires import emulator, tickets


@dataclass(frozen=True)
class Desk:
    """A printer in software, the driver at its line, and the tray."""

    way: Way
    emulator: Emulator
    printer: Printer
    tray: Path

    @property
    def faults(self) -> Faults:
        """What is wrong with it."""
        return self.emulator.faults

    def papers(self) -> list[Image.Image]:
        """What has come out."""
        return tickets(self.tray, len(list(self.tray.glob("*.png"))))

    def wait_until_quiet(self) -> None:
        """Until the printer has done all that it can."""
        with self.faults.changed:
            assert self.faults.changed.wait_for(lambda: self.emulator.device.quiet, 20)


@pytest.fixture(params=WAYS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    way = WAYS[request.param]
    pace = Pace(slow_head=100_000)
    with emulator(tmp_path, Faults(), language=way.language, pace=pace) as running:
        printer = way.driver(lambda: DirectLine(running))
        yield Desk(way, running, printer, tmp_path)
        printer.close()


def same(one: Image.Image, other: Image.Image) -> bool:
    """Whether two papers have the same on them."""
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Way], list[Image.Image]]:
    """Both tickets as a printer prints them with which nothing is wrong."""

    @cache
    def drawn(name: str) -> list[Image.Image]:
        way = next(way for way in WAYS.values() if way.language.name == name)
        tray = tmp_path_factory.mktemp("whole")
        with emulator(tray, Faults(), language=way.language) as running:
            printer = way.driver(lambda: DirectLine(running))
            assert printer.print(TICKET).printed
            assert printer.print(NEXT).printed
            printer.close()
        return tickets(tray, 2)

    return lambda way: drawn(way.language.name)


@pytest.mark.parametrize("during", During)
@pytest.mark.parametrize("condition", EXPECTED)
def test_fault(
    desk: Desk,
    whole: Callable[[Way], list[Image.Image]],
    condition: Condition,
    during: During,
) -> None:
    usual = EXPECTED[condition][list(During).index(during)]
    expected = desk.way.otherwise.get((condition, during), usual)
    assert desk.printer.status().state is PrinterState.READY
    if during is During.IDLE:
        desk.faults.condition = condition
    else:
        desk.faults.set(Fault(condition, MOMENTS[during], desk.way.half))

    result = desk.printer.print(TICKET)

    assert (result.printed, result.started) == (expected.printed, expected.started)
    assert result.status.state is said(condition, during, desk.way)
    desk.wait_until_quiet()
    hanging = desk.emulator.device.hanging
    before = desk.papers()

    desk.faults.set()

    assert desk.printer.status().state is PrinterState.READY
    assert desk.printer.print(NEXT).printed
    desk.wait_until_quiet()
    first, second = whole(desk.way)
    *papers, last = desk.papers()
    assert same(last, second), "the next ticket is whole, and nothing else is on its paper"
    assert desk.emulator.device.hanging is None
    printed = [paper for paper in papers if paper.getextrema() != (255, 255)]
    match expected.paper:
        case Paper.NONE:
            assert printed == []
        case Paper.WHOLE:
            assert [same(paper, first) for paper in printed] == [True]
        case Paper.HALF:
            assert before == []
            assert hanging is not None
            assert [same(paper, hanging) for paper in printed] == [True], "no more came out of it"
            assert not same(hanging, first)


@pytest.mark.parametrize("condition", EXPECTED)
def test_near_end_is_not_dropped_whatever_else_goes_wrong(desk: Desk, condition: Condition) -> None:
    desk.faults.condition = Condition.PAPER_NEAR_END
    if desk.way.says is SAID_BY_SII:
        assert desk.printer.status().state is PrinterState.READY, "the bit is not published"
        return
    assert desk.printer.status().state is PrinterState.PAPER_NEAR_END
    desk.faults.add(Fault(condition, Moment.AFTER_BYTES, desk.way.half))
    result = desk.printer.print(TICKET)
    assert result.status.near_end
    assert result.status.needs_attention


LONG = Document(
    language="vi",
    blocks=(Number(text="B103"), *[Text(text="Đăng ký cư trú tại quầy số 3.")] * 12),
)


@pytest.mark.parametrize("desk", [name for name in WAYS if "Star" not in name], indirect=True)
def test_a_printer_without_paper_is_understood_also_in_a_job_longer_than_its_memory(
    desk: Desk, whole: Callable[[Way], list[Image.Image]]
) -> None:
    assert len(COMPOSE(LONG).data) > 2 * BUFFER_BYTES
    assert desk.printer.print(LONG).printed
    desk.faults.set(Fault(Condition.PAPER_OUT, Moment.AFTER_BYTES, 5000))
    result = desk.printer.print(LONG)
    assert (result.printed, result.started) == (False, True)
    assert result.status.state is PrinterState.PAPER_OUT
    assert desk.printer.status().state is PrinterState.PAPER_OUT
    half = desk.emulator.device.hanging
    desk.faults.set()
    desk.wait_until_quiet()
    assert desk.printer.print(NEXT).printed
    _, second = whole(desk.way)
    _, torn, last = [paper for paper in desk.papers() if paper.getextrema() != (255, 255)]
    assert half is not None
    assert same(torn, half), "no more came out of it"
    assert same(last, second)


def test_half_a_ticket_of_a_process_that_was_killed_is_no_part_of_the_next_one(
    desk: Desk, whole: Callable[[Way], list[Image.Image]]
) -> None:
    desk.faults.set(Fault(Condition.PAPER_OUT, Moment.AFTER_BYTES, desk.way.half))
    killed = desk.way.driver(lambda: Killed(desk.emulator))
    with pytest.raises(KeyboardInterrupt):
        killed.print(TICKET)
    half = desk.emulator.device.hanging
    assert half is not None
    desk.printer.expect_leftovers()
    assert desk.printer.status().state is PrinterState.PAPER_OUT
    desk.faults.set()
    desk.wait_until_quiet()
    assert desk.printer.print(NEXT).printed
    *torn, last = [paper for paper in desk.papers() if paper.getextrema() != (255, 255)]
    assert same(last, whole(desk.way)[1])
    assert [same(paper, half) for paper in torn] == [True], "no more came out of it"


class Killed(DirectLine):
    """The line of a process that ends as soon as half a ticket is out."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(emulator)
        self._emulator = emulator

    def receive(self, seconds: float) -> bytes:
        """What it said, until the process ends."""
        heard = super().receive(seconds)
        self._end()
        return heard

    def send(self, data: bytes) -> None:
        """Nothing, once the process has ended."""
        self._end()
        super().send(data)

    def _end(self) -> None:
        if self._emulator.faults.condition is Condition.PAPER_OUT:
            raise KeyboardInterrupt


def test_a_job_that_a_person_breaks_off_does_not_come_out_later(desk: Desk) -> None:
    desk.faults.set(Fault(Condition.STUCK, Moment.AFTER_BYTES, desk.way.half))
    printer = desk.way.driver(lambda: BrokenOff(desk.emulator))
    with pytest.raises(KeyboardInterrupt):
        printer.print(TICKET)
    printer.close()
    half = desk.emulator.device.hanging
    assert half is not None
    desk.faults.set()
    desk.wait_until_quiet()
    hanging = desk.emulator.device.hanging
    out = [paper for paper in desk.papers() if paper.getextrema() != (255, 255)]
    found = out if hanging is None else [*out, hanging]
    assert [same(paper, half) for paper in found] == [True], "no more came out of it"
    assert desk.printer.print(NEXT).printed


class BrokenOff(DirectLine):
    """The line of a process in which somebody presses Ctrl-C, once, when half a ticket is out."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(emulator)
        self._emulator = emulator
        self._pressed = False

    def receive(self, seconds: float) -> bytes:
        """What it said; the person is there first."""
        if not self._pressed and self._emulator.faults.condition is Condition.STUCK:
            self._pressed = True
            raise KeyboardInterrupt
        return super().receive(seconds)


class PulledCable(DirectLine):
    """A line that is lost as soon as the printer has no paper, while a job is in its memory."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(emulator)
        self._emulator = emulator

    def receive(self, seconds: float) -> bytes:
        """What it said, until the line is lost."""
        heard = super().receive(seconds)
        if self._emulator.faults.condition is Condition.PAPER_OUT:
            raise WireLostError("the connection ended")
        return heard


def test_a_job_that_was_lost_without_paper_does_not_come_out_with_the_next_roll(
    desk: Desk, whole: Callable[[Way], list[Image.Image]]
) -> None:
    cables = [PulledCable, DirectLine]
    printer = desk.way.driver(lambda: cables.pop(0)(desk.emulator))
    assert printer.status().state is PrinterState.READY
    desk.faults.set(Fault(Condition.PAPER_OUT, Moment.AFTER_BYTES, desk.way.half))
    result = printer.print(TICKET)
    assert (result.printed, result.started) == (False, True)
    assert result.status.state is PrinterState.DISCONNECTED
    assert printer.status().state is PrinterState.PAPER_OUT
    desk.faults.set()
    desk.wait_until_quiet()
    assert printer.print(NEXT).printed
    first, second = whole(desk.way)
    *papers, last = desk.papers()
    assert same(last, second)
    assert not any(same(paper, first) for paper in papers)
    printer.close()


def test_every_fault_is_in_the_table() -> None:
    assert set(EXPECTED) == set(SAID) == set(Condition) - {Condition.READY}
