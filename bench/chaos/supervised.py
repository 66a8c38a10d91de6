"""Programs that are started again as their systemd units say it: the part of systemd that counts
when somebody waits.
"""

import subprocess
import time
from collections.abc import Sequence
from configparser import ConfigParser
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

UNITS = Path(__file__).parents[2] / "systemd"
SERVER_UNIT = UNITS / "madoguchi-server.service"
BROKER_UNIT = UNITS / "mosquitto.service.d" / "madoguchi.conf"


@dataclass(frozen=True, slots=True)
class Restarting:
    """What a unit says of being started again."""

    seconds: float
    """From the end of a process to the next one's start."""
    never_gives_up: bool


def restarting(unit: Path) -> Restarting:
    """Read a unit's file.

    Raises:
        ValueError: it is not started again after every end, or its time is not in seconds or ms.
    """
    # a key may be there twice, and a value may have %
    words = ConfigParser(strict=False, interpolation=None, comment_prefixes=("#", ";"))
    words.optionxform = str  # type: ignore[assignment, method-assign]  # keys have capitals
    words.read(unit, encoding="utf-8")
    service = words["Service"]
    if service.get("Restart") != "always":
        raise ValueError(f"{unit}: Restart is not always")
    text = service.get("RestartSec", "100ms")
    seconds = float(text[:-2]) / 1000 if text.endswith("ms") else float(text.removesuffix("s"))
    # else systemd leaves it alone after five starts within ten seconds
    limit = words.get("Unit", "StartLimitIntervalSec", fallback="10")
    return Restarting(seconds, never_gives_up=limit == "0")


@dataclass(slots=True)
class Supervised:
    """One program, killed and started again."""

    command: Sequence[str]
    after: float
    """Seconds from its end to the next start."""
    log: Path
    starts: int = 0
    _process: "subprocess.Popen[bytes] | None" = None
    _due: float = field(default=0.0)

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Of the process that was started last."""
        if self._process is None:
            raise ValueError("it was never started")
        return self._process.pid

    def turn(self) -> bool:
        """Start it again if it has ended and it is time to. True where it was started now."""
        if self.running:
            return False
        if self._process is not None and self._due == 0.0:
            self._due = time.monotonic() + self.after
        if time.monotonic() < self._due:
            return False
        self._due = 0.0
        self.starts += 1
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return True

    def kill(self) -> None:
        """kill -9, and wait for its end."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._due = time.monotonic() + self.after

    def end(self, seconds: float = 20.0) -> int:
        """SIGTERM, and the exit code."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.terminate()
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()
            raise
