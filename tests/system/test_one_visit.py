"""One visit, end to end, with the real parts: `queue-server demo` with its broker, its kiosk on a
virtual screen and its printer; Chromium for the display and the console. What is looked at is the
paper's picture and the pages' text.
"""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageOps
from playwright.sync_api import Page, expect

from tests.system.lobby import Lobby, make_pass, open_lobby
from tests.system.parts import PATIENCE
from tests.waiting import eventually

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
NUMBER = re.compile(r"[A-HJ-NP-Z][0-9]{3}")
TALL = 120
"""Dots; headings are 48, and a QR code stands further down."""


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobby]:
    with open_lobby(tmp_path_factory.mktemp("lobby")) as opened:
        yield opened


def read_aloud(picture: Path, *options: str) -> str:
    """What a person would read on a paper: optical character recognition."""
    return subprocess.run(
        ["tesseract", picture, "-", *options],
        check=True,
        capture_output=True,
        text=True,
        # its threads wait for each other by spinning: with one it is three times as fast
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    ).stdout.replace(" ", "")


def words_on(picture: Path) -> str:
    """The Japanese words on a paper."""
    paper = Image.open(picture)
    larger = picture.with_suffix(".larger.png")
    # a printer's kanji of 24 dots are smaller than those that recognition is trained on
    paper.resize((paper.width * 2, paper.height * 2), Image.Resampling.LANCZOS).save(larger)
    return read_aloud(larger, "--psm", "6", "-l", "jpn")


def is_marked(picture: Path) -> bool:
    """Whether a ticket says, in large letters, that it is not the first."""
    return "【再発行】" in read_aloud(picture, "--psm", "6", "-l", "jpn")


def number_on(picture: Path) -> str:
    """The big number on a ticket: the first line that is as tall as nothing but it can be."""
    grey = Image.open(picture).convert("L")
    inked = (np.asarray(grey) < 128).any(axis=1)
    edges = np.flatnonzero(np.diff(np.r_[0, inked.astype(np.int8), 0]))
    tall = [(top, end) for top, end in edges.reshape(-1, 2).tolist() if end - top > TALL]
    top, bottom = tall[0]
    line = ImageOps.expand(grey.crop((0, top, grey.width, bottom)), 60, 255)
    cut_out = picture.with_suffix(".number.png")
    # recognition is trained on letters of some 40 dots
    line.resize((line.width // 4, line.height // 4)).save(cut_out)
    text = read_aloud(cut_out, "--psm", "7", "-c", f"tessedit_char_whitelist={LETTERS}").strip()
    assert NUMBER.fullmatch(text), text
    return text


def press(console: Page, key: str) -> None:
    """A key of the console, once it takes it: not while the step before is still under way."""
    button = console.locator(f"[data-hotkey={key}]")
    expect(button).to_have_attribute("aria-disabled", "false")
    console.keyboard.press(key)


def test_a_pass_becomes_one_number_that_is_called_stop_after_stop(lobby: Lobby) -> None:
    display = lobby.browser.new_page()
    display.goto(f"{lobby.url}/display/main")
    moving, insurance = lobby.console("3"), lobby.console("6")
    held = lobby.make_pass("kokuho_kanyu,tennyu")

    lobby.hold_up(held)
    ticket, checklist = lobby.papers(2)
    number = number_on(ticket)
    assert number.startswith("B")
    (code,) = zxingcpp.read_barcodes(Image.open(ticket))
    assert code.format == zxingcpp.BarcodeFormat.QRCode
    assert code.text
    assert not is_marked(ticket)
    words = words_on(checklist)
    assert words.index("3番窓口") < words.index("6番窓口")
    assert "転入届" in words

    ido = display.locator(".service", has_text="住所変更")
    expect(ido).to_contain_text("1人待ち")
    expect(moving.locator("#next")).to_contain_text(number)
    # health insurance comes after moving in
    expect(insurance.locator("#next")).not_to_contain_text(number)

    lobby.hold_up(held)
    again, _ = lobby.papers(2)
    assert number_on(again) == number
    assert is_marked(again)
    expect(ido).to_contain_text("1人待ち")

    press(moving, "n")
    called = display.locator(".call-newest")
    expect(called).to_contain_text(number)
    expect(called).to_contain_text("3番窓口")
    expect(moving.locator("#serving")).to_contain_text(number)

    press(moving, "f")
    expect(display.locator(".call")).to_have_count(0)
    expect(insurance.locator("#next")).to_contain_text(number)
    press(insurance, "n")
    expect(called).to_contain_text(number)
    expect(called).to_contain_text("6番窓口")
    press(insurance, "r")
    expect(called).to_contain_text("再度")
    press(insurance, "f")
    expect(display.locator(".call")).to_have_count(0)
    expect(display.locator(".service", has_text="国民健康保険")).to_contain_text("0人待ち")

    # the visit is over: its pass brings no number that nobody would call
    lobby.hold_up(held)
    lobby.wait_for_screen("trouble")
    assert len(list((lobby.data / "papers").glob("??????.png"))) == lobby.seen


def test_a_touch_becomes_a_number_and_who_does_not_come_is_called_again(lobby: Lobby) -> None:
    display = lobby.browser.new_page()
    display.goto(f"{lobby.url}/display/main")
    counter = lobby.console("1")

    lobby.choose("shomei")
    (ticket,) = lobby.papers(1)
    number = number_on(ticket)
    assert number.startswith("A")

    press(counter, "n")
    expect(display.locator(".call-newest")).to_contain_text(number)
    press(counter, "a")
    expect(display.locator("#missed")).to_contain_text(number)
    counter.locator("#missed").get_by_role("button", name="呼び出す").click()
    expect(display.locator(".call-newest")).to_contain_text("1番窓口")
    press(counter, "f")
    expect(display.locator("#missed")).not_to_contain_text(number)


def test_a_forged_pass_gets_a_calm_word_and_no_paper(lobby: Lobby, tmp_path: Path) -> None:
    lobby.hold_up(make_pass(tmp_path, "tennyu"))
    lobby.wait_for_screen("trouble")
    assert len(list((lobby.data / "papers").glob("??????.png"))) == lobby.seen


def test_without_paper_the_number_is_kept_staff_are_told_and_it_prints_once(lobby: Lobby) -> None:
    condition = lobby.data / "papers" / "printer.status"
    counter = lobby.console("1")
    told = counter.locator("#devices")
    expect(told).to_be_hidden()
    condition.write_text("paper_out")
    expect(told).to_contain_text("用紙が切れています", timeout=20_000)

    lobby.choose("shomei")
    lobby.wait_for_screen("issued")
    assert len(list((lobby.data / "papers").glob("??????.png"))) == lobby.seen
    # whoever is called without a ticket is served like anybody else
    press(counter, "n")
    expect(counter.locator("#serving")).to_contain_text(NUMBER)
    number = counter.locator("#serving .serving-number").inner_text()
    press(counter, "f")

    condition.write_text("ready")
    (ticket,) = lobby.papers(1)
    assert number_on(ticket) == number
    assert not is_marked(ticket)
    expect(told).to_be_hidden(timeout=20_000)
    lobby.back_to_start()
    assert len(list((lobby.data / "papers").glob("??????.png"))) == lobby.seen


def test_a_ticket_held_up_says_how_long_comes_out_again_and_is_cancelled(lobby: Lobby) -> None:
    console = lobby.console("1")
    lobby.choose("shomei")
    (ticket,) = lobby.papers(1)
    number = number_on(ticket)
    expect(console.locator("#next")).to_contain_text(number)

    lobby.hold_up(ticket)
    lobby.wait_for_screen("ticket")
    touch_until(lobby, "ticket:reprint", "issued")
    (again,) = lobby.papers(1)
    assert (number_on(again), is_marked(again)) == (number, True)

    # the copy is as good as the first one
    lobby.hold_up(again)
    lobby.wait_for_screen("ticket")
    touch_until(lobby, "ticket:cancel", "ticket-cancel")
    expect(console.locator("#next")).to_contain_text(number)
    touch_until(lobby, "ticket:cancel_surely", "cancelled")
    expect(console.locator("#next")).not_to_contain_text(number)


def test_a_finished_ticket_is_asked_how_it_was(lobby: Lobby) -> None:
    console = lobby.console("1")
    lobby.choose("shomei")
    (ticket,) = lobby.papers(1)
    press(console, "n")
    expect(console.locator("#serving")).to_contain_text(NUMBER)
    press(console, "f")
    expect(console.locator("#serving")).not_to_contain_text(NUMBER)

    lobby.hold_up(ticket)
    lobby.wait_for_screen("ticket-rating")
    touch_until(lobby, "score:4", "thanks")
    lobby.wait_for_screen("start")


def touch_until(lobby: Lobby, name: str, screen: str) -> None:
    """Touch something, again where the screen had only just appeared, until another is there."""
    again = 0.0

    def there() -> bool:
        nonlocal again
        if lobby.screen()["screen"] == screen:
            return True
        if time.monotonic() >= again:
            lobby.touch(name)
            again = time.monotonic() + 3
        return False

    eventually(there, lambda: f"{screen}, not {lobby.screen()}", within=PATIENCE, every=0.1)
