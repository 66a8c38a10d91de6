"""The staff's console in a browser."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from queue_server.domain.events import (
    CounterSet,
    Recorded,
    StopCalled,
    StopFinished,
    StopRecalled,
    VisitClosed,
)
from tests.system.parts import free_port
from tests.system.web.conftest import OpenPage
from tests.web import NAME, PASSWORD, Web, served


@pytest.fixture
def address(site: Web) -> Iterator[str]:
    with served(site.new_app()) as where:
        yield where


def sign_in(page: Page, address: str, counter: str = "3", name: str = NAME) -> None:
    page.goto(f"{address}/staff/counter/{counter}")
    page.get_by_label("職員ID").fill(name)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(f"{counter}番窓口", use_inner_text=True)
    expect(button(page, "call-next")).to_be_enabled()


def button(page: Page, action: str) -> Any:
    return page.locator(f"[data-action={action}]")


def press(page: Page, key: str) -> None:
    """Press the key of a button, once it may be pressed: not while another command is under way."""
    expect(page.locator(f"[data-hotkey='{key}']")).to_be_enabled()
    page.keyboard.press(key)


def serving(page: Page) -> Any:
    return page.locator(".serving-number")


def test_a_counter_is_worked_by_keyboard_alone(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.check_in("tennyu", "kokuho_kanyu")
    page = open_page()
    page.goto(f"{address}/staff")
    expect(page.get_by_label("職員ID")).to_be_focused()
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("a[href='/staff/counter/3']").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".next-number")).to_have_text("B101")

    press(page, "n")
    expect(serving(page)).to_have_text("B101")
    expect(page.locator("#serving")).to_contain_text("転入届")
    expect(page.locator("#serving")).to_contain_text("国民健康保険")
    expect(page.locator("#message")).to_contain_text("B101 を呼び出しました。")
    expect(button(page, "call-next")).to_be_disabled()

    press(page, "r")
    expect(page.locator(".facts")).to_contain_text("2回")
    press(page, "a")
    expect(page.locator("#missed .row-number")).to_have_text("B101")
    expect(serving(page)).to_have_count(0)

    again = page.get_by_role("button", name="B101 を呼び出す")
    expect(again).to_be_enabled()
    again.focus()
    page.keyboard.press("Enter")
    expect(serving(page)).to_have_text("B101")
    expect(page.locator("#missed")).to_contain_text("不在の方はいません")
    press(page, "f")
    expect(page.locator("#message")).to_contain_text("B101 の対応を完了しました。")
    expect(page.locator("#serving")).to_contain_text("いまお待ちの方はいません")

    press(page, "n")
    expect(page.locator("#message")).to_contain_text("いまお待ちの方はいません。")
    expect(page.locator("#message")).to_contain_text("Nobody is waiting now.")


def test_two_consoles_of_one_counter_show_the_same(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido", language="vi", needs=("wheelchair",))
    one, other = open_page(), open_page()
    sign_in(one, address)
    sign_in(other, address)
    button(one, "call-next").click()
    for page in (one, other):
        expect(serving(page)).to_have_text("B101")
        expect(page.locator("#serving")).to_contain_text("ベトナム語")
        expect(page.locator("#serving")).to_contain_text("車いす")
    button(other, "finish").click()
    expect(serving(one)).to_have_count(0)
    expect(serving(other)).to_have_count(0)


def test_what_happens_elsewhere_is_seen_at_once(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page = open_page()
    sign_in(page, address)
    site.ticket("ido", "shomei")
    expect(page.locator(".next-number")).to_have_text("B101")
    site.call("1")
    expect(page.locator("#waiting")).to_contain_text("1番窓口で対応中")
    expect(page.locator("#next")).to_contain_text("次にお待ちの方はいません")
    expect(page.locator(".other", has_text="1番窓口").first).to_contain_text("B101")


def test_a_double_click_acts_once(site: Web, address: str, open_page: OpenPage) -> None:
    site.ticket("ido")
    site.ticket("ido")
    page = open_page()
    sign_in(page, address)
    button(page, "call-next").dblclick()
    expect(serving(page)).to_have_text("B101")
    button(page, "recall").dblclick()
    expect(page.locator(".facts")).to_contain_text("2回")
    expect(button(page, "finish")).to_be_enabled()
    button(page, "finish").dblclick()
    expect(page.locator("#serving")).to_contain_text("対応中の方はいません")
    done = [type(event) for event in site.journal.read() if event.by == f"staff:{NAME}"]
    # signed in, opened, called, called again, finished, closed; nothing more
    assert done == [Recorded, CounterSet, StopCalled, StopRecalled, StopFinished, VisitClosed]


def test_keys_with_modifiers_are_the_browsers(site: Web, address: str, open_page: OpenPage) -> None:
    site.ticket("ido")
    page = open_page()
    sign_in(page, address)
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+n")
    page.keyboard.press("n")
    expect(serving(page)).to_have_text("B101")
    page.keyboard.press("Control+a")
    page.keyboard.press("r")
    expect(page.locator(".facts")).to_contain_text("2回")
    expect(serving(page)).to_have_text("B101")


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_id(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido")
    page = open_page()
    sign_in(page, address)
    ids = list[str]()

    def lose_the_first_answer(route: Route) -> None:
        ids.append(json.loads(route.request.post_data or "")["id"])
        if len(ids) == 1:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/recall", lose_the_first_answer)
    button(page, "call-next").click()
    expect(serving(page)).to_have_text("B101")
    button(page, "recall").click()
    expect(page.locator("#message")).to_contain_text("もう一度呼び出しました")
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert ids[0][14] == "7"
    expect(page.locator(".facts")).to_contain_text("2回")


def test_a_server_that_is_away_is_said_and_comes_back(site: Web, open_page: OpenPage) -> None:
    page, port = open_page(), free_port()
    with served(site.new_app(), port) as address:
        sign_in(page, address)
        expect(page.locator("#cut-off")).to_be_hidden()
    expect(page.locator("#cut-off")).to_be_visible()
    expect(page.locator("#cut-off")).to_contain_text("サーバーとの通信が切れています")
    expect(button(page, "call-next")).to_be_disabled()
    site.ticket("ido")
    with served(site.new_app(), port):
        expect(page.locator("#cut-off")).to_be_hidden(timeout=15_000)
        expect(page.locator(".next-number")).to_have_text("B101")
        button(page, "call-next").click()
        expect(serving(page)).to_have_text("B101")


def test_displays_that_are_cut_off_are_said(site: Web, address: str, open_page: OpenPage) -> None:
    page = open_page()
    sign_in(page, address)
    expect(page.locator("#no-displays")).to_be_hidden()
    site.broker[0] = False
    site.ticket("ido")
    expect(page.locator("#no-displays")).to_contain_text("声でお呼びください")


def test_a_session_that_ends_leads_back_to_signing_in(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page = open_page()
    sign_in(page, address)
    other = page.context.new_page()
    other.goto(f"{address}/staff")
    other.get_by_role("button", name="サインアウト Sign out", exact=True).click()
    expect(other.get_by_label("職員ID")).to_be_visible()
    site.ticket("ido")
    page.wait_for_url("**/staff/sign-in?next=%2Fstaff%2Fcounter%2F3")


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 800), (1024, 768)])
def test_the_console_fits_the_screen(
    site: Web, address: str, open_page: OpenPage, width: int, height: int
) -> None:
    for _ in range(30):
        site.ticket("ido", "kokuho", needs=("hearing", "infant"), language="vi")
    site.check_in("tennyu", "kokuho_kanyu")
    page = open_page(width, height, fonts=True)
    sign_in(page, address)
    button(page, "call-next").click()
    expect(serving(page)).to_have_text("B101")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for action in ("call-next", "recall", "no-show", "finish"):
        box = button(page, action).bounding_box()
        assert box["height"] >= 80
        assert box["y"] + box["height"] < height
    number = serving(page).bounding_box()
    assert number["height"] > 60
