"""The `kiosk` command. Each part is imported when it is run: `scan` needs no screen."""

import sys

import click


@click.group()
def main() -> None:
    """The lobby kiosk."""


@main.command()
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=str))
@click.pass_context
def scan(context: click.Context, images: tuple[str, ...]) -> None:
    """Read the QR codes in pictures: one JSON object a line, with file, texts and ms.

    Ends with 0, also where nothing was read; with 2 where a file is no picture.
    """
    from kiosk.reading.scan import scan_files  # noqa: PLC0415 - see above

    context.exit(scan_files(images, sys.stdout, sys.stderr))
