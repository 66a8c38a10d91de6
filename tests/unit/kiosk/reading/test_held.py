"""Whoever holds up what cannot be read is offered help; what hangs on the wall is not."""

from collections.abc import Sequence

import cv2
import numpy as np

from kiosk.reading.admission import UNREAD
from kiosk.reading.camera import FakeCamera
from kiosk.reading.frame_process import Decoding
from kiosk.reading.frame_reader import FrameReader
from kiosk.reading.held import AGAIN_SECONDS, STILL_SECONDS, UNREAD_SECONDS, Held
from kiosk.reading.places import Grey, Place, busy_places, may_be_held_up
from kiosk.reading.reader import FakeReader
from kiosk.reading.watch import PassWatcher
from kiosk.reading.zbar_reader import ZbarReader
from tests.unit.kiosk.reading.photographs import DENSE, SPARSE, code, lobby, placed

POSTER = Place(900, 100, 200, 200)


class Sight:
    """What a camera sees over time, ten frames a second."""

    def __init__(self) -> None:
        self.held = Held()
        self.now = 1000.0
        self.hand = 0

    def sees(self, seconds: float, *places: Place) -> int:
        """How often help was offered meanwhile."""
        times = 0
        for _ in range(round(seconds * 10)):
            self.now += 0.1
            times += self.held.look(places, self.now)
        return times

    def phone(self) -> Place:
        """A phone in a hand, which is never quite where it was."""
        self.hand = (self.hand + 1) % 3
        return Place(500 + 40 * self.hand, 250, 220, 220)

    def tries(self, seconds: float, *others: Place) -> int:
        """How often help was offered to somebody with a phone."""
        return sum(self.sees(0.5, self.phone(), *others) for _ in range(round(seconds * 2)))


def test_help_is_offered_after_eight_seconds_and_again_much_later() -> None:
    sight = Sight()
    assert sight.tries(UNREAD_SECONDS - 0.5) == 0
    assert sight.tries(1) == 1
    assert sight.tries(AGAIN_SECONDS - 2) == 0
    assert sight.tries(4) == 1


def test_who_goes_away_or_is_read_is_not_counted_on() -> None:
    sight = Sight()
    sight.tries(UNREAD_SECONDS - 1)
    assert sight.sees(2) == 0, "gone"
    assert sight.tries(UNREAD_SECONDS - 1) == 0, "the next one begins anew"
    sight.held.read()
    assert sight.tries(UNREAD_SECONDS - 1) == 0
    assert sight.tries(2) == 1


def test_a_hand_that_sinks_for_a_moment_tries_on() -> None:
    sight = Sight()
    sight.tries(5)
    sight.sees(0.8)
    assert sight.tries(4) == 1


def test_what_hangs_on_the_wall_is_of_the_lobby_also_when_somebody_passes_before_it() -> None:
    sight = Sight()
    sight.sees(STILL_SECONDS + 1, POSTER)
    for _ in range(5):
        sight.sees(20)
        assert sight.sees(40, POSTER) == 0
    assert sight.tries(UNREAD_SECONDS + 1, POSTER) == 1, "somebody before it"


def unreadable(text: str, blur: float, *, side: int = 300) -> Grey:
    scene = placed(lobby(np.random.default_rng(3)), code(text), side=side)
    return np.asarray(cv2.GaussianBlur(scene, (0, 0), blur), np.uint8)


def held_in(grey: Grey) -> Sequence[Place]:
    return [place for place in busy_places(grey, most=3) if may_be_held_up(place, grey)]


def test_a_code_that_is_blurred_beyond_reading_is_seen_and_a_lobby_is_none() -> None:
    for text, blur in ((DENSE, 4), (DENSE, 5), (SPARSE, 7)):
        assert held_in(unreadable(text, blur)), blur
    for seed in range(6):
        assert not held_in(lobby(np.random.default_rng(seed))), seed
    assert not held_in(unreadable(DENSE, 3, side=70)), "far away: nobody holds it up to us"


def test_the_reading_process_says_it_in_the_place_of_a_text() -> None:
    now = 0.0
    zbar = ZbarReader()
    decode = Decoding(FrameReader(zbar, attempts=()), lambda: now)
    good = placed(lobby(np.random.default_rng(3)), code(SPARSE), side=300)
    answers = list[list[str]]()
    for frame in (good, *[unreadable(DENSE, 4)] * 11, good):
        answers.append(decode(frame.tobytes(), 1280, 720))
        now += 0.9
    zbar.close()
    assert answers == [[SPARSE], *[[]] * 9, [UNREAD], [], [SPARSE]]


def test_the_watcher_tells_it_apart_from_every_text() -> None:
    now = 0.0
    camera = FakeCamera(lambda: now)
    reader = FakeReader()
    texts, offers = list[str](), list[bool]()
    watcher = PassWatcher(
        camera, reader, texts.append, lambda: now, on_unread=lambda: offers.append(True)
    )
    for said in ((), (UNREAD,), (), ("A",)):
        reader.texts = said
        camera.show(np.full((48, 64, 3), 168, np.uint8))
        watcher.look()
        now += 0.1
    assert (texts, offers) == (["A"], [True])
