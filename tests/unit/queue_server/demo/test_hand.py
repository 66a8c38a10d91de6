"""A pass is held up when the kiosk is ready for it, as a person would do it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from queue_server.demo.hand import Hand, Picture, read_shown
from queue_server.demo.kiosk import FakeKiosk
from queue_server.demo.notes import Note
from queue_server.demo.screen import Point
from tests.waiting import eventually

FIRST = Picture("pass-000001.jpg", "MG1:FIRST", b"the first phone")
SAME = Picture("pass-000002.jpg", "MG1:FIRST", b"the first phone")
OTHER = Picture("pass-000003.jpg", "MG1:OTHER", b"another phone")


@dataclass
class Held:
    """A hand, the kiosk before it, and what it held up."""

    hand: Hand
    kiosk: FakeKiosk
    folder: Path
    pictures: list[Picture]
    notes: list[Note]

    def kiosk_shows(self, screen: str, *targets: str) -> None:
        """As the kiosk's mirror says it."""
        boxes = [
            {"name": name, "x": 440, "y": 1728, "width": 200, "height": 96} for name in targets
        ]
        said = {"screen": screen, "width": 1080, "height": 1920, "targets": boxes}
        part = self.folder / "part"
        part.write_text(json.dumps(said))
        part.replace(self.folder / "screen.json")

    def camera_took(self, picture: Picture) -> None:
        """The folder camera deletes what it has shown."""
        (self.folder / "camera" / picture.name).unlink()


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    (tmp_path / "camera").mkdir()
    kiosk = FakeKiosk()
    pictures = list[Picture]()
    notes = list[Note]()
    hand = Hand(
        tmp_path / "camera",
        tmp_path / "screen.json",
        kiosk,
        held=pictures.append,
        say=notes.append,
        same_again_seconds=0.3,
    )
    hand.start()
    yield Held(hand, kiosk, tmp_path, pictures, notes)
    hand.close()


def test_a_kiosk_at_its_start_screen_gets_it_at_once(held: Held) -> None:
    held.kiosk_shows("start")
    held.hand.take(FIRST)
    eventually(lambda: held.pictures == [FIRST])
    assert (held.folder / "camera" / FIRST.name).read_bytes() == FIRST.content
    assert held.kiosk.touches == []


def test_it_waits_for_a_kiosk_that_is_not_there_yet(held: Held) -> None:
    held.hand.take(FIRST)
    held.kiosk_shows("preparing")
    held.kiosk_shows("start")
    eventually(lambda: held.pictures == [FIRST])


@pytest.mark.parametrize(
    ("screen", "target"), [("issued", "control:done"), ("trouble", "control:back")]
)
def test_somebody_elses_number_is_put_away_first(held: Held, screen: str, target: str) -> None:
    held.kiosk_shows(screen, target)
    held.hand.take(OTHER)
    eventually(lambda: len(held.kiosk.touches) > 0)
    assert held.kiosk.touches[0] == (Point(0.5, 0.925), None)
    assert held.pictures == []
    held.kiosk_shows("start")
    eventually(lambda: held.pictures == [OTHER])


def test_a_kiosk_in_a_window_is_left_to_whoever_stands_before_it(held: Held) -> None:
    held.kiosk.touchable = False
    held.kiosk_shows("issued", "control:done")
    held.hand.take(OTHER)
    held.kiosk_shows("start")
    eventually(lambda: held.pictures == [OTHER])
    assert held.kiosk.touches == []


def test_the_same_pass_comes_after_it_was_out_of_sight(held: Held) -> None:
    held.kiosk_shows("start")
    held.hand.take(FIRST)
    eventually(lambda: held.pictures == [FIRST])
    held.hand.take(SAME)
    held.camera_took(FIRST)
    eventually(lambda: held.pictures == [FIRST, SAME])


def test_the_last_wish_counts(held: Held) -> None:
    held.kiosk_shows("waiting")
    held.hand.take(FIRST)
    held.hand.take(OTHER)
    held.kiosk_shows("start")
    eventually(lambda: OTHER in held.pictures)
    assert held.pictures[-1] == OTHER


def test_words_that_are_not_understood_are_none(tmp_path: Path) -> None:
    path = tmp_path / "screen.json"
    assert read_shown(path) is None
    path.write_text('{"screen": 7}')
    assert read_shown(path) is None
    path.write_text("{")
    assert read_shown(path) is None


def test_a_camera_folder_that_was_taken_away_is_made_again(held: Held) -> None:
    held.kiosk_shows("start")
    (held.folder / "camera").rmdir()
    held.hand.take(FIRST)
    eventually(lambda: held.pictures == [FIRST])
    assert (held.folder / "camera" / FIRST.name).read_bytes() == FIRST.content


def test_a_disk_that_takes_nothing_is_said_and_the_next_pass_is_held_up(held: Held) -> None:
    held.kiosk_shows("start")
    folder = held.folder / "camera"
    folder.rmdir()
    folder.touch()
    held.hand.take(FIRST)
    eventually(lambda: bool(held.notes))
    assert held.notes[0].en == "The pass could not be held up: File exists."
    folder.unlink()
    held.hand.take(OTHER)
    eventually(lambda: held.pictures == [OTHER])
