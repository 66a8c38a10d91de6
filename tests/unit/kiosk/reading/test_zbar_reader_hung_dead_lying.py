"""zbar hangs, dies or lies on a crafted code: that frame is unread, the next one is read."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from kiosk.reading.camera import Pixels
from kiosk.reading.fake_zbar_process import FAULTS
from kiosk.reading.process_reader import Budget
from kiosk.reading.two_readers import TwoReaders
from kiosk.reading.zbar_reader import ZbarReader
from tests.processes import alive
from tests.unit.kiosk.reading.photographs import SPARSE, code, in_colour
from tests.waiting import eventually

CRAFTED = np.zeros((60, 80, 3), np.uint8)
QUICK = Budget(frame=1.5)


def faulty(fault: str) -> tuple[str, ...]:
    return (sys.executable, "-P", "-m", "kiosk.reading.fake_zbar_process", fault)


@pytest.fixture
def plain() -> Pixels:
    return in_colour(code(SPARSE))


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_crafted_code_costs_its_own_frame_only(fault: str, plain: Pixels) -> None:
    zbar = ZbarReader(command=faulty(fault), budget=QUICK)
    try:
        assert zbar.read(plain) == (SPARSE,)
        first = zbar.pid
        assert first is not None
        assert zbar.read(CRAFTED) == ()
        assert zbar.failures == 1
        eventually(lambda: not alive(first))
        assert zbar.read(plain) == (SPARSE,)
        assert zbar.pid != first
    finally:
        zbar.close()


def test_the_two_together_go_on_with_zxing_where_zbar_hangs(plain: Pixels) -> None:
    readers = TwoReaders(ZbarReader(command=faulty("hang"), budget=QUICK))
    try:
        assert readers.read(CRAFTED) == ()
        assert readers.read(plain) == (SPARSE,)
    finally:
        readers.close()


@pytest.mark.parametrize("command", [("/nowhere/python",), (sys.executable, "-c", "pass")])
def test_what_cannot_be_started_is_tried_again_later(
    command: tuple[str, ...], plain: Pixels
) -> None:
    now = [100.0]
    zbar = ZbarReader(lambda: now[0], command=command, budget=Budget(rest=30))
    assert zbar.read(plain) == ()
    assert zbar.read(plain) == ()
    assert zbar.failures == 1, "it rests in between"
    now[0] += 31
    assert zbar.read(plain) == ()
    assert zbar.failures == 2


def test_a_process_that_is_killed_from_outside_is_started_again(plain: Pixels) -> None:
    zbar = ZbarReader()
    try:
        zbar.start()
        pid = zbar.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not alive(pid))
        zbar.read(plain)
        assert zbar.read(plain) == (SPARSE,)
    finally:
        zbar.close()


@pytest.fixture
def parent() -> Iterator["subprocess.Popen[str]"]:
    script = """
import numpy, sys, threading
from kiosk.reading.process_reader import Budget
from kiosk.reading.zbar_reader import ZbarReader
command = (sys.executable, "-P", "-m", "kiosk.reading.fake_zbar_process", "hang")
zbar = ZbarReader(command=command, budget=Budget(frame=600))
zbar.start()
print(zbar.pid, flush=True)
zbar.read(numpy.zeros((60, 80, 3), numpy.uint8))
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def test_the_process_ends_with_a_parent_that_is_killed_even_while_it_hangs(
    parent: "subprocess.Popen[str]",
) -> None:
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert alive(pid)
    parent.kill()
    eventually(lambda: not alive(pid))
