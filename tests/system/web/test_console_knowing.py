"""What a console tells and notes: waits, alarms, notes, outcomes, numbers found, both languages."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from uuid6 import uuid7

from queue_server.domain.commands import SetCounter
from queue_server.domain.events import StopFinished
from queue_server.domain.lives import CounterStatus, Note, Outcome
from tests.system.web.conftest import OpenPage
from tests.system.web.test_console import button, press, serving, sign_in
from tests.web import NAME, PASSWORD, Web, served

ROWS = 30


@pytest.fixture
def address(site: Web) -> Iterator[str]:
    with served(site.new_app()) as where:
        yield where


def open_counter(site: Web, counter: str) -> None:
    command = SetCounter(
        id=uuid7(), by=f"staff:{NAME}", counter=counter, status=CounterStatus.OPEN, staff=NAME
    )
    site.engine.submit(command).result(10)


def test_waits_are_predicted_beside_the_time_waited(
    site: Web, address: str, open_page: OpenPage
) -> None:
    for _ in range(6):
        site.ticket("ido")
    page = open_page()
    sign_in(page, address)
    press(page, "n")
    waiting = page.locator("#waiting .row", has_text="B106")
    expect(waiting.locator(".row-time")).to_have_text("0分")
    expect(waiting.locator(".expected")).to_contain_text("あと")
    expect(page.locator("#waiting .queue-facts").first).to_contain_text("いま来ると")


def test_only_who_waits_too_long_has_an_alarm_in_words(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido", "shomei")
    site.ticket("ido")
    site.clock.forward(minutes=29)
    site.ticket("ido")
    site.call("1")
    page = open_page()
    sign_in(page, address)
    alarm = page.locator("#waiting .alarm-mark").filter(visible=True)
    expect(page.locator("#waiting .row")).to_have_count(3)
    expect(alarm).to_have_count(0)
    site.clock.forward(minutes=2)
    site.ticket("koseki")
    # who is at a counter just now is looked after
    expect(alarm).to_have_count(1)
    expect(page.locator("#waiting .row.is-alarm")).to_contain_text("！")
    expect(page.locator("#waiting .row.is-alarm")).to_contain_text("目安超過")
    expect(page.locator("#waiting .row.is-alarm .row-number")).to_have_text("B102")
    expect(page.locator("#waiting .queue-late").first).to_contain_text("30分超え 1人")


def test_a_counter_that_is_idle_while_people_wait_has_an_alarm(
    site: Web, address: str, open_page: OpenPage
) -> None:
    open_counter(site, "3")
    site.ticket("ido")
    page, other = open_page(), open_page()
    sign_in(page, address)
    sign_in(other, address, "4")
    own = page.locator(".nobody .alarm-mark")
    others = other.locator(".other", has_text="3番窓口").first
    expect(own).to_be_hidden()
    expect(others.locator(".alarm-mark")).to_be_hidden()
    site.clock.forward(minutes=3)
    site.ticket("shomei")
    expect(own).to_contain_text("次の方を呼び出してください")
    expect(others.locator(".alarm-mark")).to_contain_text("待ちあり")
    # one that was not opened calls nobody, and is no reason for an alarm
    expect(other.locator(".nobody .alarm-mark")).to_be_hidden()
    press(page, "n")
    expect(serving(page)).to_have_text("B101")
    expect(others.locator(".alarm-mark")).to_be_hidden()


def test_notes_by_keyboard_are_seen_at_the_next_counter(
    site: Web, address: str, open_page: OpenPage
) -> None:
    visit = site.ticket("ido", "kokuho")
    page, insurance = open_page(), open_page()
    sign_in(page, address)
    sign_in(insurance, address, "6")
    press(page, "n")
    press(page, "m")
    expect(page.get_by_role("dialog", name="B101 のメモ")).to_be_visible()
    page.keyboard.press("3")
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("B101 のメモを変えました。")
    expect(page.locator("#serving .chip-note")).to_have_text(
        ["ゆっくり説明", "付き添いあり"], use_inner_text=True
    )
    expect(insurance.locator("#waiting .row", has_text="B101")).to_contain_text("ゆっくり説明")
    assert site.engine.state.visits[visit].notes == (Note.SPEAK_SLOWLY, Note.COMPANION)

    press(page, "f")
    expect(insurance.locator("#next .chip-note").first).to_contain_text("ゆっくり説明")
    insurance.locator("#waiting .row-press").focus()
    insurance.keyboard.press("Enter")
    insurance.keyboard.press("m")
    expect(insurance.get_by_role("dialog", name="B101 のメモ")).to_be_visible()
    insurance.keyboard.press("3")
    insurance.keyboard.press("Enter")
    expect(insurance.locator("#next .chip-note")).to_have_text(
        ["付き添いあり"], use_inner_text=True
    )


def test_an_outcome_by_keyboard_stays_in_the_journal(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido")
    site.ticket("ido")
    page = open_page()
    sign_in(page, address)
    press(page, "n")
    expect(serving(page)).to_have_text("B101")
    expect(button(page, "finish-as")).to_be_enabled()
    page.keyboard.press("Shift+F")
    expect(page.get_by_role("dialog", name="B101 を完了：結果を選ぶ")).to_be_visible()
    page.keyboard.press("4")
    expect(page.locator("#message")).to_contain_text("B101 の対応を完了しました。")
    press(page, "n")
    expect(serving(page)).to_have_text("B102")
    press(page, "f")
    expect(page.locator("#message")).to_contain_text("B102 の対応を完了しました。")
    ended = [event.outcome for event in site.journal.read() if isinstance(event, StopFinished)]
    assert ended == [Outcome.COMES_AGAIN, Outcome.DONE]


def test_other_stops_are_put_in_another_order(site: Web, address: str, open_page: OpenPage) -> None:
    visit = site.ticket("ido", "kokuho", "zei")
    page = open_page()
    sign_in(page, address)
    press(page, "n")
    stops = page.locator("#serving .stop-service")
    names = ["国民健康保険", "税金"]
    expect(stops).to_have_text(names, use_inner_text=True)
    up = page.get_by_role("button", name="税金 を先にする")
    expect(up).to_be_enabled()
    up.focus()
    page.keyboard.press("Enter")
    expect(stops).to_have_text(names[::-1], use_inner_text=True)
    assert [stop.service for stop in site.engine.state.visits[visit].stops] == [
        "ido",
        "zei",
        "kokuho",
    ]


def test_the_stop_that_gets_them_out_soonest_is_suggested(
    site: Web, address: str, open_page: OpenPage
) -> None:
    for _ in range(8):
        site.ticket("kokuho")
    site.ticket("ido", "kokuho", "zei")
    page = open_page()
    sign_in(page, address)
    press(page, "n")
    expect(page.locator("#serving .stop")).to_have_count(2)
    suggested = page.locator("#serving .suggested").filter(visible=True)
    expect(suggested).to_have_count(1)
    taxes = page.locator("#serving .stop", has_text="税金").locator(".suggested")
    expect(taxes).to_be_visible()
    expect(taxes).to_contain_text("おすすめ")


def test_any_number_of_today_is_found_and_dealt_with(
    site: Web, address: str, open_page: OpenPage
) -> None:
    for _ in range(ROWS + 5):
        site.ticket("ido")
    page = open_page()
    sign_in(page, address)
    expect(page.locator("#waiting .row")).to_have_count(ROWS)
    expect(page.locator("#waiting")).to_contain_text("ほかに5人")
    expect(page.locator("#waiting-count")).to_contain_text("35人")
    press(page, "/")
    expect(page.get_by_role("dialog", name="番号で探す")).to_be_visible()
    page.keyboard.type("b134")
    page.keyboard.press("Enter")
    found = page.locator(".found-visit")
    expect(found).to_contain_text("B134")
    expect(found.get_by_role("button", name="呼出")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("3")
    expect(serving(page)).to_have_text("B134")
    press(page, "a")
    expect(page.locator("#missed .row-number")).to_have_text("B134")

    press(page, "/")
    page.keyboard.type("134")
    page.keyboard.press("Enter")
    page.locator(".found-visit").get_by_role("button", name="再開").click()
    expect(page.locator("#missed")).to_contain_text("不在の方はいません")

    press(page, "/")
    page.keyboard.type("Z999")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("この番号は今日の受付にありません。")
    expect(page.get_by_role("dialog")).to_contain_text("There is no such number today.")


def test_english_is_chosen_once_and_is_everywhere(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido", "kokuho", needs=("wheelchair",))
    page = open_page()
    sign_in(page, address)
    page.keyboard.press("l")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("Counter 3", use_inner_text=True)
    expect(page.locator("#services")).to_contain_text("Moving / residence")
    page.reload()
    expect(page.locator("h1")).to_have_text("Counter 3", use_inner_text=True)
    press(page, "n")
    expect(page.locator("#message")).to_have_text("B101 was called.", use_inner_text=True)
    expect(page.locator("#serving .chip-need")).to_have_text("Wheelchair", use_inner_text=True)
    expect(page.locator("#serving .stop-service")).to_have_text(
        "National Health Insurance", use_inner_text=True
    )
    press(page, "o")
    dialog = page.get_by_role("dialog", name="Counter 3")
    expect(dialog).to_contain_text("No more calls here today")
    page.keyboard.press("3")
    expect(page.locator("#message")).to_have_text(
        "This counter is serving someone. Finish, park or mark as absent first.",
        use_inner_text=True,
    )
    seen = page.locator("main").inner_text()
    # the word of a button stays small beneath the English one, for colleagues
    for word in ("再呼出", "呼出", "不在", "保留", "引継ぎ", "完了"):
        seen = seen.replace(word, "")
    assert not re.findall("[\u3040-\u30ff\u4e00-\u9fff]", seen)
    page.keyboard.press("l")
    expect(page.locator("h1")).to_have_text("3番窓口", use_inner_text=True)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800), (1024, 768)])
def test_a_busy_console_is_not_clipped(
    site: Web, address: str, open_page: OpenPage, size: tuple[int, int], language: str
) -> None:
    width, height = size
    for _ in range(20):
        site.ticket("ido", "kokuho", "zei", needs=("hearing", "infant"), language="vi")
    site.clock.forward(minutes=70)
    open_counter(site, "4")
    page = open_page(width, height, fonts=True)
    sign_in(page, address)
    if language == "en":
        page.keyboard.press("l")
    press(page, "n")
    expect(serving(page)).to_be_visible()
    expect(page.locator("#waiting .expected").nth(1)).not_to_be_empty()
    clipped = page.evaluate(
        """() => [...document.querySelectorAll(
            ".bar, .bar-account, .actions .button, .serving-tools, .next, .said, .waiting h2"
        )].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)"""
    )
    assert clipped == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    box = page.locator(".others").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= height


def test_the_view_of_a_full_lobby_is_short(site: Web, address: str, open_page: OpenPage) -> None:
    for _ in range(200):
        site.ticket("ido", language="vi", needs=("wheelchair",))
    page = open_page()
    page.goto(f"{address}/staff/sign-in")
    answer = page.request.post(
        f"{address}/staff/sign-in", form={"name": NAME, "password": PASSWORD}
    )
    assert answer.ok
    body = page.request.get(f"{address}/api/staff/counters/3").text()
    assert len(json.loads(body)["queues"][0]["waiting"]) == ROWS
    assert len(body) < 20_000


def test_a_dialog_that_follows_another_at_once_keeps_its_choices(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido")
    page = open_page()
    sign_in(page, address)
    press(page, "n")
    press(page, "m")
    expect(page.locator("#dialog-body")).to_contain_text("ゆっくり説明")
    # the browser says that the first has closed when the second is open already
    page.evaluate(
        """async () => {
            const dialog = document.getElementById("dialog");
            const closed = new Promise((heard) => dialog.addEventListener("close", heard));
            document.getElementById("dialog-close").click();
            document.querySelector("[data-action=finish-as]").click();
            await closed;
        }"""
    )
    expect(page.locator("#dialog-body")).to_contain_text("書類不足")
