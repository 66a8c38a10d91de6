"""The catalogue on the disk, for a start without the server."""

from pathlib import Path

from kiosk.alone.cached import CATALOGUE_FILE, cached_catalogue, save_catalogue


def test_what_was_kept_is_there_again_and_a_newer_one_takes_its_place(tmp_path: Path) -> None:
    assert cached_catalogue(tmp_path) is None
    save_catalogue(tmp_path, b"first")
    assert cached_catalogue(tmp_path) == b"first"
    save_catalogue(tmp_path, b"second")
    assert cached_catalogue(tmp_path) == b"second"
    assert [path.name for path in tmp_path.iterdir()] == [CATALOGUE_FILE]


def test_the_same_again_is_not_written_again(tmp_path: Path) -> None:
    save_catalogue(tmp_path, b"first")
    before = (tmp_path / CATALOGUE_FILE).stat()
    save_catalogue(tmp_path, b"first")
    assert (tmp_path / CATALOGUE_FILE).stat() == before


def test_a_folder_that_is_not_there_keeps_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    save_catalogue(tmp_path / "nowhere", b"first")
    assert cached_catalogue(tmp_path / "nowhere") is None
