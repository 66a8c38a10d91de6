"""The watcher: each newly seen text once, again only after it was out of sight, and a clean end."""

import queue
import threading
import time

import numpy as np
import pytest

from kiosk.reading.camera import CameraState, FakeCamera, Pixels
from kiosk.reading.reader import FakeReader
from kiosk.reading.watch import PassWatcher
from tests.waiting import eventually

BLANK: Pixels = np.full((48, 64, 3), 168, np.uint8)


class Desk:
    """A watcher on a clock that the test moves, with a fake camera and reader."""

    def __init__(self) -> None:
        self.now = 50.0
        self.told: list[str] = []
        self.camera = FakeCamera(lambda: self.now)
        self.reader = FakeReader()
        self.watcher = PassWatcher(
            self.camera, self.reader, self.told.append, lambda: self.now, out_of_sight_seconds=2
        )

    def see(self, *texts: str, seconds: float = 0.1) -> None:
        for _ in range(round(seconds * 10)):
            self.now += 0.1
            self.reader.texts = texts
            self.camera.show(BLANK)
            self.watcher.look()


def test_a_text_is_told_once_for_as_long_as_it_is_in_sight() -> None:
    desk = Desk()
    desk.see("A", seconds=30)
    assert desk.told == ["A"]


def test_a_flicker_is_not_a_second_showing() -> None:
    desk = Desk()
    for _ in range(10):
        desk.see("A")
        desk.see(seconds=1.5)
    assert desk.told == ["A"]


def test_it_is_told_again_after_it_was_out_of_sight_for_two_seconds() -> None:
    desk = Desk()
    desk.see("A")
    desk.see(seconds=2.1)
    desk.see("A")
    assert desk.told == ["A", "A"]


def test_several_texts_each_on_their_own() -> None:
    desk = Desk()
    desk.see("A", "B")
    desk.see("B", seconds=2.5)
    desk.see("A", "B", "C")
    assert desk.told == ["A", "B", "A", "C"]


def test_the_same_frame_is_not_read_twice() -> None:
    desk = Desk()
    desk.reader.texts = ("A",)
    desk.camera.show(BLANK)
    assert desk.watcher.look() == ("A",)
    desk.now += 10
    assert desk.watcher.look() == ()
    assert desk.told == ["A"]


@pytest.mark.parametrize("state", [s for s in CameraState if s is not CameraState.SEEING])
def test_a_camera_that_does_not_see_is_looked_at_without_harm(state: CameraState) -> None:
    desk = Desk()
    desk.see("A")
    desk.camera.become(state)
    desk.reader.texts = ("B",)
    assert desk.watcher.look() == ()
    assert desk.watcher.frame() is None
    assert desk.watcher.state is state
    desk.see("C")
    assert desk.told == ["A", "C"]


def test_the_newest_frame_is_there_for_the_live_view_while_one_is_being_read() -> None:
    desk = Desk()
    desk.camera.show(BLANK)
    desk.watcher.look()
    desk.camera.show(BLANK + 1)
    frame = desk.watcher.frame()
    assert frame is not None
    assert frame.serial == 2


def test_in_a_thread_it_tells_through_a_queue_and_ends() -> None:
    camera, reader = FakeCamera(time.monotonic), FakeReader()
    told: queue.Queue[str] = queue.Queue()
    reader.texts = ("A",)
    camera.show(BLANK)
    before = threading.active_count()
    with PassWatcher(camera, reader, told.put, time.monotonic).running() as watcher:
        assert told.get(timeout=20) == "A"
        with pytest.raises(RuntimeError):
            watcher.start()
        reader.texts = ("B",)
        camera.show(BLANK)
        assert told.get(timeout=20) == "B"
    watcher.close()
    assert watcher.failure is None
    assert threading.active_count() == before


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_callback_that_fails_ends_it_loudly() -> None:
    def broken(text: str) -> None:
        raise LookupError(text)

    camera, reader = FakeCamera(time.monotonic), FakeReader()
    reader.texts = ("A",)
    camera.show(BLANK)
    with PassWatcher(camera, reader, broken, time.monotonic).running() as watcher:
        eventually(lambda: isinstance(watcher.failure, LookupError))


class MixedDesk(Desk):
    """A desk at which "?" is a code that is not ours."""

    def __init__(self) -> None:
        super().__init__()
        self.watcher = PassWatcher(
            self.camera,
            self.reader,
            self.told.append,
            lambda: self.now,
            out_of_sight_seconds=2,
            foreign=lambda text: text == "?",
        )


def test_a_foreign_code_is_told_of_when_it_stays_and_then_once() -> None:
    desk = MixedDesk()
    desk.see("?", seconds=0.3)
    assert desk.told == []
    desk.see("?", seconds=0.4)
    assert desk.told == ["?"]
    desk.see("?", seconds=9)
    assert desk.told == ["?"]


def test_a_foreign_code_beside_ours_is_nobodys_mistake() -> None:
    desk = MixedDesk()
    desk.see("?", seconds=0.3)
    desk.see("?", "A")
    desk.see("?", seconds=1.5)
    assert desk.told == ["A"]


def test_a_foreign_code_that_is_passed_by_is_not_told_of() -> None:
    desk = MixedDesk()
    for _ in range(5):
        desk.see("?", seconds=0.3)
        desk.see(seconds=0.3)
    assert desk.told == []
