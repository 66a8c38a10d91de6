"""`queue-server device …`: who may speak to the broker, from the command line."""

import os
import shlex
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import click
import segno

from protocol.access import Role
from protocol.enrolment import EnrolmentError, read_code, scanned_text
from protocol.secret_files import write_secret
from queue_server.broker.authority import CERTIFICATE_DAYS
from queue_server.broker.desk import (
    AUTHORITY_FILE,
    PASSWORD_FILE,
    DeviceDesk,
    Handed,
    Prepared,
)
from queue_server.broker.inventory import Standing, standing
from queue_server.broker.recovery import RECOVERY_FILE, Recovery, read_recovery
from queue_server.configuration import ConfigurationError
from queue_server.devices.call_pads import pads_of
from queue_server.lobby import load_lobby
from queue_server.options import site_option

FOLDER = Path("/etc/madoguchi/broker")
RELOAD = "systemctl reload mosquitto"
RESTART = "systemctl try-restart mosquitto"
"""Mosquitto shows displays its old certificate until then: WebSocket's is not read again."""
RELOAD_SECONDS = 30

_broker = click.option(
    "--broker",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    show_default=True,
    envvar="MADOGUCHI_BROKER",
    show_envvar=True,
    help="The folder of CA, credentials and Mosquitto's files.",
)
_reload = click.option(
    "--reload",
    "reload_command",
    envvar="MADOGUCHI_BROKER_RELOAD",
    show_envvar=True,
    help=f"What has Mosquitto read its files again (SIGHUP); nothing for not now.  "
    f"[default: {RELOAD}, where systemd runs]",
)
_restart = click.option(
    "--restart",
    "restart_command",
    envvar="MADOGUCHI_BROKER_RESTART",
    show_envvar=True,
    help="What starts Mosquitto again, where it runs; nothing for not now.  "
    f"[default: {RESTART}, where systemd runs]",
)
_days = click.option(
    "--days", type=click.IntRange(1, 3650), default=CERTIFICATE_DAYS, show_default=True
)
_device = click.argument("device")


def _ways_to_hand(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option(
            "--file",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Also write the sealed envelope here, for a USB stick.",
        ),
        click.option(
            "--png",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Also draw the code for the kiosk's camera here. Delete it afterwards.",
        ),
        click.option(
            "--pem",
            type=click.Path(path_type=Path, file_okay=False),
            help="For a device that is not ours: write CA, certificate, key and password into this "
            "new folder, and show no code.",
        ),
    ):
        command = option(command)
    return command


def device_commands(now: Callable[[], datetime]) -> click.Group:
    """The group `device`; `now` is the process's clock."""

    @click.group()
    def device() -> None:
        """Who may speak to the broker: kiosks and call pads, each with a credential of its own.

        Run as root on the broker's machine. See docs/devices.md.
        """

    @device.command()
    @site_option
    @_broker
    @_restart
    @click.option(
        "--name",
        "names",
        multiple=True,
        required=True,
        help="A name or address by which devices reach this machine; may be given again.",
    )
    @click.option(
        "--pages", help="The server's pages for kiosks.  [default: http://NAME:8080, the first]"
    )
    @click.option("--port", type=click.IntRange(1, 65535), default=8883, show_default=True)
    @click.option(
        "--websocket-port", type=click.IntRange(1, 65535), default=8884, show_default=True
    )
    @click.option("--server-port", type=click.IntRange(1, 65535), default=1883, show_default=True)
    @click.option("--listen", default="0.0.0.0", show_default=True)  # noqa: S104  for devices
    @_days
    @click.option(
        "--from",
        "lost",
        type=click.Path(path_type=Path, dir_okay=False),
        help=f"On a new machine: the {RECOVERY_FILE} of the lost one. Asks for the recovery code.",
    )
    @click.option(
        "--new-recovery-code", is_flag=True, help="Where the one in the safe is lost, or known."
    )
    def ca(
        *,
        site: Path,
        broker: Path,
        restart_command: str | None,
        names: tuple[str, ...],
        pages: str | None,
        listen: str,
        lost: Path | None,
        new_recovery_code: bool,
        **given: Any,
    ) -> None:
        """Make the city's CA and the broker's certificate; again: another certificate for it.

        A recovery code is shown once. It opens what the backups hold of the CA and the devices.
        """
        host = f"[{names[0]}]" if ":" in names[0] else names[0]
        desk = DeviceDesk(broker, now=now)
        beginning = None if lost is None else read_recovery(lost, _recovery_code())
        made = desk.prepare(
            load_lobby(site).id,
            names,
            pages=pages or f"http://{host}:8080",
            host=listen,
            beginning=beginning,
            new_code_for_recovery=new_recovery_code,
            **given,
        )
        _say_prepared(made, desk, broker, beginning)
        _read_again(
            restart_command,
            "the broker still shows its old certificate",
            default=RESTART,
            quiet=True,
        )

    @device.command()
    @_device
    @site_option
    @_broker
    @_reload
    @_days
    @_ways_to_hand
    def add(
        device: str,
        site: Path,
        broker: Path,
        reload_command: str | None,
        days: int,
        **ways: Path | None,
    ) -> None:
        """Give a kiosk or call pad of the site file its credential, and show its code once."""
        kind = _kind(site, device)
        _look_at_ways(**ways)
        handed = DeviceDesk(broker, now=now).add(device, kind, days=days)
        _hand_over(handed, **ways)
        _read_again(reload_command, f"{device} is not let in yet")

    @device.command()
    @_device
    @_broker
    @_reload
    @_days
    @_ways_to_hand
    def renew(
        device: str, broker: Path, reload_command: str | None, days: int, **ways: Path | None
    ) -> None:
        """Give it another credential: before its certificate ends, or after it was shut out.

        The one before is good no more at once; until the new code is typed in, the kiosk goes on
        alone.
        """
        _look_at_ways(**ways)
        handed = DeviceDesk(broker, now=now).renew(device, days=days)
        _hand_over(handed, **ways)
        _read_again(reload_command, f"{device} is not let in with it yet")

    @device.command(name="shut-out")
    @_device
    @_broker
    @_reload
    def shut_out(device: str, broker: Path, reload_command: str | None) -> None:
        """Take every right from a device that was stolen, also on its running connection."""
        DeviceDesk(broker, now=now).shut_out(device)
        _read_again(reload_command, f"{device} IS NOT SHUT OUT YET")
        click.echo(f"{device} is shut out")

    @device.command()
    @_device
    @_broker
    @_reload
    def remove(device: str, broker: Path, reload_command: str | None) -> None:
        """Shut a device out and list it no more: one that is used up, or sent back."""
        DeviceDesk(broker, now=now).shut_out(device, forget=True)
        _read_again(reload_command, f"{device} IS NOT SHUT OUT YET")
        click.echo(f"{device} is removed")

    @device.command(name="list")
    @_broker
    def list_devices(broker: Path) -> None:
        """Print every credential, one a line: name, kind, how it is, last day; with tabs between.

        Ends with 1 where one has run out or will within 60 days, so that a timer can tell.
        """
        inventory, at = DeviceDesk(broker, now=now).inventory(), now()
        ends = {"CA": inventory.authority_expires_at, "broker": inventory.broker_expires_at}
        rows = [(name, name.lower(), standing(until, at), until) for name, until in ends.items()]
        rows += [
            (one.id, one.kind.value, one.standing(at), one.expires_at) for one in inventory.devices
        ]
        for name, kind, state, until in rows:
            click.echo(f"{name}\t{kind}\t{state.value}\t{_day(until)}")
        if {state for *_, state, _until in rows} & {Standing.EXPIRES_SOON, Standing.EXPIRED}:
            raise click.exceptions.Exit(1)

    return device


def _kind(site: Path, device: str) -> Literal[Role.KIOSK, Role.PAD]:
    lobby = load_lobby(site)
    if device in lobby.file.site.kiosks:
        return Role.KIOSK
    pads = pads_of(lobby)
    if device in pads:
        return Role.PAD
    known = ", ".join((*lobby.file.site.kiosks, *pads))
    raise ConfigurationError(
        f"{site}: names no kiosk or call pad {device!r} (there are: {known}). Write it there first"
    )


def _say_prepared(
    made: Prepared, desk: DeviceDesk, broker: Path, beginning: Recovery | None
) -> None:
    inventory = made.inventory
    until = _day(inventory.broker_expires_at)
    click.echo(f"broker {', '.join(inventory.names)}: certificate until {until}")
    click.echo(f"Mosquitto: {desk.config}")
    click.echo(f"the server's password: {broker / PASSWORD_FILE}")
    if beginning is not None:
        at, before = beginning.at.astimezone(), beginning.inventory.names[0]
        click.echo(f"as it was on {at:%Y-%m-%d %H:%M}: {len(inventory.devices)} devices")
        click.echo("  Shut out since then: shut it out AGAIN. Added or renewed since: renew it.")
        if inventory.names[0] != before:
            click.echo(f"  Devices look for the broker at {before}: renew every one.")
    if made.authority_is_new:
        click.echo(f"displays' browsers must know this CA: {broker / AUTHORITY_FILE}")
    if made.recovery_code is not None:
        click.echo("復旧コード（紙に書き、金庫へ。二度と表示されません）")
        click.echo("Recovery code: write it down, lock it away. It is not shown again.")
        click.echo(f"  {made.recovery_code}")


def _recovery_code() -> str:
    try:
        code = str(click.prompt("復旧コード / Recovery code"))
        read_code(code)
    except EnrolmentError as error:
        raise ConfigurationError(str(error)) from error
    return code


def _look_at_ways(*, file: Path | None, png: Path | None, pem: Path | None) -> None:
    """Before anything is made: a code that could not be handed over would be lost."""
    if pem is not None and pem.exists():
        raise ConfigurationError(f"--pem {pem}: is there already")
    for path in (file, png, pem):
        if path is not None and not os.access(path.parent, os.W_OK | os.X_OK):
            raise ConfigurationError(f"{path}: there is no folder {path.parent} to write it in")


def _hand_over(handed: Handed, *, file: Path | None, png: Path | None, pem: Path | None) -> None:
    enrolment = handed.enrolment
    try:
        if pem is not None:
            pem.mkdir(mode=0o700)
            for name, text in {
                "authority.pem": enrolment.authority,
                "certificate.pem": enrolment.certificate,
                "key.pem": enrolment.key,
                "password": enrolment.password + "\n",
            }.items():
                write_secret(pem / name, text)
            click.echo(
                f"{enrolment.device}: {enrolment.mqtt}, until {_day(handed.expires_at)}, {pem}"
            )
            return
        if file is not None:
            write_secret(file, handed.envelope.model_dump_json())
        picture = segno.make(scanned_text(handed.pages, handed.code), error="m")
        if png is not None:
            write_secret(png, "")
            picture.save(str(png), kind="png", scale=8)
    except OSError as error:
        raise ConfigurationError(f"{error.filename}: {error.strerror}") from error
    click.echo(f"{enrolment.device}: certificate until {_day(handed.expires_at)}")
    picture.terminal(compact=True)
    click.echo(f"  {handed.pages}\n  {handed.code}\n")
    click.echo("受付機で入力します（1時間以内、1回だけ）：kiosk enrol")
    click.echo("Type it in at the device, within the hour, once: kiosk enrol")


def _read_again(
    command: str | None, otherwise: str, *, default: str = RELOAD, quiet: bool = False
) -> None:
    """Have Mosquitto read its files again. `otherwise`: what is true where that fails."""
    if command is None:
        command = default if os.geteuid() == 0 and Path("/run/systemd/system").exists() else ""
    if not command:
        if not quiet:
            click.echo(f"{otherwise}: have Mosquitto read its files again (kill -HUP)", err=True)
        return
    try:
        subprocess.run(
            shlex.split(command), check=True, capture_output=True, text=True, timeout=RELOAD_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or error
        raise ConfigurationError(f"{otherwise}: {command}: {str(said).strip()}") from error


def _day(at: datetime) -> str:
    return at.date().isoformat()
