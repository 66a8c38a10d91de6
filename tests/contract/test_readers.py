"""What holds for every reader of codes."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from kiosk.reading.frame_reader import FrameReader
from kiosk.reading.reader import CodeReader
from kiosk.reading.two_readers import TwoReaders, ZxingReader
from kiosk.reading.zbar_reader import ZbarReader
from tests.unit.kiosk.reading.photographs import DENSE, SPARSE, code, in_colour

READERS: dict[str, Callable[[], CodeReader]] = {
    "zxing": ZxingReader,
    "zbar": ZbarReader,
    "two": lambda: TwoReaders(ZbarReader()),
    "frames": lambda: FrameReader(ZbarReader()),
}


@pytest.fixture(scope="module", params=READERS)
def reader(request: pytest.FixtureRequest) -> Iterator[CodeReader]:
    reader = READERS[request.param]()
    yield reader
    reader.close()


@pytest.mark.parametrize("text", [SPARSE, DENSE, "https://example.jp/a?b=c&d=%20", "0" * 60])
def test_it_reads_a_plain_code(reader: CodeReader, text: str) -> None:
    assert reader.read(in_colour(code(text))) == (text,)


def test_it_reads_two_codes_and_the_same_one_only_once(reader: CodeReader) -> None:
    left, right = code("LEFT-1"), code("RIGHT-2")
    both = np.hstack([left, right, left])
    assert sorted(reader.read(in_colour(both))) == ["LEFT-1", "RIGHT-2"]


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (2, 2), (720, 1280), (3, 4000)])
@pytest.mark.parametrize("shade", [0, 128, 255])
def test_nothing_is_read_where_nothing_is(
    reader: CodeReader, shape: tuple[int, int], shade: int
) -> None:
    assert reader.read(np.full((*shape, 3), shade, np.uint8)) == ()


def test_noise_is_no_code(reader: CodeReader) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (400, 600, 3)).astype(np.uint8)
    assert reader.read(noise) == ()


def test_frames_that_are_only_read_or_lie_oddly_in_memory(reader: CodeReader) -> None:
    pixels = in_colour(code(SPARSE))
    pixels.setflags(write=False)
    assert reader.read(pixels) == (SPARSE,)
    assert reader.read(pixels[::-1, ::-1]) == (SPARSE,)
