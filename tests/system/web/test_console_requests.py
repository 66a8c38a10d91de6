"""The console opens what the resident filled in at the kiosk, and lets go of it."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from uuid6 import uuid7

from protocol.sealed import CertificateRequest
from queue_server.domain.commands import Finish, TakeTicket
from queue_server.domain.events import Recorded
from queue_server.domain.lives import AuditKind
from tests.system.web.conftest import OpenPage
from tests.system.web.test_console import button, press, serving, sign_in
from tests.web import NAME, Web, served

REQUEST = CertificateRequest(
    certificate="juminhyo",
    copies=2,
    whose="household",
    name_kana="マドグチ ハナコ",
    birth_date=date(1989, 1, 8),
    phone="0242000000",
    language="en",
)


@pytest.fixture
def address(site: Web) -> Iterator[str]:
    with served(site.new_app()) as where:
        yield where


def opened(page: Page) -> None:
    press(page, "v")
    expect(page.get_by_role("dialog", name="A101 の申請内容")).to_be_visible()


def test_the_request_is_read_by_key_and_gone_with_its_dialog_and_its_visit(
    site: Web, address: str, open_page: OpenPage
) -> None:
    visit = site.ticket_with_request(REQUEST)
    site.ticket("shomei")
    page = open_page()
    sign_in(page, address, "1")
    expect(button(page, "request")).to_be_hidden()
    press(page, "n")
    expect(serving(page)).to_have_text("A101")
    expect(page.locator("#serving")).to_contain_text("申請を入力済み")
    opened(page)
    for words in (
        "住民票の写しの交付",
        "世帯全員",
        "2通",
        "マドグチ ハナコ",
        "平成元年1月8日",
        "西暦 1989年1月8日",
        "0242000000",
        "600円（300円 × 2通）",
        "英語",
    ):
        expect(page.locator("#dialog-body")).to_contain_text(words)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#dialog-body")).to_be_empty()
    assert "マドグチ" not in page.content()

    opened(page)
    # another screen of the counter finishes it: nothing of it stays on this one
    by = f"staff:{NAME}"
    site.do(Finish(id=uuid7(), by=by, counter="1", visit=visit))
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#dialog-body")).to_be_empty()
    expect(button(page, "request")).to_be_hidden()
    assert "マドグチ" not in page.content()
    recorded = [event for event in site.journal.read() if isinstance(event, Recorded)]
    openings = [event for event in recorded if event.kind is AuditKind.REQUEST_OPENED]
    assert [(event.by, event.about) for event in openings] == [(by, "A101 1")] * 2

    press(page, "n")
    expect(serving(page)).to_have_text("A102")
    expect(button(page, "request")).to_be_hidden()


def test_a_request_that_is_kept_no_longer_is_said_to_be(
    site: Web, address: str, open_page: OpenPage
) -> None:
    id_ = uuid7()
    site.do(TakeTicket(id=id_, by="kiosk-1", visit=uuid7(), services=("shomei",), request=id_))
    page = open_page()
    sign_in(page, address, "1")
    press(page, "n")
    press(page, "v")
    expect(page.locator("#message")).to_contain_text("申請内容は残っていません")
    expect(page.get_by_role("dialog")).to_be_hidden()
