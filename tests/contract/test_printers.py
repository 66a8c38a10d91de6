"""What every printer keeps to: the fake, pictures, and ESC/POS by TCP and by serial port."""

import os
import select
import socket
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from printer_drivers.documents import Code, Cut, Document, Heading, Number, Table, Text
from printer_drivers.emulator.conditions import Condition
from printer_drivers.opening import open_printer
from printer_drivers.printers import FakePrinter, Printer
from printer_drivers.status import PrinterState
from tests.unit.printer_drivers.wires import Switch, codes, emulator, tickets

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


@contextmanager
def serial_cable(port: int) -> Iterator[str]:
    """A serial port of this machine whose other end is a TCP port."""
    ours, theirs = os.openpty()
    tty.setraw(ours)
    tty.setraw(theirs)
    name = os.ttyname(theirs)
    ended, end = os.pipe()
    with socket.create_connection(("127.0.0.1", port)) as printer:

        def carry() -> None:
            while True:
                ready, _, _ = select.select([ours, printer.fileno(), ended], [], [])
                if ended in ready:
                    return
                if ours in ready:
                    printer.sendall(os.read(ours, 4096))
                if printer.fileno() in ready and (data := printer.recv(4096)):
                    os.write(ours, data)

        carrying = threading.Thread(target=carry)
        carrying.start()
        try:
            yield name
        finally:
            os.write(end, b"x")
            carrying.join()
            for descriptor in (ours, theirs, ended, end):
                os.close(descriptor)


@pytest.fixture(params=["fake", "png", "tcp", "serial"])
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
    switch = Switch()

    def break_it(state: PrinterState) -> None:
        switch.condition = Condition(state.value)

    with emulator(tmp_path, switch) as running:
        if request.param == "tcp":
            printer = open_printer(f"tcp://127.0.0.1:{running.port}")
            yield Desk(printer, pictures, break_it)
            printer.close()
        else:
            with serial_cable(running.port) as device:
                printer = open_printer(f"serial://{device}?flow=none")
                yield Desk(printer, pictures, break_it)
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
    assert desk.papers() == 2


def test_prints_again_after_it_was_closed(desk: Desk) -> None:
    assert desk.printer.print(TICKET).printed
    desk.printer.close()
    desk.printer.close()
    assert desk.printer.print(TICKET).printed
    assert desk.papers() == 4


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
    assert desk.papers() == 8


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
    assert (result.printed, result.started, result.status.state) == (False, False, state)
    assert desk.printer.status().state is state
    assert desk.papers() == 0
    desk.break_it(PrinterState.READY)
    assert desk.printer.print(TICKET).printed
    assert desk.papers() == 2


def test_near_the_end_of_the_paper_it_prints_and_tells(desk: Desk) -> None:
    if desk.break_it is None:
        assert not desk.printer.status().needs_attention
        return
    desk.break_it(PrinterState.PAPER_NEAR_END)
    result = desk.printer.print(TICKET)
    assert result.printed
    assert result.status.state is PrinterState.PAPER_NEAR_END
    assert desk.papers() == 2


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
    with emulator(tmp_path, Switch(), dots=width) as running:
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
