"""What is kept of earlier fuzzing, and a short run of it; `make fuzz` is the long one."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from tests.fuzz.changing import changed
from tests.fuzz.target import EVERYTHING, Target
from tests.fuzz.targets import CORPUS, all_targets, corpus_of

RUNS = 1500
CHANGES = 60


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Target]:
    """All of them."""
    return all_targets(tmp_path_factory.mktemp("fuzz") / "files")


def test_what_is_kept_is_taken_by_its_target(targets: Mapping[str, Target]) -> None:
    kept = {corpus_of(target): target for target in targets.values()}
    assert {folder for folder in CORPUS.iterdir() if folder.is_dir()} <= set(kept)
    for folder, target in kept.items():
        for data in (*target.seeds, *(file.read_bytes() for file in folder.glob("*"))):
            target.take(data)


def test_messages_that_are_almost_right_are_answered(targets: Mapping[str, Target]) -> None:
    random = Random(1)
    for target in targets.values():
        for seed in target.seeds if target.is_json else ():
            made = [changed(seed, random) for _ in range(CHANGES)]
            assert len({*made}) > CHANGES / 3, "they differ"
            for data in made:
                if data is not None:
                    target.take(data)


def test_a_short_run_finds_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.one", EVERYTHING, str(RUNS), "1", tmp_path / "run"],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {RUNS} runs" in done.stderr
