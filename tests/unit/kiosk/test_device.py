"""How a kiosk says that it is."""

from typing import Literal

import pytest

from kiosk.device import device_status, will_of
from kiosk.reading.camera import CameraState
from printer_drivers.status import PrinterState, PrinterStatus
from tests.unit.kiosk.samples import WALL


@pytest.mark.parametrize(
    ("printer", "camera", "state"),
    [
        (PrinterState.READY, CameraState.SEEING, "ready"),
        (PrinterState.PRINTING, CameraState.STARTING, "ready"),
        (None, CameraState.SEEING, "unknown"),
        (PrinterState.PAPER_NEAR_END, CameraState.SEEING, "attention"),
        (PrinterState.PAPER_OUT, CameraState.SEEING, "attention"),
        (PrinterState.UNKNOWN, CameraState.SEEING, "attention"),
        (PrinterState.READY, CameraState.MISSING, "attention"),
        (PrinterState.READY, CameraState.STUCK, "attention"),
        (None, CameraState.MISSING, "attention"),
    ],
)
def test_printer_and_camera_make_the_state(
    printer: PrinterState | None,
    camera: CameraState,
    state: Literal["ready", "attention", "unknown"],
) -> None:
    status = device_status(
        "kiosk-1",
        printer=None if printer is None else PrinterStatus(printer),
        camera=camera,
        has_printer=True,
        has_camera=True,
        tickets_printed=3,
        at=WALL,
    )
    assert status.state == state
    assert status.printer == (printer.value if printer else "unknown")
    assert (status.camera, status.tickets_printed) == (camera.name.lower(), 3)


def test_what_a_kiosk_was_never_meant_to_have_is_not_missing() -> None:
    status = device_status(
        "kiosk-1",
        printer=None,
        camera=CameraState.MISSING,
        has_printer=False,
        has_camera=False,
        tickets_printed=0,
        at=WALL,
    )
    assert (status.state, status.printer, status.camera) == ("ready", None, None)


def test_the_last_will() -> None:
    assert will_of("kiosk-1").state == "disconnected"
