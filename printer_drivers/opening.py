"""A printer's address -> the printer."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar, assert_never
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from printer_drivers.a4.printer import PdfPrinter
from printer_drivers.a4.typesetting import Typesetter
from printer_drivers.composing import Composer, EncodeLines
from printer_drivers.esc_pos import encode as esc_pos
from printer_drivers.esc_pos.printer import EscPosPrinter
from printer_drivers.ipp.printer import JOB_SECONDS, IppPrinter, Times
from printer_drivers.ipp.transport import IppTransport, address_of, transport_to
from printer_drivers.models import (
    GENERIC,
    CommandLanguage,
    PrinterModel,
    StatusSource,
    UnknownModelError,
    model_named,
)
from printer_drivers.pictures import PngPrinter
from printer_drivers.printers import Printer
from printer_drivers.star_prnt import encode as star_prnt
from printer_drivers.star_prnt.printer import JOBS, StarPrinter
from printer_drivers.status import Confirmation
from printer_drivers.wires.serial_port import FlowControl, SerialAddress
from printer_drivers.wires.tcp import TcpAddress
from printer_drivers.wires.usb import UsbAddress
from printer_drivers.wires.wire import Connect


class PrinterAddressError(Exception):
    """A printer's URL cannot be used. The message says what in it, and why."""


class _Options(BaseModel):
    """What a printer's URL may say after the question mark. Each overrides the model's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str | None = None
    """The model's name (`models.MODELS`)."""
    language: CommandLanguage | None = None
    width: Annotated[int, Field(ge=256, le=832)] | None = None
    """Printable dots across."""
    qr: Annotated[str, Field(pattern="^(printer|raster)$")] | None = None
    """Who draws QR codes: the printer itself, or we."""
    font: Annotated[str, Field(pattern="^(cp932|jisx0208)$")] | None = None
    """What the printer's own font has: also NEC's and IBM's characters, or JIS X 0208 only."""
    status: StatusSource | None = None
    """How its state is read."""
    confirm: Confirmation | None = None
    """What tells that a job is on paper."""


class _SerialOptions(_Options):
    baud: Annotated[int, Field(ge=1200, le=1_000_000)] = 115_200
    flow: FlowControl = "dsrdtr"


class _A4Options(BaseModel):
    """What the URL of a printer for A4 may say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Literal["normal", "large"] = "normal"
    """How large the words are; large is for people with low vision."""
    sides: Literal["one", "two"] = "one"
    """How many sides of a sheet are printed."""


class _IppOptions(_A4Options):
    seconds: Annotated[float, Field(ge=5, le=600)] = JOB_SECONDS
    """How long a job may take from the document to the paper."""
    certificates: Path | None = None
    """A PEM file with the only certificates that are trusted (`ipps://`)."""


OPTIONS: Final = tuple({**_SerialOptions.model_fields, **_IppOptions.model_fields})
"""Every option that some address takes."""


def open_printer(url: str) -> Printer:
    """The printer at an address. Nothing is connected yet: a printer that is off is a status.

    - `tcp://HOST[:PORT]`, on the network, port 9100
    - `serial:///dev/ttyUSB0?baud=115200&flow=dsrdtr`, on a serial port; `flow` is one of
      dsrdtr, rtscts, xonxoff, none
    - `usb:///dev/usb/lp0`, on USB, by the file that Linux makes for a printer
    - `png://DIR` (or `png:///DIR`), pictures in a folder
    - `pdf://DIR` (or `pdf:///DIR`), A4 pages in a folder
    - `ipp://HOST[:PORT]/PATH`, a printer for A4 or a CUPS queue before one, port 631; `ipps://` is
      the same encrypted

    The last two take `text` (normal or large) and `sides` (one or two), IPP also `seconds` (how
    long a job may take) and `certificates` (a file: what `ipps` trusts).

    The others take `model` (a name of `models.MODELS`), and single options that override what the
    model says: `language` (esc_pos or star_prnt), `width` (dots across: 576, 512, 384), `qr`
    (printer or raster), `font` (cp932 or jisx0208), `status` (dle_eot, asb, sii_asb, star_asb),
    `confirm` (process_id, sensor, executed, etb, status).

    Raises:
        PrinterAddressError: the URL is none of these, or has an unknown or impossible option.
        OSError: a folder for pictures or pages cannot be made.
    """
    parts = _split(url)
    return SCHEMES[parts.scheme](parts)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise PrinterAddressError(f"{url}: {error}") from error
    if parts.scheme not in SCHEMES:
        raise PrinterAddressError(f"{url}: starts with none of {'://, '.join(SCHEMES)}://")
    if parts.fragment:
        raise PrinterAddressError(f"{url}: a # in a name is written as %23")
    if "\0" in unquote(parts.netloc + parts.path):
        raise PrinterAddressError(f"{url}: no name has the character %00 in it")
    try:
        (parts.hostname or "").encode("idna")  # as the system's resolver has it
    except UnicodeError as error:
        raise PrinterAddressError(f"{url}: {parts.hostname} is no host's name") from error
    return parts


def _tcp(parts: SplitResult) -> tuple[Connect, PrinterModel]:
    if not parts.hostname:
        raise PrinterAddressError(f"{_as_written(parts)}: the host is missing")
    if parts.path.strip("/") or parts.port == 0 or parts.username is not None:
        raise PrinterAddressError(
            f"{_as_written(parts)}: write it as tcp://HOST or tcp://HOST:PORT"
        )
    model = _model(_options(_Options, parts), parts)
    return TcpAddress(parts.hostname, parts.port or 9100).connect, model


def _serial(parts: SplitResult) -> tuple[Connect, PrinterModel]:
    options = _options(_SerialOptions, parts)
    if parts.netloc or not parts.path.strip("/"):
        raise PrinterAddressError(f"{_as_written(parts)}: write it as serial:///dev/ttyUSB0")
    line = SerialAddress(unquote(parts.path), options.baud, options.flow)
    return line.connect, _model(options, parts)


def _usb(parts: SplitResult) -> tuple[Connect, PrinterModel]:
    if parts.netloc or not parts.path.strip("/"):
        raise PrinterAddressError(f"{_as_written(parts)}: write it as usb:///dev/usb/lp0")
    return UsbAddress(unquote(parts.path)).connect, _model(_options(_Options, parts), parts)


WIRES: Final[Mapping[str, Callable[[SplitResult], tuple[Connect, PrinterModel]]]] = {
    "tcp": _tcp,
    "serial": _serial,
    "usb": _usb,
}
"""Wires to printers of a model, by what stands before `://`."""


def _open_on_wire(
    wire: Callable[[SplitResult], tuple[Connect, PrinterModel]], parts: SplitResult
) -> Printer:
    return device(*wire(parts))


def _open_png(parts: SplitResult) -> Printer:
    model = _model(_options(_Options, parts), parts)
    return PngPrinter(_folder(parts), _composer(model, esc_pos.encode_lines), model.profile.dots)


def _open_pdf(parts: SplitResult) -> Printer:
    options = _options(_A4Options, parts)
    return PdfPrinter(_folder(parts), _typesetter(options).pdf)


def _open_ipp(parts: SplitResult) -> Printer:
    options = _options(_IppOptions, parts)
    address = address_of(_as_written(parts), options.certificates)
    if address is None or not parts.path.strip("/"):
        raise PrinterAddressError(
            f"{_as_written(parts)}: write it as {parts.scheme}://HOST/printers/QUEUE or "
            f"{parts.scheme}://HOST/ipp/print"
        )
    return IppPrinter(
        IppTransport(address),
        _typesetter(options).pdf,
        sides=options.sides,
        times=Times(job=options.seconds),
        behind=lambda url: transport_to(url, options.certificates),
    )


def _typesetter(options: _A4Options) -> Typesetter:
    return Typesetter(options.text, two_sided=options.sides == "two")


def _folder(parts: SplitResult) -> Path:
    folder = unquote(parts.netloc + parts.path)
    if not folder:
        raise PrinterAddressError(f"{_as_written(parts)}: the folder is missing")
    return Path(folder)


SCHEMES: Final[Mapping[str, Callable[[SplitResult], Printer]]] = {
    **{scheme: partial(_open_on_wire, wire) for scheme, wire in WIRES.items()},
    "png": _open_png,
    "pdf": _open_pdf,
    "ipp": _open_ipp,
    "ipps": _open_ipp,
}
"""What opens an address, by what stands before its `://`."""


def wire_to(url: str) -> Connect | None:
    """What connects to the printer at an address; None where no model answers on a wire.

    Raises:
        PrinterAddressError: as `open_printer`.
    """
    parts = _split(url)
    wire = WIRES.get(parts.scheme)
    return None if wire is None else wire(parts)[0]


_EPSON_WORDS: Final[frozenset[Confirmation]] = frozenset({"process_id", "sensor", "status"})
_CONFIRMS: Final[Mapping[StatusSource, frozenset[Confirmation]]] = {
    "dle_eot": _EPSON_WORDS,
    "asb": _EPSON_WORDS,
    "sii_asb": frozenset({"executed", "status"}),
    "star_asb": frozenset({"etb", "status"}),
}
"""What goes with what: the answers of one maker's printers."""


def device(connect: Connect, model: PrinterModel) -> Printer:
    """The printer of a model behind a wire.

    Raises:
        PrinterAddressError: it is to do what its language has no word for.
    """
    match model.language:
        case "esc_pos":
            if model.status == "star_asb" or model.confirm not in _CONFIRMS[model.status]:
                raise PrinterAddressError(
                    f"{model.name}: an ESC/POS printer whose state is read by {model.status} "
                    f"does not confirm by {model.confirm}"
                )
            return EscPosPrinter(
                connect,
                _composer(model, esc_pos.encode_lines),
                status_by=model.status,
                confirm=model.confirm,
            )
        case "star_prnt":
            if model.status != "star_asb" or model.confirm not in _CONFIRMS[model.status]:
                raise PrinterAddressError(
                    f"{model.name}: a StarPRNT printer has star_asb, and etb or status to confirm"
                )
            return StarPrinter(
                connect,
                _composer(model, star_prnt.encode_lines),
                confirm="etb" if model.confirm == "etb" else "status",
                first_job=secrets.randbelow(JOBS),
            )
        case _:
            assert_never(model.language)


def _composer(model: PrinterModel, encode: EncodeLines) -> Composer:
    return Composer(model.profile, encode, head_to_blade_mm=model.head_to_blade_mm)


_Found = TypeVar("_Found", bound=BaseModel)


def _options(kind: type[_Found], parts: SplitResult) -> _Found:
    given = parse_qs(parts.query, keep_blank_values=True)
    twice = [key for key, values in given.items() if len(values) > 1]
    if twice:
        raise PrinterAddressError(f"{_as_written(parts)}: {twice[0]}: is there twice")
    try:
        return kind.model_validate({key: value for key, (value,) in given.items()})
    except ValidationError as error:
        problems = "; ".join(
            f"{problem['loc'][0]}: {_problem(kind, problem)}"
            for problem in error.errors(include_url=False)
        )
        raise PrinterAddressError(f"{_as_written(parts)}: {problems}") from error


def _problem(kind: type[BaseModel], problem: ErrorDetails) -> str:
    if problem["type"] == "extra_forbidden":
        return f"is no option here; there are {', '.join(kind.model_fields)}"
    return problem["msg"]


def _as_written(parts: SplitResult) -> str:
    """The address; `geturl()` would write usb:///dev as usb:/dev."""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}{parts.path}{query}"


def _model(options: _Options, parts: SplitResult) -> PrinterModel:
    """The model that an address names, with its single options laid over it."""
    try:
        model = (
            GENERIC[options.language or "esc_pos"]
            if options.model is None
            else model_named(options.model)
        )
    except UnknownModelError as error:
        raise PrinterAddressError(f"{_as_written(parts)}: {error}") from error
    profile = model.profile
    if options.width is not None:
        profile = replace(profile, dots=options.width)
    if options.qr is not None:
        profile = replace(profile, draws_codes=options.qr == "printer")
    if options.font is not None:
        profile = replace(profile, has_extensions=options.font == "cp932")
    return replace(
        model,
        profile=profile,
        language=options.language or model.language,
        status=options.status or model.status,
        confirm=options.confirm or model.confirm,
    )
