"""Real IPP printers for tests: CUPS's own model printer (ippeveprinter), and a CUPS queue.

Both are children of the test on this machine alone, with everything that they keep in a folder of
their own. The printer's paper is a folder, too; what a person does at a printer is a file in it.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.system.parts import free_port
from tests.waiting import PATIENCE, eventually

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen>
<policy context="default">
<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>
</policy></busconfig>
"""

_ENGINE = """#!/bin/sh
# What ippeveprinter runs for each job, with the PDF's path: the machine that moves the paper.
at='{folder}'
says="$(cat "$at/says")"
echo "$says" >&2
tries=0
while [ -e "$at/waits" ] && [ "$tries" -lt 400 ]; do sleep 0.05; tries=$((tries + 1)); done
echo "$says" | sed 's/STATE: +/STATE: -/' >&2
[ ! -e "$at/fails" ] || exit 1
paper="$at/paper/$(date +%s%N).pdf"
cp "$1" "$paper.part" && mv "$paper.part" "$paper"
"""

_CUPS_FILES = """ServerRoot {at}/conf
RequestRoot {at}/spool
TempDir {at}/spool/tmp
CacheDir {at}/cache
StateDir {at}/state
AccessLog {at}/log/access
ErrorLog {at}/log/error
PageLog {at}/log/page
"""
_CUPS_USER = """User lp
Group lp
SystemGroup root
"""
_CUPS = """Listen 127.0.0.1:{port}
Browsing No
WebInterface No
DefaultAuthType None
<Location />
Order allow,deny
Allow from 127.0.0.1
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""


@dataclass(frozen=True)
class ModelPrinter:
    """An IPP Everywhere printer at `ipp://localhost:PORT/ipp/print`."""

    port: int
    folder: Path

    @property
    def papers(self) -> list[Path]:
        """The PDFs that came out, oldest first."""
        return sorted((self.folder / "paper").glob("*.pdf"))

    def says(self, words: str) -> None:
        """What its next jobs tell it about itself until they end, such as `STATE: +media-empty`."""
        (self.folder / "says").write_text(words)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Meanwhile its jobs do not get on."""
        (self.folder / "waits").touch()
        try:
            yield
        finally:
            (self.folder / "waits").unlink()

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Meanwhile its jobs fail."""
        (self.folder / "fails").touch()
        try:
            yield
        finally:
            (self.folder / "fails").unlink()


@contextmanager
def model_printer() -> Iterator[ModelPrinter]:
    """ippeveprinter, until the end of the block."""
    with _folder() as folder, _bus(folder) as bus:
        printer = ModelPrinter(free_port(), folder)
        (folder / "paper").mkdir()
        (folder / "spool").mkdir()
        printer.says("")
        engine = folder / "engine"
        engine.write_text(_ENGINE.format(folder=folder))
        engine.chmod(0o755)
        with _running(
            "ippeveprinter",
            *("-r", "off", "-n", "localhost", "-p", str(printer.port), "-f", "application/pdf"),
            *("-d", str(folder / "spool"), "-c", str(engine), "a4"),
            environment={"DBUS_SYSTEM_BUS_ADDRESS": bus},
            log=folder / "log",
        ):
            eventually(lambda: _answers(printer.port), "ippeveprinter")
            yield printer


@contextmanager
def cups() -> Iterator[int]:
    """The port of a CUPS server without queues, until the end of the block."""
    with _folder() as at:
        for name in ("conf/ppd", "conf/ssl", "spool/tmp", "cache", "state", "log"):
            (at / name).mkdir(parents=True)
        port = free_port()
        user = _CUPS_USER if os.getuid() == 0 else ""
        (at / "cups-files.conf").write_text(_CUPS_FILES.format(at=at) + user)
        (at / "cupsd.conf").write_text(_CUPS.format(port=port))
        with _running(
            *("cupsd", "-f", "-c", str(at / "cupsd.conf"), "-s", str(at / "cups-files.conf")),
            log=at / "out",
        ):
            eventually(lambda: _answers(port), "cupsd")
            yield port


def add_queue(port: int, name: str, uri: str, model: str = "everywhere") -> None:
    """Make a queue as docs/printing.md tells facilities to."""
    command = ["lpadmin", "-h", f"127.0.0.1:{port}", "-p", name, "-E", "-v", uri, "-m", model]
    options = ["-o", "printer-error-policy=abort-job", "-o", "media-default=iso_a4_210x297mm"]
    made = subprocess.run(
        [_program(command[0]), *command[1:], *options],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert made.returncode == 0, made.stderr


@contextmanager
def _bus(folder: Path) -> Iterator[str]:
    """ippeveprinter does not start without a message bus, even to say nothing on it."""
    socket_path = folder / "bus"
    (folder / "bus.conf").write_text(_BUS.format(path=socket_path))
    with _running(
        "dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork", log=folder / "bus.log"
    ):
        eventually(socket_path.exists, "dbus-daemon")
        yield f"unix:path={socket_path}"


@contextmanager
def _running(
    program: str, *arguments: str, log: Path, environment: dict[str, str] | None = None
) -> Iterator[None]:
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [_program(program), *arguments],
            stdout=out,
            stderr=out,
            env={**os.environ, **(environment or {})},
        ) as process,
    ):
        try:
            yield
        except BaseException as error:
            error.add_note(f"{program}: {log.read_text(errors='replace')[-2000:]}")
            raise
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            finally:
                process.kill()


def _program(name: str) -> str:
    # where Debian has them, which only root has on its path
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert found is not None, f"{name} is not installed: packages.txt names its package"
    return found


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that CUPS's filters may read, which run as another user."""
    with tempfile.TemporaryDirectory(prefix="ipp-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), PATIENCE):
        return True
    return False
