"""A lobby that is open: `queue-server demo`, with hands and eyes in it."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.sites import SAMPLE_SITE
from tests.system.parts import BIN, PATIENCE, chromium, free_port, process
from tests.system.screen import MirroredScreen, middle
from tests.waiting import eventually


@dataclass
class Lobby(MirroredScreen):
    """A lobby that is open, and hands and eyes in it."""

    url: str
    data: Path
    browser: Browser
    seen: int = 0
    """Papers that were taken out of the printer already."""

    def make_pass(self, procedures: str) -> Path:
        """A pass of this lobby's own."""
        return make_pass(self.data, procedures)

    def hold_up(self, picture: Path) -> None:
        """Show a picture to the kiosk's camera, again and again until it is noticed.

        A pass that has only just been taken away is not read again at once.
        """
        self._leave_start(lambda: self.put_before_camera(picture.read_bytes()), again_after=4)

    def choose(self, service: str) -> None:
        """Touch a service, as a person does: again, where the screen has only just appeared and
        takes no touch yet. Where it offers a form to fill in, take just a number.
        """
        self._leave_start(lambda: self.touch(f"service:{service}"), again_after=2)
        again = 0.0

        def only_a_number() -> bool:
            nonlocal again
            if self.screen()["screen"] != "navi-certificate":
                return True
            if time.monotonic() >= again:
                self.touch(f"service:{service}")
                again = time.monotonic() + 2
            return False

        eventually(only_a_number, "a number and no form", within=PATIENCE, every=0.1)

    def papers(self, count: int) -> list[Path]:
        """The next papers that come out."""
        out: list[Path] = []

        def there() -> bool:
            out[:] = sorted((self.data / "papers").glob("??????.png"))[self.seen :]
            return len(out) >= count

        eventually(
            there, lambda: f"{count} papers, not {len(out)}; {self.screen()}", within=PATIENCE
        )
        self.seen += count
        return out[:count]

    def back_to_start(self) -> None:
        """Touch what ends a screen, or wait until it ends by itself.

        Touched again only after a while: on a busy machine the start is there before it is seen,
        and a second touch would choose what stands in the same place.
        """
        again = 0.0

        def there() -> bool:
            nonlocal again
            shown = self.screen()
            if shown["screen"] == "start":
                return True
            for name in ("control:done", "control:back"):
                if time.monotonic() >= again and any(
                    target["name"] == name for target in shown["targets"]
                ):
                    self.touch(name)
                    again = time.monotonic() + 3
            return False

        eventually(there, lambda: f"the start, not {self.screen()}", within=PATIENCE, every=0.1)

    def touch(self, name: str) -> None:
        """Touch something on the kiosk's screen, through the tour's page."""
        shown = self.screen()
        spot = next((target for target in shown["targets"] if target["name"] == name), None)
        if spot is None:
            # the screen has changed meanwhile; whoever touches looks again
            return
        x, y = middle(spot)
        httpx.post(
            f"{self.url}/demo/touch",
            json={"x": x / shown["width"], "y": y / shown["height"]},
        ).raise_for_status()

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

    def _leave_start(self, act: Callable[[], None], *, again_after: float) -> None:
        """Do what leads away from the start screen, and again where it has not after a while."""
        self.back_to_start()
        again = 0.0

        def left() -> bool:
            nonlocal again
            if self.screen()["screen"] != "start":
                return True
            if time.monotonic() >= again:
                act()
                again = time.monotonic() + again_after
            return False

        eventually(left, "the kiosk to notice", within=PATIENCE)


def make_pass(data: Path, procedures: str) -> Path:
    """A pass as a picture, made by the command with the keys of a data folder."""
    png = data / "pass.png"
    subprocess.run(
        [
            BIN / "queue-server",
            "pass",
            f"--data={data}",
            f"--site={SAMPLE_SITE}",
            f"--procedures={procedures}",
            f"--png={png}",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return png


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
        browser = parts.enter_context(chromium(playwright))
        yield Lobby(data / "mirror", data / "camera", address[0], data, browser)
