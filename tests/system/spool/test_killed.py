"""kill -9 of the spool's process at each state, and what comes out of the printer by the next one.

The printer is the emulated one; each paper has a QR code that says which it is, and whether it is
the first or a reprint (再発行).
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.paper import Tray
from printer_drivers.emulator.server import Emulator
from printer_drivers.fonts import find_fonts
from tests.system.parts import PATIENCE
from tests.system.spool.spool_process import Point
from tests.waiting import eventually

FIRST, AGAIN = "first", "again"
TICKET, CHECKLIST = 0, 1

Process = subprocess.Popen[str]


class Desk:
    """An emulated printer that lives on, the spool's file, and whoever prints."""

    def __init__(self, folder: Path) -> None:
        self.spool = folder / "spool.sqlite"
        self.papers = folder / "papers"
        self.on_paper: Callable[[Path], None] = lambda _: None
        tray = Tray(self.papers, on_paper=self._cut)
        self.emulator = Emulator(("127.0.0.1", 0), tray, Glyphs(find_fonts()))

    def _cut(self, path: Path) -> None:
        self.on_paper(path)

    def begin(self, point: Point, *, port: int | None = None) -> Process:
        """A process that prints."""
        url = f"tcp://127.0.0.1:{port or self.emulator.port}"
        return subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "tests.system.spool.spool_process",
                self.spool,
                url,
                point,
            ],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        )

    def killed(self, process: Process) -> None:
        """It was killed, and nobody was told anything."""
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == -signal.SIGKILL
        assert said == ""

    def recovered(self) -> str:
        """What the next process says."""
        process = self.begin(Point.NONE)
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        return said

    def out(self, count: int) -> list[tuple[int, str]]:
        """What has come out, once there are so many papers: which, and whether it is a reprint."""
        eventually(lambda: len(self._read()) >= count, lambda: f"{count}, not {self._read()}")
        return self._read()

    def _read(self) -> list[tuple[int, str]]:
        found = []
        for path in sorted(self.papers.glob("*.png")):
            with Image.open(path) as picture:
                for code in sorted(zxingcpp.read_barcodes(picture), key=_from_above):
                    _, paper, mark = code.text.split()
                    found.append((int(paper), mark))
        return found


def _from_above(code: zxingcpp.Barcode) -> int:
    return code.position.top_left.y


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    with made.emulator:
        yield made


@pytest.mark.parametrize(
    ("point", "out"),
    [
        (Point.QUEUED, [(TICKET, FIRST), (CHECKLIST, FIRST)]),
        (Point.SENDING, [(TICKET, AGAIN), (CHECKLIST, FIRST)]),
        (Point.PRINTED, [(TICKET, FIRST), (TICKET, AGAIN), (CHECKLIST, FIRST)]),
        (Point.CONFIRMED, [(TICKET, FIRST), (CHECKLIST, FIRST)]),
    ],
)
def test_killed(desk: Desk, point: Point, out: list[tuple[int, str]]) -> None:
    desk.killed(desk.begin(point))
    assert desk.recovered() == "told confirmed 2\n"
    assert desk.out(len(out)) == out


@pytest.mark.parametrize(
    ("papers", "out"),
    [
        (1, [(TICKET, FIRST), (TICKET, AGAIN), (CHECKLIST, FIRST)]),
        (2, [(TICKET, FIRST), (CHECKLIST, FIRST), (CHECKLIST, AGAIN)]),
    ],
)
def test_killed_while_the_paper_is_cut(desk: Desk, papers: int, out: list[tuple[int, str]]) -> None:
    begun = threading.Event()

    def cut(_: Path) -> None:
        # in the printer's own thread: it has not confirmed this paper yet
        if len(list(desk.papers.glob("*.png"))) == papers and begun.wait(PATIENCE):
            process.kill()
            process.wait(PATIENCE)
            desk.on_paper = lambda _: None

    desk.on_paper = cut
    process = desk.begin(Point.ELSEWHERE)
    begun.set()
    desk.killed(process)
    assert desk.recovered() == "told confirmed 2\n"
    assert desk.out(len(out)) == out


@contextmanager
def cable_that_breaks(port: int, part: float, seen: Callable[[], None]) -> Iterator[int]:
    """A port that leads to the printer until so much of a job's bytes has gone through."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def carry() -> None:
            ours, _ = listener.accept()
            with ours, socket.create_connection(("127.0.0.1", port)) as printer:
                back = threading.Thread(target=_copy, args=(printer, ours))
                back.start()
                while data := ours.recv(65536):
                    job = len(data) > 64  # a question has three bytes or so
                    printer.sendall(data[: int(len(data) * part)] if job else data)
                    if job:
                        seen()
                        break
                printer.shutdown(socket.SHUT_RDWR)
                back.join()

        carrying = threading.Thread(target=carry)
        carrying.start()
        yield listener.getsockname()[1]
        carrying.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(4096):
            target.sendall(data)
    except OSError:
        pass  # the process at the end of the cable is gone


@pytest.mark.parametrize(
    ("part", "out"),
    [
        (0.5, [(TICKET, AGAIN), (CHECKLIST, FIRST)]),  # in the middle of the code's data
        (0.9, [(TICKET, FIRST), (TICKET, AGAIN), (CHECKLIST, FIRST)]),  # but for the cut
    ],
)
def test_killed_halfway_through_a_ticket(
    desk: Desk, part: float, out: list[tuple[int, str]]
) -> None:
    def seen() -> None:
        process.kill()

    with cable_that_breaks(desk.emulator.port, part, seen) as port:
        process = desk.begin(Point.ELSEWHERE, port=port)
        desk.killed(process)
    assert desk.recovered() == "told confirmed 2\n"
    assert desk.out(len(out)) == out
