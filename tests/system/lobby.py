"""A lobby that is open: `queue-server demo`, with hands and eyes in it."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.sites import SAMPLE_SITE
from tests.system.parts import BIN, PATIENCE, chromium, free_port, process


@dataclass
class Lobby:
    """A lobby that is open, and hands and eyes in it."""

    url: str
    data: Path
    browser: Browser
    seen: int = 0
    """Papers that were taken out of the printer already."""

    def make_pass(self, procedures: str, *more: str) -> Path:
        """A pass as a picture, made by the command."""
        png = self.data / "pass.png"
        subprocess.run(
            [
                BIN / "queue-server",
                "pass",
                f"--data={self.data}",
                f"--site={SAMPLE_SITE}",
                f"--procedures={procedures}",
                f"--png={png}",
                *more,
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return png

    def hold_up(self, picture: Path) -> None:
        """Show a picture to the kiosk's camera, again and again until it is noticed.

        A pass that has only just been taken away is not read again at once.
        """
        self.back_to_start()
        deadline = time.monotonic() + PATIENCE
        while self.screen()["screen"] == "start":
            assert time.monotonic() < deadline, "the kiosk does not see what is held up"
            half = self.data / "camera" / ".half"
            half.write_bytes(picture.read_bytes())
            half.rename(self.data / "camera" / f"{time.monotonic_ns()}.png")
            noticed = time.monotonic() + 4
            while self.screen()["screen"] == "start" and time.monotonic() < noticed:
                time.sleep(0.05)

    def papers(self, count: int) -> list[Path]:
        """The next papers that come out."""
        folder = self.data / "papers"
        deadline = time.monotonic() + PATIENCE
        while True:
            out = sorted(folder.glob("??????.png"))[self.seen :]
            if len(out) >= count:
                break
            assert time.monotonic() < deadline, f"{len(out)} papers, not {count}; {self.screen()}"
            time.sleep(0.1)
        self.seen += count
        return out[:count]

    def screen(self) -> dict[str, Any]:
        """What the kiosk shows, in words."""
        shown: dict[str, Any] = json.loads((self.data / "mirror" / "screen.json").read_bytes())
        return shown

    def wait_for_screen(self, name: str) -> dict[str, Any]:
        """The kiosk's screen, once it is the one that is waited for."""
        deadline = time.monotonic() + PATIENCE
        while (shown := self.screen())["screen"] != name:
            assert time.monotonic() < deadline, f"the kiosk shows {shown}, not {name}"
            time.sleep(0.1)
        return shown

    def back_to_start(self) -> None:
        """Touch what ends a screen, or wait until it ends by itself."""
        deadline = time.monotonic() + PATIENCE
        while (shown := self.screen())["screen"] != "start":
            assert time.monotonic() < deadline, f"the kiosk shows {shown}"
            for name in ("control:done", "control:back"):
                if any(target["name"] == name for target in shown["targets"]):
                    self.touch(name)
            time.sleep(0.4)

    def touch(self, name: str) -> None:
        """Touch something on the kiosk's screen, through the tour's page."""
        shown = self.screen()
        spot = next((target for target in shown["targets"] if target["name"] == name), None)
        if spot is None:
            # the screen has changed meanwhile; whoever touches looks again
            return
        httpx.post(
            f"{self.url}/demo/touch",
            json={
                "x": (spot["x"] + spot["width"] / 2) / shown["width"],
                "y": (spot["y"] + spot["height"] / 2) / shown["height"],
            },
        ).raise_for_status()

    def choose(self, service: str) -> None:
        """Touch a service, as a person does: again, where the screen has only just appeared and
        takes no touch yet.
        """
        self.back_to_start()
        deadline = time.monotonic() + PATIENCE
        while self.screen()["screen"] == "start":
            assert time.monotonic() < deadline, "the kiosk takes no touch"
            self.touch(f"service:{service}")
            noticed = time.monotonic() + 2
            while self.screen()["screen"] == "start" and time.monotonic() < noticed:
                time.sleep(0.05)

    def console(self, counter: str) -> Page:
        """A member of staff at a counter, in a browser of their own."""
        page = self.browser.new_context().new_page()
        # asked for without a session: signing in leads to it
        page.goto(f"{self.url}/staff/counter/{counter}")
        page.get_by_label("職員ID").fill("demo")
        page.get_by_label("パスワード").fill("madoguchi-demo")
        page.keyboard.press("Enter")
        expect(page.locator("[data-action=call-next]")).to_have_attribute("aria-disabled", "false")
        return page


@contextmanager
def open_lobby(data: Path) -> Iterator[Lobby]:
    """The demo with its kiosk on a virtual screen, until it ends."""
    with ExitStack() as parts:
        demo = parts.enter_context(
            process(
                BIN / "queue-server",
                "demo",
                f"--data={data}",
                f"--http=127.0.0.1:{free_port()}",
                "--screen=virtual",
            )
        )
        line = demo.wait_for("/demo")
        address = re.search(r"http://\S+(?=/demo)", line)
        assert address is not None
        playwright = parts.enter_context(sync_playwright())
        yield Lobby(address[0], data, parts.enter_context(chromium(playwright)))
