"""A browser, and the web side of the sample site."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.system.parts import chromium
from tests.web import Web, web

OpenPage = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright, chromium(playwright) as launched:
        yield launched


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Web]:
    """The web side of the sample site with one account."""
    with web(tmp_path) as running:
        yield running


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages, each in a browser profile of its own; scripts that fail, fail the test."""
    problems = list[str]()
    contexts = []

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Permissions" in message.text:
            problems.append(message.text)

    def open_one(
        width: int = 1280, height: int = 800, *, reduced_motion: bool = False, fonts: bool = False
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce" if reduced_motion else "no-preference",
        )
        contexts.append(context)
        if not fonts:
            # 14 MB for each page; only where things have to fit does their shape matter
            context.route("**/static/fonts/*", lambda route: route.abort())
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", heard)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []
