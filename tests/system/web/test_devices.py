"""The page of devices in a browser, and what other screens say of a kiosk without paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from protocol.device_commands import CommandDone, command_adapter
from protocol.link import Received
from protocol.messages import DeviceStatus
from protocol.topics import Topics
from queue_server.staff.permissions import Role
from tests.system.web.conftest import OpenPage
from tests.waiting import eventually
from tests.web import NAME, PASSWORD, Web, served

TOPICS = Topics.of("aizu")


@pytest.fixture
def address(site: Web) -> Iterator[str]:
    with served(site.new_app()) as where:
        yield where


def says(site: Web, device: str, printer: str, **more: object) -> None:
    state = "ready" if printer in {"ready", "paper_near_end"} else "attention"
    status = DeviceStatus.model_validate(
        {"device": device, "state": state, "printer": printer, "camera": "seeing", **more}
    )
    site.statuses.put(Received(TOPICS.device_status(device), status.to_json()))


def sign_in(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}{path}")
    page.get_by_label("職員ID").fill(NAME)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_what_needs_somebody_stands_first_and_goes_when_it_is_mended(
    site: Web, address: str, open_page: OpenPage
) -> None:
    says(site, "kiosk-1", "ready", paper_metres_left=31.6, rolls_left=4)
    says(site, "kiosk-3", "paper_near_end", paper_near_end=True)
    says(site, "kiosk-5", "paper_out", jobs_waiting=2, rolls_left=1)
    page = open_page()
    sign_in(page, address, "/staff/devices")
    cards = page.locator(".device-card")
    expect(cards).to_have_count(len(site.lobby.file.site.kiosks))
    expect(cards.nth(0)).to_contain_text("発券機 kiosk-5")
    expect(cards.nth(0)).to_contain_text("用紙が切れています")
    expect(cards.nth(0)).to_contain_text("新しい用紙を入れてください。")
    expect(cards.nth(0)).to_contain_text("2件")
    expect(cards.nth(1)).to_contain_text("用紙が残りわずかです")
    expect(cards.nth(2)).to_contain_text("約32 m")
    expect(page.locator("#sum")).to_have_text("1台に、いますぐ対応が必要です。")
    says(site, "kiosk-5", "ready")
    expect(page.locator("#sum")).to_have_text("1台に、あとで対応が必要です。")
    page.locator("#language").click()
    expect(page.locator("#sum")).to_have_text("1 needs somebody later.")
    expect(cards.nth(0)).to_contain_text("Paper is running low")


def test_a_counter_hears_of_a_kiosk_without_paper(
    site: Web, address: str, open_page: OpenPage
) -> None:
    page = open_page()
    sign_in(page, address, "/staff/counter/3")
    banner = page.locator("#devices")
    expect(page.locator("#status")).to_be_enabled()
    expect(banner).to_be_hidden()
    says(site, "kiosk-5", "paper_out")
    expect(banner).to_contain_text(
        "発券機 kiosk-5：用紙が切れています。新しい用紙を入れてください。"
    )
    says(site, "kiosk-5", "ready")
    expect(banner).to_be_hidden()


def test_the_supervisor_finds_it_among_what_is_to_be_acted_on(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.accounts.set_role(NAME, Role.SUPERVISOR)
    says(site, "kiosk-5", "cover_open")
    page = open_page()
    sign_in(page, address, "/staff/supervisor")
    alarm = page.locator("#alarms a")
    expect(alarm).to_contain_text("発券機 kiosk-5")
    expect(alarm).to_contain_text("プリンターのカバーが開いています")
    alarm.click()
    expect(page.locator(".device-card").first).to_contain_text("カバーを閉めてください。")


def test_a_kiosk_is_put_out_of_service_from_its_card(
    site: Web, address: str, open_page: OpenPage
) -> None:
    site.accounts.set_role(NAME, Role.SUPERVISOR)
    says(site, "kiosk-5", "ready")
    page = open_page()
    sign_in(page, address, "/staff/devices")
    card = page.locator(".device-card", has_text="kiosk-5")
    card.locator(".device-tools button").click()
    page.locator("[data-order=out_of_service]").click()
    expect(page.locator("#dialog-body")).to_contain_text("再開するまで受付ができなくなります")
    page.locator("#dialog .button-danger").click()
    expect(page.locator(".device-answer")).to_contain_text("端末に伝えています")
    eventually(lambda: site.published, "the kiosk to be told", within=10)
    ((topic, payload),) = site.published
    command = command_adapter.validate_json(payload)
    assert (topic, command.kind) == (TOPICS.device_command("kiosk-5"), "out_of_service")
    done = CommandDone(id=command.id, at=site.clock())
    site.commands.put(Received(TOPICS.device_result("kiosk-5"), done.to_json()))
    expect(page.locator(".device-answer")).to_contain_text("使用を停止しました。")
    # its own status comes a moment later
    page.locator("#dialog-body [data-back]").click()
    expect(page.locator("[data-order=in_service]")).to_be_visible()
    page.keyboard.press("Escape")
    says(site, "kiosk-5", "ready", out_of_service=True)
    expect(card).to_contain_text("使用を停止しています")
    card.locator(".device-tools button").click()
    expect(page.locator("[data-order=in_service]")).to_be_visible()
