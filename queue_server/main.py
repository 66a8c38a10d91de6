"""The `queue-server` command."""

import logging
import signal
import sys
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import structlog
from uuid6 import uuid7

from protocol.messages import Language
from queue_server.compose import Server, utc_now
from queue_server.configuration import ConfigurationError
from queue_server.journal.codec import UnknownEventError
from queue_server.journal.troubles import JournalUnusableError
from queue_server.keys import pass_signing_key
from queue_server.lobby import load_lobby
from queue_server.sample_pass import pass_picture, sample_pass
from queue_server.settings import load_settings

LATER: Mapping[str, str] = {
    "account": "queue_server.staff.commands",
    "backup": "queue_server.storage.commands",
    "catalogue": "queue_server.navigator.commands",
    "check": "queue_server.storage.commands",
    "demo": "queue_server.demo.command",
    "device": "queue_server.broker.commands",
    "pad": "queue_server.devices.terminal_pad",
    "report": "queue_server.reports.commands",
    "restore": "queue_server.storage.commands",
}
"""Commands that are imported when they are asked for: they would double the time in which a server
in a lobby starts, which has no use for them."""


class _Group(click.Group):
    """Errors that a person can mend are one clear message and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *LATER])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in LATER:
            return super().get_command(ctx, cmd_name)
        module = import_module(LATER[cmd_name])
        found = module.device_commands(utc_now) if cmd_name == "device" else vars(module)[cmd_name]
        if not isinstance(found, click.Command):
            raise TypeError(f"{cmd_name} is no command")
        return found

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (ConfigurationError, JournalUnusableError, UnknownEventError) as error:
            click.echo(f"queue-server: {error}", err=True)
            sys.exit(2)


@click.group(cls=_Group)
def main() -> None:
    """The queue server of a city hall's lobby."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


@main.command()
@click.option("--data", help="The folder that keeps journal, keys and accounts.")
@click.option("--site", help="The site file.")
@click.option("--http", help="HOST:PORT of the pages.  [default: 127.0.0.1:8080]")
@click.option("--mqtt", help="The broker.  [default: mqtt://127.0.0.1:1883]")
@click.option("--mqtt-password-file", help="A file with the password of the user in --mqtt.")
@click.option("--broker", help="The folder of `queue-server device`.")
@click.option("--keys", help="The folder that keeps the keys.  [default: DATA/keys]")
@click.option("--mqtt-websocket", help="The broker's WebSocket listener, as browsers reach it.")
@click.option("--hosts", help="Names by which browsers reach the pages, with commas.  [any]")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="MADOGUCHI_CONFIG",
    help="A TOML file with any of the settings.",
)
def run(config: Path | None, **flags: str | None) -> None:
    """Serve one site. Each setting may also be MADOGUCHI_… in the environment."""
    # while it starts there is nothing to let go of; `Server.run` has handlers of its own
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    server = Server(load_settings(flags, config))
    server.run(on_ready=click.echo)


@main.command("pass")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--site", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option(
    "--keys",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="MADOGUCHI_KEYS",
    help="The folder that keeps the keys.  [default: DATA/keys]",
)
@click.option("--procedures", required=True, help="Ids of the catalogue, with commas.")
@click.option("--png", type=click.Path(dir_okay=False, path_type=Path), help="The QR code.")
@click.option("--language", default="ja", show_default=True)
@click.option("--valid-days", type=click.FloatRange(min=-3650, max=3650), default=30)
def make_pass(
    *,
    data: Path,
    site: Path,
    keys: Path | None,
    procedures: str,
    png: Path | None,
    language: Language,
    valid_days: float,
) -> None:
    """Make a sample pass with a data folder's keys, and print its text."""
    now = utc_now()
    try:
        valid = timedelta(days=valid_days)
    except ValueError as error:
        raise ConfigurationError("--valid-days: is not a number of days") from error
    text = sample_pass(
        load_lobby(site),
        pass_signing_key(data, keys),
        procedures=tuple(name.strip() for name in procedures.split(",") if name.strip()),
        # one that has run out already, to see how it is refused, was made before it ran out
        now=min(now, now + valid - timedelta(days=1)),
        valid=valid if valid > timedelta(0) else timedelta(days=1),
        pass_id=uuid7(),
        language=language,
    )
    if png is not None:
        try:
            png.write_bytes(pass_picture(text))
        except OSError as error:
            raise ConfigurationError(f"--png {png}: {error.strerror}") from error
    click.echo(text)
