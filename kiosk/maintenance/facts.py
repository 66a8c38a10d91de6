"""What the pages of maintenance know of the kiosk at one moment. Pure."""

from dataclasses import dataclass, field

from kiosk.alone.report import AloneReport
from kiosk.maintenance.kept import Kept


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it as it is shown, so that a page is drawn anew only when something differs."""

    kiosk: str = ""
    site: str = ""
    kept: Kept = field(default_factory=Kept)
    printer: str | None = None
    """The state's word (printer_drivers/status.py); None where there is no printer."""
    printer_detail: str = ""
    metres_left: float | None = None
    rolls_left: int | None = None
    jobs_waiting: int = 0
    jobs_failed: int = 0
    """In the last 24 hours."""
    camera: str | None = None
    """`starting`, `seeing`, `missing` or `stuck`; None where there is none."""
    scanner: str | None = None
    broker: str = ""
    """HOST:PORT, without a password."""
    own_address: str | None = None
    """This machine's, on the connection to the broker."""
    connected: bool = False
    reply_age: int | None = None
    """Seconds since the server last said anything to this kiosk; None: not since it began."""
    round_trip_ms: int | None = None
    """To the server and back, the last time it was tried."""
    clock_off: int | None = None
    """Seconds that this kiosk's clock is ahead of the server's."""
    versions: tuple[tuple[str, str], ...] = ()
    """What, and which."""
    outbox: AloneReport = field(default_factory=AloneReport)
    """What it gave while it was cut off, and the server lacks."""
    loudspeaker: bool = False
    """Whether there is one."""
