"""How a spool, its printer and the paper are, at one moment. Pure."""

from dataclasses import dataclass

from printer_drivers.status import PrinterStatus


@dataclass(frozen=True, slots=True)
class SpoolReport:
    """How printer, paper and jobs are, for whoever looks after them."""

    status: PrinterStatus
    waiting: int
    failed_today: int
    """Jobs that ended without paper in the last 24 hours."""
    metres_left: float | None
    rolls_left: int | None
    out: bool
    """No paper, also while the cover is open to put some in."""
    durable: bool
    """Whether the jobs outlive the process."""
