"""What is expected of every fault in every state of a job, and the ways to speak to a printer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from printer_drivers.composing import Composer
from printer_drivers.documents import Code, Document, Number, Text
from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.esc_pos.firmware import ESC_POS
from printer_drivers.emulator.esc_pos.sii import SII
from printer_drivers.emulator.faults import Moment
from printer_drivers.emulator.languages import CommandLanguage
from printer_drivers.emulator.star.firmware import STAR_PRNT
from printer_drivers.esc_pos.encode import encode_lines
from printer_drivers.esc_pos.printer import EscPosPrinter
from printer_drivers.layout import PaperProfile
from printer_drivers.models import MODELS
from printer_drivers.opening import device
from printer_drivers.printers import Printer
from printer_drivers.star_prnt.encode import encode_lines as star_encode_lines
from printer_drivers.star_prnt.printer import StarPrinter
from printer_drivers.status import PrinterState
from printer_drivers.wires.wire import Connect

TICKET = Document(
    blocks=(Number(text="B103"), Text(text="三番の窓口へお越しください。"), Code(text="MG1:TEST"))
)
NEXT = Document(blocks=(Number(text="B104"), Text(text="五番の窓口です。"), Code(text="MG1:NEXT")))


class During(StrEnum):
    """Where a job is when the fault comes."""

    IDLE = "idle"
    SENDING = "sending"
    CUTTING = "cutting"
    UNCONFIRMED = "cut and not confirmed"
    CONFIRMED = "just confirmed"


class Paper(StrEnum):
    """What comes out for the job that met the fault, sooner or later."""

    NONE = "none"
    HALF = "half"
    WHOLE = "whole"


@dataclass(frozen=True)
class Outcome:
    """What becomes of a job that meets a fault."""

    printed: bool
    started: bool
    paper: Paper


NOTHING = Outcome(printed=False, started=False, paper=Paper.NONE)
HELD = Outcome(printed=False, started=True, paper=Paper.NONE)
HALF = Outcome(printed=False, started=True, paper=Paper.HALF)
UNSURE = Outcome(printed=False, started=True, paper=Paper.WHOLE)
"""The paper is there, and nobody has said so: it is never claimed."""
DONE = Outcome(printed=True, started=True, paper=Paper.WHOLE)

STOPS = (NOTHING, HALF, UNSURE, UNSURE, DONE)
GOES_ON = (DONE, DONE, DONE, DONE, DONE)

EXPECTED: dict[Condition, tuple[Outcome, ...]] = {
    Condition.PAPER_NEAR_END: GOES_ON,
    Condition.PAPER_OUT: STOPS,
    Condition.COVER_OPEN: STOPS,
    Condition.CUTTER_ERROR: STOPS,
    Condition.CUTTER_FREED: STOPS,
    Condition.OVERHEATED: STOPS,
    Condition.UNRECOVERABLE_ERROR: STOPS,
    Condition.OFFLINE: STOPS,
    Condition.STUCK: (HELD, HALF, UNSURE, UNSURE, DONE),
    Condition.SLOW: GOES_ON,
    Condition.GARBAGE: (NOTHING, UNSURE, UNSURE, UNSURE, DONE),
    Condition.SILENT: STOPS,
    Condition.DEAD: STOPS,
    # a printer whose cable is out prints what it has
    Condition.UNPLUGGED: (NOTHING, UNSURE, UNSURE, UNSURE, DONE),
    Condition.POWER_CYCLED: (DONE, HALF, UNSURE, UNSURE, DONE),
}
"""By fault, in the order of `During`."""

SAID: dict[Condition, PrinterState] = {
    Condition.PAPER_NEAR_END: PrinterState.PAPER_NEAR_END,
    Condition.PAPER_OUT: PrinterState.PAPER_OUT,
    Condition.COVER_OPEN: PrinterState.COVER_OPEN,
    Condition.CUTTER_ERROR: PrinterState.CUTTER_ERROR,
    Condition.CUTTER_FREED: PrinterState.CUTTER_ERROR,
    Condition.OVERHEATED: PrinterState.OVERHEATED,
    Condition.UNRECOVERABLE_ERROR: PrinterState.UNRECOVERABLE_ERROR,
    Condition.OFFLINE: PrinterState.OFFLINE,
    Condition.STUCK: PrinterState.UNKNOWN,
    Condition.SLOW: PrinterState.READY,
    Condition.GARBAGE: PrinterState.UNKNOWN,
    Condition.SILENT: PrinterState.UNKNOWN,
    Condition.DEAD: PrinterState.UNKNOWN,
    Condition.UNPLUGGED: PrinterState.DISCONNECTED,
    Condition.POWER_CYCLED: PrinterState.DISCONNECTED,
}
"""The printer's state as the job's result tells it."""


SAID_BY_SII: dict[Condition, PrinterState] = {
    Condition.PAPER_NEAR_END: PrinterState.READY,
    Condition.CUTTER_ERROR: PrinterState.RECOVERABLE_ERROR,
    Condition.CUTTER_FREED: PrinterState.RECOVERABLE_ERROR,
    Condition.OVERHEATED: PrinterState.RECOVERABLE_ERROR,
    Condition.UNRECOVERABLE_ERROR: PrinterState.RECOVERABLE_ERROR,
    Condition.OFFLINE: PrinterState.RECOVERABLE_ERROR,
}
"""Where what is published of SII's bits does not tell it."""


def said(condition: Condition, during: During, by: "Way") -> PrinterState:
    """The same, where a printer that is well again, or says so, is believed for the next job."""
    if condition is Condition.POWER_CYCLED and during in {During.IDLE, During.CONFIRMED}:
        return PrinterState.READY
    if condition is Condition.STUCK and during is During.CONFIRMED:
        return PrinterState.READY
    return by.says.get(condition, SAID[condition])


@dataclass(frozen=True)
class Way:
    """How a printer is spoken to."""

    language: CommandLanguage
    driver: Callable[[Connect], Printer]
    half: int
    """Bytes of a job, and of the questions before it, after which half of it is on paper."""
    otherwise: Mapping[tuple[Condition, During], Outcome] = field(default_factory=dict)
    """Where not what is expected of all."""
    says: Mapping[Condition, PrinterState] = field(default_factory=dict)
    """Where it has another word for what is wrong."""


COMPOSE = cache(Composer(PaperProfile(), encode_lines))
COMPOSE_STAR = cache(Composer(PaperProfile(), star_encode_lines))
_HALF = COMPOSE(TICKET).data.index(b"\x1d(k") + 12

_sii_job = Composer(MODELS["sii"].profile, encode_lines)(TICKET).data

WAYS: dict[str, Way] = {
    "DLE EOT, confirmed by GS r": Way(
        ESC_POS,
        lambda connect: EscPosPrinter(connect, COMPOSE, status_by="dle_eot", confirm="sensor"),
        _HALF,
    ),
    "ASB, confirmed by process id": Way(
        ESC_POS,
        lambda connect: EscPosPrinter(connect, COMPOSE, status_by="asb", confirm="process_id"),
        _HALF,
    ),
    "SII's status, confirmed by the execution response": Way(
        SII,
        lambda connect: device(connect, MODELS["sii"]),
        _sii_job.index(b"\x1d8L") + 40,
        says=SAID_BY_SII,
    ),
    "StarPRNT, confirmed by the print end": Way(
        STAR_PRNT,
        lambda connect: StarPrinter(connect, COMPOSE_STAR),
        COMPOSE_STAR(TICKET).data.index(b"\x1b\x1dy") + 12,
        # nothing is sent to one that does not answer in its turn
        {(Condition.STUCK, During.IDLE): NOTHING},
    ),
}

MOMENTS = {
    During.SENDING: Moment.AFTER_BYTES,
    During.CUTTING: Moment.AT_THE_CUT,
    During.UNCONFIRMED: Moment.AFTER_THE_CUT,
    During.CONFIRMED: Moment.AFTER_THE_ANSWER,
}
