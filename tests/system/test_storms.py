"""A short run of `make storms`: a line that misbehaves, and every paper is looked up."""

from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from bench.storms.kiosks import Paper
from bench.storms.lobby import lobby, tally
from bench.storms.scenes import SCENES, Scene, come, play, until_whole
from bench.storms.weather import Weather

WORST = SCENES[-1]
CUT = Scene("cut off", Weather("cut off", closed=True))


@pytest.mark.parametrize("scene", [WORST, CUT], ids=["late, lost and twice", "cut off"])
def test_nobody_is_lost_and_no_number_is_given_twice_on_a_line_that_misbehaves(
    scene: Scene, tmp_path: Path
) -> None:
    row = play(scene, tmp_path / "lobby", seconds=1.5, rate=15.0, kiosks=3, seed=1)
    assert row.alone > 0
    assert row.people == row.tally.acknowledged == row.tally.found
    assert (row.tally.lost, row.tally.doubled) == (0, 0)


def test_a_paper_that_the_server_does_not_know_is_counted_as_lost_and_a_second_one_as_double(
    tmp_path: Path,
) -> None:
    with lobby(tmp_path / "lobby", Random(1), kiosks=1) as there:
        come(there, Random(1), 0.2, 50.0)
        until_whole(there)
    assert tally(there).kept
    papers = there.crowd.papers
    known = next(iter(papers.values()))
    papers[UUID(int=1)] = Paper(UUID(int=1), "Z999", UUID(int=2), alone=False, at=0.0)
    papers[UUID(int=3)] = Paper(UUID(int=3), known.number, known.visit, alone=False, at=0.0)
    found = tally(there)
    assert (found.lost, found.doubled) == (1, 1)
