"""The `ticket-printer` command."""

import logging
import sys

import click
import structlog

from printer_drivers.commands.detecting import detect_printers
from printer_drivers.commands.emulating import emulate
from printer_drivers.commands.previewing import preview
from printer_drivers.commands.printing import print_document, status
from printer_drivers.commands.spooling import change_roll, jobs


@click.group()
def main() -> None:
    """Print documents on a ticket printer, or stand in for one."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


for command in (
    print_document,
    preview,
    status,
    detect_printers,
    emulate,
    jobs,
    change_roll,
):
    main.add_command(command)
