"""What every printer keeps to: the fake, pictures and pages, each language on each kind of wire,
and IPP."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from printer_drivers.documents import Code, Cut, Document, Heading, Number, Table, Text
from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.esc_pos.firmware import ESC_POS
from printer_drivers.emulator.esc_pos.sii import SII
from printer_drivers.emulator.faults import Faults
from printer_drivers.emulator.languages import CommandLanguage
from printer_drivers.emulator.star.firmware import STAR_PRNT, StarPrnt
from printer_drivers.ipp.fake import FakeIppPrinter
from printer_drivers.opening import open_printer
from printer_drivers.printers import FakePrinter, Printer
from printer_drivers.status import PrinterState
from tests.unit.printer_drivers.wires import codes, emulator, tickets
from tests.waiting import eventually

TICKET = Document(
    blocks=(
        Heading(text="住所変更・届出"),
        Number(text="B103"),
        Code(text="https://lobby.example.jp/v/3kXbQ2m9"),
        Cut(),
        Heading(text="手続き一覧"),
        Table(rows=(("□", "転入届", "3番"), ("□", "𠮷野さまの書類 Đăng ký", "5番"))),
    )
)


@dataclass(frozen=True)
class Desk:
    """A printer, and what a person standing at it can see and do."""

    printer: Printer
    papers: Callable[[], int]
    break_it: Callable[[PrinterState], None] | None
    """None for a printer that has no device and so no faults."""
    sure: bool = True
    """Whether it says of a job that it is on paper, and not only that it was handed over."""
    says: Callable[[PrinterState], PrinterState] = lambda state: state
    """What it says of what is wrong."""

    def has_printed(self, papers: int) -> None:
        """So many have come out; now, where the printer is sure."""
        if not self.sure:
            eventually(lambda: self.papers() == papers, f"{papers} papers")
        assert self.papers() == papers


@dataclass(frozen=True)
class Device:
    """A printer in software, and how it is opened."""

    url: str
    """With {tcp} and {terminal} for where it is."""
    language: CommandLanguage = ESC_POS
    says: Mapping[PrinterState, PrinterState] = field(default_factory=dict)
    """Where it has another word for what is wrong."""


SII_SAYS = {
    PrinterState.PAPER_NEAR_END: PrinterState.READY,
    PrinterState.CUTTER_ERROR: PrinterState.RECOVERABLE_ERROR,
    PrinterState.OVERHEATED: PrinterState.RECOVERABLE_ERROR,
    PrinterState.UNRECOVERABLE_ERROR: PrinterState.RECOVERABLE_ERROR,
    PrinterState.OFFLINE: PrinterState.RECOVERABLE_ERROR,
}
"""What is published of SII's bits tells these apart from a printer that is well, or not at all."""
STAR_ON_USB = StarPrnt(on_network=False)
DEVICES: dict[str, Device] = {
    "esc_pos-tcp-dle_eot-sensor": Device("tcp://{tcp}"),
    "esc_pos-tcp-dle_eot-process_id": Device("tcp://{tcp}?confirm=process_id"),
    "esc_pos-tcp-dle_eot-status": Device("tcp://{tcp}?confirm=status"),
    "esc_pos-tcp-asb-process_id": Device("tcp://{tcp}?model=epson-tm-t88vi&width=576"),
    "esc_pos-tcp-asb-sensor": Device("tcp://{tcp}?status=asb&confirm=sensor"),
    "esc_pos-tcp-asb-status": Device("tcp://{tcp}?status=asb&confirm=status"),
    "esc_pos-serial-dle_eot-sensor": Device("serial://{terminal}?flow=none"),
    "esc_pos-serial-asb-process_id": Device(
        "serial://{terminal}?flow=none&status=asb&confirm=process_id"
    ),
    "esc_pos-usb-dle_eot-sensor": Device("usb://{terminal}"),
    "esc_pos-usb-asb-process_id": Device("usb://{terminal}?status=asb&confirm=process_id"),
    "sii-tcp-executed": Device("tcp://{tcp}?model=sii-rp-f10", SII, SII_SAYS),
    "sii-tcp-status": Device("tcp://{tcp}?model=sii&confirm=status", SII, SII_SAYS),
    "sii-serial-executed": Device("serial://{terminal}?flow=none&model=sii", SII, SII_SAYS),
    "star_prnt-tcp-etb": Device("tcp://{tcp}?language=star_prnt", STAR_PRNT),
    "star_prnt-tcp-status": Device("tcp://{tcp}?language=star_prnt&confirm=status", STAR_PRNT),
    "star_prnt-serial-etb": Device("serial://{terminal}?flow=none&language=star_prnt", STAR_ON_USB),
    "star_prnt-usb-etb": Device("usb://{terminal}?language=star_prnt", STAR_ON_USB),
}


@pytest.fixture(params=["fake", "png", "pdf", "ipp", *DEVICES])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    def pictures() -> int:
        return len(list(tmp_path.glob("*.png")))

    if request.param == "fake":
        fake = FakePrinter()
        yield Desk(
            fake, lambda: 2 * len(fake.documents), lambda state: setattr(fake, "state", state)
        )
        return
    if request.param == "png":
        yield Desk(open_printer(f"png://{tmp_path}"), pictures, None)
        return
    if request.param == "pdf":
        # a file a job, with a page a paper
        printer = open_printer(f"pdf://{tmp_path}")
        yield Desk(printer, lambda: 2 * len(list(tmp_path.glob("*.pdf"))), None)
        return
    if request.param == "ipp":
        with FakeIppPrinter() as page_printer:
            yield Desk(
                open_printer(f"ipp://127.0.0.1:{page_printer.port}/ipp/print"),
                lambda: 2 * len(page_printer.papers),
                page_printer.become,
            )
        return
    device = DEVICES[request.param]
    faults = Faults()

    def break_it(state: PrinterState) -> None:
        faults.condition = Condition(state.value)

    with emulator(tmp_path, faults, language=device.language, terminal=True) as running:
        places = {"tcp": f"127.0.0.1:{running.port}", "terminal": running.terminal}
        printer = open_printer(device.url.format(**places))
        yield Desk(
            printer,
            pictures,
            break_it,
            sure="status" not in request.param,
            says=lambda state: device.says.get(state, state),
        )
        printer.close()


def test_ready_at_first(desk: Desk) -> None:
    status = desk.printer.status()
    assert status.state is PrinterState.READY
    assert status.can_print


def test_printed_means_that_the_papers_are_out(desk: Desk) -> None:
    result = desk.printer.print(TICKET)
    assert result.printed
    assert result.started
    assert result.status.state is PrinterState.READY
    desk.has_printed(2)


def test_prints_again_after_it_was_closed(desk: Desk) -> None:
    assert desk.printer.print(TICKET).printed
    desk.printer.close()
    desk.printer.close()
    assert desk.printer.print(TICKET).printed
    desk.has_printed(4)


def test_jobs_of_several_threads_do_not_mix(desk: Desk) -> None:
    results = list[bool]()
    threads = [
        threading.Thread(target=lambda: results.append(desk.printer.print(TICKET).printed))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 4
    desk.has_printed(8)


@pytest.mark.parametrize(
    "state",
    [
        PrinterState.PAPER_OUT,
        PrinterState.COVER_OPEN,
        PrinterState.CUTTER_ERROR,
        PrinterState.OVERHEATED,
        PrinterState.UNRECOVERABLE_ERROR,
        PrinterState.OFFLINE,
    ],
)
def test_a_printer_that_cannot_print_says_so_and_prints_later(
    desk: Desk, state: PrinterState
) -> None:
    if desk.break_it is None:
        assert desk.printer.status().can_print
        return
    desk.break_it(state)
    result = desk.printer.print(TICKET)
    said = desk.says(state)
    assert (result.printed, result.started, result.status.state) == (False, False, said)
    assert desk.printer.status().state is said
    assert desk.papers() == 0
    desk.break_it(PrinterState.READY)
    assert desk.printer.print(TICKET).printed
    desk.has_printed(2)


def test_near_the_end_of_the_paper_it_prints_and_tells(desk: Desk) -> None:
    if desk.break_it is None:
        assert not desk.printer.status().needs_attention
        return
    desk.break_it(PrinterState.PAPER_NEAR_END)
    result = desk.printer.print(TICKET)
    assert result.printed
    assert result.status.state is desk.says(PrinterState.PAPER_NEAR_END)
    desk.has_printed(2)


def test_a_fake_fails_in_the_middle_of_a_job_as_a_printer_does() -> None:
    fake = FakePrinter()
    fake.fails_next_print_with = PrinterState.PAPER_OUT
    result = fake.print(TICKET)
    assert (result.printed, result.started) == (False, True)
    assert fake.status().state is PrinterState.PAPER_OUT
    assert fake.documents == []


@pytest.mark.parametrize("width", [576, 512, 384])
@pytest.mark.parametrize("qr", ["printer", "raster"])
def test_a_phone_reads_the_code_on_every_paper(tmp_path: Path, width: int, qr: str) -> None:
    with emulator(tmp_path, Faults(), dots=width) as running:
        printer = open_printer(f"tcp://127.0.0.1:{running.port}?width={width}&qr={qr}")
        assert printer.print(TICKET).printed
        printer.close()
    ticket, checklist = tickets(tmp_path, 2)
    assert codes(ticket) == ["https://lobby.example.jp/v/3kXbQ2m9"]
    assert codes(checklist) == []


def test_both_ways_to_draw_a_code_look_alike(tmp_path: Path) -> None:
    pictures = []
    for qr in ("printer", "raster"):
        open_printer(f"png://{tmp_path}/{qr}?qr={qr}").print(
            Document(blocks=(Text(text="窓口"), Code(text="MG1:" + "A" * 200)))
        )
        pictures += tickets(tmp_path / qr, 1)
    assert pictures[0].size == pictures[1].size
    assert codes(pictures[0]) == codes(pictures[1]) == ["MG1:" + "A" * 200]
