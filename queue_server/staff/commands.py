"""`queue-server account …`: the accounts of staff, from the command line."""

from pathlib import Path

import click

from queue_server.configuration import ConfigurationError
from queue_server.options import data_option
from queue_server.staff.accounts import ACCOUNTS_FILE, PASSWORD_MIN, AccountError, Accounts
from queue_server.staff.permissions import Role

_password = click.password_option(
    help=f"At least {PASSWORD_MIN} characters. Asked for when left out, which keeps it off the "
    "screen and out of the shell's history."
)
_name = click.argument("name")
_ROLES = click.Choice([role.value for role in Role])


@click.group()
def account() -> None:
    """The accounts of staff who may sign in.

    NAME is a staff id, such as a staff number: it stands in the journal beside each call, so
    never use a person's name. A running server sees every change at once.

    Roles: staff (窓口) calls and serves at counters; supervisor (責任者) also runs the lobby, its
    calendar and its reports; facilities (設備) looks after devices; auditor (監査) reads reports
    and the audit trail, and does nothing else.
    """


@account.command()
@_name
@data_option
@_password
@click.option("--display-name", help="Shown on the console; the staff id unless given.")
@click.option("--role", type=_ROLES, default=Role.STAFF.value, show_default=True)
def add(name: str, data: Path, password: str, display_name: str | None, role: str) -> None:
    """Make an account."""
    try:
        made = Accounts(data / ACCOUNTS_FILE).add(name, password, display_name, Role(role))
    except (AccountError, ConfigurationError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"added {made.name} ({made.role})")


@account.command()
@_name
@data_option
@_password
def password(name: str, data: Path, password: str) -> None:
    """Give an account another password. Whoever is signed in with the old one is out."""
    try:
        Accounts(data / ACCOUNTS_FILE).set_password(name, password)
    except (AccountError, ConfigurationError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"changed the password of {name}")


@account.command(name="role")
@_name
@click.argument("role", type=_ROLES)
@data_option
def set_role(name: str, role: str, data: Path) -> None:
    """Give an account another role. It counts at once, also for who is signed in."""
    try:
        changed = Accounts(data / ACCOUNTS_FILE).set_role(name, Role(role))
    except (AccountError, ConfigurationError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{changed.name} is {changed.role}")


@account.command(name="sign-out")
@_name
@data_option
def sign_out(name: str, data: Path) -> None:
    """End every session of an account, wherever it is signed in."""
    try:
        Accounts(data / ACCOUNTS_FILE).sign_out(name)
    except (AccountError, ConfigurationError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"signed {name} out everywhere")


@account.command()
@_name
@data_option
def remove(name: str, data: Path) -> None:
    """Remove an account. Whoever is signed in with it is out."""
    try:
        Accounts(data / ACCOUNTS_FILE).remove(name)
    except (AccountError, ConfigurationError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"removed {name}")


@account.command(name="list")
@data_option
def list_accounts(data: Path) -> None:
    """Print the accounts, one a line: name and role, with a tab between."""
    try:
        accounts = Accounts(data / ACCOUNTS_FILE).all()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    for one in accounts:
        click.echo(f"{one.name}\t{one.role}")
