"""`kiosk run`: settings in, a kiosk until it is told to end."""

import logging
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import structlog

from kiosk.data_folder import kivy_home, make_data_folder
from kiosk.enrolled import broker_of
from kiosk.navi.form import FormsError, load_forms
from kiosk.printers import OpenedPrinter, OpenedPrinters
from kiosk.settings import SettingsError, load_settings
from kiosk.window import has_screen, prepare_kivy
from printer_drivers.opening import PrinterAddressError, open_printer
from printer_drivers.spool.migrations import SpoolUnusableError
from printer_drivers.spool.opening import open_store
from printer_drivers.spool.store import SpoolStore
from protocol.secret_files import SecretFileError

SWITCH_SECONDS = 0.0005
"""How long one thread keeps the others waiting: at Python's own 5 ms, the printing of a number
would wait at each of its steps for the screen, which is drawn at the same time."""
SPOOL = "spool.sqlite"
"""The print spool's file in the data folder."""
LARGE_SPOOL = "large.sqlite"
"""The same for pages in large print."""
EXIT_FAILED = 1
EXIT_SETTINGS = 2
EXIT_RESTART = 75
"""EX_TEMPFAIL of sysexits.h: staff want it started again, which systemd does (Restart=always)."""


def run_kiosk(flags: Mapping[str, Any], config: Path | None) -> int:
    """Run until SIGTERM or SIGINT. The exit code: 0, 1 where a part failed, 2 for a setting,
    `EXIT_RESTART` where staff want it started again."""
    sys.setswitchinterval(SWITCH_SECONDS)
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
        broker = broker_of(settings)
        forms = load_forms()
        # nothing is connected yet: a printer that is off is a status
        addresses = (settings.printer, settings.large_print_printer)
        printers = [None if url == "none" else open_printer(url) for url in addresses]
        make_data_folder(settings.data)
        prepare_kivy(
            home=kivy_home(settings.data),
            size=settings.window_size,
            fullscreen=settings.fullscreen,
        )
        if settings.mirror is not None:
            settings.mirror.mkdir(parents=True, exist_ok=True)
        opened = OpenedPrinters(
            *(
                None if printer is None else OpenedPrinter(printer, _spool(settings.data / spool))
                for printer, spool in zip(printers, (SPOOL, LARGE_SPOOL), strict=True)
            )
        )
    except (
        SettingsError,
        SecretFileError,
        FormsError,
        PrinterAddressError,
        SpoolUnusableError,
        OSError,
    ) as error:
        return _refuse(str(error))
    if not has_screen():
        display = os.environ.get("DISPLAY") or "not set"
        click.echo(f"kiosk: there is no screen to draw on (DISPLAY is {display})", err=True)
        return EXIT_FAILED
    # it imports Kivy, which reads its settings then
    from kiosk.app import Kiosk, KioskFailedError  # noqa: PLC0415

    kiosk = Kiosk(settings, opened, broker, forms=forms, on_ready=click.echo)
    try:
        kiosk.run()
    except KioskFailedError as error:
        click.echo(f"kiosk: ended: {error}", err=True)
        return EXIT_FAILED
    return EXIT_RESTART if kiosk.wants_restart else 0


def _spool(file: Path) -> SpoolStore:
    return open_store(file, wall=time.time())


def _refuse(message: str) -> int:
    for line in message.splitlines():
        click.echo(f"kiosk: {line}", err=True)
    return EXIT_SETTINGS
