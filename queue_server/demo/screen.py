"""The screen that the kiosk draws on: the one of this machine, or one made for it."""

import os
import select
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from queue_server.demo.child import Child
from queue_server.demo.logs import LogFile
from queue_server.demo.parts import CannotStartError

WIDTH, HEIGHT = 1080, 1920
"""The kiosk's picture on a screen of its own, in pixels: a full HD panel on end."""
START_SECONDS = 15.0
XDOTOOL_SECONDS = 5.0
PRESS_SECONDS = "0.06"
"""A finger rests a moment; a press without it falls between two frames."""
DRAG_STEPS = 8


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the picture, each way from 0 to 1."""

    x: float
    y: float

    def pixels(self) -> tuple[str, str]:
        """The pixel of the virtual screen that it is on, in words of xdotool."""
        return str(min(int(self.x * WIDTH), WIDTH - 1)), str(min(int(self.y * HEIGHT), HEIGHT - 1))


def screen_size(environment: Mapping[str, str]) -> Size | None:
    """The size of the screen that this session has, or None where there is none to be used."""
    if not environment.get("DISPLAY"):
        return None
    try:
        told = subprocess.run(
            ["xdotool", "getdisplaygeometry"],
            capture_output=True,
            text=True,
            timeout=XDOTOOL_SECONDS,
            check=True,
            env=dict(environment),
        )
        width, height = told.stdout.split()
        return Size(int(width), int(height))
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def window_size(screen: Size) -> Size:
    """The largest window in the kiosk's shape that leaves room for a title and a task bar."""
    height = min(HEIGHT, int(screen.height * 0.85), int(screen.width * 0.9 * HEIGHT / WIDTH))
    return Size(round(height * WIDTH / HEIGHT), height)


class VirtualScreen:
    """A screen that exists in memory only (Xvfb). It finds a free display number by itself."""

    def __init__(self, log: LogFile) -> None:
        self._log = log
        self._display: str | None = None

    @property
    def environment(self) -> Mapping[str, str]:
        """What a program needs to draw on it.

        Raises:
            CannotStartError: it is not there.
        """
        if self._display is None:
            raise CannotStartError("there is no screen yet")
        # Mesa draws in software here, and SDL must not look for a Wayland session instead
        return {"DISPLAY": self._display, "SDL_VIDEODRIVER": "x11", "LIBGL_ALWAYS_SOFTWARE": "1"}

    def start(self) -> Child:
        """Start Xvfb and wait until it says which display it is.

        Raises:
            CannotStartError: it does not say so in time.
        """
        self._display = None
        told, tell = os.pipe()
        try:
            command = ("Xvfb", "-displayfd", tell, "-screen", "0", f"{WIDTH}x{HEIGHT}x24")
            options = ("-nolisten", "tcp", "-noreset", "-nocursor")
            child = Child([*command, *options], self._log, pass_fds=(tell,))
            os.close(tell)
            tell = -1
            number = _line(told, START_SECONDS)
        finally:
            os.close(told)
            if tell != -1:
                os.close(tell)
        if not number.isdigit():
            child.end()
            raise CannotStartError("Xvfb did not start: " + " / ".join(child.last_lines))
        self._display = f":{number}"
        return child

    def touch(self, start: Point, end: Point | None = None) -> None:
        """Press at a place; with `end`, draw the finger there before it is lifted.

        Raises:
            CannotStartError: the screen is not there, or xdotool cannot reach it.
        """
        words = ["mousemove", *start.pixels(), "mousedown", "1", "sleep", PRESS_SECONDS]
        if end is not None:
            for step in range(1, DRAG_STEPS + 1):
                part = step / DRAG_STEPS
                point = Point(
                    start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part
                )
                words += ["mousemove", *point.pixels(), "sleep", "0.02"]
        words += ["mouseup", "1"]
        try:
            subprocess.run(
                ["xdotool", *words],
                env={**os.environ, **self.environment},
                capture_output=True,
                timeout=XDOTOOL_SECONDS,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise CannotStartError(f"xdotool: {error}") from error


def _line(descriptor: int, seconds: float) -> str:
    """The first line that somebody writes; empty where nobody does."""
    told = b""
    while not told.endswith(b"\n"):
        if not select.select([descriptor], [], [], seconds)[0]:
            return ""
        piece = os.read(descriptor, 64)
        if not piece:
            return ""
        told += piece
    return told.decode("ascii", "replace").strip()
