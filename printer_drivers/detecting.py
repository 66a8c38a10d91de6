"""Who answers on a port: which printer, and the address for the settings.

Questions are asked in an order that prints nothing on the wrong printer. What the system knows of a
USB printer comes first: that asks nobody. Then `DLE EOT 1`, three control codes that a StarPRNT
printer passes over; only who answers it as ESC/POS does is asked its name (`GS I 66`, `GS I 67`).
Who answers it with something else may be SII's: only who says `AxH`, as they do, is sent `ESC @`,
and `BxH` makes it sure. Its name is not asked: a question that an SII printer does not know, it
prints. Only who says none of it is asked Star's `ESC ACK SOH`, which ESC/POS printers pass over;
and only who answers that is asked its name (`ESC # *`). A name is only a hint: there are printers
that use another's.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from printer_drivers.esc_pos.transport import SII, EscPosTransport
from printer_drivers.esc_pos.transport import NoAnswerError as NoEscPosAnswerError
from printer_drivers.models import (
    GENERIC,
    GENERIC_ESC_POS,
    GENERIC_SII,
    GENERIC_STAR_PRNT,
    CommandLanguage,
    PrinterModel,
    model_called,
)
from printer_drivers.opening import open_printer, wire_to
from printer_drivers.star_prnt.transport import NoAnswerError as NoStarAnswerError
from printer_drivers.star_prnt.transport import Transport as StarTransport
from printer_drivers.status import PrinterState
from printer_drivers.wires.wire import Connect, WireLostError, WireStuckError

ANSWER_SECONDS: Final = 1.0
SYSTEM_FOLDER: Final = Path("/sys/class/usbmisc")
"""Where Linux tells of its USB printers (`lp0/device/ieee1284_id`)."""
DEVICE_FOLDER: Final = Path("/dev/usb")
_LANGUAGE_WORDS: Final[dict[str, CommandLanguage]] = {
    "esc/pos": "esc_pos",
    "escpos": "esc_pos",
    "starprnt": "star_prnt",
}
_TO_ASK: Final = frozenset({"star"})
"""A language word of Star printers, which may or may not mean StarPRNT."""


@dataclass(frozen=True, slots=True)
class Found:
    """A printer that answered."""

    url: str
    """For the settings."""
    model: PrinterModel | None
    """None for a printer that needs no model, such as one that speaks IPP."""
    called: str
    """What it calls itself; empty where it does not tell."""

    def __str__(self) -> str:
        name = "a printer" if self.model is None else self.model.title
        return f"{self.url}  {name}" + (f", calls itself {self.called}" if self.called else "")


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nobody that we can print on answered."""

    url: str
    reason: str

    def __str__(self) -> str:
        return f"{self.url}: {self.reason}"


class _OtherLanguageError(Exception):
    """The system knows the printer, and it is none of ours."""


@dataclass(frozen=True, slots=True)
class _Answered:
    model: PrinterModel
    called: str = ""


def local_addresses(
    serial_ports: Callable[[], Iterable[str]] | None = None, devices: Path = DEVICE_FOLDER
) -> tuple[str, ...]:
    """Every place at this machine where a printer may be. Nothing on the network."""
    ports = (serial_ports or _serial_ports)()
    usb = sorted(devices.glob("lp[0-9]*")) if devices.is_dir() else []
    return (*(f"usb://{path}" for path in usb), *(f"serial://{port}" for port in sorted(ports)))


def detect(
    url: str, *, system: Path = SYSTEM_FOLDER, answer_seconds: float = ANSWER_SECONDS
) -> Found | NotFound:
    """Ask at an address, whose own options (`baud`, `flow`) are kept.

    Raises:
        PrinterAddressError: it is no address of a printer.
    """
    connect = wire_to(url)
    if connect is None:
        return _by_its_state(url)
    parts = urlsplit(url)
    try:
        known = _from_system(parts, system)
        if known is not None:
            # somebody is there; only whether it can be had is left to know
            connect().close()
            answered: _Answered | None = known
        else:
            answered = _ask(connect, answer_seconds)
    except (WireLostError, WireStuckError, _OtherLanguageError) as error:
        return NotFound(url, str(error))
    if answered is None:
        return NotFound(url, "nobody answers who speaks ESC/POS or StarPRNT")
    return Found(_with_model(parts, answered.model), answered.model, answered.called)


def _ask(connect: Connect, answer_seconds: float) -> _Answered | None:
    return _ask_esc_pos(connect, answer_seconds) or _ask_star(connect, answer_seconds)


def _ask_esc_pos(connect: Connect, answer_seconds: float) -> _Answered | None:
    transport = EscPosTransport(connect, answer_seconds)
    try:
        try:
            transport.ask_in_real_time(1)
        except (NoEscPosAnswerError, WireStuckError):
            said_something = bool(transport.junk)
            transport.hang_up()
            return _ask_sii(connect, answer_seconds) if said_something else None
        words = []
        for what in (66, 67):  # maker, model
            try:
                words.append(transport.ask_who(what))
            except (NoEscPosAnswerError, WireStuckError):
                # it has no names, or is stopped: then commands wait
                return _Answered(GENERIC_ESC_POS, " ".join(words))
        return _Answered(model_called(words[1]) or GENERIC_ESC_POS, " ".join(words))
    finally:
        transport.hang_up()


def _ask_sii(connect: Connect, answer_seconds: float) -> _Answered | None:
    transport = EscPosTransport(connect, answer_seconds, SII)
    try:
        transport.ask_whether_sii()
    except (NoEscPosAnswerError, WireStuckError):
        return None
    finally:
        transport.hang_up()
    return _Answered(GENERIC_SII)


def _ask_star(connect: Connect, answer_seconds: float) -> _Answered | None:
    transport = StarTransport(connect, answer_seconds)
    try:
        try:
            transport.ask_status()
        except (NoStarAnswerError, WireStuckError):
            return None
        try:
            identity = transport.ask_identity()
        except (NoStarAnswerError, WireStuckError):
            return _Answered(GENERIC_STAR_PRNT)
        return _Answered(model_called(identity.model) or GENERIC_STAR_PRNT, identity.word)
    finally:
        transport.hang_up()


def _from_system(parts: SplitResult, system: Path) -> _Answered | None:
    """What the system was told when a printer was plugged in (IEEE 1284 device id).

    None where that does not tell enough.
    """
    if parts.scheme != "usb":
        return None
    try:
        text = (system / Path(parts.path).name / "device" / "ieee1284_id").read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return None
    told = dict(_fields(text))
    name = told.get("MDL", told.get("MODEL", ""))
    called = " ".join(filter(None, (told.get("MFG", told.get("MANUFACTURER", "")), name)))
    model = model_called(name)
    words = told.get("CMD", told.get("COMMAND SET", "")).lower().replace(" ", "")
    languages = [_LANGUAGE_WORDS[word] for word in words.split(",") if word in _LANGUAGE_WORDS]
    if model is not None:
        return _Answered(model, called)
    if languages:
        return _Answered(GENERIC[languages[0]], called)
    if words and not _TO_ASK.intersection(words.split(",")):
        # an office printer would print our questions
        raise _OtherLanguageError(f"{called} speaks {words}, neither ESC/POS nor StarPRNT")
    return None


def _fields(device_id: str) -> Iterator[tuple[str, str]]:
    for field in device_id.split(";"):
        key, colon, value = field.partition(":")
        if colon:
            yield key.strip().upper(), value.strip()


def _by_its_state(url: str) -> Found | NotFound:
    printer = open_printer(url)
    try:
        status = printer.status()
    finally:
        printer.close()
    if status.state in {PrinterState.DISCONNECTED, PrinterState.UNKNOWN}:
        return NotFound(url, str(status))
    return Found(url, None, "")


def _with_model(parts: SplitResult, model: PrinterModel) -> str:
    options = [(key, value) for key, value in parse_qsl(parts.query) if key != "model"]
    query = urlencode([*options, ("model", model.name)], safe="/")
    # geturl() would write usb:///dev as usb:/dev
    return f"{parts.scheme}://{parts.netloc}{parts.path}?{query}"


def _serial_ports() -> Iterable[str]:
    from serial.tools import list_ports  # noqa: PLC0415  only detection needs it

    return [port.device for port in list_ports.comports()]
