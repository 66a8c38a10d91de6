"""A camera's frames: rescues in their time, two codes at once, calm in an empty lobby."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from kiosk.reading.attempts import ATTEMPTS, Attempt, Who
from kiosk.reading.frame_reader import (
    CALM_SECONDS,
    EFFORT_SECONDS,
    FRAME_SECONDS,
    FrameReader,
)
from kiosk.reading.places import Grey, busy_places
from kiosk.reading.two_readers import ZxingReader
from kiosk.reading.zbar_reader import ZbarReader
from tests.unit.kiosk.reading.photographs import (
    DENSE,
    SPARSE,
    blurred,
    code,
    grained,
    in_colour,
    lobby,
    moired,
    placed,
    toned,
)

POSTER = "https://www.city.example.jp/poster"


@pytest.fixture(scope="module")
def zbar() -> Iterator[ZbarReader]:
    zbar = ZbarReader()
    yield zbar
    zbar.close()


class Slow:
    """Attempts that take as long as a test says, and read nothing."""

    def __init__(self, *seconds: float) -> None:
        self.now = 100.0
        self.tried: list[int] = []
        self.attempts = [self._attempt(n, each) for n, each in enumerate(seconds)]

    def _attempt(self, number: int, seconds: float) -> Attempt:
        def view(grey: Grey) -> Grey:
            self.tried.append(number)
            self.now += seconds
            return np.full_like(grey, 255)

        return Attempt(1, view, Who.ZXING)

    def read(self, reader: FrameReader, frame: Grey) -> list[int]:
        """One frame: which attempts it got."""
        self.tried.clear()
        assert reader.read(frame) == ()
        return list(self.tried)


def hopeless() -> Grey:
    random = np.random.default_rng(1)
    return placed(np.full((720, 1280), 150, np.uint8), _noise(random), side=300)


def _noise(random: np.random.Generator) -> Grey:
    """As busy as a code, and none."""
    cells = random.integers(0, 2, (40, 40)).astype(np.uint8) * 255
    return np.asarray(np.kron(cells, np.ones((6, 6), np.uint8)), np.uint8)


def test_attempts_take_turns_over_frames_and_none_begins_after_the_effort(zbar: ZbarReader) -> None:
    slow = Slow(*[EFFORT_SECONDS * 0.6] * 5)
    reader = FrameReader(zbar, clock=lambda: slow.now, attempts=slow.attempts)
    frame = hopeless()
    assert [slow.read(reader, frame) for _ in range(5)] == [[0, 1], [2, 3], [4, 0], [1, 2], [3, 4]]


def test_an_attempt_that_would_pass_the_frames_budget_waits_for_a_frame_of_its_own(
    zbar: ZbarReader,
) -> None:
    slow = Slow(0.001, FRAME_SECONDS * 4)
    reader = FrameReader(zbar, clock=lambda: slow.now, attempts=slow.attempts)
    frame = hopeless()
    assert slow.read(reader, frame) == [0, 1], "nobody knows yet how long it takes"
    assert slow.read(reader, frame) == [0]
    assert slow.read(reader, frame) == [1]


def test_what_is_not_read_for_long_gets_one_attempt_a_frame_until_something_moves(
    zbar: ZbarReader,
) -> None:
    slow = Slow(0.001, 0.001, 0.001)
    reader = FrameReader(zbar, clock=lambda: slow.now, attempts=slow.attempts)
    frame = hopeless()
    assert len(slow.read(reader, frame)) == 3
    slow.now += CALM_SECONDS
    assert len(slow.read(reader, frame)) == 1
    moved = np.roll(frame, 400, axis=1)
    assert len(slow.read(reader, moved)) == 3


def test_what_helped_once_is_tried_first_on_the_next_frame(zbar: ZbarReader) -> None:
    random = np.random.default_rng(3)
    dim = toned(placed(lobby(random), code(SPARSE), side=260), 6, 22)
    reader, tried = FrameReader(zbar), list[int]()

    def noted(number: int, attempt: Attempt) -> Attempt:
        def view(grey: Grey) -> Grey:
            tried.append(number)
            return attempt.view(grey)

        return Attempt(attempt.scale, view, attempt.who)

    noting = [noted(number, attempt) for number, attempt in enumerate(ATTEMPTS)]
    reader = FrameReader(zbar, attempts=noting, clock=lambda: 0.0)
    frame = grained(dim, random, 4)
    assert ZxingReader().read(in_colour(frame)) == ()
    assert reader.read(frame) == (SPARSE,)
    helped = tried[-1]
    tried.clear()
    assert reader.read(frame) == (SPARSE,)
    assert set(tried) == {helped}


def test_an_empty_wall_costs_no_attempt(zbar: ZbarReader) -> None:
    slow = Slow(0.001)
    reader = FrameReader(zbar, clock=lambda: slow.now, attempts=slow.attempts)
    random = np.random.default_rng(1)
    assert slow.read(reader, grained(np.full((720, 1280), 150, np.uint8), random, 3)) == []


def test_beside_a_poster_the_pass_is_found(zbar: ZbarReader) -> None:
    random = np.random.default_rng(5)
    scene = placed(lobby(random), code(POSTER), side=300, at=(900, 360), turn=8)
    scene = placed(scene, toned(code(SPARSE), 100, 200), side=66, at=(350, 360))
    frame = grained(blurred(scene, 1.3), random, 3)
    assert ZxingReader().read(in_colour(frame)) == (POSTER,)
    reader = FrameReader(zbar, wanted=lambda text: text.startswith("MG1:"), clock=lambda: 0.0)
    assert set(reader.read(frame)) == {POSTER, SPARSE}


def test_through_a_screens_moire(zbar: ZbarReader) -> None:
    read = floor = 0
    for seed in range(6):
        random = np.random.default_rng(seed)
        scene = placed(lobby(random), code(DENSE), side=300)
        frame = in_colour(grained(moired(scene, random), random, 2))
        reader = FrameReader(zbar, clock=lambda: 0.0)
        read += DENSE in reader.read(frame)
        floor += DENSE in ZxingReader().read(frame)
    assert read > floor


def test_a_pass_that_leans_far_away(zbar: ZbarReader) -> None:
    random = np.random.default_rng(4)
    text = SPARSE + DENSE[4:140]
    upright = placed(np.full((720, 1280), 200, np.uint8), code(text), side=520, turn=20)
    leaning = cv2.resize(upright, (1280, 144), interpolation=cv2.INTER_AREA)
    scene = lobby(random)
    scene[300:444] = leaning
    frame = grained(scene, random, 2)
    assert ZxingReader().read(in_colour(frame)) == ()
    assert FrameReader(zbar, clock=lambda: 0.0).read(frame) == (text,)


@pytest.mark.parametrize("how", ["plain", "dim", "blurred", "tiny", "inverted"])
def test_a_code_is_among_the_busiest_places(how: str) -> None:
    random = np.random.default_rng(2)
    picture, side = code(SPARSE), 60 if how == "tiny" else 240
    if how == "inverted":
        picture = toned(picture, 235, 20)
    scene = placed(lobby(random), picture, side=side, at=(800, 300), turn=20)
    if how == "dim":
        scene = toned(scene, 5, 30)
    frame = grained(blurred(scene, 5 if how == "blurred" else 1), random, 2)
    places = busy_places(frame, most=3)
    around = [p for p in places if p.left < 800 < p.left + p.wide and p.top < 300 < p.top + p.high]
    assert around
    assert around[0].wide < 3 * side


def test_places_of_odd_pictures() -> None:
    for shape in ((1, 1), (1, 900), (31, 31), (33, 40), (720, 1280)):
        assert busy_places(np.full(shape, 128, np.uint8), most=3) == ()
    stripes = cv2.resize(np.tile(np.array([[0, 255]], np.uint8), (1, 40)), (640, 480))
    assert busy_places(np.asarray(stripes, np.uint8), most=3) == (), "edges in one direction only"
