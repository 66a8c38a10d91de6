"""The tour's page and its buttons."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Client
from uuid6 import uuid7

from queue_server.demo.companions import Folders
from queue_server.demo.kiosk import FakeKiosk
from queue_server.demo.notes import Note
from queue_server.demo.pages import tour_pages, tour_view
from queue_server.demo.screen import Point, Size, window_size
from queue_server.demo.tour import NOTES_KEPT, STAFF_PASSWORD, Tour
from queue_server.demo.watch import Changes
from queue_server.headers import SecurityHeaders
from queue_server.keys import pass_signing_key
from queue_server.pages import Pages
from tests.sites import Clock, sample_lobby
from tests.waiting import eventually
from tests.web import served

LOBBY = sample_lobby()


@dataclass
class Visited:
    """A tour and a browser on it."""

    tour: Tour
    kiosk: FakeKiosk
    browser: Client

    @property
    def in_camera(self) -> list[str]:
        """The pictures that the kiosk's camera will see."""
        return sorted(path.name for path in self.tour.folders.camera.glob("*.jpg"))

    def hold(self, body: dict[str, str]) -> dict[str, Any]:
        """Press a button, and have the picture in front of the camera."""
        answer = self.browser.post("/demo/hold", json=body)
        assert answer.status_code == 200
        view: dict[str, Any] = answer.json()
        name = f"pass-{view['serial']:06}.jpg"
        eventually(lambda: name in self.in_camera)
        return view


@pytest.fixture
def visited(tmp_path: Path) -> Iterator[Visited]:
    folders = Folders(tmp_path)
    folders.prepare()
    kiosk = FakeKiosk()
    tour = Tour(
        LOBBY, pass_signing_key(tmp_path), folders, kiosk, Changes(), now=Clock(), new_id=uuid7
    )
    folders.shown.write_text('{"screen": "start", "width": 1080, "height": 1920}')
    tour.start()
    app = FastAPI()
    app.include_router(tour_pages(tour, Pages(site="aizu", site_name="見本", site_name_en="S")))
    whole = SecurityHeaders(app, mqtt_websocket="ws://*:9001")
    with served(whole) as url, Client(base_url=url) as browser:
        yield Visited(tour, kiosk, browser)
    tour.close()


def test_the_page_offers_every_sample_and_the_demo_account(visited: Visited) -> None:
    page = visited.browser.get("/demo").text
    for sample in visited.tour.samples:
        assert f'data-sample="{sample.id}"' in page
    assert STAFF_PASSWORD in page
    assert 'src="/display/main' in page


def test_a_button_holds_a_fresh_pass_up_to_the_camera(visited: Visited) -> None:
    view = visited.hold({"sample": "moving_in"})
    assert view["counters"][0]["name"] == "3番窓口"
    assert visited.in_camera == ["pass-000001.jpg"]
    shown = visited.browser.get("/demo/pass.jpg").content
    assert shown == (visited.tour.folders.camera / "pass-000001.jpg").read_bytes()


def test_again_is_the_same_pass_and_another_sample_is_not(visited: Visited) -> None:
    visited.browser.post("/demo/hold", json={"sample": "birth"})
    first = visited.browser.get("/demo/pass.jpg").content
    assert visited.browser.post("/demo/hold", json={}).json()["times"] == 2
    assert visited.browser.get("/demo/pass.jpg").content == first
    other = visited.browser.post("/demo/hold", json={"sample": "birth"})
    assert other.json()["times"] == 1
    assert visited.browser.get("/demo/pass.jpg").content != first


def test_the_view_says_when_the_pass_is_in_front_of_the_camera(visited: Visited) -> None:
    visited.hold({"sample": "birth"})
    eventually(lambda: (held := tour_view(visited.tour).held) is not None and held.in_camera)


def test_again_before_the_first_is_refused(visited: Visited) -> None:
    assert visited.browser.post("/demo/hold", json={}).status_code == 409
    assert visited.browser.get("/demo/pass.jpg").status_code == 404


def test_an_unknown_sample_is_not_found(visited: Visited) -> None:
    assert visited.browser.post("/demo/hold", json={"sample": "x"}).status_code == 404
    assert visited.in_camera == []


def test_a_touch_reaches_the_kiosk(visited: Visited) -> None:
    assert visited.browser.post("/demo/touch", json={"x": 0.5, "y": 0.25}).status_code == 204
    body = {"x": 0.5, "y": 0.9, "to": [0.5, 0.1]}
    assert visited.browser.post("/demo/touch", json=body).status_code == 204
    assert visited.kiosk.touches == [
        (Point(0.5, 0.25), None),
        (Point(0.5, 0.9), Point(0.5, 0.1)),
    ]


def test_a_touch_beside_the_picture_is_refused(visited: Visited) -> None:
    assert visited.browser.post("/demo/touch", json={"x": 1.2, "y": 0}).status_code == 422
    assert visited.kiosk.touches == []


def test_a_kiosk_with_a_window_of_its_own_is_touched_there(visited: Visited) -> None:
    visited.kiosk.touchable = False
    assert visited.browser.post("/demo/touch", json={"x": 0.5, "y": 0.5}).status_code == 409
    assert visited.kiosk.touches == []


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
@pytest.mark.parametrize("path", ["hold", "touch", "printer"])
def test_another_sites_page_can_do_nothing_here(
    visited: Visited, path: str, headers: dict[str, str]
) -> None:
    body = {
        "hold": {"sample": "birth"},
        "touch": {"x": 0.5, "y": 0.5},
        "printer": {"condition": "paper_out"},
    }[path]
    answer = visited.browser.post(f"/demo/{path}", json=body, headers=headers)
    assert answer.status_code == 403
    assert visited.in_camera == []
    assert visited.kiosk.touches == []
    assert not visited.tour.folders.printer_condition.exists()


def test_what_can_be_touched_is_told_in_words(visited: Visited) -> None:
    box = '"x": 540, "y": 960, "width": 108, "height": 192'
    stay = f'{{"name": "control:stay", "words": "つづける", {box}}}'
    visited.tour.folders.shown.write_text(
        f'{{"screen": "start", "width": 1080, "height": 1920, "targets": [{stay}, {stay}]}}'
    )
    visited.tour.folders.screen.write_bytes(b"a screen")
    visited.tour.watch.look()
    (target,) = tour_view(visited.tour).targets
    assert (target.words, target.x, target.y) == ("つづける", 0.5, 0.5)
    assert (target.width, target.height) == (0.1, 0.1)
    visited.kiosk.touchable = False
    assert tour_view(visited.tour).targets == ()


def test_the_printers_paper_is_taken_out_and_put_back(visited: Visited) -> None:
    for condition in ("paper_out", "cover_open", "ready"):
        answer = visited.browser.post("/demo/printer", json={"condition": condition})
        assert answer.status_code == 204
        assert visited.tour.folders.printer_condition.read_text() == condition
        assert tour_view(visited.tour).printer == condition
    assert visited.browser.post("/demo/printer", json={"condition": "x"}).status_code == 422


def test_pictures_are_handed_out_once_they_are_there(visited: Visited) -> None:
    assert visited.browser.get("/demo/screen.jpg").status_code == 404
    visited.tour.folders.screen.write_bytes(b"a screen")
    assert visited.browser.get("/demo/screen.jpg").content == b"a screen"
    (visited.tour.folders.papers / "000001.png").write_bytes(b"a paper")
    visited.tour.watch.look()
    assert visited.browser.get("/demo/papers/000001.png").content == b"a paper"


@pytest.mark.parametrize("name", ["..%2Fdemo.lock", "%2Fetc%2Fpasswd", "000009.png", ".png"])
def test_nothing_but_papers_is_handed_out(visited: Visited, name: str) -> None:
    (visited.tour.folders.data / "demo.lock").touch()
    assert visited.browser.get(f"/demo/papers/{name}").status_code in {404, 422}


def test_the_view_says_how_the_kiosk_fares(visited: Visited) -> None:
    visited.kiosk.kiosk_running = False
    assert tour_view(visited.tour).kiosk == "starting"
    visited.kiosk.kiosk_failed = True
    assert tour_view(visited.tour).kiosk == "failed"
    visited.kiosk.kiosk_running = True
    visited.tour.folders.screen.write_bytes(b"a screen")
    visited.tour.watch.look()
    view = tour_view(visited.tour)
    assert view.kiosk == "showing"
    assert view.screen


def test_the_newest_notes_are_kept(visited: Visited) -> None:
    for number in range(NOTES_KEPT + 2):
        visited.tour.note(Note(f"{number}番", f"No. {number}"))
    assert [note.ja for note in tour_view(visited.tour).notes][-1] == f"{NOTES_KEPT + 1}番"
    assert len(tour_view(visited.tour).notes) == NOTES_KEPT


@pytest.mark.parametrize(
    ("screen", "window"),
    [
        (Size(1920, 1080), Size(516, 918)),
        (Size(3840, 2160), Size(1033, 1836)),
        (Size(800, 4000), Size(720, 1280)),
    ],
)
def test_the_window_fits_its_screen(screen: Size, window: Size) -> None:
    assert window_size(screen) == window
