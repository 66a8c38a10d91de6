"""`make disk` counts what it should, a few trials long."""

from pathlib import Path

from bench.disk.faults import cut, flipped, newest, older_copy, whole
from bench.disk.trials import BEFORE, JOURNAL, SINCE, leave, trials
from bench.reliability.results import Tally

ALL = BEFORE + SINCE


def test_of_a_log_that_is_gone_the_backup_is_left_and_no_number_is_given_twice(
    tmp_path: Path,
) -> None:
    left = leave(tmp_path)
    log = f"{JOURNAL}-wal"
    row = trials("cut", "log", left, tmp_path, cut(log, 1, 1))
    assert (row.trials, row.harmless, row.said) == (1, 0, 1)
    assert row.tally == Tally(acknowledged=BEFORE, found=BEFORE)
    assert row.given_up == SINCE


def test_damage_that_does_not_matter_is_counted_as_harmless(tmp_path: Path) -> None:
    left = leave(tmp_path)
    ended = whole(left, tmp_path)
    # the change counter in the header, which SQLite only uses for its cache
    row = trials("byte", "file", ended, tmp_path, [next(flipped(JOURNAL, 99, 27)), spoil_nothing])
    assert row.trials == 2
    assert row.harmless >= 1
    assert row.tally.kept


def test_an_older_copy_is_refused_and_restored(tmp_path: Path) -> None:
    left = leave(tmp_path)
    row = trials("copy", "file", left, tmp_path, older_copy(newest(left)))
    assert (row.harmless, row.said) == (0, 1)
    assert row.tally.kept


def spoil_nothing(data: Path) -> None:
    assert (data / JOURNAL).exists()
