"""A text is found in the memory of a process, wherever it lies."""

import subprocess
import sys

from bench.memory import held, places_of, ways_to_write

NAME, NOBODY = "ヌメロヨル", "ヘムラケユ"
HOLD = f"name = ''.join(map(chr, {[ord(each) for each in NAME]})); print(flush=True); input()"


def test_a_text_that_is_held_is_found_and_another_is_not() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert places_of(child.pid, ways_to_write(NAME))["UTF-16"], "as Python keeps it"
        assert not any(places_of(child.pid, ways_to_write(NOBODY)).values())
        now = held(child.pid)
        child.communicate(b"\n")
    assert now.rss >= now.pss > 1000
    assert (now.processes, now.threads) == (1, 1)
    assert now.files >= 3
