"""The `kiosk` command. Each part is imported when it is run: `scan` needs no screen."""

import errno
import os
import sys
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import click

_data = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    envvar="MADOGUCHI_DATA",
    show_envvar=True,
    help="The folder that is this kiosk's own.",
)


@click.group()
def main() -> None:
    """The lobby kiosk."""


@main.command()
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=str))
@click.pass_context
def scan(context: click.Context, images: tuple[str, ...]) -> None:
    """Read the QR codes in pictures: one JSON object a line, with file, texts and ms.

    Ends with 0, also where nothing was read; with 2 where a file is no picture; with 1 where the
    output cannot be written.
    """
    from kiosk.reading.scan import scan_files  # noqa: PLC0415 - see above

    if sys.stdout is None:  # as Python has it where it was closed
        _refuse_output(errno.EBADF)
    try:
        code = scan_files(images, sys.stdout, sys.stderr)
    except BrokenPipeError:
        raise  # whoever reads has had enough, as `head` has; click ends quietly
    except OSError as error:
        _refuse_output(error.errno or errno.EIO)
    context.exit(code)


def _refuse_output(number: int) -> NoReturn:
    click.echo(f"kiosk: the output cannot be written: {os.strerror(number)}", err=True)
    # else Python tries to write what is left once more at its end, and fails with many lines
    sys.stdout = None
    sys.exit(1)


@main.command()
@_data
@click.option("--remove", is_flag=True, help="Have no PIN: maintenance is closed on the kiosk.")
def pin(data: Path, *, remove: bool) -> None:
    """Set the PIN with which staff open maintenance on the kiosk: 4 to 12 digits.

    It is asked for twice and not shown, so that it is in no history and in no list of processes.
    A running kiosk asks for the new one at once. Ends with 2 where the PIN cannot be used.
    """
    from kiosk.maintenance.pin import PinError, StaffPin  # noqa: PLC0415 - see above

    kept = StaffPin(data)
    try:
        if remove:
            there = kept.remove()
            click.echo("the staff's PIN is removed" if there else "there was no PIN")
            return
        kept.set(click.prompt("PIN", hide_input=True, confirmation_prompt=True))
    except PinError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{data}: {error.strerror or error}") from error
    click.echo("the staff's PIN is set")


@main.command()
@_data
@click.option("--server", help="The server's pages, http://HOST:PORT; asked for when left out.")
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The envelope, from a USB stick, instead of the server.",
)
@click.option("--camera", help="Read the code with this camera: device:0, folder:DIR.")
def enrol(data: Path, server: str | None, file: Path | None, camera: str | None) -> None:
    """Take in the credential of this kiosk, with the code that `queue-server device add` shows.

    The code is asked for, so that it is in no history and in no list of processes. Start the kiosk
    again afterwards. Ends with 2 where the code or the envelope cannot be used.
    """
    from kiosk.enrolling import run_enrol  # noqa: PLC0415 - see above
    from protocol.enrolment import EnrolmentError  # noqa: PLC0415 - see above

    try:
        enrolment = run_enrol(data, server=server, file=file, camera=camera, ask=click.prompt)
    except EnrolmentError as error:
        click.echo(f"kiosk: {error}", err=True)
        sys.exit(2)
    click.echo(f"this is {enrolment.device} of {enrolment.site}, at {enrolment.mqtt}")


@main.command()
@_data
@click.option("--retry", help="Send a refused number once more: its id, or `all`.")
def outbox(data: Path, retry: str | None) -> None:
    """List the numbers that this kiosk gave while it was cut off, and that the server still lacks.

    A kiosk may be running meanwhile; it sends what is retried within 15 seconds. Ends with 2 where
    there is no outbox, or no such number.
    """
    from kiosk.alone.listing import OutboxError, listed, retried  # noqa: PLC0415 - see above

    try:
        if retry is not None:
            which = None if retry == "all" else UUID(retry)
            click.echo(f"{retried(data, which)} to be sent once more")
            return
        for line in listed(data):
            click.echo(line)
    except ValueError as error:
        raise click.UsageError(f"{retry}: is neither an id nor `all`") from error
    except OutboxError as error:
        click.echo(f"kiosk: {error}", err=True)
        sys.exit(2)


@main.command()
@click.option("--site", help="The lobby's id.")
@click.option("--kiosk", help="This kiosk's id.")
@click.option("--mqtt", help="The broker.  [default: the enrolment's, or mqtt://127.0.0.1:1883]")
@click.option("--mqtt-password-file", help="A file with the password of the user in --mqtt.")
@click.option("--enrolment", help="What `kiosk enrol` wrote.  [default: DATA/enrolment.json]")
@click.option("--printer", help="tcp://HOST:PORT, …, or none.  [default: none]")
@click.option("--papers", help="A folder with templates of papers.  [default: assets/papers]")
@click.option(
    "--paper-minutes", help="How long a paper is wanted that waits for the printer.  [default: 3]"
)
@click.option("--roll-metres", help="The length of a whole roll of paper.  [default: 60]")
@click.option("--camera", help="device:0, folder:DIR, none, …  [default: device:0]")
@click.option("--camera-exposure", help="auto, or milliseconds.  [default: auto]")
@click.option("--camera-focus", help="auto, or 0 (far) to 100 (near).  [default: auto]")
@click.option("--camera-flicker", help="The mains in Hz: auto, 50 or 60.  [default: auto]")
@click.option(
    "--large-print-printer", help="ipp://HOST/PATH?text=large, pdf://DIR?text=large or none."
)
@click.option("--scanner", help="serial:///dev/ttyACM0?baud=9600, evdev:…, none.  [default: none]")
@click.option("--keypad", help="evdev:/dev/input/by-id/…, evdev:NAME, none.  [default: none]")
@click.option("--speech", help="headphones:PCM, loudspeaker:PCM, none.  [default: none]")
@click.option("--size", help="WIDTHxHEIGHT in pixels.  [default: 1080x1920]")
@click.option("--screen-height-mm", help="The panel's height.  [default: 708 upright, 210 lying]")
@click.option(
    "--screen-bottom-mm", help="How high above the floor its lower edge is.  [default: 750]"
)
@click.option("--fullscreen/--window", default=None, help="[default: fullscreen]")
@click.option("--sound/--no-sound", default=None, help="Soft chimes.  [default: sound]")
@click.option(
    "--exit/--no-exit", default=None, help="At the exit: ask how it was today.  [default: no-exit]"
)
@click.option("--mirror", help="A folder for pictures of the screen.")
@click.option(
    "--mirror-entries/--no-mirror-entries",
    default=None,
    help="Mirror what people type, too: for demonstrations.  [default: no-mirror-entries]",
)
@click.option("--data", help="The folder that is this kiosk's own.")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="MADOGUCHI_CONFIG",
    help="A TOML file with any of the settings.",
)
def run(config: Path | None, **flags: str | bool | None) -> None:
    """Serve people. Each setting may also be MADOGUCHI_… in the environment.

    Ends with 0 when it was told to, 1 when a part failed, 2 for a setting that cannot be used, and
    75 where staff want it started again.
    """
    from kiosk.forgetting import begin_again_wiping  # noqa: PLC0415 - see above

    begin_again_wiping()
    from kiosk.run import run_kiosk  # noqa: PLC0415 - see above

    sys.exit(run_kiosk(flags, config))
