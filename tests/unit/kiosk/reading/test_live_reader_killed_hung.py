"""The process that reads a camera's frames: what comes out of it, and what happens when it dies."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.reading.admission import FOREIGN
from kiosk.reading.frame_process import let_out
from kiosk.reading.live_reader import LiveReader
from kiosk.reading.process_reader import Budget
from protocol.passes import PREFIX
from tests.processes import alive
from tests.unit.kiosk.reading.photographs import DENSE, SPARSE, code, in_colour
from tests.waiting import eventually


@pytest.fixture(scope="module")
def live() -> Iterator[LiveReader]:
    live = LiveReader()
    live.start()
    yield live
    live.close()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_only_the_shapes_of_our_codes_come_out(live: LiveReader) -> None:
    assert live.read(in_colour(code(SPARSE))) == (SPARSE,)
    assert live.read(code(DENSE)) == (DENSE,)
    assert live.read(in_colour(code("BEGIN:VCARD"))) == (FOREIGN,)
    assert live.read(in_colour(code("受付コード"))) == (FOREIGN,)
    assert live.read(in_colour(code("MG1:abc"))) == (PREFIX,)
    assert live.read(np.full((720, 1280, 3), 200, np.uint8)) == ()


def test_a_poster_beside_a_pass_is_not_worth_telling() -> None:
    assert let_out(["https://example.jp/", SPARSE, "another"]) == [SPARSE]
    assert let_out(["https://example.jp/", "another"]) == [FOREIGN]
    assert let_out([]) == []


def test_killed_in_between_it_is_started_again_and_leaves_nothing_behind() -> None:
    live = LiveReader()
    try:
        live.start()
        pid = live.pid
        assert pid is not None
        (zbar,) = children(pid)
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not alive(pid) and not alive(zbar))
        plain = in_colour(code(SPARSE))
        assert live.read(plain) == ()
        assert live.failures == 1
        assert live.read(plain) == (SPARSE,)
        zbar = children(live.pid or 0)[0]
    finally:
        live.close()
    eventually(lambda: not alive(zbar))


@pytest.mark.parametrize("fault", ["hang", "abort", "lie", "mojibake"])
def test_a_frame_that_breaks_it_is_unread_and_the_next_is_read(fault: str) -> None:
    command = (sys.executable, "-P", "-m", "kiosk.reading.fake_zbar_process", fault)
    live = LiveReader(time.monotonic, command=command, budget=Budget(frame=1))
    try:
        assert live.read(np.zeros((60, 80), np.uint8)) == ()
        assert live.failures == 1
        assert live.read(code(SPARSE)) == (SPARSE,)
    finally:
        live.close()
