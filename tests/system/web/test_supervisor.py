"""The supervisor's view in a browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from uuid6 import uuid7

from queue_server.domain.commands import SetCounter, TakeTicket
from queue_server.domain.lives import CounterStatus
from queue_server.domain.refusals import Refusal
from queue_server.staff.permissions import Role
from tests.system.parts import free_port
from tests.system.web.conftest import OpenPage
from tests.web import NAME, PASSWORD, Web, served

BOSS = "s-0001"
PAGE = "/staff/supervisor"


@pytest.fixture
def address(site: Web) -> Iterator[str]:
    site.accounts.add(BOSS, PASSWORD, "責任者 0001", Role.SUPERVISOR)
    with served(site.new_app()) as where:
        yield where


def sign_in(page: Page, address: str, path: str = PAGE, name: str = BOSS) -> None:
    page.goto(f"{address}{path}")
    page.get_by_label("職員ID").fill(name)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.keyboard.press("Enter")


def hall(page: Page, address: str) -> None:
    """Signs a supervisor in, and waits until the lobby is there."""
    sign_in(page, address)
    expect(counter(page, "1")).to_be_enabled()


def counter(page: Page, wanted: str) -> Any:
    return page.locator(f"[data-key='counter {wanted}']")


def service(page: Page, wanted: str) -> Any:
    return page.locator(f"[data-key='service {wanted}']")


def row(page: Page, name: str) -> Any:
    return page.locator(".service-row", has_text=name)


def figure(page: Page, name: str) -> Any:
    return page.locator(".figure", has_text=name).locator("dd")


def dialog(page: Page, title: str) -> Any:
    """The dialog of that name, once it is open."""
    found = page.get_by_role("dialog", name=title)
    expect(found).to_be_visible()
    return found


def opened(site: Web, *counters: str) -> None:
    for one in counters:
        command = SetCounter(
            id=uuid7(), by="staff:a", counter=one, status=CounterStatus.OPEN, staff=NAME
        )
        site.engine.submit(command).result(5)


def take_ticket(site: Web, wanted: str) -> object:
    """What a kiosk's request for a number comes to."""
    command = TakeTicket(id=uuid7(), by="kiosk-1", visit=uuid7(), services=(wanted,))
    return site.engine.submit(command).result(5)


def test_the_whole_lobby_is_there_and_follows_what_happens(
    site: Web, address: str, open_page: OpenPage
) -> None:
    opened(site, "3")
    page = open_page()
    hall(page, address)
    expect(page.locator("h1")).to_contain_text("庁舎全体")
    expect(page.locator(".service-row")).to_have_count(len(site.lobby.services))
    expect(page.locator(".counter-card")).to_have_count(len(site.lobby.counters))
    expect(page.locator("#alarms")).to_contain_text("ありません")
    expect(counter(page, "3")).to_contain_text("職員 0312")
    assert NAME not in page.content()
    site.ticket("ido")
    expect(figure(page, "お待ち")).to_have_text("1")
    expect(row(page, "住所変更").locator(".cell-number")).to_have_text("1")
    site.call("3")
    expect(counter(page, "3")).to_contain_text("B101")
    expect(figure(page, "対応中")).to_have_text("1")
    expect(figure(page, "お待ち")).to_have_text("0")


def test_a_counter_that_is_moved_calls_for_its_new_service(
    site: Web, address: str, open_page: OpenPage
) -> None:
    opened(site, "1")
    site.ticket("ido")
    page, console = open_page(), open_page()
    hall(page, address)
    sign_in(console, address, "/staff/counter/1", NAME)
    expect(page.locator("#alarms")).to_contain_text("開いた窓口なし")
    expect(console.locator("#next")).not_to_contain_text("B101")

    counter(page, "1").click()
    shown = dialog(page, "1番窓口")
    expect(shown).to_contain_text("担当：職員 0312")
    shown.get_by_text("住所変更・届出").click()
    shown.get_by_role("button", name="今日の業務を変える").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#message")).to_contain_text("1番窓口が受け持つ業務を変えました。")
    expect(page.locator("#alarms")).to_contain_text("ありません")
    expect(console.locator("#next")).to_contain_text("B101")
    assert site.engine.state.assigned["1"] == ("shomei", "ido")

    counter(page, "1").click()
    dialog(page, "1番窓口").get_by_role("button", name="いつもの業務に戻す").click()
    expect(console.locator("#next")).not_to_contain_text("B101")
    assert "1" not in site.engine.state.assigned


def test_a_service_that_no_counter_would_serve_is_said_before(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page = open_page()
    hall(page, address)
    counter(page, "5").click()
    shown = dialog(page, "5番窓口")
    warning = shown.locator(".dialog-alone")
    expect(warning).to_be_hidden()
    shown.get_by_text("マイナンバーカード").click()
    expect(warning).to_contain_text("業務を一つ以上選んでください。")
    button = shown.get_by_role("button", name="今日の業務を変える")
    expect(button).to_be_disabled()
    button.focus()
    page.keyboard.press("Enter")
    expect(shown).to_be_visible()
    shown.get_by_text("証明書").click()
    expect(warning).to_contain_text("「マイナンバーカード」を受け持つ窓口がなくなります。")
    page.keyboard.press("Escape")
    expect(counter(page, "5")).to_be_focused()
    assert not site.engine.state.assigned


def test_a_service_ends_its_numbers_and_the_kiosk_is_refused(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido")
    page = open_page()
    hall(page, address)
    service(page, "ido").click()
    expect(dialog(page, "「住所変更・届出」の受付")).to_contain_text("3番窓口（閉鎖中）")
    page.keyboard.press("2")
    expect(service(page, "ido")).to_have_text("受付終了", use_inner_text=True)
    expect(page.locator("#message")).to_contain_text("住所変更・届出の状態を変えました。")
    assert take_ticket(site, "ido") is Refusal.SERVICE_CLOSED
    service(page, "ido").focus()
    page.keyboard.press("Enter")
    dialog(page, "「住所変更・届出」の受付")
    page.keyboard.press("1")
    expect(service(page, "ido")).to_have_text("受付中", use_inner_text=True)
    assert not isinstance(take_ticket(site, "ido"), Refusal)


def test_a_counter_is_paused_by_keyboard_and_keeps_who_is_on_it(
    site: Web, address: str, open_page: OpenPage
) -> None:
    opened(site, "3")
    page = open_page()
    hall(page, address)
    counter(page, "3").focus()
    page.keyboard.press("Enter")
    dialog(page, "3番窓口")
    page.keyboard.press("2")
    expect(counter(page, "3")).to_contain_text("休止中")
    expect(counter(page, "3")).to_contain_text("職員 0312")
    expect(counter(page, "3")).to_be_focused()
    known = site.engine.state.counters["3"]
    assert (known.status, known.staff) == (CounterStatus.PAUSED, NAME)


def test_alarms_are_what_must_be_acted_on_and_lead_there(
    site: Web, address: str, open_page: OpenPage
) -> None:
    opened(site, "3", "6")
    site.ticket("kokuho")
    site.call("6")
    site.ticket("ido")
    site.ticket("kokuho")
    page = open_page()
    hall(page, address)
    expect(page.locator(".alarm")).to_have_count(0)
    site.clock.forward(minutes=3)
    site.ticket("ido")
    alarm = page.locator(".alarm")
    expect(alarm).to_have_count(1)
    expect(alarm).to_contain_text("3番窓口")
    expect(alarm).to_contain_text("3分")
    expect(counter(page, "3")).to_contain_text("空き")
    site.call("3")
    expect(alarm).to_have_count(0)
    site.clock.forward(minutes=28)
    site.ticket("shomei")
    expect(page.locator("#alarms")).to_contain_text(
        "証明書 1人待ち・開いた窓口なし", use_inner_text=True
    )
    late = page.locator(".alarm", has_text="国民健康保険")
    expect(late).to_contain_text("31分 待ち（目安30分）", use_inner_text=True)
    late.click()
    dialog(page, "「国民健康保険」の受付")


def test_the_curve_is_drawn_and_can_be_read_as_a_table(
    site: Web, address: str, open_page: OpenPage
) -> None:
    for _ in range(3):
        site.ticket("ido")
    site.clock.forward(minutes=45)
    site.ticket("shomei")
    page = open_page()
    hall(page, address)
    picture = page.locator("#curve svg")
    expect(picture).to_have_attribute(
        "aria-label", "すべての業務：いま4人、今日の最多は09:45の4人。数は「表で見る」で読めます。"
    )
    line = picture.locator(".curve-line").get_attribute("d")
    page.get_by_label("業務を選ぶ").select_option("shomei")
    expect(picture).to_have_attribute(
        "aria-label", "証明書：いま1人、今日の最多は09:45の1人。数は「表で見る」で読めます。"
    )
    assert picture.locator(".curve-line").get_attribute("d") != line
    site.ticket("shomei")
    expect(picture).to_have_attribute(
        "aria-label", "証明書：いま2人、今日の最多は09:45の2人。数は「表で見る」で読めます。"
    )
    page.get_by_role("button", name="表で見る").click()
    shown = dialog(page, "今日の待ち人数")
    rows = shown.locator("tbody tr th, tbody tr td").all_inner_texts()
    assert rows == ["09:00", "3", "0", "3", "09:30", "3", "0", "3", "いま 09:45", "5", "2", "3"]


def test_the_policy_in_words(address: str, open_page: OpenPage) -> None:
    page = open_page()
    hall(page, address)
    page.get_by_role("button", name="呼び出し方").click()
    shown = dialog(page, "呼び出し方")
    expect(shown).to_contain_text("受け付けた順に呼びます")
    expect(shown).to_contain_text("10分早く来たものとして")
    expect(shown).to_contain_text("In the order of arrival.")


def test_the_day_is_closed_after_a_second_look(
    site: Web, address: str, open_page: OpenPage
) -> None:
    opened(site, "3")
    site.ticket("ido")
    site.ticket("ido")
    site.call("3")
    page = open_page()
    hall(page, address)
    page.locator("[data-asks=close-day]").click()
    shown = dialog(page, "一日を終える")
    yes = shown.get_by_role("button", name="一日を終える")
    expect(shown).to_contain_text("対応中の窓口があります：3番窓口 B101")
    expect(yes).to_be_disabled()
    site.no_show("3")
    # while it is open it follows what happens
    expect(shown).to_contain_text("2人の受付が、対応しないまま終わります")
    expect(shown).to_contain_text("お待ち 1人、保留・不在 1人")
    expect(shown.get_by_role("button", name="もどる")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert site.engine.state.counter_status("3") is CounterStatus.OPEN

    page.locator("[data-asks=close-day]").click()
    dialog(page, "一日を終える").get_by_role("button", name="一日を終える").click()
    expect(page.locator("#message")).to_contain_text("一日を終えました。")
    expect(figure(page, "お待ち")).to_have_text("0")
    expect(service(page, "ido")).to_have_text("停止", use_inner_text=True)
    expect(counter(page, "3")).to_contain_text("閉鎖中")
    assert take_ticket(site, "ido") is Refusal.SERVICE_CLOSED


def test_a_staff_account_is_refused_and_not_led_here(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page = open_page()
    sign_in(page, address, PAGE, NAME)
    expect(page.locator("h1")).to_contain_text("この画面は開けません")
    page.get_by_role("link", name="職員のページ").click()
    expect(page.locator(".choose-counter")).to_have_count(len(site.lobby.counters))
    expect(page.locator(f"a[href='{PAGE}']")).to_have_count(0)


def test_who_loses_the_role_loses_the_screen(site: Web, address: str, open_page: OpenPage) -> None:
    page = open_page()
    hall(page, address)
    site.accounts.set_role(BOSS, Role.STAFF)
    site.ticket("ido")
    expect(page.locator("h1")).to_contain_text("この画面は開けません")


def test_a_server_that_is_away_is_said_and_comes_back(site: Web, open_page: OpenPage) -> None:
    site.accounts.add(BOSS, PASSWORD, "責任者 0001", Role.SUPERVISOR)
    page, port = open_page(), free_port()
    with served(site.new_app(), port) as address:
        hall(page, address)
        expect(page.locator("#cut-off")).to_be_hidden()
    expect(page.locator("#cut-off")).to_contain_text("サーバーとの通信が切れています")
    expect(counter(page, "3")).to_be_disabled()
    expect(page.locator("[data-asks=close-day]")).to_be_disabled()
    site.ticket("ido")
    with served(site.new_app(), port):
        expect(page.locator("#cut-off")).to_be_hidden(timeout=15_000)
        expect(figure(page, "お待ち")).to_have_text("1")
        expect(counter(page, "3")).to_be_enabled()


def test_everything_is_said_in_english_where_that_was_chosen(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido")
    page = open_page()
    hall(page, address)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".alarm")).to_contain_text("Moving / residence")
    expect(page.locator(".alarm")).to_contain_text("1 waiting, no open counter")
    expect(counter(page, "3")).to_contain_text("Counter 3")
    expect(page.locator("#curve svg")).to_have_attribute(
        "aria-label", "All services: 1 now, at most 1 at 09:00. The numbers are in the table."
    )
    seen = page.locator("main").inner_text()
    assert [sign for sign in seen if "ぁ" <= sign <= "ヿ"] == []
    page.get_by_role("button", name="日本語").click()
    expect(page.locator(".alarm")).to_contain_text("1人待ち・開いた窓口なし")


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 800), (390, 844)])
def test_it_fits_the_screen(
    site: Web, address: str, open_page: OpenPage, width: int, height: int
) -> None:
    opened(site, *site.lobby.counters)
    for name in site.lobby.services:
        site.ticket(name)
        site.ticket(name)
    site.clock.forward(minutes=40)
    page = open_page(width, height, fonts=True)
    hall(page, address)
    expect(page.locator(".alarm").first).to_be_visible()
    # the curve is asked for by itself, and may come after all else
    expect(page.locator("#curve svg")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    if width > 1000:
        # one screen: nothing but the lists scrolls
        assert page.evaluate("document.documentElement.scrollHeight") == height
        box = page.locator("#curve svg").bounding_box()
        assert box is not None
        assert box["height"] > 90
    for target in page.locator(".hall-main button:visible").all():
        box = target.bounding_box()
        assert box is not None
        # WCAG 2.2, 2.5.8 asks for 24; these are for fingers
        assert box["height"] >= 32


def test_every_control_has_a_name_and_every_heading_its_place(
    site: Web, address: str, open_page: OpenPage
) -> None:
    opened(site, "3")
    site.ticket("ido")
    page = open_page()
    hall(page, address)
    for control in page.locator("button, a, select").all():
        if control.is_visible():
            assert control.inner_text().strip() or control.get_attribute("aria-label")
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map((one) => one.tagName)")
    assert levels.count("H1") == 1
    heads = page.locator(".services-table thead th")
    assert all(text.strip() for text in heads.all_inner_texts())
    expect(page.locator(".services-table tbody th[scope=row]")).to_have_count(
        len(site.lobby.services)
    )
    picture = page.get_by_role("img", name="すべての業務")
    expect(picture).to_have_count(1)


def test_a_console_offers_only_what_the_role_may_do(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido")
    page = open_page()
    sign_in(page, address, "/staff/counter/3", NAME)
    expect(page.locator("[data-action=call-next]")).to_be_enabled()
    state = page.locator("#waiting").get_by_role("button", name="住所変更・届出の受付")
    state.click()
    shown = dialog(page, "「住所変更・届出」の受付")
    expect(shown.locator(".choice-status")).to_have_count(2)
    expect(shown).not_to_contain_text("停止")
    page.keyboard.press("Escape")

    boss = open_page()
    hall(boss, address)
    service(boss, "ido").click()
    dialog(boss, "「住所変更・届出」の受付")
    boss.keyboard.press("3")
    expect(state).to_contain_text("停止")
    state.click()
    expect(dialog(page, "「住所変更・届出」の受付")).to_contain_text("責任者が停止しています。")


def test_facilities_look_at_a_console_and_cannot_act(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.accounts.set_role(NAME, Role.FACILITIES)
    site.ticket("ido")
    page = open_page()
    sign_in(page, address, "/staff/counter/3", NAME)
    expect(page.locator("#next")).to_contain_text("B101")
    expect(page.locator(".banner-notice", has_text="見るだけの画面です")).to_be_visible()
    expect(page.locator("[data-action=call-next]")).to_be_disabled()
    page.keyboard.press("n")
    site.ticket("ido")
    expect(page.locator("#waiting")).to_contain_text("B102")
    assert site.engine.state.at_counter.get("3") is None
