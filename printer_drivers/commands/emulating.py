"""`ticket-printer emulate`."""

import signal
import threading
from pathlib import Path

import click

from printer_drivers.commands.refusing import reason_of, refuse
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.paper import Tray
from printer_drivers.emulator.server import Emulator
from printer_drivers.fonts import find_fonts


@click.command()
@click.option("--listen", default="127.0.0.1:9100", show_default=True, help="HOST:PORT; 0: any.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder that pictures of the tickets fall into.",
)
@click.option(
    "--width", type=click.IntRange(256, 832), default=576, show_default=True, help="Dots across."
)
@click.option(
    "--status-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file with a word, read while it runs: ready, paper_out, cover_open, …",
)
def emulate(listen: str, out: Path, width: int, status_file: Path | None) -> None:
    """Be an ESC/POS printer on TCP that draws what it receives, one PNG a ticket."""
    host, port = _host_and_port(listen)
    try:
        tray = Tray(out)
    except OSError as error:
        refuse(f"--out {out}: {reason_of(error)}")
    control_file = status_file or out / "printer.status"
    glyphs = Glyphs(find_fonts())
    try:
        emulator = Emulator((host, port), tray, glyphs, dots=width, control_file=control_file)
    except OSError as error:
        refuse(f"cannot listen on {listen}: {reason_of(error)}")
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    with emulator:
        click.echo(f"ticket-printer: ESC/POS on tcp://{_shown(host)}:{emulator.port}, into {out}")
        ending.wait()


def _host_and_port(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or int(port) > 65535:
        refuse(f"--listen {listen}: write it as HOST:PORT")
    return host, int(port)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
