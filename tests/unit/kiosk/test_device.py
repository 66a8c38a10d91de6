"""How a kiosk says that it is."""

from dataclasses import replace
from typing import Any, Literal

import pytest

from kiosk.alone.report import AloneReport
from kiosk.device import NOT_DURABLE, StaffState, device_status, will_of
from kiosk.reading.camera import CameraState
from kiosk.scanners.scanner import ScannerState
from kiosk.speech.speaker import SpeakerState
from printer_drivers.spool.report import SpoolReport
from printer_drivers.status import PrinterState, PrinterStatus
from protocol.messages import DeviceStatus
from tests.unit.kiosk.samples import WALL


def report(status: PrinterStatus, **changes: Any) -> SpoolReport:
    """A printer with half a roll, and nothing to do."""
    quiet = SpoolReport(
        status=status,
        waiting=0,
        failed_today=0,
        metres_left=31.4159,
        rolls_left=5,
        out=False,
        durable=True,
    )
    return replace(quiet, **changes)


def said(printer: SpoolReport) -> DeviceStatus:
    return device_status(
        "kiosk-1",
        printer=printer,
        camera=CameraState.SEEING,
        has_printer=True,
        has_camera=True,
        scanner=None,
        tickets_printed=3,
        at=WALL,
    )


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
        printer=None if printer is None else report(PrinterStatus(printer)),
        camera=camera,
        has_printer=True,
        has_camera=True,
        scanner=None,
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
        scanner=None,
        tickets_printed=0,
        at=WALL,
    )
    assert (status.state, status.printer, status.camera) == ("ready", None, None)


@pytest.mark.parametrize(
    ("scanner", "state"),
    [
        (ScannerState.STARTING, "ready"),
        (ScannerState.READY, "ready"),
        (ScannerState.MISSING, "attention"),
        (ScannerState.STUCK, "attention"),
    ],
)
def test_a_scanner_that_cannot_be_used_needs_somebody(scanner: ScannerState, state: str) -> None:
    status = device_status(
        "kiosk-1",
        printer=None,
        camera=CameraState.MISSING,
        has_printer=False,
        has_camera=False,
        scanner=scanner,
        tickets_printed=0,
        at=WALL,
    )
    assert (status.state, status.scanner) == (state, scanner.value)


@pytest.mark.parametrize(
    ("keypad", "speech", "state"),
    [
        (ScannerState.READY, SpeakerState.READY, "ready"),
        (ScannerState.MISSING, SpeakerState.READY, "attention"),
        (None, SpeakerState.BROKEN, "attention"),
    ],
)
def test_without_keys_or_voice_somebody_should_come(
    keypad: ScannerState | None, speech: SpeakerState, state: str
) -> None:
    status = device_status(
        "kiosk-1",
        printer=None,
        camera=CameraState.MISSING,
        has_printer=False,
        has_camera=False,
        scanner=None,
        keypad=keypad,
        speech=speech,
        tickets_printed=0,
        at=WALL,
    )
    assert (status.state, status.speech) == (state, speech.value)
    assert status.keypad == (None if keypad is None else keypad.value)


def test_what_facilities_need() -> None:
    status = PrinterStatus(PrinterState.CUTTER_ERROR, "the blade is stuck", near_end=True)
    told = said(report(status, waiting=2, failed_today=7))
    assert told.model_dump(
        include={
            "printer",
            "printer_detail",
            "paper_near_end",
            "paper_metres_left",
            "rolls_left",
            "jobs_waiting",
            "jobs_failed_today",
        }
    ) == {
        "printer": "cutter_error",
        "printer_detail": "the blade is stuck",
        "paper_near_end": True,
        "paper_metres_left": 31.4,
        "rolls_left": 5,
        "jobs_waiting": 2,
        "jobs_failed_today": 7,
    }
    assert DeviceStatus.model_validate_json(told.to_json()) == told


def test_what_nobody_knows_is_not_said() -> None:
    told = said(report(PrinterStatus(PrinterState.READY), metres_left=None, rolls_left=None))
    assert (told.paper_metres_left, told.rolls_left, told.printer_detail) == (None, None, None)


def test_a_spool_in_memory_needs_somebody() -> None:
    told = said(report(PrinterStatus(PrinterState.READY, "x" * 500), durable=False))
    assert told.state == "attention"
    told = said(report(PrinterStatus(PrinterState.READY), durable=False))
    assert told.printer_detail == NOT_DURABLE


def test_the_last_will() -> None:
    assert will_of("kiosk-1").state == "disconnected"


@pytest.mark.parametrize(("wrong", "state"), [(None, "ready"), (5, "attention")])
def test_somebody_who_guesses_the_pin_needs_a_look(wrong: int | None, state: str) -> None:
    status = device_status(
        "kiosk-1",
        printer=None,
        camera=CameraState.SEEING,
        has_printer=False,
        has_camera=True,
        scanner=None,
        tickets_printed=0,
        at=WALL,
        upkeep=StaffState(maintenance=True, out_of_service=True, wrong_pins=wrong),
        version="0.1.0",
    )
    assert status.state == state
    assert (status.maintenance, status.out_of_service) == (True, True)
    assert (status.wrong_pins, status.version) == (wrong, "0.1.0")


@pytest.mark.parametrize(
    ("outbox", "state", "waiting", "dead"),
    [
        (AloneReport(), "ready", 0, 0),
        (AloneReport(waiting=3), "ready", 3, 0),
        (AloneReport(waiting=3, dead=2), "attention", 5, 2),
        (AloneReport(trouble="database or disk is full"), "attention", 0, 0),
    ],
)
def test_what_it_gave_alone_needs_somebody_where_the_server_refuses_it_or_the_disk_does(
    outbox: AloneReport, state: str, waiting: int, dead: int
) -> None:
    status = device_status(
        "kiosk-1",
        printer=None,
        camera=CameraState.SEEING,
        has_printer=False,
        has_camera=True,
        scanner=None,
        tickets_printed=0,
        at=WALL,
        outbox=outbox,
    )
    assert (status.state, status.outbox_waiting, status.outbox_dead) == (state, waiting, dead)
    assert status.outbox_trouble == outbox.trouble
