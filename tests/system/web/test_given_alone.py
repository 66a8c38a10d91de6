"""Numbers that a kiosk gave while it was cut off, and passes, as staff see them in a browser."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from uuid6 import uuid7

from queue_server.domain.commands import CancelVisit
from queue_server.staff.permissions import Role
from tests.given_alone import PASS, given_alone, lend
from tests.system.web.conftest import OpenPage
from tests.web import NAME, PASSWORD, Web, served

BOSS = "s-0001"


@pytest.fixture
def address(site: Web) -> Iterator[str]:
    """Two kiosks were cut off: one pass was used at both, and one has a wrong clock."""
    site.accounts.add(BOSS, PASSWORD, "責任者 0001", Role.SUPERVISOR)
    site.ticket("ido")
    lend(site)
    lend(site, "kiosk-2")
    site.clock.forward(minutes=20)
    given_alone(site, 1, 990, procedures=("tennyu",), pass_id=PASS, ago=timedelta(minutes=19))
    given_alone(site, 2, 991, ago=timedelta(minutes=8))
    given_alone(
        site,
        1,
        980,
        kiosk="kiosk-2",
        procedures=("tennyu",),
        pass_id=PASS,
        ago=timedelta(minutes=6),
    )
    given_alone(site, 2, 981, kiosk="kiosk-2", ago=-timedelta(hours=3))
    with served(site.new_app()) as where:
        yield where


def sign_in(page: Page, address: str, path: str, name: str) -> None:
    page.goto(f"{address}{path}")
    page.get_by_label("職員ID").fill(name)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.keyboard.press("Enter")


def row(page: Page, number: str) -> Any:
    return page.locator(".row-press", has_text=number)


def test_a_counter_sees_what_was_given_alone_and_what_is_in_doubt(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page = open_page()
    sign_in(page, address, "/staff/counter/3", NAME)
    expect(row(page, "B991")).to_contain_text("通信断で受付")
    expect(row(page, "B980")).to_contain_text("受付コードが2回")
    expect(row(page, "B981")).to_contain_text("時計のずれ")
    expect(row(page, "B101").locator(".mark")).to_have_count(0)
    # the dialog of a row says what to do
    row(page, "B980").click()
    shown = page.get_by_role("dialog")
    expect(shown.locator(".doubts")).to_contain_text("もう一つの番号：B990")
    page.keyboard.press("Escape")
    # so does a search
    page.keyboard.press("/")
    page.locator("#find-number").fill("981")
    page.keyboard.press("Enter")
    expect(shown.locator(".doubts")).to_contain_text("番号札の時刻が正しくありません")
    page.keyboard.press("Escape")
    # and the visit that is called
    site.call("3")
    expect(page.locator(".serving-number")).to_have_text("B101")
    expect(page.locator("#serving .doubts")).to_have_count(0)
    page.keyboard.press("f")
    expect(page.locator("#message")).to_contain_text("完了しました")
    page.keyboard.press("n")
    expect(page.locator(".serving-number")).to_have_text("B990")
    expect(page.locator("#serving .doubts")).to_contain_text("もう一つの番号：B980")


def test_the_supervisor_is_told_whom_to_see_to_and_it_ends_when_that_is_done(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page = open_page()
    sign_in(page, address, "/staff/supervisor", BOSS)
    alarm = page.locator("#alarms .alarm", has_text="通信断の受付")
    expect(alarm).to_contain_text("B980、B990")
    expect(page.locator("#alone")).to_contain_text("4")
    alarm.click()
    listed = page.get_by_role("dialog").locator(".doubtful-one")
    expect(listed).to_have_count(3)
    expect(listed.nth(0)).to_contain_text("発券機 kiosk-2")
    expect(listed.nth(2)).to_contain_text("時計のずれ")
    # while it is open, both numbers of the pass are ended elsewhere
    for visit in [one for one in site.engine.state.visits.values() if one.twins]:
        site.do(CancelVisit(id=uuid7(), by="staff:a", visit=visit.id))
    expect(page.locator(".doubtful-one.is-over")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(alarm).to_have_count(0)
    # of a clock the rest needs nobody
    expect(page.locator("#alone")).to_be_visible()


def test_a_pass_is_looked_for_and_revoked(site: Web, address: str, open_page: OpenPage) -> None:
    page = open_page()
    sign_in(page, address, "/staff/passes", BOSS)
    expect(page.locator("#revoked")).to_contain_text("ありません")
    page.keyboard.type("B777")
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("この番号は今日の受付にありません。")
    page.locator("#text").fill("b991")
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_contain_text("受付コードで受け取ったものではありません")
    page.locator("#text").fill("b980")
    page.keyboard.press("Enter")
    found = page.locator(".pass-found")
    expect(found).to_contain_text("B990")
    expect(found).to_contain_text("B980")
    found.get_by_role("button", name="無効にする").click()
    shown = page.get_by_role("dialog")
    # the way back is what Enter does
    page.keyboard.press("Enter")
    expect(shown).to_be_hidden()
    assert PASS not in site.engine.state.alone.revoked
    found.get_by_role("button", name="無効にする").click()
    shown.get_by_role("button", name="無効にする").click()
    expect(page.locator("#message")).to_contain_text("受付コードを無効にしました。")
    expect(found).to_contain_text("2026/11/24 09:20 に無効にしました")
    expect(page.locator("#revoked li")).to_contain_text(str(PASS))
    assert PASS in site.engine.state.alone.revoked
