"""`queue-server report …`: reports from the command line."""

import sys
from datetime import datetime
from pathlib import Path

import click

from queue_server.compose import utc_now
from queue_server.configuration import ConfigurationError
from queue_server.journal.sqlite_history import SqliteHistory
from queue_server.lobby import load_lobby
from queue_server.options import data_option, site_option
from queue_server.reports.days import Days, UnknownDayError
from queue_server.reports.visits_csv import Headings, visits_csv
from queue_server.storage.data_folder import JOURNAL_FILE


@click.group()
def report() -> None:
    """What happened, from the journal. The server may be running, or not."""


@report.command()
@data_option
@site_option
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Such as 2026-11-24.")
@click.option(
    "--headings",
    type=click.Choice(["ja", "en"]),
    default="ja",
    show_default=True,
    help="ja: Japanese headings and words. en: ids that never change, for programs.",
)
def visits(data: Path, site: Path, day: datetime, headings: Headings) -> None:
    """Print the visits of a day as CSV: UTF-8 with a byte order mark and CRLF, one row a stop."""
    lobby = load_lobby(site)
    path = data / JOURNAL_FILE
    if not path.is_file():
        raise ConfigurationError(f"--data {data}: there is no journal in it")
    days = Days(SqliteHistory(path, lobby.id), lobby.site)
    try:
        found = days.visits(day.date(), utc_now())
    except UnknownDayError as error:
        known = days.with_visits()
        said = f"its days are {known[-1]} to {known[0]}" if known else "it holds no day"
        raise ConfigurationError(
            f"--day {day.date()}: the lobby was not open on that day; {said}"
        ) from error
    # as bytes: a terminal's own encoding and line ends have no place in the file
    sys.stdout.buffer.write(visits_csv(lobby, found, headings))
