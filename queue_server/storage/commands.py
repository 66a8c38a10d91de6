"""`queue-server backup`, `restore` and `check`: what facilities staff do for the data folder."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from uuid6 import uuid7

from queue_server.configuration import ConfigurationError
from queue_server.journal.checking import Sound, check_file
from queue_server.journal.codec import UnknownEventError
from queue_server.journal.copies import contents_of
from queue_server.journal.troubles import JournalUnusableError
from queue_server.keys import PASS_KEY_FILE, pass_signing_key
from queue_server.lobby import load_lobby
from queue_server.options import data_option, site_option
from queue_server.requests_store.store import check_requests
from queue_server.staff.accounts import ACCOUNTS_FILE, Accounts
from queue_server.storage.backup import KEEP, back_up
from queue_server.storage.data_folder import (
    BROKER_BACKED_UP,
    JOURNAL_FILE,
    KEYS_FOLDER,
    REQUESTS_FILE,
)
from queue_server.storage.restore import Restored
from queue_server.storage.restore import restore as put_back

_FOLDER = click.Path(file_okay=False, path_type=Path)
_ANY = click.Path(path_type=Path)


@click.command()
@data_option
@click.option(
    "--to",
    type=_ANY,
    required=True,
    envvar="MADOGUCHI_BACKUP",
    show_envvar=True,
    help="A folder that is there, or a file.",
)
@click.option(
    "--broker",
    type=_FOLDER,
    envvar="MADOGUCHI_BROKER",
    show_envvar=True,
    help="The folder of `queue-server device`, for its sealed recovery.",
)
@click.option("--keep", type=click.IntRange(1), default=KEEP, show_default=True)
@click.option("--without-keys", is_flag=True, help="The journal only, without accounts and keys.")
def backup(*, data: Path, to: Path, broker: Path | None, keep: int, without_keys: bool) -> None:
    """Back up journal, accounts, the key of the passes and what lets devices in again, while the
    server runs.

    In a folder backups are numbered, and the last --keep are kept; a file is replaced. What was
    written is read again before it gets its name. What residents filled in is never in it.
    Whoever has a backup can make passes: keep it as safe as the server.
    """
    made = back_up(
        data, to, now=datetime.now(UTC), broker=broker, keep=keep, with_keys=not without_keys
    )
    size = made.path.stat().st_size
    click.echo(f"{made.path}: {size / 1e6:.1f} MB, read again and sound")
    for sound in made.streams:
        click.echo(f"  {sound.stream}: {sound.end.position} events")
    click.echo(f"  with {', '.join(made.files) or 'no other file'}")
    if made.broker_missing is not None:
        click.echo(
            f"  WITHOUT the devices' credentials: {made.broker_missing}. "
            "As root: queue-server device ca (docs/devices.md)",
            err=True,
        )
    for path in made.removed:
        click.echo(f"  removed {path.name}")
    click.echo("Whatever happens from now on is not in it until the next backup.")


@click.command()
@data_option
@site_option
@click.option(
    "--from",
    "source",
    type=_ANY,
    required=True,
    envvar="MADOGUCHI_BACKUP",
    show_envvar=True,
    help="A backup, a folder of them (the newest sound one), or a data folder that was copied.",
)
@click.option("--accounts", is_flag=True, help="Accounts as they were then, too.")
@click.option(
    "--nothing-since",
    is_flag=True,
    help="The server was stopped before the backup, and no number was given since.",
)
def restore(*, data: Path, site: Path, source: Path, accounts: bool, nothing_since: bool) -> None:
    """Put a backup back. The server has to be stopped.

    What a damaged journal still holds after the backup is taken over. What was here is kept beside.
    Numbers go on past all that may be on paper, so that none is given twice.
    """
    done = put_back(
        source,
        data,
        load_lobby(site).site,
        now=datetime.now(UTC),
        new_id=uuid7,
        given_since=not nothing_since,
        accounts_too=accounts,
    )
    for line in told(done, data):
        click.echo(line)


def told(done: Restored, data: Path) -> Iterator[str]:
    """What was restored into a data folder, and what is lost."""
    for path in done.passed_by:
        yield f"{path}: damaged, passed by"
    yield (
        f"restored from {done.source}: {done.backup.end.position} events, until "
        f"{_time(done.backup.last_at)}"
    )
    if done.taken_over:
        yield (
            f"taken over from the journal that was here: {done.taken_over} events, until "
            f"{_time(done.until)}"
        )
    for name in done.from_backup:
        yield f"{name}: from the backup"
    if BROKER_BACKED_UP in done.from_backup:
        yield (
            f"  where the broker is lost too, as root: queue-server device ca --name ADDRESS "
            f"--from {data / BROKER_BACKED_UP}"
        )
    for name in done.kept:
        yield f"{name}: kept as it was here"
    if done.aside is not None:
        yield f"what was here is in {done.aside}; remove it once all is well"
    if not done.next_numbers:
        return
    yield f"LOST: what happened after {_time(done.until)}."
    yield f"  Numbers go on at {', '.join(done.next_numbers)}, so that none is given twice."
    yield "  Numbers that kiosks gave alone come back by themselves when they connect."
    yield "  Whoever holds another number that the console does not know takes a new one."
    yield "  Calls, closures, revoked passes and reservations since then have to be made again."


@click.command()
@data_option
@click.option("--backup", "copy", type=_ANY, help="Look at this backup instead.")
def check(*, data: Path, copy: Path | None) -> None:
    """Look whether journal, accounts, keys and requests are whole. Changes nothing.

    A server may run meanwhile. Ends with 1 where something is not.
    """
    if copy is not None:
        parts: list[tuple[Path, Callable[[Path], str]]] = [(copy, _backup)]
    else:
        parts = [
            (data / JOURNAL_FILE, _journal),
            (data / ACCOUNTS_FILE, lambda path: f"{len(Accounts(path).names())} accounts"),
            (data / KEYS_FOLDER, lambda _: _keys(data)),
            (data / REQUESTS_FILE, lambda path: f"{check_requests(path)} requests"),
        ]
    failed = False
    for path, look in parts:
        try:
            said = look(path) if path.exists() else "is not there"
        except (ConfigurationError, JournalUnusableError, UnknownEventError) as error:
            failed, said = True, f"NOT SOUND: {error}"
        else:
            failed = failed or (said == "is not there" and path.name == JOURNAL_FILE)
        click.echo(f"{path}: {said}")
    if failed:
        sys.exit(1)


def _journal(path: Path) -> str:
    return "sound; " + "; ".join(_stream(sound) for sound in check_file(path))


def _backup(path: Path) -> str:
    contents = contents_of(path)
    files = "" if contents is None else f"; with {', '.join(contents.files) or 'no other file'}"
    return _journal(path) + files


def _keys(data: Path) -> str:
    # one that is not there would be made
    if not (data / KEYS_FOLDER / PASS_KEY_FILE).exists():
        return "the key of the passes is not there"
    pass_signing_key(data)
    return "sound"


def _stream(sound: Sound) -> str:
    return f"{sound.stream}: {sound.end.position} events, until {_time(sound.last_at)}"


def _time(at: datetime | None) -> str:
    return "its beginning" if at is None else at.astimezone().isoformat(sep=" ", timespec="seconds")
