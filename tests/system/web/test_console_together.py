"""Two members of staff at once: at two counters, and at the same one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect
from uuid6 import uuid7

from queue_server.domain.commands import AssignCounter
from queue_server.domain.events import StopCalled, StopFinished
from tests.system.web.conftest import OpenPage
from tests.system.web.test_console import button, press, serving, sign_in
from tests.web import PASSWORD, Web, served

OTHER = "m-0500"
OTHER_NAME = "職員 0500"


@pytest.fixture
def address(site: Web) -> Iterator[str]:
    site.accounts.add(OTHER, PASSWORD, OTHER_NAME)
    with served(site.new_app()) as where:
        yield where


def two(open_page: OpenPage, address: str, one: str, other: str) -> tuple[Page, Page]:
    """The consoles of two people."""
    first, second = open_page(), open_page()
    sign_in(first, address, one)
    sign_in(second, address, other, name=OTHER)
    return first, second


def press_at_once(pages: tuple[Page, ...], action: str) -> None:
    """Presses a button in each page before any of them has an answer."""
    for page in pages:
        expect(button(page, action)).to_be_enabled()
    for page in pages:
        page.evaluate(
            "action => { document.querySelector(`[data-action=${action}]`).click(); }", action
        )


def test_two_counters_that_call_at_once_never_get_the_same(
    site: Web, address: str, open_page: OpenPage
) -> None:
    for _ in range(6):
        site.ticket("ido")
    pages = two(open_page, address, "3", "4")
    for _ in range(3):
        press_at_once(pages, "call-next")
        for page in pages:
            expect(serving(page)).to_be_visible()
        press_at_once(pages, "finish")
        for page in pages:
            expect(serving(page)).to_have_count(0)
    called = [event.visit for event in site.journal.read() if isinstance(event, StopCalled)]
    assert (len(called), len(set(called))) == (6, 6)


def hold(page: Page, action: str) -> list[Route]:
    """What the page sends from now on waits until the test lets it go on."""
    held = list[Route]()

    def keep(route: Route) -> None:
        held.append(route)

    page.route(f"**/{action}", keep)
    return held


def test_the_same_counter_twice_says_so_and_acts_once(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.ticket("ido")
    site.ticket("ido")
    one, other = two(open_page, address, "3", "3")
    expect(one.locator("#also-open")).to_contain_text(f"{OTHER_NAME} さんの画面でも")
    expect(other.locator("#also-open")).to_contain_text("職員 0312 さんの画面でも")
    held = hold(other, "call-next")
    with other.expect_request("**/call-next"):
        press(other, "n")
    press(one, "n")
    expect(serving(one)).to_have_text("B101")
    held[0].continue_()
    expect(other.locator("#message")).to_contain_text("この窓口は対応中です。")
    expect(other.locator("#message")).to_contain_text("Finish, park or mark as absent first.")
    expect(serving(other)).to_have_text("B101")

    held = hold(other, "finish")
    with other.expect_request("**/finish"):
        press(other, "f")
    press(one, "f")
    expect(serving(one)).to_have_count(0)
    press(one, "n")
    expect(serving(one)).to_have_text("B102")
    held[0].continue_()
    expect(other.locator("#message")).to_contain_text("ほかの画面で操作がありました。")
    expect(serving(other)).to_have_text("B102")
    called = [event for event in site.journal.read() if isinstance(event, StopCalled)]
    finished = [event for event in site.journal.read() if isinstance(event, StopFinished)]
    assert (len(called), len(finished)) == (2, 1)


def test_who_leaves_a_counter_is_not_named_any_more(address: str, open_page: OpenPage) -> None:
    one, other = two(open_page, address, "3", "3")
    expect(one.locator("#also-open")).to_be_visible()
    other.goto(f"{address}/staff")
    expect(one.locator("#also-open")).to_be_hidden()
    mine = one.context.new_page()
    mine.goto(f"{address}/staff/counter/3")
    expect(one.locator("#also-open")).to_contain_text("あなたのほかの画面でも")


def test_undo_is_about_whom_the_screen_named(site: Web, address: str, open_page: OpenPage) -> None:
    site.ticket("ido")
    site.ticket("ido")
    one, other = two(open_page, address, "3", "3")
    press(one, "n")
    expect(button(other, "undo")).to_contain_text("B101 の操作を取り消す")
    held = hold(other, "undo")
    with other.expect_request("**/undo"):
        press(other, "z")
    press(one, "f")
    press(one, "n")
    expect(serving(one)).to_have_text("B102")
    held[0].continue_()
    expect(other.locator("#message")).to_contain_text("ほかの画面で操作がありました。")
    expect(serving(one)).to_have_text("B102")


def test_both_consoles_name_who_is_on_a_counter(
    site: Web, address: str, open_page: OpenPage
) -> None:
    one, other = two(open_page, address, "3", "4")
    other.locator("#status").click()
    other.keyboard.press("1")
    expect(other.locator("#status")).to_contain_text(f"担当 {OTHER_NAME}")
    expect(one.locator(".other", has_text="4番窓口").first).to_contain_text(OTHER_NAME)
    assert OTHER not in one.locator("#others").inner_text()


def test_a_supervisor_changes_the_services_under_an_open_console(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page = open_page()
    sign_in(page, address)
    expect(page.locator("#services")).to_contain_text("住所変更・届出")
    site.ticket("shomei")
    assigned = AssignCounter(id=uuid7(), by="staff:lead", counter="3", services=("shomei",))
    site.engine.submit(assigned).result(10)
    expect(page.locator("#services")).to_have_text("A 証明書", use_inner_text=True)
    expect(page.locator("#reassigned")).to_contain_text(
        "責任者がこの窓口の業務を変えました：証明書"
    )
    expect(page.locator(".next-number")).to_have_text("A101")
    page.get_by_role("button", name="わかりました").click()
    expect(page.locator("#reassigned")).to_be_hidden()
    # and can be handed to there now
    press(page, "n")
    expect(serving(page)).to_have_text("A101")
    press(page, "t")
    page.keyboard.press("a")
    counters = page.get_by_role("combobox", name="窓口").locator("option")
    expect(counters).to_have_text(["どの窓口でもよい", "3番窓口", "1番窓口", "2番窓口"])
