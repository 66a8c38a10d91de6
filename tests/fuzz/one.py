"""Fuzzes one target, guided by what code its inputs reach (atheris, libFuzzer).

`python -m tests.fuzz.one NAME RUNS SEED FOLDER` ends with 0 when nothing was found. What
ended it otherwise lies in FOLDER, as does what took long; FOLDER/seen.json says what was seen.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["protocol", "printer_drivers", "kiosk", "queue_server"]):
    from tests.fuzz.targets import all_targets, corpus_of

import structlog

from tests.fuzz.changing import changed
from tests.fuzz.target import EVERYTHING, HANG_SECONDS, MEMORY_MB, Target, say_nothing

NOTED_EVERY = 500
SEEN = "seen.json"


class Watched:
    """A target, and how long its inputs took."""

    def __init__(self, target: Target, folder: Path, runs: int) -> None:
        self._target, self._folder, self._runs = target, folder, runs
        for seed in target.seeds:
            # what is loaded or made once is no input's time
            target.take(seed)
        self._count, self._slowest = 0, 0.0
        self._began = time.monotonic()

    def __call__(self, data: bytes) -> None:
        """Give it one input."""
        began = time.thread_time()
        self._target.take(data)
        took = time.thread_time() - began
        self._count += 1
        self._slowest = max(self._slowest, took)
        if self._count % NOTED_EVERY == 0 or self._count >= self._runs:
            self.note()
        if took > HANG_SECONDS and took == self._slowest:
            # code that is watched is some times slower: it is tried again without
            (self._folder / f"slow-{self._count}").write_bytes(data)

    def note(self) -> None:
        """Keep what was seen: libFuzzer ends the process itself."""
        seconds = time.monotonic() - self._began
        seen = {"inputs": self._count, "slowest_ms": self._slowest * 1000, "seconds": seconds}
        (self._folder / SEEN).write_text(json.dumps(seen))


def everything(targets: Mapping[str, Target]) -> Target:
    """All targets as one: the first byte says which."""
    ordered = list(targets.values())

    def take(data: bytes) -> None:
        if data:
            ordered[data[0] % len(ordered)].take(data[1:])

    seeds = [bytes([place]) + seed for place, target in enumerate(ordered) for seed in target.seeds]
    return Target(EVERYTHING, take, seeds, is_json=True)


def _change(target: Target) -> Callable[[bytes, int, int], bytes]:
    """libFuzzer's own changes, and ours where inputs are JSON."""

    def change(data: bytes, longest: int, seed: int) -> bytes:
        random = Random(seed)
        head = 1 if target.name == EVERYTHING else 0
        if target.is_json and random.random() < 0.6:
            made = changed(data[head:], random)
            if made is not None and len(made) + head <= longest:
                return data[:head] + made
        return bytes(atheris.Mutate(data, longest))

    return change


def main(name: str, runs: int, seed: int, folder: Path) -> None:
    """Fuzz until so many inputs were tried, or one was too much."""
    structlog.configure(processors=[say_nothing])
    seeds, found = folder / "seeds", folder / "found"
    for each in (seeds, found):
        each.mkdir(parents=True)
    targets = all_targets(folder / "files")
    target = everything(targets) if name == EVERYTHING else targets[name]
    for place, seed_bytes in enumerate(target.seeds):
        (seeds / f"{place}").write_bytes(seed_bytes)
    kept = corpus_of(target)
    atheris.Setup(
        [
            sys.argv[0],
            f"-runs={runs}",
            f"-seed={seed}",
            "-max_len=4096",
            f"-rss_limit_mb={MEMORY_MB}",
            "-timeout=20",
            f"-artifact_prefix={folder}/finding-",
            "-print_final_stats=1",
            *map(str, (found, seeds, *([kept] if kept.exists() else []))),
        ],
        Watched(target, folder, runs),
        custom_mutator=_change(target),
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
