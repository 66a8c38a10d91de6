"""`ticket-printer emulate`."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from printer_drivers.commands.refusing import reason_of, refuse
from printer_drivers.emulator.control.server import ControlServer
from printer_drivers.emulator.device import FULL_SPEED, Pace
from printer_drivers.emulator.esc_pos.firmware import EscPos
from printer_drivers.emulator.esc_pos.sii import Sii
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.languages import CommandLanguage
from printer_drivers.emulator.paper import Tray
from printer_drivers.emulator.server import Emulator
from printer_drivers.emulator.star.firmware import StarPrnt
from printer_drivers.fonts import find_fonts
from printer_drivers.models import PrinterModel, UnknownModelError, model_named

HEAD_MM_A_SECOND: Final = 250.0
"""Epson's TM-T88 and TM-m30, Citizen's CT-S and Star's mC-Print say 250 to 350 in their sheets."""
WIDTH: Final = 576
_ENDS: Final = {signal.SIGTERM, signal.SIGINT}

_SPEEDS: Final = {
    # a byte is ten bits on the wire: a start, eight, and a stop
    "38400": Pace(wire=3_840, head=HEAD_MM_A_SECOND),
    "115200": Pace(wire=11_520, head=HEAD_MM_A_SECOND),
    # full-speed USB, 12 Mbit/s, of which bulk transfers get about two thirds
    "usb": Pace(wire=1_000_000, head=HEAD_MM_A_SECOND),
    "full": Pace(head=HEAD_MM_A_SECOND),
}

_LANGUAGES: Final[dict[str, Callable[[str, str, bool], CommandLanguage]]] = {
    "esc_pos": lambda maker, model, _: EscPos(maker, model),
    "sii": lambda _, model, __: Sii(model),
    "star_prnt": StarPrnt,
}
"""Each made of the maker and the model that it calls itself, and whether it is on a network."""
_NAMES: Final = {
    "esc_pos": ("EPSON", "TM-T88VI"),
    "sii": ("SII", "RP-F10"),
    "star_prnt": ("STAR", "MCP31"),
}
"""What one calls itself where no model was chosen."""
_SPOKEN_TO: Final = {"sii": "model=sii", "star_prnt": "language=star_prnt"}
"""What `ticket-printer` has to be told to speak to one."""


@click.command()
@click.option(
    "--listen", default="127.0.0.1:9100", show_default=True, help="HOST:PORT; 0: any; none: no TCP."
)
@click.option("--pty", is_flag=True, help="Also a pseudo-terminal, as a serial port.")
@click.option(
    "--pty-link",
    type=click.Path(path_type=Path),
    help="The same, with a symbolic link to it that stays when it is unplugged and comes back.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder that pictures of the tickets fall into.",
)
@click.option(
    "--language",
    type=click.Choice(list(_LANGUAGES)),
    help="Its commands.  [default: the model's, or esc_pos]",
)
@click.option("--model", help="A printer of docs/printer-models.md: language, width and name.")
@click.option(
    "--width",
    type=click.IntRange(256, 832),
    help=f"Dots across.  [default: the model's, or {WIDTH}]",
)
@click.option(
    "--speed",
    type=click.Choice(list(_SPEEDS)),
    help="Take bytes as fast as this wire, and print as fast as a head; full: the head only.",
)
@click.option(
    "--status-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file read while it runs: paper_out, or dead after 300 bytes, …",
)
@click.option("--control", help="HOST:PORT of a page with buttons for all that can go wrong.")
def emulate(
    *,
    listen: str,
    pty: bool,
    pty_link: Path | None,
    out: Path,
    language: str | None,
    model: str | None,
    width: int | None,
    speed: str | None,
    status_file: Path | None,
    control: str | None,
) -> None:
    """Be a printer on TCP or a serial port that draws what it receives, one PNG a ticket."""
    address = None if listen == "none" else _host_and_port("--listen", listen)
    if address is None and not (pty or pty_link):
        refuse("--listen none needs --pty or --pty-link")
    page_at = None if control is None else _host_and_port("--control", control)
    known = _model(model)
    try:
        tray = Tray(out)
    except OSError as error:
        refuse(f"--out {out}: {reason_of(error)}")
    try:
        emulator = Emulator(
            address,
            tray,
            Glyphs(find_fonts()),
            language=emulated_language(language, known, on_network=address is not None),
            dots=width or (known.profile.dots if known else WIDTH),
            control_file=status_file or out / "printer.status",
            terminal=pty,
            terminal_link=pty_link,
            pace=FULL_SPEED if speed is None else _SPEEDS[speed],
            url_options=_url_options(language, known),
        )
    except OSError as error:
        # only the link has a file's name
        where = listen if error.filename is None else pty_link
        refuse(f"cannot listen on {where}: {reason_of(error)}")
    try:
        page = None if page_at is None else ControlServer(page_at, emulator)
    except OSError as error:
        refuse(f"cannot listen on {control}: {reason_of(error)}")
    # waited for, and not handled: a handler that sets an event stands still for ever where the next
    # signal comes while it does. The threads that are started now inherit that
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    with emulator:
        told = f"{emulator.device.language.name} on {', '.join(emulator.places)}, into {out}"
        if page is None:
            click.echo(f"ticket-printer: {told}")
            signal.sigwait(_ENDS)
            return
        with page:
            click.echo(f"ticket-printer: {told}, control page {page.url}")
            signal.sigwait(_ENDS)


def emulated_language(
    word: str | None, model: PrinterModel | None, *, on_network: bool
) -> CommandLanguage:
    """What a printer in software speaks, by the word for a language, or as a model would."""
    known = word or (_commands_of(model) if model else "esc_pos")
    maker, name = _NAMES[known]
    if model is not None and model.answers:
        maker, name = model.title.split()[0].upper(), model.answers[0].upper()
    return _LANGUAGES[known](maker, name, on_network)


def _url_options(word: str | None, model: PrinterModel | None) -> str:
    """What `ticket-printer` has to be told to speak to this printer."""
    if model is not None:
        return f"model={model.name}"
    return _SPOKEN_TO.get(word or "", "")


def _commands_of(model: PrinterModel) -> str:
    return "sii" if model.status == "sii_asb" else model.language


def _model(name: str | None) -> PrinterModel | None:
    try:
        return None if name is None else model_named(name)
    except UnknownModelError as error:
        refuse(f"--model: {error}")


def _host_and_port(option: str, address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or int(port) > 65535:
        refuse(f"{option} {address}: write it as HOST:PORT")
    return host, int(port)
