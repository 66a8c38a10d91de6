"""How this kiosk is, as the facilities staff hear it. Pure."""

from datetime import datetime

from kiosk.reading.camera import CameraState
from printer_drivers.status import PrinterState, PrinterStatus
from protocol.messages import DeviceStatus


def device_status(
    device: str,
    *,
    printer: PrinterStatus | None,
    camera: CameraState,
    has_printer: bool,
    has_camera: bool,
    tickets_printed: int,
    at: datetime,
) -> DeviceStatus:
    """The status message. A printer that was not heard of yet is unknown, and never fine."""
    needs_help = (has_camera and camera in {CameraState.MISSING, CameraState.STUCK}) or (
        printer is not None and printer.needs_attention
    )
    unknown = has_printer and printer is None
    return DeviceStatus(
        device=device,
        state="attention" if needs_help else "unknown" if unknown else "ready",
        at=at,
        printer=(printer.state if printer else PrinterState.UNKNOWN).value if has_printer else None,
        camera=camera.name.lower() if has_camera else None,
        tickets_printed=tickets_printed,
    )


def will_of(device: str) -> DeviceStatus:
    """What the broker says for a kiosk that vanished."""
    return DeviceStatus(device=device, state="disconnected")
