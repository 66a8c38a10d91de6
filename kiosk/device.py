"""How this kiosk is, as the facilities staff hear it. Pure."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.alone.report import AloneReport
from kiosk.reading.camera import CameraState
from kiosk.scanners.scanner import ScannerState
from kiosk.speech.speaker import SpeakerState
from printer_drivers.spool.report import SpoolReport
from printer_drivers.status import PrinterState, PrinterStatus
from protocol.messages import DeviceStatus

NOT_DURABLE = "print jobs are kept in memory only: the data folder cannot be written"
_DETAIL_MAX = 200

_NOT_HEARD = PrinterStatus(PrinterState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class StaffState:
    """What staff have made of this kiosk, and somebody of their PIN."""

    maintenance: bool = False
    out_of_service: bool = False
    wrong_pins: int | None = None


def device_status(
    device: str,
    *,
    printer: SpoolReport | None,
    camera: CameraState,
    has_printer: bool,
    has_camera: bool,
    scanner: ScannerState | None,
    tickets_printed: int,
    at: datetime,
    upkeep: StaffState | None = None,
    outbox: AloneReport | None = None,
    version: str | None = None,
    keypad: ScannerState | None = None,
    speech: SpeakerState | None = None,
) -> DeviceStatus:
    """The status message. A printer that was not heard of yet is unknown, and never fine.

    `scanner`, `keypad` and `speech` are None for a kiosk that has none.
    """
    needs_help = (
        (has_camera and camera in {CameraState.MISSING, CameraState.STUCK})
        or scanner in {ScannerState.MISSING, ScannerState.STUCK}
        or (upkeep is not None and upkeep.wrong_pins is not None)
        or keypad in {ScannerState.MISSING, ScannerState.STUCK}
        or speech is SpeakerState.BROKEN
        or (outbox is not None and (outbox.dead > 0 or outbox.trouble is not None))
        or (printer is not None and (printer.status.needs_attention or not printer.durable))
    )
    status = DeviceStatus(
        device=device,
        state="attention"
        if needs_help
        else "unknown"
        if has_printer and printer is None
        else "ready",
        at=at,
        printer=_NOT_HEARD.state.value if has_printer else None,
        camera=camera.name.lower() if has_camera else None,
        scanner=None if scanner is None else scanner.value,
        keypad=None if keypad is None else keypad.value,
        speech=None if speech is None else speech.value,
        tickets_printed=tickets_printed,
        maintenance=None if upkeep is None else upkeep.maintenance,
        out_of_service=None if upkeep is None else upkeep.out_of_service,
        wrong_pins=None if upkeep is None else upkeep.wrong_pins,
        outbox_waiting=None if outbox is None else outbox.waiting + outbox.dead,
        outbox_dead=None if outbox is None else outbox.dead,
        outbox_trouble=None
        if outbox is None or outbox.trouble is None
        else outbox.trouble[:_DETAIL_MAX],
        version=version,
    )
    return status if printer is None else status.model_copy(update=_of_printer(printer))


def _of_printer(report: SpoolReport) -> dict[str, object]:
    details = (report.status.detail, "" if report.durable else NOT_DURABLE)
    metres = report.metres_left
    return {
        "printer": report.status.state.value,
        "printer_detail": "; ".join(filter(None, details))[:_DETAIL_MAX] or None,
        "paper_near_end": report.status.near_end,
        # to a tenth: what is estimated is not known to the millimetre
        "paper_metres_left": None if metres is None else round(metres, 1),
        "rolls_left": report.rolls_left,
        "jobs_waiting": report.waiting,
        "jobs_failed_today": report.failed_today,
    }


def will_of(device: str) -> DeviceStatus:
    """What the broker says for a kiosk that vanished."""
    return DeviceStatus(device=device, state="disconnected")
