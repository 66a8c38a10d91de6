"""What people may expect of this kiosk: whether a pass is read, and paper comes out. Pure."""

from kiosk.reading.camera import CameraState
from kiosk.scanners.scanner import ScannerState
from kiosk.session.model import Sight, Supply
from printer_drivers.spool.report import SpoolReport
from printer_drivers.status import PrinterState

_PRINTS = {
    PrinterState.READY,
    PrinterState.PRINTING,
    PrinterState.PAPER_NEAR_END,
    # it cools down by itself, before anybody has chosen anything
    PrinterState.OVERHEATED,
    # some printers never answer, and print
    PrinterState.UNKNOWN,
}


def sight_of(camera: CameraState | None, scanner: ScannerState | None) -> Sight:
    """What reads passes. None for what this kiosk does not have."""
    if camera is None and scanner is None:
        return Sight.NONE
    if camera is CameraState.SEEING:
        return Sight.SEES
    if scanner is ScannerState.READY:
        return Sight.SCANNER
    if CameraState.STARTING is camera or (camera is None and scanner is ScannerState.STARTING):
        return Sight.STARTING
    return Sight.BROKEN


def supply_of(printer: SpoolReport | None, *, has_printer: bool) -> Supply:
    """Whether a number would come out on paper. `printer` is None until it has said something."""
    if not has_printer:
        return Supply.NONE
    if printer is None:
        return Supply.PAPER
    return Supply.PAPER if printer.status.state in _PRINTS and not printer.out else Supply.OUT
