"""A kiosk's screen as the kiosk mirrors it, for eyes and fingers of tests."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.system.parts import PATIENCE
from tests.waiting import eventually


@dataclass
class MirroredScreen:
    """What a running kiosk shows, and the folder that is its camera."""

    mirror: Path
    camera: Path

    def screen(self) -> dict[str, Any]:
        """What `screen.json` says."""
        shown: dict[str, Any] = json.loads((self.mirror / "screen.json").read_bytes())
        return shown

    def wait_for_screen(self, name: str) -> dict[str, Any]:
        """The screen, once it is the one that is waited for."""
        shown: dict[str, Any] = {}

        def there() -> bool:
            nonlocal shown
            shown = self.screen()
            return bool(shown["screen"] == name)

        eventually(there, lambda: f"the screen {name!r}, not {shown}", within=PATIENCE)
        return shown

    def targets(self) -> list[str]:
        """The names of all that can be touched."""
        return [target["name"] for target in self.screen()["targets"]]

    def put_before_camera(self, picture: bytes) -> None:
        """Have the camera see a picture. It is whole when it appears."""
        half = self.camera / ".half"
        half.write_bytes(picture)
        half.rename(self.camera / f"{time.monotonic_ns()}.png")


def middle(target: dict[str, Any]) -> tuple[int, int]:
    """Where a finger touches a target, in pixels from the screen's top left corner."""
    return target["x"] + target["width"] // 2, target["y"] + target["height"] // 2
