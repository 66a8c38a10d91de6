"""Kivy, told how to behave before any of it is imported: it reads its settings at import."""

import logging
import os
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

FRAMES_PER_SECOND_MAX = 30
"""How often Kivy's loop looks for touches and changes. It draws only what changed."""


def prepare_kivy(*, home: Path, size: tuple[int, int], fullscreen: bool) -> None:
    """Set Kivy up for a kiosk. Call it once a process, before `kivy` is imported.

    `home` is the folder in which Kivy keeps its files. `size` is width and height in pixels.
    """
    home.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        KIVY_HOME=str(home),
        KIVY_NO_ARGS="1",
        KIVY_NO_ENV_CONFIG="1",
        KIVY_NO_FILELOG="1",
        # Kivy's own logger would take over the root logger and write in colours
        KIVY_LOG_MODE="PYTHON",
        KIVY_METRICS_DENSITY="1",
        KIVY_METRICS_FONTSCALE="1",
        KIVY_DPI="96",
        # one way to a window: another of Kivy's ends the process where there is no screen
        KIVY_WINDOW="sdl2",
        KIVY_TEXT="sdl2",
        KIVY_AUDIO="sdl2",
    )
    # without this SDL would draw into memory where there is no screen, and nobody would know
    os.environ.setdefault("SDL_VIDEODRIVER", "x11,wayland,kmsdrm")
    logger = logging.getLogger("kivy")
    logger.propagate = False
    handler = _ToOwnLog(logging.ERROR)
    logger.addHandler(handler)

    from kivy.config import Config  # noqa: PLC0415 - see above

    width, height = size
    options: dict[str, dict[str, str | int]] = {
        "graphics": {
            "width": width,
            "height": height,
            "fullscreen": "auto" if fullscreen else 0,
            "borderless": 1,
            "resizable": 0,
            "position": "custom",
            "left": 0,
            "top": 0,
            "maxfps": FRAMES_PER_SECOND_MAX,
            "multisamples": 0,
            "vsync": 0,
            "allow_screensaver": 0,
            "show_cursor": 0 if fullscreen else 1,
        },
        # a person who holds a key or touches five times must not open anything of Kivy's
        # interrupt: what other threads bring is taken in at once, and not at the next frame
        "kivy": {"exit_on_escape": 0, "log_level": "warning", "kivy_clock": "interrupt"},
    }
    for section, values in options.items():
        for option, value in values.items():
            Config.set(section, option, str(value))
    # one provider only: every touch arrives twice when a touch screen is also read as a device
    for name, _ in Config.items("input"):
        Config.remove_option("input", name)
    Config.set("input", "mouse", "mouse,disable_multitouch")
    # until here it has only said that the folder is new
    handler.setLevel(logging.WARNING)


def has_screen() -> bool:
    """Whether Kivy, which must have been prepared, found a screen to draw on."""
    from kivy.core.window import Window  # noqa: PLC0415 - imported now, it opens the window

    return Window is not None


class _ToOwnLog(logging.Handler):
    """What Kivy says of trouble, in the kiosk's own log."""

    def emit(self, record: logging.LogRecord) -> None:
        # its first line says it; what follows is a stack of Kivy's own
        log.warning("kivy", message=record.getMessage().partition("\n")[0])
