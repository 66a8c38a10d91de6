"""`ticket-printer detect`."""

import sys

import click

from printer_drivers.commands.refusing import refuse
from printer_drivers.detecting import Found, detect, local_addresses
from printer_drivers.opening import PrinterAddressError


@click.command("detect")
@click.argument("urls", nargs=-1)
def detect_printers(urls: tuple[str, ...]) -> None:
    """Tell who answers at URLS, and the address to put into the settings.

    Without URLS every serial port and USB printer of this machine is asked; nothing on the network.
    Ends with 0 when a printer was found, 1 when none was, 2 for an address that cannot be used.
    """
    places = urls or local_addresses()
    if not places:
        click.echo("ticket-printer: no serial port and no USB printer at this machine", err=True)
    found = 0
    for url in places:
        try:
            result = detect(url)
        except (PrinterAddressError, OSError) as error:
            refuse(str(error))
        if isinstance(result, Found):
            found += 1
            click.echo(str(result))
        else:
            click.echo(f"ticket-printer: {result}", err=True)
    sys.exit(0 if found else 1)
