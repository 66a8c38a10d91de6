"""Reads a running camera's frames: zxing-cpp on each, and on what it leaves unread as many rescues
as the time allows, the others on the frames that follow."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from kiosk.reading.attempts import ATTEMPTS, BINARIZERS, Attempt, Who
from kiosk.reading.camera import Clock, Pixels
from kiosk.reading.places import Grey, Place, busy_places, may_be_held_up
from kiosk.reading.zbar_reader import ZbarReader

FRAME_SECONDS = 0.15
"""A frame's budget: no attempt begins that is not expected to be over by then."""
EFFORT_SECONDS = 0.045
"""When a frame has had so much, no other attempt begins, so that the mean frame leaves room for 15
a second on one core. The first attempt always gets its turn."""
CALM_SECONDS = 3.0
"""A place in which nothing was read for so long is a poster or a plant: from then on it gets one
attempt a frame. A Raspberry Pi looks at an empty lobby all day."""
PLACES_MAX = 2
ZBAR_REST_SECONDS = 30.0
"""How long zbar is left alone after it hung or died."""
_SAME_PLACE = 0.5
_LEARNING = 0.3
"""How much of what an attempt is expected to take is what it took last."""
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)
"""The QR code proper: in a damaged one zxing-cpp likes to see a Micro or rectangular one."""


def _any(_text: str) -> bool:
    return True


class FrameReader:
    """For the frames of one camera, in their order; for one thread at a time.

    What zxing-cpp reads in a frame's grey is always among the texts, and comes first.
    """

    def __init__(
        self,
        zbar: ZbarReader,
        *,
        wanted: Callable[[str], bool] = _any,
        clock: Clock = time.perf_counter,
        attempts: Sequence[Attempt] = ATTEMPTS,
    ) -> None:
        """While nothing `wanted` was read the frame is searched on, since other codes may be held
        up beside it. The reader closes `zbar` when it is closed.
        """
        self._zbar = zbar
        self._wanted = wanted
        self._clock = clock
        self._waiting = list(range(len(attempts)))
        self._attempts = tuple(attempts)
        self._expected = [0.0] * len(attempts)
        self._scene = _Scene((), float("-inf"))
        self._zbar_rests_until = float("-inf")
        self.unread: tuple[Place, ...] = ()
        """Where in the last frame something was that may be a code held up, and was not read."""

    def read(self, pixels: Pixels) -> tuple[str, ...]:
        """The texts in a frame, which may also be a grey one of height × width."""
        began = self._clock()
        self.unread = ()
        grey = pixels
        if pixels.ndim > 2:
            grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        codes = zxingcpp.read_barcodes(grey, formats=_QR, return_errors=True)
        texts = _once(code.text for code in codes if code.valid)
        if any(self._wanted(text) for text in texts):
            return texts
        read = [_around(code) for code in codes if code.valid]
        unread = [_around(code) for code in codes if not code.valid]
        places = _apart((*unread, *busy_places(grey, most=PLACES_MAX + 1, without=read)))
        if not places:
            return texts
        effort = self._effort(places, sure=bool(unread), now=began)
        rescued = self._rescued(grey, places[:PLACES_MAX], began, effort)
        if not texts and not rescued:
            self.unread = (*unread, *(place for place in places if may_be_held_up(place, grey)))
        return _once((*texts, *rescued))

    def start(self, seconds: float) -> None:
        """Start zbar's process now, in so many seconds: the first hard frame must not wait."""
        self._zbar.start(seconds)

    def close(self) -> None:
        """End zbar's process."""
        self._zbar.close()

    def _effort(self, places: Sequence[Place], *, sure: bool, now: float) -> float:
        """Seconds that this frame may spend on rescues."""
        if not self._scene.shows(places):
            self._scene = _Scene(tuple(places), now)
        calm = now - self._scene.since >= CALM_SECONDS and not sure
        return 0.0 if calm else EFFORT_SECONDS

    def _rescued(
        self, grey: Grey, places: Sequence[Place], began: float, effort: float
    ) -> tuple[str, ...]:
        parts = [place.of(grey) for place in places]
        found: tuple[str, ...] = ()
        for count, number in enumerate(tuple(self._waiting)):
            now = self._clock()
            late = now - began + self._expected[number] > FRAME_SECONDS
            if count and (late or now - began >= effort):
                break
            found = _once((*found, *self._tried(number, parts)))
            took = self._clock() - now
            self._expected[number] += _LEARNING * (took - self._expected[number])
            self._waiting.remove(number)
            if any(self._wanted(text) for text in found):
                # what helps once helps on the next frame too
                self._waiting.insert(0, number)
                break
            self._waiting.append(number)
        return found

    def _tried(self, number: int, parts: Sequence[Grey]) -> tuple[str, ...]:
        attempt = self._attempts[number]
        texts = list[str]()
        for part in parts:
            view = attempt.of(part)
            if view is None:
                continue
            if attempt.who is Who.ZBAR:
                texts += self._read_by_zbar(view)
            else:
                codes = zxingcpp.read_barcodes(view, formats=_QR, binarizer=BINARIZERS[attempt.who])
                texts += [code.text for code in codes]
            if any(self._wanted(text) for text in texts):
                break
        return tuple(texts)

    def _read_by_zbar(self, view: Grey) -> tuple[str, ...]:
        if self._clock() < self._zbar_rests_until:
            return ()
        failures = self._zbar.failures
        texts = self._zbar.read_grey(view)
        if self._zbar.failures > failures:
            # what it hangs on once, it hangs on again, and each time costs the frame's time
            self._zbar_rests_until = self._clock() + ZBAR_REST_SECONDS
        return texts


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is in sight and was not read, since when."""

    places: tuple[Place, ...]
    since: float

    def shows(self, places: Sequence[Place]) -> bool:
        """Whether all of these are where some were."""
        return all(
            any(place.overlap(known) >= _SAME_PLACE for known in self.places)
            for place in places[:PLACES_MAX]
        )


def _around(code: zxingcpp.Barcode) -> Place:
    """The upright rectangle around a code."""
    position = code.position
    corners = (
        position.top_left, position.top_right, position.bottom_right, position.bottom_left
    )  # fmt: skip
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    left, top = min(across), min(down)
    return Place(left, top, max(across) - left, max(down) - top)


def _apart(places: Iterable[Place]) -> list[Place]:
    """Each place once: those that lie in one before them are left out."""
    kept = list[Place]()
    for place in places:
        if (
            place.wide > 0
            and place.high > 0
            and all(place.overlap(other) < _SAME_PLACE for other in kept)
        ):
            kept.append(place)
    return kept


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, in the order of its first finding; empty ones say nothing."""
    return tuple(dict.fromkeys(text for text in texts if text))
