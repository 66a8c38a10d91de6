"""`queue-server account …`: the accounts of staff, from the command line."""

from pathlib import Path

import click

from queue_server.configuration import ConfigurationError
from queue_server.staff.accounts import ACCOUNTS_FILE, PASSWORD_MIN, AccountError, Accounts

_data = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    envvar="MADOGUCHI_DATA",
    show_envvar=True,
    help="The server's data folder.",
)
_password = click.password_option(
    help=f"At least {PASSWORD_MIN} characters. Asked for when left out, which keeps it off the "
    "screen and out of the shell's history."
)
_name = click.argument("name")


@click.group()
def account() -> None:
    """The accounts of staff who may sign in to the counter console.

    NAME is a staff id, such as a staff number: it stands in the journal beside each call, so
    never use a person's name. A running server sees every change at once.
    """


@account.command()
@_name
@_data
@_password
@click.option("--display-name", help="Shown on the console; the staff id unless given.")
def add(name: str, data: Path, password: str, display_name: str | None) -> None:
    """Make an account."""
    try:
        made = Accounts(data / ACCOUNTS_FILE).add(name, password, display_name)
    except (AccountError, ConfigurationError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"added {made.name}")


@account.command()
@_name
@_data
@_password
def password(name: str, data: Path, password: str) -> None:
    """Give an account another password. Whoever is signed in with the old one is out."""
    try:
        Accounts(data / ACCOUNTS_FILE).set_password(name, password)
    except (AccountError, ConfigurationError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"changed the password of {name}")


@account.command()
@_name
@_data
def remove(name: str, data: Path) -> None:
    """Remove an account. Whoever is signed in with it is out."""
    try:
        Accounts(data / ACCOUNTS_FILE).remove(name)
    except (AccountError, ConfigurationError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"removed {name}")


@account.command(name="list")
@_data
def list_accounts(data: Path) -> None:
    """Print the account names, one a line."""
    try:
        names = Accounts(data / ACCOUNTS_FILE).names()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    for name in names:
        click.echo(name)
