"""How a command says that it cannot do what it was asked."""

import os
import sys
from typing import NoReturn

import click

from printer_drivers.opening import PrinterAddressError, open_printer
from printer_drivers.printers import Printer

EXIT_REFUSED = 2


def printer_at(url: str) -> Printer:
    """The printer at an address; ends the command where there can be none."""
    try:
        return open_printer(url)
    except (PrinterAddressError, OSError) as error:
        refuse(str(error))


def reason_of(error: OSError) -> str:
    """Why, without the address that a listening socket's own message repeats."""
    # a name that is not found has no errno
    number = error.errno or 0
    return os.strerror(number) if number > 0 else str(error.strerror)


def refuse(message: str) -> NoReturn:
    """Say why, and end with 2."""
    click.echo(f"ticket-printer: {message}", err=True)
    sys.exit(EXIT_REFUSED)
