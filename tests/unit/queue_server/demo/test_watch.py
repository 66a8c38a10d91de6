"""What the tour sees of the kiosk's screen and of the paper."""

import os
from pathlib import Path

from queue_server.demo.watch import PAPERS_KEPT, FolderWatch, Seen


class _Told:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


def _put(path: Path, second: int) -> None:
    path.write_bytes(b"picture")
    os.utime(path, (second, second))


def test_nothing_is_there_at_first(tmp_path: Path) -> None:
    told = _Told()
    watch = FolderWatch(tmp_path / "screen.jpg", tmp_path / "none", changed=told)
    assert watch.look() == Seen()
    assert told.times == 0


def test_each_change_is_told_once(tmp_path: Path) -> None:
    told = _Told()
    watch = FolderWatch(tmp_path / "screen.jpg", tmp_path, changed=told)
    _put(tmp_path / "screen.jpg", 100)
    assert watch.look().screen == 100 * 10**9
    watch.look()
    assert told.times == 1
    _put(tmp_path / "screen.jpg", 101)
    watch.look()
    assert told.times == 2


def test_papers_come_newest_first_and_unfinished_ones_not_at_all(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path / "screen.jpg", tmp_path, changed=_Told())
    _put(tmp_path / "000001.png", 10)
    _put(tmp_path / "000002.png", 11)
    _put(tmp_path / "000003.png", 11)
    _put(tmp_path / ".000004.png", 12)
    _put(tmp_path / "000005.png.part", 12)
    assert watch.look().papers == ("000003.png", "000002.png", "000001.png")


def test_old_papers_are_taken_away(tmp_path: Path) -> None:
    watch = FolderWatch(tmp_path / "screen.jpg", tmp_path, changed=_Told())
    for number in range(PAPERS_KEPT + 3):
        _put(tmp_path / f"{number:06}.png", number)
    assert len(watch.look().papers) == PAPERS_KEPT
    assert not (tmp_path / "000002.png").exists()
    assert (tmp_path / "000003.png").exists()
