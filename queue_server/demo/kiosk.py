"""The kiosk as the tour's page sees and touches it."""

from dataclasses import dataclass, field
from typing import Protocol

from queue_server.demo.screen import Point


class KioskOnTour(Protocol):
    """How the kiosk fares, and a finger on its screen."""

    @property
    def touchable(self) -> bool:
        """Whether the kiosk's screen is one that the page has to touch for people."""

    @property
    def kiosk_running(self) -> bool:
        """Whether the kiosk's process is there."""

    @property
    def kiosk_failed(self) -> bool:
        """Whether the kiosk has ended by itself, and not run for long since."""

    def touch(self, start: Point, end: Point | None) -> None:
        """Press at a place; with `end`, draw the finger there before it is lifted.

        Raises:
            CannotStartError: there is no screen to touch.
        """


@dataclass(slots=True)
class FakeKiosk:
    """A kiosk that a test sets as it likes."""

    touchable: bool = True
    kiosk_running: bool = True
    kiosk_failed: bool = False
    touches: list[tuple[Point, Point | None]] = field(default_factory=list)

    def touch(self, start: Point, end: Point | None) -> None:
        """Remember it."""
        self.touches.append((start, end))
