"""Options that several commands have."""

from pathlib import Path

import click

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    envvar="MADOGUCHI_DATA",
    show_envvar=True,
    help="The server's data folder.",
)
site_option = click.option(
    "--site",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    envvar="MADOGUCHI_SITE",
    show_envvar=True,
    help="The site file.",
)
