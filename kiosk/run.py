"""`kiosk run`: settings in, a kiosk until it is told to end."""

import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import structlog

from kiosk.settings import SettingsError, load_settings
from kiosk.window import prepare_kivy
from printer_drivers.printers import PrinterAddressError

EXIT_FAILED = 1
EXIT_SETTINGS = 2


def run_kiosk(flags: Mapping[str, Any], config: Path | None) -> int:
    """Run until SIGTERM or SIGINT. The exit code: 0, 1 where a part failed, 2 for a setting."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        settings = load_settings(flags, config)
        prepare_kivy(
            home=settings.data / "kivy",
            size=settings.window_size,
            fullscreen=settings.fullscreen,
        )
    except (SettingsError, OSError) as error:
        return _refuse(str(error))
    # Kivy reads its settings when it is imported, and opens the window
    from kiosk.app import Kiosk, KioskFailedError  # noqa: PLC0415

    try:
        kiosk = Kiosk(settings, on_ready=click.echo)
    except (PrinterAddressError, ValueError) as error:
        return _refuse(str(error))
    try:
        kiosk.run()
    except KioskFailedError as error:
        click.echo(f"kiosk: ended: {error}", err=True)
        return EXIT_FAILED
    return 0


def _refuse(message: str) -> int:
    for line in message.splitlines():
        click.echo(f"kiosk: {line}", err=True)
    return EXIT_SETTINGS
