"""The staff's calendar of reservations in a browser."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from uuid6 import uuid7

from queue_server.domain.reservations.commands import BookReservation, HoldSlot
from queue_server.domain.state import Answer
from queue_server.staff.permissions import Role
from tests.sites import TOKYO
from tests.system.web.conftest import OpenPage
from tests.web import NAME, PASSWORD, Web, served

TODAY, TOMORROW = "2026-11-24", "2026-11-25"


@pytest.fixture
def address(site: Web) -> Iterator[str]:
    site.accounts.add("s-0001", PASSWORD, "責任者 0001", Role.SUPERVISOR)
    with served(site.new_app()) as where:
        yield where


def open_calendar(page: Page, address: str, name: str = NAME) -> None:
    page.goto(f"{address}/staff/calendar")
    page.get_by_label("職員ID").fill(name)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#week-title")).to_contain_text("11月23日（月）")


def slot(page: Page, time: str, day: str = TOMORROW) -> Any:
    return page.locator(f"[data-start='{day}T{time}:00+09:00']")


def book(site: Web, time: str, day: str = TOMORROW, service: str = "ido") -> str:
    """Somebody else books."""
    start = datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=TOKYO).astimezone(UTC)
    reservation, number = uuid7(), str(next(site.numbers))

    def give(command: HoldSlot | BookReservation) -> Answer:
        outcome = site.engine.submit(command).result(10)
        assert not isinstance(outcome, str), outcome
        return outcome

    give(
        HoldSlot(
            id=uuid7(),
            by="staff:other",
            reservation=reservation,
            service=service,
            start=start,
            at_short_notice=True,
        )
    )
    give(BookReservation(id=uuid7(), by="staff:other", reservation=reservation, number=number))
    return number


def taken(page: Page, time: str, count: str, day: str = TOMORROW) -> None:
    expect(slot(page, time, day).locator(".slot-count")).to_have_text(count)


def test_a_call_is_booked_by_keyboard_alone(site: Web, address: str, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{address}/staff")
    page.get_by_label("職員ID").fill(NAME)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="予約カレンダー").focus()
    page.keyboard.press("Enter")
    slot(page, "09:00").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("#slot-title")).to_contain_text("11月25日（水） 9:30–10:00")
    page.keyboard.press("b")
    expect(page.locator("#dialog-title")).to_contain_text("11月25日（水） 9:30 の予約")
    expect(page.locator("[data-expires]")).to_have_text(re.compile(r"^(10:00|9:5\d)$"))
    expect(page.get_by_label("言語")).to_be_focused()
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    page.get_by_label("車いす").focus()
    page.keyboard.press("Space")
    page.get_by_label("転入届").focus()
    page.keyboard.press("Space")
    # what is held others cannot have
    expect(page.locator("[data-expires]")).to_be_visible()
    assert site.engine.state.book.slots["ido"]
    page.keyboard.press("Enter")
    expect(page.locator(".big-number")).to_have_text("482 913")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    row = page.locator(".reservation")
    expect(row).to_contain_text("482 913")
    expect(row).to_contain_text("ベトナム語")
    expect(row).to_contain_text("車いす")
    expect(row).to_contain_text("転入届")
    taken(page, "09:30", "1/2")


def test_who_hangs_up_gives_the_place_back(site: Web, address: str, open_page: OpenPage) -> None:
    page = open_page()
    open_calendar(page, address)
    slot(page, "09:00").click()
    page.get_by_role("button", name="予約を受ける").click()
    expect(page.locator("#dialog")).to_be_visible()
    taken(page, "09:00", "1/2")
    page.keyboard.press("Escape")
    expect(page.locator("#message")).to_contain_text("仮押さえを取り消しました。")
    taken(page, "09:00", "0/2")


def test_what_others_book_is_seen_by_itself(site: Web, address: str, open_page: OpenPage) -> None:
    page = open_page()
    open_calendar(page, address)
    slot(page, "10:00").click()
    expect(page.locator("#slot")).to_contain_text("この枠に予約はありません")
    number = book(site, "10:00")
    expect(page.locator(".reservation")).to_contain_text(f"{number[:3]} {number[3:]}")
    taken(page, "10:00", "1/2")
    book(site, "10:00")
    expect(page.locator(".book-one")).to_contain_text("満席です")
    expect(page.locator(".book-one")).to_be_disabled()


def test_two_take_the_last_place_and_one_is_told(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page = open_page()
    open_calendar(page, address)
    page.locator("[data-service=koseki]").click()
    slot(page, "13:00").click()
    expect(page.locator("#slot-title")).to_contain_text("13:00")
    expect(page.get_by_role("button", name="予約を受ける")).to_be_enabled()
    # between the picture and the press: the page must not hear of it by itself
    page.route(re.compile(r"/reservations/(slots|in-slot)"), lambda _route: None)
    book(site, "13:00", service="koseki")
    page.get_by_role("button", name="予約を受ける").click()
    expect(page.locator("#message")).to_contain_text("この予約枠は埋まっています。")


def test_a_reservation_is_found_moved_edited_and_cancelled(
    site: Web, address: str, open_page: OpenPage
) -> None:
    number = book(site, "11:00", "2026-12-02")
    page = open_page()
    open_calendar(page, address)
    page.keyboard.press("/")
    page.keyboard.type(f"{number[:3]}-{number[3:]}")
    page.keyboard.press("Enter")
    expect(page.locator("#week-title")).to_contain_text("11月30日（月）")
    expect(page.locator(".reservation.is-found")).to_contain_text(f"{number[:3]} {number[3:]}")

    page.get_by_role("button", name="の日時を変える").click()
    expect(page.locator("#moving")).to_contain_text("いまは 12月2日（水） 11:00 です。")
    slot(page, "09:30", "2026-12-04").click()
    page.get_by_role("button", name="この日時に変える").click()
    expect(page.locator("#message")).to_contain_text("12月4日（金） 9:30 に変えました。")
    expect(page.locator("#slot-title")).to_contain_text("12月4日（金） 9:30–10:00")
    taken(page, "11:00", "0/2", "2026-12-02")
    taken(page, "09:30", "1/2", "2026-12-04")

    page.get_by_role("button", name="の内容を変える").click()
    page.get_by_label("聞こえにくい").check()
    page.get_by_role("button", name="この内容に変える").click()
    expect(page.locator(".reservation")).to_contain_text("聞こえにくい")

    page.get_by_role("button", name="を取り消す").click()
    # Enter does not cancel by accident
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    page.get_by_role("button", name="を取り消す").click()
    page.get_by_role("button", name="取り消す Cancel it").click()
    expect(page.locator(".standing-cancelled")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("取り消されています。")
    taken(page, "09:30", "0/2", "2026-12-04")


def test_moving_asks_for_a_slot_that_is_free(site: Web, address: str, open_page: OpenPage) -> None:
    book(site, "09:00")
    for _ in range(2):
        book(site, "09:30")
    page = open_page()
    open_calendar(page, address)
    slot(page, "09:00").click()
    page.get_by_role("button", name="の日時を変える").click()
    slot(page, "09:30").click()
    expect(page.locator("#message")).to_contain_text("この枠には移せません。")
    page.keyboard.press("Escape")
    expect(page.locator("#moving")).to_be_hidden()
    taken(page, "09:00", "1/2")


def test_check_in_shows_the_queue_number(site: Web, address: str, open_page: OpenPage) -> None:
    book(site, "10:00", TODAY)
    page = open_page()
    open_calendar(page, address)
    slot(page, "10:00", TODAY).click()
    page.get_by_role("button", name="を受付する").click()
    page.get_by_role("button", name="受付する Check in", exact=True).click()
    expect(page.locator(".big-number")).to_have_text("B101")
    page.keyboard.press("Enter")
    expect(page.locator(".reservation")).to_contain_text("番号札 Ticket B101")
    expect(slot(page, "10:00", TODAY).locator(".pip-came")).to_have_count(1)
    # they wait for the slot: the console's next is nobody yet
    assert [visit.number for visit in site.engine.state.visits.values()] == ["B101"]


def test_who_does_not_come_is_seen(site: Web, address: str, open_page: OpenPage) -> None:
    book(site, "10:00", TODAY)
    page = open_page()
    open_calendar(page, address)
    expect(slot(page, "10:00", TODAY).locator(".pip-booked")).to_have_count(1)
    site.clock.forward(hours=1, minutes=11)
    expect(slot(page, "10:00", TODAY).locator(".pip-missing")).to_have_count(1)


def test_a_supervisor_changes_places_and_dates(
    site: Web, address: str, open_page: OpenPage
) -> None:
    book(site, "09:00")
    page = open_page()
    open_calendar(page, address, "s-0001")
    slot(page, "09:00").click()
    page.get_by_role("button", name="定員を減らす").click()
    taken(page, "09:00", "1/1")
    page.get_by_role("button", name="定員を減らす").click()
    taken(page, "09:00", "1/0")
    expect(page.locator("#slot")).to_contain_text("定員より 1 件多く入っています。")
    page.get_by_role("button", name="通常（2）に戻す").click()
    taken(page, "09:00", "1/2")

    page.get_by_role("button", name="11月25日（水） の受付を変える").click()
    expect(page.locator("#dialog")).to_contain_text("予約が 1 件あります。")
    page.get_by_role("button", name="研修").click()
    expect(page.locator("#message")).to_contain_text("予約の受付を休止しました。")
    expect(page.locator(f"th[data-day='{TOMORROW}']")).to_contain_text("研修")
    expect(page.locator(".book-one")).to_contain_text("休止中です")
    expect(page.locator(".book-one")).to_be_disabled()
    page.get_by_role("button", name="11月25日（水） の受付を変える").click()
    page.get_by_role("button", name="予約の受付を再開する").click()
    expect(page.get_by_role("button", name="予約を受ける")).to_be_enabled()


def test_counter_staff_see_no_supervisors_tools(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page = open_page()
    open_calendar(page, address)
    slot(page, "09:00").click()
    expect(page.get_by_role("button", name="予約を受ける")).to_be_enabled()
    expect(page.get_by_role("button", name="定員を減らす")).to_have_count(0)
    expect(page.get_by_role("button", name="の受付を変える")).to_have_count(0)


def test_a_lost_connection_is_said_and_nothing_acts(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page = open_page()
    open_calendar(page, address)
    slot(page, "09:00").click()
    expect(page.get_by_role("button", name="予約を受ける")).to_be_enabled()
    page.context.set_offline(True)
    expect(page.locator("#cut-off")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("button", name="予約を受ける")).to_be_disabled()
    page.context.set_offline(False)
    expect(page.locator("#cut-off")).to_be_hidden(timeout=10_000)
    expect(page.get_by_role("button", name="予約を受ける")).to_be_enabled()


def test_weeks_are_turned_and_kept_when_the_page_is_loaded_again(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page = open_page()
    open_calendar(page, address)
    page.locator("[data-service=card]").click()
    page.keyboard.press("PageDown")
    expect(page.locator("#week-title")).to_contain_text("11月30日（月）")
    page.reload()
    expect(page.locator("#week-title")).to_contain_text("11月30日（月）")
    expect(page.locator("[data-service=card]")).to_have_attribute("aria-pressed", "true")
    # Saturdays too, which only this service has
    expect(slot(page, "11:30", "2026-12-05")).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator("#week-title")).to_contain_text("11月23日（月）")
    expect(page.locator("th[data-day='2026-11-23']")).to_contain_text("勤労感謝の日")


def test_english_alone_where_that_was_chosen(site: Web, address: str, open_page: OpenPage) -> None:
    book(site, "10:00")
    page = open_page()
    open_calendar(page, address)
    page.get_by_role("button", name="English").click()
    slot(page, "10:00").click()
    expect(page.get_by_role("heading", name="Wed 25 Nov, 10:00–10:30")).to_be_visible()
    expect(page.get_by_role("button", name="Move 482913")).to_be_visible()
    page.get_by_role("button", name="Book this slot").click()
    expect(page.get_by_role("heading", name="Book Wed 25 Nov, 10:00")).to_be_visible()
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("#dialog")).to_contain_text("please ask them to say this number")
    japanese = page.locator("#dialog [lang=ja]:visible, main [lang=ja]:visible")
    expect(japanese).to_have_count(0)


def test_on_a_phone_one_day_is_shown(site: Web, address: str, open_page: OpenPage) -> None:
    page = open_page(390, 844)
    open_calendar(page, address)
    expect(slot(page, "10:00", TODAY)).to_be_visible()
    expect(slot(page, "10:00")).to_be_hidden()
    page.locator("#day-tabs").get_by_text("11/25").click()
    expect(slot(page, "10:00")).to_be_visible()
    expect(slot(page, "10:00", TODAY)).to_be_hidden()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    slot(page, "10:00").click()
    expect(page.get_by_role("button", name="予約を受ける")).to_be_in_viewport()


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_a_week_fits_the_screen(
    site: Web, address: str, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page(*size, fonts=True)
    open_calendar(page, address)
    expect(slot(page, "16:00")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
