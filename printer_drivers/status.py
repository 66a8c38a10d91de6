"""What a printer says about itself: a closed set, in which not knowing is never fine."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Confirmation = Literal["process_id", "etb", "executed", "sensor", "status"]
"""What says that a job is on paper, from the strongest word to the weakest:

- `process_id`: Epson's `GS ( H`, answered with the job's own number once it is printed
- `etb`: Star's counter, which goes up once what was sent before is printed
- `executed`: SII's `DC2 q n`, answered with n once what was sent before is done
- `sensor`: `GS r`, answered in its turn
- `status`: all was handed over and the state is good, and no more is known
"""


class PrinterState(StrEnum):
    """Every state that a printer can be in, in words that stay (they go over the wire)."""

    READY = "ready"
    PRINTING = "printing"
    """Busy with a job, and nothing is wrong."""
    PAPER_NEAR_END = "paper_near_end"
    """Prints, but somebody should bring a roll."""
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER_ERROR = "cutter_error"
    """The blade is stuck; paper may still hang in it."""
    OVERHEATED = "overheated"
    """The head is too hot. It recovers by itself."""
    RECOVERABLE_ERROR = "recoverable_error"
    """Something that goes away once a person has mended it, such as jammed paper."""
    UNRECOVERABLE_ERROR = "unrecoverable_error"
    """Voltage, memory or hardware: switch off and on, else call service."""
    OFFLINE = "offline"
    """It answers, takes nothing, and does not say why. The feed button does this, too."""
    DISCONNECTED = "disconnected"
    """No connection: unplugged, switched off, or the address is wrong."""
    UNKNOWN = "unknown"
    """No answer, or one that makes no sense."""


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """A printer's state, and what else is known about it (English, for logs and staff)."""

    state: PrinterState
    detail: str = ""
    near_end: bool = False
    """The roll is near its end, also where another state is told. True with `PAPER_NEAR_END`."""

    def __post_init__(self) -> None:
        if self.state is PrinterState.PAPER_NEAR_END:
            object.__setattr__(self, "near_end", True)

    @property
    def can_print(self) -> bool:
        """Whether a job sent now is expected to come out."""
        return self.state in {
            PrinterState.READY,
            PrinterState.PRINTING,
            PrinterState.PAPER_NEAR_END,
        }

    @property
    def needs_attention(self) -> bool:
        """Whether a member of staff should come: everything but ready, printing and hot, and
        those, too, where the roll is near its end."""
        return self.near_end or self.state not in {
            PrinterState.READY,
            PrinterState.PRINTING,
            PrinterState.OVERHEATED,
        }

    def __str__(self) -> str:
        low = "paper near end" if self.near_end and not self._tells_paper else ""
        details = "; ".join(detail for detail in (self.detail, low) if detail)
        return f"{self.state.value} ({details})" if details else self.state.value

    @property
    def _tells_paper(self) -> bool:
        return self.state in {PrinterState.PAPER_NEAR_END, PrinterState.PAPER_OUT}


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What became of one print job."""

    printed: bool
    """The printer has said that all of it is on paper. Only this means that there is a ticket."""
    status: PrinterStatus
    """The printer's state afterwards."""
    started: bool = False
    """Bytes were sent: even when it is not `printed`, some paper may have come out."""
    paper_mm: float = 0.0
    """Paper that it took, as far as known; a job that ended halfway counts as a whole one."""
    confirmed_by: Confirmation | Literal["job_state"] | None = None
    """What said that it is on paper, `job_state` that of an IPP job; None where nothing did."""
