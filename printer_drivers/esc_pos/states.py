"""What the status bits of an ESC/POS printer mean."""

from dataclasses import dataclass
from typing import Final

from printer_drivers.esc_pos.answers import AutomaticStatus
from printer_drivers.esc_pos.sii_answers import SiiStatus
from printer_drivers.status import PrinterState, PrinterStatus

SII_ERRORS: Final = 0x0B
"""The bits of the first byte that are errors."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The four bytes that `DLE EOT 1` to `4` are answered with."""

    printer: int
    offline_cause: int
    error_cause: int
    paper: int


@dataclass(frozen=True, slots=True)
class _Findings:
    """What the bits say, whoever they came from."""

    unrecoverable: int
    cover: int
    paper_out: int
    cutter: int
    hot: int
    recoverable: int
    waiting: int
    offline: int
    feeding: int
    near_end: int


def status_of(answers: Answers) -> PrinterStatus:
    """The state that the bits mean (Epson's reference, `DLE EOT`). The worst one is told."""
    return _worst(
        _Findings(
            unrecoverable=answers.error_cause & 0x20,
            cover=answers.offline_cause & 0x04,
            paper_out=answers.paper & 0x60 or answers.offline_cause & 0x20,
            cutter=answers.error_cause & 0x08,
            hot=answers.error_cause & 0x40,
            recoverable=answers.error_cause & 0x04 or answers.offline_cause & 0x40,
            waiting=answers.printer & 0x20,
            offline=answers.printer & 0x08,
            feeding=answers.printer & 0x40 or answers.offline_cause & 0x08,
            near_end=answers.paper & 0x0C,
        )
    )


def status_told(told: AutomaticStatus | SiiStatus) -> PrinterStatus:
    """The state that a printer told by itself."""
    return _told_by_sii(told) if isinstance(told, SiiStatus) else _told_by_epson(told)


def _told_by_sii(told: SiiStatus) -> PrinterStatus:
    """As the program receiptio reads the bits (2.1.2, `sii`): it names only cover and paper.

    Every bit that it takes for an error stops us, too. Where the others are set, it prints.
    """
    if told.paper & 0x08:
        return PrinterStatus(PrinterState.COVER_OPEN)
    if told.paper & 0x01:
        return PrinterStatus(PrinterState.PAPER_OUT)
    if told.errors & SII_ERRORS:
        bits = f"{told.errors:02X} {told.paper:02X}"
        return PrinterStatus(
            PrinterState.RECOVERABLE_ERROR, f"blade, head or voltage: its lamp tells ({bits})"
        )
    return PrinterStatus(PrinterState.READY)


def _told_by_epson(told: AutomaticStatus) -> PrinterStatus:
    """The state that the bits mean (Epson's reference, `GS a`, basic ASB)."""
    return _worst(
        _Findings(
            unrecoverable=told.errors & 0x20,
            cover=told.printer & 0x20,
            paper_out=told.paper & 0x0C,
            cutter=told.errors & 0x08,
            hot=told.errors & 0x40,
            recoverable=told.errors & 0x04,
            waiting=told.errors & 0x01,
            offline=told.printer & 0x08,
            feeding=told.printer & 0x40,
            near_end=told.paper & 0x03,
        )
    )


def _worst(found: _Findings) -> PrinterStatus:
    low = bool(found.near_end)
    if found.unrecoverable:
        return PrinterStatus(
            PrinterState.UNRECOVERABLE_ERROR, "voltage, memory or hardware", near_end=low
        )
    if found.cover:
        return PrinterStatus(PrinterState.COVER_OPEN, near_end=low)
    if found.paper_out:
        return PrinterStatus(PrinterState.PAPER_OUT, near_end=low)
    if found.cutter:
        return PrinterStatus(PrinterState.CUTTER_ERROR, near_end=low)
    if found.hot:
        return PrinterStatus(PrinterState.OVERHEATED, "recovers by itself", near_end=low)
    if found.recoverable:
        return PrinterStatus(PrinterState.RECOVERABLE_ERROR, "such as jammed paper", near_end=low)
    if found.waiting:
        return PrinterStatus(PrinterState.OFFLINE, "waits to be told to go on", near_end=low)
    if found.offline or found.feeding:
        cause = "the feed button is held" if found.feeding else ""
        return PrinterStatus(PrinterState.OFFLINE, cause, near_end=low)
    if low:
        return PrinterStatus(PrinterState.PAPER_NEAR_END)
    return PrinterStatus(PrinterState.READY)
