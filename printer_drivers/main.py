"""The `ticket-printer` command."""

import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import BinaryIO, NoReturn

import click
import structlog

from printer_drivers.documents import DocumentError, load_document
from printer_drivers.emulator.conditions import StatusFile
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.paper import Tray
from printer_drivers.emulator.server import Emulator
from printer_drivers.fonts import find_fonts
from printer_drivers.printers import Printer, PrinterAddressError, open_printer


@click.group()
def main() -> None:
    """Print documents on a ticket printer, or stand in for one."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


@main.command("print")
@click.option("--to", "url", required=True, help="The printer, such as tcp://HOST:9100.")
@click.argument("document", type=click.File("rb"))
def print_document(url: str, document: BinaryIO) -> None:
    """Print DOCUMENT, a JSON file ('-' for standard input).

    Ends with 0 when it is on paper, 1 when it is not, 2 for a document or an address that cannot be
    used.
    """
    printer = _printer(url)
    try:
        loaded = load_document(document.read())
    except DocumentError as error:
        for line in str(error).splitlines():
            click.echo(f"ticket-printer: {document.name}: {line}", err=True)
        sys.exit(2)
    try:
        result = printer.print(loaded)
    finally:
        printer.close()
    if not result.printed:
        partly = "; part of it may be on paper" if result.started else ""
        click.echo(f"ticket-printer: not printed: {result.status}{partly}", err=True)
        sys.exit(1)
    click.echo(f"printed; the printer is {result.status}")


@main.command()
@click.option("--to", "url", required=True, help="The printer, such as tcp://HOST:9100.")
def status(url: str) -> None:
    """Tell a printer's state. Ends with 0 when it can print, else with 1."""
    printer = _printer(url)
    try:
        found = printer.status()
    finally:
        printer.close()
    click.echo(str(found))
    sys.exit(0 if found.can_print else 1)


@main.command()
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
        _refuse(f"--out {out}: {_reason(error)}")
    condition = StatusFile(status_file or out / "printer.status")
    glyphs = Glyphs(find_fonts())
    try:
        emulator = Emulator((host, port), tray, glyphs, dots=width, condition=condition)
    except OSError as error:
        _refuse(f"cannot listen on {listen}: {_reason(error)}")
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    with emulator:
        click.echo(f"ticket-printer: ESC/POS on tcp://{_shown(host)}:{emulator.port}, into {out}")
        ending.wait()


def _printer(url: str) -> Printer:
    try:
        return open_printer(url)
    except (PrinterAddressError, OSError) as error:
        _refuse(str(error))


def _host_and_port(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or int(port) > 65535:
        _refuse(f"--listen {listen}: write it as HOST:PORT")
    return host, int(port)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _reason(error: OSError) -> str:
    # a listening socket's own message repeats the address; a name that is not found has no errno
    number = error.errno or 0
    return os.strerror(number) if number > 0 else str(error.strerror)


def _refuse(message: str) -> NoReturn:
    click.echo(f"ticket-printer: {message}", err=True)
    sys.exit(2)
