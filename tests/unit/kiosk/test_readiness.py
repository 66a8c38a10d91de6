"""What people are told to expect: of the reading of passes, and of paper."""

import pytest

from kiosk.readiness import sight_of, supply_of
from kiosk.reading.camera import CameraState
from kiosk.scanners.scanner import ScannerState
from kiosk.session.model import Sight, Supply
from printer_drivers.spool.report import SpoolReport
from printer_drivers.status import PrinterState, PrinterStatus


@pytest.mark.parametrize(
    ("camera", "scanner", "sight"),
    [
        (None, None, Sight.NONE),
        (CameraState.SEEING, None, Sight.SEES),
        (CameraState.SEEING, ScannerState.MISSING, Sight.SEES),
        (CameraState.STARTING, None, Sight.STARTING),
        (CameraState.STARTING, ScannerState.READY, Sight.SCANNER),
        (CameraState.MISSING, ScannerState.READY, Sight.SCANNER),
        (CameraState.STUCK, ScannerState.STUCK, Sight.BROKEN),
        (CameraState.MISSING, None, Sight.BROKEN),
        (None, ScannerState.READY, Sight.SCANNER),
        (None, ScannerState.STARTING, Sight.STARTING),
        (None, ScannerState.MISSING, Sight.BROKEN),
    ],
)
def test_what_reads_passes(
    camera: CameraState | None, scanner: ScannerState | None, sight: Sight
) -> None:
    assert sight_of(camera, scanner) is sight


def report(state: PrinterState, *, out: bool = False) -> SpoolReport:
    return SpoolReport(PrinterStatus(state), 0, 0, None, None, out=out, durable=True)


def test_a_kiosk_without_a_printer_says_so() -> None:
    assert supply_of(None, has_printer=False) is Supply.NONE


def test_a_printer_that_has_said_nothing_yet_is_not_called_empty() -> None:
    assert supply_of(None, has_printer=True) is Supply.PAPER


@pytest.mark.parametrize("state", PrinterState)
def test_paper_is_promised_by_a_printer_that_prints(state: PrinterState) -> None:
    promised = supply_of(report(state), has_printer=True) is Supply.PAPER
    waits_a_moment = {PrinterState.OVERHEATED, PrinterState.UNKNOWN}
    assert promised is (PrinterStatus(state).can_print or state in waits_a_moment)
    # the cover is open to put some in
    assert supply_of(report(state, out=True), has_printer=True) is Supply.OUT
