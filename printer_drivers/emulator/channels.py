"""Lines to the emulated printer: TCP as on port 9100, and a pseudo-terminal as a serial port."""

import contextlib
import errno
import os
import select
import socket
import termios
import threading
import tty
from pathlib import Path
from typing import Final

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.device import Device

POLL_SECONDS: Final = 0.05
"""How often the printer's condition is looked at while a line is quiet."""
READ_BYTES: Final = 4096


class TcpLine:
    """Listens on a port. Takes one connection at a time, as printers do; others wait.

    Raises:
        OSError: the port is taken.
    """

    def __init__(self, listen: tuple[str, int], device: Device) -> None:
        self._device = device
        family = socket.AF_INET6 if ":" in listen[0] else socket.AF_INET
        self._listener = socket.create_server(listen, family=family)
        self.host = f"[{listen[0]}]" if family is socket.AF_INET6 else listen[0]
        """As it stands in a URL."""
        self.port = int(self._listener.getsockname()[1])
        """The port that it listens on, also where any was asked for."""
        self._thread = threading.Thread(target=self._serve, name="printer-tcp", daemon=True)

    def start(self) -> None:
        """Take connections from now on."""
        self._thread.start()

    def stop(self) -> None:
        """End; the device is stopping already."""
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while not self._device.stopping.is_set():
            if not _is_ready(self._listener, self._device):
                continue
            connection, _ = self._listener.accept()
            with connection:
                connection.settimeout(POLL_SECONDS)
                # not a printer's need, and gone already where the other side has let go
                with contextlib.suppress(OSError):
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                channel = _TcpChannel(connection)
                self._device.connected(channel)
                self._read(connection, channel)
                # an answer that is just being given goes out first
                with self._device.voice:
                    self._device.disconnected(channel)

    def _read(self, connection: socket.socket, channel: "_TcpChannel") -> None:
        faults = self._device.faults
        powered = faults.powered
        while not self._device.stopping.is_set():
            condition = faults.condition
            if condition is Condition.UNPLUGGED or faults.powered != powered:
                return
            room = self._device.wait_for_room(POLL_SECONDS) if condition.reads else 0
            if not room:
                # what is not read is not heard either, be it a real-time command
                if not condition.reads:
                    self._device.stopping.wait(POLL_SECONDS)
                continue
            if not _is_ready(connection, self._device):
                continue
            try:
                data = connection.recv(min(room, READ_BYTES))
            except OSError:
                return
            if not data:
                return
            _pass_on(self._device, channel, data)


class _TcpChannel:
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self._connection.sendall(data)


class PseudoTerminal:
    """A serial port whose other end is the printer. Where it is unplugged, the port is gone.

    `link` is a symbolic link that leads to the port, also when that has another name after it was
    plugged in again.

    Raises:
        OSError: there is no port left, or the link cannot be made.
    """

    def __init__(self, device: Device, link: Path | None = None) -> None:
        self._device = device
        self._link = link
        self._ours: int | None = None
        self._theirs: int | None = None
        self.path = ""
        """The port, such as /dev/pts/3; empty while it is unplugged."""
        if link is not None and os.path.lexists(link) and not link.is_symlink():
            # somebody's file, and not what an earlier emulator left
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(link))
        self._plug_in()
        self._thread = threading.Thread(target=self._serve, name="printer-pty", daemon=True)

    @property
    def name(self) -> str:
        """What to open: the link where there is one."""
        return str(self._link.absolute()) if self._link else self.path

    def start(self) -> None:
        """Take bytes from now on."""
        self._thread.start()

    def stop(self) -> None:
        """End; the device is stopping already."""
        self._thread.join()
        self._pull_out()

    def send(self, data: bytes) -> None:
        """To whoever reads; lost where nobody does and the line is full."""
        if self._ours is not None:
            with contextlib.suppress(OSError):
                os.write(self._ours, data)

    def _serve(self) -> None:
        faults = self._device.faults
        powered = faults.powered
        self._device.connected(self)
        while not self._device.stopping.is_set():
            out = faults.condition is Condition.UNPLUGGED
            if faults.powered != powered or (out and self._ours is not None):
                powered = faults.powered
                with self._device.voice:
                    self._pull_out()
                    self._device.disconnected(self)
            if not out and self._ours is None:
                self._plug_in()
                self._device.connected(self)
            if self._ours is None or not faults.condition.reads:
                self._device.stopping.wait(POLL_SECONDS)
                continue
            room = self._device.wait_for_room(POLL_SECONDS)
            if room and _is_ready(self._ours, self._device):
                _pass_on(self._device, self, os.read(self._ours, min(room, READ_BYTES)))

    def _plug_in(self) -> None:
        # ours keeps theirs open, too: else every program that closes the port would end the line
        self._ours, self._theirs = os.openpty()
        os.set_blocking(self._ours, False)
        tty.setraw(self._ours)
        tty.setraw(self._theirs, termios.TCSANOW)
        self.path = os.ttyname(self._theirs)
        if self._link is not None:
            unfinished = self._link.with_name(f".{self._link.name}.part")
            unfinished.unlink(missing_ok=True)
            unfinished.symlink_to(self.path)
            unfinished.replace(self._link)

    def _pull_out(self) -> None:
        for descriptor in (self._ours, self._theirs):
            if descriptor is not None:
                os.close(descriptor)
        link = self._link
        # another emulator may have made it its own since
        if link is not None and link.is_symlink() and str(link.readlink()) == self.path:
            link.unlink(missing_ok=True)
        self._ours = self._theirs = None
        self.path = ""


def _is_ready(line: socket.socket | int, device: Device) -> bool:
    """Whether something has come; False after a while, too, and when the device is stopping."""
    waiting = select.poll()
    waiting.register(line, select.POLLIN)
    waiting.register(device.ended, select.POLLIN)
    descriptor = line if isinstance(line, int) else line.fileno()
    ready = [found for found, _ in waiting.poll(POLL_SECONDS * 1000)]
    return descriptor in ready and not device.stopping.is_set()


def _pass_on(device: Device, channel: "_TcpChannel | PseudoTerminal", data: bytes) -> None:
    """Hand bytes over at the speed of the line."""
    if device.pace.wire:
        (device.pace.rest or device.stopping.wait)(len(data) / device.pace.wire)
    device.take(channel, data)
