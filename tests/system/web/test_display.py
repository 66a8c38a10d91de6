"""The waiting-room display in a browser, on boards that come over a real broker."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from protocol.link import Broker, MqttLink
from protocol.messages import Board, Call, ServiceOnBoard
from protocol.topics import Topics
from tests.system.parts import free_port, mosquitto
from tests.system.web.conftest import OpenPage
from tests.web import Web, served, web

TOPIC = Topics.of("aizu").display("main")
CUT_OFF = "通信が切れています。職員の案内をお聞きください"


class Lobby:
    """A broker that can be ended and started again, the page, and who sends boards."""

    def __init__(self, folder: Path, parts: ExitStack) -> None:
        self._folder = folder
        self._mqtt, self.websocket = free_port(), free_port()
        self._broker = parts.enter_context(ExitStack())
        self.start_broker()
        self._link = MqttLink(
            Broker("127.0.0.1", self._mqtt),
            client_id="test",
            subscriptions=(),
            on_message=lambda _received: None,
            on_connected=lambda _connected: None,
        )
        parts.callback(self._link.close)
        self._link.open()
        self.address = ""

    def start_broker(self) -> None:
        """Mosquitto, on the same ports each time."""
        self._broker.enter_context(
            mosquitto(self._folder, port=self._mqtt, websocket=self.websocket)
        )

    def end_broker(self) -> None:
        """The displays' connection is lost."""
        self._broker.close()

    def send(self, board: Board) -> None:
        """Publish a board, retained."""
        self.send_raw(board.to_json())

    def send_raw(self, payload: bytes) -> None:
        """Publish anything, retained."""
        self._link.publish(TOPIC, payload, retain=True)


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    with ExitStack() as parts:
        made = Lobby(tmp_path, parts)
        site: Web = parts.enter_context(
            web(tmp_path / "data", mqtt_websocket=f"ws://*:{made.websocket}/")
        )
        made.address = parts.enter_context(served(site.new_app()))
        yield made


def call(number: str, counter: str, times: int = 1) -> Call:
    return Call(
        number=number,
        counter=counter,
        counter_name=f"{counter}番窓口",
        service="ido",
        called_at=datetime(2026, 11, 24, 10, times, tzinfo=UTC),
        times=times,
    )


def service(number: int, waiting: int = 0, wait: tuple[int, int] = (0, 0)) -> ServiceOnBoard:
    return ServiceOnBoard(
        service=f"service-{number}",
        letter="ABCDEFGHJKLMNPQR"[number],
        name=("証明書", "住所変更・届出", "戸籍", "マイナンバーカード")[number % 4],
        name_en="Service",
        waiting=waiting,
        wait_minutes=wait,
        next_numbers=(),
    )


def board(
    sequence: int,
    *calls: Call,
    missed: tuple[str, ...] = (),
    services: tuple[ServiceOnBoard, ...] = (),
    age: timedelta = timedelta(0),
) -> Board:
    return Board(
        site="aizu",
        site_name="あいづ見本市役所",
        display="main",
        sequence=sequence,
        at=datetime.now(UTC) - age,
        calls=calls,
        missed=missed,
        services=services,
    )


def show(page: Page, lobby: Lobby, query: str = "") -> Page:
    page.goto(f"{lobby.address}/display/main{query}")
    return page


def newest(page: Page) -> str:
    return page.locator(".call-newest").inner_text().replace("\n", " ")


def test_a_display_that_starts_shows_the_board_that_is_there(
    lobby: Lobby, open_page: OpenPage
) -> None:
    lobby.send(
        board(
            5,
            call("B103", "3"),
            call("A110", "1"),
            missed=("A108", "C101"),
            services=(service(0), service(1, 4, (20, 45)), service(2, 1, (5, 5))),
        )
    )
    page = show(open_page(1920, 1080), lobby)
    expect(page.locator(".call-newest .call-number")).to_have_text("B103")
    expect(page.locator(".call-newest .call-counter")).to_have_text("3番窓口")
    expect(page.locator(".call-list .call")).to_contain_text(["A110"])
    expect(page.locator("#missed li")).to_have_text(["A108", "C101"])
    rows = page.locator(".service")
    # those with people first
    expect(rows.nth(0)).to_contain_text("住所変更・届出")
    expect(rows.nth(0)).to_contain_text("4人待ち")
    expect(rows.nth(0)).to_contain_text("約20〜45分")
    expect(rows.nth(1)).to_contain_text("約5分")
    expect(rows.nth(2)).to_contain_text("証明書")
    expect(rows.nth(2)).to_contain_text("すぐにご案内")
    expect(page.locator("#cut-off")).to_be_hidden()
    # nothing flashes that was called before the display started
    expect(page.locator(".call-flashing")).to_have_count(0)


def test_an_empty_lobby_is_calm(lobby: Lobby, open_page: OpenPage) -> None:
    lobby.send(board(0, services=(service(0),)))
    page = show(open_page(1920, 1080), lobby)
    expect(page.locator(".calm")).to_contain_text("お掛けになってお待ちください")
    expect(page.locator(".missed-none")).to_contain_text("いまはありません")


def test_a_new_call_flashes_and_is_said_to_screen_readers(
    lobby: Lobby, open_page: OpenPage
) -> None:
    lobby.send(board(5, call("A110", "1")))
    page = show(open_page(1920, 1080), lobby)
    expect(page.locator(".call-newest .call-number")).to_have_text("A110")
    lobby.send(board(6, call("B103", "3"), call("A110", "1")))
    expect(page.locator(".call-flashing .call-number")).to_have_text("B103")
    expect(page.locator("#spoken")).to_have_text("番号札 B103 の方、3番窓口へお越しください。")
    lobby.send(board(7, call("A110", "1", times=2), call("B103", "3")))
    expect(page.locator(".call-newest")).to_contain_text("再度のお呼び出し")
    expect(page.locator(".call-newest.call-flashing .call-number")).to_have_text("A110")


def test_who_wants_no_motion_gets_a_frame_instead(lobby: Lobby, open_page: OpenPage) -> None:
    lobby.send(board(5))
    page = show(open_page(1920, 1080, reduced_motion=True), lobby)
    expect(page.locator(".calm")).to_be_visible()
    lobby.send(board(6, call("B103", "3")))
    flashing = page.locator(".call-flashing")
    expect(flashing).to_have_css("animation-name", "none")
    expect(flashing).to_have_css("outline-color", "rgb(255, 212, 61)")


def test_a_board_that_was_overtaken_is_not_shown(lobby: Lobby, open_page: OpenPage) -> None:
    lobby.send(board(8, call("B108", "3")))
    page = show(open_page(), lobby)
    expect(page.locator(".call-newest .call-number")).to_have_text("B108")
    lobby.send(board(7, call("B107", "3")))
    lobby.send(board(9, call("B109", "3")))
    lobby.send(board(8, call("B108", "3"), age=timedelta(seconds=2)))
    expect(page.locator(".call-newest .call-number")).to_have_text("B109")
    lobby.send(board(10, call("B110", "3")))
    expect(page.locator("#spoken")).to_contain_text("B110")
    assert "B107" not in page.locator("body").inner_text()


def test_a_server_with_another_journal_is_believed_when_it_goes_on(
    lobby: Lobby, open_page: OpenPage
) -> None:
    lobby.send(board(800, call("B108", "3"), age=timedelta(seconds=10)))
    page = show(open_page(), lobby)
    expect(page.locator(".call-newest .call-number")).to_have_text("B108")
    lobby.send(board(1, call("B101", "3"), age=timedelta(seconds=5)))
    lobby.send(board(1, call("B101", "3")))
    expect(page.locator(".call-newest .call-number")).to_have_text("B101")


def test_without_a_broker_the_display_says_so_and_recovers_by_itself(
    lobby: Lobby, open_page: OpenPage
) -> None:
    lobby.send(board(5, call("B103", "3")))
    page = show(open_page(1920, 1080), lobby)
    expect(page.locator(".call-newest .call-number")).to_have_text("B103")
    lobby.end_broker()
    expect(page.locator("#cut-off")).to_contain_text(CUT_OFF)
    expect(page.locator("#cut-off")).to_be_visible()
    expect(page.locator(".board")).to_have_css("filter", "grayscale(1)")
    lobby.start_broker()
    lobby.send(board(6, call("B104", "3")))
    expect(page.locator(".call-newest .call-number")).to_have_text("B104", timeout=20_000)
    expect(page.locator("#cut-off")).to_be_hidden()
    expect(page.locator(".call-flashing .call-number")).to_have_text("B104")


def test_a_broker_that_was_never_there_is_said(lobby: Lobby, open_page: OpenPage) -> None:
    lobby.end_broker()
    page = show(open_page(), lobby)
    expect(page.locator("#cut-off")).to_be_visible()


def test_a_server_that_falls_silent_is_noticed(lobby: Lobby, open_page: OpenPage) -> None:
    lobby.send(board(5, call("B103", "3")))
    page = open_page()
    page.clock.install()
    show(page, lobby)
    expect(page.locator(".call-newest .call-number")).to_have_text("B103")
    page.clock.fast_forward(14_000)
    expect(page.locator("#cut-off")).to_be_hidden()
    page.clock.fast_forward(2_000)
    expect(page.locator("#cut-off")).to_be_visible()


def test_a_board_left_behind_by_a_server_that_is_gone_is_not_taken_for_news(
    lobby: Lobby, open_page: OpenPage
) -> None:
    page = open_page()
    page.clock.install()
    lobby.send(board(5, call("B103", "3"), age=timedelta(hours=14)))
    show(page, lobby)
    expect(page.locator(".call-newest .call-number")).to_have_text("B103")
    expect(page.locator("#cut-off")).to_be_visible()
    lobby.send(board(6))
    expect(page.locator("#cut-off")).to_be_hidden()


def test_what_is_no_board_changes_nothing(lobby: Lobby, open_page: OpenPage) -> None:
    lobby.send(board(5, call("B103", "3")))
    page = show(open_page(), lobby)
    expect(page.locator(".call-newest .call-number")).to_have_text("B103")
    for payload in (b"\xff\xfe", b"{", b"[]", b"null", b"1", b'{"sequence": 9}'):
        lobby.send_raw(payload)
    lobby.send(board(10, call("B104", "3")))
    expect(page.locator(".call-newest .call-number")).to_have_text("B104")


@pytest.mark.parametrize(("query", "notes"), [("", 2), ("?sound=off", 0)])
def test_a_new_call_chimes_unless_told_not_to(
    lobby: Lobby, open_page: OpenPage, query: str, notes: int
) -> None:
    lobby.send(board(5))
    page = open_page()
    page.add_init_script(
        "window.notes = 0; const start = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function (...when)"
        "{ window.notes += 1; return start.apply(this, when); };"
    )
    show(page, lobby, query)
    # a browser allows sound once somebody touched the page; a kiosk's is started with it allowed
    page.locator(".calm").click()
    lobby.send(board(6, call("B103", "3")))
    expect(page.locator(".call-newest .call-number")).to_have_text("B103")
    page.wait_for_function("wanted => window.notes === wanted", arg=notes)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (960, 540)])
def test_the_fullest_board_is_all_on_the_screen(
    lobby: Lobby, open_page: OpenPage, width: int, height: int
) -> None:
    lobby.send(
        board(
            5,
            *(call(f"B1{n:03d}", str(n)) for n in range(1, 16)),
            missed=tuple(f"A1{n:02d}" for n in range(1, 25)),
            services=tuple(service(n, 12, (120, 180)) for n in range(16)),
        )
    )
    page = show(open_page(width, height, fonts=True), lobby)
    expect(page.locator(".service")).to_have_count(16)
    expect(page.locator("#missed li")).to_have_count(24)
    page.evaluate("document.fonts.ready")
    outside = page.evaluate(
        """() => [...document.querySelectorAll(
            ".call-number, .call-counter, #missed li, .service b, .service span, .top p")]
          .filter((element) => {
            const inner = element.getBoundingClientRect();
            const outer = (element.closest(".call, .missed-body, .service, .top"))
              .getBoundingClientRect();
            return inner.left < outer.left - 1 || inner.right > outer.right + 1
              || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1
              || inner.bottom > innerHeight || element.scrollWidth > element.clientWidth + 1
                 && element.clientWidth > 0;
          }).map((element) => element.className + " " + element.textContent)"""
    )
    assert outside == []
