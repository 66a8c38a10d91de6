"""The emulated printer as a whole: a device, its lines, and what people set it by."""

import threading
from pathlib import Path
from typing import Final

from printer_drivers.emulator.channels import PseudoTerminal, TcpLine
from printer_drivers.emulator.device import BUFFER_BYTES, FULL_SPEED, Device, Pace
from printer_drivers.emulator.esc_pos.firmware import ESC_POS
from printer_drivers.emulator.faults import ControlFile, Faults
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.languages import CommandLanguage
from printer_drivers.emulator.paper import Tray

FILE_SECONDS: Final = 0.05
"""How often the control file is looked at."""


class Emulator:
    """Runs until it is stopped. A line that is None is not there. `url_options` is what a driver's
    URL needs to say for this printer, such as model=epson-tm-t88vi.

    Raises:
        OSError: the port is taken, or the pseudo-terminal's link cannot be made.
    """

    def __init__(
        self,
        listen: tuple[str, int] | None,
        tray: Tray,
        glyphs: Glyphs,
        *,
        language: CommandLanguage = ESC_POS,
        dots: int = 576,
        faults: Faults | None = None,
        control_file: Path | None = None,
        terminal: bool = False,
        terminal_link: Path | None = None,
        pace: Pace = FULL_SPEED,
        buffer_bytes: int = BUFFER_BYTES,
        url_options: str = "",
    ) -> None:
        self._url_options = [url_options] if url_options else []
        self.faults = faults or Faults()
        self._file = ControlFile(control_file, self.faults) if control_file else None
        self.device = Device(
            language,
            tray,
            glyphs,
            self.faults,
            dots=dots,
            pace=pace,
            buffer_bytes=buffer_bytes,
            look=self._look,
        )
        self._tcp = TcpLine(listen, self.device) if listen else None
        self._terminal = (
            PseudoTerminal(self.device, terminal_link) if terminal or terminal_link else None
        )
        self._watching = threading.Thread(target=self._watch, name="printer-control", daemon=True)

    @property
    def port(self) -> int:
        """The TCP port that it listens on; 0 where it does not."""
        return self._tcp.port if self._tcp else 0

    @property
    def terminal(self) -> str:
        """The pseudo-terminal's path now; empty where there is none, or it is unplugged."""
        return self._terminal.path if self._terminal else ""

    @property
    def places(self) -> tuple[str, ...]:
        """Where it is reached now, as URLs for `ticket-printer`."""
        found = []
        if self._tcp:
            found.append(self._url("tcp", f"{self._tcp.host}:{self._tcp.port}"))
        if self._terminal and self._terminal.path:
            found.append(self._url("serial", self._terminal.name, "flow=none"))
        return tuple(found)

    def _url(self, scheme: str, place: str, *options: str) -> str:
        query = "&".join([*options, *self._url_options])
        return f"{scheme}://{place}?{query}" if query else f"{scheme}://{place}"

    def start(self) -> None:
        """Print what comes in from now on."""
        self._look()
        self.device.start()
        for line in (self._tcp, self._terminal):
            if line:
                line.start()
        self._watching.start()

    def stop(self) -> None:
        """End every connection, and wait for the threads. Does nothing the second time."""
        if self.device.stopping.is_set():
            return
        self.device.stop()
        for line in (self._tcp, self._terminal):
            if line:
                line.stop()
        self._watching.join()
        self.device.close()

    def __enter__(self) -> "Emulator":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _look(self) -> None:
        if self._file:
            self._file.look()

    def _watch(self) -> None:
        while self._file and not self.device.stopping.wait(FILE_SECONDS):
            self._look()
