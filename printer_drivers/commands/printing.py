"""`ticket-printer print` and `status`."""

import sys
from pathlib import Path
from typing import BinaryIO

import click

from printer_drivers.commands.refusing import EXIT_REFUSED, printer_at
from printer_drivers.documents import DocumentError, load_document
from printer_drivers.images import pictures_in


@click.command("print")
@click.option("--to", "url", required=True, help="The printer, such as tcp://HOST:9100.")
@click.argument("document", type=click.File("rb"))
def print_document(url: str, document: BinaryIO) -> None:
    """Print DOCUMENT, a JSON file ('-' for standard input). Its pictures lie beside it.

    Ends with 0 when it is on paper, 1 when it is not, 2 for a document or an address that cannot be
    used.
    """
    printer = printer_at(url)
    name = str(getattr(document, "name", "-"))
    try:
        loaded = load_document(document.read(), pictures_in(Path(name).parent))
    except DocumentError as error:
        for line in str(error).splitlines():
            click.echo(f"ticket-printer: {name}: {line}", err=True)
        sys.exit(EXIT_REFUSED)
    try:
        result = printer.print(loaded)
    except (OSError, ValueError) as error:
        # a folder that takes no picture, words that no layout can set
        click.echo(f"ticket-printer: not printed: {error}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        click.echo("ticket-printer: broken off; part of it may be on paper", err=True)
        sys.exit(1)
    finally:
        printer.close()
    if not result.printed:
        partly = "; part of it may be on paper" if result.started else ""
        click.echo(f"ticket-printer: not printed: {result.status}{partly}", err=True)
        sys.exit(1)
    click.echo(f"printed; the printer is {result.status}")


@click.command()
@click.option("--to", "url", required=True, help="The printer, such as tcp://HOST:9100.")
def status(url: str) -> None:
    """Tell a printer's state. Ends with 0 when it can print, else with 1."""
    printer = printer_at(url)
    try:
        found = printer.status()
    finally:
        printer.close()
    click.echo(str(found))
    sys.exit(0 if found.can_print else 1)
