"""The tour: one page from which a visitor drives the whole lobby and sees what happens."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from protocol.passes import SigningKey
from queue_server.demo.companions import Folders
from queue_server.demo.hand import Hand, Picture, Shown, read_shown
from queue_server.demo.kiosk import KioskOnTour
from queue_server.demo.notes import Note
from queue_server.demo.pass_picture import pass_photo
from queue_server.demo.samples import Sample, counters_of, samples_of
from queue_server.demo.watch import Changes, FolderWatch
from queue_server.lobby import Lobby
from queue_server.sample_pass import sample_pass

NOTES_KEPT = 4
PrinterCondition = Literal["ready", "paper_out", "cover_open"]
"""What a visitor may do to the printer; words of its status file."""
STAFF_NAME = "demo"
STAFF_PASSWORD = "madoguchi-demo"
"""Of the demo only, and shown on its page. Real accounts have rules about length: so has it."""


@dataclass(frozen=True, slots=True)
class Held:
    """The pass that was held up last."""

    serial: int
    """How many were held up so far, this one included."""
    sample: Sample
    text: str
    photo: bytes
    """A JPEG."""
    times: int
    """How often this very pass was held up."""
    in_camera: bool = False
    """Whether the kiosk was ready for it: until then it waits in the hand."""


class Tour:
    """What the tour's page shows and does. Safe to use from several threads."""

    def __init__(
        self,
        lobby: Lobby,
        key: SigningKey,
        folders: Folders,
        kiosk: KioskOnTour,
        changes: Changes,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self.lobby = lobby
        self.samples = samples_of(lobby)
        self.folders = folders
        self.kiosk = kiosk
        self.changes = changes
        self.watch = FolderWatch(folders.screen, folders.papers, changed=changes.tell)
        self.closing = threading.Event()
        """Set when the server ends: event streams end with it."""
        self._hand = Hand(folders.camera, folders.shown, kiosk, held=self._in_camera, say=self.note)
        self._key = key
        self._now = now
        self._new_id = new_id
        self._lock = threading.Lock()
        self._held: Held | None = None
        self._notes: tuple[Note, ...] = ()
        self._printer: PrinterCondition = "ready"

    @property
    def held(self) -> Held | None:
        """The pass that was held up last."""
        return self._held

    @property
    def notes(self) -> tuple[Note, ...]:
        """What there is to say, oldest first."""
        return self._notes

    @property
    def shown(self) -> Shown | None:
        """What the kiosk shows, in its own words."""
        return read_shown(self.folders.shown)

    @property
    def printer(self) -> PrinterCondition:
        """How the emulated printer is."""
        return self._printer

    def set_printer(self, condition: PrinterCondition) -> None:
        """Take its paper out, open its cover, or put it right.

        Raises:
            OSError: the printer cannot be told.
        """
        path = self.folders.printer_condition
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.part")
        unfinished.write_text(condition, encoding="utf-8")
        unfinished.replace(path)
        self._printer = condition
        self.changes.tell()

    def note(self, note: Note) -> None:
        """Say something on the page."""
        with self._lock:
            self._notes = (*self._notes, note)[-NOTES_KEPT:]
        self.changes.tell()

    def hold(self, sample: Sample) -> Held:
        """Hold a fresh pass up to the camera."""
        text = sample_pass(
            self.lobby,
            self._key,
            procedures=sample.procedures,
            now=self._now() - sample.age,
            valid=sample.valid,
            pass_id=self._new_id(),
        )
        photo = pass_photo(
            text, city=self.lobby.file.site.name, title=sample.title, title_en=sample.title_en
        )
        with self._lock:
            serial = 1 if self._held is None else self._held.serial + 1
            held = self._held = Held(serial, sample, text, photo, times=1)
        self._show(held)
        return held

    def hold_again(self) -> Held | None:
        """Hold the same pass up once more; None where there was none."""
        with self._lock:
            last = self._held
            if last is None:
                return None
            held = self._held = Held(
                last.serial + 1, last.sample, last.text, last.photo, last.times + 1
            )
        self._show(held)
        return held

    def start(self) -> None:
        """Begin to look at the folders, and to hold passes up."""
        self.watch.start()
        self._hand.start()

    def close(self) -> None:
        """End that, and the event streams. On any thread."""
        self.closing.set()
        self._hand.close()
        self.changes.tell()
        self.watch.close()

    def counters(self, held: Held) -> tuple[tuple[str, str], ...]:
        """Id and name of the counters that a pass leads to, none for one that is refused."""
        return () if held.sample.expired else counters_of(self.lobby, held.sample.procedures)

    def _show(self, held: Held) -> None:
        self._hand.take(Picture(f"pass-{held.serial:06}.jpg", held.text, held.photo))
        self.changes.tell()

    def _in_camera(self, picture: Picture) -> None:
        with self._lock:
            if self._held is not None and self._held.text == picture.text:
                self._held = replace(self._held, in_camera=True)
        self.changes.tell()
