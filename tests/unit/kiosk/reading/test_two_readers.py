"""The two readers together, against zxing-cpp alone, on made photographs from easy to hopeless."""

from collections.abc import Iterator

import numpy as np
import pytest

from kiosk.reading.frame_reader import FrameReader
from kiosk.reading.two_readers import TwoReaders, ZxingReader
from kiosk.reading.zbar_reader import ZbarReader
from tests.unit.kiosk.reading.photographs import (
    CASES,
    DENSE,
    SPARSE,
    blurred,
    code,
    grained,
    in_colour,
    lobby,
    placed,
    toned,
)

STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.95)
TYPICAL = 0.4
"""Up to here a person would expect it to be read."""


@pytest.fixture(scope="module")
def zbar() -> Iterator[ZbarReader]:
    zbar = ZbarReader()
    yield zbar
    zbar.close()


@pytest.mark.parametrize("name", CASES)
def test_never_fewer_than_zxing_alone_and_the_typical_ones_all(zbar: ZbarReader, name: str) -> None:
    text, case = CASES[name]
    alone, frames, thorough = ZxingReader(), FrameReader(zbar), TwoReaders(zbar)
    for number, how_hard in enumerate(STEPS):
        photograph = in_colour(case(np.random.default_rng(number), how_hard))
        floor = alone.read(photograph)
        of_frame, of_picture = frames.read(photograph), thorough.read(photograph)
        assert set(floor) <= set(of_frame)
        assert set(floor) <= set(of_picture)
        assert set(of_frame) | set(of_picture) <= {text}, "what was read is right"
        if how_hard <= TYPICAL:
            assert of_picture == (text,)


def test_rescues_read_what_zxing_alone_does_not(zbar: ZbarReader) -> None:
    alone, thorough = ZxingReader(), TwoReaders(zbar)
    for name in ("dim", "blurred", "pale", "inverted"):
        text, case = CASES[name]
        photographs = [in_colour(case(np.random.default_rng(n), 0.75 + n / 20)) for n in range(5)]
        floor = sum(text in alone.read(photograph) for photograph in photographs)
        both = sum(text in thorough.read(photograph) for photograph in photographs)
        assert both > floor, name


def test_a_code_that_is_held_up_for_a_second_gets_every_rescue_in_turn(zbar: ZbarReader) -> None:
    text, case = CASES["dim"]
    held = in_colour(case(np.random.default_rng(3), 0.9))
    assert ZxingReader().read(held) == ()
    frames = FrameReader(zbar)
    assert any(frames.read(held) == (text,) for _ in range(15))


def test_two_codes_of_which_one_is_hard(zbar: ZbarReader) -> None:
    random = np.random.default_rng(5)
    scene = placed(lobby(random), toned(code(SPARSE), 150, 190), side=260, at=(300, 360))
    scene = placed(scene, code(DENSE), side=480, at=(900, 360), turn=20)
    photograph = in_colour(grained(blurred(scene, 1), random, 3))
    texts = TwoReaders(zbar).read(photograph)
    assert set(ZxingReader().read(photograph)) <= set(texts)
    assert sorted(texts) == sorted([SPARSE, DENSE])


@pytest.mark.parametrize("text", ["転入届・国保", "Đăng ký", "窓口 é", "ｶﾅ"])
def test_other_than_ascii_comes_from_zxing_as_it_is(zbar: ZbarReader, text: str) -> None:
    assert TwoReaders(zbar).read(in_colour(code(text))) == (text,)


def test_a_photograph_of_twelve_megapixels(zbar: ZbarReader) -> None:
    random = np.random.default_rng(9)
    scene = placed(lobby(random, (4000, 3000)), code(DENSE), side=2300, at=(2000, 1500), turn=30)
    photograph = in_colour(grained(blurred(scene, 4), random, 25))
    assert TwoReaders(zbar).read(photograph) == (DENSE,)


@pytest.mark.parametrize("light_on_dark", [False, True])
def test_a_tiny_blurred_picture_of_a_pass(zbar: ZbarReader, light_on_dark: bool) -> None:
    tiny = blurred(code(DENSE, module=1), 0.65)
    tiny = toned(tiny, 255, 0) if light_on_dark else tiny
    assert ZxingReader().read(in_colour(tiny)) == ()
    assert TwoReaders(zbar).read(in_colour(tiny)) == (DENSE,)
