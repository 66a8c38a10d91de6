"""Says how this kiosk is: at the start, on every change, every half minute, and goodbye."""

from kiosk.alone.report import AloneReport
from kiosk.device import StaffState, device_status, will_of
from kiosk.reading.camera import CameraState
from kiosk.scanners.scanner import ScannerState
from kiosk.session.maintaining import maintenance_of
from kiosk.session.model import Now, Session
from kiosk.settings import KioskSettings
from kiosk.speech.speaker import SpeakerState
from kiosk.versions import own_version
from printer_drivers.spool.report import SpoolReport
from protocol.link import Link
from protocol.messages import DeviceStatus
from protocol.topics import Topics

STATUS_SECONDS = 30.0
"""The status is said again this often, so that an old one is seen to be old."""


class Reporting:
    """The retained status of one kiosk. For Kivy's thread only."""

    def __init__(self, settings: KioskSettings, link: Link) -> None:
        self.printer: SpoolReport | None = None
        """What the printer said last."""
        self.outbox = AloneReport()
        """What the server lacks, as it was said last."""
        self.tickets_printed = 0
        self._settings = settings
        self._link = link
        self._topic = Topics.of(settings.site).device_status(settings.kiosk)
        self._version = own_version()
        self._said: DeviceStatus | None = None
        self._said_at = float("-inf")

    def update(
        self,
        camera: CameraState,
        scanner: ScannerState,
        session: Session,
        now: Now,
        *,
        keypad: ScannerState = ScannerState.MISSING,
        speech: SpeakerState = SpeakerState.READY,
    ) -> None:
        """Say the status, where it is another than was said, or that was long ago."""
        if not session.connected:
            self._said = None
            return
        status = device_status(
            self._settings.kiosk,
            printer=self.printer,
            camera=camera,
            has_printer=self._settings.printer != "none",
            has_camera=self._settings.camera != "none",
            scanner=None if self._settings.scanner == "none" else scanner,
            keypad=None if self._settings.keypad == "none" else keypad,
            speech=None if self._settings.speech == "none" else speech,
            tickets_printed=self.tickets_printed,
            at=now.wall,
            upkeep=StaffState(
                maintenance=maintenance_of(session) is not None,
                out_of_service=session.out_of_service,
                wrong_pins=session.tries.suspicious(now.seconds),
            ),
            outbox=self.outbox,
            version=self._version,
        )
        same = self._said is not None and status.model_copy(update={"at": self._said.at}) == (
            self._said
        )
        if same and now.seconds - self._said_at < STATUS_SECONDS:
            return
        self._said, self._said_at = status, now.seconds
        self._publish(status)

    def goodbye(self) -> None:
        """Say that this kiosk is off: a connection that is closed properly has no last will."""
        if self._link.connected:
            self._publish(will_of(self._settings.kiosk))

    def _publish(self, status: DeviceStatus) -> None:
        self._link.publish(self._topic, status.to_json(), retain=True)
