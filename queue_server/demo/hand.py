"""The hand that holds a phone up to the camera, when the kiosk is ready for it."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from queue_server.demo.kiosk import KioskOnTour
from queue_server.demo.notes import Note, Say
from queue_server.demo.parts import CannotStartError
from queue_server.demo.screen import Point

LOOK_SECONDS = 0.1
TOUCH_AGAIN_SECONDS = 0.8
"""A screen that has just come up lets no touch in for a moment."""
SAME_AGAIN_SECONDS = 4.0
"""From one showing of a pass to the next of the same: the camera's hold of a picture, and the time
after which the kiosk takes a code that went out of sight for new, with room to spare."""
PATIENCE_SECONDS = 40.0
"""A kiosk that is not ready after so long gets the pass all the same."""
READY_SCREENS = ("start", "services")
LEAVING = ("control:done", "control:back")
"""What a person touches to be done with a number, or with what went wrong."""


class Target(BaseModel):
    """A place on the kiosk's screen that can be touched."""

    name: str
    words: str = ""
    """What stands there."""
    x: float
    y: float
    width: float
    height: float


class Shown(BaseModel):
    """What the kiosk shows, as it says itself (its mirror's `screen.json`)."""

    screen: str
    width: float
    height: float
    targets: tuple[Target, ...] = ()

    def place(self, names: tuple[str, ...]) -> Point | None:
        """The middle of the first of these targets that is there."""
        for target in self.targets:
            if target.name in names:
                return self.middle(target)
        return None

    def middle(self, target: Target) -> Point:
        """Where a finger touches a target."""
        return Point(
            (target.x + target.width / 2) / self.width,
            (target.y + target.height / 2) / self.height,
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to hold up, and what is on it."""

    name: str
    """Of its file."""
    text: str
    content: bytes


def read_shown(path: Path) -> Shown | None:
    """What the kiosk shows; None while there is no kiosk, or it says what we do not understand."""
    try:
        return Shown.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


class Hand:
    """Holds pictures up one after the other, on a thread of its own."""

    def __init__(
        self,
        camera: Path,
        shown: Path,
        kiosk: KioskOnTour,
        *,
        held: Callable[[Picture], None],
        say: Say,
        same_again_seconds: float = SAME_AGAIN_SECONDS,
    ) -> None:
        """`camera` is the folder camera's folder, `shown` the mirror's `screen.json`; `held` is
        called when a picture is in front of the camera; `say` is told why one could not be.
        """
        self._camera = camera
        self._shown = shown
        self._kiosk = kiosk
        self._held = held
        self._say = say
        self._wanted: Picture | None = None
        self._condition = threading.Condition()
        self._closing = False
        self._last_text = ""
        self._same_again = same_again_seconds
        self._last_at = -same_again_seconds
        self._thread = threading.Thread(target=self._run, name="hand", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def take(self, picture: Picture) -> None:
        """Hold this up next, instead of one that is still waiting."""
        with self._condition:
            self._wanted = picture
            self._condition.notify()

    def close(self) -> None:
        """End; what is still waiting is not held up."""
        with self._condition:
            self._closing = True
            self._condition.notify()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while (picture := self._next()) is not None:
            try:
                self._hold(picture)
            except OSError as error:
                # a full disk must not end the lobby
                self._say(
                    Note(
                        f"受付コードをかざせませんでした（{error.strerror}）。",
                        f"The pass could not be held up: {error.strerror}.",
                    )
                )

    def _hold(self, picture: Picture) -> None:
        # somebody may have tidied it away; the camera sees again when it is back
        self._camera.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._wait_for_kiosk(picture):
            _appear(self._camera / picture.name, picture.content)
            self._last_text, self._last_at = picture.text, time.monotonic()
            self._held(picture)

    def _next(self) -> Picture | None:
        with self._condition:
            self._condition.wait_for(lambda: self._closing or self._wanted is not None)
            picture, self._wanted = self._wanted, None
            return None if self._closing else picture

    def _wait_for_kiosk(self, picture: Picture) -> bool:
        """Whether the picture may be held up now; not when another one came meanwhile."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        touched_at = 0.0
        while (now := time.monotonic()) < deadline:
            shown = read_shown(self._shown)
            free = not any(path.suffix == ".jpg" for path in self._camera.iterdir())
            rested = picture.text != self._last_text or now - self._last_at >= self._same_again
            if shown is not None and free and rested and shown.screen in READY_SCREENS:
                return True
            if shown is not None and free and now - touched_at >= TOUCH_AGAIN_SECONDS:
                touched_at = now
                self._leave(shown)
            with self._condition:
                if self._condition.wait_for(self._interrupted, LOOK_SECONDS):
                    return False
        return True

    def _interrupted(self) -> bool:
        return self._closing or self._wanted is not None

    def _leave(self, shown: Shown) -> None:
        """Touch what brings the kiosk back to its start, where that is ours to touch."""
        place = shown.place(LEAVING)
        if shown.screen in READY_SCREENS or place is None or not self._kiosk.touchable:
            return
        # the kiosk goes back by itself after a while
        with suppress(CannotStartError):
            self._kiosk.touch(place, None)


def _appear(path: Path, content: bytes) -> None:
    """Write a file that is there at once as a whole: a camera must not see half of it."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
