"""What the console does beyond calling and finishing, in a browser, by keyboard."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from queue_server.domain.events import StopCalled
from tests.system.web.conftest import OpenPage
from tests.system.web.test_console import button, press, serving, sign_in
from tests.web import Web, served


@pytest.fixture
def address(site: Web) -> Iterator[str]:
    with served(site.new_app()) as where:
        yield where


def dialog(page: Page, title: str) -> None:
    """Waits for the dialog of that name."""
    expect(page.get_by_role("dialog", name=title)).to_be_visible()


def test_park_resume_and_undo_by_keyboard(site: Web, address: str, open_page: OpenPage) -> None:
    site.ticket("ido")
    site.ticket("ido")
    one, other = open_page(), open_page()
    sign_in(one, address)
    sign_in(other, address, "4")
    expect(button(one, "undo")).to_be_hidden()
    press(one, "n")
    expect(serving(one)).to_have_text("B101")
    press(one, "p")
    for page in (one, other):
        expect(page.locator("#parked .row-number")).to_have_text("B101")
        expect(page.locator(".next-number")).to_have_text("B102")
    expect(button(one, "undo")).to_contain_text("B101 の操作を取り消す（あと")
    expect(button(other, "undo")).to_be_hidden()

    press(one, "z")
    expect(serving(one)).to_have_text("B101")
    expect(one.locator("#message")).to_contain_text("B101 の操作を取り消しました。")
    expect(one.locator("#parked-section")).to_be_hidden()

    press(one, "p")
    again = other.get_by_role("button", name="B101 を元の順番に戻す")
    expect(again).to_be_enabled()
    again.focus()
    other.keyboard.press("Enter")
    for page in (one, other):
        expect(page.locator(".next-number")).to_have_text("B101")
        expect(page.locator("#parked-section")).to_be_hidden()


def test_who_is_parked_is_called_at_another_counter(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido")
    page = open_page()
    sign_in(page, address)
    press(page, "n")
    press(page, "p")
    call = page.get_by_role("button", name="B101 を呼び出す")
    expect(call).to_be_enabled()
    call.focus()
    page.keyboard.press("Enter")
    expect(serving(page)).to_have_text("B101")


def test_a_step_that_is_too_old_is_not_offered(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido")
    page = open_page()
    sign_in(page, address)
    press(page, "n")
    expect(button(page, "undo")).to_be_visible()
    site.clock.forward(seconds=16)
    site.ticket("shomei")
    expect(button(page, "undo")).to_be_hidden()
    page.keyboard.press("u")
    expect(serving(page)).to_have_text("B101")


def test_a_chosen_number_by_keyboard(site: Web, address: str, open_page: OpenPage) -> None:
    site.ticket("ido")
    site.ticket("ido")
    page = open_page()
    sign_in(page, address)
    entry = page.locator("#waiting .row-press", has_text="B102")
    entry.focus()
    page.keyboard.press("Enter")
    dialog(page, "B102 を指名して呼び出す")
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(entry).to_be_focused()
    expect(serving(page)).to_have_count(0)

    page.keyboard.press("Enter")
    dialog(page, "B102 を指名して呼び出す")
    page.keyboard.press("3")
    expect(serving(page)).to_have_text("B102")
    expect(page.locator("#waiting .row-number")).to_have_text("B101")
    last = list(site.journal.read())[-1]
    assert isinstance(last, StopCalled)
    assert last.reason == "promised"

    page.locator("#waiting .row-press").click()
    dialog(page, "B101 を指名して呼び出す")
    expect(page.get_by_role("dialog")).to_contain_text("対応中の方がいます")


def test_a_transfer_by_keyboard_reaches_the_other_counter(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido")
    site.ticket("kokuho")
    page, insurance = open_page(), open_page()
    sign_in(page, address)
    sign_in(insurance, address, "6")
    press(page, "n")
    expect(serving(page)).to_have_text("B101")
    press(page, "t")
    dialog(page, "B101 を引き継ぐ")
    page.keyboard.press("e")
    page.get_by_role("combobox", name="窓口").select_option(label="6番窓口")
    page.get_by_label("列の最後").check()
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("B101 を引き継ぎました。")
    expect(serving(page)).to_have_count(0)
    expect(insurance.locator("#waiting .row-number")).to_have_text(["E101", "B101"])


def test_a_dialog_about_who_has_left_closes(site: Web, address: str, open_page: OpenPage) -> None:
    site.ticket("ido")
    one, other = open_page(), open_page()
    sign_in(one, address)
    sign_in(other, address)
    press(one, "n")
    expect(serving(other)).to_have_text("B101")
    press(other, "t")
    dialog(other, "B101 を引き継ぐ")
    press(one, "f")
    expect(other.get_by_role("dialog")).to_be_hidden()
    expect(other.locator("#message")).to_contain_text("ほかの画面で操作がありました")


def test_stops_are_added_and_dropped_and_the_visit_cancelled(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido", "kokuho")
    page = open_page()
    sign_in(page, address)
    press(page, "n")
    expect(button(page, "add-stop")).to_be_enabled()
    button(page, "add-stop").click()
    dialog(page, "B101 に立寄り先を追加")
    page.keyboard.press("a")
    expect(page.locator(".stops")).to_contain_text("証明書")
    drop = page.get_by_role("button", name="国民健康保険 をやめる")
    expect(drop).to_be_enabled()
    drop.click()
    dialog(page, "B101 の「国民健康保険」をやめる")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(".stop-dropped")).to_have_count(0)
    drop.click()
    page.get_by_role("dialog").get_by_role("button", name="やめる", exact=False).click()
    expect(page.locator(".stop-dropped")).to_contain_text("国民健康保険")

    expect(button(page, "own-cancel")).to_be_enabled()
    button(page, "own-cancel").click()
    page.get_by_role("button", name="受付を取り消す").click()
    expect(page.locator("#message")).to_contain_text("B101 の受付を取り消しました。")
    expect(serving(page)).to_have_count(0)


def test_counter_and_service_are_paused_and_others_see_it(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page, other = open_page(), open_page()
    sign_in(page, address)
    sign_in(other, address, "4")
    expect(page.locator("#status")).to_contain_text("閉鎖中")
    page.locator("#status").click()
    dialog(page, "3番窓口の状態")
    page.keyboard.press("2")
    expect(page.locator("#status")).to_contain_text("休止中")
    expect(page.locator("#status")).to_contain_text("担当 職員 0312")
    expect(other.locator(".other-paused")).to_contain_text("3番窓口")

    status = other.get_by_role("button", name="戸籍の受付")
    expect(status).to_be_enabled()
    status.click()
    dialog(other, "「戸籍」の受付")
    other.keyboard.press("2")
    for console in (page, other):
        expect(console.get_by_role("button", name="戸籍の受付：受付終了")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 800), (1024, 768), (900, 640)])
def test_every_dialog_fits_the_screen(
    site: Web, address: str, open_page: OpenPage, width: int, height: int
) -> None:
    site.ticket("ido")
    page = open_page(width, height, fonts=True)
    sign_in(page, address)
    press(page, "n")
    for action in ("transfer", "add-stop", "own-cancel", "own-notes", "finish-as", "status"):
        expect(button(page, action)).to_be_enabled()
        button(page, action).click()
        box = page.get_by_role("dialog").bounding_box()
        assert box is not None
        assert (box["x"], box["y"]) >= (0, 0)
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_refusal_is_said_and_nothing_moves(site: Web, address: str, open_page: OpenPage) -> None:
    site.ticket("ido")
    page = open_page(fonts=True)
    sign_in(page, address)
    press(page, "n")
    expect(button(page, "undo")).to_be_visible()
    before = button(page, "finish").bounding_box()
    page.locator("#status").click()
    dialog(page, "3番窓口の状態")
    page.keyboard.press("3")
    expect(page.locator("#message")).to_contain_text("この窓口は対応中です。")
    assert button(page, "finish").bounding_box() == before


def test_a_choice_whose_answer_was_lost_acts_once(
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

    page.route("**/transfer", lose_the_first_answer)
    press(page, "n")
    expect(serving(page)).to_have_text("B101")
    press(page, "t")
    dialog(page, "B101 を引き継ぐ")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("B101 を引き継ぎました。")
    assert (len(ids), len(set(ids))) == (2, 1)
