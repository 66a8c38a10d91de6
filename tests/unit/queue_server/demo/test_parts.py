"""Child processes: started again when they end, ended in order, and never left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from queue_server.demo.child import Child
from queue_server.demo.logs import LogFile
from queue_server.demo.notes import Note
from queue_server.demo.parts import CannotStartError, Part, Parts
from tests.processes import alive
from tests.waiting import PATIENCE, eventually


@pytest.fixture
def log(tmp_path: Path) -> Iterator[LogFile]:
    file = LogFile(tmp_path / "logs" / "part.log")
    yield file
    file.close()


def _part(name: str, start: Callable[[], Child]) -> Part:
    return Part(name, "部品", "The part", "part.log", start)


def test_a_child_says_how_it_ended_and_its_last_words(log: LogFile) -> None:
    child = Child(["sh", "-c", "echo before; echo 最後の言葉; exit 3"], log)
    eventually(lambda: not child.running)
    assert child.ended_with == "exit code 3"
    assert child.last_lines == ("before", "最後の言葉")
    assert Path(log.handler.baseFilename).read_text() == "before\n最後の言葉\n"


def test_a_child_that_does_not_want_to_end_is_killed(log: LogFile) -> None:
    child = Child(["sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.05; done"], log)
    eventually(lambda: child.last_lines == ("up",))
    child.end(seconds=0.2)
    assert child.ended_with == "signal 9"


def test_what_a_child_started_ends_with_it(log: LogFile) -> None:
    child = Child(["sh", "-c", "sleep 600 & echo $!; exit 0"], log)
    eventually(lambda: not child.running)
    grandchild = int(child.last_lines[0])
    eventually(lambda: not alive(grandchild))


def test_a_line_without_end_does_not_fill_the_memory(log: LogFile) -> None:
    child = Child(["sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x"], log)
    eventually(lambda: not child.running)
    assert max(len(line) for line in child.last_lines) <= 2000


def test_children_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from queue_server.demo.child import Child;"
        " from queue_server.demo.logs import LogFile;"
        f" child = Child(['sleep', '600'], LogFile(Path({str(tmp_path / 'log')!r})));"
        " print(child.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    eventually(lambda: not alive(child))


def test_a_part_that_ends_is_started_again_and_spoken_of_a_few_times(log: LogFile) -> None:
    said, starts = list[Note](), list[int]()

    def start() -> Child:
        child = Child(["sh", "-c", "echo no screen; exit 1"], log)
        starts.append(child.pid)
        return child

    parts = Parts([_part("kiosk", start)], say=said.append, delay_seconds=0.001)
    parts.start()
    eventually(lambda: len(starts) > 5)
    parts.stop()
    ends = [note for note in said if "exit code 1" in note.en]
    assert len(ends) == 3
    assert "no screen" in ends[0].en
    assert "exit code 1" in ends[0].ja
    assert len(said) == 4


def test_a_part_that_cannot_be_started_does_not_keep_the_others_from_it(log: LogFile) -> None:
    said = list[Note]()

    def missing() -> Child:
        raise CannotStartError("/opt/kiosk is not installed")

    running = _part("printer", lambda: Child(["sleep", "600"], log))
    parts = Parts([_part("kiosk", missing), running], say=said.append)
    parts.start()
    assert parts.wait_started(PATIENCE)
    assert running.running
    assert "/opt/kiosk is not installed" in said[0].en
    parts.stop()
    assert not running.running


def test_the_last_started_ends_first(log: LogFile) -> None:
    ended = list[str]()

    class Noted(Child):
        def end(self, seconds: float = 6) -> None:
            super().end(seconds)
            ended.append(self.name)

        name = ""

    def start(name: str) -> Child:
        child = Noted(["sleep", "600"], log)
        child.name = name
        return child

    parts = Parts(
        [_part("broker", lambda: start("broker")), _part("kiosk", lambda: start("kiosk"))],
        say=lambda _note: None,
    )
    parts.start()
    assert parts.wait_started(PATIENCE)
    parts.stop()
    assert ended == ["kiosk", "broker"]


def test_a_child_is_not_reached_by_the_terminals_ctrl_c(log: LogFile) -> None:
    child = Child(["sleep", "600"], log)
    assert os.getsid(child.pid) == child.pid
    assert os.getpgid(child.pid) != os.getpgid(0)
    child.end()
    assert child.ended_with == f"signal {int(signal.SIGTERM)}"
